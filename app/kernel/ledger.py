"""The ledger: one append-only row for every act, in the same transaction, in a chain of hashes.

A chain runs for each visibility track: the site, each consultation, each closed group. Its head and
its count are kept apart, so that a missing last row shows. Entries hold public ids only, no names and
no texts; what an act left behind is there as a digest of each row it wrote.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import JSON, Field, Session, SQLModel, select

from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.db import Key, upsert

GENESIS = "0" * 64


class LedgerEntry(SQLModel, table=True):
    """One act: who, in what capacity, for whom, which verb, on what, when, why, and what it left behind."""

    __tablename__ = "ledger"
    # What happened to one text of a consultation, newest first, without the whole chain.
    __table_args__ = (sa.Index("ix_ledger_subject_track_seq", "subject", "track", "seq"),)

    track: str = Field(primary_key=True, sa_type=Key)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    verb: str = Field(index=True)
    subject: str
    person: str | None = None
    capacity: str | None = None
    delegation: str | None = None
    occurred_at: datetime
    recorded_at: datetime
    reason: str | None = None
    facts: dict[str, Any] = Field(sa_type=JSON)
    digests: dict[str, str] = Field(sa_type=JSON)
    previous: str
    hash: str


class LedgerHead(SQLModel, table=True):
    """The last row of a chain and how many there are, kept apart from the chain itself."""

    __tablename__ = "ledger_head"

    track: str = Field(primary_key=True, sa_type=Key)
    seq: int
    hash: str


GONE = ""
"""The digest of a row that was taken out: there is none to hold it against."""

# Every act in the site runs these three, so they are built once.
_HEADS = SQLModel.metadata.tables["ledger_head"]
_HEAD = (
    sa.select(_HEADS.c.seq, _HEADS.c.hash).where(_HEADS.c.track == sa.bindparam("of_track")).with_for_update()
)
_MOVE_HEAD = sa.update(_HEADS).where(_HEADS.c.track == sa.bindparam("of_track"))
_APPEND = sa.insert(SQLModel.metadata.tables["ledger"])


@dataclass(frozen=True)
class Event:
    """A fact in the past tense; its fields are public ids, codes and numbers."""

    @property
    def verb(self) -> str:
        """The class name in snake case: PositionCast is `position_cast`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()

    @property
    def subject(self) -> str:
        """The code of what the act was done to: the first field, unless a fact says otherwise."""
        return str(next(iter(asdict(self).values())))


class Sealed:
    """Mix-in of tables whose rows `verify` holds against the ledger; `sealed` names the columns that count.

    `sealed_if_set` names columns that came with a later release: they count where they hold more than their default, so that what
    was sealed before them keeps its digest. `sealed_key` are the columns that tell one row from the others. A row that
    an act takes out for good is left as GONE, in the `digests` of `record`.
    """

    sealed: ClassVar[tuple[str, ...]]
    sealed_if_set: ClassVar[tuple[str, ...]] = ()
    sealed_key: ClassVar[tuple[str, ...]] = ("id",)

    @classmethod
    def owner(cls) -> Any:
        """The consultation that a row belongs to, as a column of a query."""
        return cls.consultation_id  # type: ignore[attr-defined]


@dataclass
class Head:
    """The head of a chain whose lock is held: the number and the hash of its last row."""

    seq: int
    hash: str


def lock_track(db: Session, track: str) -> Head:
    """Take the chain's lock. A writing action does this first, then reads the clock and decides.

    Held until the transaction ends; taking it again costs nothing. Gives the head as it is under the lock.
    """
    locked: dict[str, Head] = db.info.setdefault("locked_tracks", {})
    if track not in locked:
        connection = db.connection()
        found = connection.execute(_HEAD, {"of_track": track}).first()
        if found is None:
            upsert(db, LedgerHead, {"track": track, "seq": 0, "hash": GENESIS}, key=["track"], update=[])
            found = connection.execute(_HEAD, {"of_track": track}).one()
        locked[track] = Head(found[0], found[1])
    return locked[track]


@event.listens_for(Session, "do_orm_execute")
def _read_afresh_under_the_lock(state: ORMExecuteState) -> None:
    # What was read before the lock may be old by the time it is held, and a session does not
    # overwrite what it has: without this a decision under the lock would rest on the old row.
    if state.is_select and not state.is_column_load and state.session.info.get("locked_tracks"):
        state.update_execution_options(populate_existing=True)


def record(
    db: Session,
    actor: Actor,
    fact: Event,
    *,
    track: str,
    left: Iterable[SQLModel] = (),
    digests: dict[str, str] | None = None,
    capacity: str | None = None,
    delegation: str | None = None,
    reason: str | None = None,
    occurred_at: datetime | None = None,
) -> None:
    """Write one entry at the end of the chain `track`.

    `left` are the sealed rows the act wrote (flushed here so that they have keys); `digests` the same
    for rows written in bulk. `occurred_at` differs from the time of recording only for imported history.
    """
    db.flush()
    head = lock_track(db, track)
    entry = _entry(
        head,
        actor,
        fact,
        track=track,
        at=now(db),
        digests={**(digests or {}), **dict(seal(row) for row in left)},
        capacity=capacity,
        delegation=delegation,
        reason=reason,
        occurred_at=occurred_at,
    )
    _write(db, track, head, [entry])


def record_each(
    db: Session,
    actor: Actor,
    facts: Iterable[tuple[Event, Iterable[SQLModel]]],
    *,
    track: str,
    capacity: str | None = None,
    delegation: str | None = None,
    reason: str | None = None,
) -> None:
    """Write one entry for each fact with the rows it left, as `record` does, in as many statements as for one."""
    waiting = list(facts)
    db.flush()
    head = lock_track(db, track)
    at = now(db)
    entries = [
        _entry(
            head,
            actor,
            fact,
            track=track,
            at=at,
            digests=dict(seal(row) for row in left),
            capacity=capacity,
            delegation=delegation,
            reason=reason,
        )
        for fact, left in waiting
    ]
    _write(db, track, head, entries)


def _entry(
    head: Head,
    actor: Actor,
    fact: Event,
    *,
    track: str,
    at: datetime,
    digests: dict[str, str],
    capacity: str | None,
    delegation: str | None = None,
    reason: str | None,
    occurred_at: datetime | None = None,
) -> dict[str, Any]:
    """The next entry of the chain, which moves `head` on; not yet written."""
    facts = plain(asdict(fact))
    entry = {
        "track": track,
        "seq": head.seq + 1,
        "verb": fact.verb,
        "subject": fact.subject,
        "person": actor.public_id,
        "capacity": capacity,
        "delegation": delegation,
        "occurred_at": occurred_at or at,
        "recorded_at": at,
        "reason": reason,
        "facts": facts,
        "digests": digests,
        "previous": head.hash,
    }
    head.seq, head.hash = head.seq + 1, digest(entry)
    return {**entry, "hash": head.hash}


def _write(db: Session, track: str, head: Head, entries: list[dict[str, Any]]) -> None:
    if entries:
        connection = db.connection()
        connection.execute(_APPEND, entries)
        connection.execute(_MOVE_HEAD, {"of_track": track, "seq": head.seq, "hash": head.hash})


_JSON = frozenset((str, int, float, bool, type(None)))
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def plain(value: Any) -> Any:
    """`value` as JSON knows it, the same on every database."""
    if type(value) in _JSON:
        return value
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {str(key): item if type(item) in _JSON else plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def canonical(value: Any) -> bytes:
    """`value` as canonical JSON: sorted keys, no spaces, UTF-8. The same value gives the same bytes everywhere."""
    return _CANONICAL.encode(plain(value)).encode("utf-8", "surrogatepass")


def digest(value: Any) -> str:
    """SHA-256 over canonical JSON."""
    return hashlib.sha256(canonical(value)).hexdigest()


def seal(row: SQLModel) -> tuple[str, str]:
    """The key and the digest of a sealed row, as `record` writes them and `verify` recomputes them."""
    model = type(row)
    values = {name: getattr(row, name) for name in all_columns(model)}
    return row_key(model, values), row_digest(model, values)


def row_digest(model: type[SQLModel], values: Mapping[str, Any]) -> str:
    """The digest of what is sealed of a row, given the values of its columns by name."""
    sealed = {name: values[name] for name in sealed_columns(model)}
    for name in later_columns(model):
        if (value := values[name]) != _unset(model, name):
            sealed[name] = value
    return digest(sealed)


@cache
def _unset(model: type[SQLModel], name: str) -> Any:
    """What a column holds where nothing was given: what every row of before it was there holds."""
    return model.model_fields[name].get_default(call_default_factory=True)


def row_key(model: type[SQLModel], values: Mapping[str, Any]) -> str:
    """`position:17`: the table and the row, given the values of its columns by name."""
    return f"{model.__tablename__}:{'.'.join(str(values[name]) for name in key_columns(model))}"


def sealed_columns(model: type[SQLModel]) -> tuple[str, ...]:
    """The columns of a sealed table that its digest covers."""
    columns: tuple[str, ...] = model.sealed  # type: ignore[attr-defined]
    return columns


def key_columns(model: type[SQLModel]) -> tuple[str, ...]:
    """The columns of a sealed table that tell one row from the others."""
    columns: tuple[str, ...] = model.sealed_key  # type: ignore[attr-defined]
    return columns


def all_columns(model: type[SQLModel]) -> list[str]:
    """Each column of a sealed table that its key or its digest needs, once."""
    return list(dict.fromkeys((*key_columns(model), *sealed_columns(model), *later_columns(model))))


def later_columns(model: type[SQLModel]) -> tuple[str, ...]:
    """The columns of a sealed table that its digest covers where they hold something."""
    columns: tuple[str, ...] = model.sealed_if_set  # type: ignore[attr-defined]
    return columns


def sealed_models() -> list[type[SQLModel]]:
    """Every sealed table that has been imported, by name."""
    found = {mapper.class_ for mapper in SQLModel._sa_registry.mappers if issubclass(mapper.class_, Sealed)}
    models: list[type[SQLModel]] = list(found)  # type: ignore[arg-type]
    return sorted(models, key=lambda model: str(model.__tablename__))


def entry_hash(entry: Any) -> str:
    """The hash of an entry, an object or a row of its columns, over everything in it, the previous hash included."""
    fields = "track seq verb subject person capacity delegation occurred_at recorded_at reason facts digests previous"
    return digest({name: getattr(entry, name) for name in fields.split()})


def tracks(db: Session, prefix: str | None = None) -> list[str]:
    """The chains there are; with `prefix`, a consultation's own and those of its closed groups."""
    names = set(db.exec(select(LedgerHead.track)).all()) | set(
        db.exec(select(LedgerEntry.track).distinct()).all()
    )
    return sorted(n for n in names if prefix is None or n == prefix or n.startswith(prefix + "/"))
