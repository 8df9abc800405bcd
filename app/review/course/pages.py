"""The browser's door to a course: a form, its preview with every day, and the one click that plans it all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData, QueryParams

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation, Promise
from app.consultations.queries import is_moderated, rounds_of, roundtables_of
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, Refused
from app.review.course.actions import lay_course
from app.review.course.asked import course_of
from app.review.course.laying import Laid, Unit, first_day, lay_out, why_after_the_end
from app.review.course.steps import MOST_TIMES, usual
from app.review.queries import next_number
from app.review.rules import why_not_plan
from app.review.sentences import promise_word
from app.web.doors import CurrentActor, Db, Posted, ReadDb
from app.web.render import render

router = APIRouter()
_LENGTH = 400
_PARTS = ("title", "times", "length", "gap")


@dataclass(frozen=True)
class _Typed:
    """The course as typed: what is drawn in the form again, and as the action takes it."""

    first: str
    unit: str
    hour: str
    scope: tuple[str, ...]
    steps: tuple[Mapping[str, str], ...]
    reason: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""

    @property
    def asked(self) -> dict[str, Any]:
        """The parts that say which course it is."""
        return {
            "first": self.first,
            "unit": self.unit,
            "hour": self.hour,
            "scope": self.scope,
            "steps": self.steps,
        }


@router.get("/{slug}/rounds/course")
def show_course(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor
) -> HTMLResponse:
    """The form, and once it was sent every round with its days. Nothing is written."""
    typed = _typed(request.query_params, consultation)
    return _page(request, db, consultation, actor, typed, previewed="first" in request.query_params)


@router.post("/{slug}/rounds/course")
def plan_course(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, form: Posted
) -> Response:
    """Plan every round of the course; with what is wrong at its field when it cannot be."""
    typed = _typed(form, consultation)
    try:
        lay_course(db, actor, consultation, **typed.asked, reason=typed.reason)
    except Invalid as invalid:
        errors: dict[str, str] = {}
        for error in invalid.errors:
            errors.setdefault(error.field, error.message)
        return _page(request, db, consultation, actor, _with(typed, errors), status=422)
    except Refused as refused:
        return _page(request, db, consultation, actor, _with(typed, {}, refused.message), status=403)
    return RedirectResponse(f"/{consultation.slug}/rounds", 303)


def _with(typed: _Typed, errors: Mapping[str, str], refusal: str = "") -> _Typed:
    return _Typed(**{**typed.__dict__, "errors": errors, "refusal": refusal})


def _typed(given: FormData | QueryParams, consultation: Consultation) -> _Typed:
    """The fields as they came; what is not there is usual."""

    def word(name: str, standing: str = "") -> str:
        value = given.get(name, standing)
        return value[:_LENGTH] if isinstance(value, str) else standing

    steps = [
        {
            "kind": str(step.kind),
            **{part: word(f"{step.kind}.{part}", str(getattr(step, part))) for part in _PARTS},
        }
        for step in usual(consultation.default_language)
    ]
    scope = tuple(code for code in given.getlist("scope") if isinstance(code, str))
    return _Typed(
        word("first"), word("unit", Unit.WORKING), word("hour"), scope, tuple(steps), word("reason")
    )


def _page(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    typed: _Typed,
    *,
    previewed: bool = True,
    status: int = 200,
) -> HTMLResponse:
    """The form with its preview. `previewed` is false where nothing was asked yet."""
    at, rounds = now(db), rounds_of(db, consultation)
    tables = [table for table in roundtables_of(db, consultation) if table.ended_at is None]
    laid: tuple[Laid, ...] = ()
    errors = dict(typed.errors)
    if previewed:
        try:
            course = course_of(consultation, at, **typed.asked, tables=[table.code for table in tables])
            laid = lay_out(consultation, course, rounds, at)
        except Invalid as invalid:
            for error in invalid.errors:
                errors.setdefault(error.field, error.message)
            status = max(status, 422)
    number = next_number(rounds)
    return render(
        request,
        "review/course/course.html",
        status,
        consultation=consultation,
        here="rounds",
        typed=typed,
        first=typed.first or ("" if previewed else first_day(consultation, rounds, at).isoformat()),
        errors=errors,
        marked={_id(name): words for name, words in errors.items()},
        tables=tables,
        laid=laid,
        codes=[f"R{number + n}" for n in range(len(laid))],
        promises={str(each): promise_word(each) for each in Promise},
        overlapping=any(each.overlap for each in laid),
        reason_due=any(each.short_notice for each in laid),
        beyond=why_after_the_end(consultation, laid),
        times=[str(n) for n in range(MOST_TIMES + 1)],
        why_not=why_not_plan(actor, consultation, moderated=is_moderated(db, consultation)),
    )


def _id(name: str) -> str:
    """The id of the control of a field: steps are drawn by their kind."""
    if not name.startswith("steps."):
        return f"course-{name}"
    _steps, n, *part = name.split(".")
    kinds = [str(step.kind) for step in usual()]
    return f"course-{kinds[int(n)]}-{part[0] if part else 'times'}"
