"""Reads of explanations: before the close a delegation's own, after it everybody's."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.models import Constituency, Consultation, Delegation
from app.consultations.rules import voting_seats
from app.drafting.models import Proposal
from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.voting.explanations.models import Explanation
from app.voting.explanations.views import Explained
from app.voting.models import BallotProposal, Elector, delegation_of_elector
from app.voting.queries import called
from app.voting.views import BallotView, Line

# In the order of the ballot, what is of all of it first, then of the electorate, then of time.
_EXPLAINED: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(Explanation.public_id),
        col(Explanation.proposal_id),
        col(Proposal.code),
        col(Proposal.title),
        col(Explanation.delegation_id),
        col(Delegation.code),
        col(Delegation.short_name),
        col(Delegation.name_i18n),
        col(Constituency.name),
        col(Constituency.name_i18n),
        col(Explanation.moment),
        col(Explanation.text),
        col(Explanation.language),
        col(Explanation.given_at),
        col(Explanation.withdrawn_at),
    )
    .join_from(Explanation, Delegation, col(Delegation.id) == Explanation.delegation_id)
    .join(
        Elector,
        delegation_of_elector(Explanation),
    )
    .join(Constituency, col(Constituency.id) == Elector.constituency_id)
    .outerjoin(Proposal, col(Proposal.id) == Explanation.proposal_id)
    .outerjoin(
        BallotProposal,
        sa.and_(
            col(BallotProposal.ballot_id) == Explanation.ballot_id,
            col(BallotProposal.proposal_id) == Explanation.proposal_id,
        ),
    )
    .where(col(Explanation.ballot_id) == sa.bindparam("ballot"))
    .order_by(
        sa.func.coalesce(col(BallotProposal.place), -1),
        col(Proposal.code),
        col(Constituency.place),
        col(Constituency.code),
        col(Elector.place),
        col(Delegation.code),
        col(Explanation.given_at),
        col(Explanation.id),
    )
)


def explanations_of(
    db: Session,
    view: BallotView,
    lines: Collection[Line],
    actor: Actor | None = None,
    consultation: Consultation | None = None,
    *,
    of: int | None = None,
) -> tuple[Explained, ...]:
    """The explanations in a ballot that the reader may see; `of` one proposal, by its number. One query.

    `lines` are the proposals the reader may see, so that nothing is told of the texts of a closed group. Until the ballot has
    closed there are only those of the reader's own delegations, and what was taken back before anybody else could read it
    stays among them. Without an actor (a command, a job) everything is there that everybody may read.
    """
    own = _own(actor, consultation)
    if not view.counted and not own:
        return ()
    statement = _EXPLAINED
    if of is not None:
        statement = statement.where(col(Explanation.proposal_id) == of)
    if not view.counted:
        statement = statement.where(col(Explanation.delegation_id).in_(own))
    seen = {line.proposal_id for line in lines}
    found = [_explained(row) for row in db.execute(statement, {"ballot": view.ballot.id})]
    return tuple(
        each
        for each in found
        if (each.proposal_id is None or each.proposal_id in seen)
        and (each.delegation_id in own or not _gone_unread(each, view))
    )


def the_explanation(found: Sequence[Explained], public_id: str) -> Explained:
    """The one of this id among those the reader may see, or NotFound."""
    for each in found:
        if each.id == public_id:
            return each
    raise NotFound(_("There is no such explanation here."))


def _explained(row: Sequence[Any]) -> Explained:
    names = (called(row[6], row[7]), called(row[8], row[9]))
    values = (*row[:6], *names, *row[10:])
    return Explained(**dict(zip(Explained.__slots__, values, strict=True)))


def _gone_unread(each: Explained, view: BallotView) -> bool:
    return each.withdrawn_at is not None and each.withdrawn_at < view.closes_at


def _own(actor: Actor | None, consultation: Consultation | None) -> set[int]:
    if actor is None or consultation is None:
        return set()
    return {seat.delegation_id for seat in voting_seats(actor, consultation) if seat.delegation_id}
