"""Reads of editorial marks and their challenges, and the conditions that other floors put into theirs."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.drafting.editorial.models import MarkChallenge
from app.drafting.editorial.views import Challenge
from app.drafting.models import Proposal, Version


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


def changed_in_substance(proposal_id: Any, since: Any, opens_at: Any) -> sa.ColumnElement[bool]:
    """The condition that a text has a version after number `since`, written before `opens_at`, that counts as a change of
    substance: one without the mark, or one whose mark was challenged."""
    challenged = sa.exists().where(
        col(MarkChallenge.proposal_id) == col(Version.proposal_id), col(MarkChallenge.n) == col(Version.n)
    )
    return sa.exists().where(
        col(Version.proposal_id) == proposal_id,
        col(Version.n) > since,
        col(Version.created_at) < opens_at,
        sa.or_(col(Version.editorial).is_(False), challenged),
    )
