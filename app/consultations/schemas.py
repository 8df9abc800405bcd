"""What programs read about consultations, their calendar and their ledger."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel


class ConsultationOut(BaseModel):
    """One consultation."""

    slug: str
    code: str
    title: str
    title_i18n: dict[str, str]
    theme: str
    convenor: str
    start_date: date
    end_date: date
    languages: list[str]
    default_language: str
    timezone: str
    state: str


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
    """A round and where it stands by the clock; `closes` is the first instant outside."""

    code: str
    number: int
    title: str
    kind: str
    opens: datetime
    closes: datetime
    stage: str
    scope: list[str]
    permits: dict[str, str]


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
