"""How a result is declared and certified, a ballot voided and an objection overruled, with a ballot of its own that closed."""

from collections.abc import Callable

from sqlmodel import select

from app.consultations.models import Delegation, Round
from app.drafting.models import Proposal
from app.kernel.ledger import digest
from app.site.permissions.table import Cast
from app.voting.actions.results import publish_result
from app.voting.models import Ballot, BallotProposal, Elector, Position
from app.voting.presets import ROUGH_CONSENSUS
from app.voting.recount.models import BallotStep
from tests.permissions.worlds import DAY, SLUG, World
from tests.support import NOON

AT = f"/consultations/{SLUG}/ballots/BAL-9"
WHY = "It was addressed in version 3."


def closed_ballot(world: World) -> None:
    """A ballot by rough consensus on RT1-M1 that closed yesterday, with an objection of one delegation."""
    opens, closes = NOON - 5 * DAY, NOON - DAY
    world.add_round("R90", "ballot", opens, closes, given=True)
    with world.keep() as db:
        here = {"consultation_id": world.here}
        round_ = db.exec(select(Round).where(Round.consultation_id == world.here, Round.code == "R90")).one()
        text = db.exec(
            select(Proposal).where(Proposal.consultation_id == world.here, Proposal.code == "RT1-M1")
        ).one()
        body = db.exec(
            select(Delegation).where(Delegation.consultation_id == world.here, Delegation.code == "picum")
        ).one()
        ballot = Ballot(
            **here, round_id=round_.id or 0, code="BAL-9", title="A ballot", preset="rough_consensus", opens_at=opens,
            closes_at=closes, rule=ROUGH_CONSENSUS.as_stored(),
        )  # fmt: skip
        db.add(ballot)
        db.flush()
        on = {**here, "ballot_id": ballot.id or 0}
        db.add(BallotProposal(**on, proposal_id=text.id or 0, version=text.version, place=0))
        db.add(Elector(**on, delegation_id=body.id or 0, constituency_id=body.constituency_id))
        db.add(
            Position(
                **on, proposal_id=text.id or 0, delegation_id=body.id or 0, version=text.version, position="objection",
                reason="The fees are missing.", cast_at=opens, nonce="n", receipt="r",
            )
        )  # fmt: skip
        db.flush()
        publish_result(db, ballot)


def declared_ballot(world: World) -> None:
    """The same, whose result is declared."""
    closed_ballot(world)
    with world.keep() as db:
        ballot = db.exec(
            select(Ballot).where(Ballot.consultation_id == world.here, Ballot.code == "BAL-9")
        ).one()
        db.add(
            BallotStep(
                consultation_id=world.here, ballot_id=ballot.id or 0, kind="declared", digest=digest(ballot.result),
                author_title="The chair", taken_at=NOON,
            )
        )  # fmt: skip


def _post(what: str, **body: str) -> Callable[[World, Cast], int]:
    def do(world: World, cast: Cast) -> int:
        return world.programs[cast].post(f"{AT}/{what}", json=body or None).status_code

    return do


OF_RECOUNTING: dict[str, tuple[Callable[[World, Cast], int], Callable[[World], None]]] = {
    "declare the result of a ballot": (_post("declaration"), closed_ballot),
    "certify the result of a ballot": (_post("certification"), declared_ballot),
    "declare a ballot void": (_post("voiding", reason=WHY), closed_ballot),
    "overrule an objection in a ballot": (
        _post("overrulings", proposal="RT1-M1", delegation="picum", reason=WHY),
        closed_ballot,
    ),
}
