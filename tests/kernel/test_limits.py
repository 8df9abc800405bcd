"""A limit lets through what it says, in any stretch of time, however many count at once."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.kernel.clock import system_clock
from app.kernel.db import Database
from app.kernel.limits import InLots, Limit, clear_old_tries, seconds_to_wait
from tests.serving import FORKS
from tests.support import NOON, Site

FIVE = Limit("five", times=5, minutes=10)
WHO = "203.0.113.7"


def tries(site: Site, n: int, *, at=NOON, who: str = WHO, limit: Limit = FIVE) -> list[bool]:  # type: ignore[no-untyped-def]
    return [seconds_to_wait(site.database, [(limit, who)], at) == 0 for _ in range(n)]


def test_as_many_tries_as_allowed_pass_and_no_more(empty_site: Site) -> None:
    assert tries(empty_site, 7) == [True] * 5 + [False] * 2


def test_who_tries_and_what_is_tried_are_counted_apart(empty_site: Site) -> None:
    tries(empty_site, 5)
    assert tries(empty_site, 1, who="203.0.113.8") == [True]
    assert tries(empty_site, 1, limit=Limit("other", 5, 10)) == [True]
    assert tries(empty_site, 1) == [False]


def test_nobody_gets_twice_as_much_around_the_end_of_a_stretch(empty_site: Site) -> None:
    end = NOON + timedelta(minutes=10)
    assert tries(empty_site, 5, at=end - timedelta(seconds=1)) == [True] * 5
    assert tries(empty_site, 1, at=end + timedelta(seconds=1)) == [False]
    assert tries(empty_site, 5, at=end + timedelta(minutes=5)).count(True) == 2
    assert tries(empty_site, 5, at=end + timedelta(minutes=30)) == [True] * 5


@pytest.mark.parametrize(("already", "gone"), [(5, 0), (5, 3), (5, 9.5), (3, 2)])
def test_the_time_to_wait_is_as_long_as_it_takes_and_no_longer(
    empty_site: Site, already: int, gone: float
) -> None:
    at = NOON + timedelta(minutes=gone)
    tries(empty_site, already, at=NOON)
    tries(empty_site, 5 - already, at=at)
    wait = seconds_to_wait(empty_site.database, [(FIVE, WHO)], at)
    assert wait > 0
    assert tries(empty_site, 1, at=at + timedelta(seconds=wait - 2)) == [False]
    assert tries(empty_site, 1, at=at + timedelta(seconds=wait)) == [True]


def test_a_refused_try_counts_for_none_of_its_limits(empty_site: Site) -> None:
    wide = Limit("wide", times=8, minutes=10)
    tries(empty_site, 5)
    for _ in range(20):
        assert seconds_to_wait(empty_site.database, [(wide, WHO), (FIVE, WHO)], NOON) > 0
    assert tries(empty_site, 9, limit=wide) == [True] * 8 + [False]


def ask_elsewhere(url: str, times: int) -> int:
    """What another process does: ask so often for two accounts behind one address. Gives how often it was let through."""
    house = Database(url)
    wide = Limit("wide", 12, 10)
    passed = 0
    for n in range(times):
        tries = [(wide, WHO), (FIVE, f"account {n % 2}")]
        passed += seconds_to_wait(house, tries, NOON) == 0
    house.dispose()
    return passed


def test_a_limit_holds_across_real_processes_for_each_account_and_for_the_address(empty_site: Site) -> None:
    with ProcessPoolExecutor(2, mp_context=FORKS) as processes:
        passed = list(processes.map(ask_elsewhere, [empty_site.url] * 2, [30] * 2))
    assert sum(passed) == 10, "five times for each of the two accounts, whoever let them through"
    assert [tries(empty_site, 1, who=f"account {n}") for n in (0, 1)] == [[False], [False]]
    third = [(Limit("wide", 12, 10), WHO), (FIVE, "account 3")]
    assert [seconds_to_wait(empty_site.database, third, NOON) == 0 for _ in range(3)] == [
        True,
        True,
        False,
    ], "the address of all of them has twelve"


def test_a_limit_holds_exactly_across_connections(empty_site: Site) -> None:
    """Each database here has its own connections, and nothing in common with the others."""
    houses = [Database(empty_site.url) for _ in range(4)]
    both = [(FIVE, WHO), (Limit("wide", 100, 10), WHO)]

    def ask(n: int) -> bool:
        return seconds_to_wait(houses[n % 4], both if n % 3 else both[::-1], NOON) == 0

    with ThreadPoolExecutor(8) as many:
        passed = list(many.map(ask, range(40)))
    for house in houses:
        house.dispose()
    assert passed.count(True) == 5


def test_what_is_counted_names_nobody_and_is_cleared_when_no_limit_looks_at_it(empty_site: Site) -> None:
    at = system_clock()
    tries(empty_site, 1, at=at)
    tries(empty_site, 1, at=at - timedelta(days=3))
    assert all(WHO not in str(row) for row in empty_site.rows("SELECT * FROM tried"))
    with empty_site.database.unit_of_work() as db:
        assert clear_old_tries(db) == 1
    assert len(empty_site.rows("SELECT * FROM tried")) == 1


def test_what_is_counted_by_the_lot_asks_once_for_each_and_waits_as_long_as_it_is_told() -> None:
    here = InLots(Limit("reading", times=6, minutes=60 * 24 * 365), lot=3)
    assert here.lots.times == 2
    assert [here.fills_a_lot("one") for _ in range(6)] == [False, False, True] * 2
    assert not here.fills_a_lot("other")
    here.wait("one", 60)
    assert 58 < here.seconds_to_wait("one") <= 60
    assert here.seconds_to_wait("other") == 0
    here.wait("one", 0)
    assert here.seconds_to_wait("one") > 0, "what was told stands until it is over"
