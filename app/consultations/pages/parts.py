"""The browser's door to constituencies and roundtables while a consultation is set up."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.actions.constituencies import add_constituency, change_constituency
from app.consultations.actions.roundtables import add_roundtable, change_roundtable
from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.parts import delegations_by_constituency, titles_before, visible_constituency
from app.consultations.queries import constituencies_of, roundtables_of, visible_roundtable
from app.consultations.rules import why_not_of_the_secretariat, why_not_set_up
from app.consultations.typed import Typed, names_of, other_languages, text_of, tried
from app.kernel.actor import Actor
from app.kernel.errors import permit
from app.web.doors import CurrentActor, Db, Posted, ReadDb
from app.web.render import render

router = APIRouter()
NEW = Typed()


def setup_page(
    request: Request,
    actor: Actor,
    consultation: Consultation,
    template: str,
    typed: Typed = NEW,
    **context: Any,
) -> HTMLResponse:
    """A page of the set-up, for the secretariat alone; an archived one is read and no longer changed."""
    permit(why_not_of_the_secretariat(actor, consultation))
    return render(
        request,
        template,
        typed.status,
        consultation=consultation,
        here="setup",
        home=f"/{consultation.slug}/setup",
        typed=typed,
        why_not=why_not_set_up(actor, consultation),
        others=other_languages(consultation.languages, consultation.default_language),
        **context,
    )


@router.get("/{slug}/setup/constituencies")
def show_constituencies(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor
) -> HTMLResponse:
    """The constituencies in their order, and the form for one more."""
    return _constituencies(request, db, actor, consultation)


@router.post("/{slug}/setup/constituencies")
def create_constituency(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, form: Posted
) -> Response:
    """Add a constituency."""
    typed = tried(
        form,
        "add",
        lambda: add_constituency(
            db,
            actor,
            consultation,
            code=text_of(form, "code"),
            name=text_of(form, "name"),
            name_i18n=names_of(form, "name"),
            description=text_of(form, "description"),
            place=text_of(form, "place"),
        ),
    )
    if typed.status != 200:
        return _constituencies(request, db, actor, consultation, typed)
    return RedirectResponse(f"/{consultation.slug}/setup/constituencies", 303)


@router.get("/{slug}/setup/constituencies/{code}")
def show_constituency(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """One constituency, to be renamed, described or given another place."""
    return _constituency(request, db, actor, consultation, code)


@router.post("/{slug}/setup/constituencies/{code}")
def save_constituency(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Save what was changed of a constituency."""
    typed = tried(
        form,
        "change",
        lambda: change_constituency(
            db,
            actor,
            consultation,
            code,
            name=text_of(form, "name"),
            name_i18n=names_of(form, "name"),
            description=text_of(form, "description"),
            place=text_of(form, "place"),
        ),
    )
    if typed.status != 200:
        return _constituency(request, db, actor, consultation, code, typed)
    return RedirectResponse(f"/{consultation.slug}/setup/constituencies", 303)


@router.get("/{slug}/setup/roundtables")
def show_roundtables(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor
) -> HTMLResponse:
    """The roundtables, and the form for one more."""
    return _roundtables(request, db, actor, consultation)


@router.post("/{slug}/setup/roundtables")
def create_roundtable(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, form: Posted
) -> Response:
    """Add a roundtable."""
    typed = tried(
        form,
        "add",
        lambda: add_roundtable(
            db,
            actor,
            consultation,
            code=text_of(form, "code"),
            number=text_of(form, "number"),
            title=text_of(form, "title"),
            short_title=text_of(form, "short_title"),
            title_i18n=names_of(form, "title"),
            description=text_of(form, "description"),
            guiding_questions=text_of(form, "guiding_questions").splitlines(),
        ),
    )
    if typed.status != 200:
        return _roundtables(request, db, actor, consultation, typed)
    return RedirectResponse(f"/{consultation.slug}/setup/roundtables", 303)


@router.get("/{slug}/setup/roundtables/{code}")
def show_roundtable(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """One roundtable: its titles, what stands with it, the titles it had."""
    return _roundtable(request, db, actor, consultation, code)


@router.post("/{slug}/setup/roundtables/{code}")
def save_roundtable(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Save what stands with a roundtable: its number, its description, its guiding questions."""
    typed = tried(
        form,
        "change",
        lambda: change_roundtable(
            db,
            actor,
            consultation,
            code,
            number=text_of(form, "number"),
            description=text_of(form, "description"),
            guiding_questions=text_of(form, "guiding_questions").splitlines(),
        ),
    )
    if typed.status != 200:
        return _roundtable(request, db, actor, consultation, code, typed)
    return RedirectResponse(f"/{consultation.slug}/setup/roundtables/{code}", 303)


@router.post("/{slug}/setup/roundtables/{code}/title")
def retitle_roundtable(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Give a roundtable another title, with a reason; or a translation that was missing, without one."""
    typed = tried(
        form,
        "title",
        lambda: change_roundtable(
            db,
            actor,
            consultation,
            code,
            title=text_of(form, "title"),
            short_title=text_of(form, "short_title"),
            title_i18n=names_of(form, "title"),
            reason=text_of(form, "reason"),
        ),
    )
    if typed.status != 200:
        return _roundtable(request, db, actor, consultation, code, typed)
    return RedirectResponse(f"/{consultation.slug}/setup/roundtables/{code}", 303)


def _constituencies(
    request: Request, db: Session, actor: Actor, consultation: Consultation, typed: Typed = NEW
) -> HTMLResponse:
    return setup_page(
        request,
        actor,
        consultation,
        "consultations/setup_constituencies.html",
        typed,
        constituencies=constituencies_of(db, consultation),
        delegations=delegations_by_constituency(db, consultation),
    )


def _constituency(
    request: Request, db: Session, actor: Actor, consultation: Consultation, code: str, typed: Typed = NEW
) -> HTMLResponse:
    return setup_page(
        request,
        actor,
        consultation,
        "consultations/setup_constituency.html",
        typed,
        constituency=visible_constituency(db, consultation, code),
    )


def _roundtables(
    request: Request, db: Session, actor: Actor, consultation: Consultation, typed: Typed = NEW
) -> HTMLResponse:
    return setup_page(
        request,
        actor,
        consultation,
        "consultations/setup_roundtables.html",
        typed,
        roundtables=roundtables_of(db, consultation),
    )


def _roundtable(
    request: Request, db: Session, actor: Actor, consultation: Consultation, code: str, typed: Typed = NEW
) -> HTMLResponse:
    roundtable = visible_roundtable(db, consultation, code)
    return setup_page(
        request,
        actor,
        consultation,
        "consultations/setup_roundtable.html",
        typed,
        roundtable=roundtable,
        titles=titles_before(db, roundtable),
    )
