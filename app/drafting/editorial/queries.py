"""Reads of editorial marks and their challenges, and the conditions that other floors put into theirs."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.drafting.editorial.models import MarkChallenge
from app.drafting.editorial.views import Challenge
from app.drafting.models import Proposal, Version

# The challenge of each version, to be joined from outside where there is one.
ITS_CHALLENGE = sa.and_(
    col(MarkChallenge.proposal_id) == col(Version.proposal_id), col(MarkChallenge.n) == col(Version.n)
)


def challenges_of(db: Session, proposal: Proposal) -> dict[int, Challenge]:
    """The challenges of a text by the version they are of; one query."""
    rows = db.exec(select(MarkChallenge).where(MarkChallenge.proposal_id == proposal.id)).all()
    return {row.n: Challenge.of(row) for row in rows}


def challenge_of(db: Session, proposal: Proposal, n: int) -> Challenge | None:
    """The challenge of one version, or None; one query."""
    row = db.exec(
        select(MarkChallenge).where(MarkChallenge.proposal_id == proposal.id, MarkChallenge.n == n)
    ).first()
    return Challenge.of(row) if row is not None else None


def unmarked_after(proposal_id: Any, since: Any, opens_at: Any) -> sa.ColumnElement[bool]:
    """The condition that a text has a version after number `since`, written before `opens_at`, without an editorial mark."""
    found = sa.exists().where(
        col(Version.proposal_id) == proposal_id,
        col(Version.n) > since,
        col(Version.created_at) < opens_at,
        col(Version.editorial).is_(False),
    )
    return found.correlate_except(Version)


def challenged_after(
    proposal_id: Any, since: Any, opens_at: Any, *when: sa.ColumnElement[bool]
) -> sa.ColumnElement[bool]:
    """The condition that the mark of such a version was challenged; `when` are conditions on the `MarkChallenge`."""
    found = sa.exists().where(
        col(MarkChallenge.proposal_id) == proposal_id,
        col(MarkChallenge.n) > since,
        col(Version.proposal_id) == col(MarkChallenge.proposal_id),
        col(Version.n) == col(MarkChallenge.n),
        col(Version.created_at) < opens_at,
        *when,
    )
    return found.correlate_except(MarkChallenge, Version)


def changed_in_substance(proposal_id: Any, since: Any, opens_at: Any) -> sa.ColumnElement[bool]:
    """The condition that such a version counts as a change of substance: without the mark, or with one that was challenged."""
    return sa.or_(
        unmarked_after(proposal_id, since, opens_at), challenged_after(proposal_id, since, opens_at)
    )
