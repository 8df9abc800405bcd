"""The tree of a document from its JSON, with the place named where it is not as it should be."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any, TypeVar, cast

from app.documents.json_shape import FORMAT, VERSION
from app.documents.tree import (
    Align,
    Block,
    Change,
    Cover,
    Direction,
    Document,
    Figure,
    Letters,
    Note,
    Notes,
    PageBreak,
    Paragraph,
    Provisos,
    Run,
    Section,
    Table,
    Text,
    Tone,
    Words,
)

T = TypeVar("T")


def document_from(data: Any) -> Document:
    """A document from its JSON. What follows from the rest (levels, contents, numbers) is worked out, not read.

    Raises ValueError naming the place, as in `body/0/blocks/3/text: missing`.
    """
    top = _Place(data, "")
    found = (top.of("format", str), top.of("version", int))
    if found != (FORMAT, VERSION):
        raise ValueError(f"This is {found[0]} {found[1]}; {FORMAT} {VERSION} can be read.")
    cover = top.at("cover")
    try:
        day = date.fromisoformat(top.of("date", str))
    except ValueError as wrong:
        raise ValueError(f"date: {wrong}") from wrong
    return Document(
        cover=Cover(
            organ=cover.of("organ", str),
            symbol=cover.of("symbol", str),
            status=cover.of("status", str),
            title=_text(cover.at("title")),
            subtitle=_text(cover.at("subtitle")),
            date_line=cover.of("date_line", str),
            facts=_texts(cover.at("facts")),
            notices=_texts(cover.at("notices")),
            distribution=cover.of("distribution", str),
            original=cover.of("original", str),
            session=cover.of("session", str),
            agenda_item=cover.of("agenda_item", str),
        ),
        language=top.of("language", str),
        date=day,
        summary=_blocks(top.at("summary")),
        body=_blocks(top.at("body")),
        annexes=tuple(_section(each) for each in top.at("annexes").items()),
        direction=cast(Direction, top.one_of("direction", ("ltr", "rtl"))),
        contents_depth=top.of("contents_depth", int),
        words=Words(**{each.name: top.at("words").of(each.name, str) for each in fields(Words)}),
    )


class _Place:
    """A value in the JSON and where it stands."""

    def __init__(self, value: Any, path: str) -> None:
        self.value, self.path = value, path

    def at(self, key: str) -> _Place:
        """What stands under a key."""
        path = f"{self.path}/{key}".lstrip("/")
        if not isinstance(self.value, dict) or key not in self.value:
            raise ValueError(f"{path}: missing")
        return _Place(self.value[key], path)

    def has(self, key: str) -> bool:
        """Whether there is such a key."""
        return isinstance(self.value, dict) and key in self.value

    def of(self, key: str, kind: type[T]) -> T:
        """What stands under a key, of this kind."""
        found = self.at(key)
        if not isinstance(found.value, kind) or (kind is int and isinstance(found.value, bool)):
            raise ValueError(f"{found.path}: not {kind.__name__}")
        return found.value

    def one_of(self, key: str, known: tuple[str, ...]) -> str:
        """A word out of a few."""
        found = self.of(key, str)
        if found not in known:
            raise ValueError(f"{self.at(key).path}: {found!r} is none of {', '.join(known)}")
        return found

    def items(self) -> list[_Place]:
        """The places of a list."""
        if not isinstance(self.value, list):
            raise ValueError(f"{self.path}: not list")
        return [_Place(value, f"{self.path}/{n}") for n, value in enumerate(self.value)]


def _run(place: _Place) -> Run:
    def mark(name: str) -> bool:
        return place.has(name) and place.of(name, bool)

    def word(name: str) -> str | None:
        return place.of(name, str) if place.has(name) else None

    return Run(
        place.of("text", str),
        bold=mark("bold"),
        italic=mark("italic"),
        code=mark("code"),
        href=word("href"),
        lang=word("lang"),
        dir=cast(Direction, place.one_of("dir", ("ltr", "rtl"))) if place.has("dir") else None,
        note=_text(place.at("note").at("text")) if place.has("note") else (),
        change=cast(Change, place.one_of("change", ("added", "removed"))) if place.has("change") else None,
    )


def _text(place: _Place) -> Text:
    return tuple(_run(each) for each in place.items())


def _texts(place: _Place) -> tuple[Text, ...]:
    return tuple(_text(each) for each in place.items())


def _blocks(place: _Place) -> tuple[Block, ...]:
    return tuple(_block(each) for each in place.items())


def _section(place: _Place) -> Section:
    place.one_of("type", ("section",))
    return Section(
        place.of("id", str),
        _text(place.at("title")),
        place.of("label", str),
        _blocks(place.at("blocks")),
    )


def _block(place: _Place) -> Block:
    match place.of("type", str):
        case "section":
            return _section(place)
        case "paragraph":
            return Paragraph(
                _text(place.at("text")),
                numbered=place.has("number"),
                number=place.of("number", int) if place.has("number") else None,
                tone=cast(Tone, place.one_of("tone", ("text", "aside"))),
                origin=place.of("origin", str) if place.has("origin") else "",
            )
        case "letters":
            return Letters(_texts(place.at("items")))
        case "provisos":
            return Provisos(_texts(place.at("items")))
        case "table":
            return _table(place)
        case "figure":
            return Figure(
                place.of("id", str), place.of("svg", str), place.of("alt", str), _text(place.at("caption"))
            )
        case "notes":
            return Notes(
                tuple(
                    Note(each.of("label", str), _text(each.at("text")), each.of("id", str))
                    for each in place.at("items").items()
                )
            )
        case "page_break":
            return PageBreak()
        case other:
            raise ValueError(f"{place.path}/type: there is no block {other!r}")


def _table(place: _Place) -> Table:
    align, widths = place.of("align", list), place.of("widths", list)
    if any(side not in ("start", "end") for side in align):
        raise ValueError(f"{place.path}/align: only start and end")
    if any(type(share) is not int for share in widths):
        raise ValueError(f"{place.path}/widths: only whole numbers")
    return Table(
        place.of("id", str),
        _text(place.at("caption")),
        _texts(place.at("header")),
        tuple(_texts(row) for row in place.at("rows").items()),
        tuple(widths),
        cast(tuple[Align, ...], tuple(align)),
        place.of("row_headers", bool),
    )
