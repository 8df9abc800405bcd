"""What is looked up in a ballot that does not name delegations: its papers in stretches, and one by its key."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.kernel.actor import Actor
from app.voting.disclosure.models import Paper
from app.voting.disclosure.published import papers_of
from app.voting.disclosure.queries import in_blocs
from app.voting.models import Elector, Position, elector_of
from app.voting.queries import electorate_of, lines_of
from app.voting.views import BallotView, PublishedPaper
from app.voting.words import Called, called_position


@dataclass(frozen=True)
class FoundPaper:
    """A paper that was found by its key, with what the register says of it: never whose it is.

    Of a receipt in whose place a later one counts there is nothing but that: two that are known to be of one delegation
    would show what it changed.
    """

    counts: bool
    proposal: str = ""
    title: str = ""
    title_i18n: Mapping[str, str] | None = None
    bloc: str = ""
    position: str = ""

    @property
    def called(self) -> Called:
        """The position in words."""
        return called_position(self.position)


def published_page(
    db: Session, view: BallotView, actor: Actor, *, cursor: tuple[int, str] | None, limit: int
) -> list[PublishedPaper]:
    """A stretch of the papers that the reader may see, in the order of the ballot and then of their keys; four queries.

    `cursor` is the place and the key of the last paper seen. Whether it may be shown is for the caller to ask.
    """
    electorate = in_blocs(db, view.rule, view.ballot, electorate_of(db, view.ballot))
    lines = lines_of(db, view.ballot, actor)
    return papers_of(db, view, lines, electorate, after=cursor, limit=limit)


def find_paper(db: Session, view: BallotView, actor: Actor, key: str) -> FoundPaper | None:
    """The paper of this key, or the position of this receipt, in a ballot that has closed; None where there is none that the
    reader may see. Four queries at most."""
    row = db.execute(_of_key(view, key)).first()
    lines = {line.proposal_id: line for line in lines_of(db, view.ballot, actor)} if row is not None else {}
    if row is None or row.proposal_id not in lines:
        return None
    if not row.current:
        return FoundPaper(counts=False)
    line = lines[row.proposal_id]
    electorate = in_blocs(db, view.rule, view.ballot, electorate_of(db, view.ballot))
    bloc = next(each.constituency_name for each in electorate if each.constituency_id == row.constituency_id)
    return FoundPaper(True, line.code, line.title, line.title_i18n, bloc, row.position)


def _of_key(view: BallotView, key: str) -> sa.Select[*tuple[Any, ...]]:
    if view.rule.is_secret:
        return sa.select(
            col(Paper.proposal_id),
            col(Paper.constituency_id),
            col(Paper.position),
            sa.true().label("current"),
        ).where(col(Paper.ballot_id) == view.ballot.id, col(Paper.key) == key)
    elector = elector_of(Position)
    return (
        sa.select(
            col(Position.proposal_id),
            col(Elector.constituency_id),
            col(Position.position),
            col(Position.current),
        )
        .join_from(Position, Elector, elector)
        .where(col(Position.ballot_id) == view.ballot.id, col(Position.receipt) == key)
    )
