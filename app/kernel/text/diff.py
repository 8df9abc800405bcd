"""What changed between two texts, word by word: the redline."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from typing import Literal

from app.kernel.text.compare import Match, matches
from app.kernel.text.tokens import Token, join, tokens

Op = Literal["same", "ins", "del"]

# Past this many words the text is compared paragraph by paragraph first.
_LONG = 3_000


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, came or went."""

    op: Op
    text: str


def redline(old: str, new: str) -> list[Piece]:
    """The way from `old` to `new`, word by word.

    The pieces that stayed or went are exactly `old`, those that stayed or came exactly `new`. Single words that
    happen to agree between two larger changes are shown as changed, because that is how a person reads it.
    """
    a, b = tokens(old), tokens(new)
    if len(a) + len(b) > _LONG:
        pieces = list(_by_paragraph(old.splitlines(keepends=True), new.splitlines(keepends=True)))
    else:
        pieces = list(_by_word(a, b))
    return _joined(pieces)


def _by_paragraph(old: list[str], new: list[str]) -> Iterator[Piece]:
    """Paragraphs that stayed are passed by; only between them words are compared."""
    i = j = 0
    for match in [*matches(old, new), Match(len(old), len(new), 0)]:
        gone, come = "".join(old[i : match.a]), "".join(new[j : match.b])
        if gone and come:
            yield from _by_word(tokens(gone), tokens(come))
        else:
            yield Piece("del", gone)
            yield Piece("ins", come)
        yield Piece("same", "".join(old[match.a : match.a + match.size]))
        i, j = match.a + match.size, match.b + match.size


def _by_word(a: list[Token], b: list[Token]) -> Iterator[Piece]:
    i = j = 0
    for match in [*word_matches(a, b), Match(len(a), len(b), 0)]:
        yield Piece("del", join(a[i : match.a]))
        yield Piece("ins", join(b[j : match.b]))
        for step in range(match.size):
            before, after = a[match.a + step], b[match.b + step]
            yield Piece("same", before.word)
            if before.space == after.space:
                yield Piece("same", before.space)
            else:
                yield Piece("del", before.space)
                yield Piece("ins", after.space)
        i, j = match.a + match.size, match.b + match.size


def word_matches(a: list[Token], b: list[Token]) -> list[Match]:
    """The stretches of equal words (white space aside), without chance agreements between two larger changes."""
    words_a, words_b = [t.word for t in a], [t.word for t in b]
    lengths_a, lengths_b = _running_length(words_a), _running_length(words_b)
    end = Match(len(a), len(b), 0)
    found = matches(words_a, words_b)
    while True:
        edges = [Match(0, 0, 0), *found, end]
        changes = [
            max(
                lengths_a[after.a] - lengths_a[before.a + before.size],
                lengths_b[after.b] - lengths_b[before.b + before.size],
            )
            for before, after in pairwise(edges)
        ]
        kept = [
            match
            for match, around in zip(found, pairwise(changes), strict=True)
            if lengths_a[match.a + match.size] - lengths_a[match.a] >= min(around)
        ]
        if len(kept) == len(found):
            return kept
        found = kept


def _running_length(words: list[str]) -> list[int]:
    return list(accumulate((len(word) for word in words), initial=0))


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbours of one kind made one, empty ones dropped; within one change what went stands before what came."""
    out: list[Piece] = []
    for stayed, group in groupby((p for p in pieces if p.text), key=lambda p: p.op == "same"):
        run = list(group)
        ops: tuple[Op, ...] = ("same",) if stayed else ("del", "ins")
        for op in ops:
            text = "".join(piece.text for piece in run if piece.op == op)
            if text:
                out.append(Piece(op, text))
    return out
