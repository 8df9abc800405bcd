"""Where a row of a table stands in a text: the text, its part, the paragraph, the quoted words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.consultations.admission.sheet.words import plain_word
from app.discussion.table.known import Read, TextHere
from app.discussion.table.words import parts
from app.kernel.text.anchors import Place, locate, surroundings
from app.kernel.text.fold import fold
from app.kernel.text.paragraphs import Para

# Word processors set dashes of their own between the parts of a code.
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
_CODE = re.compile(rf"\W*([A-Za-z0-9]+(?:[{_DASHES}][A-Za-z0-9]+)+)(?![A-Za-z0-9])")
_BETWEEN = " /,:;.·–—-|>()[]"
_WHERE = re.compile(
    r"\s*(?:[¶§#]|para(?:graph|graphe)?\.?|p[áa]rrafo|alin[ée]a|абзац|пункт|الفقرة|第)?\s*(?P<number>\d{1,4})?\s*[.:,;)段]*\s*"
    r"(?:[“”\"«„「『](?P<words>.+)[”“\"»」』])?\s*",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a text. `beside` are the words of the file that name no place here."""

    field: str | None = None
    paragraph: str | None = None
    quote: dict[str, str] | None = None
    beside: str = ""


def code_in(clause: str) -> tuple[str, str]:
    """The code with which a cell begins, as codes are written here, and what stands behind it."""
    found = _CODE.match(clause)
    if found is None:
        return "", clause.strip()
    code = re.sub(f"[{_DASHES}]", "-", found.group(1)).upper()
    return code, clause[found.end() :].strip(_BETWEEN)


def part_in(text: TextHere, behind: str) -> tuple[str | None, str]:
    """The part of a text that is named behind its code, and what is left that names none: the title names the whole."""
    known = parts(text.proposal.kind)
    left = behind
    for title in (text.title, text.proposal.title, *text.proposal.title_i18n.values()):
        if title and fold(left).startswith(fold(title)):
            left = left[len(title) :].strip(_BETWEEN)
            break
    if not left:
        return None, ""
    if (field := known.get(plain_word(left))) is not None:
        return field, ""
    head, _slash, tail = left.rpartition("/")
    if (field := known.get(plain_word(tail))) is not None and head:
        return field, head.strip(_BETWEEN)
    return None, left


def spot_in(read: Read, field: str | None, written: str) -> Spot:
    """The place that a cell names by the number of a paragraph, by words quoted from it, or by both."""
    found = _WHERE.fullmatch(written)
    if not written or found is None or not any(found.groups()):
        return Spot(field, beside=written)
    number, words = found.group("number"), (found.group("words") or "").strip()
    place: tuple[str, str] | None = None
    if number:
        place = read.numbers.get(int(number))
        if place is None or (field is not None and place[0] != field):
            return Spot(field, beside=written)
    if not words:
        assert place is not None
        return Spot(place[0], place[1] or None)
    fields = [field] if field else [place[0]] if place else list(read.fields)
    quoted = _quoted(read.fields, fields, place[1] if place else "", words)
    return quoted or Spot(field, beside=written)


def _quoted(
    fields: Mapping[str, Sequence[Para]], among: Iterable[str], paragraph: str, words: str
) -> Spot | None:
    """The words where they stand, in one part of the text alone."""
    said = {"exact": words, "prefix": "", "suffix": ""}
    hits: list[tuple[str, Place]] = []
    for name in among:
        place = locate(said, paragraph or None, fields.get(name, ()))
        if place is not None and (not paragraph or fields[name][place.row].id == paragraph):
            hits.append((name, place))
    if len(hits) != 1:
        return None
    name, place = hits[0]
    prefix, suffix = surroundings(fields[name], place)
    quote = {"exact": words, "prefix": prefix, "suffix": suffix}
    return Spot(name, fields[name][place.row].id or None, {key: part for key, part in quote.items() if part})
