"""Which comments say the same: suggested, never decided. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.kernel.text.fold import fold
from app.kernel.text.paragraphs import alike
from app.kernel.text.tokens import tokens

SIMILAR = 0.8
# Comparing every two comments is bounded; past this many on one text only identical ones are suggested.
_MOST_COMPARED = 200


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said: the comment's code and its words. `place` is what only comments on the same text share."""

    code: str
    text: str
    place: tuple[str, str | None]


def alike_groups(said: Sequence[Said]) -> list[tuple[str, ...]]:
    """The codes of comments that say the same, the earliest first in each group; who says what nobody else says is in none.

    Two say the same on the same text in the same round when their words, letter case and accents aside, are the same
    (a campaign), or four fifths alike.
    """
    by_place: dict[tuple[str, str | None], list[Said]] = {}
    for one in said:
        by_place.setdefault(one.place, []).append(one)
    return [group for here in by_place.values() for group in _groups(here)]


def _groups(here: Sequence[Said]) -> list[tuple[str, ...]]:
    groups: list[tuple[str, Counter[str], list[str]]] = []
    by_words: dict[str, list[str]] = {}
    for one in here:
        words = fold(one.text)
        if words in by_words:
            by_words[words].append(one.code)
            continue
        bag = Counter(token.word for token in tokens(words))
        near = len(here) <= _MOST_COMPARED
        found = next(
            (codes for text, other, codes in groups if near and _similar(words, bag, text, other)), None
        )
        if found is None:
            found = []
            groups.append((words, bag, found))
        found.append(one.code)
        by_words[words] = found
    return [tuple(codes) for _text, _bag, codes in groups if len(codes) > 1]


def _similar(one: str, bag: Counter[str], other: str, other_bag: Counter[str]) -> bool:
    shared = sum((bag & other_bag).values())
    # Words that are shared in order are never more than words that are shared at all.
    if 2 * shared < SIMILAR * (sum(bag.values()) + sum(other_bag.values())) * 0.75:
        return False
    return alike(one, other) >= SIMILAR
