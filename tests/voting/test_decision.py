"""The package's rule: what a ballot decides, and what every decision has in common."""

import json
import random
from collections import Counter, defaultdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.shipped import shipped
from app.voting.conditions import CAST, Outcome
from app.voting.counting import Counts, Elector, counts_of
from app.voting.models import Choice
from app.voting.parameters import read_rule
from app.voting.rules import decide
from app.voting.words import share_words

RULE = {
    "quorum_percent": 50,
    "adoption_support_fraction": [2, 3],
    "support_positions": ["support", "support_with_reservation"],
    "constituency_block_fraction": [1, 2],
}
CLASSES = ("STATES", "CIVSOC", "UNIONS")


def electorate(*sizes: int) -> list[Elector]:
    return [
        Elector(f"{code}-{n}", code, f"{code} {n}", code.title())
        for code, size in zip(CLASSES, sizes, strict=False)
        for n in range(size)
    ]


def given_in(electors: list[Elector], **counts: int) -> dict[str, str]:
    words = [word for word, n in counts.items() for _ in range(n)]
    return {elector.delegation: word for elector, word in zip(electors, words, strict=False)}


@st.composite
def ballots(draw: st.DrawFn) -> tuple[list[Elector], dict[str, str]]:
    sizes = draw(st.lists(st.integers(0, 7), min_size=1, max_size=3))
    electors = electorate(*sizes)
    choices = st.sampled_from([None, *Choice])
    taken = {e.delegation: draw(choices) for e in electors}
    return electors, {key: str(value) for key, value in taken.items() if value is not None}


@pytest.fixture(scope="module")
def package() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((shipped("data") / "hld-2013.json").read_text())
    return loaded


def test_the_package_decides_as_its_readme_says(package: dict[str, Any]) -> None:
    ballot = package["ballots"][0]
    seats = {o["id"]: o["constituency"] for o in package["organisations"]}
    electors = [Elector(o, seats[o], o) for o in ballot["eligible"]]
    positions: dict[str, dict[str, str]] = defaultdict(dict)
    for row in ballot["positions"]:
        positions[row["proposal"]][row["organisation"]] = row["position"]
    results = {code: decide(ballot["rule"], electors, positions[code]) for code in ballot["proposals"]}
    reserved = [
        code
        for code, r in results.items()
        if r.outcome is Outcome.CONSENSUS and r.overall["support_with_reservation"]
    ]
    assert Counter(r.outcome.value for r in results.values()) == {
        "consensus": 49,
        "adopted": 12,
        "not_adopted": 6,
        "no_quorum": 1,
    }
    assert len(reserved) == 18
    assert {"RT1-M1", "RT2-M5", "RT3-M1", "RT4-M5"} <= set(reserved)
    assert results["RT1-B8"].count(CAST) == 25
    assert results["RT2-M6"].outcome is Outcome.ADOPTED
    blocked = {code: r.blocked_by for code, r in results.items() if r.blocked_by}
    assert blocked == {
        "RT2-M1": ("STATES",),
        "RT3-M6": ("STATES",),
        "RT3-B3": ("STATES",),
        "RT4-M6": ("PRIVATE",),
    }
    assert results["RT3-M7"].overall.as_dict() == {
        "support": 32,
        "support_with_reservation": 1,
        "abstain": 0,
        "object": 17,
        "not_voted": 0,
    }
    assert results["RT1-M7"].outcome is Outcome.NO_QUORUM


@pytest.mark.parametrize(
    ("counts", "outcome"),
    [
        ({"support": 4}, Outcome.NO_QUORUM),
        ({"support": 5}, Outcome.CONSENSUS),
        ({"abstain": 5}, Outcome.CONSENSUS),
        ({"support": 4, "object": 1}, Outcome.ADOPTED),
        ({"support": 4, "object": 2}, Outcome.ADOPTED),
        ({"support": 1, "support_with_reservation": 3, "object": 2}, Outcome.ADOPTED),
        ({"support": 5, "object": 3}, Outcome.NOT_ADOPTED),
        ({"abstain": 4, "object": 1}, Outcome.NOT_ADOPTED),
    ],
)
def test_limits_count_as_reached_at_equality(counts: dict[str, int], outcome: Outcome) -> None:
    electors = electorate(10)
    assert decide(RULE, electors, given_in(electors, **counts)).outcome is outcome


@pytest.mark.parametrize(("objecting", "outcome"), [(2, Outcome.ADOPTED), (3, Outcome.NOT_ADOPTED)])
def test_a_constituency_blocks_only_above_half(objecting: int, outcome: Outcome) -> None:
    electors = electorate(12, 4)
    positions = {e.delegation: "support" for e in electors}
    positions |= {f"CIVSOC-{n}": "object" for n in range(objecting)}
    result = decide(RULE, electors, positions)
    assert result.outcome is outcome
    assert result.blocked_by == (("CIVSOC",) if outcome is Outcome.NOT_ADOPTED else ())


def test_nobody_is_no_quorum() -> None:
    assert decide(RULE | {"quorum_percent": 0}, [], {}).outcome is Outcome.NO_QUORUM


def test_a_quorum_of_a_third_is_taken_exactly() -> None:
    electors = electorate(1000)
    rule = RULE | {"quorum_percent": 33.3}
    assert decide(rule, electors, given_in(electors, support=332)).outcome is Outcome.NO_QUORUM
    assert decide(rule, electors, given_in(electors, support=333)).outcome is Outcome.CONSENSUS


def test_reservations_count_as_support_only_where_the_rule_says_so() -> None:
    electors = electorate(6)
    positions = given_in(electors, support=3, support_with_reservation=2, object=1)
    assert decide(RULE, electors, positions).outcome is Outcome.ADOPTED
    assert (
        decide(RULE | {"support_positions": ["support"]}, electors, positions).outcome is Outcome.NOT_ADOPTED
    )


@pytest.mark.parametrize(
    "broken",
    [
        {"support_positions": ["object"]},
        {"support_positions": []},
        {"adoption_support_fraction": [2]},
        {"constituency_block_fraction": [1, 0]},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        decide(RULE | broken, electorate(2), {})


def test_the_sentence_says_why_it_was_adopted() -> None:
    electors = electorate(3, 47)
    positions = {e.delegation: "support" for e in electors[4:48]}
    positions |= {"STATES-0": "object", "STATES-1": "object", "STATES-2": "support", "CIVSOC-0": "support"}
    positions |= {"CIVSOC-1": "support_with_reservation", "CIVSOC-2": "support_with_reservation"}
    rule = RULE | {"constituency_block_fraction": [2, 3]}
    assert decide(rule, electors, positions).why == (
        "Adopted: 46 of the 48 delegations that did not abstain support it, 2 of them with a reservation; "
        "the rule asks for two thirds.",
        "States did not block it: 2 of 3 delegations there that did not abstain object, exactly two thirds, "
        "and only more than that blocks.",
        "No constituency blocked it.",
        "It is not a consensus, because STATES 0 and STATES 1 object.",
    )


def test_the_sentence_names_who_blocked() -> None:
    electors = electorate(1, 9)
    positions = {e.delegation: "support" for e in electors} | {"STATES-0": "object"}
    result = decide(RULE, electors, positions)
    assert result.why == (
        "Not adopted: 9 of the 10 delegations that did not abstain support it, which reaches two thirds, "
        "but a constituency blocked it.",
        "States blocked it: 1 of 1 delegations there that did not abstain objects, which is more than half.",
    )
    assert result.why_by_constituency["CIVSOC"] == "No delegation here objects."


def test_shares_are_read_in_words() -> None:
    shares = [(2, 3), (50, 100), (3, 5), (3, 7)]
    assert [share_words(share) for share in shares] == ["two thirds", "half", "60 per cent", "3 in 7"]


def test_more_positions_than_electors_cannot_be_counted() -> None:
    with pytest.raises(ValueError):
        Counts({"support": 3}, -1)


@given(ballots())
def test_every_elector_is_counted_once_overall_and_over_the_constituencies(
    ballot: tuple[list[Elector], dict[str, str]],
) -> None:
    electors, positions = ballot
    result = decide(RULE, electors, positions)
    assert sum(result.overall.as_dict().values()) == len(electors) == result.overall.electorate
    assert sum(result.by_constituency.values(), counts_of(read_rule(RULE), {}, 0)) == result.overall
    assert result.overall.not_voted == len(electors) - len(positions)
    seats = Counter(e.constituency for e in electors)
    assert {code: counts.electorate for code, counts in result.by_constituency.items()} == seats


@given(ballots(), st.randoms(use_true_random=False))
def test_the_order_in_which_positions_come_decides_nothing(
    ballot: tuple[list[Elector], dict[str, str]], chance: random.Random
) -> None:
    electors, positions = ballot
    shuffled = list(positions.items())
    chance.shuffle(shuffled)
    assert decide(RULE, electors, dict(shuffled)) == decide(RULE, electors, positions)


@given(ballots(), st.integers(0, 30))
def test_one_more_support_never_turns_adopted_into_not_adopted(
    ballot: tuple[list[Elector], dict[str, str]], which: int
) -> None:
    electors, positions = ballot
    before = decide(RULE, electors, positions).outcome
    if before in (Outcome.CONSENSUS, Outcome.ADOPTED):
        more = positions | {electors[which % len(electors)].delegation: "support"}
        assert decide(RULE, electors, more).outcome in (Outcome.CONSENSUS, Outcome.ADOPTED)


@given(ballots(), st.sampled_from(list(Choice)))
def test_who_joins_later_changes_nothing(
    ballot: tuple[list[Elector], dict[str, str]], choice: Choice
) -> None:
    electors, positions = ballot
    assert decide(RULE, electors, positions | {"latecomer": str(choice)}) == decide(RULE, electors, positions)


@given(ballots())
def test_an_independent_count_comes_to_the_same(ballot: tuple[list[Elector], dict[str, str]]) -> None:
    electors, positions = ballot
    votes = [(e.constituency, positions.get(e.delegation)) for e in electors]
    taken = [v for v in votes if v[1]]
    objections = [c for c, v in taken if v == "object"]
    decided = [c for c, v in taken if v != "abstain"]
    if not votes or 2 * len(taken) < len(votes):
        expected = "no_quorum"
    elif not objections:
        expected = "consensus"
    elif 3 * (len(decided) - len(objections)) < 2 * len(decided) or any(
        2 * objections.count(c) > decided.count(c) for c in CLASSES
    ):
        expected = "not_adopted"
    else:
        expected = "adopted"
    assert decide(RULE, electors, positions).outcome == expected
