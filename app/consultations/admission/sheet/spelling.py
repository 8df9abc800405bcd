"""The same organisation in two spellings within one spreadsheet: found, so that somebody can be asked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.consultations.admission.sheet.words import plain_word
from app.people.organisations.likeness import words_of

SAME_AS_ROW = "row:"
"""Before the number of the row whose spelling is meant."""
# With more names than these only the order of their words is looked at, and longer ones as far as this.
_MANY, _LONG, _SHORT = 2_000, 120, 6


@dataclass(frozen=True, slots=True)
class Twin:
    """A name further up that is nearly the same: the number of its row, and how it is written there."""

    row: int
    written: str


def twins_among(names: Iterable[tuple[int, str]]) -> dict[str, Twin]:
    """For each name, by its plain words, the first one further up that differs from it by a letter or by the order of its
    words. Numbers in a name are compared as they are: "Section 1" is not "Section 2"."""
    first: dict[str, Twin] = {}
    for number, written in names:
        first.setdefault(plain_word(written), Twin(number, written))
    seen: dict[tuple[str, str], Twin] = {}
    found: dict[str, Twin] = {}
    for plain, twin in first.items():
        keys = list(_keys(twin.written, loosely=len(first) <= _MANY))
        if (other := next((seen[key] for key in keys if key in seen), None)) is not None:
            found[plain] = other
        for key in keys:
            seen.setdefault(key, twin)
    return found


def _keys(written: str, *, loosely: bool) -> Iterator[tuple[str, str]]:
    """The words of a name in order of the alphabet, and the same without each of its letters: names that differ by a
    letter have one of these in common."""
    joined = " ".join(words_of(written))[:_LONG]
    digits = "".join(sign for sign in joined if sign.isdigit())
    yield digits, joined
    if loosely and len(joined) >= _SHORT:
        for place in range(len(joined)):
            yield digits, joined[:place] + joined[place + 1 :]
