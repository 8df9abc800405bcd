"""What is to be noted once a request has done its own: in a turn and a transaction of its own, which nobody waits for
but this request."""

from collections.abc import AsyncIterator, Callable

import anyio
import anyio.to_thread
from fastapi import Request
from sqlmodel import Session

from app.kernel.db import Database

Note = Callable[[Session], None]


async def note_afterwards(request: Request) -> AsyncIterator[None]:
    """Write what `afterwards` was given. It stands before the turn among a route's dependencies, and so ends after it:
    a request that holds a place at the database never waits for the writers' turn."""
    try:
        yield
    finally:
        notes: list[Note] = getattr(request.state, "afterwards", [])
        if notes:
            with anyio.CancelScope(shield=True):
                async with request.app.state.turns.writing:
                    await anyio.to_thread.run_sync(
                        _write, request.app.state.database, notes, limiter=anyio.CapacityLimiter(1)
                    )


def _write(database: Database, notes: list[Note]) -> None:
    with database.unit_of_work() as db:
        for note in notes:
            note(db)


def afterwards(request: Request, note: Note) -> None:
    """Have `note` called once this request is over; also where it was refused."""
    request.state.afterwards = [*getattr(request.state, "afterwards", []), note]
