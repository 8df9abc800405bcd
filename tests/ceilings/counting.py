"""Counts what is asked of the database, BEGIN, pragmas and locks aside; `ledger_head` is the lock of a chain. That a session
or a token is in use is noted once in five minutes, and who looks at a round once an hour, after the answer; neither is part
of any count."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import event

from app.kernel.db import Database

ASIDE = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")
NOTED_NOW_AND_THEN = ("SET last_used_at=", "SET seen_at=", "INTO round_look ")


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements run within the block."""
    statements: list[str] = []

    def listen(_conn: sa.Connection, _cursor: object, statement: str, *_rest: object) -> None:
        aside = "ledger_head" in statement or any(part in statement for part in NOTED_NOW_AND_THEN)
        if not statement.upper().startswith(ASIDE) and not aside:
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", listen)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", listen)
