"""Writing many rows at once, and finding the numbers the database gave them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.consultations.models import Consultation
from app.dossier.package import json_number
from app.kernel.clock import day_begins, day_ends
from app.kernel.db import insert_many
from app.kernel.search import SearchEntry, entry_values


@dataclass
class Load:
    """One import under way: where it goes, what it brings, and the numbers of what is written already."""

    db: Session
    consultation: Consultation
    content: Mapping[str, Any]
    sha256: str
    at: datetime
    ids: dict[str, dict[str, int]] = field(default_factory=dict)
    entries: list[dict[str, object]] = field(default_factory=list)

    @property
    def here(self) -> int:
        """The number of the consultation."""
        return self.consultation.id or 0

    def begins(self, day: str) -> datetime:
        """The instant at which a day of the package begins in the consultation's zone."""
        return day_begins(date.fromisoformat(day), self.consultation.timezone)

    def ends(self, day: str) -> datetime:
        """The first instant after a day of the package."""
        return day_ends(date.fromisoformat(day), self.consultation.timezone)

    def id(self, kind: str, code: str) -> int:
        """The number of something written before, by its list in the package and its code."""
        return self.ids[kind][code]

    def add(self, rows: Sequence[SQLModel]) -> None:
        """Write rows of one table with few statements."""
        if rows:
            insert_many(self.db, type(rows[0]), [row.model_dump(exclude={"id"}) for row in rows])

    def add_named(self, kind: str, rows: Sequence[SQLModel], key: str = "code") -> None:
        """The same, and remember the number of each row under what `key` holds."""
        self.add(rows)
        if rows:
            self.ids[kind] = self.numbers(type(rows[0]), key)
        self.ids.setdefault(kind, {})

    def numbers(self, model: type[SQLModel], key: str = "code") -> dict[str, int]:
        """The numbers of this consultation's rows of a table by what `key` holds."""
        columns: tuple[Any, Any] = (getattr(model, key), model.id)  # type: ignore[attr-defined]
        where = model.consultation_id == self.here  # type: ignore[attr-defined]
        return {row[0]: row[1] for row in self.db.execute(sa.select(*columns).where(where))}

    def find(self, kind: str, key: str, address: str, title: str, body: str | Sequence[str | None]) -> None:
        """Make something findable under the address that follows the consultation's."""
        text = body if isinstance(body, str) else "\n".join(part for part in body if part)
        url = f"/{self.consultation.slug}/{address}"
        self.entries.append(
            entry_values(consultation_id=self.here, kind=kind, key=key, url=url, title=title, body=text)
        )

    def add_entries(self) -> None:
        """Write what was gathered by `find`."""
        insert_many(self.db, SearchEntry, self.entries)

    def rows(self, model: type[SQLModel]) -> Sequence[Any]:
        """This consultation's rows of a table, by number."""
        return self.db.exec(
            select(model).where(model.consultation_id == self.here).order_by(col(model.id))  # type: ignore[attr-defined]
        ).all()


def jsonable(value: Any) -> Any:
    """`value` as a JSON column takes it: decimals become numbers of JSON."""
    if isinstance(value, Decimal):
        return json_number(value)
    if isinstance(value, dict):
        return {name: jsonable(item) for name, item in value.items()}
    return [jsonable(item) for item in value] if isinstance(value, list) else value
