"""The days on which a pilot reports, and its reports: submitted once, never changed."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, select

from app.consultations.given import Given
from app.consultations.models import Consultation
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import NotFound, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.kernel.text.fold import fold
from app.pilots.events import PeriodsAgreed, ProgressSubmitted
from app.pilots.models import Light, Pilot, ProgressReport
from app.pilots.reckoning import EVERY, periods_of
from app.pilots.rules import spoken_by, why_not_agree_periods, why_not_submit, why_not_take_part
from app.pilots.standing import counted_in, found_pilot
from app.pilots.wishes import TEXT

LONGEST_GRACE = 180
LIGHTS = (Light.GREEN, Light.AMBER, Light.RED, Light.BLUE)


def agree_periods(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    every: int | str = 6,
    due_after: int | str = 30,
) -> list[ProgressReport]:
    """Agree the days on which a pilot reports, where none are: one that was imported had no confirmation here.

    NotFound; Refused with the reason; Invalid at `every` (3, 6 or 12 months) or `due_after` (0 to 180 days).
    """
    lock_track(db, consultation.slug)
    found = found_pilot(db, actor, consultation, code)
    agreed = counted_in(db, found.pilot).reports > 0
    permit(why_not_agree_periods(actor, consultation, found.standing, agreed=agreed))
    months, periods = read_periods(found.pilot, every, due_after)
    reports = add_reports(db, found.pilot, periods)
    speaker = found.standing.lead
    record(
        db, actor, PeriodsAgreed(found.pilot.code, months, len(reports)),
        track=consultation.slug, left=reports,
        **spoken_by(speaker),
    )  # fmt: skip
    return reports


def read_periods(
    pilot: Pilot, every: int | str, due_after: int | str
) -> tuple[int, list[tuple[date, date, date]]]:
    """The months between reports, and the periods that they give. Invalid at `every` or `due_after`."""
    given = Given()
    months = given.number("every", every)
    if months not in EVERY:
        given.wrong("every", _("Choose to report every 3, 6 or 12 months."))
    grace = given.number("due_after", due_after)
    if grace is None or grace > LONGEST_GRACE:
        given.wrong(
            "due_after",
            _("Give from 0 to %(days)s days to write a report.") % {"days": LONGEST_GRACE},
        )
    if pilot.ends is None or pilot.ends <= pilot.starts:
        given.wrong("every", _("Say on which day the pilot ends; then it can be divided into periods."))
    given.done()
    ends = pilot.ends or pilot.starts
    return months or 0, periods_of(pilot.starts, ends, every=months or 12, due_after=grace or 0)


def add_reports(
    db: Session, pilot: Pilot, periods: Sequence[tuple[date, date, date]]
) -> list[ProgressReport]:
    """Write the reports that are due for these periods, in one statement. The caller has asked the rule and records."""
    here = {"consultation_id": pilot.consultation_id, "pilot_id": pilot.id}
    rows = [
        {**here, "n": n, "starts": starts, "ends": ends, "due": due}
        for n, (starts, ends, due) in enumerate(periods, 1)
    ]
    written = db.scalars(sa.insert(ProgressReport).returning(ProgressReport), rows).all()
    return sorted(written, key=lambda report: report.n)


def submit_progress(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    n: int,
    *,
    light: str,
    narrative: str = "",
    risks: str = "",
    recovery: str = "",
    resources: str = "",
) -> ProgressReport:
    """Report on the `n`-th period: how the reporter sees the pilot (green, amber, red, blue), and why.

    Amber and red need a narrative and a step to recover (domain C4). NotFound; Refused with the reason, a second time
    too; Invalid at `light`, `narrative`, `recovery`. The same report again, by a double click, changes nothing.
    """
    lock_track(db, consultation.slug)
    at = now(db)
    found = found_pilot(db, actor, consultation, code)
    report = db.exec(
        select(ProgressReport).where(ProgressReport.pilot_id == found.pilot.id, ProgressReport.n == n)
    ).first()
    if report is None:
        raise NotFound(_("This pilot reports on no such period."))
    permit(why_not_take_part(actor, consultation, found.standing))
    given = Given()
    worried = light in (Light.AMBER, Light.RED)
    if light not in LIGHTS:
        given.wrong("light", _("Choose how the pilot stands: green, amber, red or blue."))
    said = {
        "light": light,
        "narrative": given.text(
            "narrative", narrative, _("Say why the pilot is at risk or off track.") if worried else "", TEXT
        ),
        "risks": given.text("risks", risks, limit=TEXT),
        "recovery": given.text(
            "recovery", recovery, _("Say which step is to bring the pilot back on track.") if worried else "", TEXT
        ),
        "resources": given.text("resources", resources, limit=TEXT),
    }  # fmt: skip
    same = all((getattr(report, name) or "") == value for name, value in said.items())
    if report.submitted_at is not None and report.person_id == actor.person_id and same:
        return report
    submitted = report.submitted_at is not None
    permit(why_not_submit(actor, consultation, found.standing, ends=report.ends, submitted=submitted))
    given.done()
    speaker = found.standing.reporter
    for name, value in said.items():
        setattr(report, name, value if fold(value) else None)
    report.person_id, report.by_title, report.submitted_at = (
        actor.person_id,
        speaker.title if speaker else "",
        at,
    )
    db.add(report)
    record(
        db, actor, ProgressSubmitted(found.pilot.code, report.n, light),
        track=consultation.slug, left=[report],
        **spoken_by(speaker),
    )  # fmt: skip
    return report
