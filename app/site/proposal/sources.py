"""Where a proposal came from: the contributions it grew out of, and the sources it cites."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.consultations.models import Consultation, Delegation
from app.contributions.models import Contribution, ContributionAuthor, Source
from app.drafting.models import Proposal, ProposalSource


@dataclass(frozen=True, slots=True)
class Origin:
    """A contribution the proposal grew out of."""

    code: str
    title: str
    language: str
    authors: tuple[str, ...]
    day: Any


def origins_of(db: Session, proposal: Proposal) -> tuple[Origin, ...]:
    """The contributions it grew out of, each with its authors; one query."""
    names: dict[str, list[str]] = defaultdict(list)
    found: dict[str, Contribution] = {}
    for contribution, name in db.exec(
        select(Contribution, Delegation.short_name)
        .join(ProposalSource, col(ProposalSource.contribution_id) == Contribution.id)
        .outerjoin(ContributionAuthor, col(ContributionAuthor.contribution_id) == Contribution.id)
        .outerjoin(Delegation, col(Delegation.id) == ContributionAuthor.delegation_id)
        .where(ProposalSource.proposal_id == proposal.id)
        .order_by(col(Contribution.code), col(Delegation.place))
    ):
        found[contribution.code] = contribution
        if name:
            names[contribution.code].append(name)
    return tuple(Origin(c.code, c.title, c.language, tuple(names[code]), c.day) for code, c in found.items())


def sources_of(db: Session, consultation: Consultation, codes: Sequence[str]) -> tuple[Source, ...]:
    """The sources of these codes; one query, none where nothing is cited."""
    if not codes:
        return ()
    return tuple(
        db.exec(
            select(Source)
            .where(Source.consultation_id == consultation.id, col(Source.code).in_(codes))
            .order_by(col(Source.code))
        ).all()
    )
