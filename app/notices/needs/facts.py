"""Rows of many tables in one shape, so that every subject is asked of the database in one query together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from app.consultations.models import CalendarEvent, Delegation, Round

# What a fact holds. Every part of the union gives all of them in this order, typed, as PostgreSQL asks.
_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "consultation_id": sa.Integer(),
    "round_id": sa.Integer(),
    "group_id": sa.Integer(),
    "other_id": sa.Integer(),
    "n": sa.Integer(),
    "m": sa.Integer(),
    "k": sa.Integer(),
    "code": sa.String(),
    "parent": sa.String(),
    "title": sa.String(),
    "words": sa.String(),
    "language": sa.String(),
    "mark": sa.String(),
    "at": Round.__table__.c.closes_at.type,  # type: ignore[attr-defined]
    "until": Round.__table__.c.closes_at.type,  # type: ignore[attr-defined]
    "day": CalendarEvent.__table__.c.day.type,  # type: ignore[attr-defined]
    "i18n": Delegation.__table__.c.name_i18n.type,  # type: ignore[attr-defined]
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One row, of the subject that asked for it. What the subject did not ask for is empty."""

    subject: str
    consultation_id: int
    round_id: int | None
    group_id: int | None
    other_id: int | None
    n: int | None
    m: int | None
    k: int | None
    code: str
    parent: str
    title: str
    words: str
    language: str
    mark: str
    at: datetime | None
    until: datetime | None
    day: date | None
    i18n: dict[str, str] | None


def fact(subject: str, **columns: Any) -> list[sa.ColumnElement[Any]]:
    """The columns of one part of the union: those named, and nothing for the others."""
    unknown = columns.keys() - _TYPES.keys()
    assert not unknown, unknown
    empty: dict[str, Any] = {
        name: sa.literal("") if isinstance(kind, sa.String) else sa.cast(sa.null(), kind)
        for name, kind in _TYPES.items()
    }
    asked: list[sa.ColumnElement[Any]] = [sa.literal(subject).label("subject")]
    for name in _TYPES:
        value = columns.get(name, empty[name])
        value = sa.literal(value) if isinstance(value, str | int) else value
        if isinstance(_TYPES[name], sa.String) and name in columns:
            value = sa.func.coalesce(sa.cast(value, sa.String), "")
        asked.append(value.label(name))
    return asked


def read_facts(db: Session, parts: Sequence[sa.Select[Any]]) -> dict[str, list[Fact]]:
    """The rows of all parts by their subject, in the order of `at`; one query, none where nothing is asked."""
    found: dict[str, list[Fact]] = {}
    if not parts:
        return found
    for row in db.execute(sa.union_all(*parts) if len(parts) > 1 else parts[0]):
        found.setdefault(row.subject, []).append(Fact(**row._mapping))
    for rows in found.values():
        rows.sort(key=lambda one: (one.consultation_id, one.code))
    return found


def many(model: type, *where: sa.ColumnElement[bool], outer: Sequence[type]) -> Any:
    """How many rows of a table there are for a row of the tables `outer` around it."""
    return sa.select(sa.func.count()).select_from(model).where(*where).correlate(*outer).scalar_subquery()
