"""The browser's door to what a pilot reports: milestones, measured values, progress."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from app.consultations.typed import Typed
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.pilots.actions.milestones import drop_milestone, meet_milestone, reschedule_milestone
from app.pilots.actions.progress import submit_progress
from app.pilots.actions.values import ValueWish, correct_value, report_value, verify_value
from app.pilots.figures import measured_figures
from app.pilots.pilot_doors import NEW, PilotChanged, PilotDoor, PilotShown
from app.pilots.reckoning import light_criteria
from app.web.doors import Number, Posted, text_of

router = APIRouter()


@router.get("/{slug}/pilots/{code}/milestones/{milestone}")
def show_milestone(door: PilotShown, milestone: Number) -> HTMLResponse:
    """One milestone with the forms to report it, to move it, to drop it."""
    return _milestone(door, milestone, NEW)


@router.post("/{slug}/pilots/{code}/milestones/{milestone}/met")
def meet(door: PilotChanged, milestone: Number, form: Posted) -> Response:
    """Say that it is met."""
    return door.done_or_again(
        form,
        "met",
        lambda: meet_milestone(
            door.db,
            door.actor,
            door.consultation,
            door.code,
            milestone,
            on=text_of(form, "on"),
            note=text_of(form, "note"),
            source=text_of(form, "source"),
        ),
        "#milestones",
        lambda typed: _milestone(door, milestone, typed),
    )


@router.post("/{slug}/pilots/{code}/milestones/{milestone}/rescheduled")
def reschedule(door: PilotChanged, milestone: Number, form: Posted) -> Response:
    """Move it to another day; the old one stays."""
    return door.done_or_again(
        form,
        "rescheduled",
        lambda: reschedule_milestone(
            door.db,
            door.actor,
            door.consultation,
            door.code,
            milestone,
            due=text_of(form, "due"),
            reason=text_of(form, "reason"),
        ),
        "#milestones",
        lambda typed: _milestone(door, milestone, typed),
    )


@router.post("/{slug}/pilots/{code}/milestones/{milestone}/dropped")
def drop(door: PilotChanged, milestone: Number, form: Posted) -> Response:
    """Drop it, with the reason."""
    return door.done_or_again(
        form,
        "dropped",
        lambda: drop_milestone(
            door.db, door.actor, door.consultation, door.code, milestone, reason=text_of(form, "reason")
        ),
        "#milestones",
        lambda typed: _milestone(door, milestone, typed),
    )


def _milestone(door: PilotDoor, number: int, typed: Typed) -> HTMLResponse:
    whole = door.whole()
    step = next((step for step in whole.line.steps if step.id == number), None)
    if step is None:
        raise NotFound(_("This pilot has no such milestone."))
    return door.page("pilots/milestone.html", typed, whole=whole, step=step)


@router.get("/{slug}/pilots/{code}/values/new")
def show_new_value(door: PilotShown, benchmark: Annotated[str, Query(max_length=60)] = "") -> HTMLResponse:
    """The form to report a value of one benchmark, in its unit."""
    return _new_value(door, benchmark, NEW)


@router.post("/{slug}/pilots/{code}/values")
def report(door: PilotChanged, form: Posted) -> Response:
    """Report a value."""
    benchmark = text_of(form, "benchmark")
    wish = ValueWish(
        benchmark=benchmark,
        value=text_of(form, "value"),
        unit=text_of(form, "unit"),
        period=text_of(form, "period"),
        day=text_of(form, "date"),
        source=text_of(form, "source"),
        scope=text_of(form, "scope") or "pilot",
        note=text_of(form, "note"),
    )
    return door.done_or_again(
        form,
        "value",
        lambda: report_value(door.db, door.actor, door.consultation, door.code, wish),
        f"#{benchmark}",
        lambda typed: _new_value(door, benchmark, typed),
    )


def _new_value(door: PilotDoor, benchmark: str, typed: Typed) -> HTMLResponse:
    whole = door.whole()
    chosen = next((found for found in whole.benchmarks if found.code == benchmark), None)
    if chosen is None and len(whole.benchmarks) == 1:
        chosen = whole.benchmarks[0]
    return door.page("pilots/new_value.html", typed, whole=whole, chosen=chosen)


@router.get("/{slug}/pilots/{code}/values/{value}")
def show_value(door: PilotShown, value: Number) -> HTMLResponse:
    """One measured value with the forms to verify it, to question it, to correct it."""
    return _value(door, value, NEW)


@router.post("/{slug}/pilots/{code}/values/{value}/correction")
def correct(door: PilotChanged, value: Number, form: Posted) -> Response:
    """Correct it by another value; the old one stays."""
    return door.done_or_again(
        form,
        "correct",
        lambda: correct_value(
            door.db,
            door.actor,
            door.consultation,
            door.code,
            value,
            value=text_of(form, "value"),
            reason=text_of(form, "reason"),
            period=text_of(form, "period"),
            day=text_of(form, "date"),
            source=text_of(form, "source"),
            note=text_of(form, "note"),
        ),
        "#measured",
        lambda typed: _value(door, value, typed),
    )


@router.post("/{slug}/pilots/{code}/values/{value}/verification")
def verify(door: PilotChanged, value: Number, form: Posted) -> Response:
    """Confirm or question it."""
    return door.done_or_again(
        form,
        "verify",
        lambda: verify_value(
            door.db,
            door.actor,
            door.consultation,
            door.code,
            value,
            finding=text_of(form, "finding"),
            note=text_of(form, "note"),
        ),
        "#measured",
        lambda typed: _value(door, value, typed),
    )


def _value(door: PilotDoor, number: int, typed: Typed) -> HTMLResponse:
    whole = door.whole()
    for found in whole.benchmarks:
        for row in measured_figures(found).rows:
            if row.value.id == number and row.value.in_pilot:
                return door.page("pilots/value.html", typed, whole=whole, found=found, row=row)
    raise NotFound(_("This pilot has no such value."))


@router.get("/{slug}/pilots/{code}/reports/{n}")
def show_report(door: PilotShown, n: Number) -> HTMLResponse:
    """The progress report of one period: the form to submit it, or what was submitted."""
    return _report(door, n, NEW)


@router.post("/{slug}/pilots/{code}/reports/{n}")
def submit(door: PilotChanged, n: Number, form: Posted) -> Response:
    """Submit it; from then on it stands."""
    return door.done_or_again(
        form,
        "report",
        lambda: submit_progress(
            door.db,
            door.actor,
            door.consultation,
            door.code,
            n,
            light=text_of(form, "light"),
            narrative=text_of(form, "narrative"),
            risks=text_of(form, "risks"),
            recovery=text_of(form, "recovery"),
            resources=text_of(form, "resources"),
        ),
        "#reports",
        lambda typed: _report(door, n, typed),
    )


def _report(door: PilotDoor, n: int, typed: Typed) -> HTMLResponse:
    whole = door.whole()
    due = next((each for each in whole.line.reports if each.n == n), None)
    if due is None:
        raise NotFound(_("This pilot reports on no such period."))
    written = next((each for each in whole.reports if each.of.n == n), None)
    return door.page(
        "pilots/report.html", typed, whole=whole, due=due, written=written, criteria=light_criteria()
    )
