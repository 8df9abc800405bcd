"""How a proxy is named and ended, in a ballot of its own that is about to open and whose rule knows proxies."""

from collections.abc import Callable

from sqlmodel import col, select

from app.consultations.models import Delegation, Round
from app.site.permissions.table import Cast
from app.voting.models import Ballot, Elector
from app.voting.parameters import chosen_rule
from tests.permissions.worlds import DAY, SLUG, World
from tests.support import NOON

AT = f"/consultations/{SLUG}/ballots/BAL-8/proxy"


def coming_ballot(world: World) -> None:
    """A ballot of two delegations that opens in some days."""
    opens, closes = NOON + 200 * DAY, NOON + 207 * DAY
    world.add_round("R91", "ballot", opens, closes, given=True)
    with world.keep() as db:
        here = {"consultation_id": world.here}
        round_ = db.exec(select(Round).where(Round.consultation_id == world.here, Round.code == "R91")).one()
        ballot = Ballot(
            **here, round_id=round_.id or 0, code="BAL-8", title="A ballot", opens_at=opens, closes_at=closes,
            rule=chosen_rule({"proxies": 1}),
        )  # fmt: skip
        db.add(ballot)
        db.flush()
        bodies = db.exec(
            select(Delegation).where(
                Delegation.consultation_id == world.here, col(Delegation.code).in_(["org-bel", "picum"])
            )
        ).all()
        for body in bodies:
            db.add(
                Elector(
                    **here, ballot_id=ballot.id or 0, delegation_id=body.id or 0,
                    constituency_id=body.constituency_id,
                )
            )  # fmt: skip


def name(world: World, cast: Cast) -> int:
    return world.programs[cast].put(AT, json={"proxy": "picum"}).status_code


def end(world: World, cast: Cast) -> int:
    return world.programs[cast].delete(AT).status_code


OF_PROXIES: dict[str, tuple[Callable[[World, Cast], int], Callable[[World], None]]] = {
    "name a proxy for a ballot": (name, coming_ballot),
    "end a proxy": (end, coming_ballot),
}
