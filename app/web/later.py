"""An answer that is worked out after the request's turn is over, so that what takes long keeps no writer waiting."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial

import anyio
import anyio.from_thread
import anyio.to_thread
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.web.address_of import came_from

Turn = Callable[[], AbstractContextManager[None]]


@contextmanager
def writing(request: Request, turn: Turn) -> Iterator[Session]:
    """One transaction of such an answer, in its turn; it knows where the request comes from."""
    with turn(), request.app.state.database.unit_of_work() as db:
        db.info.update(came_from(request))
        yield db


class Later(Response):
    """Calls `make` when the transaction is committed and the turn given back, in a thread apart from the few that
    serve requests, and answers with what it gives."""

    def __init__(self, make: Callable[[], Response]) -> None:
        super().__init__()
        self.make = make

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Work it out and send it."""
        answer = await anyio.to_thread.run_sync(self.make, limiter=anyio.CapacityLimiter(1))
        await answer(scope, receive, send)


class LaterWriting(Later):
    """The same for a `make` that writes: it waits for the turn of those who write before it takes a thread."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for the turn, work it out and send it."""
        async with scope["app"].state.turns.writing:
            answer = await anyio.to_thread.run_sync(self.make, limiter=anyio.CapacityLimiter(1))
        await answer(scope, receive, send)


class LaterInTurns(Response):
    """The same for a `make` that asks other machines between its writes: it is given what takes the turn of those who
    write, to be held for each write and for nothing else."""

    def __init__(self, make: Callable[[Turn], Response]) -> None:
        super().__init__()
        self.make = make

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Work it out and send it."""
        writing = scope["app"].state.turns.writing

        @contextmanager
        def turn() -> Iterator[None]:
            anyio.from_thread.run(writing.acquire)
            try:
                yield
            finally:
                anyio.from_thread.run_sync(writing.release)

        answer = await anyio.to_thread.run_sync(partial(self.make, turn), limiter=anyio.CapacityLimiter(1))
        await answer(scope, receive, send)
