"""The browser's door to setting up: the home of the set-up with its checklist and the course, and the settings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
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
from app.consultations.models import Consultation, ConsultationState, OutcomeKind
from app.consultations.particulars import BY_LANGUAGE, MASTHEAD, SETTINGS, mark_of, values_of, zones
from app.consultations.preparation import parts_of, standing_of
from app.consultations.setup_doors import NEW, SetUp, SetUpChanged, SetUpShown
from app.consultations.typed import Typed, tried, typed_after
from app.kernel.actor import Actor
from app.kernel.errors import Invalid, Refused
from app.kernel.i18n import LANGUAGES
from app.web.doors import Posted, text_of

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
def show_setup(setup: SetUpShown) -> HTMLResponse:
    """Where the set-up stands: the checklist, the course with its next step, and every part with its count."""
    return _home(setup)


@router.post("/{slug}/setup/stage")
def move(setup: SetUpChanged, form: Posted) -> Response:
    """Take a step on the course; refused with its sentence, and with the reason still there as it was typed."""
    act = setup.doing(move_consultation, to=text_of(form, "state"), reason=text_of(form, "reason"))
    typed = tried(form, "stage", act)
    return _home(as_stored(setup), typed) if typed.status != 200 else RedirectResponse(setup.home, 303)


@router.get("/{slug}/setup/settings")
def show_settings(setup: SetUpShown) -> HTMLResponse:
    """Every setting in one form."""
    return _settings(setup, values_of(setup.consultation))


@router.post("/{slug}/setup/settings")
def save_settings(setup: SetUpChanged, form: Posted) -> Response:
    """Save them. What is wrong stands at its field (422); what somebody else saved meanwhile beside it (409)."""
    values, drawn = settings_from(form), text_of(form, "drawn")
    try:
        change_settings(setup.db, setup.actor, setup.consultation, settings=values, drawn=drawn)
    except (Invalid, Refused) as error:
        return _settings(as_stored(setup), values, typed_after(form, "settings", error), drawn=drawn)
    except StaleSettings as stale:
        saved = _differing(values_of(stale.row), values)
        return _settings(as_stored(setup), values, typed_after(form, "settings", stale), saved=saved)
    return RedirectResponse(setup.home, 303)


def as_stored(setup: SetUp) -> SetUp:
    """The same with the consultation as it is saved by now."""
    return replace(setup, consultation=stored(setup.db, setup.consultation))


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
        elif name == "days_off":
            lines = text_of(form, name).replace(",", "\n").splitlines()
            typed[name] = [line.strip() for line in lines if line.strip()]
        elif name == "masthead":
            typed[name] = {part: text_of(form, f"masthead.{part}") for part in MASTHEAD}
        else:
            typed[name] = text_of(form, name)
    typed["title"] = typed["title_i18n"].get(main, "")
    return typed


def _home(setup: SetUp, typed: Typed = NEW) -> HTMLResponse:
    consultation = setup.consultation
    parts = parts_of(setup.db, consultation)
    items = checklist(consultation, parts)
    standing = standing_of(setup.db, consultation, parts)
    return setup.page(
        "consultations/setup.html",
        typed,
        items=items,
        missing=missing(items),
        parts=parts,
        stages=_stages(consultation),
        words={stage.value: stage_word(stage) for stage in ConsultationState},
        forward=[_step(setup.actor, consultation, stage, standing) for stage in next_stages(consultation)],
        back=[_step(setup.actor, consultation, stage, standing) for stage in earlier_stages(consultation)],
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
    setup: SetUp,
    values: dict[str, Any],
    typed: Typed = NEW,
    *,
    drawn: str = "",
    saved: Sequence[tuple[str, str]] = (),
) -> HTMLResponse:
    """The form with `values`; after a conflict also what is saved, field by field where it differs."""
    return setup.page(
        "consultations/settings.html",
        typed,
        values=values,
        drawn=drawn or mark_of(setup.consultation),
        saved=saved,
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
