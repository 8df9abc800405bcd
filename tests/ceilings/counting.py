"""Counts what is asked of the database, BEGIN, pragmas and locks aside; `ledger_head` is the lock of a chain."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import event

from app.kernel.db import Database

ASIDE = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements run within the block."""
    statements: list[str] = []

    def listen(_conn: sa.Connection, _cursor: object, statement: str, *_rest: object) -> None:
        lock = "ledger_head" in statement
        if not statement.upper().startswith(ASIDE) and not lock:
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", listen)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", listen)
