"""Amendments as the lines of a ballot: what each is called there, what it changes, and when it is decided."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session

from app.kernel.i18n import gettext as _
from app.voting.amendments.queries import amendments_among
from app.voting.amendments.views import AmendmentView
from app.voting.queries import called
from app.voting.views import Line


@dataclass(frozen=True)
class Put:
    """An amendment on a ballot: the `n`-th of `of` to the same paragraph, in the order in which they are decided."""

    amendment: AmendmentView
    n: int
    of: int

    @property
    def called(self) -> str:
        """What it amends, in words."""
        return _("Amendment to %(text)s: %(where)s") % {
            "text": self.amendment.text,
            "where": self.amendment.where,
        }

    @property
    def order(self) -> str:
        """When it is decided, in a sentence; empty where it is the only one to its paragraph."""
        if self.of == 1:
            return ""
        return _(
            "Number %(n)s of %(of)s to this paragraph in the order in which they are decided: the first that carries is it, and the others fall."
        ) % {"n": self.n, "of": self.of}

    @property
    def told(self) -> str:
        """All of it in one line, for tables: what it amends, and the words it puts there."""
        if not self.amendment.new:
            return _("%(amendment)s. It would be taken out.") % {"amendment": self.called}
        return _("%(amendment)s. It would say: %(words)s") % {
            "amendment": self.called,
            "words": self.amendment.new,
        }


def titled(line: Line) -> str:
    """What a line of a ballot is called in the reader's language, where nothing but the line is at hand: an amendment by the
    text it amends, which has the same title as itself."""
    if line.amends:
        return _("Amendment to %(text)s") % {"text": line.amends}
    return called(line.title, line.title_i18n)


def put_on(db: Session, lines: Iterable[Line]) -> dict[str, Put]:
    """The amendments among the lines of a ballot, by their codes; `lines` are all of it, or all to one text. One query where
    there are any, else none."""
    amending = [line for line in lines if line.amends_id is not None]
    if not amending:
        return {}
    views = amendments_among(db, [line.proposal_id for line in amending])
    found = {}
    for line in amending:
        together = [other.code for other in amending if other.target == line.target]
        found[line.code] = Put(views[line.proposal_id], together.index(line.code) + 1, len(together))
    return found
