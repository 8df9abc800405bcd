"""A consultation, who takes part in it, and its calendar. See the roles and states of the field in docs/terms.md."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlmodel import JSON, Field, SQLModel, UniqueConstraint

from app.kernel.db import Key
from app.kernel.ledger import Sealed


class Role(StrEnum):
    """What a seat lets a person do. Head and alternate give a delegation's positions, whatever else they are."""

    OBSERVER = "observer"
    MEMBER = "member"
    RAPPORTEUR = "rapporteur"
    MODERATOR = "moderator"
    SECRETARIAT = "secretariat"
    ADMINISTRATOR = "administrator"
    HEAD = "head"
    ALTERNATE = "alternate"
    REPORTER = "reporter"


class Attribution(StrEnum):
    """Under what name a contribution to a round is shown: person and delegation, the delegation alone, or nobody.

    After the Chatham House rule the last one shows what was said and not who said it. Without one it is personal.
    """

    PERSONAL = "personal"
    DELEGATION = "delegation"
    NONE = "none"


class Visibility(StrEnum):
    """For whom a working group writes: its members, everybody with a seat in the consultation, or everybody."""

    CLOSED = "closed"
    WITHIN = "within"
    PUBLIC = "public"


class RoundKind(StrEnum):
    """The kinds of rounds of the field's ladder: comment before last call before silence before ballot."""

    CALL_FOR_INPUT = "call_for_input"
    DRAFTING = "drafting"
    COMMENT = "comment"
    REVISION = "revision"
    RATING = "rating"
    SENSE_CHECK = "sense_check"
    LAST_CALL = "last_call"
    SILENCE = "silence"
    BALLOT = "ballot"
    SELECTION = "selection"


class Promise(StrEnum):
    """What participants are promised: to be told, to be heard and answered, or to write together (OECD 2001)."""

    INFORM = "inform"
    CONSULT = "consult"
    ENGAGE = "engage"


class ConsultationState(StrEnum):
    """The course of a consultation (domain D3). It goes back only with a reason, and from the archive never."""

    DRAFT = "draft"
    OPEN = "open"
    DELIBERATION = "deliberation"
    CONSOLIDATION = "consolidation"
    ADOPTED = "adopted"
    SUMMARISED = "summarised"
    PILOTING = "piloting"
    CLOSED = "closed"
    ARCHIVED = "archived"


class OutcomeKind(StrEnum):
    """What a consultation may end in. Only a negotiated outcome is adopted; a chair's summary never says so."""

    RECOMMENDATIONS_PAPER = "recommendations_paper"
    NEGOTIATED_OUTCOME = "negotiated_outcome"
    CHAIR_SUMMARY = "chair_summary"
    REPORT = "report"


class Consultation(SQLModel, table=True):
    """One process from mandate to pilots. `slug` is its name in URLs and commands, `code` the symbol on its papers.

    `mandate` is the decision it rests on, `terms_of_reference` what it may and may not do. `masthead` holds what stands
    on the cover of its papers: organ, session, agenda_item, distribution. `notice_days` is the least notice of a round;
    within `response_days` of its close the response to a round of comments is published (twelve weeks unless another
    number is set: GOV.UK consultation principles 2018, G). `holidays` is the country whose public holidays the calendar
    keeps, with its part where it has one (US-NY); `days_off` are further days.
    """

    __tablename__ = "consultation"

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True, sa_type=Key)
    code: str
    title: str
    title_i18n: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    slogan_i18n: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    theme: str = ""
    description: str = ""
    convenor: str = ""
    venue: str = ""
    mandate: str = ""
    terms_of_reference: str = ""
    masthead: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    outcome_kinds: list[str] = Field(default_factory=list, sa_type=JSON)
    notice_days: int = 0
    response_days: int = 84
    holidays: str = ""
    days_off: list[str] = Field(default_factory=list, sa_type=JSON)
    cloned_from: str | None = None
    start_date: date
    end_date: date
    dialogue_start: date | None = None
    dialogue_end: date | None = None
    languages: list[str] = Field(default_factory=list, sa_type=JSON)
    default_language: str = "en"
    text_direction: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    timezone: str = "UTC"
    state: str = "open"
    notes: list[str] = Field(default_factory=list, sa_type=JSON)
    # Whether strangers may ask for accreditation, and by what they are accepted or refused.
    admits: bool = False
    criteria: str = ""
    package_id: str | None = None
    package_hash: str | None = None
    replayed_at: date | None = None
    created_at: datetime


class Constituency(SQLModel, table=True):
    """A class of participants, freely chosen by each consultation; results are shown and may be decided for each."""

    __tablename__ = "constituency"
    __table_args__ = (UniqueConstraint("consultation_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    code: str = Field(sa_type=Key)
    name: str
    name_i18n: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    description: str = ""
    place: int = 0


class Roundtable(SQLModel, table=True):
    """A theme of the dialogue under a code that never changes; `title` is the newest of its titles.

    `lineage` says which roundtables of earlier consultations it goes on from: consultation, code and title of each.
    """

    __tablename__ = "roundtable"
    __table_args__ = (UniqueConstraint("consultation_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    code: str = Field(sa_type=Key)
    number: int
    short_title: str
    title: str
    title_i18n: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    description: str = ""
    guiding_questions: list[str] = Field(default_factory=list, sa_type=JSON)
    lineage: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON)
    ended_at: datetime | None = None


class RoundtableTitle(SQLModel, Sealed, table=True):
    """A title a roundtable had before it was retitled, until the instant `until`: papers of that time keep it."""

    __tablename__ = "roundtable_title"
    __table_args__ = (UniqueConstraint("roundtable_id", "n"),)
    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id", "roundtable_id", "n", "title", "short_title", "title_i18n", "until", "reason",
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    roundtable_id: int = Field(foreign_key="roundtable.id", index=True)
    n: int
    title: str
    short_title: str
    title_i18n: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    until: datetime
    reason: str


class WorkingGroup(SQLModel, Sealed, table=True):
    """The people who draft for one roundtable. What a `closed` group writes is invisible to everybody else; where it is
    closed and `within` the consultation, to all without a seat in it. What is not closed is public.

    `mandate` holds its terms of reference; `composition` the least seats of each constituency, by its code: before they
    are filled the group cannot open a selection round.
    """

    __tablename__ = "working_group"
    __table_args__ = (UniqueConstraint("consultation_id", "code"),)

    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id",
        "roundtable_id",
        "public_id",
        "code",
        "closed",
    )
    sealed_if_set: ClassVar[tuple[str, ...]] = ("ended_at", "within", "composition")

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    roundtable_id: int | None = Field(default=None, foreign_key="roundtable.id", index=True)
    public_id: str
    code: str = Field(sa_type=Key)
    title: str
    mandate: str = ""
    closed: bool = False
    within: bool = False
    composition: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    ended_at: datetime | None = None


class Delegation(SQLModel, Sealed, table=True):
    """An organisation accredited to one consultation: one delegation, one voice; `voting` False makes it an observer."""

    __tablename__ = "delegation"
    __table_args__ = (UniqueConstraint("consultation_id", "organisation_id"),)

    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id",
        "organisation_id",
        "constituency_id",
        "code",
        "name",
        "iso3",
        "voting",
    )
    sealed_if_set: ClassVar[tuple[str, ...]] = ("ended_at",)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    constituency_id: int = Field(foreign_key="constituency.id", index=True)
    code: str = Field(sa_type=Key)
    name: str
    short_name: str
    name_i18n: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    iso3: str | None = None
    voting: bool = True
    basis: str | None = None
    place: int = 0
    ended_at: datetime | None = None


class Membership(SQLModel, Sealed, table=True):
    """A seat: a role in the site, a consultation, a working group or a delegation, with its term.

    `person_id` is empty where an imported record names only a capacity ("Convenor, Population Division"). A seat held
    in `personal` capacity stands for no body and gives no delegation's position.
    """

    __tablename__ = "membership"

    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id",
        "group_id",
        "delegation_id",
        "person_id",
        "role",
        "title",
        "since",
        "until",
    )
    sealed_if_set: ClassVar[tuple[str, ...]] = ("ended_at", "personal")

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int | None = Field(default=None, foreign_key="consultation.id", index=True)
    group_id: int | None = Field(default=None, foreign_key="working_group.id", index=True)
    delegation_id: int | None = Field(default=None, foreign_key="delegation.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    role: str
    title: str
    personal: bool = False
    since: date | None = None
    until: date | None = None
    ended_at: datetime | None = None


class Round(SQLModel, Sealed, table=True):
    """A dated stretch of the calendar. Its stage is computed from these dates and the clock, never stored.

    `closes_at` is the first instant outside. Without an opening given by a moderator the round stays planned.
    `purpose` says what the participants are asked; `notice_reason` why the notice was shorter than the rule.
    `attribution` says under what names contributions to it are shown: personal, delegation, or none; `promise` what is
    promised to those who take part. `terms` are the particulars of its kind, fixed with the opening.
    """

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("consultation_id", "code"),)

    sealed: ClassVar[tuple[str, ...]] = (
        "consultation_id",
        "code",
        "kind",
        "opens_at",
        "closes_at",
        "scope",
        "opening_given_at",
        "closed_early_at",
        "completed_at",
    )
    sealed_if_set: ClassVar[tuple[str, ...]] = (
        "cancelled_at",
        "notice_reason",
        "purpose",
        "attribution",
        "promise",
        "terms",
    )

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    code: str = Field(sa_type=Key)
    number: int
    title: str
    kind: str
    opens_at: datetime
    closes_at: datetime
    scope: list[str] = Field(default_factory=list, sa_type=JSON)
    opening_given_at: datetime | None = None
    closed_early_at: datetime | None = None
    completed_at: datetime | None = None
    cancelled_at: datetime | None = None
    purpose: str | None = None
    notice_reason: str | None = None
    attribution: str | None = None
    promise: str | None = None
    terms: dict[str, Any] | None = Field(default=None, sa_type=JSON)


class CalendarEvent(SQLModel, table=True):
    """A day in the life of the process: a panel, a hearing, the dialogue itself."""

    __tablename__ = "calendar_event"

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    day: date
    until: date | None = None
    title: str
    place: str | None = None
    source: str | None = None
