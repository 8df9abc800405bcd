"""Every cell of the table verb x role x stage, through the real doors.

What is decided here is decided in memory from seats and the calendar, so one database is enough; that each act works on
both is for the tests of its floor.
"""

from collections.abc import Iterator

import pytest

from app.site.permissions.table import VERBS, Stand, Verb
from tests.permissions.drivers import DRIVERS
from tests.permissions.worlds import WHO, World

ALWAYS = {"sign in", "sign out"}
DONE, REFUSED = {200, 201, 204, 303}, {401, 403}


@pytest.fixture
def world(sites) -> Iterator[World]:  # type: ignore[no-untyped-def]
    url = sites.new("sqlite", demo=True)
    made = World(url)
    with made.site:
        yield made
    sites.drop(url)


@pytest.mark.parametrize(
    "verb", [verb for verb in VERBS if verb.name not in ALWAYS], ids=lambda verb: verb.name
)
def test_each_role_may_exactly_what_the_table_says(world: World, verb: Verb) -> None:
    driver = DRIVERS[verb.name]
    driver.prepare(world)
    wrong = []
    for stand in Stand:
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
