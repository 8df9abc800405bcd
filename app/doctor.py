"""Whether everything the site stands on is in order: one line a check, with the remedy where it is not.

`commonspace doctor` and the administrator's page show the same checks.
"""

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from app.consultations.models import Consultation
from app.documents.fonts import font_files, missing_scripts
from app.kernel.db import Database
from app.kernel.errors import DomainError
from app.kernel.i18n import gettext as _
from app.kernel.jobs import last_tick
from app.kernel.ledger import LedgerEntry, LedgerHead
from app.kernel.mail import reach
from app.kernel.search import has_search_index
from app.migrate import is_migrated
from app.outcome.editions import lacking_files
from app.settings import Settings, SettingsError

LEAST_DISK = 500_000_000
MOST_DRIFT = timedelta(seconds=10)
TICK_EVERY = timedelta(minutes=3)
LEAST_KEY = 32
MAIL_PATIENCE = 5.0


class Health(StrEnum):
    """How a check came out. A note is worth knowing and nothing to mend now."""

    FINE = "fine"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what was looked at, how it stands, and what to do about it."""

    name: str
    health: Health
    sentence: str
    remedy: str = ""


def examine(settings: Settings, database: Database, *, up_since: datetime | None = None) -> list[Check]:
    """Every check, in the order in which to mend. `up_since` is given by a running site, which must have its jobs running."""
    checks = [_settings(settings), _database(database)]
    if checks[-1].health is not Health.WRONG:
        checks += [_search(database), _clock(settings, database)]
    checks += [
        _time_zones(database),
        _disk(settings),
        _fonts(settings),
        _mail(settings),
        _jobs(settings, database, up_since),
    ]
    if checks[1].health is not Health.WRONG:
        checks.append(_editions(database))
    return checks


def _settings(settings: Settings) -> Check:
    name = _("Settings")
    try:
        short = len(settings.key) < LEAST_KEY
    except SettingsError as error:
        return Check(name, Health.WRONG, str(error), _("Set it and start again."))
    except OSError as error:
        return Check(
            name, Health.WRONG,
            _("The secret key cannot be read or made: %(reason)s.") % {"reason": error.strerror},
            _("Let the user that runs the site write to the folder of the database."),
        )  # fmt: skip
    if short:
        return Check(
            name, Health.WRONG,
            _("COMMONSPACE_SECRET_KEY is short: whoever guesses it can forge forms."),
            _("Set it to a random text of at least %(n)s characters.") % {"n": LEAST_KEY},
        )  # fmt: skip
    if settings.clock:
        return Check(
            name, Health.NOTE,
            _("COMMONSPACE_CLOCK holds the clock at %(at)s.") % {"at": settings.clock.isoformat()},
            _("Take it away, unless this is a demonstration or a test."),
        )  # fmt: skip
    if settings.rate_limits == "off":
        return Check(name, Health.NOTE, _("COMMONSPACE_RATE_LIMITS is off."), _("Set it to on, unless this is a measurement."))  # fmt: skip
    address = urlsplit(settings.base_url)
    if address.scheme == "http" and address.hostname not in ("localhost", "127.0.0.1", "::1"):
        return Check(
            name, Health.NOTE,
            _("COMMONSPACE_BASE_URL is %(url)s: what people send travels unencrypted.") % {"url": settings.base_url},
            _("Put the site behind https and set the address that begins with it."),
        )  # fmt: skip
    return Check(
        name, Health.FINE, _("All can be read; people come to %(url)s.") % {"url": settings.base_url}
    )


def _database(database: Database) -> Check:
    name = _("Database")
    try:
        migrated = is_migrated(database)
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        return Check(
            name, Health.WRONG, _("It does not answer: %(reason)s.") % {"reason": reason.rstrip(".")},
            _("See that it runs and that COMMONSPACE_DATABASE_URL is right."),
        )  # fmt: skip
    if not migrated:
        return Check(
            name, Health.WRONG, _("Its tables are not those of this release."), _("Run `commonspace migrate`.")
        )  # fmt: skip
    kind = "SQLite" if database.is_sqlite else "PostgreSQL"
    return Check(
        name, Health.FINE, _("%(kind)s answers and has the tables of this release.") % {"kind": kind}
    )


def _search(database: Database) -> Check:
    name = _("Search")
    with database.engine.connect() as connection:
        if has_search_index(connection):
            return Check(name, Health.FINE, _("Its index is there."))
    if database.is_sqlite:
        return Check(name, Health.WRONG, _("Its index is missing, and search fails."), _("Run `commonspace migrate`."))  # fmt: skip
    return Check(
        name, Health.NOTE, _("It finds everything, but has no index and reads every text."),
        _("Install the extension pg_trgm (PostgreSQL's contrib package), then run `commonspace migrate`."),
    )  # fmt: skip


def _clock(settings: Settings, database: Database) -> Check:
    name = _("Clock")
    at = settings.the_clock()
    with database.reading() as db:
        newest = db.exec(
            select(sa.func.max(LedgerEntry.recorded_at)).join(
                LedgerHead,
                sa.and_(col(LedgerHead.track) == LedgerEntry.track, col(LedgerHead.seq) == LedgerEntry.seq),
            )
        ).one()
        there = None if database.is_sqlite else db.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    here = datetime.now(UTC)
    if there is not None and abs(there - here) > MOST_DRIFT:
        return Check(
            name, Health.WRONG,
            _("This machine and the database's are %(n)s seconds apart: deadlines depend on it.")
            % {"n": round(abs((there - here).total_seconds()))},
            _("Keep both by network time (NTP)."),
        )  # fmt: skip
    if newest is not None and newest - at > MOST_DRIFT:
        return Check(
            name, Health.WRONG,
            _("The newest act in the register is of %(newest)s, and it is %(now)s: the clock went back.")
            % {"newest": newest.isoformat(timespec="seconds"), "now": at.isoformat(timespec="seconds")},
            _("Set the clock of this machine by network time (NTP), and COMMONSPACE_CLOCK not at all."),
        )  # fmt: skip
    return Check(name, Health.FINE, _("It is %(now)s.") % {"now": at.isoformat(timespec="seconds")})


def _time_zones(database: Database) -> Check:
    name = _("Time zones")
    remedy = _("Install the Python package tzdata, as the lock file does.")
    if "America/New_York" not in available_timezones():
        return Check(name, Health.WRONG, _("The data of time zones is missing."), remedy)
    try:
        with database.reading() as db:
            used = set(db.exec(select(Consultation.timezone).distinct()).all())
    except SQLAlchemyError:
        used = set()
    unknown = sorted(zone for zone in used if not _known(zone))
    if unknown:
        sentence = _("The zone %(zones)s of a consultation is not known here.") % {
            "zones": ", ".join(unknown)
        }
        return Check(name, Health.WRONG, sentence, remedy)
    return Check(name, Health.FINE, _("%(n)s zones are known.") % {"n": len(available_timezones())})


def _known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _disk(settings: Settings) -> Check:
    name = _("Disk")
    folder = settings.var.absolute()
    there = next(place for place in (folder, *folder.parents) if place.is_dir())
    if not os.access(there, os.W_OK):
        return Check(
            name, Health.WRONG, _("%(folder)s cannot be written to.") % {"folder": folder},
            _("Let the user that runs the site write there."),
        )  # fmt: skip
    free = shutil.disk_usage(there).free
    said = _("%(n)s GB are free in %(folder)s.") % {"n": round(free / 1e9, 1), "folder": folder}
    if free < LEAST_DISK:
        return Check(name, Health.WRONG, said, _("Make room: a full disk stops every act."))
    return Check(name, Health.FINE, said)


def _fonts(settings: Settings) -> Check:
    name = _("Fonts")
    if settings.font_dir and not Path(settings.font_dir).is_dir():
        return Check(
            name, Health.WRONG,
            _("COMMONSPACE_FONT_DIR is %(folder)s, and there is no such folder.") % {"folder": settings.font_dir},
            _("Name a folder with font files, or take the setting away."),
        )  # fmt: skip
    scripts = {
        "Latin": _("Latin"), "Cyrillic": _("Cyrillic"), "Greek": _("Greek"), "Arabic": _("Arabic"),
        "Chinese": _("Chinese"),
    }  # fmt: skip
    lacking = [scripts[script] for script in missing_scripts()]
    if lacking:
        return Check(
            name, Health.WRONG,
            _("No font is found for these scripts: %(scripts)s. A PDF cannot show them.") % {"scripts": ", ".join(lacking)},
            _("Install the Python packages with fonts, as the lock file does, or put fonts into COMMONSPACE_FONT_DIR."),
        )  # fmt: skip
    return Check(
        name, Health.FINE,
        _("%(n)s files show the scripts of the six official languages in a PDF.") % {"n": len(font_files())},
    )  # fmt: skip


def _mail(settings: Settings) -> Check:
    name = _("Mail")
    if not settings.mail_url:
        return Check(
            name, Health.NOTE,
            _("No server is set: messages are written to %(folder)s.") % {"folder": settings.mail_folder},
            _("Set COMMONSPACE_MAIL_URL, so that they reach people."),
        )  # fmt: skip
    try:
        server = reach(settings.mail_url, patience=MAIL_PATIENCE)
    except DomainError as error:
        return Check(name, Health.WRONG, error.message, _("See that COMMONSPACE_MAIL_URL is right and the server runs."))  # fmt: skip
    return Check(name, Health.FINE, _("%(server)s takes messages.") % {"server": server})


def _jobs(settings: Settings, database: Database, up_since: datetime | None) -> Check:
    name = _("Jobs")
    now = datetime.now(UTC)
    try:
        last = last_tick(database, settings.var)
    except Exception as error:
        # The queue has a driver of its own for each database, with errors of its own.
        reason = " ".join(str(error).split()) or type(error).__name__
        return Check(
            name, Health.WRONG, _("The queue of jobs does not answer: %(reason)s.") % {"reason": reason.rstrip(".")},
            _("See that the database runs and that the folder beside it can be written to."),
        )  # fmt: skip
    if last is not None and now - last < TICK_EVERY:
        return Check(
            name, Health.FINE,
            _("They ran %(n)s seconds ago; they run every minute.") % {"n": max(0, round((now - last).total_seconds()))},
        )  # fmt: skip
    remedy = _("Start `commonspace worker`; `commonspace serve` as one process on SQLite has them in it.")
    said = _("They have not run yet.") if last is None else _("They last ran at %(at)s.") % {"at": last.isoformat(timespec="seconds")}  # fmt: skip
    expected = up_since is not None and now - up_since > TICK_EVERY
    return Check(name, Health.WRONG if expected else Health.NOTE, said, remedy)


def _editions(database: Database) -> Check:
    name = _("Editions")
    with database.reading() as db:
        lacking = [edition.symbol for _slug, edition in lacking_files(db)]
    if not lacking:
        return Check(name, Health.FINE, _("Each has all of its files."))
    return Check(
        name, Health.NOTE, _("These lack files: %(editions)s.") % {"editions": ", ".join(lacking)},
        _("The jobs make them. Where that fails, the page of editions says at what, and the log why."),
    )  # fmt: skip
