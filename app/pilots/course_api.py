"""The programs' door to what is done about pilots: taken up, planned, confirmed, joined; milestones; what is reported."""

from collections.abc import Sequence

from fastapi import APIRouter
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.drafting.models import Proposal
from app.kernel.actor import Actor
from app.kernel.errors import FieldError, Invalid, Unauthenticated
from app.kernel.i18n import gettext as _
from app.pilots.actions.course import (
    begin_pilot,
    complete_pilot,
    confirm_pilot,
    hold_pilot,
    resume_pilot,
    terminate_pilot,
)
from app.pilots.actions.milestones import drop_milestone, meet_milestone, reschedule_milestone
from app.pilots.actions.parties import ask_to_lead, invite_party, join_pilot, withdraw_from_pilot
from app.pilots.actions.planning import plan_pilot, take_up
from app.pilots.actions.progress import agree_periods, submit_progress
from app.pilots.actions.values import ValueWish, correct_value, report_value, verify_value
from app.pilots.models import Measurement, Milestone, Pilot, PilotParty, ProgressReport
from app.pilots.schemas import (
    BenchmarkIn,
    CorrectionIn,
    InvitationIn,
    JoiningIn,
    LeadIn,
    MeasurementIn,
    MeasurementOut,
    MilestoneIn,
    MilestoneOut,
    MilestoneStepIn,
    PartyOut,
    PeriodsIn,
    PeriodsOut,
    PilotIn,
    PilotMadeOut,
    PilotStepIn,
    PlanIn,
    ProgressIn,
    ReportOut,
    VerificationIn,
    VerificationOut,
    WithdrawalIn,
)
from app.pilots.wishes import BenchmarkWish, MilestoneWish
from app.web.doors import CurrentActor, Db, Number

router = APIRouter(prefix="/consultations/{slug}/pilots", tags=["pilots"])
# The package's words for what the plan calls otherwise inside.
NAMES = {"starts": "start", "ends": "end"}


@router.post("", status_code=201)
def propose(db: Db, consultation: ThisConsultation, actor: CurrentActor, body: PilotIn) -> PilotMadeOut:
    """A State takes recommended mechanisms up. It is voluntary, and the pilot begins only when the State confirms it."""
    _known(actor)
    try:
        pilot = take_up(
            db,
            actor,
            consultation,
            title=body.title,
            mechanisms=body.mechanisms,
            starts=body.start,
            ends=body.end,
            description=body.description,
            benchmarks=_benchmarks(body.benchmarks),
            milestones=_milestones(body.milestones),
            delegation=body.delegation,
        )
    except Invalid as invalid:
        raise _renamed(invalid) from None
    return _made(pilot)


@router.patch("/{code}")
def plan(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: PlanIn
) -> PilotMadeOut:
    """Write the plan of a proposed pilot."""
    _known(actor)
    try:
        pilot = plan_pilot(
            db,
            actor,
            consultation,
            code,
            title=body.title,
            description=body.description,
            starts=body.start,
            ends=body.end,
            mechanisms=body.mechanisms,
            benchmarks=None if body.benchmarks is None else _benchmarks(body.benchmarks),
            milestones=None if body.milestones is None else _milestones(body.milestones),
        )
    except Invalid as invalid:
        raise _renamed(invalid) from None
    return _made(pilot)


@router.post("/{code}/steps", status_code=201)
def take_step(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: PilotStepIn
) -> PilotMadeOut:
    """Confirm, begin, put on hold, resume, complete or terminate. The same step twice is one."""
    _known(actor)
    return _made(_stepped(db, actor, consultation, code, body))


@router.post("/{code}/invitations", status_code=201)
def invite(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: InvitationIn
) -> PartyOut:
    """Invite a delegation; it decides alone whether to join."""
    _known(actor)
    party = invite_party(db, actor, consultation, code, delegation=body.delegation, part=body.part)
    return _party(code, party)


@router.post("/{code}/lead", status_code=201)
def ask(db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: LeadIn) -> PartyOut:
    """Ask a State to lead a pilot that nobody leads any more; it decides alone whether to."""
    _known(actor)
    party = ask_to_lead(db, actor, consultation, code, delegation=body.delegation, reason=body.reason)
    return _party(code, party)


@router.post("/{code}/parties", status_code=201)
def join(db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: JoiningIn) -> PartyOut:
    """Join with one's own delegation."""
    _known(actor)
    return _party(code, join_pilot(db, actor, consultation, code, part=body.part))


@router.post("/{code}/parties/withdrawal", status_code=201)
def withdraw(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: WithdrawalIn
) -> PartyOut:
    """Withdraw one's own delegation, or decline an invitation."""
    _known(actor)
    party = withdraw_from_pilot(db, actor, consultation, code, reason=body.reason, delegation=body.delegation)
    return _party(code, party)


@router.post("/{code}/milestones/{milestone}/steps", status_code=201)
def take_milestone_step(
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    milestone: Number,
    body: MilestoneStepIn,
) -> MilestoneOut:
    """Say that a milestone was met, move it to another day, or drop it; gives the one that stands now."""
    _known(actor)
    if body.step == "met":
        row = meet_milestone(
            db, actor, consultation, code, milestone, on=body.on, note=body.note, source=body.source
        )
    elif body.step == "rescheduled":
        row = reschedule_milestone(db, actor, consultation, code, milestone, due=body.due, reason=body.reason)
    else:
        row = drop_milestone(db, actor, consultation, code, milestone, reason=body.reason)
    return _milestone(row)


@router.post("/{code}/periods", status_code=201)
def agree(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: PeriodsIn
) -> PeriodsOut:
    """Agree the days on which a pilot reports, where none are agreed."""
    _known(actor)
    rows = agree_periods(db, actor, consultation, code, every=body.every, due_after=body.due_after)
    return PeriodsOut(items=[_report(row) for row in rows])


@router.post("/{code}/reports/{n}", status_code=201)
def submit(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, n: Number, body: ProgressIn
) -> ReportOut:
    """Submit the progress report on the n-th period, once."""
    _known(actor)
    row = submit_progress(db, actor, consultation, code, n, **body.model_dump())
    return _report(row)


@router.post("/{code}/measurements", status_code=201)
def report(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: MeasurementIn
) -> MeasurementOut:
    """Report a measured value. The same value again is the one that stands."""
    _known(actor)
    wish = ValueWish(
        body.benchmark, body.value, body.unit, body.period, body.date, body.source, body.scope, body.note
    )
    return _value(report_value(db, actor, consultation, code, wish), body.benchmark)


@router.post("/{code}/measurements/{measurement}/corrections", status_code=201)
def correct(
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    measurement: Number,
    body: CorrectionIn,
) -> MeasurementOut:
    """Correct a reported value by another one; the old one stays."""
    _known(actor)
    row = correct_value(
        db,
        actor,
        consultation,
        code,
        measurement,
        value=body.value,
        reason=body.reason,
        unit=body.unit,
        period=body.period,
        day=body.date,
        source=body.source,
        note=body.note,
    )
    benchmark = db.get(Proposal, row.proposal_id)
    return _value(row, benchmark.code if benchmark else "")


@router.post("/{code}/measurements/{measurement}/verifications", status_code=201)
def verify(
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    measurement: Number,
    body: VerificationIn,
) -> VerificationOut:
    """Say what one found of a value that somebody else reported."""
    _known(actor)
    row = verify_value(db, actor, consultation, code, measurement, finding=body.finding, note=body.note)
    return VerificationOut(
        measurement=row.measurement_id, n=row.n, finding=row.finding, note=row.note, at=row.verified_at
    )


def _known(actor: Actor) -> None:
    if not actor.signed_in:
        raise Unauthenticated(_("Send the token of somebody whose delegation takes part in the pilot."))


def _stepped(db: Session, actor: Actor, consultation: Consultation, code: str, body: PilotStepIn) -> Pilot:
    if body.step == "confirmed":
        return confirm_pilot(db, actor, consultation, code, every=body.every, due_after=body.due_after)
    if body.step == "begun":
        return begin_pilot(db, actor, consultation, code)
    if body.step == "held":
        return hold_pilot(db, actor, consultation, code, reason=body.reason)
    if body.step == "resumed":
        return resume_pilot(db, actor, consultation, code)
    if body.step == "completed":
        return complete_pilot(db, actor, consultation, code, lessons=body.lessons, follow_up=body.follow_up)
    return terminate_pilot(db, actor, consultation, code, reason=body.reason)


def _renamed(invalid: Invalid) -> Invalid:
    errors = tuple(FieldError(NAMES.get(e.field, e.field), e.message) for e in invalid.errors)
    return Invalid(invalid.message, errors=errors)


def _benchmarks(given: Sequence[BenchmarkIn]) -> list[BenchmarkWish]:
    return [BenchmarkWish(**one.model_dump()) for one in given]


def _milestones(given: Sequence[MilestoneIn]) -> list[MilestoneWish]:
    return [MilestoneWish(one.title, one.due) for one in given]


def _made(pilot: Pilot) -> PilotMadeOut:
    return PilotMadeOut(
        code=pilot.code, title=pilot.title, state=pilot.state, start=pilot.starts, end=pilot.ends
    )


def _party(code: str, party: PilotParty) -> PartyOut:
    return PartyOut(
        pilot=code,
        part=party.part,
        invited_on=party.invited_on,
        joined_on=party.joined_on,
        left_on=party.left_on,
        lead_asked_on=party.lead_asked_on,
    )


def _milestone(row: Milestone) -> MilestoneOut:
    return MilestoneOut(
        id=row.id or 0,
        title=row.title,
        due=row.due,
        completed=row.completed,
        state=row.state,
        note=row.note,
    )


def _report(row: ProgressReport) -> ReportOut:
    state = "submitted" if row.submitted_at else "planned"
    return ReportOut(n=row.n, starts=row.starts, ends=row.ends, due=row.due, state=state, light=row.light)


def _value(row: Measurement, benchmark: str) -> MeasurementOut:
    return MeasurementOut(
        id=row.id or 0,
        benchmark=benchmark,
        period=row.period,
        date=row.day,
        value=row.value,
        unit=row.unit,
        scope=row.scope,
        basis=row.basis,
        source=row.source,
        note=row.note,
        corrects=row.corrects_id,
        reason=row.reason,
    )
