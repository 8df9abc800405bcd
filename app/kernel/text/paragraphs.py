"""A long field is a list of paragraphs with permanent ids; anchors, redlines and document ids hang on them."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from app.kernel.text.compare import matches
from app.kernel.text.tokens import tokens

# Comparing every old with every new paragraph is bounded; past this many pairs only neighbours are compared.
_MOST_PAIRS = 10_000
_PART = 0.75


class Para(NamedTuple):
    """One paragraph: its permanent id ("p1", "p2", …) and its text."""

    id: str
    text: str


def split_paragraphs(text: str) -> list[str]:
    """The paragraphs of a typed text: an empty line ends one. Blank ones are left out."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def align(old: Sequence[Para], new: Sequence[str], next_id: int) -> tuple[list[Para], int]:
    """Give the paragraphs of `new` their ids, in the order of `new`, and return the next free number.

    An untouched paragraph keeps its id, wherever it stands now; an edited one (at least half alike) keeps it; a
    split leaves the id with the first part; a join keeps the larger's; what is less than half alike is new. An id
    is never given twice: `next_id` only grows.
    """
    given: dict[int, int] = {}
    _keep_untouched(old, new, given)
    _keep_split_and_joined(old, new, given)
    _keep_edited(old, new, given)
    aligned: list[Para] = []
    for n, text in enumerate(new):
        if n in given:
            aligned.append(Para(old[given[n]].id, text))
        else:
            aligned.append(Para(f"p{next_id}", text))
            next_id += 1
    return aligned, next_id


def _keep_untouched(old: Sequence[Para], new: Sequence[str], given: dict[int, int]) -> None:
    """Same words: first what kept its order, then what was moved."""
    texts = [para.text for para in old]
    for match in matches(texts, new):
        given.update({match.b + step: match.a + step for step in range(match.size)})
    taken = set(given.values())
    free: dict[str, list[int]] = {}
    for o, text in enumerate(texts):
        if o not in taken:
            free.setdefault(text, []).append(o)
    for n, text in enumerate(new):
        if n not in given and free.get(text):
            given[n] = free[text].pop(0)


def _keep_split_and_joined(old: Sequence[Para], new: Sequence[str], given: dict[int, int]) -> None:
    """A paragraph whose words stand in several neighbours now, or several neighbours whose words stand in one."""
    taken = set(given.values())
    bags_old = {o: _bag(para.text) for o, para in enumerate(old) if o not in taken}
    bags_new = {n: _bag(text) for n, text in enumerate(new) if n not in given}
    if len(bags_old) * len(bags_new) > _MOST_PAIRS:
        return
    for o in list(bags_old):
        for run in _runs_within(bags_new, bags_old[o]):
            given[run[0]] = o
            bags_new = {n: bag for n, bag in bags_new.items() if n not in run}
            del bags_old[o]
            break
    for n in list(bags_new):
        for run in _runs_within(bags_old, bags_new[n]):
            given[n] = max(run, key=lambda o: (len(old[o].text), -o))
            bags_old = {o: bag for o, bag in bags_old.items() if o not in run}
            break


def _runs_within(parts: dict[int, Counter[str]], whole: Counter[str]) -> list[list[int]]:
    """Neighbouring parts (two or more) that are each mostly made of the whole's words and together most of it."""
    runs: list[list[int]] = []
    run: list[int] = []
    rest = Counter(whole)
    for index in [*sorted(parts), -1]:
        follows = bool(run) and index == run[-1] + 1
        if run and not (follows and _weight(parts[index] & rest) >= _PART * _weight(parts[index]) > 0):
            if len(run) > 1 and _weight(whole) - _weight(rest) >= _PART * _weight(whole):
                runs.append(run)
            run, rest = [], Counter(whole)
        if index >= 0 and _weight(parts[index] & rest) >= _PART * _weight(parts[index]) > 0:
            run.append(index)
            rest -= parts[index]
    return runs


def _keep_edited(old: Sequence[Para], new: Sequence[str], given: dict[int, int]) -> None:
    """The most alike first; between equals, those that stand closest."""
    taken = set(given.values())
    left_old = [o for o in range(len(old)) if o not in taken]
    left_new = [n for n in range(len(new)) if n not in given]
    near = len(left_old) * len(left_new) > _MOST_PAIRS
    bags = {o: _bag(old[o].text) for o in left_old}
    scored: list[tuple[float, int, int, int]] = []
    for n in left_new:
        bag = _bag(new[n])
        for o in left_old:
            if near and abs(o - n) > 10:
                continue
            if _alike_at_most(bags[o], bag) >= 0.5 and (score := alike(old[o].text, new[n])) >= 0.5:
                scored.append((-score, abs(o - n), n, o))
    for _, _, n, o in sorted(scored):
        if n not in given and o not in taken:
            given[n] = o
            taken.add(o)


def alike(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1: twice the length of the words they share in order, by their length."""
    a, b = [t.word for t in tokens(one)], [t.word for t in tokens(other)]
    total = sum(map(len, a)) + sum(map(len, b))
    shared = sum(len(word) for match in matches(a, b) for word in a[match.a : match.a + match.size])
    return 2 * shared / total if total else float(one == other)


def _bag(text: str) -> Counter[str]:
    return Counter(token.word for token in tokens(text))


def _weight(bag: Counter[str]) -> int:
    return sum(len(word) * count for word, count in bag.items())


def _alike_at_most(a: Counter[str], b: Counter[str]) -> float:
    total = _weight(a) + _weight(b)
    return 2 * _weight(a & b) / total if total else 0.0
