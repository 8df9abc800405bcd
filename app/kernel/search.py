"""Full-text search with one meaning on both databases: every term must occur, anywhere, in any script.

Texts are folded (case, accents, Arabic vowel signs) into one column. SQLite finds in it by an FTS5 trigram
index, PostgreSQL by a pg_trgm index, and terms shorter than three characters by a scan: Chinese words have two.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

from app.kernel.db import Key, is_sqlite, upsert
from app.kernel.text.fold import fold


class SearchEntry(SQLModel, table=True):
    """One findable thing. `group_id` is set where only those may find it who see that group."""

    __tablename__ = "search_entry"
    __table_args__ = (UniqueConstraint("consultation_id", "kind", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: int = Field(index=True)
    group_id: int | None = None
    kind: str
    key: str = Field(sa_type=Key)
    url: str
    title: str
    body: str
    folded: str


@dataclass(frozen=True)
class Hit:
    """Something found: what kind of thing, where it is, and the text it was found in."""

    consultation_id: int
    kind: str
    key: str
    url: str
    title: str
    body: str


def entry_values(
    *, consultation_id: int, kind: str, key: str, url: str, title: str, body: str, group_id: int | None = None
) -> dict[str, object]:
    """The row of one findable thing, for `put_entry` or for writing many at once."""
    return {
        "consultation_id": consultation_id, "kind": kind, "key": key, "url": url, "title": title, "body": body,
        "group_id": group_id, "folded": fold(f"{key} {title} {body}"),
    }  # fmt: skip


def put_entry(
    db: Session,
    *,
    consultation_id: int,
    kind: str,
    key: str,
    url: str,
    title: str,
    body: str,
    group_id: int | None = None,
) -> None:
    """Make one thing findable, or bring it up to date, in the transaction that changed it."""
    values = entry_values(
        consultation_id=consultation_id,
        kind=kind,
        key=key,
        url=url,
        title=title,
        body=body,
        group_id=group_id,
    )
    upsert(
        db, SearchEntry, values, key=["consultation_id", "kind", "key"],
        update=["url", "title", "body", "group_id", "folded"],
    )  # fmt: skip


def terms_of(query: str) -> list[str]:
    """The folded terms of a query, at most eight."""
    return fold(query).split()[:8]


def search(
    db: Session,
    query: str,
    *,
    consultations: list[int],
    groups: list[int] | sa.Select[Any],
    kind: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[Hit]:
    """What holds every term of `query`, best first: a term in the title before one in the body, then by kind and key.

    Only entries of `consultations`, and of groups that are not public only those in `groups`: ids, or a query that gives them.
    """
    terms = terms_of(query)
    if not terms:
        return []
    statement = select(SearchEntry).where(
        col(SearchEntry.consultation_id).in_(consultations),
        sa.or_(col(SearchEntry.group_id).is_(None), col(SearchEntry.group_id).in_(groups)),
    )
    if kind:
        statement = statement.where(SearchEntry.kind == kind)
    long = [term for term in terms if len(term) >= 3]
    if is_sqlite(db) and long:
        match = " ".join('"' + term.replace('"', '""') + '"' for term in long)
        statement = statement.where(
            sa.text(
                "search_entry.id IN (SELECT rowid FROM search_index WHERE search_index MATCH :match)"
            ).bindparams(match=match)
        )
        terms = [term for term in terms if len(term) < 3]
    for term in terms:
        statement = statement.where(col(SearchEntry.folded).contains(term, autoescape=True))
    first = terms_of(query)[0]
    in_title = sa.case((sa.func.lower(SearchEntry.title).contains(first, autoescape=True), 0), else_=1)
    exact = sa.case((sa.func.lower(SearchEntry.key) == query.strip().lower(), 0), else_=1)
    rows = db.exec(
        statement.order_by(
            exact, in_title, col(SearchEntry.consultation_id), col(SearchEntry.kind), col(SearchEntry.key)
        )
        .offset(offset)
        .limit(limit)
    )
    return [Hit(r.consultation_id, r.kind, r.key, r.url, r.title, r.body) for r in rows]


def create_search_index(connection: sa.Connection) -> None:
    """Build the index over `search_entry`; called by migrations, which must call it again after a batch change."""
    statements: tuple[str, ...]
    if connection.dialect.name == "sqlite":
        statements = _SQLITE_INDEX
    elif connection.exec_driver_sql("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'").first():
        statements = _POSTGRESQL_INDEX
    else:
        # Without the extension the search is right but reads every entry; `doctor` says so.
        statements = ()
    for statement in statements:
        connection.exec_driver_sql(statement)


def has_search_index(connection: sa.Connection) -> bool:
    """Whether search has its index; without it search is right but reads every entry."""
    if connection.dialect.name == "sqlite":
        names = {row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master")}
        return {"search_index", "search_entry_insert", "search_entry_update", "search_entry_delete"} <= names
    return (
        connection.exec_driver_sql(
            "SELECT 1 FROM pg_indexes WHERE indexname = 'ix_search_entry_folded_trigrams'"
        ).first()
        is not None
    )


def mend_search_index(connection: sa.Connection) -> None:
    """Build the index where it is missing: where it was lost, or PostgreSQL got its extension only later."""
    if has_search_index(connection):
        return
    drop_search_index(connection)
    create_search_index(connection)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO search_index(search_index) VALUES ('rebuild')")


def drop_search_index(connection: sa.Connection) -> None:
    """Take the index away, before `search_entry` is changed or dropped."""
    if connection.dialect.name == "sqlite":
        for name in ("insert", "update", "delete"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS search_entry_{name}")
        connection.exec_driver_sql("DROP TABLE IF EXISTS search_index")
    else:
        connection.exec_driver_sql("DROP INDEX IF EXISTS ix_search_entry_folded_trigrams")


_REMOVE = "INSERT INTO search_index(search_index, rowid, folded) VALUES ('delete', old.id, old.folded);"
_ADD = "INSERT INTO search_index(rowid, folded) VALUES (new.id, new.folded);"
_SQLITE_INDEX = (
    "CREATE VIRTUAL TABLE search_index USING fts5(folded, content='search_entry', content_rowid='id', tokenize='trigram')",
    f"CREATE TRIGGER search_entry_insert AFTER INSERT ON search_entry BEGIN {_ADD} END",
    f"CREATE TRIGGER search_entry_update AFTER UPDATE ON search_entry BEGIN {_REMOVE} {_ADD} END",
    f"CREATE TRIGGER search_entry_delete AFTER DELETE ON search_entry BEGIN {_REMOVE} END",
)
_POSTGRESQL_INDEX = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX ix_search_entry_folded_trigrams ON search_entry USING gin (folded gin_trgm_ops)",
)
