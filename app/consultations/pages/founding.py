"""The browser's door to a new consultation."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.actions.begin import Beginning, beginning_of
from app.consultations.actions.founding import BLANK, create_consultation
from app.consultations.blueprints import blueprint_called, blueprints
from app.consultations.particulars import zones
from app.consultations.queries import all_consultations, visible_consultation
from app.consultations.rules import why_not_create
from app.kernel.actor import Actor
from app.kernel.errors import FieldError, Invalid, permit
from app.kernel.i18n import LANGUAGES
from app.web.doors import CurrentActor, Db, Posted, ReadDb, text_of
from app.web.render import render

router = APIRouter()
HERE = "/consultations/new"
Key = Annotated[str, Query(max_length=100)]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The way that was chosen: nothing, the key of a blueprint, or the slug of an earlier consultation."""

    blueprint: str = ""
    clone_of: str = ""
    delegations: bool = False


@router.get(HERE)
def show_new(
    request: Request, db: ReadDb, actor: CurrentActor, way: Key = "", blueprint: Key = "", clone_of: Key = ""
) -> HTMLResponse:
    """The ways to begin; with one of them chosen, the one form with the least that is needed."""
    permit(why_not_create(actor))
    if way != "empty" and not blueprint and not clone_of:
        return render(
            request,
            "consultations/new.html",
            here="front",
            blueprints=blueprints(),
            earlier=all_consultations(db, actor),
        )
    chosen = Chosen(blueprint, clone_of)
    beginning = beginning_of(db, actor, blueprint=blueprint, clone_of=clone_of)
    values = {**BLANK, **beginning.settings, "slug": ""}
    return _form(request, db, actor, chosen, values)


@router.post(HERE)
def create(request: Request, db: Db, actor: CurrentActor, form: Posted) -> Response:
    """Create it and go on to its set-up; with what is wrong at its field when it cannot be."""
    permit(why_not_create(actor))
    chosen = Chosen(text_of(form, "blueprint"), text_of(form, "clone_of"), "delegations" in form)
    names = ("code", "title", "timezone", "default_language", "start_date", "end_date")
    typed: dict[str, Any] = {name: text_of(form, name) for name in names}
    typed["languages"] = [str(code) for code in form.getlist("languages")]
    slug = text_of(form, "slug").strip()
    try:
        beginning: Beginning = beginning_of(
            db, actor, blueprint=chosen.blueprint, clone_of=chosen.clone_of, delegations=chosen.delegations
        )
        consultation = create_consultation(db, actor, slug=slug, settings=typed, beginning=beginning)
    except Invalid as invalid:
        return _form(request, db, actor, chosen, {**typed, "slug": slug}, invalid.errors)
    return RedirectResponse(f"/{consultation.slug}/setup", 303)


def _form(
    request: Request,
    db: Session,
    actor: Actor,
    chosen: Chosen,
    values: dict[str, Any],
    errors: tuple[FieldError, ...] = (),
) -> HTMLResponse:
    source = visible_consultation(db, actor, chosen.clone_of) if chosen.clone_of else None
    return render(
        request,
        "consultations/new_form.html",
        422 if errors else 200,
        here="front",
        chosen=chosen,
        blueprint=blueprint_called(chosen.blueprint),
        source=source,
        values=values,
        errors={error.field: error.message for error in errors},
        zones=zones(),
        all_languages=LANGUAGES,
    )
