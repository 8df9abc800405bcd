"""Whether the chains, and the rows they speak of, are as they were left. Reads only; each break is a sentence."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from app.kernel.ledger import (
    GENESIS,
    GONE,
    LedgerEntry,
    LedgerHead,
    all_columns,
    entry_hash,
    row_digest,
    row_key,
)

_ENTRIES = SQLModel.metadata.tables[str(LedgerEntry.__tablename__)]

Known = dict[str, dict[str, str]]
"""The last digest that the ledger has of each row: by table, by key."""


def chain_breaks(db: Session, track: str, known: Known) -> Iterator[str]:
    """Walk one chain and yield a sentence for each break; gathers the last digest of each row in `known`."""
    previous, expected = GENESIS, 1
    entries = db.execute(
        sa.select(*_ENTRIES.columns)
        .where(_ENTRIES.c.track == track)
        .order_by(_ENTRIES.c.seq)
        .execution_options(yield_per=200)
    )
    for entry in entries:
        if entry.seq != expected:
            yield f"ledger {track}: row {expected} is missing before row {entry.seq}"
        if entry.previous != previous:
            yield f"ledger {track}: row {entry.seq} does not follow from the row before it"
        if entry_hash(entry) != entry.hash:
            yield f"ledger {track}: row {entry.seq} ({entry.verb}) was changed after it was written"
        for key, kept in entry.digests.items():
            known.setdefault(key.partition(":")[0], {})[key] = kept
        previous, expected = entry.hash, entry.seq + 1
    head = db.exec(select(LedgerHead).where(LedgerHead.track == track)).first()
    if head is None:
        yield f"ledger {track}: its head is missing"
    elif head.seq >= expected:
        yield f"ledger {track}: {head.seq - expected + 1} row(s) are missing at the end; the head stands at {head.seq}"
    elif head.seq < expected - 1:
        yield f"ledger {track}: {expected - 1 - head.seq} row(s) stand after the head, which is at {head.seq}"
    elif head.hash != previous:
        yield f"ledger {track}: the last row is not the one that the head names"


def row_breaks(
    db: Session, model: type[SQLModel], known: Known, *, only: sa.ColumnElement[bool] | None = None
) -> Iterator[str]:
    """Hold each row of a sealed table against the digest the ledger has of it, and the other way round.

    `only` leaves out the rows that belong to other chains than those `known` was gathered from.
    """
    table = str(model.__tablename__)
    told = known.get(table, {})
    left = {key for key, kept in told.items() if kept != GONE}
    names = all_columns(model)
    statement = sa.select(*(getattr(model, name) for name in names)).execution_options(yield_per=1000)
    rows = db.execute(statement if only is None else statement.where(only))
    for row in rows:
        # By place: to ask a row for each of its columns by name takes as long as all the rest.
        values = dict(zip(names, row, strict=True))
        key = row_key(model, values)
        number = key.partition(":")[2]
        left.discard(key)
        if key not in told:
            yield f"{table} {number}: the ledger knows nothing of this row"
        elif told[key] != row_digest(model, values):
            yield f"{table} {number}: the row is not as the ledger says it was left"
    for key in sorted(left):
        yield f"{table} {key.partition(':')[2]}: the ledger has this row, the table has not"
