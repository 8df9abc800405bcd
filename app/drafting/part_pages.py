"""The browser's door to ending a roundtable and to closing a working group, which look at the proposals in them."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.parts import group_in_setup
from app.consultations.queries import visible_roundtable
from app.consultations.rules import why_not_of_the_secretariat, why_not_set_up
from app.consultations.seating import why_not_after_the_end
from app.consultations.typed import Typed, text_of, tried
from app.drafting.actions.parts import begun_in, close_group, end_roundtable, left_to_decide
from app.drafting.part_rules import why_not_close_group, why_not_end_roundtable
from app.kernel.actor import Actor
from app.kernel.errors import permit
from app.web.doors import CurrentActor, Db, Posted, ReadDb
from app.web.render import render

router = APIRouter()
NEW = Typed("end")


@router.get("/{slug}/setup/roundtables/{code}/end")
def show_end(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """What stands in the way of ending a roundtable, or the form to end it."""
    return _ending(request, db, actor, consultation, code)


@router.post("/{slug}/setup/roundtables/{code}/end")
def close_roundtable(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """End a roundtable, with a reason."""
    typed = tried(
        form, "end", lambda: end_roundtable(db, actor, consultation, code, reason=text_of(form, "reason"))
    )
    if typed.status != 200:
        return _ending(request, db, actor, consultation, code, typed)
    return RedirectResponse(f"/{consultation.slug}/setup/roundtables", 303)


@router.get("/{slug}/setup/groups/{code}/closing")
def show_closing(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """What stands in the way of closing a group to others, or the form to do it."""
    return _closing(request, db, actor, consultation, code)


@router.post("/{slug}/setup/groups/{code}/closing")
def shut_group(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Close an open group to others, with a reason."""
    typed = tried(
        form, "end", lambda: close_group(db, actor, consultation, code, reason=text_of(form, "reason"))
    )
    if typed.status != 200:
        return _closing(request, db, actor, consultation, code, typed)
    return RedirectResponse(f"/{consultation.slug}/setup/groups/{code}", 303)


def _ending(
    request: Request, db: Session, actor: Actor, consultation: Consultation, code: str, typed: Typed = NEW
) -> HTMLResponse:
    permit(why_not_of_the_secretariat(actor, consultation))
    table = visible_roundtable(db, consultation, code)
    why_not = why_not_set_up(actor, consultation) or why_not_end_roundtable(table, left_to_decide(db, table))
    return render(
        request,
        "drafting/end_roundtable.html",
        typed.status,
        consultation=consultation,
        here="setup",
        home=f"/{consultation.slug}/setup",
        roundtable=table,
        why_not=why_not,
        typed=typed,
    )


def _closing(
    request: Request, db: Session, actor: Actor, consultation: Consultation, code: str, typed: Typed = NEW
) -> HTMLResponse:
    permit(why_not_of_the_secretariat(actor, consultation))
    group = group_in_setup(db, consultation, code)
    why_not = (
        why_not_set_up(actor, consultation)
        or why_not_after_the_end(group)
        or why_not_close_group(group, begun_in(db, group))
    )
    return render(
        request,
        "drafting/close_group.html",
        typed.status,
        consultation=consultation,
        here="setup",
        home=f"/{consultation.slug}/setup",
        group=group,
        why_not=why_not,
        typed=typed,
    )
