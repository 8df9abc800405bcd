"""Two people changed the same text: what does not collide is merged, what collides is kept twice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.kernel.text.compare import Match
from app.kernel.text.diff import word_matches
from app.kernel.text.tokens import Token, join, tokens


@dataclass(frozen=True)
class Conflict:
    """One place where both sides changed the same words. Nothing of either is lost: both stand here.

    In a list, `id` names the item and `part` the part of it; an empty side means that side took the item out.
    """

    base: str
    mine: str
    theirs: str
    id: str = ""
    part: str = ""


@dataclass(frozen=True)
class MergedText:
    """The merge: at a collision the text holds theirs (which is saved already), and mine is in `conflicts`."""

    text: str
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True)
class MergedList:
    """The merge of two lists; at a collision an item holds theirs, and mine is in `conflicts`."""

    items: list[dict[str, str]]
    conflicts: tuple[Conflict, ...]


def merge_text(base: str, mine: str, theirs: str) -> MergedText:
    """Merge word by word what two people made of `base`.

    Every word either side inserted is in the merge or in a conflict. Where the same words were changed in two
    ways, or one side took out what the other changed, that place is a conflict.
    """
    if mine in (theirs, base):
        return MergedText(theirs, ())
    if theirs == base:
        return MergedText(mine, ())
    b, m, t = tokens(base), tokens(mine), tokens(theirs)
    out: list[Token] = []
    conflicts: list[Conflict] = []
    at_b = at_m = at_t = 0
    for start, in_m, in_t, size in _common(b, m, t):
        if (start, in_m, in_t) != (at_b, at_m, at_t):
            was, one, two = b[at_b:start], m[at_m:in_m], t[at_t:in_t]
            merged, conflict = _merge_region(was, one, two)
            out += merged
            if conflict:
                conflicts.append(conflict)
        out += [_merge_space(b[start + n], m[in_m + n], t[in_t + n]) for n in range(size)]
        at_b, at_m, at_t = start + size, in_m + size, in_t + size
    return MergedText(join(out), tuple(conflicts))


def _common(b: list[Token], m: list[Token], t: list[Token]) -> list[tuple[int, int, int, int]]:
    """Stretches of the base both sides left alone: (place in base, in mine, in theirs, size); the end comes last."""
    in_mine = [*word_matches(b, m), Match(len(b), len(m), 0)]
    in_theirs = [*word_matches(b, t), Match(len(b), len(t), 0)]
    found: list[tuple[int, int, int, int]] = []
    x = y = 0
    while x < len(in_mine) and y < len(in_theirs):
        one, two = in_mine[x], in_theirs[y]
        start, end = max(one.a, two.a), min(one.a + one.size, two.a + two.size)
        if start < end:
            found.append((start, one.b + start - one.a, two.b + start - two.a, end - start))
        if one.a + one.size < two.a + two.size:
            x += 1
        else:
            y += 1
    return [*found, (len(b), len(m), len(t), 0)]


def _merge_region(
    was: list[Token], mine: list[Token], theirs: list[Token]
) -> tuple[list[Token], Conflict | None]:
    words, one, two = ([token.word for token in side] for side in (was, mine, theirs))
    if one in (two, words):
        return theirs, None
    if two == words:
        return mine, None
    return theirs, Conflict(join(was), join(mine), join(theirs))


def _merge_space(base: Token, mine: Token, theirs: Token) -> Token:
    """The word all share, with the white space of the side that changed it; theirs where both did."""
    return mine if theirs.space == base.space else theirs


def merge_lists(
    base: Sequence[Mapping[str, str]], mine: Sequence[Mapping[str, str]], theirs: Sequence[Mapping[str, str]]
) -> MergedList:
    """Merge two lists of paragraphs (or steps, risks, pieces of evidence) that both grew out of `base`.

    Items are mappings with an "id" and one or more texts; an id means the same item on every side, and new items
    have ids the other side did not give. An item only one side changed, added, moved or took out follows that
    side. An item one side changed and the other took out stays, as a conflict. Within an item `merge_text` works.
    """
    was, one, two = ({item["id"]: item for item in side} for side in (base, mine, theirs))
    conflicts: list[Conflict] = []
    merged: dict[str, dict[str, str]] = {}
    for id_ in {**two, **one}:
        item, found = _merge_item(id_, was.get(id_), one.get(id_), two.get(id_))
        conflicts += found
        if item is not None:
            merged[id_] = item
    _drop_twins(merged, was, one, two)
    for conflict, dropped in _rewritten_twice(was, one, two):
        conflicts.append(conflict)
        for id_ in dropped:
            merged.pop(id_, None)
    order, clash = _merge_order([*was], [*one], [*two])
    return MergedList([merged[id_] for id_ in order if id_ in merged], (*conflicts, *clash))


_Item = Mapping[str, str]


def _merge_item(
    id_: str, was: _Item | None, mine: _Item | None, theirs: _Item | None
) -> tuple[dict[str, str] | None, list[Conflict]]:
    if mine is None or theirs is None:
        kept = mine or theirs or {}
        if was is None:
            return dict(kept), []
        if kept == was:
            return None, []
        lost = [
            Conflict(was.get(part, ""), (mine or {}).get(part, ""), (theirs or {}).get(part, ""), id_, part)
            for part in kept
            if part != "id"
        ]
        return dict(kept), lost
    item, conflicts = {"id": id_}, []
    for part in [key for key in {**theirs, **mine} if key != "id"]:
        result = merge_text((was or {}).get(part, ""), mine.get(part, ""), theirs.get(part, ""))
        item[part] = result.text
        conflicts += [replace(conflict, id=id_, part=part) for conflict in result.conflicts]
    return item, conflicts


def _drop_twins(
    merged: dict[str, dict[str, str]], was: dict[str, _Item], mine: dict[str, _Item], theirs: dict[str, _Item]
) -> None:
    """What both sides added in the same words is taken once."""
    added = [_texts(item) for id_, item in theirs.items() if id_ not in was]
    for id_, item in mine.items():
        if id_ not in was and id_ not in theirs and _texts(item) in added:
            added.remove(_texts(item))
            del merged[id_]


def _rewritten_twice(
    was: dict[str, _Item], mine: dict[str, _Item], theirs: dict[str, _Item]
) -> Iterator[tuple[Conflict, list[str]]]:
    """Where both sides put other items in place of the same one: a collision, though no id is shared any more.

    Gives the conflict, at the first item of theirs, and the ids of mine that stand in it and no longer in the merge.
    """
    frame = [id_ for id_ in was if id_ in mine and id_ in theirs]
    for before, after in pairwise([None, *frame, None]):
        gone = _between([*was], before, after)
        one, two = (
            [id_ for id_ in _between([*side], before, after) if id_ not in was and id_ not in other]
            for side, other in ((mine, theirs), (theirs, mine))
        )
        if not gone or not one or not two:
            continue
        if any(id_ in mine or id_ in theirs for id_ in gone):
            continue
        said, saved = ([_texts(side[id_]) for id_ in ids] for side, ids in ((mine, one), (theirs, two)))
        if said == saved:
            continue
        base, mine_text, theirs_text = (
            _told(side, ids) for side, ids in ((was, gone), (mine, one), (theirs, two))
        )
        part = next(key for key in theirs[two[0]] if key != "id")
        yield Conflict(base, mine_text, theirs_text, two[0], part), one


def _between(ids: list[str], before: str | None, after: str | None) -> list[str]:
    start = ids.index(before) + 1 if before is not None else 0
    end = ids.index(after) if after is not None else len(ids)
    return ids[start:end]


def _told(side: dict[str, _Item], ids: list[str]) -> str:
    return "\n\n".join(" ".join(filter(None, (text for _part, text in _texts(side[id_])))) for id_ in ids)


def _texts(item: _Item) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((part, text) for part, text in item.items() if part != "id"))


def _merge_order(was: list[str], mine: list[str], theirs: list[str]) -> tuple[list[str], list[Conflict]]:
    """The ids in their merged order. Where both moved the same items differently, theirs is kept."""
    kept = set(was) & set(mine) & set(theirs)
    shared = [id_ for id_ in was if id_ in kept]
    order_mine = [id_ for id_ in mine if id_ in kept]
    order_theirs = [id_ for id_ in theirs if id_ in kept]
    clash: list[Conflict] = []
    if order_theirs == shared and order_mine != shared:
        order = _woven(mine, theirs)
    else:
        order = _woven(theirs, mine)
        if order_mine not in (shared, order_theirs):
            before, one, two = (" ".join(ids) for ids in (shared, order_mine, order_theirs))
            clash = [Conflict(before, one, two, part="order")]
    return order, clash


def _woven(frame: list[str], other: list[str]) -> list[str]:
    """`frame` with what only `other` has put in, each after the neighbour it follows there."""
    order = list(frame)
    present, others = set(frame), set(other)
    after: str | None = None
    for id_ in other:
        if id_ not in present:
            place = order.index(after) + 1 if after is not None else 0
            while place < len(order) and order[place] not in others:
                place += 1
            order.insert(place, id_)
            present.add(id_)
        after = id_
    return order
