"""What waits in pilots: invitations, plans to confirm, milestones and reports that are due, values to verify."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.consultations.models import ConsultationState, Delegation
from app.consultations.rules import VOTING_ROLES
from app.kernel.clock import day_ends
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.notices.needs.facts import Fact, fact
from app.notices.needs.scene import Here, Scene
from app.notices.needs.views import Need, NeedKind
from app.pilots.models import (
    Measurement,
    Milestone,
    Part,
    Pilot,
    PilotParty,
    PilotState,
    ProgressReport,
    Verification,
)
from app.pilots.rules import REPORTING_ROLES, UNDER_WAY

# How long before its day a milestone is named.
AHEAD = timedelta(days=14)


def asks(scene: Scene) -> Iterator[sa.Select[Any]]:
    """What is asked of the database, of consultations in the stage of piloting alone."""
    places = [here for here in scene.moving if here.consultation.state == ConsultationState.PILOTING]
    if not places:
        return
    today = max(here.today() for here in places)
    speaks, reports = _bodies(scene, VOTING_ROLES), _bodies(scene, REPORTING_ROLES)
    ids = sorted(here.id for here in places)
    if speaks:
        yield _parties(ids, speaks)
    if reports:
        yield _milestones(ids, reports, today + AHEAD)
        yield _reports(ids, reports, today)
    checked = sorted(here.id for here in places if here.secretariat)
    if speaks or checked:
        yield _values(scene, ids, speaks, checked)


def tells(scene: Scene, facts: dict[str, list[Fact]]) -> Iterator[Need]:
    """The needs that follow from what was found."""
    for one in facts.get("party", ()):
        found = _party(scene.places[one.consultation_id], one)
        if found is not None:
            yield found
    for one in facts.get("milestone", ()):
        here = scene.places[one.consultation_id]
        yield here.need(
            NeedKind.MILESTONE,
            one.parent,
            title=_("A milestone of %(pilot)s is due") % {"pilot": one.parent}
            if one.day is not None and one.day >= here.today()
            else _("A milestone of %(pilot)s is late") % {"pilot": one.parent},
            why=_("Your delegation reports in this pilot: say that it is met, or move it with a reason."),
            due_at=_ends(here, one.day),
            url=f"{here.base}/pilots/{one.parent}/milestones/{one.other_id}",
            act=_("Report on it"),
            said=one.title,
        )
    for one in facts.get("report", ()):
        here = scene.places[one.consultation_id]
        yield here.need(
            NeedKind.PILOT_REPORT,
            one.parent,
            title=_("Progress report %(n)s of %(pilot)s is not submitted")
            % {"n": one.n, "pilot": one.parent},
            why=_("Its period is over, and your delegation reports in this pilot."),
            due_at=_ends(here, one.day),
            url=f"{here.base}/pilots/{one.parent}/reports/{one.n}#progress",
            act=_("Write the report"),
            said=one.title,
        )
    by_pilot: dict[tuple[int, str], list[Fact]] = {}
    for one in facts.get("value", ()):
        by_pilot.setdefault((one.consultation_id, one.parent), []).append(one)
    for (place, pilot), values in by_pilot.items():
        yield _verify(scene.places[place], pilot, values)


def _party(here: Here, one: Fact) -> Need | None:
    """`mark` is the part, `words` the state of the pilot, `n` whether the delegation is only invited, `m` whether it was
    asked to lead."""
    base = f"{here.base}/pilots/{one.code}"
    if one.n:
        return here.need(
            NeedKind.PILOT_INVITED,
            one.code,
            title=_("Your delegation is invited to lead %(pilot)s") % {"pilot": one.code}
            if one.mark == Part.LEAD
            else _("Your delegation is invited to join %(pilot)s") % {"pilot": one.code},
            why=_("Joining is voluntary and binds nobody: your delegation decides it alone."),
            due_at=None,
            url=f"{base}/parties#join",
            act=_("Answer the invitation"),
            said=one.title,
        )
    if one.m:
        return here.need(
            NeedKind.PILOT_INVITED,
            one.code,
            title=_("Your delegation is asked to lead %(pilot)s") % {"pilot": one.code},
            why=_(
                "No State leads it any more. Taking the lead is voluntary: your delegation decides it alone."
            ),
            due_at=None,
            url=f"{base}/parties#join",
            act=_("Answer the request"),
            said=one.title,
        )
    if one.mark != Part.LEAD or one.day is None:
        return None
    if one.words == PilotState.PROPOSED:
        return here.need(
            NeedKind.PILOT_PLANNED,
            one.code,
            title=_("%(pilot)s is not confirmed") % {"pilot": one.code},
            why=_(
                "Your delegation leads it. It begins only when the State itself has confirmed it; nothing obliges it to."
            ),
            due_at=_ends(here, one.day),
            url=f"{base}/course#confirm",
            act=_("Plan and confirm it"),
            said=one.title,
        )
    if one.words == PilotState.CONFIRMED and one.day <= here.today():
        return here.need(
            NeedKind.PILOT_PLANNED,
            one.code,
            title=_("%(pilot)s can begin") % {"pilot": one.code},
            why=_("Your delegation leads it, and by its plan its first day has come."),
            due_at=_ends(here, one.day),
            url=f"{base}/course#begin",
            act=_("Begin the pilot"),
            said=one.title,
        )
    return None


def _verify(here: Here, pilot: str, values: list[Fact]) -> Need:
    base = f"{here.base}/pilots/{pilot}"
    return here.need(
        NeedKind.VALUE,
        pilot,
        title=ngettext(
            "%(n)s value reported in %(pilot)s is not verified",
            "%(n)s values reported in %(pilot)s are not verified",
            len(values),
        )
        % {"n": len(values), "pilot": pilot},
        why=_("Somebody other than who reported it confirms a value or questions it; you can."),
        due_at=None,
        url=f"{base}/values/{values[0].other_id}#verify" if len(values) == 1 else f"{base}#measured",
        act=_("Verify it") if len(values) == 1 else _("Verify them"),
        since=min((one.at for one in values if one.at is not None), default=None),
    )


def _ends(here: Here, day: date | None) -> datetime | None:
    return day_ends(day, here.consultation.timezone) if day is not None else None


def _bodies(scene: Scene, roles: Any) -> list[int]:
    """The delegations from whose seats the person acts in one of these roles."""
    return sorted(
        seat.delegation_id
        for seat in scene.actor.seats
        if seat.delegation_id is not None and seat.group_id is None and seat.role in roles
    )


def _inside() -> tuple[sa.ColumnElement[bool], ...]:
    """A delegation that takes part: it was not only invited, has not left, and has not ended."""
    return (
        col(PilotParty.left_on).is_(None),
        sa.or_(col(PilotParty.invited_on).is_(None), col(PilotParty.joined_on).is_not(None)),
        col(Delegation.ended_at).is_(None),
    )


def _with(bodies: list[int], *where: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """The condition that one of these delegations takes part in the pilot of the row."""
    return (
        sa.exists()
        .where(
            col(PilotParty.pilot_id) == col(Pilot.id),
            col(PilotParty.delegation_id).in_(bodies),
            col(Delegation.id) == col(PilotParty.delegation_id),
            *_inside(),
            *where,
        )
        .correlate(Pilot, Measurement)
    )


def _parties(places: list[int], bodies: list[int]) -> sa.Select[Any]:
    invited = sa.and_(col(PilotParty.invited_on).is_not(None), col(PilotParty.joined_on).is_(None))
    led = (
        sa.exists()
        .where(
            col(PilotParty.pilot_id) == col(Pilot.id),
            col(PilotParty.part) == Part.LEAD,
            col(Delegation.id) == col(PilotParty.delegation_id),
            *_inside(),
        )
        .correlate(Pilot)
    )
    asked = sa.and_(col(PilotParty.lead_asked_on).is_not(None), ~led)
    return (
        sa.select(
            *fact(
                "party",
                consultation_id=col(Pilot.consultation_id),
                other_id=col(PilotParty.delegation_id),
                code=col(Pilot.code),
                title=col(Pilot.title),
                words=col(Pilot.state),
                mark=col(PilotParty.part),
                day=col(Pilot.starts),
                n=sa.case((invited, 1), else_=0),
                m=sa.case((asked, 1), else_=0),
            )
        )
        .join_from(PilotParty, Pilot, col(Pilot.id) == col(PilotParty.pilot_id))
        .join(Delegation, col(Delegation.id) == col(PilotParty.delegation_id))
        .where(
            col(Pilot.consultation_id).in_(places),
            col(PilotParty.delegation_id).in_(bodies),
            sa.or_(col(PilotParty.left_on).is_(None), asked),
            col(Delegation.ended_at).is_(None),
            col(Pilot.state).not_in([PilotState.COMPLETED, PilotState.TERMINATED]),
        )
    )


def _milestones(places: list[int], bodies: list[int], until: date) -> sa.Select[Any]:
    return (
        sa.select(
            *fact(
                "milestone",
                consultation_id=col(Milestone.consultation_id),
                other_id=col(Milestone.id),
                parent=col(Pilot.code),
                title=col(Milestone.title),
                day=col(Milestone.due),
            )
        )
        .join_from(Milestone, Pilot, col(Pilot.id) == col(Milestone.pilot_id))
        .where(
            col(Milestone.consultation_id).in_(places),
            col(Milestone.state) == "planned",
            col(Milestone.completed).is_(None),
            col(Milestone.due) <= until,
            col(Pilot.state).in_([PilotState.CONFIRMED, *UNDER_WAY]),
            _with(bodies),
        )
    )


def _reports(places: list[int], bodies: list[int], today: date) -> sa.Select[Any]:
    return (
        sa.select(
            *fact(
                "report",
                consultation_id=col(ProgressReport.consultation_id),
                parent=col(Pilot.code),
                title=col(Pilot.title),
                n=col(ProgressReport.n),
                day=col(ProgressReport.due),
            )
        )
        .join_from(ProgressReport, Pilot, col(Pilot.id) == col(ProgressReport.pilot_id))
        .where(
            col(ProgressReport.consultation_id).in_(places),
            col(ProgressReport.submitted_at).is_(None),
            col(ProgressReport.ends) <= today,
            col(Pilot.state).in_(UNDER_WAY),
            _with(bodies),
        )
    )


def _values(scene: Scene, places: list[int], bodies: list[int], checked: list[int]) -> sa.Select[Any]:
    """Values reported here that stand and that nobody verified, where the person may: the secretariat, or a delegation in
    the pilot that did not report them (invariant 13). What a package brought was verified where it comes from."""
    newer = aliased(Measurement, name="newer")
    other = _with(bodies, col(PilotParty.delegation_id).is_distinct_from(col(Measurement.delegation_id)))
    return (
        sa.select(
            *fact(
                "value",
                consultation_id=col(Measurement.consultation_id),
                other_id=col(Measurement.id),
                parent=col(Pilot.code),
                at=col(Measurement.reported_at),
            )
        )
        .join_from(Measurement, Pilot, col(Pilot.id) == col(Measurement.pilot_id))
        .where(
            col(Measurement.consultation_id).in_(places),
            col(Measurement.reported_at).is_not(None),
            col(Measurement.person_id).is_distinct_from(scene.actor.person_id),
            ~sa.exists().where(col(Verification.measurement_id) == col(Measurement.id)),
            ~sa.exists().where(col(newer.corrects_id) == col(Measurement.id)),
            sa.or_(col(Measurement.consultation_id).in_(checked), other),
        )
    )
