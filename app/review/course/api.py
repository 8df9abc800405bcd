"""The programs' door to a course of rounds."""

from typing import Any

from fastapi import APIRouter

from app.consultations.doors import ThisConsultation
from app.consultations.schemas import RoundOut
from app.kernel.clock import now
from app.kernel.errors import Unauthenticated
from app.kernel.i18n import gettext as _
from app.review.course.actions import lay_course
from app.review.course.schemas import CourseIn, CourseOut
from app.review.course.steps import usual
from app.web.doors import CurrentActor, Db

router = APIRouter(prefix="/consultations/{slug}", tags=["rounds"])


@router.post("/rounds/course", status_code=201)
def post_course(db: Db, consultation: ThisConsultation, actor: CurrentActor, body: CourseIn) -> CourseOut:
    """Plan a course of rounds in one go, all or none."""
    if not actor.signed_in:
        raise Unauthenticated(_("Send the token of a moderator."))
    steps: list[dict[str, Any]]
    if body.steps is None:
        steps = [{"kind": str(step.kind)} for step in usual()]
    else:
        steps = [step.model_dump() for step in body.steps]
    rounds = lay_course(
        db,
        actor,
        consultation,
        first=body.first,
        steps=steps,
        unit=body.unit,
        hour=body.hour,
        scope=body.scope,
        reason=body.reason,
    )
    at = now(db)
    return CourseOut(items=[RoundOut.of(round_, at) for round_ in rounds])
