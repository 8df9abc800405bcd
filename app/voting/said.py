"""What was said with positions, word for word: reservations, objections, and what the chair answered to an objection."""

from collections import defaultdict
from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.voting.disclosure.queries import enough_spoke
from app.voting.models import Position
from app.voting.recount.models import Overruling
from app.voting.views import BallotView, Said, Seated


def overrulings_in(
    db: Session, view: BallotView, only: int | None = None
) -> Mapping[tuple[int, int, int], Overruling]:
    """The objections of a ballot that the chair overruled, by proposal, delegation and member; one query where the rule knows that."""
    if not view.overrules:
        return {}
    statement = select(Overruling).where(col(Overruling.ballot_id) == view.ballot.id)
    if only is not None:
        statement = statement.where(col(Overruling.proposal_id) == only)
    return {(row.proposal_id, row.delegation_id, row.seat): row for row in db.exec(statement).all()}


def said_in(
    db: Session,
    view: BallotView,
    electorate: Collection[Seated],
    only: int | None,
    overruled: Mapping[tuple[int, int, int], Overruling],
    *,
    words: bool = True,
) -> dict[int, list[Said]]:
    """What is given only with a reason, such as a reservation or an objection, by proposal, in the order of the electorate; one query.
    Without names where only totals are disclosed, and nothing of a secret ballot.

    Without `words` there are the objections alone, and their reasons are left out: enough to count and to name who objects.
    """
    if view.rule.is_secret:
        return {}
    seats = {seated.key: (place, seated) for place, seated in enumerate(electorate)}
    statement = sa.select(
        col(Position.proposal_id),
        col(Position.delegation_id),
        col(Position.seat),
        col(Position.position),
        col(Position.reason) if words else sa.literal(""),
    ).where(
        col(Position.ballot_id) == view.ballot.id,
        col(Position.current).is_(True),
        col(Position.position).in_(
            [each.name for each in view.rule.stances if each.reason_due and (words or each.objects)]
        ),
    )
    if only is not None:
        statement = statement.where(col(Position.proposal_id) == only)
    if not view.rule.is_open:
        statement = statement.where(col(Position.proposal_id).in_(enough_spoke(view.rule, view.ballot)))
    rows = [row for row in db.execute(statement) if (row[1], row[2]) in seats]
    said: dict[int, list[Said]] = defaultdict(list)
    for proposal, delegation, seat, position, reason in sorted(
        rows, key=lambda row: seats[row[1], row[2]][0]
    ):
        if not view.rule.is_open:
            said[proposal].append(Said("", "", "", position, reason or ""))
            continue
        seated = seats[delegation, seat][1]
        chair = overruled.get((proposal, delegation, seat))
        said[proposal].append(
            Said(
                seated.code,
                seated.name,
                seated.constituency_name,
                position,
                reason or "",
                overruled=chair.reason if chair else "",
                overruled_by=chair.author_title if chair else "",
            )
        )
    if not view.rule.is_open:
        # By their words alone: the order of the electorate would say whose they are.
        for spoken in said.values():
            spoken.sort(key=lambda each: (each.position, each.reason))
    return said
