"""The trace of the whole outcome at once, for programs: the same facts as on the pages, paragraph by paragraph."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, func

from app.consultations.models import Consultation
from app.contributions.models import Contribution
from app.discussion.models import Comment, Disposition
from app.drafting.models import Proposal, ProposalSource
from app.outcome.material import Item
from app.outcome.models import Edition
from app.outcome.queries import outcome_material
from app.pilots.models import Pilot, PilotProposal
from app.site.trace.places import Place, places_of_draft, places_of_edition
from app.site.trace.queries import made_from
from app.site.trace.schemas import DecidedOut, OriginOut, ParagraphOut, RemarkOut

Comments = Mapping[str, Sequence[tuple[str | None, RemarkOut]]]


def whole_trace(db: Session, consultation: Consultation, edition: Edition | None) -> list[ParagraphOut]:
    """Every paragraph of an edition or of the draft, in order. Queries: those of the outcome's page, and three more.

    Only proposals of open groups are in it, and positions only of ballots that have closed.
    """
    material = outcome_material(db, consultation)
    places = places_of_edition(db, edition) if edition else places_of_draft(material)
    came, said, tried = _came(db, consultation), _said(db, consultation), _tried(db, consultation)
    return [
        _paragraph(place, material.item(place.proposal), came, said.get(place.proposal, ()), tried)
        for place in places
    ]


def _paragraph(
    place: Place,
    item: Item | None,
    came: Mapping[str, Sequence[str]],
    said: Sequence[tuple[str | None, RemarkOut]],
    tried: Mapping[str, Sequence[str]],
) -> ParagraphOut:
    """One paragraph; of what is not, or no longer, everybody's only its number and origin are told."""
    if item is None:
        return ParagraphOut(
            number=place.number,
            origin=None,
            contributions=[],
            version=None,
            comments=[],
            ballots=[],
            pilots=[],
        )
    fields = made_from(place.field)
    decided = item.decision.result if item.decision else None
    return ParagraphOut(
        number=place.number,
        origin=OriginOut(proposal=place.proposal, field=place.field, paragraph=place.part or None),
        contributions=list(came.get(item.code, ())),
        version=item.version,
        comments=[remark for field, remark in said if field is None or field in fields],
        ballots=[
            DecidedOut(
                ballot=item.ballot.ballot.code,
                outcome=decided.outcome.value if decided else None,
                counts=decided.overall.as_dict() if decided else None,
            )
        ]
        if item.ballot
        else [],
        pilots=list(tried.get(item.code, ())),
    )


def _came(db: Session, consultation: Consultation) -> dict[str, list[str]]:
    rows = db.execute(
        sa.select(col(Proposal.code), col(Contribution.code))
        .join_from(ProposalSource, Proposal, col(Proposal.id) == ProposalSource.proposal_id)
        .join(Contribution, col(Contribution.id) == ProposalSource.contribution_id)
        .where(col(Proposal.consultation_id) == consultation.id)
        .order_by(col(Contribution.day), col(Contribution.code))
    )
    found: dict[str, list[str]] = defaultdict(list)
    for proposal, code in rows:
        found[proposal].append(code)
    return found


def _said(db: Session, consultation: Consultation) -> Comments:
    newest = (
        sa.select(func.max(col(Disposition.n)))
        .where(col(Disposition.comment_id) == Comment.id)
        .correlate(Comment)
        .scalar_subquery()
    )
    rows = db.execute(
        sa.select(col(Proposal.code), col(Comment.field), col(Comment.code), col(Disposition.code))
        .join_from(Comment, Proposal, col(Proposal.id) == Comment.proposal_id)
        .outerjoin(
            Disposition, sa.and_(col(Disposition.comment_id) == Comment.id, col(Disposition.n) == newest)
        )
        .where(col(Comment.consultation_id) == consultation.id)
        .order_by(col(Comment.created_at), col(Comment.id))
    )
    found: dict[str, list[tuple[str | None, RemarkOut]]] = defaultdict(list)
    for proposal, field, code, disposition in rows:
        found[proposal].append((field, RemarkOut(id=code, disposition=disposition)))
    return found


def _tried(db: Session, consultation: Consultation) -> dict[str, list[str]]:
    rows = db.execute(
        sa.select(col(Proposal.code), col(Pilot.code))
        .join_from(PilotProposal, Proposal, col(Proposal.id) == PilotProposal.proposal_id)
        .join(Pilot, col(Pilot.id) == PilotProposal.pilot_id)
        .where(col(Pilot.consultation_id) == consultation.id)
        .order_by(col(Pilot.code))
    )
    found: dict[str, list[str]] = defaultdict(list)
    for proposal, code in rows:
        found[proposal].append(code)
    return found
