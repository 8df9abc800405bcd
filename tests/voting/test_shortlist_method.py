"""The Method of Equal Shares against its definition, against the oracle, and against what it promises."""

from collections.abc import Collection, Mapping
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.voting.shortlist.rules import Step, Taken, equal_shares, ranking, represented

Approvals = dict[str, list[str]]


def by_definition(approvals: Mapping[str, Collection[str]], voters: list[str], k: int) -> list[Taken]:
    """The method as the paper states it, with a fraction for each voter; slow, and nothing is remembered."""
    k = min(k, len(approvals))
    money = dict.fromkeys(voters, Fraction(k, len(voters)))
    left = list(approvals)
    taken: list[Taken] = []

    def share(name: str) -> Fraction | None:
        due, payers = Fraction(1), sorted(approvals[name], key=lambda who: money[who])
        for n, who in enumerate(payers):
            each = due / (len(payers) - n)
            if money[who] >= each:
                return each
            due -= money[who]
        return None

    def first(prices: dict[str, Fraction | None]) -> str:
        fair = {name: price for name, price in prices.items() if price is not None}
        return min(fair, key=lambda name: (fair[name], -len(approvals[name])))

    while len(taken) < k:
        prices = {name: share(name) for name in left}
        if all(price is None for price in prices.values()):
            break
        name = first(prices)
        price = prices[name]
        assert price is not None
        for who in approvals[name]:
            money[who] -= min(price, money[who])
        taken.append(Taken(name, Step.SHARES, price))
        left.remove(name)
    given_so_far = Fraction(0)
    while len(taken) < k and any(approvals[name] for name in left):
        waits = {
            name: (1 - sum((money[who] for who in approvals[name]), Fraction(0))) / len(approvals[name])
            for name in left
            if approvals[name]
        }
        name = first({**waits})
        wait = waits[name]
        money = {who: Fraction(0) if who in approvals[name] else has + wait for who, has in money.items()}
        given_so_far += wait
        taken.append(Taken(name, Step.COMPLETION, given_so_far))
        left.remove(name)
    return taken + [Taken(name, Step.ORDER, None) for name in left[: k - len(taken)]]


@st.composite
def ballots(draw: st.DrawFn, most: int = 8) -> tuple[Approvals, list[str], int]:
    voters = [f"D{n}" for n in range(draw(st.integers(1, most)))]
    supporters = st.lists(st.sampled_from(voters), unique=True)
    approvals = {f"P{n}": draw(supporters) for n in range(draw(st.integers(1, most)))}
    return approvals, voters, draw(st.integers(0, most + 1))


@given(ballots())
def test_list_is_the_one_of_the_definition(case: tuple[Approvals, list[str], int]) -> None:
    assert list(equal_shares(*case)) == by_definition(*case)


def approved(delegations: int, proposals: int, of: int, factor: int) -> tuple[Approvals, list[str]]:
    """A ballot that can be written down in a line, for the oracle and for us."""
    voters = [f"D{v}" for v in range(delegations)]
    return {
        f"P{c:02}": [f"D{v}" for v in range(delegations) if (v * factor + c * 3 + v * c) % proposals < of]
        for c in range(proposals)
    }, voters


@pytest.mark.parametrize("k", [10, 35, 60])
def test_long_denominators_change_nothing(k: int) -> None:
    approvals, voters = approved(73, 61, 29, 7)
    found = equal_shares(approvals, voters, k)
    assert list(found) == by_definition(approvals, voters, k)


ORACLE = [
    ((12, 10, 3, 1), 5, "P04 P00", "P02 P05 P08"),
    ((12, 10, 3, 5), 4, "P00 P04", "P02 P06"),
    ((20, 15, 4, 2), 8, "P01 P04 P07 P10", "P00 P02 P05 P12"),
    ((30, 12, 3, 7), 6, "P00 P10", "P02 P04 P06 P08"),
    ((9, 9, 4, 2), 4, "P07 P01 P04", "P00"),
    ((25, 20, 5, 11), 10, "P08 P00 P14 P18 P04 P02 P16", "P06 P10 P12"),
    ((40, 30, 4, 3), 12, "P07 P17 P00 P03 P06 P18 P09 P01 P05", "P15 P21 P24"),
    ((17, 13, 6, 5), 7, "P09 P00 P06 P04 P03 P12", "P02"),
]


@pytest.mark.parametrize(("ballot", "k", "shares", "completion"), ORACLE)
def test_list_is_the_one_of_pabutools(
    ballot: tuple[int, int, int, int], k: int, shares: str, completion: str
) -> None:
    """Computed once with pabutools 1.2.3 (`pip install pabutools`: 200 MB with a proprietary solver, so that it is not
    among what we install), `approved(…)` as an `ApprovalProfile` over `Project(name, 1)` and `Instance(…, budget_limit=k)`:

        tie = TieBreakingRule(lambda i, profile, p: (-profile.approval_score(p), p.name))
        r = method_of_equal_shares(instance, profile, Cardinality_Sat, tie_breaking=tie, analytics=True)
        left = [i for i in r.details.iterations if i.selected_project][-1].voters_budget_after_selection
        sequential_phragmen(instance, profile, [-b for b in left], initial_budget_allocation=list(r), tie_breaking=tie)

    The order of the first part is that of its iterations; the second is a set there.
    """
    approvals, voters = approved(*ballot)
    found = equal_shares(approvals, voters, k)
    assert [each.proposal for each in found if each.step is Step.SHARES] == shares.split()
    assert sorted(each.proposal for each in found if each.step is Step.COMPLETION) == completion.split()


def of_pabutools(approvals: Approvals, voters: list[str], k: int) -> tuple[list[str], set[str]]:
    """What pabutools takes by equal shares, in its order, and with which of those somebody is for it completes the list."""
    pytest.importorskip("pabutools", reason="the oracle is not among what we install")
    from pabutools.election import ApprovalBallot, ApprovalProfile, Cardinality_Sat, Instance, Project
    from pabutools.rules import method_of_equal_shares, sequential_phragmen
    from pabutools.tiebreaking import TieBreakingRule

    projects = {name: Project(name, 1) for name in approvals}
    instance = Instance(projects.values(), budget_limit=min(k, len(projects)))
    papers = [
        ApprovalBallot(projects[name] for name in approvals if who in approvals[name]) for who in voters
    ]
    profile = ApprovalProfile(papers, instance=instance)
    tie = TieBreakingRule(lambda _instance, given, project: (-given.approval_score(project), project.name))
    found = method_of_equal_shares(instance, profile, Cardinality_Sat, tie_breaking=tie, analytics=True)
    rounds = [each for each in found.details.iterations if each.selected_project]
    left = (
        rounds[-1].voters_budget_after_selection
        if rounds
        else [Fraction(instance.budget_limit, len(voters))] * len(voters)
    )
    whole = sequential_phragmen(
        instance, profile, [-money for money in left], initial_budget_allocation=list(found), tie_breaking=tie
    )
    shares = [each.selected_project.name for each in rounds]
    return shares, {project.name for project in whole if approvals[project.name]} - set(shares)


@given(ballots())
def test_list_is_the_one_of_pabutools_where_that_is_installed(
    case: tuple[Approvals, list[str], int],
) -> None:
    approvals, voters, k = case
    found = equal_shares(approvals, voters, k)
    shares, completion = of_pabutools(approvals, voters, k)
    assert [each.proposal for each in found if each.step is Step.SHARES] == shares
    assert {each.proposal for each in found if each.step is Step.COMPLETION} == completion


@given(ballots())
def test_list_has_exactly_k_or_all_there_are(case: tuple[Approvals, list[str], int]) -> None:
    approvals, voters, k = case
    codes = [each.proposal for each in equal_shares(approvals, voters, k)]
    assert len(codes) == len(set(codes)) == min(k, len(approvals))
    assert len(ranking(approvals, k)) == min(k, len(approvals))


@given(ballots(), st.randoms(use_true_random=False))
def test_order_of_delegations_decides_nothing(case, random) -> None:  # type: ignore[no-untyped-def]
    approvals, voters, k = case
    mixed = list(voters)
    random.shuffle(mixed)
    turned = {name: random.sample(who, len(who)) for name, who in approvals.items()}
    assert equal_shares(turned, mixed, k) == equal_shares(approvals, voters, k)
    assert ranking(turned, k) == ranking(approvals, k)


@settings(max_examples=60)
@given(ballots(most=6))
def test_no_group_that_is_large_and_of_one_mind_is_left_out(case: tuple[Approvals, list[str], int]) -> None:
    """Extended justified representation (Aziz and others 2017), which Peters and Skowron prove of the method: of any
    l·n/k voters who approve the same l proposals, somebody finds l of theirs on the list."""
    approvals, voters, k = case
    k = min(k, len(approvals))
    found = represented(approvals, voters, [each.proposal for each in equal_shares(approvals, voters, k)])
    for size in range(1, k + 1):
        for wanted in combinations(approvals, size):
            short = [
                who for who in voters if all(who in approvals[name] for name in wanted) and found[who] < size
            ]
            assert len(short) * k < size * len(voters), (wanted, short)


@given(st.integers(1, 6), st.integers(1, 5), st.integers(0, 20))
def test_group_with_one_wish_and_its_share_of_the_delegations_gets_it(k: int, size: int, others: int) -> None:
    """n/k delegations that approve one and the same proposal, and nothing else, find it on the list."""
    n = min(k * size, size + others)
    minority = [f"M{i}" for i in range(size)]
    majority = [f"D{i}" for i in range(n - size)]
    approvals = {**{f"P{i}": majority for i in range(k)}, "OURS": minority}
    taken = equal_shares(approvals, minority + majority, k)
    assert "OURS" in [each.proposal for each in taken]


def test_ties_go_to_the_most_supporters_and_then_to_the_order_of_the_ballot() -> None:
    voters = ["A", "B", "C", "D"]
    same = {"LAST": ["A", "B"], "FIRST": ["C", "D"]}
    assert [each.proposal for each in equal_shares(same, voters, 1)] == ["LAST"]
    assert ranking(same, 1) == ("LAST",)
    # Both cost the poorest supporter the same at the second step, and TWO has one supporter more.
    approvals = {"ONE": ["A", "B", "C", "D"], "TWO": ["A", "B", "C"], "THREE": ["B", "C", "D"], "NOBODY": []}
    assert [each.proposal for each in equal_shares(approvals, voters, 4)] == ["ONE", "TWO", "THREE", "NOBODY"]


def test_voters_of_one_mind_do_not_take_the_whole_list() -> None:
    """Sixty against forty: plain ranking gives the sixty all ten places, the list six and four."""
    many, few = [f"D{n}" for n in range(60)], [f"E{n}" for n in range(40)]
    approvals = {**{f"P{n}": many for n in range(10)}, **{f"Q{n}": few for n in range(10)}}
    taken = [each.proposal for each in equal_shares(approvals, many + few, 10)]
    assert sorted(taken) == [*(f"P{n}" for n in range(6)), *(f"Q{n}" for n in range(4))]
    assert ranking(approvals, 10) == tuple(f"P{n}" for n in range(10))
    assert set(represented(approvals, many + few, ranking(approvals, 10)).values()) == {0, 10}


def test_who_approves_without_a_vote_is_an_error() -> None:
    with pytest.raises(ValueError, match="is no voter"):
        equal_shares({"P": ["X"]}, ["A"], 1)
    assert equal_shares({}, [], 3) == ()
    assert [each.step for each in equal_shares({"P": []}, [], 1)] == [Step.ORDER]
