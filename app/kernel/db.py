"""The database: one class, two dialects. Every difference between SQLite and PostgreSQL lives here."""

import contextlib
import functools
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, SQLModel

from app.kernel.clock import Clock, system_clock

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# A row of some table.
Row = TypeVar("Row", bound=SQLModel)

# The largest number an integer column takes on both databases.
LARGEST = 2**31 - 1

# Codes and keys that lists are ordered by sort by code point on both databases.
Key = sa.String().with_variant(sa.String(collation="C"), "postgresql")


# Of a table's `info`: (columns, condition), what the person that a row names is not told of it where the condition holds.
KEPT_BACK = "kept_back"


class ExactDecimal(sa.types.TypeDecorator[Decimal]):
    """A decimal kept as its digits, so that 7.60 stays 7.60 on every database."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        """To the database: the digits."""
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:
        """From the database: the number."""
        return None if value is None else Decimal(value)


class PackedText(sa.types.TypeDecorator[str]):
    """A long text, packed: a document in many languages would be most of the database otherwise."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> bytes | None:
        """To the database: packed."""
        return None if value is None else zlib.compress(value.encode("utf-8"), 6)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> str | None:
        """From the database: the text. ValueError where it is damaged."""
        try:
            return None if value is None else zlib.decompress(value).decode("utf-8")
        except zlib.error as error:
            raise ValueError(f"a packed text is damaged: {error}") from None


class Database:
    """An engine and the two ways to use it: `unit_of_work()` writes, `reading()` does not."""

    def __init__(self, url: str, clock: Clock = system_clock, *, pool_size: int = 20) -> None:
        self.url: URL = make_url(url)
        self.clock = clock
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            if self.url.database:
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            self.engine = sa.create_engine(
                self.url,
                connect_args={"check_same_thread": False, "timeout": 30},
                pool_size=pool_size,
                # The few connections that are in use stay warm, instead of each in turn filling its own cache.
                pool_use_lifo=True,
            )
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        else:
            self.engine = sa.create_engine(self.url, pool_size=pool_size, pool_pre_ping=True)
        self._writing = self.engine.execution_options(writes=True)
        # Who wants to know that something was committed here; called in the thread that wrote, so they must be quick.
        self.committed: list[Callable[[], None]] = []
        # Who takes long work that was asked for here, once that is committed: by its public id, as quickly.
        self.handed: list[Callable[[str], None]] = []
        # Who sends mail, told once a message is committed.
        self.posted: list[Callable[[], None]] = []

    @contextlib.contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        """One transaction that writes: committed when the block ends, rolled back when it raises."""
        with Session(self._writing, expire_on_commit=False, info={"clock": self.clock}) as db:
            yield db
            db.commit()
        for tell in tuple(self.committed):
            tell()
        for take in tuple(self.handed):
            for public_id in db.info.get("asked_for", ()):
                take(public_id)
        for call in tuple(self.posted) if db.info.get("posted") else ():
            call()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading: what is changed in it by mistake is never kept."""
        with Session(self.engine, expire_on_commit=False, autoflush=False, info={"clock": self.clock}) as db:
            yield db

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A session for reading that sees one moment throughout, however long it takes and whoever writes meanwhile."""
        # A reading transaction of SQLite is a snapshot by itself.
        engine = (
            self.engine
            if self.is_sqlite
            else self.engine.execution_options(isolation_level="REPEATABLE READ")
        )
        with Session(engine, expire_on_commit=False, autoflush=False, info={"clock": self.clock}) as db:
            yield db

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _prepare_sqlite(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    # The driver must not begin transactions by itself: _begin_sqlite decides how they begin.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-8000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    # A writer takes its lock at once: two readers that both become writers would fail each other.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def is_sqlite(db: Session) -> bool:
    """Whether this session speaks to SQLite."""
    return db.get_bind().dialect.name == "sqlite"


def _insert(on_sqlite: bool) -> Any:
    # Only the dialect that is used is imported: the other is large.
    if on_sqlite:
        from sqlalchemy.dialects import sqlite

        return sqlite.insert
    from sqlalchemy.dialects import postgresql

    return postgresql.insert


@functools.cache
def _upsert(on_sqlite: bool, model: type[SQLModel], key: tuple[str, ...], update: tuple[str, ...]) -> Any:
    # Built once: building it anew takes longer than running it.
    statement = _insert(on_sqlite)(model)
    if not update:
        return statement.on_conflict_do_nothing(index_elements=key)
    changed = {name: statement.excluded[name] for name in update}
    return statement.on_conflict_do_update(index_elements=key, set_=changed)


def upsert(
    db: Session,
    model: type[SQLModel],
    values: Mapping[str, Any],
    *,
    key: Sequence[str],
    update: Sequence[str],
    raised: Mapping[str, Any] | None = None,
) -> None:
    """Insert `values`, or where a row with the same `key` columns stands, set its `update` columns.

    `raised` are columns that are then set from what they held, such as a count that goes up by one.
    What a double click could write twice goes through here: the database settles who was first.
    """
    upsert_many(db, model, [values], key=key, update=update, raised=raised)


def upsert_many(
    db: Session,
    model: type[SQLModel],
    rows: Sequence[Mapping[str, Any]],
    *,
    key: Sequence[str],
    update: Sequence[str],
    raised: Mapping[str, Any] | None = None,
) -> None:
    """The same for many rows of the same columns, as one statement."""
    if rows:
        db.flush()
        statement = _upsert(is_sqlite(db), model, tuple(key), tuple(update))
        if raised is not None:
            statement = _insert(is_sqlite(db))(model)
            changed = {**{name: statement.excluded[name] for name in update}, **raised}
            statement = statement.on_conflict_do_update(index_elements=list(key), set_=changed)
        db.connection().execute(statement, list(rows))


def keep_all(db: Session, rows: Sequence[Row], found_by: sa.Select[Row]) -> Sequence[Row]:
    """Insert many rows of one table and give them back with their keys, in two statements and no order that counts.

    `found_by` selects them again: a database that gives back the keys of many rows does it one by one.
    """
    if rows:
        insert_many(db, type(rows[0]), [row.model_dump(exclude={"id"}) for row in rows])
    return db.scalars(found_by).all()


def insert_many(
    db: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]], *, chunk: int = 1000
) -> None:
    """Insert many rows with one statement a chunk, for imports and synthetic data."""
    # Empty columns are written too: left out, each pattern of them would be a statement of its own.
    statement = sa.insert(model).execution_options(render_nulls=True)
    for start in range(0, len(rows), chunk):
        db.execute(statement, list(rows[start : start + chunk]))
