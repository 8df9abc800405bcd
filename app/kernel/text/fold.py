"""Text folded for search: what a reader would call the same word is the same string."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_TATWEEL = "\u0640"


def _is_ornament(char: str) -> bool:
    """Marks that a searcher leaves out: accents, Hebrew and Arabic points, tatweel, invisible format signs.

    Vowel signs of the Indic scripts, Thai vowels and the Japanese voicing marks stay: without them the word is
    another word.
    """
    marks = unicodedata.combining(char)
    return 10 <= marks <= 36 or marks >= 200 or char == _TATWEEL or unicodedata.category(char) == "Cf"


@lru_cache(maxsize=8192)
def _fold_char(char: str) -> str:
    """One character folded: nothing for an ornament, a space for white space, several letters for a ligature."""
    if char.isspace():
        return " "
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if not _is_ornament(c))
    folded = unicodedata.normalize("NFKD", plain.casefold())
    return "".join(" " if c.isspace() else c for c in folded if not _is_ornament(c))


def _spread(text: str) -> tuple[str, list[int]]:
    """The folded text, decomposed, with the place in `text` each of its characters came from."""
    folded: list[str] = []
    origins: list[int] = []
    for place, char in enumerate(text):
        for piece in _fold_char(char):
            if piece == " " and (not folded or folded[-1] == " "):
                continue
            folded.append(piece)
            origins.append(place)
    if folded and folded[-1] == " ":
        folded.pop()
        origins.pop()
    return "".join(folded), origins


def fold(text: str) -> str:
    """`text` in the form that is indexed and searched.

    Compatible forms made one (NFKC), letter case and accents gone, Arabic diacritics and tatweel gone, every run
    of white space one space. Folding twice changes nothing.
    """
    return unicodedata.normalize("NFC", _spread(text)[0])


def _find_hits(text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    """Where the terms occur in `text`, as places in the original, in order and without overlap."""
    folded, origins = _spread(text)
    wanted = sorted({_spread(term)[0] for term in terms} - {""}, key=len, reverse=True)
    if not wanted:
        return []
    hits: list[tuple[int, int]] = []
    for match in re.finditer("|".join(re.escape(term) for term in wanted), folded):
        start, end = origins[match.start()], origins[match.end() - 1] + 1
        while end < len(text) and _fold_char(text[end]) == "":
            end += 1
        if hits and start < hits[-1][1]:
            start = hits[-1][1]
        if start < end:
            hits.append((start, end))
    return hits


def snippet(text: str, terms: Sequence[str], width: int) -> list[tuple[str, bool]]:
    """About `width` characters of `text` around the first hit, as segments with whether each is a hit.

    Matching is done on the folded form, what comes back is the original. Where the text was cut, a segment "…"
    says so; the rest of the segments joined is a stretch of `text`. Without a hit it is the beginning.
    """
    hits = _find_hits(text, terms)
    first = hits[0] if hits else (0, 0)
    start = max(0, first[0] - max(0, width - (first[1] - first[0])) // 3)
    end = min(len(text), max(start + width, first[1]))
    start = _to_word_start(text, start, first[0])
    end = _to_word_end(text, end, first[1])

    segments: list[tuple[str, bool]] = [("…", False)] if text[:start].strip() else []
    at = start
    for hit_start, hit_end in hits:
        if hit_start >= end:
            break
        if at < hit_start:
            segments.append((text[at:hit_start], False))
        segments.append((text[hit_start : min(hit_end, end)], True))
        at = min(hit_end, end)
    if at < end:
        segments.append((text[at:end], False))
    if text[end:].strip():
        segments.append(("…", False))
    return segments


def _to_word_start(text: str, place: int, latest: int) -> int:
    """`place` moved forward past a word cut in two, but not beyond `latest` nor further than 20 characters."""
    if place == 0 or text[place - 1].isspace():
        return place
    for shifted in range(place, min(latest, place + 20)):
        if text[shifted].isspace():
            return shifted + 1
    return place


def _to_word_end(text: str, place: int, earliest: int) -> int:
    """`place` moved back before a word cut in two, but not before `earliest` nor further than 20 characters."""
    if place >= len(text) or text[place].isspace():
        return place
    for shifted in range(place, max(earliest, place - 20), -1):
        if text[shifted - 1].isspace():
            return shifted - 1
    return place
