"""What came in before anything was drafted: one contribution, and the list of all."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.consultations.models import Consultation, Delegation, WorkingGroup
from app.contributions.models import Contribution, ContributionAuthor, Source
from app.drafting.models import Proposal, ProposalSource
from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.site.trace.queries import stretches
from app.site.visible import readable


@dataclass(frozen=True, slots=True)
class ContributionLine:
    """A contribution in a list."""

    contribution: Contribution
    authors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Derived:
    """A proposal that grew out of a contribution."""

    code: str
    title: str
    title_i18n: Mapping[str, str]
    state: str
    spans: tuple[tuple[int, int], ...] = ()
    """Where it stands in the newest edition, in stretches of paragraph numbers."""


@dataclass(frozen=True, slots=True)
class ContributionPage:
    """The page of a contribution."""

    contribution: Contribution
    authors: tuple[str, ...]
    derived: tuple[Derived, ...]
    source: Source | None
    edition: int | None = None


def contribution_lines(db: Session, consultation: Consultation) -> list[ContributionLine]:
    """Every contribution by its day, with who handed it in; one query."""
    names: dict[int, list[str]] = defaultdict(list)
    found: dict[int, Contribution] = {}
    for contribution, name in db.exec(
        select(Contribution, Delegation.short_name)
        .outerjoin(ContributionAuthor, col(ContributionAuthor.contribution_id) == Contribution.id)
        .outerjoin(Delegation, col(Delegation.id) == ContributionAuthor.delegation_id)
        .where(Contribution.consultation_id == consultation.id)
        .order_by(col(Contribution.day), col(Contribution.code), col(Delegation.place))
    ):
        found[contribution.id or 0] = contribution
        if name:
            names[contribution.id or 0].append(name)
    return [ContributionLine(row, tuple(names[key])) for key, row in found.items()]


def contribution_page(db: Session, consultation: Consultation, actor: Actor, code: str) -> ContributionPage:
    """One contribution with what grew out of it; NotFound where there is none of this code.

    Queries: five, and two more once a process when an edition was issued.
    """
    contribution = db.exec(
        select(Contribution).where(Contribution.consultation_id == consultation.id, Contribution.code == code)
    ).first()
    if contribution is None:
        raise NotFound(_("There is no contribution “%(code)s” here.") % {"code": code})
    authors = db.exec(
        select(Delegation.name)
        .join(ContributionAuthor, col(ContributionAuthor.delegation_id) == Delegation.id)
        .where(ContributionAuthor.contribution_id == contribution.id)
        .order_by(col(Delegation.place))
    ).all()
    derived = db.exec(
        select(Proposal)
        .join(ProposalSource, col(ProposalSource.proposal_id) == Proposal.id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(ProposalSource.contribution_id == contribution.id, readable(actor))
        .order_by(col(Proposal.roundtable_id), col(Proposal.number))
    ).all()
    source = db.exec(
        select(Source).where(
            Source.consultation_id == consultation.id, Source.code == (contribution.source or "")
        )
    ).first()
    edition, stands = stretches(db, consultation, {proposal.code: () for proposal in derived})
    return ContributionPage(
        contribution=contribution,
        authors=tuple(authors),
        derived=tuple(
            Derived(p.code, p.title, p.title_i18n, p.state, stands.get(p.code, ())) for p in derived
        ),
        source=source,
        edition=edition,
    )
