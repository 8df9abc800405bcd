"""The test cast and their sites: the demo's people on SQLite and on PostgreSQL, at a clock that tests can turn."""

import gc
import os
from collections.abc import Iterator

import hypothesis
import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.databases import Sites, sweep
from tests.support import Site

# The same tries each time, so that a change is judged by what it changes; `make test-deep` draws new ones.
hypothesis.settings.register_profile("default", max_examples=40, deadline=None, derandomize=True)
hypothesis.settings.register_profile("deep", max_examples=2000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql", "both"], default="both")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        backends = ["sqlite", "postgresql"] if chosen == "both" else [chosen]
        metafunc.parametrize("backend", backends, scope="session")


class ByFile(LoadScopeScheduling):
    """Where much is made for a whole file, its tests go to one process; every other goes where there is room."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, test = nodeid.partition("::")
        if not file.startswith(("tests/browser/", "tests/ceilings/", "tests/journeys/")):
            return nodeid
        return f"{file} {'postgresql' if 'postgresql' in test else 'sqlite'}"


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile:
    return ByFile(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first: one of them at the end would keep a single process busy."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """What was read and collected stays until the end: looking through it again and again took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        sweep()


@pytest.fixture(scope="session")
def sites() -> Iterator[Sites]:
    made = Sites()
    yield made
    made.close()


@pytest.fixture
def demo_url(sites: Sites, backend: str) -> Iterator[str]:
    """The address of a database of its own with the demonstration in it, for a test that runs commands."""
    url = sites.new(backend, demo=True)
    yield url
    sites.drop(url)


@pytest.fixture
def served_url(sites: Sites, backend: str) -> Iterator[str]:
    """The same for a test with a server: its jobs find nothing that is left to be done."""
    url = sites.new(backend, demo=True, served=True)
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
