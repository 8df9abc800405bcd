"""The verbs of long work: to ask for it, to do it, to see that it stopped, to clear it away.

Nobody waits for it in a request. Whoever does it takes it with one guarded UPDATE, so that to do it twice does no harm,
and says how far it is in transactions of its own, so that everybody sees it meanwhile.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.kernel.actor import SYSTEM, Actor
from app.kernel.clock import now, system_clock
from app.kernel.db import Database
from app.kernel.errors import DomainError, NotFound, permit
from app.kernel.i18n import current_locale, in_locale
from app.kernel.i18n import gettext as _
from app.kernel.ids import new_secret
from app.kernel.work import Work, WorkState

log = structlog.get_logger()

SILENT = timedelta(seconds=30)
"""Work that gave no sign of life for so long has lost whoever did it: by the clock of the machine, which never stands
still, and not by that of the site."""
BEAT = 5.0
"""How often whoever does work gives a sign of life, in seconds, also while it has nothing new to say."""
TRIES = 3
KEPT = timedelta(days=7)
# How often at most a sign of life is written while the stage is the same, in seconds of the real clock.
_PACE = 0.5
_GOING_ON = (WorkState.WAITING, WorkState.RUNNING)
_MOST = 200

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Made:
    """What came of a piece of work, as a file. `notice` is what its reader must know of it."""

    content: bytes
    filename: str
    media_type: str
    notice: str = ""


Does = Callable[[Database, Work, Progress], Made | None]


class _TakenOver(Exception):
    """Somebody else does this work now, or it was given up."""


def ask_work(db: Session, actor: Actor, *, place: str, kind: str, arguments: Mapping[str, Any]) -> Work:
    """Ask for a piece of work; it begins once this transaction is committed.

    The same, asked for by the same person while it waits or runs, is the one there is: a double click asks once.
    Refused where very much waits in this place already, but for what the system asks: it follows from an act that was
    allowed, and nobody stops that by asking for much.
    """
    going_on = db.exec(
        select(Work)
        .where(Work.place == place, col(Work.state).in_(_GOING_ON))
        .order_by(col(Work.id))
        .limit(_MOST)
    ).all()
    for work in going_on:
        if (work.kind, work.arguments, work.asked_by) == (kind, dict(arguments), actor.public_id):
            return work
    if actor != SYSTEM:
        permit(_why_not_more(len(going_on)))
    work = Work(
        public_id=new_secret(),
        place=place,
        kind=kind,
        arguments=dict(arguments),
        asked_by=actor.public_id,
        locale=current_locale(),
        asked_at=now(db),
    )
    db.add(work)
    db.flush()
    _hand_over(db, work.public_id)
    return work


def works_of(db: Session, place: str, kind: str) -> Sequence[Work]:
    """The work of a kind in a place, newest first and without its files; of very much the newest."""
    return db.exec(
        select(Work)
        .options(defer(cast(Any, Work.content), raiseload=True))
        .where(Work.place == place, Work.kind == kind)
        .order_by(col(Work.id).desc())
        .limit(_MOST)
    ).all()


def ask_again(db: Session, work: Work) -> None:
    """Let work that failed begin anew, under its address. Refused while it waits or runs, or when it is done."""
    permit(why_not_again(work))
    changed = db.execute(
        sa.update(Work)
        .where(col(Work.id) == work.id, col(Work.state) == WorkState.FAILED)
        .values(
            state=WorkState.WAITING, error="", stage="", done=0, total=0, tries=0,
            finished_at=None, asked_at=now(db),
        )
    )  # fmt: skip
    if changed.rowcount:  # type: ignore[attr-defined]
        _hand_over(db, work.public_id)


def why_not_again(work: Work) -> str | None:
    """Why this work is not begun anew, or None: only what failed is."""
    if work.state == WorkState.FAILED:
        return None
    if work.state == WorkState.DONE:
        return _("This is done. Its file can be downloaded.")
    return _("This is still going on. Nothing needs to be done to finish it.")


def _why_not_more(waiting: int) -> str | None:
    if waiting < _MOST:
        return None
    return _("Very many files of this consultation are being made just now. Try again in some minutes.")


def visible_work(db: Session, place: str, public_id: str) -> Work:
    """The work with this address in this place, without its file. NotFound where there is none, or no longer."""
    found = db.exec(
        select(Work)
        .options(defer(cast(Any, Work.content), raiseload=True))
        .where(Work.place == place, Work.public_id == public_id)
    ).first()
    if found is None:
        raise NotFound(
            _("There is no such work here. What was made is kept for a week; then it can be made again.")
        )
    return found


def content_of(db: Session, work: Work) -> bytes:
    """The file that came of a piece of work. NotFound until it is done."""
    content = db.exec(select(Work.content).where(Work.id == work.id)).first()
    if content is None:
        raise NotFound(_("This file is not made yet."))
    return content


def do_work(database: Database, functions: Mapping[str, Does], public_id: str) -> bool:
    """Do a piece of work that waits, by the function of its kind; False where it did not wait.

    What goes wrong by the rules fails with its sentence; anything else goes into the log, and the work fails with what
    was being done when it stopped.
    """
    work = _taken(database, public_id)
    if work is None:
        return False
    with in_locale(work.locale):
        return _do(database, functions, work)


def _do(database: Database, functions: Mapping[str, Does], work: Work) -> bool:
    progress = _Progress(database, work)
    try:
        with _alive(database, work):
            made = functions[work.kind](database, work, progress)
    except _TakenOver:
        return False
    except DomainError as error:
        return _failed(database, work, error.message)
    except Exception:
        log.exception("long work stopped", kind=work.kind, place=work.place, stage=progress.stage)
        return _failed(database, work, _stopped(progress.stage))
    file: dict[str, Any] = {}
    if made is not None:
        file = {
            "content": made.content, "filename": made.filename, "media_type": made.media_type,
            "notice": made.notice,
        }  # fmt: skip
    return _end(database, work, state=WorkState.DONE, done=progress.total, total=progress.total, **file)


def waiting_work(db: Session) -> list[str]:
    """The public ids of the work that waits, oldest first."""
    return list(
        db.exec(
            select(Work.public_id).where(Work.state == WorkState.WAITING).order_by(col(Work.id)).limit(_MOST)
        ).all()
    )


def wake_silent_work(db: Session) -> int:
    """The tick: work without a sign of life waits again, and after some tries has failed. Gives how many there were."""
    return _wake(db, col(Work.alive_at) < system_clock() - SILENT)


def wake_lost_work(db: Session) -> int:
    """For the only process that does work, before it begins: whatever runs, ran in one that is gone, and waits again."""
    return _wake(db, sa.true())


def _wake(db: Session, lost_by: sa.ColumnElement[bool]) -> int:
    at = now(db)
    silent = sa.and_(col(Work.state) == WorkState.RUNNING, lost_by)
    lost = db.execute(
        sa.select(col(Work.id), col(Work.stage), col(Work.tries), col(Work.public_id)).where(silent)
    ).all()
    for number, stage, tries, public_id in lost:
        again = tries < TRIES
        if again:
            _hand_over(db, public_id)
        db.execute(
            sa.update(Work)
            .where(col(Work.id) == number, silent, col(Work.tries) == tries)
            .values(
                state=WorkState.WAITING if again else WorkState.FAILED,
                error="" if again else _stopped(stage),
                finished_at=None if again else at,
            )
        )
    return len(lost)


def clear_old_work(db: Session) -> int:
    """The tick: what was finished a week ago goes; it can be made again. Gives how many there were."""
    gone = db.execute(sa.delete(Work).where(col(Work.finished_at) < now(db) - KEPT))
    return int(gone.rowcount)  # type: ignore[attr-defined]


class _Progress:
    """Says how far a piece of work is, and hears whether it is still this one's to do."""

    def __init__(self, database: Database, work: Work) -> None:
        self.stage, self.total = "", 0
        self._database, self._work = database, work
        self._told = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage == self.stage and done < total and time.monotonic() - self._told < _PACE:
            return
        self.stage, self.total, self._told = stage, total, time.monotonic()
        with self._database.unit_of_work() as db:
            values = {"stage": stage, "done": done, "total": total, "alive_at": system_clock()}
            if not _change(db, self._work, values):
                raise _TakenOver


@contextlib.contextmanager
def _alive(database: Database, work: Work) -> Iterator[None]:
    """Give a sign of life every `BEAT` seconds: a single step may take minutes."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT):
            try:
                with database.unit_of_work() as db:
                    _change(db, work, {"alive_at": system_clock()})
            except Exception:
                # The next one may get through; where none does, somebody else takes the work.
                log.warning("a sign of life could not be written", kind=work.kind, place=work.place)

    heart = threading.Thread(target=beat, name="work-heart", daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()


def _taken(database: Database, public_id: str) -> Work | None:
    with database.unit_of_work() as db:
        taken = db.execute(
            sa.update(Work)
            .where(col(Work.public_id) == public_id, col(Work.state) == WorkState.WAITING)
            .values(state=WorkState.RUNNING, alive_at=system_clock(), tries=Work.tries + 1)
        )
        if not taken.rowcount:  # type: ignore[attr-defined]
            return None
        return db.exec(select(Work).where(Work.public_id == public_id)).one()


def _failed(database: Database, work: Work, sentence: str) -> bool:
    return _end(database, work, state=WorkState.FAILED, error=sentence)


def _end(database: Database, work: Work, **values: Any) -> bool:
    with database.unit_of_work() as db:
        return _change(db, work, {**values, "finished_at": now(db)})


def _change(db: Session, work: Work, values: dict[str, Any]) -> bool:
    """Write on the row, if it is still this try of it that runs."""
    changed = db.execute(
        sa.update(Work)
        .where(
            col(Work.id) == work.id, col(Work.state) == WorkState.RUNNING, col(Work.tries) == work.tries
        )
        .values(**values)
    )  # fmt: skip
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def _stopped(stage: str) -> str:
    if not stage:
        return _("It stopped before it had begun. Those who run this site find the cause in its log.")
    return _("It stopped at: %(stage)s. Those who run this site find the cause in its log.") % {
        "stage": stage
    }


def _hand_over(db: Session, public_id: str) -> None:
    """Once this transaction is committed, tell whoever does work in this process."""
    db.info.setdefault("asked_for", []).append(public_id)
