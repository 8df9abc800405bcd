"""What programs read about consultations, their calendar and their ledger."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from app.consultations.calendar import PERMITS, Act, closes, round_stage, takes_late
from app.consultations.models import Attribution, Round, RoundKind


class ConsultationOut(BaseModel):
    """One consultation."""

    slug: str
    code: str
    title: str
    title_i18n: dict[str, str]
    slogan_i18n: dict[str, str]
    theme: str
    convenor: str
    venue: str
    mandate: str
    terms_of_reference: str
    outcome_kinds: list[str]
    masthead: dict[str, str]
    notice_days: int
    response_days: int
    holidays: str
    days_off: list[str]
    cloned_from: str | None
    start_date: date
    end_date: date
    dialogue_start: date | None
    dialogue_end: date | None
    languages: list[str]
    default_language: str
    timezone: str
    state: str
    admits: bool
    criteria: str


class ConsultationsOut(BaseModel):
    """A page of consultations; `next` is the cursor of the next one."""

    items: list[ConsultationOut]
    next: str | None


class RoundtableOut(BaseModel):
    """A roundtable under its stable code."""

    code: str
    number: int
    short_title: str
    title: str
    title_i18n: dict[str, str]


class ConstituencyOut(BaseModel):
    """A class of participants."""

    code: str
    name: str
    description: str


class DelegationOut(BaseModel):
    """A delegation by the code of its organisation."""

    code: str
    name: str
    short_name: str
    constituency: str
    iso3: str | None
    voting: bool


class WholeConsultationOut(ConsultationOut):
    """One consultation with what it is made of."""

    description: str
    notes: list[str]
    roundtables: list[RoundtableOut]
    constituencies: list[ConstituencyOut]
    delegations: list[DelegationOut]


class RoundOut(BaseModel):
    """A round and where it stands by the clock; `closes` is the first instant outside. `promise` is what participants are
    promised, `late` whether comments are taken after the deadline, `terms` what its kind fixed with the opening."""

    code: str
    number: int
    title: str
    kind: str
    opens: datetime
    closes: datetime
    stage: str
    scope: list[str]
    purpose: str
    attribution: str
    promise: str | None
    late: bool
    terms: dict[str, Any]
    opening_given: datetime | None
    notice_reason: str | None
    closed_early: datetime | None
    completed: datetime | None
    cancelled: datetime | None
    permits: dict[str, str]

    @classmethod
    def of(cls, round_: Round, at: datetime) -> "RoundOut":
        """A round as it stands at the instant `at`."""
        permits = zip(Act, PERMITS[RoundKind(round_.kind)], strict=True)
        return cls(
            code=round_.code,
            number=round_.number,
            title=round_.title,
            kind=round_.kind,
            opens=round_.opens_at,
            closes=closes(round_),
            stage=round_stage(round_, at),
            scope=round_.scope,
            purpose=round_.purpose or "",
            attribution=round_.attribution or Attribution.PERSONAL,
            promise=round_.promise,
            late=takes_late(round_),
            terms={name: value for name, value in (round_.terms or {}).items() if name != "late"},
            opening_given=round_.opening_given_at,
            notice_reason=round_.notice_reason,
            closed_early=round_.closed_early_at,
            completed=round_.completed_at,
            cancelled=round_.cancelled_at,
            permits={act.value: who.value for act, who in permits},
        )


class RoundsOut(BaseModel):
    """The calendar; `next` is always null, it is short."""

    items: list[RoundOut]
    next: str | None


class LedgerEntryOut(BaseModel):
    """One act: who, in what capacity, for whom, which verb, on what, when, why."""

    seq: int
    verb: str
    subject: str
    person: str | None
    capacity: str | None
    delegation: str | None
    occurred_at: datetime
    recorded_at: datetime
    reason: str | None
    facts: dict[str, Any]
    previous: str
    hash: str


class LedgerOut(BaseModel):
    """A page of the ledger; `next` is the number to ask `after`."""

    items: list[LedgerEntryOut]
    next: int | None
