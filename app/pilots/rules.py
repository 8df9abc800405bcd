"""Who may do what about a pilot, and what the clock says of it. Pure.

A pilot is voluntary and binds no State: it begins only on the State's own confirmation (domain C4, D3). It lives while
its consultation is in the stage `piloting`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypedDict

from app.consultations.calendar import ENDED
from app.consultations.models import Consultation, ConsultationState, Role
from app.consultations.rules import VOTING_ROLES, is_secretariat
from app.kernel.actor import SYSTEM, Actor
from app.kernel.i18n import gettext as _
from app.pilots.models import Milestone, PilotState
from app.web.render import written_date

PILOT_STATES = ("proposed", "confirmed", "active", "on_hold", "completed", "terminated")
OVER = (PilotState.COMPLETED, PilotState.TERMINATED)
UNDER_WAY = (PilotState.ACTIVE, PilotState.ON_HOLD)
REPORTING_ROLES = (*VOTING_ROLES, Role.REPORTER)


@dataclass(frozen=True, slots=True)
class Speaker:
    """A delegation from whose seat somebody acts: as head, alternate or reporter."""

    delegation_id: int
    code: str
    state: bool
    role: str
    title: str


class Spoken(TypedDict):
    """What the ledger keeps of a seat."""

    capacity: str | None
    delegation: str | None


def spoken_by(speaker: Speaker | None) -> Spoken:
    """In which capacity and for which delegation an act is recorded; neither where nobody's seat gave the right to it."""
    return {
        "capacity": speaker.title if speaker else None,
        "delegation": speaker.code if speaker else None,
    }


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules look at of one pilot: where it stands, who takes part, and the seats of whoever acts.

    `leads` and `partners` take part today; `invited` are delegations that have not joined yet, with the part. While no
    State leads, `asked` are those that were asked to, and `former` those that led it before.
    """

    code: str
    state: str
    starts: date
    today: date
    leads: frozenset[int] = frozenset()
    partners: frozenset[int] = frozenset()
    invited: Mapping[int, str] = field(default_factory=dict)
    asked: frozenset[int] = frozenset()
    former: frozenset[int] = frozenset()
    speakers: tuple[Speaker, ...] = ()

    def speaking(self, among: Collection[int], roles: Collection[str] = VOTING_ROLES) -> Speaker | None:
        """The seat from which the actor speaks for one of these delegations."""
        return next((s for s in self.speakers if s.delegation_id in among and s.role in roles), None)

    @property
    def lead(self) -> Speaker | None:
        """The seat from which the actor speaks for a State that leads."""
        return self.speaking(self.leads)

    @property
    def reporter(self) -> Speaker | None:
        """The seat from which the actor reports: of a reporter, a head or an alternate of a delegation in the pilot."""
        return self.speaking(self.leads, REPORTING_ROLES) or self.speaking(self.partners, REPORTING_ROLES)


def why_not_try(code: str, *, held: bool) -> str | None:
    """Why an adopted proposal cannot be taken up in a pilot, or None: only what the outcome holds can."""
    if held:
        return None
    return _(
        "%(code)s was adopted, but the outcome does not hold it. Only what the representative group included, and what stands in the newest edition once there is one, can be taken up in a pilot."
    ) % {"code": code}


def voluntary() -> str:
    """What stands wherever a pilot is proposed, confirmed or shown."""
    return _(
        "A pilot is voluntary and binds no State: it begins only when the State itself confirms it, and the State can leave it at any time."
    )


def why_not_now(consultation: Consultation) -> str | None:
    """Why nothing about pilots is done at this stage of the consultation, or None in the stage `piloting`."""
    if consultation.state in ENDED:
        return _("%(code)s is closed, and its record stands as it is.") % {"code": consultation.code}
    if consultation.state != ConsultationState.PILOTING:
        return _(
            "Pilots wait for the stage “piloting”: the secretariat moves %(code)s there when its outcome is settled."
        ) % {"code": consultation.code}
    return None


def why_not_take_up(actor: Actor, consultation: Consultation, speakers: Sequence[Speaker]) -> str | None:
    """Why `actor` may not propose a pilot: the head or an alternate of a State's delegation does, of its own will."""
    if not actor.signed_in:
        return _(
            "Sign in as head or alternate of a State’s delegation to take up a mechanism. It is voluntary."
        )
    heads = [s for s in speakers if s.role in VOTING_ROLES]
    if heads and not any(s.state for s in heads):
        return _(
            "Only a State takes up a mechanism, of its own will; your delegation can join its pilot as a partner."
        )
    if not heads:
        return _(
            "Taking up a mechanism is voluntary: only the head or an alternate of a State’s delegation does it, and you are neither."
        )
    return why_not_now(consultation)


def why_not_lead(actor: Actor, consultation: Consultation, standing: Standing) -> str | None:
    """Why `actor` does not act for a State that leads this pilot, whatever its state."""
    if not actor.signed_in:
        return _("Sign in as head or alternate of a State that leads this pilot.")
    if standing.lead is None:
        return _(
            "This is for the States that lead the pilot, by the head of delegation or an alternate; a pilot is voluntary, and nobody else decides on it."
        )
    return why_not_now(consultation)


def why_not_plan(actor: Actor, consultation: Consultation, standing: Standing) -> str | None:
    """The plan is written freely by those who lead, while the pilot is proposed."""
    if (why := why_not_lead(actor, consultation, standing)) is not None:
        return why
    if standing.state in OVER:
        return why_over(standing)
    if standing.state != PilotState.PROPOSED:
        return _(
            "The plan stands since the pilot was confirmed. A milestone can still be moved to another day, or dropped, with a reason."
        )
    return None


def why_not_confirm(
    actor: Actor, consultation: Consultation, standing: Standing, missing: Sequence[str]
) -> str | None:
    """A State that leads confirms its own pilot once nothing is `missing` of its plan (invariant 12)."""
    if (why := why_not_lead(actor, consultation, standing)) is not None:
        return why
    if standing.state in OVER:
        return why_over(standing)
    if standing.state != PilotState.PROPOSED:
        return _("This pilot is confirmed already.")
    return " ".join(missing) or None


def why_not_begin(
    actor: Actor, consultation: Consultation, standing: Standing, missing: Sequence[str]
) -> str | None:
    """A confirmed pilot begins on or after the first day of its plan, if nothing of it is `missing` (invariant 12)."""
    if (why := why_not_lead(actor, consultation, standing)) is not None:
        return why
    if standing.state == PilotState.PROPOSED:
        return _("The State that leads has to confirm the pilot before it begins.")
    if standing.state != PilotState.CONFIRMED:
        return why_over(standing) or _("This pilot has begun already.")
    if standing.today < standing.starts:
        return _("By its plan this pilot begins on %(day)s, and not before.") % {
            "day": written_date(standing.starts)
        }
    return " ".join(missing) or None


def why_not_hold(actor: Actor, consultation: Consultation, standing: Standing) -> str | None:
    """An active pilot is put on hold by a State that leads it."""
    if (why := why_not_lead(actor, consultation, standing)) is not None:
        return why
    if standing.state == PilotState.ACTIVE:
        return None
    return why_over(standing) or _("Only a pilot that is active can be put on hold.")


def why_not_resume(actor: Actor, consultation: Consultation, standing: Standing) -> str | None:
    """A pilot on hold goes on when a State that leads it says so; none begins in this way before its first day."""
    if (why := why_not_lead(actor, consultation, standing)) is not None:
        return why
    if standing.state != PilotState.ON_HOLD:
        return why_over(standing) or _("This pilot is not on hold.")
    if standing.today < standing.starts:
        return _("By its plan this pilot begins on %(day)s, and not before.") % {
            "day": written_date(standing.starts)
        }
    return None


def why_not_complete(
    actor: Actor, consultation: Consultation, standing: Standing, unmeasured: Sequence[str]
) -> str | None:
    """An active pilot is completed when each benchmark has a final value; `unmeasured` are those without one."""
    if (why := why_not_lead(actor, consultation, standing)) is not None:
        return why
    if standing.state != PilotState.ACTIVE:
        return why_over(standing) or _("Only a pilot that is active can be completed.")
    if unmeasured:
        return _(
            "Each benchmark needs a final value first. None has been reported since the pilot began for %(codes)s."
        ) % {"codes": ", ".join(unmeasured)}
    return None


def why_not_terminate(actor: Actor, consultation: Consultation, standing: Standing) -> str | None:
    """A State that leads may end its pilot before its time at any moment."""
    return why_not_lead(actor, consultation, standing) or why_over(standing)


def why_not_agree_periods(
    actor: Actor, consultation: Consultation, standing: Standing, *, agreed: bool
) -> str | None:
    """The periods of reporting are agreed once: with the confirmation, or later where none are."""
    if actor != SYSTEM and (why := why_not_lead(actor, consultation, standing)) is not None:
        return why
    if agreed:
        return _("The days on which this pilot reports were agreed already, and stand.")
    if standing.state == PilotState.PROPOSED:
        return _("The days on which a pilot reports are agreed when it is confirmed.")
    return why_over(standing)


def why_not_meet(actor: Actor, consultation: Consultation, standing: Standing, stage: str) -> str | None:
    """Who reports in a pilot says that a milestone is met; `stage` is how the clock sees it."""
    if (why := why_not_take_part(actor, consultation, standing)) is not None:
        return why
    return _why_not_step(standing, stage)


def why_not_change_milestone(
    actor: Actor, consultation: Consultation, standing: Standing, stage: str
) -> str | None:
    """A State that leads moves a milestone to another day, or drops it; with a reason, and the old day stays."""
    return why_not_lead(actor, consultation, standing) or _why_not_step(standing, stage)


def why_not_take_part(actor: Actor, consultation: Consultation, standing: Standing) -> str | None:
    """Why `actor` reports nothing in this pilot, whatever its state: its delegations do, by head, alternate, reporter."""
    if not actor.signed_in:
        return _("Sign in as reporter, head or alternate of a delegation in this pilot.")
    if standing.reporter is None:
        return _(
            "Only the delegations in this pilot report on it, by a reporter, the head or an alternate; you sit in none of them."
        )
    return why_not_now(consultation)


def why_not_report(actor: Actor, consultation: Consultation, standing: Standing) -> str | None:
    """Values are reported while the pilot is under way, on hold or not."""
    if (why := why_not_take_part(actor, consultation, standing)) is not None:
        return why
    if standing.state in UNDER_WAY:
        return None
    return why_over(standing) or _("Values are reported once the pilot has begun.")


def why_not_correct(
    actor: Actor, consultation: Consultation, standing: Standing, *, reported_for: int | None, corrected: bool
) -> str | None:
    """A reported value is corrected by another row, also after the pilot is over; one that was corrected is not again.

    Only the delegation that reported it corrects it, while it takes part: another one would make the value its own, and
    whoever measured could then verify what it measured itself (invariant 13).
    """
    if (why := why_not_take_part(actor, consultation, standing)) is not None:
        return why
    if standing.state not in (*UNDER_WAY, *OVER):
        return _("Values are reported once the pilot has begun.")
    inside = (standing.leads | standing.partners) & {reported_for}
    if inside and standing.speaking(inside, REPORTING_ROLES) is None:
        return _("Another delegation reported this value, and it alone corrects it. Yours can question it.")
    if corrected:
        return _("This value was corrected before. Correct the newer one.")
    return None


def why_not_verify(
    actor: Actor,
    consultation: Consultation,
    standing: Standing,
    *,
    reported_by: Collection[int],
    reported_for: Collection[int],
    corrected: bool,
) -> str | None:
    """The secretariat, or head or alternate of another delegation in the pilot; never who reported (invariant 13).

    `reported_by` and `reported_for` are the persons and delegations of the value and of every one that it corrects: a
    correction by a colleague makes nobody a stranger to the first figure.
    """
    if not actor.signed_in:
        return _("Sign in: the secretariat, or another delegation in this pilot, verifies what was reported.")
    others = (standing.leads | standing.partners) - set(reported_for)
    if actor.person_id in reported_by:
        return _("You reported this value yourself. Somebody else has to verify it.")
    if not is_secretariat(actor, consultation) and standing.speaking(others) is None:
        if standing.speaking(standing.leads | standing.partners) is not None:
            return _("Your own delegation reported this value. Another one in this pilot, or the secretariat, verifies it.")  # fmt: skip
        return _(
            "The secretariat, or the head or an alternate of another delegation in this pilot, verifies what was reported."
        )
    if corrected:
        return _("This value was corrected. Verify the newer one.")
    return why_not_now(consultation)


def why_not_submit(
    actor: Actor, consultation: Consultation, standing: Standing, *, ends: date, submitted: bool
) -> str | None:
    """A report is submitted once its period is over, once only, while the pilot is under way."""
    if (why := why_not_take_part(actor, consultation, standing)) is not None:
        return why
    if submitted:
        return _("This report was submitted before, and a submitted report is never changed.")
    if standing.state not in UNDER_WAY:
        return why_over(standing) or _("Progress is reported once the pilot has begun.")
    if standing.today < ends:
        return _("This period runs until %(day)s; report on it from that day on.") % {
            "day": written_date(ends)
        }
    return None


def why_over(standing: Standing) -> str | None:
    """Why nothing more is done about a pilot that is completed or was ended before its time."""
    if standing.state == PilotState.COMPLETED:
        return _("This pilot is completed, and its record stands as it is.")
    if standing.state == PilotState.TERMINATED:
        return _("This pilot was ended before its time, and its record stands as it is.")
    return None


def _why_not_step(standing: Standing, stage: str) -> str | None:
    if standing.state == PilotState.PROPOSED:
        return _("This pilot is not confirmed yet: its milestones are still written in its plan.")
    if standing.state in OVER:
        return why_over(standing)
    if stage not in ("planned", "late"):
        return _("This milestone is settled already: it was met, moved to another day, or dropped.")
    return None


def milestone_stage(state: str, due: date, completed: date | None, today: date) -> str:
    """`met`, `late`, `planned`, `rescheduled` or `dropped`.

    A milestone past its due day with no report is late by the clock alone: nobody has to say so.
    """
    if completed is not None or state == "met":
        return "met"
    if state == "planned" and due < today:
        return "late"
    return state


def days_late(milestone: Milestone, today: date) -> int:
    """By how many days a milestone was, or is, late; 0 when it is not."""
    stage = milestone_stage(milestone.state, milestone.due, milestone.completed, today)
    if stage == "met" and milestone.completed is not None:
        return max((milestone.completed - milestone.due).days, 0)
    return (today - milestone.due).days if stage == "late" else 0


def report_stage(submitted: date | None, ends: date, due: date, today: date) -> str:
    """`submitted`, `late`, `due` (its period is over and its day not past) or `planned`; by the clock alone."""
    if submitted is not None:
        return "submitted"
    if due < today:
        return "late"
    return "due" if ends <= today else "planned"
