"""The programs' door to admission: invitations, the seats of one's delegation, applications, seats on a day."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlmodel import Session

from app.consultations.actions.delegations import NewBody
from app.consultations.admission.actions.applying import Request as Asking
from app.consultations.admission.actions.applying import apply, decide_application
from app.consultations.admission.actions.inviting import Wish, invite, send_again, withdraw_invitation
from app.consultations.admission.actions.leading import end_own_seat, name_alternate
from app.consultations.admission.doors import INVITATIONS, home_of
from app.consultations.admission.on_a_day import seats_on
from app.consultations.admission.participation import participation_on
from app.consultations.admission.queries import (
    InvitationLine,
    application_called,
    applications_of,
    invitations_of,
)
from app.consultations.admission.rules import why_not_invite
from app.consultations.admission.schemas import (
    AlternateIn,
    ApplicationIn,
    ApplicationOut,
    ApplicationsOut,
    DecisionIn,
    InvitationIn,
    InvitationOut,
    InvitationsOut,
    ParticipationOut,
    ReceiptOut,
    SeatOnDayOut,
    SeatsOnDayOut,
)
from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.part_schemas import ReasonIn, SeatOut
from app.consultations.parts import visible_delegation, visible_seat
from app.consultations.queries import visible_group
from app.consultations.rules import is_secretariat
from app.kernel.clock import local_day, now
from app.kernel.db import LARGEST
from app.kernel.errors import permit
from app.web.doors import CurrentActor, Db, Number, ReadDb
from app.web.limits import APPLICATIONS, limited

router = APIRouter(prefix="/consultations/{slug}", tags=["admission"])
Code = Annotated[str, Query(max_length=60)]


@router.get("/invitations")
def list_invitations(
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    group: Code = "",
    delegation: Code = "",
) -> InvitationsOut:
    """The invitations that wait for an answer: all for the secretariat; with `group` or `delegation` those of one's own,
    for its convenor or its head."""
    room = visible_group(db, consultation, actor, group.upper()) if group else None
    body = visible_delegation(db, consultation, delegation) if delegation else None
    permit(why_not_invite(actor, consultation, group=room, delegation=body))
    found = invitations_of(db, consultation, now(db), group=room, delegation=body)
    return InvitationsOut(items=[InvitationOut.of(line) for line in found])


@router.post("/invitations", status_code=201, dependencies=[limited(INVITATIONS)])
def post_invitation(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, body: InvitationIn
) -> InvitationOut:
    """Offer a seat by e-mail: the secretariat any, a head those of the own delegation, a convenor those of the own
    group. The same while the first waits for an answer is the one there is."""
    values = body.model_dump()
    wish = Wish(**{**values, "group": body.group or "", "delegation": body.delegation or ""})
    made = invite(db, actor, consultation, wish, home=home_of(request))
    return InvitationOut.of(_line(db, consultation, made.id))


@router.post("/invitations/{invitation}/again", dependencies=[limited(INVITATIONS)])
def post_invitation_again(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, invitation: Number
) -> InvitationOut:
    """Send an invitation once more, with a new link; the old one opens nothing any more."""
    send_again(db, actor, consultation, invitation, home=home_of(request))
    return InvitationOut.of(_line(db, consultation, invitation))


@router.post("/invitations/{invitation}/withdrawal")
def post_invitation_withdrawal(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, invitation: Number
) -> InvitationOut:
    """Take an invitation back before it is answered."""
    withdraw_invitation(db, actor, consultation, invitation)
    return InvitationOut.of(_line(db, consultation, invitation))


@router.post("/delegations/{code}/alternates", status_code=201)
def post_alternate(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: AlternateIn
) -> SeatOut:
    """Name somebody in one's delegation its alternate, by the number of the seat held in it."""
    seat = name_alternate(db, actor, consultation, code, body.seat)
    db.flush()
    return SeatOut.of(visible_seat(db, consultation, seat.id or 0))


@router.post("/delegations/{code}/members/{seat}/end")
def post_own_seat_end(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, seat: Number, body: ReasonIn
) -> SeatOut:
    """End a seat in one's delegation, with a reason."""
    end_own_seat(db, actor, consultation, code, seat, reason=body.reason)
    return SeatOut.of(visible_seat(db, consultation, seat))


@router.get("/applications")
def list_applications(
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
) -> ApplicationsOut:
    """Applications for accreditation by number: those that are decided, with the reason; for the secretariat all, with
    statement and contact."""
    whole = is_secretariat(actor, consultation)
    found = applications_of(db, consultation, decided=None, public=not whole, after=cursor, limit=limit + 1)
    items = [ApplicationOut.of(line, whole=whole) for line in found[:limit]]
    return ApplicationsOut(items=items, next=found[limit - 1].application.id if len(found) > limit else None)


@router.post("/applications", status_code=201, dependencies=[limited(APPLICATIONS)])
def post_application(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, body: ApplicationIn
) -> ReceiptOut:
    """Ask to be accredited; anybody may, where the consultation admits. It counts once the contact has followed the
    link in the mail."""
    new = NewBody(body.name, body.short_name, body.name_i18n, body.iso3)
    asking = Asking(
        body.constituency, body.statement, body.contact_name, body.contact_email, body.organisation, new
    )
    return ReceiptOut(code=apply(db, actor, consultation, asking, home=home_of(request)).code)


@router.post("/applications/{code}/decision")
def post_decision(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    body: DecisionIn,
) -> ApplicationOut:
    """Accept a body, which accredits it and invites its contact as head, or refuse it; with a reason. For the
    secretariat."""
    decide_application(
        db,
        actor,
        consultation,
        code,
        accepted=body.decision == "accepted",
        reason=body.reason,
        voting=body.voting,
        organisation=body.organisation,
        home=home_of(request),
    )
    return ApplicationOut.of(application_called(db, consultation, code), whole=True)


@router.get("/seats")
def list_seats_on(
    db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, on: date | None = None
) -> SeatsOnDayOut:
    """Who sat where at the end of a day, today without `on`; what closed groups hold is seen by their members alone."""
    day = on or local_day(now(db), consultation.timezone)
    found = seats_on(db, consultation, day, actor=actor)
    return SeatsOnDayOut(on=day, items=[SeatOnDayOut.of(seat) for seat in found])


@router.get("/participation")
def read_participation(
    db: ReadDb, consultation: ThisConsultation, on: date | None = None
) -> ParticipationOut:
    """Who takes part at the end of a day, today without `on`, by constituency: counted anew from delegations and seats,
    and the same for everybody."""
    day = on or local_day(now(db), consultation.timezone)
    return ParticipationOut.of(participation_on(db, consultation, day))


def _line(db: Session, consultation: Consultation, number: int | None) -> InvitationLine:
    return invitations_of(db, consultation, now(db), number=number, open_only=False)[0]
