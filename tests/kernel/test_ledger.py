"""A chain of acts: it grows by one, and whatever is done to it behind its back is told."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.actor import SYSTEM
from app.kernel.breaks import chain_breaks
from app.kernel.ledger import Event, digest, plain, record
from tests.support import Site


@dataclass(frozen=True)
class SomethingDone(Event):
    """A fact for these tests."""

    what: str


def breaks(site: Site, track: str = "test") -> list[str]:
    with site.database.reading() as db:
        return list(chain_breaks(db, track, {}))


@pytest.fixture
def chained(empty_site: Site) -> Site:
    for n in range(5):
        with empty_site.database.unit_of_work() as db:
            record(db, SYSTEM, SomethingDone(f"thing {n}"), track="test", reason="because")
    return empty_site


def test_an_untouched_chain_holds(chained: Site) -> None:
    assert breaks(chained) == []
    assert chained.rows("SELECT verb FROM ledger WHERE track = 'test' AND seq = 1")[0][0] == "something_done"


@pytest.mark.parametrize(
    ("tampering", "sentence"),
    [
        (
            "UPDATE ledger SET reason = 'other' WHERE track = 'test' AND seq = 3",
            "row 3 (something_done) was changed",
        ),
        ("UPDATE ledger SET verb = 'other' WHERE track = 'test' AND seq = 5", "row 5 (other) was changed"),
        ("DELETE FROM ledger WHERE track = 'test' AND seq = 3", "row 3 is missing before row 4"),
        ("DELETE FROM ledger WHERE track = 'test' AND seq = 5", "1 row(s) are missing at the end"),
        ("DELETE FROM ledger_head WHERE track = 'test'", "its head is missing"),
        ("UPDATE ledger_head SET seq = 4 WHERE track = 'test'", "stand after the head"),
        ("UPDATE ledger_head SET hash = 'x' WHERE track = 'test'", "not the one that the head names"),
    ],
)
def test_what_is_done_to_a_chain_is_told(chained: Site, tampering: str, sentence: str) -> None:
    chained.tamper(tampering)
    assert any(sentence in line for line in breaks(chained)), breaks(chained)


def test_an_act_that_fails_leaves_no_row(chained: Site) -> None:
    def half_done() -> None:
        with chained.database.unit_of_work() as db:
            record(db, SYSTEM, SomethingDone("half"), track="test")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()
    assert breaks(chained) == []
    assert chained.rows("SELECT count(*) FROM ledger WHERE track = 'test'")[0][0] == 5


@given(
    st.dictionaries(
        st.text(), st.one_of(st.text(), st.integers(), st.booleans(), st.none(), st.lists(st.text()))
    )
)
def test_a_digest_knows_no_order_of_keys_and_every_change(value: dict[str, object]) -> None:
    assert digest(value) == digest(dict(reversed(value.items())))
    assert digest(value) != digest({**value, "one more": 1}) or "one more" in value
    assert plain(plain(value)) == plain(value)
