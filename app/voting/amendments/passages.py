"""What of a text an amendment can change: one paragraph, or one field without paragraphs; and the text with it changed. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.drafting.checks import check_fields
from app.drafting.content import Content, plain, same_words
from app.drafting.fields import LATER, SHAPES, FieldSpec, Shape, field_of, fields_of
from app.drafting.models import Kind
from app.drafting.rules import needs
from app.kernel.errors import Invalid
from app.kernel.i18n import gettext as _
from app.kernel.text.clean import clean
from app.kernel.text.diff import word_matches
from app.kernel.text.fold import fold
from app.kernel.text.paragraphs import split_paragraphs
from app.kernel.text.tokens import Token, tokens

# Lists whose items are one text each, and figures, of which each part stands for itself.
_ITEMS = frozenset({Shape.PARAGRAPHS, Shape.LINES, Shape.EVIDENCE})
_FIGURES = frozenset({Shape.BASELINE, Shape.TARGET})
_FIGURE_PARTS = ("value", "year", "note")
_SINGLE = frozenset({Shape.LINE, Shape.NUMBER})


@dataclass(frozen=True)
class Passage:
    """What one amendment can change, with its words as they stand.

    `paragraph` is the permanent id of a paragraph or item, the name of a part of a figure, or "" for a field without
    paragraphs. `number` counts the paragraphs of a field that has several from 1, else 0. `long` where its words are
    written in more than a line.
    """

    field: str
    paragraph: str
    label: str
    number: int
    words: str
    long: bool


def passages_of(kind: str, content: Content) -> list[Passage]:
    """Everything of a text that can be amended, in the order of the text; a field of paragraphs without any is one of them."""
    return [passage for spec in fields_of(kind) for passage in _of_field(spec, content.get(spec.name))]


def _of_field(spec: FieldSpec, value: Any) -> Iterator[Passage]:
    if spec.shape in _ITEMS:
        items = value or []
        for n, item in enumerate(items, 1):
            yield Passage(spec.name, item["id"], spec.label, n if len(items) > 1 else 0, item["text"], True)
        if not items:
            yield Passage(spec.name, "", spec.label, 0, "", True)
    elif spec.shape in _FIGURES:
        for part in _FIGURE_PARTS:
            label = _("%(field)s, %(part)s") % {"field": spec.label, "part": spec.word_of(part)}
            yield Passage(spec.name, part, label, 0, _written((value or {}).get(part)), part == "note")
    elif spec.shape in _SINGLE:
        yield Passage(spec.name, "", spec.label, 0, _written(value), False)


def passage_of(kind: str, content: Content, field: str, paragraph: str) -> Passage | None:
    """What stands at this place of a text, or None where nothing there can be amended."""
    return next(
        (one for one in passages_of(kind, content) if (one.field, one.paragraph) == (field, paragraph)), None
    )


def not_amendable(kind: str) -> list[str]:
    """The labels of the fields that no amendment changes: values, lists of codes, and items of several parts."""
    return [spec.label for spec in fields_of(kind) if spec.shape not in _ITEMS | _FIGURES | _SINGLE]


def put(
    kind: str, content: Content, next_paragraph: int, field: str, paragraph: str, words: str
) -> tuple[Content, int]:
    """The text with these words in place of a paragraph, and its next free paragraph number.

    The paragraph keeps its id, however it is rewritten; where the words are several paragraphs, the others get new ones. No
    words take it out. Everything else stays as it is, also what has come since into other paragraphs. LookupError where
    the text has no such paragraph.
    """
    shape = SHAPES[Kind(kind)][field]
    changed = dict(content)
    if shape in _ITEMS:
        changed[field], next_paragraph = _items(
            shape, content.get(field) or [], next_paragraph, paragraph, words
        )
    elif shape in _FIGURES and paragraph in _FIGURE_PARTS:
        changed[field] = _read(kind, field, {**(content.get(field) or {}), paragraph: words})
    elif shape in _SINGLE and not paragraph:
        changed[field] = _read(kind, field, words)
    else:
        raise LookupError(f"{field} {paragraph}")
    if field in LATER and not changed[field]:
        del changed[field]
    return changed, next_paragraph


def _items(
    shape: Shape, old: list[dict[str, Any]], next_paragraph: int, paragraph: str, words: str
) -> tuple[list[dict[str, Any]], int]:
    at = next((n for n, item in enumerate(old) if item["id"] == paragraph), None)
    if at is None and (paragraph or old):
        raise LookupError(paragraph)
    first = [] if at is None else [old[at]]
    made: list[dict[str, Any]] = []
    for n, text in enumerate(_split(shape, words)):
        if n < len(first):
            made.append({**first[n], "text": text})
        else:
            apart = {"source": None} if shape is Shape.EVIDENCE else {}
            made.append({"id": f"p{next_paragraph}", "text": text, **apart})
            next_paragraph += 1
    place = at or 0
    return [*old[:place], *made, *old[place + len(first) :]], next_paragraph


def _split(shape: Shape, words: str) -> list[str]:
    """The items that were typed: of a list each in a line of its own, of prose with an empty line between them."""
    if shape is Shape.LINES:
        return [line for line in (" ".join(line.split()) for line in words.splitlines()) if line]
    return split_paragraphs(words)


def _read(kind: str, field: str, value: Any) -> Any:
    return check_fields(kind, {field: value}).fields[field]


def words_of(kind: str, base: Content, content: Content, field: str, paragraph: str) -> str:
    """What an amendment puts in place of a paragraph of `base`, from the text as it would be: what `put` takes."""
    shape = SHAPES[Kind(kind)][field]
    if shape in _ITEMS:
        others = {item["id"] for item in base.get(field) or []} - {paragraph}
        texts = [item["text"] for item in content.get(field) or [] if item["id"] not in others]
        return ("\n" if shape is Shape.LINES else "\n\n").join(texts)
    value = content.get(field)
    return _written((value or {}).get(paragraph) if shape in _FIGURES else value)


@dataclass(frozen=True)
class Change:
    """What an amendment makes of a text: the whole of it, the next free paragraph number, and the words before and after."""

    content: Content
    next_paragraph: int
    old: str
    new: str
    distance: int


def change_of(
    kind: str, content: Content, next_paragraph: int, *, field: str, paragraph: str, text: str
) -> Change:
    """The text with `text` in place of one paragraph, checked as a version is.

    Invalid with one sentence: at `paragraph` where nothing there can be amended, at `text` where it says nothing else than
    the text, cannot be taken, or leaves a field empty that must be filled.
    """
    passage = passage_of(kind, content, field, paragraph)
    if passage is None:
        raise Invalid.at("paragraph", _why_no_passage(kind, field, paragraph))
    try:
        words = clean(text, limit=None).strip()
    except ValueError as error:
        raise Invalid.at("text", str(error)) from None
    # Folding takes invisible signs away: what is left empty are no words.
    words = words if fold(words) else ""
    changed, following = put(kind, content, next_paragraph, field, paragraph, words)
    wrong = _wrong(kind, changed, field, paragraph, words)
    if wrong is not None:
        raise Invalid.at("text", wrong)
    new = words_of(kind, content, changed, field, paragraph)
    if same_words(changed, content) or _squeezed(new) == _squeezed(passage.words):
        raise Invalid.at(
            "text",
            _(
                "This says what the text says already. Change its words, or take all of them out to remove it."
            ),
        )
    lacked = {need.sentence for need in needs(kind, content, links=1) if need.blocks}
    lacks = [need for need in needs(kind, changed, links=1) if need.blocks and need.sentence not in lacked]
    if lacks:
        raise Invalid.at(
            "text",
            _("With this the text would lack what it must have. %(what)s") % {"what": lacks[0].sentence},
        )
    return Change(changed, following, passage.words, new, distance(passage.words, new))


def _why_no_passage(kind: str, field: str, paragraph: str) -> str:
    if not field:
        return _("Choose the paragraph that the amendment changes.")
    spec = field_of(kind, field)
    if spec is None:
        return _("This text has no field “%(field)s”.") % {"field": field[:60]}
    if spec.shape not in _ITEMS | _FIGURES | _SINGLE:
        return _("“%(field)s” cannot be amended. Propose what it should say in a comment.") % {
            "field": spec.label
        }
    return _("“%(field)s” has no paragraph “%(paragraph)s” in this version. Choose another.") % {
        "field": spec.label,
        "paragraph": paragraph[:60],
    }


def _wrong(kind: str, changed: Content, field: str, paragraph: str, words: str) -> str | None:
    """What is wrong with the words, or with the field now that they stand in it."""
    given: Mapping[str, Any] = plain(changed)
    shape = SHAPES[Kind(kind)][field]
    if shape in _FIGURES:
        given = {**given, field: {**given[field], paragraph: words}}
    elif shape is Shape.NUMBER:
        given = {**given, field: words}
    errors = check_fields(kind, given).errors
    return next((error.message for error in errors if error.field.partition(".")[0] == field), None)


def distance(old: str, new: str) -> int:
    """How far an amendment is from the text: the words it takes out plus the words it puts in.

    Words are those of the redline; a sign counts for nothing, but where nothing else has changed it counts as one.
    """
    a, b = tokens(old), tokens(new)
    matched = word_matches(a, b)
    kept = sum(_words(a[match.a : match.a + match.size]) for match in matched)
    changed = _words(a) + _words(b) - 2 * kept
    return changed or int(old != new)


def _squeezed(words: str) -> list[list[str]]:
    """The words paragraph by paragraph: how many blanks stand between them changes nothing."""
    return [part.split() for part in split_paragraphs(words)]


def _words(parts: list[Token]) -> int:
    return sum(1 for part in parts if any(char.isalnum() for char in part.word))


def _written(value: Any) -> str:
    return "" if value is None else str(value)
