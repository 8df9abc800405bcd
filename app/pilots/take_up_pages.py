"""The browser's door to taking up a mechanism and to the plan of a pilot."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.typed import Typed, tried
from app.kernel.actor import Actor
from app.kernel.errors import permit
from app.pilots.actions.planning import plan_pilot, take_up
from app.pilots.models import Pilot
from app.pilots.pilot_doors import NEW, PilotChanged, PilotDoor, PilotShown
from app.pilots.queries import recommended_here, why_not_try_here
from app.pilots.rules import why_not_plan, why_not_take_up
from app.pilots.standing import found_pilot, speakers_of
from app.pilots.wishes import BenchmarkWish, MilestoneWish
from app.web.doors import CurrentActor, Db, Posted, ReadDb, text_of
from app.web.render import render

router = APIRouter()
EMPTY_LINES = 3


@router.get("/{slug}/pilots/new")
def show_new(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    mechanism: Annotated[str, Query(max_length=60)] = "",
) -> HTMLResponse:
    """The form by which a State takes up a recommended mechanism."""
    return _new_page(request, db, actor, consultation, NEW, mechanism)


@router.post("/{slug}/pilots")
def add_pilot(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, form: Posted
) -> Response:
    """Take up what was chosen, and go on to the plan."""
    made: list[Pilot] = []

    def act() -> None:
        made.append(
            take_up(
                db,
                actor,
                consultation,
                title=text_of(form, "title"),
                mechanisms=[text_of(form, "mechanisms")],
                starts=text_of(form, "starts"),
                ends=text_of(form, "ends"),
                description=text_of(form, "description"),
                delegation=text_of(form, "delegation") or None,
            )
        )

    typed = tried(form, "new", act)
    if typed.status != 200:
        return _new_page(request, db, actor, consultation, typed, text_of(form, "mechanisms"))
    return RedirectResponse(f"/{consultation.slug}/pilots/{made[0].code}/plan", 303)


def _new_page(
    request: Request, db: Session, actor: Actor, consultation: Consultation, typed: Typed, mechanism: str
) -> HTMLResponse:
    speakers = speakers_of(db, actor, consultation)
    found = [each for each in recommended_here(db, consultation) if each.kind == "mechanism"]
    asked = mechanism if mechanism not in {"", *(each.code for each in found)} else ""
    return render(
        request,
        "pilots/new.html",
        typed.status,
        consultation=consultation,
        here="pilots",
        typed=typed,
        mechanism=mechanism,
        recommended=found,
        why_not_it=why_not_try_here(db, consultation, asked) if asked and not typed.errors else None,
        states=sorted({s.code for s in speakers if s.state and s.role != "reporter"}),
        why_not=why_not_take_up(actor, consultation, speakers),
    )


@router.get("/{slug}/pilots/{code}/plan")
def show_plan(door: PilotShown) -> HTMLResponse:
    """The plan of a pilot as a form."""
    found = found_pilot(door.db, door.actor, door.consultation, door.code)
    permit(why_not_plan(door.actor, door.consultation, found.standing))
    return _plan_page(door, NEW)


@router.post("/{slug}/pilots/{code}/plan")
def save_plan(door: PilotChanged, form: Posted) -> Response:
    """Write the plan."""
    return door.done_or_again(
        form,
        "plan",
        lambda: plan_pilot(
            door.db,
            door.actor,
            door.consultation,
            door.code,
            title=text_of(form, "title"),
            description=text_of(form, "description"),
            starts=text_of(form, "starts"),
            ends=text_of(form, "ends"),
            mechanisms=_all(form, "mechanisms"),
            benchmarks=[_goal(form, code) for code in _all(form, "benchmarks")],
            milestones=_milestones(form),
        ),
        "",
        lambda typed: _plan_page(door, typed, form),
    )


def _plan_page(door: PilotDoor, typed: Typed, form: FormData | None = None) -> HTMLResponse:
    whole = door.whole()
    recommended = recommended_here(door.db, door.consultation)
    tried_here = {tried.code for tried in whole.line.tries}
    if form is not None:
        chosen = {*_all(form, "mechanisms"), *_all(form, "benchmarks")}
        lines = [(wish.title, wish.due) for wish in _milestones(form)]
    else:
        chosen = tried_here
        lines = [
            (step.title, step.due.isoformat())
            for step in whole.line.steps
            if step.stage in ("planned", "late")
        ]
        lines += [("", "")] * EMPTY_LINES
    near = {code for each in recommended if each.code in tried_here for code in each.measured_by}
    return door.page(
        "pilots/plan.html",
        typed,
        whole=whole,
        recommended=recommended,
        near=near | tried_here,
        chosen=chosen,
        lines=lines,
        goals={found.code: found for found in whole.benchmarks},
    )


def _all(form: FormData, name: str) -> list[str]:
    """Every value of a field that stands several times."""
    return [value for value in form.getlist(name) if isinstance(value, str)]


def _goal(form: FormData, code: str) -> BenchmarkWish:
    def said(name: str) -> str:
        return text_of(form, f"benchmarks.{code}.{name}")

    return BenchmarkWish(
        code,
        baseline=said("baseline"),
        baseline_on=said("baseline_on"),
        baseline_due=said("baseline_due"),
        baseline_source=said("baseline_source"),
        target=said("target"),
        target_on=said("target_on"),
    )


def _milestones(form: FormData) -> list[MilestoneWish]:
    """The lines of the plan in their order, empty ones too: a sentence about the third stands at the third."""
    numbers = sorted(
        int(parts[1])
        for key in form
        if len(parts := key.split(".")) == 3
        and parts[0] == "milestones"
        and parts[2] == "title"
        and parts[1].isdecimal()
        and len(parts[1]) < 4
    )
    return [
        MilestoneWish(text_of(form, f"milestones.{n}.title"), text_of(form, f"milestones.{n}.due"))
        for n in numbers
    ]
