"""The browser's door to setting up: the home of the set-up with its checklist and the course, and the settings."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.consultations.actions.course import move_consultation
from app.consultations.actions.founding import StaleSettings, change_settings, stored
from app.consultations.checklist import checklist, missing
from app.consultations.course import (
    ORDER,
    Standing,
    earlier_stages,
    next_stages,
    outcomes_of,
    place_of,
    why_not_move,
)
from app.consultations.course_words import outcome_word, stage_sentence, stage_word, step_sentence, step_word
from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation, ConsultationState, OutcomeKind
from app.consultations.particulars import BY_LANGUAGE, MASTHEAD, SETTINGS, mark_of, values_of, zones
from app.consultations.preparation import parts_of, standing_of
from app.consultations.rules import why_not_of_the_secretariat, why_not_set_up
from app.kernel.actor import Actor
from app.kernel.errors import DomainError, FieldError, Invalid, Refused, permit
from app.kernel.i18n import LANGUAGES
from app.web.doors import CurrentActor, Db, Posted, ReadDb, text_of
from app.web.render import render

router = APIRouter()


@dataclass(frozen=True, slots=True)
class StageView:
    """One stage in the row of stages; `stage` is done, now or planned."""

    word: str
    sentence: str
    stage: str


@dataclass(frozen=True, slots=True)
class StepView:
    """A step that may be taken, or the sentence why not."""

    to: str
    word: str
    sentence: str
    why_not: str | None


@router.get("/{slug}/setup")
def show_setup(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor
) -> HTMLResponse:
    """Where the set-up stands: the checklist, the course with its next step, and every part with its count."""
    permit(why_not_of_the_secretariat(actor, consultation))
    return _home(request, db, actor, consultation)


@router.post("/{slug}/setup/stage")
def move(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, form: Posted
) -> Response:
    """Take a step on the course; refused with its sentence, and with the reason still there as it was typed."""
    permit(why_not_of_the_secretariat(actor, consultation))
    to, reason = text_of(form, "state"), text_of(form, "reason")
    try:
        move_consultation(db, actor, consultation, to=to, reason=reason)
    except (Invalid, Refused) as error:
        row = stored(db, consultation)
        return _home(request, db, actor, row, error=error, to=to, reason=reason)
    return RedirectResponse(f"/{consultation.slug}/setup", 303)


@router.get("/{slug}/setup/settings")
def show_settings(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor
) -> HTMLResponse:
    """Every setting in one form."""
    permit(why_not_of_the_secretariat(actor, consultation))
    return _settings(request, actor, consultation, values_of(consultation))


@router.post("/{slug}/setup/settings")
def save_settings(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, form: Posted
) -> Response:
    """Save them. What is wrong stands at its field (422); what somebody else saved meanwhile beside it (409)."""
    typed = settings_from(form)
    try:
        change_settings(db, actor, consultation, settings=typed, drawn=text_of(form, "drawn"))
    except (Invalid, Refused) as error:
        permit(why_not_of_the_secretariat(actor, consultation))
        row = stored(db, consultation)
        return _settings(request, actor, row, typed, error=error, drawn=text_of(form, "drawn"))
    except StaleSettings as stale:
        return _settings(request, actor, stale.row, typed, error=stale)
    return RedirectResponse(f"/{consultation.slug}/setup", 303)


def settings_from(form: FormData) -> dict[str, Any]:
    """The settings as typed, in the shape of the rules; days and numbers are still texts."""
    main = text_of(form, "default_language")
    typed: dict[str, Any] = {}
    for name in SETTINGS:
        if name in BY_LANGUAGE:
            stem = f"{name.removesuffix('_i18n')}."
            typed[name] = {key.removeprefix(stem): text_of(form, key) for key in form if key.startswith(stem)}
        elif name in ("languages", "outcome_kinds"):
            typed[name] = [str(value) for value in form.getlist(name)]
        elif name == "masthead":
            typed[name] = {part: text_of(form, f"masthead.{part}") for part in MASTHEAD}
        else:
            typed[name] = text_of(form, name)
    typed["title"] = typed["title_i18n"].get(main, "")
    return typed


def _home(
    request: Request,
    db: Session,
    actor: Actor,
    consultation: Consultation,
    *,
    error: DomainError | None = None,
    to: str = "",
    reason: str = "",
) -> HTMLResponse:
    parts = parts_of(db, consultation)
    items = checklist(consultation, parts)
    standing = standing_of(db, consultation, parts)
    return render(
        request,
        "consultations/setup.html",
        error.status if error else 200,
        consultation=consultation,
        here="setup",
        items=items,
        missing=missing(items),
        parts=parts,
        stages=_stages(consultation),
        words={stage.value: stage_word(stage) for stage in ConsultationState},
        forward=[_step(actor, consultation, stage, standing) for stage in next_stages(consultation)],
        back=[_step(actor, consultation, stage, standing) for stage in earlier_stages(consultation)],
        why_not=why_not_set_up(actor, consultation),
        message=error.message if error else "",
        errors={wrong.field: wrong.message for wrong in error.errors} if error else {},
        to=to,
        reason=reason,
    )


def _stages(consultation: Consultation) -> list[StageView]:
    """The row of stages; of the two ways to end, the one it took, or the first it may take."""
    here, views = place_of(consultation.state), []
    for place, stages in enumerate(ORDER):
        taken = [stage for stage in stages if stage == consultation.state]
        possible = [stage for stage in stages if len(stages) == 1 or stage in outcomes_of(consultation)]
        shown = (taken or possible)[0]
        where = "done" if place < here else "now" if place == here else "planned"
        views.append(StageView(stage_word(shown), stage_sentence(shown), where))
    return views


def _step(actor: Actor, consultation: Consultation, to: ConsultationState, standing: Standing) -> StepView:
    why_not = why_not_move(actor, consultation, to, standing)
    return StepView(to.value, step_word(to), step_sentence(to), why_not)


def _settings(
    request: Request,
    actor: Actor,
    consultation: Consultation,
    values: dict[str, Any],
    *,
    error: DomainError | None = None,
    drawn: str = "",
) -> HTMLResponse:
    """The form with `values`; after a conflict also what is saved, field by field where it differs."""
    wrong: tuple[FieldError, ...] = error.errors if error else ()
    stale = isinstance(error, StaleSettings)
    return render(
        request,
        "consultations/settings.html",
        error.status if error else 200,
        consultation=consultation,
        here="setup",
        values=values,
        drawn=drawn or mark_of(consultation),
        errors={one.field: one.message for one in wrong},
        message=error.message if error else "",
        saved=_differing(values_of(consultation), values) if stale else [],
        why_not=why_not_set_up(actor, consultation),
        zones=zones(),
        all_languages=LANGUAGES,
        outcomes=[(kind.value, outcome_word(kind)) for kind in OutcomeKind],
        parts=MASTHEAD,
    )


def _differing(saved: dict[str, Any], typed: dict[str, Any]) -> list[tuple[str, str]]:
    """The settings that are saved otherwise than they were typed, as text."""
    return [
        (name, _shown(value))
        for name, value in saved.items()
        if name != "title" and _shown(value) != _shown(typed.get(name, value))
    ]


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {words}" for key, words in sorted(value.items()) if words)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
