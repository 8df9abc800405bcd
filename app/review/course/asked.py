"""A course as it was typed or sent: read, or one sentence at each field that is wrong. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from app.consultations.models import Consultation, Promise, RoundKind
from app.kernel.clock import local_day
from app.kernel.errors import FieldError, Invalid
from app.kernel.i18n import gettext as _
from app.kernel.text.clean import clean_line
from app.kernel.text.fold import fold
from app.review.course.laying import Course, Unit
from app.review.course.steps import MOST_DAYS, MOST_TIMES, Step, usual
from app.review.rules import OFFERED, SILENCE_LEAST, TITLE_LIMIT, why_not_offered

_FARTHEST = 366 * 20
_MOST_STEPS = 20


def course_of(
    consultation: Consultation, at: datetime, *, first: str, steps: Sequence[Mapping[str, Any]],
    unit: str = Unit.WORKING, hour: str = "", scope: Sequence[str] = (), tables: Sequence[str] = (),
) -> Course:  # fmt: skip
    """What was asked for. Each of `steps` has `kind`, `length`, and where they are not usual `title`, `gap` and `times`.

    Invalid with a sentence at `first`, `unit`, `hour`, `scope`, and at `steps.N.NAME` with N from nought.
    """
    wrong: list[FieldError] = []
    day = _first(wrong, first, consultation, at)
    if unit not in list(Unit):
        wrong.append(
            FieldError("unit", _("Say how days are counted: working days, or days of the calendar."))
        )
    unknown = next((code for code in scope if code not in tables), None)
    if unknown is not None:
        wrong.append(
            FieldError("scope", _("There is no roundtable “%(code)s” here.") % {"code": unknown[:40]})
        )
    clock = _hour(wrong, hour)
    read = [
        _step(wrong, index, step, consultation.default_language)
        for index, step in enumerate(steps[:_MOST_STEPS])
    ]
    if not any(step.times for step in read) or len(steps) > _MOST_STEPS:
        wrong.append(FieldError("steps", _("A course has at least one step, and at most twenty.")))
    if wrong:
        raise Invalid(wrong[0].message, errors=tuple(wrong))
    return Course(day, read, Unit(unit), clock, [code for code in tables if code in scope])


def _first(wrong: list[FieldError], text: str, consultation: Consultation, at: datetime) -> date:
    today = local_day(at, consultation.timezone)
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        wrong.append(FieldError("first", _("Say on which day the course begins, such as 2027-03-01.")))
        return today
    if day < today:
        wrong.append(FieldError("first", _("This lies in the past. Choose a day from today on.")))
    elif day > today + timedelta(days=_FARTHEST):
        wrong.append(FieldError("first", _("This is too far away: a course begins within twenty years.")))
    else:
        return day
    return today


def _hour(wrong: list[FieldError], text: str) -> time | None:
    if not text.strip():
        return None
    # Midnight would be the end of the day before, which may be a day off.
    right = re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text.strip(), re.ASCII) is not None
    if not right or text.strip() == "00:00":
        wrong.append(
            FieldError("hour", _("Write the hour as 18:00, or leave it empty for the end of the day."))
        )
        return None
    return time.fromisoformat(text.strip())


def _step(wrong: list[FieldError], index: int, given: Mapping[str, Any], language: str) -> Step:
    """One step, cleaned; what is left out is as usual for its kind."""

    def say(name: str, sentence: str) -> None:
        wrong.append(FieldError(f"steps.{index}.{name}", sentence))

    kind = str(given.get("kind", ""))
    known = next((step for step in usual(language) if step.kind == kind), Step(kind, "", 5))
    if kind not in list(RoundKind):
        say("kind", _("Choose a kind of round: %(kinds)s.") % {"kinds": ", ".join(OFFERED)})
    elif kind not in OFFERED:
        say("kind", why_not_offered())
    times = _whole(given.get("times"), known.times, 0, MOST_TIMES)
    if times is None:
        say("times", _("A step comes once, twice or three times, or not at all."))
    length = _whole(given.get("length"), known.length, 1, MOST_DAYS)
    if length is None:
        say("length", _("A step takes a whole number of days, from 1 to 365."))
    elif times and kind == RoundKind.SILENCE and timedelta(days=length) < SILENCE_LEAST:
        say("length", _("A silence takes at least 72 hours: give it three days or more."))
    gap = _whole(given.get("gap"), known.gap, 0, MOST_DAYS)
    if gap is None:
        say("gap", _("Before a step lies a whole number of days, from 0 to 365."))
    promise = given.get("promise")
    if promise and promise not in list(Promise):
        say("promise", _("Say what is promised: to inform, to consult or to engage."))
    title = known.title
    try:
        title = clean_line(str(given.get("title") or known.title), limit=TITLE_LIMIT)
    except ValueError as error:
        say("title", str(error))
    if times and not fold(title):
        say("title", _("Give the round a title."))
    return replace(
        known,
        title=title,
        length=length or known.length,
        gap=gap or 0,
        times=times or 0,
        promise=known.promise if promise is None else str(promise),
    )


def _whole(value: Any, usual_number: int, least: int, most: int) -> int | None:
    """A whole number as it was typed or sent, the usual one where nothing was, None where it is none or out of bounds."""
    if value is None or value == "":
        return usual_number
    text = str(value).strip()
    if isinstance(value, bool) or re.fullmatch(r"\d{1,4}", text, re.ASCII) is None:
        return None
    return int(text) if least <= int(text) <= most else None
