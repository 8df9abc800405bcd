"""The programs' door to who takes part in a round."""

from fastapi import APIRouter

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.queries import is_moderated, rounds_of
from app.kernel.actor import Actor
from app.kernel.errors import Unauthenticated, permit
from app.kernel.i18n import gettext as _
from app.review.attendance.actions import decline_round, take_back
from app.review.attendance.models import Decline
from app.review.attendance.queries import asked_in, code_of
from app.review.attendance.rules import tells_who_spoke, why_not_see_attendance
from app.review.attendance.schemas import AskedOut, AttendanceOut, DeclineIn, DeclineOut
from app.review.queries import round_in
from app.web.doors import CurrentActor, Db, ReadDb

router = APIRouter(prefix="/consultations/{slug}/rounds/{code}", tags=["rounds"])


@router.get("/attendance")
def read_attendance(
    db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> AttendanceOut:
    """Who was asked, has looked, has spoken or declined; for those who run the rounds."""
    round_ = round_in(rounds_of(db, consultation), code)
    _named(actor)
    permit(why_not_see_attendance(actor, consultation, moderated=is_moderated(db, consultation)))
    return AttendanceOut(
        attributed=tells_who_spoke(round_),
        items=[AskedOut.of(one) for one in asked_in(db, consultation, round_)],
    )


@router.post("/declines", status_code=201)
def post_decline(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: DeclineIn
) -> DeclineOut:
    """Say for one's delegation that it will not speak in this round. Sending it again changes nothing."""
    _named(actor)
    decline = decline_round(db, actor, consultation, code, delegation=body.delegation, reason=body.reason)
    return _out(db, consultation, code, decline)


@router.delete("/declines/{delegation}")
def delete_decline(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, delegation: str
) -> DeclineOut:
    """Take back that a delegation will not speak in this round."""
    _named(actor)
    decline = take_back(db, actor, consultation, code, delegation=delegation)
    if decline is None:
        return DeclineOut.of(None, code, delegation)
    return _out(db, consultation, code, decline)


def _out(db: Db, consultation: Consultation, code: str, decline: Decline) -> DeclineOut:
    round_ = round_in(rounds_of(db, consultation), code)
    return DeclineOut.of(decline, round_.code, code_of(db, decline.delegation_id))


def _named(actor: Actor) -> None:
    if not actor.signed_in:
        raise Unauthenticated(_("Send the token of somebody with a seat in this consultation."))
