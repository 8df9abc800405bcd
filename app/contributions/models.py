"""What came in before anything was drafted: sources, statements and papers, the questionnaire and its answers."""

from datetime import date
from typing import Any

from sqlmodel import JSON, Field, SQLModel, UniqueConstraint

from app.kernel.db import Key


class Source(SQLModel, table=True):
    """A document that evidence, baselines and events refer to by code."""

    __tablename__ = "source"
    __table_args__ = (UniqueConstraint("consultation_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    code: str = Field(sa_type=Key)
    kind: str
    title: str
    publisher: str = ""
    year: int | None = None
    file: str | None = None
    url: str | None = None


class Contribution(SQLModel, table=True):
    """A statement, paper or plan handed in by one or more organisations."""

    __tablename__ = "contribution"
    __table_args__ = (UniqueConstraint("consultation_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    code: str = Field(sa_type=Key)
    title: str
    day: date
    kind: str
    language: str = "en"
    body: str = ""
    points: list[str] = Field(default_factory=list, sa_type=JSON)
    roundtables: list[str] = Field(default_factory=list, sa_type=JSON)
    source: str | None = None
    basis: str = ""
    note: str | None = None


class ContributionAuthor(SQLModel, table=True):
    """Which delegation handed in which contribution."""

    __tablename__ = "contribution_author"

    contribution_id: int = Field(foreign_key="contribution.id", primary_key=True)
    delegation_id: int = Field(foreign_key="delegation.id", primary_key=True, index=True)


class Questionnaire(SQLModel, table=True):
    """Questions put to entities, in lettered areas: `areas` is [{code, title, required}]."""

    __tablename__ = "questionnaire"
    __table_args__ = (UniqueConstraint("consultation_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(foreign_key="consultation.id", index=True)
    code: str = Field(sa_type=Key)
    title: str
    requested_by: str = ""
    source: str | None = None
    areas: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)


class QuestionnaireResponse(SQLModel, table=True):
    """One entity's answers, by area."""

    __tablename__ = "questionnaire_response"
    __table_args__ = (UniqueConstraint("questionnaire_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    questionnaire_id: int = Field(foreign_key="questionnaire.id", index=True)
    delegation_id: int = Field(foreign_key="delegation.id", index=True)
    code: str = Field(sa_type=Key)
    respondent_role: str
    submitted: date
    answers: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    sources: list[str] = Field(default_factory=list, sa_type=JSON)
    basis: str = ""
