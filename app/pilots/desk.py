"""What whoever reads the page of a pilot may do about it: for each verb nothing, or the sentence why not."""

from dataclasses import dataclass

from sqlmodel import Session

from app.consultations.models import Consultation
from app.consultations.rules import is_secretariat
from app.drafting.models import Kind
from app.kernel.actor import Actor
from app.kernel.clock import local_day, now
from app.pilots import party_rules, rules
from app.pilots.measured import Measured
from app.pilots.models import Part
from app.pilots.reckoning import Planned, missing_of
from app.pilots.standing import speakers_of
from app.pilots.views import PilotPage, ReportDue


@dataclass(frozen=True)
class Desk:
    """One pilot before whoever reads its page. `missing` is what its plan lacks, `unmeasured` what has no final value."""

    actor: Actor
    consultation: Consultation
    standing: rules.Standing
    missing: tuple[str, ...]
    unmeasured: tuple[str, ...]
    agreed: bool

    @property
    def concerned(self) -> bool:
        """Whether the reader has any part here: a seat that can speak for a delegation, or the secretariat's."""
        return bool(self.standing.speakers) or is_secretariat(self.actor, self.consultation)

    @property
    def plan(self) -> str | None:
        """Why the plan cannot be written."""
        return rules.why_not_plan(self.actor, self.consultation, self.standing)

    @property
    def confirm(self) -> str | None:
        """Why it cannot be confirmed."""
        return rules.why_not_confirm(self.actor, self.consultation, self.standing, self.missing)

    @property
    def begin(self) -> str | None:
        """Why it cannot begin."""
        return rules.why_not_begin(self.actor, self.consultation, self.standing, self.missing)

    @property
    def hold(self) -> str | None:
        """Why it cannot be put on hold."""
        return rules.why_not_hold(self.actor, self.consultation, self.standing)

    @property
    def resume(self) -> str | None:
        """Why it cannot go on."""
        return rules.why_not_resume(self.actor, self.consultation, self.standing)

    @property
    def complete(self) -> str | None:
        """Why it cannot be completed."""
        return rules.why_not_complete(self.actor, self.consultation, self.standing, self.unmeasured)

    @property
    def terminate(self) -> str | None:
        """Why it cannot be ended before its time."""
        return rules.why_not_terminate(self.actor, self.consultation, self.standing)

    @property
    def periods(self) -> str | None:
        """Why no days of reporting can be agreed."""
        return rules.why_not_agree_periods(self.actor, self.consultation, self.standing, agreed=self.agreed)

    @property
    def invite(self) -> str | None:
        """Why nobody can be invited."""
        return party_rules.why_not_invite(self.actor, self.consultation, self.standing)

    @property
    def join(self) -> str | None:
        """Why the reader's delegation cannot join as a partner."""
        return party_rules.why_not_join(self.actor, self.consultation, self.standing, Part.PARTNER)

    @property
    def join_lead(self) -> str | None:
        """Why the reader's delegation cannot lead it with others, or alone where nobody leads it."""
        return party_rules.why_not_join(self.actor, self.consultation, self.standing, Part.LEAD)

    @property
    def withdraw(self) -> str | None:
        """Why the reader's delegation cannot leave."""
        return party_rules.why_not_withdraw(self.actor, self.consultation, self.standing)

    @property
    def ask_to_lead(self) -> str | None:
        """Why no State can be asked to lead it."""
        return party_rules.why_not_ask_to_lead(self.actor, self.consultation, self.standing)

    @property
    def report(self) -> str | None:
        """Why no value can be reported."""
        return rules.why_not_report(self.actor, self.consultation, self.standing)

    def meet(self, stage: str) -> str | None:
        """Why a milestone at this stage cannot be said to be met."""
        return rules.why_not_meet(self.actor, self.consultation, self.standing, stage)

    def change(self, stage: str) -> str | None:
        """Why a milestone at this stage can be neither moved nor dropped."""
        return rules.why_not_change_milestone(self.actor, self.consultation, self.standing, stage)

    def submit(self, report: ReportDue) -> str | None:
        """Why the progress of this period cannot be reported."""
        return rules.why_not_submit(
            self.actor, self.consultation, self.standing, ends=report.ends, submitted=report.stage == "submitted"
        )  # fmt: skip

    def correct(self, value: Measured) -> str | None:
        """Why this value cannot be corrected."""
        return rules.why_not_correct(
            self.actor,
            self.consultation,
            self.standing,
            reported_for=value.delegation,
            corrected=not value.stands,
        )

    def verify(self, value: Measured) -> str | None:
        """Why this value can be neither verified nor questioned."""
        return rules.why_not_verify(
            self.actor,
            self.consultation,
            self.standing,
            reported_by=value.persons,
            reported_for=value.delegations,
            corrected=not value.stands,
        )


def desk_of(db: Session, actor: Actor, consultation: Consultation, page: PilotPage) -> Desk:
    """What the actor may do about a pilot whose page is read; one query at most."""
    line = page.line
    inside = [party for party in line.parties if party.inside]
    standing = rules.Standing(
        code=line.code,
        state=line.state,
        starts=line.starts,
        today=local_day(now(db), consultation.timezone),
        leads=frozenset(party.id for party in inside if party.lead),
        partners=frozenset(party.id for party in inside if not party.lead),
        invited={
            party.id: Part.LEAD.value if party.lead else Part.PARTNER.value
            for party in line.parties
            if party.invited
        },
        asked=frozenset(party.id for party in line.parties if party.lead_asked_on is not None),
        former=frozenset(party.id for party in line.parties if party.has_led),
        speakers=speakers_of(db, actor, consultation),
    )
    plan = Planned(
        starts=line.starts,
        ends=line.ends,
        recommended=sum(t.kind == Kind.MECHANISM and t.recommended for t in line.tries),
        goals=[found.goal for found in page.benchmarks],
        milestones=line.standing_steps,
    )
    unmeasured = tuple(
        found.code
        for found in page.benchmarks
        if not any(v.in_pilot and v.stands and v.day >= line.starts for v in found.values)
    )
    return Desk(actor, consultation, standing, missing_of(plan), unmeasured, bool(line.reports))
