"""Every cell of the table verb x role x stage, through the real doors.

What is decided here is decided in memory from seats and the calendar, the same on both databases. So all cells are tried
on SQLite, and on PostgreSQL every role in the first moment in which somebody may.
"""

from collections.abc import Iterator

import pytest

from app.site.permissions.table import VERBS, Stand, Verb
from tests.permissions.drivers import DRIVERS
from tests.permissions.worlds import WHO, World

ALWAYS = {"sign in", "sign out"}
DONE, REFUSED = {200, 201, 204, 303}, {401, 403}


@pytest.fixture
def world(sites, backend: str) -> Iterator[World]:  # type: ignore[no-untyped-def]
    url = sites.new(backend, demo=True)
    made = World(url)
    with made.site:
        yield made
    sites.drop(url)


def moments(verb: Verb, world: World) -> tuple[Stand, ...]:
    """The moments in which this verb is tried on this database."""
    if world.site.url.startswith("sqlite"):
        return tuple(Stand)
    return (next((stand for stand in Stand if any(verb.allows(cast, stand) for cast in WHO)), Stand.BETWEEN),)


@pytest.mark.parametrize(
    "verb", [verb for verb in VERBS if verb.name not in ALWAYS], ids=lambda verb: verb.name
)
def test_each_role_may_exactly_what_the_table_says(world: World, verb: Verb) -> None:
    driver = DRIVERS[verb.name]
    driver.prepare(world)
    wrong = []
    for stand in moments(verb, world):
        for cast in WHO:
            world.turn(stand)
            with world.nothing_kept():
                status = driver.do(world, cast)
            # Somebody without a seat does not learn that something is being set up.
            hidden = {404} if stand is Stand.SETUP or driver.hidden else set()
            expected = DONE if verb.allows(cast, stand) else REFUSED | hidden
            if status not in expected:
                wrong.append(
                    f"{cast}, {stand}: {'may' if verb.allows(cast, stand) else 'may not'}, got {status}"
                )
    assert not wrong, "\n".join(wrong)


def test_every_verb_is_tried() -> None:
    assert {verb.name for verb in VERBS} == set(DRIVERS) | ALWAYS


def test_trying_leaves_nothing_behind(world: World) -> None:
    before = world.site.rows("SELECT track, seq FROM ledger_head ORDER BY track")
    with world.nothing_kept():
        assert (
            DRIVERS["set a consultation"].do(world, next(c for c in WHO if WHO[c] == "secretariat")) in DONE
        )
    assert world.site.rows("SELECT track, seq FROM ledger_head ORDER BY track") == before
