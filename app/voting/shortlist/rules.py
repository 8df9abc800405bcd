"""A list of k by the Method of Equal Shares, beside the plain ranking, in whole numbers and fractions.

D. Peters and P. Skowron, Proportionality and the Limits of Welfarism, EC 2020, https://arxiv.org/abs/1911.11747 (“Rule X”),
for approvals, where every proposal costs one place. Its completion is the one of that paper, by Phragmén's method.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from heapq import heapify, heappop, heapreplace
from math import gcd
from typing import Protocol

LONG_SCALE = (
    512  # bits of the common denominator from which on it is worth the time to look for a shorter one
)


class Step(StrEnum):
    """How a proposal came onto a list."""

    SHARES = "equal_shares"
    COMPLETION = "completion"
    ORDER = "order_of_the_ballot"


@dataclass(frozen=True)
class Taken:
    """A proposal that was taken, in its order.

    `share` is what a supporter pays at most for it, of the cost of one place; with a proposal of the completion it is
    how much everybody had been given by then beyond the first budget, and None where nobody supports it.
    """

    proposal: str
    step: Step
    share: Fraction | None


def equal_shares(
    approvals: Mapping[str, Collection[str]], voters: Collection[str], k: int
) -> tuple[Taken, ...]:
    """The list of `k` proposals, or of all there are where these are fewer, in the order in which they are taken.

    `approvals` says who is for each proposal, in the order of the ballot; `voters` is everybody with a share, also who
    is for none. ValueError where somebody approves who is no voter. Pure; the order of the voters decides nothing.

    Each of n voters has k/n. A proposal costs 1, and its supporters pay the same, or all they have left. The next is the
    one whose supporters can pay for it together and of whom those who pay most pay least. When none can be paid for,
    everybody is given more at the same pace, until the supporters of one have 1 together; they pay all they have. What
    nobody supports comes last. A tie is decided by the number of supporters, then by the order of the ballot.
    """
    number = {voter: n for n, voter in enumerate(dict.fromkeys(voters))}
    unknown = {who for supporters in approvals.values() for who in supporters} - number.keys()
    if unknown:
        raise ValueError(f"{min(unknown)!r} approves and is no voter")
    names = list(approvals)
    k = min(k, len(names))
    if k <= 0:
        return ()
    supporters = [[number[who] for who in dict.fromkeys(approvals[name])] for name in names]
    places = [n for n in range(len(names)) if supporters[n]]
    shares = _Shares([k] * len(number), len(number), supporters)
    taken = [Taken(names[n], Step.SHARES, share) for n, share in _cheapest_first(shares, places, k)]
    done = {each.proposal for each in taken}
    rest = [n for n in places if names[n] not in done]
    waiting = _Completion(shares.money, shares.scale, supporters)
    for n, share in _cheapest_first(waiting, rest, k - len(taken)):
        taken.append(Taken(names[n], Step.COMPLETION, share))
    nobody = [name for name, who in zip(names, supporters, strict=True) if not who]
    taken += [Taken(name, Step.ORDER, None) for name in nobody[: k - len(taken)]]
    return tuple(taken)


def ranking(approvals: Mapping[str, Collection[str]], k: int) -> tuple[str, ...]:
    """The `k` proposals with the most supporters; of equal ones those first that stand first on the ballot."""
    return tuple(sorted(approvals, key=lambda name: -len(set(approvals[name])))[: max(k, 0)])


def represented(
    approvals: Mapping[str, Collection[str]], voters: Collection[str], chosen: Collection[str]
) -> dict[str, int]:
    """How many of the `chosen` each voter is for, in the order of the voters."""
    found = dict.fromkeys(voters, 0)
    for name in chosen:
        for who in set(approvals[name]):
            found[who] += 1
    return found


class _Market(Protocol):
    """Money, and what it buys."""

    supporters: Sequence[Sequence[int]]

    def price(self, n: int) -> Fraction | None:
        """What the proposal of this number costs its supporters now; None where they will never have enough."""

    def pay(self, n: int) -> None:
        """Let its supporters pay that price."""


def _cheapest_first(market: _Market, places: Sequence[int], most: int) -> list[tuple[int, Fraction]]:
    """Buy the cheapest, at most `most` times. No price ever falls, as nobody's money grows faster than another's: the
    last one known is a lower bound, and only the proposals at the head of the heap are asked anew."""
    heap = []
    for n in places:
        asked = market.price(n)
        if asked is not None:
            heap.append((asked, -len(market.supporters[n]), n))
    heapify(heap)
    bought: list[tuple[int, Fraction]] = []
    while heap and len(bought) < most:
        known, many, n = heap[0]
        asked = market.price(n)
        if asked is None:
            heappop(heap)
        elif asked != known:
            heapreplace(heap, (asked, many, n))
        else:
            heappop(heap)
            market.pay(n)
            bought.append((n, asked))
    return bought


class _Shares:
    """The first budget: what each voter has, exactly, in whole numbers over one common denominator.

    `scale` is that denominator, and so what a place costs. Fractions of their own would be reduced at every sum, and a
    thousand voters would take minutes.
    """

    def __init__(self, money: list[int], scale: int, supporters: Sequence[Sequence[int]]) -> None:
        self.money = money
        self.scale = scale
        self.supporters = supporters

    def price(self, n: int) -> Fraction | None:
        """What those pay who pay most, if the supporters buy together."""
        found = self._share(n)
        return None if found is None else Fraction(found[0], found[1] * self.scale)

    def pay(self, n: int) -> None:
        """Let them pay: the same each, or all that somebody has."""
        found = self._share(n)
        assert found is not None
        due, among = found
        finer = among // gcd(among, due)
        self.scale *= finer
        self.money = [has * finer for has in self.money]
        each = due * finer // among
        for voter in self.supporters[n]:
            self.money[voter] -= min(self.money[voter], each)
        common = gcd(self.scale, *self.money) if self.scale.bit_length() > LONG_SCALE else 1
        if common > 1:
            self.scale //= common
            self.money = [has // common for has in self.money]

    def _share(self, n: int) -> tuple[int, int] | None:
        """What is left to pay and among how many, once the poorest have paid all they have."""
        money = sorted([self.money[voter] for voter in self.supporters[n]])
        due, among = self.scale, len(money)
        for has in money:
            if has * among >= due:
                return due, among
            due -= has
            among -= 1
        return None


class _Completion:
    """Everybody is given more at the same pace. Money is counted from the beginning of that, as what is given since is
    the same for all: who has paid everything stands as far below nought as was given by then.

    Whoever paid together has the same ever since, so that voters are kept as sets of equal money, as bits of a number.
    """

    def __init__(self, money: Sequence[int], scale: int, supporters: Sequence[Sequence[int]]) -> None:
        self.scale = scale
        self.supporters = supporters
        self.masks = [sum(1 << voter for voter in each) for each in supporters]
        self.equal: dict[int, int] = {}
        for voter, has in enumerate(money):
            self.equal[has] = self.equal.get(has, 0) | 1 << voter

    def price(self, n: int) -> Fraction | None:
        """How much everybody has to be given until the supporters have the cost of one place together."""
        return Fraction(self._missing(n), len(self.supporters[n]) * self.scale)

    def pay(self, n: int) -> None:
        """Let them pay all they have by then."""
        missing, among = self._missing(n), len(self.supporters[n])
        finer = among // gcd(among, missing)
        given = missing * finer // among
        self.scale *= finer
        others = {has * finer: who & ~self.masks[n] for has, who in self.equal.items()}
        self.equal = {has: who for has, who in others.items() if who}
        self.equal[-given] = self.equal.get(-given, 0) | self.masks[n]
        common = gcd(self.scale, *self.equal) if self.scale.bit_length() > LONG_SCALE else 1
        if common > 1:
            self.scale //= common
            self.equal = {has // common: who for has, who in self.equal.items()}

    def _missing(self, n: int) -> int:
        mask = self.masks[n]
        return self.scale - sum(has * (who & mask).bit_count() for has, who in self.equal.items())
