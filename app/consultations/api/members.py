"""The programs' door to seats: everybody with one, give one, end one."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session

from app.consultations.actions.seats import end_seat, hand_link, seat_person
from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.part_schemas import (
    EndedSeatOut,
    GivenSeatOut,
    LinkOut,
    ReasonIn,
    SeatIn,
    SeatOut,
    SeatsOut,
)
from app.consultations.parts import seat_lines, visible_seat
from app.consultations.rules import why_not_of_the_secretariat
from app.kernel.db import LARGEST
from app.kernel.errors import permit
from app.web.doors import CurrentActor, Db, Number, ReadDb

router = APIRouter(prefix="/consultations/{slug}/members", tags=["set-up"])


@router.get("")
def list_members(
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    q: Annotated[str, Query(max_length=100)] = "",
    ended: bool = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
) -> SeatsOut:
    """Everybody with a seat, by name, for the secretariat; with `ended`, the seats that have ended."""
    permit(why_not_of_the_secretariat(actor, consultation))
    found = seat_lines(db, consultation, q=q, ended=ended, after=cursor, limit=limit)
    items = [SeatOut.of(seat) for seat in found[:limit]]
    return SeatsOut(items=items, next=items[-1].id if len(found) > limit else None)


@router.post("", status_code=201)
def post_member(db: Db, consultation: ThisConsultation, actor: CurrentActor, body: SeatIn) -> GivenSeatOut:
    """Give a seat; the same again is the one there is. The secretariat seats everybody, a convenor the members and
    observers of the own group."""
    seated = seat_person(
        db,
        actor,
        consultation,
        email=body.email,
        name=body.name,
        role=body.role,
        title=body.title,
        group=body.group or "",
        delegation=body.delegation or "",
        since=body.since,
        until=body.until,
        personal=body.personal,
    )
    out = _out(db, consultation, seated.seat.id or 0)
    return GivenSeatOut(**out.model_dump(), new_person=seated.new_person)


@router.post("/{seat}/end")
def post_member_end(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, seat: Number, body: ReasonIn
) -> EndedSeatOut:
    """End a seat, with a reason; whoever may give it may end it."""
    ended = end_seat(db, actor, consultation, seat, reason=body.reason)
    left = ended.left_without
    out = _out(db, consultation, seat)
    return EndedSeatOut(**out.model_dump(), without_convenor=left.code if left else None)


@router.post("/{seat}/link", status_code=201)
def post_member_link(
    request: Request,
    response: Response,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    seat: Number,
) -> LinkOut:
    """A link for the first sign-in of who holds this seat, to be handed over; shown this once."""
    secret, _person = hand_link(db, actor, consultation, seat)
    response.headers["Cache-Control"] = "no-store"
    return LinkOut(link=f"{request.app.state.settings.base_url}/sign-in/{secret}")


def _out(db: Session, consultation: Consultation, seat: int) -> SeatOut:
    return SeatOut.of(visible_seat(db, consultation, seat))
