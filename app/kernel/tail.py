"""The end of the ledger, read once for everybody in this process who listens to it.

One task asks for what is new: after each commit of this process, and every second for what other processes wrote. While
nobody listens it asks nothing. A listener waits without a thread and without a session of the database.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import anyio
import anyio.to_thread
import sqlalchemy as sa
import structlog
from sqlmodel import Session, col

from app.kernel.db import Database
from app.kernel.ledger import LedgerEntry, LedgerHead

log = structlog.get_logger()
T = TypeVar("T")

# How many rows of a chain are kept, and so how many a listener may have missed; whoever missed more begins anew.
KEPT = 500
EVERY = 1.0
# What is committed within this time is read together.
TOGETHER = 0.05


@dataclass(frozen=True, slots=True)
class Told:
    """One row of the ledger, as far as it may be told on: the chain, its number, and codes and numbers."""

    track: str
    seq: int
    verb: str
    subject: str
    facts: dict[str, Any]


@dataclass
class _Chain:
    """The end of one chain: the rows after the number `since`, up to its head."""

    since: int
    head: int
    rows: deque[Told] = field(default_factory=deque)

    def add(self, rows: list[Told], head: int) -> None:
        if len(rows) < head - self.head:
            self.rows.clear()
            self.since = rows[0].seq - 1 if rows else head
        self.rows.extend(rows)
        self.head = head
        while len(self.rows) > KEPT:
            self.since = self.rows.popleft().seq


class Listener:
    """Somebody who follows some chains. `places` says how far on each; None stands for its end as it is now."""

    def __init__(self, tail: "Tail", places: Mapping[str, int | None]) -> None:
        self.places = dict(places)
        self.stirred = asyncio.Event()
        self._tail = tail

    async def follow(self, tracks: Collection[str]) -> None:
        """Follow these chains from now on: a new one from its end, one that is not named no longer."""
        self.places = {track: self.places.get(track) for track in tracks}
        if None in self.places.values():
            await self._tail.look()

    async def wait(self, seconds: float) -> None:
        """Wait until there may be something new, or the time has passed, or the tail is closed."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stirred.wait(), seconds)

    async def news(self) -> list[Told] | None:
        """What is new, each chain in its order; None where more was missed than is kept. Moves the places on."""
        self.stirred.clear()
        found: list[Told] = []
        missed = False
        for track, place in self.places.items():
            rows = await self._tail.after(track, place or 0)
            if rows is None:
                missed = True
                self.places[track] = self._tail.head(track)
            elif rows:
                found.extend(rows)
                self.places[track] = rows[-1].seq
        return None if missed else found


class Tail:
    """Follows the ends of the chains somebody listens to. Belongs to one event loop and one database."""

    def __init__(self, database: Database) -> None:
        self.closed = False
        self._database = database
        self._loop = asyncio.get_running_loop()
        self._listeners: set[Listener] = set()
        self._chains: dict[str, _Chain] = {}
        self._woken = asyncio.Event()
        self._reading = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._threads = anyio.CapacityLimiter(2)
        database.committed.append(self.wake)

    @property
    def listeners(self) -> int:
        """How many listen now."""
        return len(self._listeners)

    def wake(self) -> None:
        """Something was committed: look soon. May be called from any thread."""
        if self._listeners:
            with contextlib.suppress(RuntimeError):  # the loop has ended, and with it everybody who listened
                self._loop.call_soon_threadsafe(self._woken.set)

    def close(self) -> None:
        """Tell everybody who listens to go; nothing is looked for any more. May be called from any thread."""
        self.closed = True
        with contextlib.suppress(ValueError):
            self._database.committed.remove(self.wake)
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._stir)

    async def in_thread(self, read: Callable[[], T]) -> T:
        """Run a short read in one of the few threads kept for listeners, apart from those of requests."""
        return await anyio.to_thread.run_sync(read, limiter=self._threads)

    @contextlib.asynccontextmanager
    async def listen(self, places: Mapping[str, int | None]) -> AsyncIterator[Listener]:
        """Listen to these chains, each from its place on, until the block ends."""
        listener = Listener(self, places)
        self._listeners.add(listener)
        try:
            await self.look()
            if self._task is None or self._task.done():
                self._task = asyncio.create_task(self._follow())
            listener.stirred.set()
            yield listener
        finally:
            self._listeners.discard(listener)
            if not self._listeners:
                self._chains.clear()
                self._woken.set()

    def head(self, track: str) -> int:
        """The number of the last row of a chain, as far as was looked."""
        chain = self._chains.get(track)
        return chain.head if chain else 0

    async def look(self) -> None:
        """Read what is new on every chain that is listened to, and stir its listeners."""
        async with self._reading:
            wanted = {track for listener in self._listeners for track in listener.places}
            known = {track: chain.head for track, chain in self._chains.items() if track in wanted}
            heads, rows = await self.in_thread(partial(self._read, wanted, known))
            self._chains = {track: chain for track, chain in self._chains.items() if track in wanted}
            for track in wanted:
                head = heads.get(track, 0)
                chain = self._chains.setdefault(track, _Chain(head, head))
                if head > chain.head:
                    chain.add(rows.get(track, []), head)
            for listener in self._listeners:
                for track, place in listener.places.items():
                    if place is None:
                        listener.places[track] = self.head(track)
                    elif place < self.head(track):
                        listener.stirred.set()

    async def after(self, track: str, place: int) -> list[Told] | None:
        """The rows of a chain after `place`; None where there are more than are kept."""
        chain = self._chains.get(track)
        if chain is None or place >= chain.head:
            return []
        if chain.head - place > KEPT:
            return None
        if place >= chain.since:
            return [row for row in chain.rows if row.seq > place]
        older = await self.in_thread(partial(self._read_between, track, place, chain.since))
        return [*older, *(row for row in chain.rows if row.seq > place)]

    async def _follow(self) -> None:
        while self._listeners and not self.closed:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), EVERY)
                await asyncio.sleep(TOGETHER)
            self._woken.clear()
            if not self._listeners:
                return
            try:
                await self.look()
            except sa.exc.SQLAlchemyError:
                # The database may be away for a while; those who listen stay and hear what they missed.
                log.warning("the end of the ledger could not be read")

    def _stir(self) -> None:
        self._woken.set()
        for listener in self._listeners:
            listener.stirred.set()

    def _read(self, wanted: set[str], known: dict[str, int]) -> tuple[dict[str, int], dict[str, list[Told]]]:
        with self._database.reading() as db:
            heads = heads_of(db, wanted)
            rows = {
                track: read_rows(db, track, max(known[track], head - KEPT), head)
                for track, head in heads.items()
                if track in known and head > known[track]
            }
        return heads, rows

    def _read_between(self, track: str, after: int, until: int) -> list[Told]:
        with self._database.reading() as db:
            return read_rows(db, track, after, until)


def heads_of(db: Session, tracks: Collection[str]) -> dict[str, int]:
    """The number of the last row of each of these chains; one query. A chain without rows is not in it."""
    rows = db.execute(
        sa.select(col(LedgerHead.track), col(LedgerHead.seq)).where(col(LedgerHead.track).in_(tracks))
    )
    return {track: seq for track, seq in rows if seq}


def read_rows(db: Session, track: str, after: int, until: int) -> list[Told]:
    """The rows of a chain after the number `after`, up to `until`; one query."""
    rows = db.execute(
        sa.select(
            col(LedgerEntry.track),
            col(LedgerEntry.seq),
            col(LedgerEntry.verb),
            col(LedgerEntry.subject),
            col(LedgerEntry.facts),
        )
        .where(col(LedgerEntry.track) == track, col(LedgerEntry.seq) > after, col(LedgerEntry.seq) <= until)
        .order_by(col(LedgerEntry.seq))
    )
    return [Told(*row) for row in rows]
