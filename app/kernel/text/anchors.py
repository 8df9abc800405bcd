"""Quoted words keep their place: found in a text, and followed into later ones (a W3C text-quote selector).

A quote is `exact` with what stood before and after it. White space does not count, everything else does. Words are
never guessed: where they stand several times and neither their surroundings nor their paragraph settle which are meant,
nothing is marked. What holds always: words that are `kept` are the quoted ones, and they stand in the paragraph with the
same permanent id, or, where they were moved, they occur there and nowhere else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Literal, NamedTuple

from app.kernel.text.diff import word_matches
from app.kernel.text.paragraphs import Para
from app.kernel.text.tokens import tokens

CONTEXT = 32
# Words that were moved to another paragraph are known again by their surroundings, or by being this long themselves.
_SPEAKS_FOR_ITSELF = 24
_KNOWN_BY = 8


class Place(NamedTuple):
    """Where words stand: the paragraph by its place in the list, and the stretch of its text."""

    row: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """What became of quoted words.

    `kept`: they stand in `paragraph` from `start` to `end`. `changed`: the paragraph is still there, `old` is its text
    then and `new` its text now. `removed`: the paragraph is gone, `old` is the quote. Where a quote could never be told
    from the same words elsewhere it is `changed` with nothing in it: see `unsettled`.
    """

    kind: Literal["kept", "changed", "removed"]
    paragraph: str = ""
    start: int = 0
    end: int = 0
    old: str = ""
    new: str = ""

    @property
    def unsettled(self) -> bool:
        """Whether the words are there, but several times, and the quote does not say which are meant."""
        return self.kind == "changed" and self.old == self.new


@dataclass(frozen=True, slots=True)
class _Squeezed:
    """A text with each run of white space made one blank, and where each character came from."""

    text: str
    origins: tuple[int, ...]

    def places(self, words: str) -> list[tuple[int, int]]:
        """Every stretch that is exactly `words`, overlapping ones too."""
        found = []
        at = self.text.find(words)
        while words and at >= 0:
            found.append((at, at + len(words)))
            at = self.text.find(words, at + 1)
        return found


@lru_cache(maxsize=512)
def _squeeze(text: str) -> _Squeezed:
    out: list[str] = []
    origins: list[int] = []
    for place, char in enumerate(text):
        if char.isspace():
            if not out or out[-1] == " ":
                continue
            char = " "
        out.append(char)
        origins.append(place)
    if out and out[-1] == " ":
        out.pop()
        origins.pop()
    return _Squeezed("".join(out), tuple(origins))


def squeezed(text: str) -> str:
    """`text` with each run of white space made one blank, and none at its ends: how words are compared."""
    return " ".join(text.split())


def locate(quote: Mapping[str, str], paragraph_id: str | None, rows: Sequence[Para]) -> Place | None:
    """Where the quoted words stand in `rows`; None where they are not there, or not to be told from the same elsewhere.

    Several places are settled by what stands before and after, then by being whole words ("migrant" is not meant in
    "migrants"), then by the paragraph, then by all of these.
    """
    found = _occurrences(quote, rows)
    if len(found) == 1:
        return _place(rows, found[0])
    whole = [one for one in found if _is_whole(rows, one)]
    own = [one for one in found if rows[one.row].id == paragraph_id]
    own_whole = [one for one in whole if rows[one.row].id == paragraph_id]
    settled = _settled_by_context(quote, rows, found) or _settled_by_context(quote, rows, own)
    if settled is None:
        settled = next((among[0] for among in (whole, own, own_whole) if len(among) == 1), None)
    return _place(rows, settled) if settled is not None else None


def occurrences(quote: Mapping[str, str], rows: Sequence[Para]) -> int:
    """How often the quoted words stand in `rows`."""
    return len(_occurrences(quote, rows))


def surroundings(rows: Sequence[Para], place: Place) -> tuple[str, str]:
    """The prefix and the suffix of words at a place: up to 32 characters of the same paragraph on each side."""
    text = rows[place.row].text
    return text[max(0, place.start - CONTEXT) : place.start], text[place.end : place.end + CONTEXT]


def follow(
    quote: Mapping[str, str], paragraph_id: str | None, old_rows: Sequence[Para], new_rows: Sequence[Para]
) -> Anchor:
    """What became of the words quoted from `old_rows` in `new_rows`, which are the same field of a later version.

    They are looked for in the paragraph with the same id; only where they are not in it any more, as words that were
    moved. Whole words stay whole words.
    """
    place = locate(quote, paragraph_id, old_rows)
    home = old_rows[place.row].id if place is not None else paragraph_id
    exact = quote.get("exact", "")
    if home is None:
        return _without_home(quote, old_rows, new_rows)
    here = next((row for row, para in enumerate(new_rows) if para.id == home), None)
    kept = _in_its_paragraph(quote, old_rows, place, new_rows, here)
    if kept is None and place is not None:
        kept = _moved(quote, old_rows, place, new_rows, here)
    if kept is not None:
        return Anchor("kept", new_rows[kept.row].id, kept.start, kept.end)
    if here is None:
        return Anchor("removed", old=exact)
    old = next((para.text for para in old_rows if para.id == home), exact)
    return Anchor("changed", home, old=old, new=new_rows[here].text)


def _without_home(quote: Mapping[str, str], old_rows: Sequence[Para], new_rows: Sequence[Para]) -> Anchor:
    """A quote that could not be placed in the text it was made on, as old records have it."""
    found = _occurrences(quote, new_rows)
    if len(found) == 1 and not _occurrences(quote, old_rows):
        kept = _place(new_rows, found[0])
        return Anchor("kept", new_rows[kept.row].id, kept.start, kept.end)
    return Anchor("changed") if found else Anchor("removed", old=quote.get("exact", ""))


def _in_its_paragraph(
    quote: Mapping[str, str],
    old_rows: Sequence[Para],
    place: Place | None,
    new_rows: Sequence[Para],
    here: int | None,
) -> Place | None:
    """The words in the paragraph they were quoted from."""
    if here is None:
        return None
    if place is not None and old_rows[place.row].text == new_rows[here].text:
        return Place(here, place.start, place.end)
    whole = place is not None and _is_whole(old_rows, _squeezed_place(old_rows, place))
    found = [one for one in _occurrences(quote, new_rows, whole=whole) if one.row == here]
    before = [
        one for one in _occurrences(quote, old_rows, whole=whole) if old_rows[one.row].id == new_rows[here].id
    ]
    if len(found) == 1 and len(before) <= 1:
        return _place(new_rows, found[0])
    # The same words stood, or stand, there more than once: one of them may be gone, and another is not meant.
    context = {**quote, **_context_of(old_rows, place)} if place is not None else quote
    if not any(squeezed(context.get(side, "")) for side in ("prefix", "suffix")):
        return None
    both = [one for one in found if all(_agrees(context, new_rows, one))]
    if len(both) == 1:
        return _place(new_rows, both[0])
    if both or place is None:
        return None
    near = [one for one in found if any(_agrees(context, new_rows, one))]
    mapped = _mapped(old_rows[place.row].text, new_rows[here].text, place)
    settled = _place(new_rows, near[0]) if len(near) == 1 else None
    return settled if settled is not None and (settled.start, settled.end) == mapped else None


def _moved(
    quote: Mapping[str, str],
    old_rows: Sequence[Para],
    place: Place,
    new_rows: Sequence[Para],
    here: int | None,
) -> Place | None:
    """The words in another paragraph: they stood in one place before and stand in one place now."""
    found = _occurrences(quote, new_rows)
    if len(found) != 1 or found[0].row == here or len(_occurrences(quote, old_rows)) != 1:
        return None
    if _is_whole(old_rows, _squeezed_place(old_rows, place)) and not _is_whole(new_rows, found[0]):
        return None
    if len(squeezed(quote.get("exact", ""))) < _SPEAKS_FOR_ITSELF and not _knows_again(
        _context_of(old_rows, place), new_rows, found[0]
    ):
        return None
    return _place(new_rows, found[0])


def _occurrences(quote: Mapping[str, str], rows: Sequence[Para], *, whole: bool = False) -> list[Place]:
    """Every place of the words, as stretches of the squeezed texts; with `whole`, only where they are whole words."""
    words = squeezed(quote.get("exact", ""))
    found = [
        Place(row, start, end)
        for row, para in enumerate(rows)
        for start, end in _squeeze(para.text).places(words)
    ]
    return [one for one in found if _is_whole(rows, one)] if whole else found


def _is_whole(rows: Sequence[Para], found: Place) -> bool:
    """Whether a stretch of the squeezed text begins and ends where words do."""
    text = _squeeze(rows[found.row].text).text
    cut_before = found.start > 0 and text[found.start - 1].isalnum() and text[found.start].isalnum()
    cut_after = found.end < len(text) and text[found.end - 1].isalnum() and text[found.end].isalnum()
    return not (cut_before or cut_after)


def _place(rows: Sequence[Para], found: Place) -> Place:
    """A stretch of the squeezed text as the stretch of the text itself."""
    origins = _squeeze(rows[found.row].text).origins
    return Place(found.row, origins[found.start], origins[found.end - 1] + 1)


def _squeezed_place(rows: Sequence[Para], place: Place) -> Place:
    """The other way round."""
    origins = _squeeze(rows[place.row].text).origins
    return Place(place.row, origins.index(place.start), origins.index(place.end - 1) + 1)


def _settled_by_context(
    quote: Mapping[str, str], rows: Sequence[Para], among: Sequence[Place]
) -> Place | None:
    """The one place whose surroundings are those of the quote; None where it has none, or they do not settle it."""
    if not squeezed(quote.get("prefix", "")) and not squeezed(quote.get("suffix", "")):
        return None
    agreeing = [one for one in among if all(_agrees(quote, rows, one))]
    return agreeing[0] if len(agreeing) == 1 else None


def _agrees(quote: Mapping[str, str], rows: Sequence[Para], found: Place) -> tuple[bool, bool]:
    """Whether what stands before and after is as the quote says; a side of which nothing is said agrees."""
    text = _squeeze(rows[found.row].text).text
    prefix, suffix = squeezed(quote.get("prefix", "")), squeezed(quote.get("suffix", ""))
    before, after = text[: found.start].rstrip(), text[found.end :].lstrip()
    return before.endswith(prefix), after.startswith(suffix)


def _knows_again(context: Mapping[str, str], rows: Sequence[Para], found: Place) -> bool:
    """Whether enough of what stood directly before or after the words stands there still."""
    text = _squeeze(rows[found.row].text).text
    before = _shared(squeezed(context["prefix"])[::-1], text[: found.start].rstrip()[::-1])
    after = _shared(squeezed(context["suffix"]), text[found.end :].lstrip())
    return max(before, after) >= _KNOWN_BY


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _context_of(rows: Sequence[Para], place: Place) -> dict[str, str]:
    prefix, suffix = surroundings(rows, place)
    return {"prefix": prefix, "suffix": suffix}


def _mapped(old: str, new: str, place: Place) -> tuple[int, int] | None:
    """Where a stretch of `old` stands in `new` when both are compared word by word; None where it was touched."""
    a, b = tokens(old), tokens(new)
    starts_a, starts_b = _starts(a), _starts(b)
    inside = [
        n
        for n, at in enumerate(starts_a)
        if at < place.end and at + len(a[n].word) > place.start and a[n].word
    ]
    if not inside:
        return None
    for match in word_matches(a, b):
        if match.a <= inside[0] and inside[-1] < match.a + match.size:
            shift = match.b - match.a
            first, last = inside[0] + shift, inside[-1] + shift
            start = starts_b[first] + (place.start - starts_a[inside[0]])
            end = starts_b[last] + (place.end - starts_a[inside[-1]])
            return start, end
    return None


def _starts(parts: Sequence[tuple[str, str]]) -> list[int]:
    starts, at = [], 0
    for word, space in parts:
        starts.append(at)
        at += len(word) + len(space)
    return starts
