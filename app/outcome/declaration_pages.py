"""The browser's door to declarations: the list with its form, and one declaration for those whose it is."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.typed import Typed, typed_after
from app.kernel.actor import Actor
from app.kernel.db import LARGEST
from app.kernel.errors import Conflict, Invalid, Refused
from app.kernel.i18n import LANGUAGES
from app.outcome.actions.declaring import (
    declare,
    join_declaration,
    leave_declaration,
    reword_declaration,
    withdraw_declaration,
)
from app.outcome.declaring import (
    declarations_of,
    kind_words,
    moment_of,
    mouths_of,
    subjects_of,
    visible_declaration,
    why_not_change,
    why_not_declare,
    why_not_declare_on,
)
from app.outcome.models import DeclarationKind
from app.web.doors import CurrentActor, Db, Posted, ReadDb, text_of
from app.web.render import render

router = APIRouter(prefix="/{slug}/outcome/declarations")
About = Annotated[str, Query(max_length=60)]


@router.get("")
def show_declarations(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, about: About = ""
) -> HTMLResponse:
    """Every declaration, and for the head or an alternate of a delegation the form for one more."""
    typed = Typed("declare", {"about": about})
    return _list_page(request, db, consultation, actor, typed)


@router.post("")
def make_declaration(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, form: Posted
) -> Response:
    """Make a declaration for the own delegation."""

    def act() -> object:
        return declare(
            db,
            actor,
            consultation,
            kind=text_of(form, "kind"),
            text=text_of(form, "text"),
            about=text_of(form, "about"),
            delegation=text_of(form, "delegation"),
            language=text_of(form, "language"),
        )

    typed = _tried(form, "declare", act)
    if typed.status == 200:
        return _back(consultation)
    return _list_page(request, db, consultation, actor, typed)


@router.get("/{code}")
def show_declaration(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """One declaration, with the forms to reword and to withdraw it."""
    return _own_page(request, db, consultation, actor, code, Typed())


@router.post("/{code}")
def change_declaration(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Put a declaration of the own delegation into other words."""

    def act() -> object:
        return reword_declaration(
            db,
            actor,
            consultation,
            code,
            n=_wording(form),
            text=text_of(form, "text"),
            kind=text_of(form, "kind"),
            language=text_of(form, "language"),
        )

    typed = _tried(form, "reword", act)
    if typed.status == 200:
        return _back(consultation, code)
    return _own_page(request, db, consultation, actor, code, typed)


@router.post("/{code}/withdrawal")
def take_back(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Take a declaration of the own delegation back."""
    typed = _tried(
        form,
        "withdraw",
        lambda: withdraw_declaration(db, actor, consultation, code, reason=text_of(form, "reason")),
    )
    if typed.status == 200:
        return _back(consultation)
    return _own_page(request, db, consultation, actor, code, typed)


@router.post("/{code}/joining")
def join(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Put the name of the own delegation to another's declaration."""
    delegation = text_of(form, "delegation")
    n = _wording(form)
    typed = _tried(
        form, code, lambda: join_declaration(db, actor, consultation, code, n=n, delegation=delegation)
    )
    return (
        _back(consultation, code)
        if typed.status == 200
        else _list_page(request, db, consultation, actor, typed)
    )


@router.post("/{code}/leaving")
def leave(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Take the name of the own delegation off another's declaration."""
    delegation = text_of(form, "delegation")
    typed = _tried(
        form, code, lambda: leave_declaration(db, actor, consultation, code, delegation=delegation)
    )
    return (
        _back(consultation, code)
        if typed.status == 200
        else _list_page(request, db, consultation, actor, typed)
    )


def _tried(form: FormData, name: str, act: Callable[[], object]) -> Typed:
    """Do `act`; gives the form with its sentences where it was refused, is wrong, or came too late."""
    try:
        act()
    except (Invalid, Refused, Conflict) as error:
        return typed_after(form, name, error)
    return Typed(name)


def _wording(form: FormData) -> int:
    """The number of the wording that the form was drawn from; 0, which is none, where it does not say."""
    n = text_of(form, "n")
    return min(int(n), LARGEST) if n.isascii() and n.isdigit() and len(n) < 10 else 0


def _back(consultation: Consultation, code: str = "") -> Response:
    place = f"#{code}" if code else ""
    return RedirectResponse(f"/{consultation.slug}/outcome/declarations{place}", 303)


def _list_page(
    request: Request, db: Session, consultation: Consultation, actor: Actor, typed: Typed
) -> HTMLResponse:
    moment = moment_of(db, consultation)
    why_not = why_not_declare(actor, consultation, moment)
    subjects = subjects_of(db, consultation) if why_not is None else []
    return render(
        request,
        "outcome/declarations.html",
        typed.status,
        consultation=consultation,
        here="outcome",
        declarations=declarations_of(db, consultation),
        mouths=mouths_of(db, consultation, actor),
        subjects=[each for each in subjects if why_not_declare_on(moment, each.code) is None],
        moment=moment,
        why_not=why_not,
        typed=typed,
        kinds=[(kind.value, kind_words(kind)) for kind in DeclarationKind],
        kind_words=kind_words,
        tongues=_tongues(consultation),
    )


def _own_page(
    request: Request, db: Session, consultation: Consultation, actor: Actor, code: str, typed: Typed
) -> HTMLResponse:
    moment = moment_of(db, consultation)
    declared = visible_declaration(declarations_of(db, consultation), code)
    return render(
        request,
        "outcome/declaration.html",
        typed.status,
        consultation=consultation,
        here="outcome",
        declared=declared,
        why_not=why_not_change(actor, consultation, moment, declared),
        typed=typed,
        kinds=[(kind.value, kind_words(kind)) for kind in DeclarationKind],
        kind_words=kind_words,
        tongues=_tongues(consultation),
    )


def _tongues(consultation: Consultation) -> list[tuple[str, str]]:
    """The languages a declaration can be written in, the consultation's own first."""
    main = consultation.default_language
    codes = [main, *(code for code in consultation.languages if code != main and code in LANGUAGES)]
    return [(code, LANGUAGES.get(code, code)) for code in codes]
