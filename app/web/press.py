"""Files that are written anew for whoever asks: one at a time, apart from the threads and turns of pages, and kept.

To write a document takes seconds and much memory, so that many who ask must not make many writers, nor take the places
of those who read pages. A file that is the same for everybody follows from acts, and every act is a row of a chain: so
it is kept, as pages are (`kept_pages`), for as long as the chains stand and the minute lasts.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Request
from sqlmodel import Session
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.kernel.clock import now
from app.kernel.db import Database
from app.kernel.errors import Busy
from app.kernel.i18n import gettext as _
from app.web.kept_parts import stand_of

MOST_WAITING = 8
"""How many different files may wait to be written; who asks for one more is told to come again."""
MOST_KEPT = 32 * 1024 * 1024
LARGEST_KEPT = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class File:
    """A file for whoever asks: its bytes, what they are, and what it is called where it is saved."""

    content: bytes
    media_type: str
    filename: str

    def answer(self) -> Response:
        """The answer that a browser saves."""
        headers = {"Content-Disposition": f'attachment; filename="{self.filename}"'}
        return Response(self.content, media_type=self.media_type, headers=headers)


Writes = Callable[[Database], File]


class Press:
    """Writes the files of this process, and keeps the latest up to `MOST_KEPT` bytes; with `keep` only."""

    def __init__(self, database: Database, *, keep: bool = True) -> None:
        self._database, self._keep = database, keep
        self._kept: OrderedDict[Hashable, tuple[Hashable, File]] = OrderedDict()
        self._size = 0
        self._coming: dict[Hashable, asyncio.Task[File]] = {}
        self._one = asyncio.Semaphore(1)

    async def file(self, key: Hashable, stamp: Hashable, write: Writes) -> File:
        """The file of this key as it follows from `stamp`: the one that is kept, the one that is coming, or a new one.

        Raises Busy where too many others wait, and whatever `write` raises.
        """
        kept = self._kept.get(key)
        if kept is not None and kept[0] == stamp:
            self._kept.move_to_end(key)
            return kept[1]
        coming = self._coming.get((key, stamp))
        if coming is None:
            if len(self._coming) > MOST_WAITING:
                raise Busy(_("Many files are being written for others just now. Try again in a minute."))
            coming = asyncio.create_task(self._written(key, stamp, write))
            self._coming[key, stamp] = coming
            coming.add_done_callback(lambda _done: self._coming.pop((key, stamp), None))
        # Who goes away meanwhile takes nothing from the others that wait for it.
        return await asyncio.shield(coming)

    async def _written(self, key: Hashable, stamp: Hashable, write: Writes) -> File:
        async with self._one:
            file = await run_sync(write, self._database, limiter=CapacityLimiter(1))
        if self._keep and len(file.content) <= LARGEST_KEPT:
            self._drop(key)
            self._kept[key] = (stamp, file)
            self._size += len(file.content)
            while self._size > MOST_KEPT:
                self._drop(next(iter(self._kept)))
        return file

    def _drop(self, key: Hashable) -> None:
        found = self._kept.pop(key, None)
        if found is not None:
            self._size -= len(found[1].content)


class Written(Response):
    """The answer with a file from the press, once the request's turn, its session and its thread are given back."""

    def __init__(self, request: Request, key: Hashable, stamp: Hashable, write: Writes) -> None:
        super().__init__()
        self._press: Press = request.app.state.press
        self._asked = (key, stamp, write)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for the file and send it."""
        file = await self._press.file(*self._asked)
        await file.answer()(scope, receive, send)


def written_file(request: Request, db: Session, slug: str, key: Hashable, write: Writes) -> Response:
    """A file about the consultation `slug`, written by `write` or kept.

    It must follow from `slug`, `key`, the chains of the consultation and the minute alone, and be the same for
    everybody: who may see the consultation at all was asked before. `write` opens a session of its own.
    """
    stamp = (int(now(db).timestamp() // 60), *stand_of(db, slug))
    return Written(request, (slug, key), stamp, write)
