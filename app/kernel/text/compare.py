"""Comparing two sequences in bounded time: what is the same, what was replaced."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple, TypeVar

Item = TypeVar("Item", bound=Hashable)

# difflib walks, for each item on one side, all equal items on the other, again for each block it finds. The sum of
# those pairs measures the work; past this much, only what occurs once on both sides is used as an anchor.
_MOST_PAIRS = 400_000


class Match(NamedTuple):
    """`size` equal items, from `a` in the first sequence and `b` in the second."""

    a: int
    b: int
    size: int


def matches(a: Sequence[Item], b: Sequence[Item]) -> list[Match]:
    """The stretches both sequences share, in order, without overlap and each as long as it can be.

    The result is exact difflib (no junk) for anything a person edits; for huge or repetitive input it is coarser,
    never slow.
    """
    found = list(_within(a, b, (0, len(a), 0, len(b)), [_MOST_PAIRS], depth=0))
    joined: list[Match] = []
    for match in found:
        last = joined[-1] if joined else None
        if last and last.a + last.size == match.a and last.b + last.size == match.b:
            joined[-1] = Match(last.a, last.b, last.size + match.size)
        else:
            joined.append(match)
    return joined


_Range = tuple[int, int, int, int]


def _within(
    a: Sequence[Item], b: Sequence[Item], part: _Range, budget: list[int], depth: int
) -> Iterator[Match]:
    """Matches inside one part of both; `budget` is what may still be spent on pairs, over the whole comparison."""
    alo, ahi, blo, bhi = part
    head = 0
    while alo + head < ahi and blo + head < bhi and a[alo + head] == b[blo + head]:
        head += 1
    if head:
        yield Match(alo, blo, head)
    alo, blo = alo + head, blo + head
    tail = 0
    while alo < ahi - tail and blo < bhi - tail and a[ahi - tail - 1] == b[bhi - tail - 1]:
        tail += 1
    ahi, bhi = ahi - tail, bhi - tail
    if alo < ahi and blo < bhi:
        yield from _middle(a, b, (alo, ahi, blo, bhi), budget, depth)
    if tail:
        yield Match(ahi, bhi, tail)


def _middle(
    a: Sequence[Item], b: Sequence[Item], part: _Range, budget: list[int], depth: int
) -> Iterator[Match]:
    alo, ahi, blo, bhi = part
    counts_a, counts_b = Counter(a[alo:ahi]), Counter(b[blo:bhi])
    pairs = sum(count * counts_b[item] for item, count in counts_a.items() if item in counts_b)
    if pairs == 0:
        return
    if pairs <= budget[0]:
        budget[0] -= pairs
        matcher = SequenceMatcher(None, a[alo:ahi], b[blo:bhi], autojunk=False)
        for block in matcher.get_matching_blocks():
            if block.size:
                yield Match(alo + block.a, blo + block.b, block.size)
        return
    if depth > 3:
        return
    for i, j in [*_rising(_anchors(a, b, part, 1 if depth % 2 else 4)), (ahi, bhi)]:
        yield from _within(a, b, (alo, i, blo, j), budget, depth + 1)
        if i < ahi:
            yield Match(i, j, 1)
        alo, blo = i + 1, j + 1


def _anchors(a: Sequence[Item], b: Sequence[Item], part: _Range, run: int) -> list[tuple[int, int]]:
    """Where `run` items in a row occur exactly once on each side: (place in a, place in b)."""
    once_a, once_b = (
        _once(side, low, high - run + 1, run) for side, low, high in ((a, *part[:2]), (b, *part[2:]))
    )
    return [(i, once_b[key]) for key, i in once_a.items() if key in once_b]


def _once(side: Sequence[Item], low: int, high: int, run: int) -> dict[tuple[Item, ...], int]:
    places: dict[tuple[Item, ...], int] = {}
    again: set[tuple[Item, ...]] = set()
    for place in range(low, high):
        key = tuple(side[place : place + run])
        if key in places:
            again.add(key)
        places[key] = place
    return {key: place for key, place in places.items() if key not in again}


def _rising(anchors: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of anchors that keep their order on both sides (patience sorting)."""
    tops: list[int] = []
    top_anchor: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(anchors):
        pile = bisect_left(tops, j)
        before.append(top_anchor[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(j)
            top_anchor.append(index)
        else:
            tops[pile] = j
            top_anchor[pile] = index
    run: list[tuple[int, int]] = []
    index = top_anchor[-1] if top_anchor else -1
    while index >= 0:
        run.append(anchors[index])
        index = before[index]
    return run[::-1]
