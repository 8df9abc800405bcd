"""Of several amendments to one paragraph at most one carries: the first in order that carries alone. Nothing else changes."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.voting.amendments.deciding import CARRIED, Amends, fallen, settle, together
from app.voting.conditions import Disclosure, Outcome, Rule
from app.voting.counting import Elector, Result
from app.voting.presets import PRESETS
from app.voting.rules import decide

PLACES = [
    Amends("RT1-M1", "problem", "p1"),
    Amends("RT1-M1", "problem", "p2"),
    Amends("RT1-M2", "problem", "p1"),
]
Line = tuple[str, Amends | None, Result]


@st.composite
def ballots(draw: st.DrawFn) -> tuple[Rule, list[Elector], list[tuple[str, Amends | None, dict[str, str]]]]:
    """The lines of a ballot under a rule: what each amends, and the positions on it."""
    rule = PRESETS[draw(st.sampled_from(sorted(PRESETS)))]
    electors = [Elector(f"d{n}", draw(st.sampled_from("AB"))) for n in range(draw(st.integers(1, 5)))]
    names = [None, *(stance.name for stance in rule.offered)]
    lines = []
    for n in range(draw(st.integers(0, 6))):
        said = {e.delegation: draw(st.sampled_from(names)) for e in electors}
        lines.append(
            (
                f"L{n}",
                draw(st.sampled_from([None, *PLACES])),
                {code: name for code, name in said.items() if name},
            )
        )
    return rule, electors, lines


def alone(
    rule: Rule, electors: list[Elector], lines: list[tuple[str, Amends | None, dict[str, str]]]
) -> list[Line]:
    return [(code, amends, decide(rule, electors, said)) for code, amends, said in lines]


@given(ballots())
def test_at_most_one_carries_for_each_paragraph_and_it_is_the_first_that_carries_alone(
    ballot: tuple[Rule, list[Elector], list[tuple[str, Amends | None, dict[str, str]]]],
) -> None:
    before = alone(*ballot)
    after = settle(before)
    for place in PLACES:
        own = [n for n, (_code, amends, _result) in enumerate(before) if amends == place]
        carried = [n for n in own if after[n].outcome in CARRIED]
        first = [n for n in own if before[n][2].outcome in CARRIED][:1]
        assert carried == first
        for n in own:
            if before[n][2].outcome in CARRIED and n not in carried:
                assert after[n].outcome is Outcome.NOT_ADOPTED
                assert after[n].fell_to == before[first[0]][0]
                assert after[n].overall == before[n][2].overall, "what was given stays as it was"
            else:
                assert after[n] == before[n][2]


@given(ballots())
def test_what_is_no_amendment_and_what_amends_elsewhere_is_not_touched(
    ballot: tuple[Rule, list[Elector], list[tuple[str, Amends | None, dict[str, str]]]],
) -> None:
    before = alone(*ballot)
    whole = dict(zip([code for code, _a, _r in before], settle(before), strict=True))
    for place in [None, *PLACES]:
        some = [line for line in before if line[1] == place]
        assert settle(some) == [whole[code] for code, _amends, _result in some]
        if place is None:
            assert [whole[code] for code, _amends, _result in some] == [result for _c, _a, result in some]


@given(ballots(), st.data())
def test_one_more_in_favour_of_what_carried_never_makes_it_fall(
    ballot: tuple[Rule, list[Elector], list[tuple[str, Amends | None, dict[str, str]]]], data: st.DataObject
) -> None:
    rule, electors, lines = ballot
    fell = fallen((code, amends, result.outcome) for code, amends, result in alone(*ballot))
    for n, (code, amends, said) in enumerate(lines):
        quiet = [e.delegation for e in electors if e.delegation not in said]
        if amends is None or code in fell or not quiet:
            continue
        before = decide(rule, electors, said)
        yes = next((s.name for s in rule.offered if s.counts_as == "affirmative"), None)
        if before.outcome not in CARRIED or yes is None:
            continue
        more = {**said, data.draw(st.sampled_from(quiet)): yes}
        changed = [*lines[:n], (code, amends, more), *lines[n + 1 :]]
        after = settle(alone(rule, electors, changed))
        assert after[n].outcome in CARRIED
        assert after[n].fell_to == ""


def test_those_to_one_paragraph_are_decided_together_and_a_text_alone() -> None:
    lines = {"A1": PLACES[0], "A2": PLACES[1], "A3": PLACES[0], "M9": None}
    assert together(lines, "A3") == ["A1", "A3"]
    assert together(lines, "M9") == ["M9"]


def test_in_secret_nothing_was_adopted_and_the_sentence_says_carried() -> None:
    rule = replace(PRESETS["un_recorded_vote"], disclosure=Disclosure.SECRET)
    result = decide(rule, [Elector("d1", "A")], {"d1": "in_favour"})
    fell = settle([("A1", PLACES[0], result), ("A2", PLACES[0], result)])[1]
    assert fell.why == ("Not put: A1 comes before it, carried, and excludes this one (GA rule 130).",)
