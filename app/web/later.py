"""An answer that is worked out after the request's turn is over, so that what takes long keeps no writer waiting."""

from collections.abc import Callable

import anyio
import anyio.to_thread
from starlette.responses import Response
from starlette.types import Receive, Scope, Send


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
