"""Work that happens beside requests, by huey: a file beside the embedded database, or PostgreSQL itself.

The tick runs every minute in every worker; what it calls is safe to call twice. Long work is put into the queue as it is
asked for, and again by the tick while it waits; whoever comes first does it.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import structlog
from huey import Huey, PostgresHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from sqlmodel import Session

from app.kernel.db import Database
from app.kernel.works import Does, do_work, waiting_work

log = structlog.get_logger()
HEARTBEAT = "last-tick"
# How long at most an idle worker sleeps before it looks into the queue again, in seconds.
LONGEST_WAIT = 1.0
# How long a server that ends waits for the work it has begun, in seconds; what is cut off is begun again later.
PATIENCE = 3.0


def build_jobs(
    database: Database,
    folder: Path,
    ticks: Sequence[Callable[[Session], object]] = (),
    works: Mapping[str, Does] | None = None,
    carry: Callable[[Database], object] | None = None,
    long_at_once: int = 1,
    apart: Sequence[Callable[[Database], object]] = (),
) -> Huey:
    """The queue of this installation with its periodic tick and its long work, which `works` names by kind.

    With `works`, what this process asks for is put into the queue as soon as that is committed; so is a call to `carry`,
    which sends the mail, when something is posted.

    Of the long work `long_at_once` pieces are done at a time. Whoever serves the queue has one worker more, so that a
    link to sign in is mailed at once, however long the files of an edition take.

    `apart` is what each tick calls last, with the database itself: what reads for long before it writes a little, and
    must not hold the writer's turn meanwhile.
    """
    if database.is_sqlite:
        folder.mkdir(parents=True, exist_ok=True)
        jobs: Huey = SqliteHuey("commonspace", filename=str(folder / "jobs.db"))
    else:
        url = database.url.set(drivername="postgresql")
        jobs = PostgresHuey("commonspace", dsn=url.render_as_string(hide_password=False))

    @jobs.periodic_task(crontab(minute="*"), name="tick")  # type: ignore[untyped-decorator]
    def tick() -> None:
        jobs.put(HEARTBEAT, time.time())
        run_ticks(database, ticks)
        with database.reading() as db:
            waiting = waiting_work(db)
        for public_id in waiting:
            work(public_id)
        run_apart(database, apart)

    places = threading.BoundedSemaphore(long_at_once)

    @jobs.task(name="work")  # type: ignore[untyped-decorator]
    def work(public_id: str) -> None:
        # What finds no place here is in the database, and is taken up by whoever ends the work before it.
        if not places.acquire(blocking=False):
            return
        try:
            done = do_work(database, works or {}, public_id)
        finally:
            places.release()
        if done:
            with database.reading() as db:
                waiting = waiting_work(db)
            for other in waiting[:long_at_once]:
                take(other)

    def take(public_id: str) -> None:
        try:
            work(public_id)
        except Exception:
            # It is in the database: the next tick finds it there.
            log.warning("long work could not be put into the queue")

    @jobs.task(name="mail")  # type: ignore[untyped-decorator]
    def mail() -> None:
        if carry is not None:
            carry(database)

    def call() -> None:
        try:
            mail()
        except Exception:
            # It is in the outbox: the next tick finds it there.
            log.warning("mail could not be put into the queue")

    if works is not None:
        database.handed.append(take)
    if carry is not None:
        database.posted.append(call)
    return jobs


def last_tick(database: Database, folder: Path) -> datetime | None:
    """When a worker of this installation last ran its tick, by the real clock; None where none ever did."""
    if database.is_sqlite and not (folder / "jobs.db").exists():
        return None
    moment = build_jobs(database, folder).get(HEARTBEAT, peek=True)
    return None if moment is None else datetime.fromtimestamp(moment, UTC)


def run_ticks(database: Database, ticks: Sequence[Callable[[Session], object]]) -> None:
    """Call each tick in a transaction of its own; one that fails is logged and does not stop the others."""
    for tick in ticks:
        try:
            with database.unit_of_work() as db:
                tick(db)
        except Exception:
            log.exception("tick failed", tick=getattr(tick, "__name__", str(tick)))


def run_apart(database: Database, apart: Sequence[Callable[[Database], object]]) -> None:
    """Call each of what makes its transactions itself; one that fails is logged and does not stop the others."""
    for each in apart:
        try:
            each(database)
        except Exception:
            log.exception("tick failed", tick=str(each))


def start_consumer(jobs: Huey) -> Consumer:
    """Run the jobs in threads of this process; stop it with `.stop()`."""
    consumer = jobs.create_consumer(
        workers=2, periodic=True, check_worker_health=False, max_delay=LONGEST_WAIT, shutdown_timeout=PATIENCE
    )
    # The server handles signals; the consumer's own handlers only work in a main thread.
    consumer._set_signal_handlers = lambda: None
    consumer.start()
    return consumer
