"""Limits on how often something may be tried, counted in the database so that they hold across processes.

Two stretches of time are looked at, the one that runs and the one before it, which weighs less the further the present
one has gone: nobody gets twice as much by waiting for the full hour.
"""

import hashlib
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from app.kernel.clock import system_clock
from app.kernel.db import Database, Key, upsert_many

KEPT = 2 * 24 * 60
"""How long what was counted is kept, in minutes: twice the longest limit, which is a day."""


@dataclass(frozen=True)
class Limit:
    """So many `times` in so many `minutes`, for each who tries. `name` keeps what is counted apart."""

    name: str
    times: int
    minutes: int


class Tried(SQLModel, table=True):
    """How often something was tried in one stretch of time. `what` is a hash: it names nobody.

    `window` is when the stretch began, in minutes since 1970.
    """

    __tablename__ = "tried"
    __table_args__ = {"info": {"fleeting": True}}

    what: str = Field(primary_key=True, sa_type=Key)
    window: int = Field(primary_key=True)
    times: int = 0


class _Over(Exception):
    """A limit is used up, for so many seconds more."""


def seconds_to_wait(
    database: Database, tries: Sequence[tuple[Limit, str]], at: datetime | None = None
) -> int:
    """Count one try of each limit with who tries, and give 0; where one of them is used up, count none of them and give
    after how many seconds it is worth trying again.

    In a transaction of its own: a request that is refused is rolled back, and is counted all the same. It must come
    before the request's own transaction has written. By the clock of the machine, which never stands still.
    """
    minute = (at or system_clock()).timestamp() / 60
    rows = sorted(
        (
            {"what": _hash(limit, who), "window": int(minute // limit.minutes * limit.minutes), "times": 1}
            for limit, who in tries
        ),
        key=lambda row: str(row["what"]),
    )
    try:
        with database.unit_of_work() as db:
            # Whoever counts the same at the same time waits here, so that no try is lost and none is one too many.
            upsert_many(
                db, Tried, rows, key=("what", "window"), update=(), raised={"times": col(Tried.times) + 1}
            )
            whats = [row["what"] for row in rows]
            counted = {
                (row.what, row.window): row.times
                for row in db.exec(select(Tried).where(col(Tried.what).in_(whats)))
            }
            wait = max((_wait(limit, _hash(limit, who), counted, minute) for limit, who in tries), default=0)
            if wait:
                raise _Over(wait)
    except _Over as over:
        return int(over.args[0])
    return 0


def _wait(limit: Limit, what: str, counted: dict[tuple[str, int], int], minute: float) -> int:
    """Seconds until this try would have been one of those allowed; `counted` has it in already."""
    begin = int(minute // limit.minutes * limit.minutes)
    gone = (minute - begin) / limit.minutes
    before, here = counted.get((what, begin - limit.minutes), 0), counted[what, begin]
    if before * (1 - gone) + here <= limit.times:
        return 0
    if here <= limit.times:
        until = 1 - (limit.times - here) / before
    else:
        # In the next stretch, once enough of this one has been left behind.
        until = 1 + max(0.0, 1 - (limit.times - 1) / (here - 1))
    return max(1, math.ceil((until - gone) * limit.minutes * 60))


def _hash(limit: Limit, who: str) -> str:
    return hashlib.sha256(f"{limit.name}\n{who}".encode()).hexdigest()


def clear_old_tries(db: Session) -> int:
    """The tick: what no limit looks at any more goes. Gives how many rows there were."""
    oldest = int(system_clock().timestamp() // 60) - KEPT
    gone = db.execute(sa.delete(Tried).where(col(Tried.window) < oldest))
    return int(gone.rowcount)  # type: ignore[attr-defined]


class InLots:
    """The same for what is asked so often that no database should hear of each: counted in this process, and told to the
    database by the lot. Processes count together, and each lets through at most one lot more.

    On the event loop only, but for what is asked of the database.
    """

    def __init__(self, limit: Limit, lot: int) -> None:
        self.lots = Limit(limit.name, limit.times // lot, limit.minutes)
        self._lot, self._window = lot, 0
        self._times, self._until = dict[str, int](), dict[str, float]()

    def fills_a_lot(self, who: str) -> bool:
        """Count one; whether it is time to ask the database for another lot."""
        window = int(time.time() // (self.lots.minutes * 60))
        if window != self._window:
            self._window, self._times = window, {}
        times = self._times[who] = self._times.get(who, 0) + 1
        return times % self._lot == 0

    def wait(self, who: str, seconds: int) -> None:
        """What the database said to that."""
        at = time.time()
        self._until = {each: until for each, until in self._until.items() if until > at}
        if seconds:
            self._until[who] = at + seconds

    def seconds_to_wait(self, who: str) -> int:
        """0, or after how many seconds it is worth trying again."""
        return max(0, math.ceil(self._until.get(who, 0) - time.time()))
