"""Two contents field by field: the redline between versions, and the merge when two people saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.drafting.content import Content, Row, rows
from app.drafting.fields import LATER, LISTED, SHAPES, SPARSE, FieldSpec, Shape, fields_of
from app.drafting.models import Kind
from app.kernel.text.diff import Piece, redline
from app.kernel.text.merge import merge_lists, merge_text
from app.kernel.text.paragraphs import alike

# Less than half alike is another paragraph with another id; from here on it is still shown word against word.
_REWRITTEN = 0.3


@dataclass(frozen=True)
class PartChange:
    """One part of an item: its words, and what stayed, came or went in it."""

    label: str
    pieces: list[Piece]

    @property
    def changed(self) -> bool:
        """Whether anything came or went."""
        return any(piece.op != "same" for piece in self.pieces)


@dataclass(frozen=True)
class ItemChange:
    """One paragraph (step, risk, piece of evidence) between two versions; `moved` when it stands elsewhere now."""

    id: str
    status: str
    moved: bool
    parts: list[PartChange]


@dataclass(frozen=True)
class FieldChange:
    """One field between two versions."""

    spec: FieldSpec
    items: list[ItemChange]

    @property
    def changed(self) -> bool:
        """Whether anything in it changed."""
        return any(item.status != "same" or item.moved for item in self.items)


def redline_content(kind: str, old: Content, new: Content) -> list[FieldChange]:
    """Every field of the kind, item by item: `inserted`, `deleted`, `changed`, `rewritten` or `same`, with the words that changed.

    An item deleted stands where it stood; one that moved stands where it stands now and says so.
    """
    return [
        FieldChange(
            spec,
            _redline_rows(spec, rows(spec.shape, old.get(spec.name)), rows(spec.shape, new.get(spec.name))),
        )
        for spec in fields_of(kind)
    ]


def _redline_rows(spec: FieldSpec, old: list[Row], new: list[Row]) -> list[ItemChange]:
    before = {row.id: row for row in old}
    after = {row.id: row for row in new}
    stayed = [row.id for row in old if row.id in after]
    now = [row.id for row in new if row.id in before]
    moved = set(now) - set(_longest_common(stayed, now))
    pairs: list[tuple[Row | None, Row | None]] = [(row, None) for row in _deleted_after(old, after, None)]
    for row in new:
        pairs.append((before.get(row.id), row))
        if row.id in before:
            pairs += [(gone, None) for gone in _deleted_after(old, after, row.id)]
    return [
        _item(spec, one, other, moved=other is not None and other.id in moved)
        for one, other in _rewritten_together(pairs)
    ]


def _rewritten_together(pairs: list[tuple[Row | None, Row | None]]) -> list[tuple[Row | None, Row | None]]:
    """Where a paragraph went and another, not all unlike it, came in its place, both are one rewriting to a reader."""
    told: list[tuple[Row | None, Row | None]] = []
    for old, new in pairs:
        if old is None and new is not None:
            place = next(
                (
                    n
                    for n in range(len(told) - 1, -1, -1)
                    if told[n][1] is not None or alike(_words(told[n][0]), new.text) >= _REWRITTEN
                ),
                -1,
            )
            if place >= 0 and told[place][1] is None:
                told[place:] = [*told[place + 1 :], (told[place][0], new)]
                continue
        told.append((old, new))
    return told


def _words(row: Row | None) -> str:
    return row.text if row else ""


def _said(spec: FieldSpec, row: Row | None, part: str) -> str:
    """What stands in one part of a row; a choice in its words, not in its stored value."""
    text = row.parts[part] if row else ""
    return spec.chosen_words(text) if spec.shape is Shape.CHOICE else text


def _deleted_after(old: list[Row], after: Mapping[str, Row], anchor: str | None) -> list[Row]:
    """The rows that are gone and stood right behind `anchor`; with None, those at the beginning."""
    gone: list[Row] = []
    here = anchor is None
    for row in old:
        if row.id in after:
            if here and gone:
                break
            here = row.id == anchor
        elif here:
            gone.append(row)
    return gone


def _longest_common(one: list[str], other: list[str]) -> list[str]:
    """The longest run of ids that keeps its order in both; ids are unique, so rising places suffice."""
    place = {id_: n for n, id_ in enumerate(one)}
    best: list[tuple[int, list[str]]] = []
    for id_ in other:
        runs = [run for last, run in best if last < place[id_]]
        best.append((place[id_], [*max(runs, key=len, default=[]), id_]))
    return max((run for _, run in best), key=len, default=[])


def _item(spec: FieldSpec, old: Row | None, new: Row | None, *, moved: bool) -> ItemChange:
    names = spec.parts
    parts = [
        PartChange(
            spec.word_of(name),
            redline(_said(spec, old, name), _said(spec, new, name)),
        )
        for name in names
    ]
    parts = [part for part in parts if part.pieces]
    if old is not None and new is not None and old.id != new.id:
        status = "rewritten"
    elif old is None:
        status = "inserted"
    elif new is None:
        status = "deleted"
    else:
        status = "changed" if any(part.changed for part in parts) else "same"
    return ItemChange((new or old or Row("", {})).id, status, moved, parts)


@dataclass(frozen=True)
class Collision:
    """One place where both sides changed the same thing: in which field, item and part, and what each wrote."""

    field: str
    id: str
    part: str
    base: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class MergedContent:
    """The merge of two contents; at a collision it holds theirs, and what mine said is in `collisions`."""

    content: Content
    collisions: tuple[Collision, ...]


def merge_content(kind: str, base: Content, mine: Content, theirs: Content) -> MergedContent:
    """Merge field by field what two people made of `base`. New paragraphs of the two must have different ids."""
    merged: Content = {}
    collisions: list[Collision] = []
    for name, shape in SHAPES[Kind(kind)].items():
        value, found = _merge_field(name, shape, base.get(name), mine.get(name), theirs.get(name))
        collisions += found
        if value or name not in LATER:
            merged[name] = value
    return MergedContent(merged, tuple(collisions))


def _merge_field(name: str, shape: Shape, base: Any, mine: Any, theirs: Any) -> tuple[Any, list[Collision]]:
    if mine in (base, theirs):
        return theirs, []
    if theirs == base:
        return mine, []
    if shape in (Shape.WORDS, Shape.CODES):
        return _merge_sets(base or [], mine or [], theirs or []), []
    if shape is Shape.LINE:
        result = merge_text(base or "", mine or "", theirs or "")
        return result.text, [Collision(name, "", "text", c.base, c.mine, c.theirs) for c in result.conflicts]
    if shape in (Shape.NUMBER, Shape.CHOICE, Shape.LANGUAGE):
        return theirs, [Collision(name, "", "text", _text(base), _text(mine), _text(theirs))]
    if shape not in LISTED:
        merged, found = _merge_parts(name, shape, base or {}, mine or {}, theirs or {})
        return {k: part for k, part in merged.items() if part} if shape in SPARSE else merged, found
    if shape is Shape.MILESTONES:
        return _merge_milestones(name, base or [], mine or [], theirs or [])
    lists = merge_lists(_stringed(base), _stringed(mine), _stringed(theirs))
    items = [_restored(item) for item in lists.items]
    return items, [Collision(name, c.id, c.part, c.base, c.mine, c.theirs) for c in lists.conflicts]


def _merge_milestones(
    name: str, base: Sequence[Content], mine: Sequence[Content], theirs: Sequence[Content]
) -> tuple[list[Content], list[Collision]]:
    """Milestones by their ids: the note word by word, value and year each as a whole, for half of two figures is a third."""
    was, one, two = ({item["id"]: item for item in side} for side in (base, mine, theirs))
    notes = merge_lists(*(_stringed(side) for side in (base, mine, theirs)))
    found = [
        Collision(name, c.id, c.part, c.base, c.mine, c.theirs)
        for c in notes.conflicts
        if c.part not in ("value", "year") or not (c.id in one and c.id in two)
    ]
    items: list[Content] = []
    for item in notes.items:
        id_ = item["id"]
        if id_ in one and id_ in two:
            parts, clashes = _merge_parts(name, Shape.MILESTONES, was.get(id_, {}), one[id_], two[id_])
            found += [replace(c, id=id_) for c in clashes if c.part != "note"]
            items.append({**parts, "id": id_, "note": item["note"]})
        else:
            items.append({**(two.get(id_) or one[id_])})
    return items, found


def _merge_parts(
    name: str, shape: Shape, base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Collision]]:
    merged: dict[str, Any] = {}
    collisions: list[Collision] = []
    for part in {**theirs, **mine}:
        was, one, two = base.get(part), mine.get(part), theirs.get(part)
        if part in ("note", "label") or part.endswith("_note") or shape is Shape.MARKERS:
            result = merge_text(was or "", one or "", two or "")
            merged[part] = result.text
            collisions += [Collision(name, "", part, c.base, c.mine, c.theirs) for c in result.conflicts]
        else:
            merged[part] = one if two == was else two
            if was not in (one, two) and one != two:
                collisions.append(Collision(name, "", part, _text(was), _text(one), _text(two)))
    return merged, collisions


def _merge_sets(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
    kept = [word for word in theirs if word in mine or word not in base]
    return kept + [word for word in mine if word not in theirs and word not in base]


def _stringed(items: Any) -> list[dict[str, str]]:
    return [{key: _text(part) for key, part in item.items()} for item in items or []]


def _restored(item: dict[str, str]) -> dict[str, Any]:
    return {key: (part or None) if key == "source" else part for key, part in item.items()}


def _text(value: Any) -> str:
    return "" if value is None else str(value)
