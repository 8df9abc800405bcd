"""The browser's door to the course of a proposal: its steps, restoring a version, linking and unlinking."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.consultations.doors import ThisConsultation
from app.drafting.actions.course import (
    link_proposals,
    move_proposal,
    restore_version,
    unlink_proposals,
)
from app.drafting.course_rules import Move
from app.drafting.course_views import course_view, footing_of
from app.drafting.forms import number_in
from app.drafting.queries import visible_desk
from app.kernel.errors import Invalid, Refused
from app.kernel.i18n import gettext as _
from app.web.doors import CurrentActor, Db, Posted
from app.web.render import render

router = APIRouter()


@router.post("/{slug}/{code}/steps")
def take(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Take a step; what is wrong stands at its field (422), a refusal beside the control (403), with all that was typed."""
    values = {name: str(form.get(name, "")) for name in ("step", "reason", "into")}
    try:
        if values["step"] not in list(Move):
            raise Invalid.at("step", _("Choose what to do with this text."))
        move = Move(values["step"])
        move_proposal(db, actor, consultation, code, move, reason=values["reason"], into=values["into"])
    except Invalid as invalid:
        wrong, status, refused = invalid, 422, ""
    except Refused as no:
        wrong, status, refused = None, 403, no.message
    else:
        return RedirectResponse(f"/{consultation.slug}/{code}#course", 303)
    errors = {error.field: error.message for error in wrong.errors} if wrong else {}
    # Errors of the text that takes it over, such as too many sources, stand where that text is named.
    if wrong and not errors.keys() & values.keys():
        errors = {"into": wrong.message}
    desk = visible_desk(db, actor, consultation, code)
    course = course_view(
        actor,
        consultation,
        footing_of(db, desk),
        chosen=values["step"],
        refused=refused,
        values=values,
        errors=errors,
    )
    return render(
        request,
        "drafting/course_page.html",
        status,
        consultation=consultation,
        here="proposals",
        desk=desk,
        course=course,
    )


@router.post("/{slug}/{code}/restoration")
def restore(db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted) -> Response:
    """Save the text of an earlier version as the newest one."""
    restore_version(db, actor, consultation, code, version=number_in(form, "version"))
    return RedirectResponse(f"/{consultation.slug}/{code}", 303)


@router.post("/{slug}/{code}/links")
def link(db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted) -> Response:
    """Link a mechanism and a benchmark."""
    other = str(form.get("other", "")).strip().upper()
    if not other:
        raise Invalid.at("other", _("Choose the text to link with."))
    link_proposals(db, actor, consultation, code, other=other)
    return RedirectResponse(f"/{consultation.slug}/{code}#partners", 303)


@router.post("/{slug}/{code}/links/{other}/removal")
def unlink(db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, other: str) -> Response:
    """Take a link away."""
    unlink_proposals(db, actor, consultation, code, other=other)
    return RedirectResponse(f"/{consultation.slug}/{code}#partners", 303)
