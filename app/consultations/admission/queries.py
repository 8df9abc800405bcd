"""Reads of invitations and of applications for accreditation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, or_, select

from app.consultations.admission.models import Application, Invitation
from app.consultations.admission.rules import (
    Standing,
    standing_of,
    why_not_answer,
    why_not_confirm,
    why_not_invite,
)
from app.consultations.models import Constituency, Consultation, Delegation, Membership, Role, WorkingGroup
from app.consultations.queries import actor_found_by, with_seats
from app.consultations.rules import is_secretariat, may_see_group
from app.kernel.actor import SYSTEM, Actor
from app.kernel.clock import local_day
from app.kernel.errors import NotFound, permit
from app.kernel.i18n import gettext as _
from app.kernel.ids import secret_hash
from app.people.models import Person, WebSession
from app.people.queries import KNOWN

SHOWN = 200
BY_INVITATION = "invitation"
"""The way in of somebody new, as their session says it."""
CLICKS_WITHIN = timedelta(minutes=1)
"""For how long after the first click a second one brings the same."""
_BY_NUMBER = with_seats(
    sa.select(*KNOWN, sa.cast(sa.null(), sa.Integer)).where(col(Person.id) == sa.bindparam("person"))
)


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation as lists show it. `by` is who invited."""

    id: int
    email: str
    name: str
    role: str
    title: str
    group: str | None
    delegation: str | None
    delegation_name: str | None
    personal: bool
    since: date | None
    until: date | None
    by: str | None
    sent_at: datetime
    expires_at: datetime
    standing: Standing


@dataclass(frozen=True, slots=True)
class Offer:
    """An invitation with all that its page shows. `known` is who has an account under its address."""

    invitation: Invitation
    consultation: Consultation
    group: WorkingGroup | None
    delegation: Delegation | None
    inviter: Person | None
    known: Person | None

    @property
    def place(self) -> str:
        """Where the seat is, in a word or two; empty for one in the consultation as a whole."""
        if self.delegation is not None:
            return self.delegation.name
        return f"{self.group.code}, {self.group.title}" if self.group is not None else ""


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """An application as lists show it; the contact is for the secretariat alone."""

    application: Application
    constituency: str
    constituency_code: str
    constituency_i18n: dict[str, str]


def invitations_of(
    db: Session,
    consultation: Consultation,
    at: datetime,
    *,
    group: WorkingGroup | None = None,
    delegation: Delegation | None = None,
    number: int | None = None,
    open_only: bool = True,
    limit: int = SHOWN,
) -> list[InvitationLine]:
    """The invitations of a consultation, of a group or of a delegation, newest first: those that wait for an answer,
    also where their time has passed; or all. The caller has asked who may read them. One query."""
    statement = (
        sa.select(
            Invitation, col(WorkingGroup.code), col(Delegation.code), col(Delegation.short_name), col(Person.name)
        )
        .outerjoin(WorkingGroup, col(WorkingGroup.id) == col(Invitation.group_id))
        .outerjoin(Delegation, col(Delegation.id) == col(Invitation.delegation_id))
        .outerjoin(Person, col(Person.id) == col(Invitation.invited_by_id))
        .where(col(Invitation.consultation_id) == consultation.id)
        .order_by(col(Invitation.id).desc())
        .limit(limit)
    )  # fmt: skip
    if number is not None:
        statement = statement.where(col(Invitation.id) == number)
    if group is not None:
        statement = statement.where(col(Invitation.group_id) == group.id)
    if delegation is not None:
        statement = statement.where(
            col(Invitation.delegation_id) == delegation.id, col(Invitation.group_id).is_(None)
        )
    if open_only:
        statement = statement.where(
            col(Invitation.accepted_at).is_(None),
            col(Invitation.declined_at).is_(None),
            col(Invitation.withdrawn_at).is_(None),
        )
    return [
        InvitationLine(
            row.id or 0, row.email, row.name, row.role, row.title, in_group, code, called, row.personal,
            row.since, row.until, by, row.sent_at, row.expires_at, standing_of(row, at),
        )
        for row, in_group, code, called, by in db.execute(statement)
    ]  # fmt: skip


def offer_of(db: Session, secret: str) -> Offer:
    """The invitation that this secret opens, whatever became of it; NotFound where there is none."""
    return _offer(
        db, Invitation.secret_hash == secret_hash(secret), _("This invitation is not known here, or a newer one was sent. Open the link of the newest mail.")
    )  # fmt: skip


def open_offer(db: Session, secret: str, at: datetime) -> Offer:
    """The same where it can still be answered; NotFound with what to do instead."""
    offer = offer_of(db, secret)
    if (over := why_not_answer(standing_of(offer.invitation, at))) is not None:
        raise NotFound(over)
    return offer


def consultation_entered(db: Session, actor: Actor, secret: str) -> str | None:
    """Where the actor sits by the invitation that this secret opened, if it was they who took it: the slug."""
    if actor.person_id is None:
        return None
    return db.exec(
        select(Consultation.slug)
        .join(Invitation, col(Invitation.consultation_id) == col(Consultation.id))
        .join(Membership, col(Membership.id) == col(Invitation.membership_id))
        .where(Invitation.secret_hash == secret_hash(secret), Membership.person_id == actor.person_id)
    ).first()


def consultation_just_entered(db: Session, secret: str, session_secret: str, at: datetime) -> str | None:
    """Where somebody new came in a moment ago by the invitation that this secret opened, in the session of this other
    secret: the slug. A second click comes before the browser has the answer to the first, and knows of no session."""
    return db.exec(
        select(Consultation.slug)
        .join(Invitation, col(Invitation.consultation_id) == col(Consultation.id))
        .join(Membership, col(Membership.id) == col(Invitation.membership_id))
        .join(WebSession, col(WebSession.person_id) == col(Membership.person_id))
        .where(
            Invitation.secret_hash == secret_hash(secret),
            WebSession.token_hash == secret_hash(session_secret),
            WebSession.way == BY_INVITATION,
            WebSession.created_at > at - CLICKS_WITHIN,
            col(WebSession.ended_at).is_(None),
        )
    ).first()


def managed_invitation(db: Session, actor: Actor, consultation: Consultation, number: int) -> Offer:
    """An invitation of this consultation for whoever may invite to such a seat.

    NotFound where there is none, or it is for a group that the actor may not know of; Refused to others.
    """
    nothing = _("There is no such invitation here.")
    offer = _offer(db, Invitation.id == number, nothing, consultation)
    group = offer.group
    if group is not None and not is_secretariat(actor, consultation) and not may_see_group(actor, group):
        raise NotFound(nothing)
    permit(
        why_not_invite(
            actor, consultation, role=offer.invitation.role, group=group, delegation=offer.delegation
        )
    )
    return offer


def open_invitations_to(
    db: Session,
    consultation: Consultation,
    email: str,
    role: str,
    group: WorkingGroup | None,
    delegation: Delegation | None,
) -> Sequence[Invitation]:
    """The invitations of this address to this very seat that wait for an answer, newest first: one for each term."""
    return db.exec(
        select(Invitation)
        .where(
            Invitation.consultation_id == consultation.id,
            Invitation.email == email,
            Invitation.role == role,
            Invitation.group_id == (group.id if group else None),
            Invitation.delegation_id == (delegation.id if delegation else None),
            col(Invitation.accepted_at).is_(None),
            col(Invitation.declined_at).is_(None),
            col(Invitation.withdrawn_at).is_(None),
        )
        .order_by(col(Invitation.id).desc())
    ).all()


def actor_numbered(db: Session, person: int | None, at: datetime) -> Actor:
    """The person of this number as an actor, with the seats held now; the house itself where there is none."""
    if person is None:
        return SYSTEM
    return actor_found_by(db, _BY_NUMBER, {"person": person}, at) or SYSTEM


def own_head_seat(db: Session, actor: Actor, delegation: Delegation, at: datetime) -> Membership | None:
    """The seat from which the actor heads this delegation now."""
    day = local_day(at, "UTC")
    return db.exec(
        select(Membership)
        .where(
            Membership.delegation_id == delegation.id,
            Membership.person_id == actor.person_id,
            Membership.role == Role.HEAD,
            col(Membership.ended_at).is_(None),
            or_(col(Membership.since).is_(None), col(Membership.since) <= day),
            or_(col(Membership.until).is_(None), col(Membership.until) >= day),
        )
        .order_by(col(Membership.id))
    ).first()


def applications_of(
    db: Session,
    consultation: Consultation,
    *,
    decided: bool | None = None,
    public: bool = False,
    after: int = 0,
    limit: int = SHOWN,
) -> list[ApplicationLine]:
    """Applications with their constituencies: those that are decided, newest decision first; those that wait, in the
    order in which they came; or all, by number, `public` only those that are decided. One query."""
    statement = (
        sa.select(Application, col(Constituency.name), col(Constituency.code), col(Constituency.name_i18n))
        .join(Constituency, col(Constituency.id) == col(Application.constituency_id))
        .where(col(Application.consultation_id) == consultation.id, col(Application.id) > after)
        .limit(limit)
    )
    if public:
        statement = statement.where(col(Application.decided_at).is_not(None))
    if decided is None:
        statement = statement.order_by(col(Application.id))
    elif decided:
        statement = statement.where(col(Application.decided_at).is_not(None)).order_by(
            col(Application.decided_at).desc(), col(Application.id).desc()
        )
    else:
        statement = statement.where(
            col(Application.decided_at).is_(None), col(Application.withdrawn_at).is_(None)
        ).order_by(col(Application.confirmed_at).is_(None), col(Application.id))
    return [ApplicationLine(*row) for row in db.execute(statement)]


def application_called(db: Session, consultation: Consultation, code: str) -> ApplicationLine:
    """The application of this code, or NotFound. Who may read it is for the caller to ask."""
    row = db.execute(
        sa.select(Application, col(Constituency.name), col(Constituency.code), col(Constituency.name_i18n))
        .join(Constituency, col(Constituency.id) == col(Application.constituency_id))
        .where(col(Application.consultation_id) == consultation.id, col(Application.code) == code.upper())
    ).first()
    if row is None:
        raise NotFound(_("There is no application “%(code)s” here.") % {"code": code})
    return ApplicationLine(*row)


def application_to_confirm(db: Session, consultation: Consultation, secret: str, at: datetime) -> Application:
    """The application that this secret confirms; NotFound with what to do where it is unknown or too old."""
    found = db.exec(
        select(Application).where(
            Application.consultation_id == consultation.id, Application.secret_hash == secret_hash(secret)
        )
    ).first()
    if found is None:
        raise NotFound(
            _("This link is not known here, or a newer one was sent. Open the link of the newest mail.")
        )
    if (over := why_not_confirm(found, at)) is not None:
        raise NotFound(over)
    return found


def waiting_application(db: Session, consultation: Consultation, email: str, name: str) -> Application | None:
    """The application of this body by this contact that is not decided yet, if there is one."""
    return db.exec(
        select(Application)
        .where(
            Application.consultation_id == consultation.id,
            Application.contact_email == email,
            func.lower(col(Application.name)) == name.lower(),
            col(Application.decided_at).is_(None),
            col(Application.withdrawn_at).is_(None),
        )
        .order_by(col(Application.id).desc())
    ).first()


def applications_counted(db: Session, consultation: Consultation) -> int:
    """How many applications there have been."""
    return db.exec(
        select(func.count(col(Application.id))).where(Application.consultation_id == consultation.id)
    ).one()


def _offer(
    db: Session, which: sa.ColumnElement[bool] | bool, nothing: str, here: Consultation | None = None
) -> Offer:
    inviter, known = aliased(Person), aliased(Person)
    statement = (
        sa.select(Invitation, Consultation, WorkingGroup, Delegation, inviter, known)
        .join(Consultation, col(Consultation.id) == col(Invitation.consultation_id))
        .outerjoin(WorkingGroup, col(WorkingGroup.id) == col(Invitation.group_id))
        .outerjoin(Delegation, col(Delegation.id) == col(Invitation.delegation_id))
        .outerjoin(inviter, inviter.id == col(Invitation.invited_by_id))  # type: ignore[arg-type]
        .outerjoin(known, known.email == col(Invitation.email))  # type: ignore[arg-type]
        .where(which)  # type: ignore[arg-type]
    )
    if here is not None:
        statement = statement.where(col(Invitation.consultation_id) == here.id)
    row = db.execute(statement).first()
    if row is None:
        raise NotFound(nothing)
    return Offer(*row)
