"""A working group: its mandate, its members, what it drafts."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, case, col, or_, select

from app.consultations.calendar import stage_of
from app.consultations.models import (
    Consultation,
    Delegation,
    Membership,
    Role,
    Roundtable,
    Visibility,
    WorkingGroup,
)
from app.consultations.queries import Composition, composition_of, rounds_of, visible_group
from app.consultations.rules import visibility_of
from app.consultations.seating import why_not_after_the_end, why_not_seat
from app.drafting.models import Proposal, is_text
from app.drafting.rules import why_not_draft
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.people.models import Organisation, Person


@dataclass(frozen=True, slots=True)
class Member:
    """A seat in the group; `employer` is the body the person belongs to, where the seat is not for that one."""

    role: str
    title: str
    delegation: str | None
    employer: str | None


@dataclass(frozen=True, slots=True)
class GroupPage:
    """The page of a working group. `reason` says why the reader may not begin a text in it."""

    group: WorkingGroup
    roundtable: Roundtable | None
    members: tuple[Member, ...]
    proposals: tuple[Proposal, ...]
    reason: str | None
    why_not_seat: str | None
    at: datetime
    visibility: Visibility
    composition: Composition | None


def group_page(db: Session, consultation: Consultation, actor: Actor, code: str) -> GroupPage:
    """A working group that the actor may know of; NotFound otherwise. Five queries, seven with a composition."""
    group = visible_group(db, consultation, actor, code)
    at = now(db)
    roundtable = db.exec(select(Roundtable).where(Roundtable.id == group.roundtable_id)).first()
    stage = stage_of(consultation, rounds_of(db, consultation), roundtable.code if roundtable else "", at)
    elsewhere = or_(col(Membership.personal), col(Delegation.organisation_id) != col(Person.organisation_id))
    members = db.exec(
        select(
            Membership.role,
            Membership.title,
            Delegation.short_name,
            case((elsewhere, col(Organisation.name))),
        )
        .outerjoin(Delegation, col(Delegation.id) == Membership.delegation_id)
        .outerjoin(Person, col(Person.id) == Membership.person_id)
        .outerjoin(Organisation, col(Organisation.id) == Person.organisation_id)
        .where(Membership.group_id == group.id, col(Membership.ended_at).is_(None))
        .order_by(col(Membership.id))
    ).all()
    proposals = db.exec(
        select(Proposal)
        .where(Proposal.group_id == group.id, is_text())
        .order_by(col(Proposal.kind).desc(), col(Proposal.number), col(Proposal.code))
    ).all()
    return GroupPage(
        group=group,
        roundtable=roundtable,
        members=tuple(Member(*member) for member in members),
        proposals=tuple(proposals),
        reason=why_not_after_the_end(group) or why_not_draft(actor, group, stage),
        why_not_seat=why_not_seat(actor, consultation, group=group, role=Role.MEMBER),
        at=at,
        visibility=visibility_of(group),
        composition=composition_of(db, consultation, group),
    )
