"""Measured values: reported exactly, never changed, corrected by another row, verified by somebody else."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.given import Given
from app.consultations.models import Consultation
from app.consultations.seating import capacity_of
from app.drafting.models import Kind, Proposal
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, NotFound, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.pilots.events import ValueCorrected, ValueReported, ValueVerified
from app.pilots.measured import line_of
from app.pilots.models import Finding, Measurement, Pilot, Verification
from app.pilots.rules import REPORTING_ROLES, Speaker, why_not_correct, why_not_report, why_not_verify
from app.pilots.standing import Found, Tested, found_pilot, proposals_in
from app.pilots.wishes import (
    PERIOD,
    SOURCE,
    TEXT,
    Number,
    check_period,
    check_share,
    read_number,
    read_past_day,
)

SCOPES = ("pilot", "national", "global")


@dataclass(frozen=True)
class ValueWish:
    """A value as it is typed: against which benchmark, how much, of what, for which period, from where."""

    benchmark: str
    value: Number
    unit: str
    period: str
    day: str
    source: str
    scope: str = "pilot"
    note: str = ""


def report_value(
    db: Session, actor: Actor, consultation: Consultation, code: str, wish: ValueWish
) -> Measurement:
    """Report a measured value in a pilot: exact, in the benchmark's own unit, with its period and source (invariant 13).

    By a reporter, the head or an alternate of a delegation in the pilot. NotFound; Refused with the reason; Invalid
    with a sentence at each field that is wrong. The same value again, by a double click, is the one that stands.
    """
    lock_track(db, consultation.slug)
    found = found_pilot(db, actor, consultation, code)
    permit(why_not_report(actor, consultation, found.standing))
    tested = _benchmark(db, found.pilot, wish.benchmark)
    row = _read(found, tested, wish, actor)
    same = db.exec(
        select(Measurement).where(
            Measurement.pilot_id == found.pilot.id,
            Measurement.proposal_id == row.proposal_id,
            Measurement.person_id == actor.person_id,
            Measurement.period == row.period,
            Measurement.day == row.day,
            Measurement.scope == row.scope,
        )
    ).all()
    for known in same:
        if (known.value, known.source, known.note) == (row.value, row.source, row.note):
            return known
    speaker = found.standing.reporter
    _sign(db, row, actor, speaker)
    record(
        db, actor, ValueReported(found.pilot.code, wish.benchmark, row.id or 0, row.period),
        track=consultation.slug, left=[row],
        capacity=row.by_title, delegation=speaker.code if speaker else None,
    )  # fmt: skip
    return row


def correct_value(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    measurement: int,
    *,
    value: Number,
    reason: str,
    unit: str | None = None,
    period: str | None = None,
    day: str | None = None,
    source: str | None = None,
    note: str | None = None,
) -> Measurement:
    """Correct a reported value: another row that names the old one and says why; the old one stays as it was.

    What is None is taken from the old one. NotFound; Refused with the reason, where another delegation reported it or it
    was corrected before too; Invalid at `value`, `reason` and the fields of `report_value`, and at `value` where nothing
    would be other than it was: a correction is no answer to a question. The same correction again, by a double click, is
    the one that stands.
    """
    lock_track(db, consultation.slug)
    found = found_pilot(db, actor, consultation, code)
    old, benchmark, line = _measurement(db, found.pilot, measurement)
    permit(
        why_not_correct(
            actor, consultation, found.standing, reported_for=old.delegation_id, corrected=False
        )
    )  # fmt: skip
    tested = _benchmark(db, found.pilot, benchmark)
    wish = ValueWish(
        benchmark,
        value,
        unit=str(tested.content.get("unit") or "") if unit is None else unit,
        period=old.period if period is None else period,
        day=old.day.isoformat() if day is None else day,
        source=(old.source or "") if source is None else source,
        scope=old.scope,
        note=(old.note or "") if note is None else note,
    )
    row = _read(found, tested, wish, actor, corrects=old, reason=reason)
    if (
        line.newer is not None
        and line.newer.person_id == actor.person_id
        and _alike(line.newer, row, "reason")
    ):
        return line.newer
    standing = found.standing
    corrected = line.newer is not None
    permit(
        why_not_correct(actor, consultation, standing, reported_for=old.delegation_id, corrected=corrected)
    )
    if _alike(old, row):
        raise Invalid.at("value", _("This is the value as it stands. Write what is right in its place."))
    mine = (standing.leads | standing.partners) & {old.delegation_id}
    speaker = standing.speaking(mine, REPORTING_ROLES) or standing.reporter
    _sign(db, row, actor, speaker)
    record(
        db, actor, ValueCorrected(found.pilot.code, benchmark, row.id or 0, old.id or 0),
        track=consultation.slug, left=[row], reason=row.reason,
        capacity=row.by_title, delegation=speaker.code if speaker else None,
    )  # fmt: skip
    return row


def verify_value(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    measurement: int,
    *,
    finding: str,
    note: str = "",
) -> Verification:
    """Say of a reported value that it is `confirmed`, or `questioned` with a note; each finding stays.

    By the secretariat, or head or alternate of another delegation in the pilot, never by who reported it (invariant
    13). NotFound; Refused with the reason; Invalid at `finding` or `note`. The same finding again changes nothing.
    """
    lock_track(db, consultation.slug)
    at = now(db)
    found = found_pilot(db, actor, consultation, code)
    row, benchmark, line = _measurement(db, found.pilot, measurement)
    permit(
        why_not_verify(
            actor, consultation, found.standing,
            reported_by=line.persons, reported_for=line.delegations, corrected=line.newer is not None,
        )
    )  # fmt: skip
    given = Given()
    if finding not in list(Finding):
        given.wrong("finding", _("Say whether you confirm the value or question it."))
    missing = _("Say what you question, and what would settle it.") if finding == Finding.QUESTIONED else ""
    said = given.text("note", note, missing, TEXT)
    given.done()
    last = db.exec(
        select(Verification)
        .where(Verification.measurement_id == row.id)
        .order_by(col(Verification.n).desc())
        .limit(1)
    ).first()
    if last is not None and (last.person_id, last.finding, last.note) == (actor.person_id, finding, said):
        return last
    others = (found.standing.leads | found.standing.partners) - line.delegations
    speaker = found.standing.speaking(others)
    title = speaker.title if speaker else capacity_of(actor, consultation) or ""
    verified = Verification(
        consultation_id=row.consultation_id, measurement_id=row.id or 0, n=(last.n if last else 0) + 1,
        finding=finding, note=said, person_id=actor.person_id, by_title=title, verified_at=at,
    )  # fmt: skip
    db.add(verified)
    record(
        db, actor, ValueVerified(found.pilot.code, benchmark, row.id or 0, finding),
        track=consultation.slug, left=[verified],
        capacity=title or None, delegation=speaker.code if speaker else None,
    )  # fmt: skip
    return verified


def _benchmark(db: Session, pilot: Pilot, code: str) -> Tested:
    """The benchmark of this code that the pilot reports against; Invalid at `benchmark` where it does not."""
    tested = next((t for t in proposals_in(db, pilot, only=code) if t.proposal.kind == Kind.BENCHMARK), None)
    if tested is None:
        given = Given()
        given.stop("benchmark", _("This pilot does not report against “%(code)s”.") % {"code": code[:40]})
    return tested


def _read(
    found: Found,
    tested: Tested,
    wish: ValueWish,
    actor: Actor,
    *,
    corrects: Measurement | None = None,
    reason: str | None = None,
) -> Measurement:
    """The row a value becomes, not yet written. Invalid with a sentence at each field that is wrong."""
    given = Given()
    unit = str(tested.content.get("unit") or "")
    value = read_number(given, "value", wish.value)
    if value is None:
        given.wrong("value", _("Say how much was measured."))
    else:
        check_share(given, "value", value, tested.goal)
    if " ".join(wish.unit.split()).casefold() != " ".join(unit.split()).casefold():
        given.wrong(
            "unit",
            _("%(code)s is measured in “%(unit)s”, and a value is reported in the same unit.")
            % {"code": wish.benchmark, "unit": unit},
        )
    period = given.line("period", wish.period, _("Say for which period, such as 2014-Q2."), PERIOD)
    day = read_past_day(
        given, "date", wish.day, found.standing.today, _("Say on which day the period ended.")
    )
    check_period(given, "date", period, day)
    source = given.line("source", wish.source, _("Say where the value comes from."), SOURCE)
    if wish.scope not in SCOPES:
        given.wrong("scope", _("Say over what it was measured: pilot, national or global."))
    note = given.text("note", wish.note, limit=TEXT)
    why = None
    if reason is not None:
        why = given.text("reason", reason, _("Say why the value is corrected; the old one stays."), TEXT)
    given.done()
    return Measurement(
        consultation_id=found.pilot.consultation_id, pilot_id=found.pilot.id, proposal_id=tested.proposal.id or 0,
        period=period, day=day or date.min, value=Decimal(0) if value is None else value, scope=wish.scope, basis="real", source=source,
        note=note or None, unit=unit, corrects_id=corrects.id if corrects else None, reason=why,
        person_id=actor.person_id,
    )  # fmt: skip


def _sign(db: Session, row: Measurement, actor: Actor, speaker: Speaker | None) -> None:
    """Write the row with who reported it, from which seat, for which delegation, and when."""
    row.by_title, row.reported_at = speaker.title if speaker else "", now(db)
    row.delegation_id = speaker.delegation_id if speaker else None
    db.add(row)
    db.flush()


@dataclass(frozen=True)
class _Line:
    """Who reported a value or one that it corrects, for which delegations, and the value that corrects it."""

    persons: frozenset[int]
    delegations: frozenset[int]
    newer: Measurement | None


def _alike(one: Measurement, other: Measurement, *more: str) -> bool:
    """Whether two values say the same; 20.4 and 20.40 do."""
    names = ("value", "period", "day", "source", "note", *more)
    return all((getattr(one, name) or None) == (getattr(other, name) or None) for name in names)


def _measurement(db: Session, pilot: Pilot, number: int) -> tuple[Measurement, str, _Line]:
    """A value of this pilot by its number, the code of its benchmark, and the line of corrections it stands in."""
    row = db.execute(
        sa.select(Measurement, col(Proposal.code))
        .join(Proposal, col(Proposal.id) == col(Measurement.proposal_id))
        .where(col(Measurement.pilot_id) == pilot.id, col(Measurement.id) == number)
    ).first()
    if row is None:
        raise NotFound(_("This pilot has no such value."))
    same = select(Measurement).where(
        Measurement.pilot_id == pilot.id, Measurement.proposal_id == row[0].proposal_id
    )
    known = {each.id or 0: each for each in db.exec(same)}
    line = [known[each] for each in line_of(number, {each: old.corrects_id for each, old in known.items()})]
    return row[0], row[1], _Line(
        persons=frozenset(each.person_id for each in line if each.person_id is not None),
        delegations=frozenset(each.delegation_id for each in line if each.delegation_id is not None),
        newer=next((each for each in known.values() if each.corrects_id == number), None),
    )  # fmt: skip
