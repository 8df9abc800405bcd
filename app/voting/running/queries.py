"""How many gave which position so far."""

from collections import Counter, defaultdict

from sqlmodel import Session

from app.kernel.actor import Actor
from app.voting.counting import Counts, counts_of
from app.voting.disclosure.queries import counted_positions
from app.voting.queries import lines_of
from app.voting.views import BallotView


def so_far(db: Session, view: BallotView, actor: Actor, electorate: int) -> dict[str, Counts]:
    """The counts of each text that the reader may see, by its code, in the order of the ballot: of positions as they were given, and of
    no outcome, as there is none before the close. Two queries. Whether it may be shown is for the caller to ask."""
    given: dict[int, Counter[str]] = defaultdict(Counter)
    for proposal, _constituency, position, n in db.execute(counted_positions(view.rule, view.ballot)):
        given[proposal][position] += n
    return {
        line.code: counts_of(view.rule, given[line.proposal_id], electorate)
        for line in lines_of(db, view.ballot, actor)
    }
