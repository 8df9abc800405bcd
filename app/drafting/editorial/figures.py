"""The figures in a text, with all that says what they mean, and its words of duty, limit and number."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from babel.numbers import list_currencies

from app.drafting.editorial.words import PARTS, UNITS, WORDS

_SPACES = "\u00a0\u202f\u2009"
_INSIDE = ".,:/'’٫٬．，·"
_SHARES = "%‰‱٪؉؊﹪％§°"
_HAN = "\u3400-\u9fff\uf900-\ufaff"
# Read in the shape of a text (see `_kind`). Signs are bounded, so that a line of dashes costs no more than another.
_NUMBER = re.compile(r"(?P<signs>(?:[-=][ _]{0,3}){0,4})(?P<run>0(?:[._]?0)*)")
_ADDRESS = re.compile(r"(?:https?://|ftp://|mailto:|www\.)\S+|(?<=\]\()[^)\s]+", re.IGNORECASE)
_AFTER_ADDRESS = ".,;:!?)]}>\"'»”’"
_ROMAN = re.compile(r"(?<![A-Za-z])[IVXLCDM]{2,}(?![A-Za-z])|\((?:[a-z]|[ivxlcdm]+)\)")
_ARABIC_PREFIX = re.compile("[وفبلك]{0,2}(?:ال)?")


def figures_in(text: str) -> list[str]:
    """Every figure of a text in its order, as it is written but for spaces after a sign.

    Digits of any script count, Chinese ones, fractions and raised ones too, each with the signs before it and the currency or unit
    beside it; so do signs of money and of shares, Roman numerals, letters that number a part, and addresses.
    """
    text = _visible(unicodedata.normalize("NFC", text))
    found = [(at.start(), at[0].rstrip(_AFTER_ADDRESS)) for at in _ADDRESS.finditer(text)]
    text = _ADDRESS.sub(lambda at: "\n" * len(at[0]), text)
    shape = "".join(map(_kind, text))
    for number in _NUMBER.finditer(shape):
        start, end = number.span("run")
        found.append((start, "".join(_signs(text, shape, number)) + text[start:end]))
        first = number.start()
        beside = _currency_before().search(text, max(0, first - 6), first), _beside().match(text, end)
        found += [(at.start(1), at[1]) for at in beside if at]
    found += [(at, text[at]) for at, kind in enumerate(shape) if kind == "%"]
    found += [(at.start(), at[0]) for at in _ROMAN.finditer(text)]
    found += [(at.start(1), at[1]) for at in _lettered().finditer(text)]
    return [figure for _at, figure in sorted(set(found))]


def words_in(text: str) -> list[str]:
    """The words of duty, limit and number in their order, as the table writes them: accents and capitals make no other word."""
    return [word for one in _word().findall(_folded(text)) if (word := _known(one))]


def _kind(char: str) -> str:
    """What a character is to a figure: 0 a digit, - a dash, = another sign, % money or a share, . and _ what stands within."""
    if char in _SHARES or unicodedata.category(char) == "Sc":
        return "%"
    if unicodedata.numeric(char, None) is not None:
        return "0"
    if unicodedata.category(char) == "Pd" or char == "−":
        return "-"
    if unicodedata.category(char) == "Sm" and char != "|":
        return "="
    if char in _SPACES:
        return "_"
    if char in _INSIDE:
        return "."
    return "a" if char.isalnum() else char if char in " \n" else "?"


def _signs(text: str, shape: str, number: re.Match[str]) -> Iterator[str]:
    """The signs of a number; a dash between two figures or within a word is none."""
    start, end = number.span("signs")
    before = shape[:start].rstrip(" _")
    for at in range(start, end):
        if shape[at] not in "-=":
            continue
        if at == start and shape[at] == "-" and before:
            spaced = len(before) < start
            even = spaced is (shape[at + 1] in " _")
            if (even and before[-1] in "0%") or (not spaced and before[-1] == "a"):
                continue
        yield text[at]


def _visible(text: str) -> str:
    """Without soft hyphens, joiners and marks of direction, which nobody reads."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", _visible(text))
    return "".join(char for char in plain if unicodedata.category(char) != "Mn").casefold()


def _known(word: str) -> str | None:
    """The word as the table writes it, with the “and”, “for” or “the” that Arabic writes onto it, or None."""
    known = _table()
    if word in known:
        return known[word]
    prefixed = _ARABIC_PREFIX.match(word)
    ends = range(prefixed.end(), 0, -1) if prefixed else ()
    return next((known[word[at:]] for at in ends if word[at:] in known), None)


@cache
def _table() -> dict[str, str]:
    return {_folded(word): word for words in reversed(WORDS.values()) for word in words.split()}


@cache
def _word() -> re.Pattern[str]:
    return re.compile(f"{_either(WORDS['zh'].split())}|[^\\W\\d_{_HAN}]+")


@cache
def _currency_before() -> re.Pattern[str]:
    """A currency right before a figure, by its code of ISO 4217."""
    return re.compile(rf"(?<![A-Za-z])({_either(list_currencies())})[ {_SPACES}]?\Z")


@cache
def _beside() -> re.Pattern[str]:
    """A currency or unit right after a figure."""
    han = UNITS["zh"].split()
    words = [one for language in UNITS.values() for one in language.split() if one not in han]
    units = _either(words).replace("·", rf"[ {_SPACES}]")
    return re.compile(
        rf"[ {_SPACES}\-‑]?({_either(list_currencies())}(?![A-Za-z])|(?i:{units})(?![^\W_²³])|{_either(han)})"
    )


@cache
def _lettered() -> re.Pattern[str]:
    return re.compile(rf"\b(?i:{_either(PARTS.split())})[ {_SPACES}]([A-ZА-Я])\b")


def _either(words: set[str] | list[str]) -> str:
    """Any of these, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) + ")"
