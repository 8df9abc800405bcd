"""Between the shape of packages and API (plain texts and lists) and what a version stores (items with permanent ids).

Stored: `{"summary": [{"id": "p1", "text": …}], "evidence": [{"id", "text", "source"}], "risks": [{"id", "risk",
"safeguard"}], "timeframe": {…}, "title": …}`. Ids are unique in the whole proposal and never given twice. Fields that
came later (`fields.LATER`) are there only where they are filled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.drafting.fields import LATER, LISTED, PARTS, SHAPES, Shape, partner_field
from app.drafting.models import Kind
from app.kernel.ledger import digest
from app.kernel.text.markdown import to_plain
from app.kernel.text.paragraphs import Para, align, split_paragraphs

Content = dict[str, Any]

_NOT_SEARCHED = frozenset(
    ["title", "value_type", "direction", "decimals", "mechanism_type", "level", "result_level", "language"]
)

_PROSE = frozenset(
    name for shapes in SHAPES.values() for name, shape in shapes.items() if shape is Shape.PARAGRAPHS
)


def blank(kind: str) -> dict[str, Any]:
    """A proposal of this kind with every field empty, in package shape."""
    empty: dict[Shape, Any] = {
        Shape.LINE: "", Shape.PARAGRAPHS: "", Shape.LINES: [], Shape.EVIDENCE: [], Shape.RISKS: [],
        Shape.TIMEFRAME: {"label": "", "start": None, "end": None},
        Shape.BASELINE: {"value": None, "year": None, "note": "", "source": None},
        Shape.TARGET: {"value": None, "year": None, "note": ""},
        Shape.NUMBER: 0, Shape.WORDS: [], Shape.CODES: [], Shape.PRACTICES: [], Shape.MILESTONES: [],
        Shape.SMART: {}, Shape.MARKERS: {}, Shape.CHOICE: "", Shape.LANGUAGE: "",
    }  # fmt: skip
    chosen = {"value_type": "number", "direction": "higher"}
    return {name: chosen.get(name, _copy(empty.get(shape))) for name, shape in SHAPES[Kind(kind)].items()}


def arrange(
    kind: str, fields: Mapping[str, Any], *, old: Content | None = None, next_paragraph: int = 1
) -> tuple[Content, int]:
    """Turn `fields` in package shape into stored content; gives the next free paragraph number too.

    Items that were in `old` keep their ids as `align` decides. Fields that are missing are empty; what the kind does
    not have is left out.
    """
    given = {**blank(kind), **{name: value for name, value in fields.items() if value is not None}}
    content: Content = {}
    for name, shape in SHAPES[Kind(kind)].items():
        if name in LATER and not given[name]:
            continue
        if shape in LISTED:
            items = _items(shape, given[name])
            known = [Para(item["id"], _key(shape, item)) for item in (old or {}).get(name, [])]
            paras, next_paragraph = align(known, [_key(shape, item) for item in items], next_paragraph)
            content[name] = [{"id": para.id, **item} for para, item in zip(paras, items, strict=True)]
        else:
            content[name] = _copy(given[name])
    return content, next_paragraph


def plain(content: Content) -> dict[str, Any]:
    """Stored content in package shape: without ids, long fields as one text with empty lines between paragraphs."""
    return {name: _plain_value(name, value) for name, value in content.items()}


def content_hash(content: Content) -> str:
    """SHA-256 of the content: two versions with the same hash say the same under the same paragraph ids."""
    return digest(content)


def same_words(one: Content, other: Content) -> bool:
    """Whether two contents say the same, whatever ids their paragraphs have."""
    return digest(plain(one)) == digest(plain(other))


def opening_words(kind: str, content: Content) -> str:
    """The first paragraph, for lists: a mechanism's summary, a benchmark's definition."""
    items = content.get("summary" if kind == Kind.MECHANISM else "definition") or []
    return to_plain(items[0]["text"]) if items else ""


def search_body(content: Content) -> str:
    """Every word of the text, for full-text search."""
    return "\n".join(
        to_plain(text)
        for name, value in content.items()
        if name not in _NOT_SEARCHED
        for text in _texts(value)
    )


@dataclass(frozen=True)
class Row:
    """One item of a field with its parts as text; fields without items are one row without an id."""

    id: str
    parts: dict[str, str]

    @property
    def text(self) -> str:
        """All parts as one text."""
        return "\n".join(part for part in self.parts.values() if part)


def rows(shape: Shape, value: Any) -> list[Row]:
    """Any field's stored value as rows of texts, for comparing and showing; nothing for an empty field."""
    if shape in LISTED:
        names = PARTS.get(shape, ("text",))
        return [Row(item["id"], {name: _written(item.get(name)) for name in names}) for item in value or []]
    if shape in PARTS:
        texts = {name: _written((value or {}).get(name)) for name in PARTS[shape]}
        return [Row("", texts)] if any(texts.values()) else []
    text = ", ".join(value) if isinstance(value, list) else _written(value)
    return [Row("", {"text": text})] if text else []


def cited_sources(content: Content) -> list[str]:
    """The codes of the sources that evidence and baseline name, each once, in order."""
    codes = [item.get("source") for item in content.get("evidence", [])]
    codes.append((content.get("baseline") or {}).get("source"))
    return list(dict.fromkeys(code for code in codes if code))


def linked_codes(kind: str, content: Content) -> list[str]:
    """The codes of the linked proposals as they stood when the version was written."""
    return list(content.get(partner_field(kind), []))


def _items(shape: Shape, value: Any) -> list[dict[str, Any]]:
    """The items of a listed field in package shape, blank ones left out."""
    texts: Sequence[Any] = split_paragraphs(value) if isinstance(value, str) else value
    found: list[dict[str, Any]] = []
    for text in texts:
        if isinstance(text, str):
            item: dict[str, Any] = {"text": text.strip()}
        else:
            item = {name: _part(name, text.get(name)) for name in PARTS[shape]}
        if any(part not in ("", None) for part in item.values()):
            found.append(item)
    return found


def _part(name: str, value: Any) -> Any:
    """One part of an item as it is stored: a source or a figure may be missing, a text may be empty."""
    if name in ("source", "value", "year"):
        return None if value == "" else value
    return (value or "").strip()


def _key(shape: Shape, item: Mapping[str, Any]) -> str:
    """The words by which an item is recognised after an edit; a source alone does not make it another."""
    names = PARTS[shape] if shape in (Shape.RISKS, Shape.MILESTONES) else ("text",)
    return "\n".join(_written(item.get(name)) for name in names)


def _plain_value(name: str, value: Any) -> Any:
    if name in _PROSE and isinstance(value, list):
        return "\n\n".join(item["text"] for item in value)
    if isinstance(value, list):
        return [_without_id(item) if isinstance(item, dict) else item for item in value]
    return _copy(value)


def _without_id(item: Mapping[str, Any]) -> Any:
    rest = {name: part for name, part in item.items() if name != "id"}
    return rest["text"] if list(rest) == ["text"] else rest


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for key, part in value.items() if key != "id" for text in _texts(part)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [str(value)] if value not in (None, "") else []


def _written(value: Any) -> str:
    return "" if value is None else str(value)


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(part) for key, part in value.items()}
    return list(value) if isinstance(value, list) else value
