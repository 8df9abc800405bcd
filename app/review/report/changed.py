"""What an answer changed in the text: the paragraphs a comment was about, from its version to the one that resulted."""

from collections.abc import Iterator, Mapping, Sequence

from app.discussion.anchoring import paras_of
from app.discussion.views import CommentView
from app.documents.tree import Run, Text
from app.drafting.content import Content
from app.kernel.text.diff import Piece, redline

MOST = 3
"""How many changed paragraphs are shown at one comment; the rest is in the version, to which the report leads."""
AROUND = 120
"""How many characters that stayed are shown on each side of a change."""
LONGEST = 1500

Contents = Mapping[tuple[str, int], Content]


class Changes:
    """Finds changes and keeps them, because each language of a report shows the same ones."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[Piece, ...]] = {}

    def at(self, comment: CommentView, contents: Contents, kind: str) -> tuple[tuple[Piece, ...], ...]:
        """The paragraphs that changed, each as its pieces; none where nothing is known of them or nothing changed."""
        to = comment.disposition.version if comment.disposition else None
        if to is None or comment.field is None:
            return ()
        old, new = contents.get((comment.proposal, comment.version)), contents.get((comment.proposal, to))
        if old is None or new is None:
            return ()
        before = {para.id: para.text for para in paras_of(kind, old, comment.field)}
        after = {para.id: para.text for para in paras_of(kind, new, comment.field)}
        wanted = (
            [comment.paragraph] if comment.paragraph in before else list(dict.fromkeys((*before, *after)))
        )
        changed = [each for each in wanted if before.get(each) != after.get(each)]
        return tuple(self._pieces(before.get(each, ""), after.get(each, "")) for each in changed[:MOST])

    def _pieces(self, old: str, new: str) -> tuple[Piece, ...]:
        if (old, new) not in self._known:
            self._known[old, new] = tuple(_shortened(redline(old, new)))
        return self._known[old, new]


def runs_of(pieces: Sequence[Piece]) -> Text:
    """Pieces as runs: what came underlined, what went struck out."""
    change = {"ins": "added", "del": "removed"}
    return tuple(Run(piece.text, change=change.get(piece.op)) for piece in pieces)  # type: ignore[arg-type]


def _shortened(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """What stayed is shown only near what changed."""
    last = len(pieces) - 1
    for n, piece in enumerate(pieces):
        text = piece.text
        if piece.op != "same":
            yield Piece(piece.op, text if len(text) <= LONGEST else text[:LONGEST].rstrip() + " …")
        elif n == 0 and n == last:
            yield piece
        elif n == 0 and len(text) > AROUND:
            yield Piece("same", "… " + text[-AROUND:].partition(" ")[2])
        elif n == last and len(text) > AROUND:
            yield Piece("same", text[:AROUND].rpartition(" ")[0] + " …")
        elif len(text) > 2 * AROUND:
            yield Piece("same", f"{text[:AROUND].rpartition(' ')[0]} … {text[-AROUND:].partition(' ')[2]}")
        else:
            yield piece
