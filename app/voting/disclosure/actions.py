"""Vote in a secret ballot: once, on papers that nothing joins to whoever gave them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from app.consultations.attribution import capacity_in
from app.consultations.models import Consultation, WorkingGroup
from app.consultations.queries import track_of
from app.kernel.actor import Actor
from app.kernel.errors import FieldError, Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ids import new_secret
from app.kernel.ledger import record
from app.voting.disclosure.events import VoteCast
from app.voting.disclosure.models import Paper, VoteMark
from app.voting.disclosure.queries import marked_on
from app.voting.disclosure.rules import why_not_vote_again
from app.voting.views import BallotView, Given, Mandate, Row


def cast_papers(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    view: BallotView,
    mandate: Mandate,
    chosen: Mapping[str, str],
    rows: Mapping[str, Row],
) -> tuple[Row, ...]:
    """Hand in a paper for each proposal in `chosen`, all of them or none. Gives the rows with the keys of the papers.

    The caller holds the lock and has asked every rule of giving a position. What is handed in cannot be changed: nobody
    could find it again. Refused where the delegation has voted on one of them; the key of a paper is told once, here, and
    is kept beside nobody's name.
    """
    marked = marked_on(db, view.ballot, *mandate.key)
    permit(
        why_not_vote_again(
            [code for code in chosen if rows[code].line.proposal_id in marked], member=bool(mandate.member)
        )
    )
    given = {}
    for code, position in chosen.items():
        paper = _hand_in(db, actor, consultation, view, mandate, rows[code], position)
        given[code] = Row(rows[code].line, _as_given(paper, rows[code], mandate, actor, view.at))
    return tuple(given[code] for code in chosen)


def check_no_words(said: Sequence[tuple[str, str | None, str | None]]) -> None:
    """Invalid at `PROPOSAL-reason` or `PROPOSAL-willing` where a word was said with a paper: (proposal, reason, willing)."""
    reason = _("A secret ballot takes no words: they could show whose paper it is.")
    willing = _("In a secret ballot nobody says what they would do: it could show whose paper it is.")
    errors = [FieldError(f"{code}-reason", reason) for code, word, _willing in said if word]
    errors += [FieldError(f"{code}-willing", willing) for code, _word, would in said if would]
    if errors:
        raise Invalid(errors[0].message, errors=tuple(errors))


def _hand_in(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    view: BallotView,
    mandate: Mandate,
    row: Row,
    position: str,
) -> Paper:
    line, ballot = row.line, view.ballot
    kept = capacity_in(view.round, mandate.seat, mandate.body)
    mark = VoteMark(
        consultation_id=ballot.consultation_id,
        ballot_id=ballot.id or 0,
        proposal_id=line.proposal_id,
        delegation_id=mandate.delegation_id,
        seat=mandate.member,
        person_id=actor.person_id,
        author_title=kept.capacity or "",
        marked_at=view.at,
    )
    paper = Paper(
        key=new_secret(),
        consultation_id=ballot.consultation_id,
        ballot_id=ballot.id or 0,
        proposal_id=line.proposal_id,
        constituency_id=mandate.constituency_id or 0,
        position=position,
    )
    db.add_all([mark, paper])
    group = db.get(WorkingGroup, line.group_id) if line.closed_group else None
    record(
        db,
        actor,
        VoteCast(line.code, ballot.code, mandate.code, kept.attribution, kept.veil),
        track=track_of(consultation, group),
        left=[mark],
        capacity=kept.capacity,
        delegation=kept.delegation,
    )
    return paper


def _as_given(paper: Paper, row: Row, mandate: Mandate, actor: Actor, at: datetime) -> Given:
    """What is told to whoever handed the paper in, this once; it is kept nowhere."""
    return Given(
        id=0,
        position=paper.position,
        reason=None,
        turn=1,
        version=row.line.version,
        person_id=actor.person_id,
        author_title=mandate.seat,
        cast_at=at,
        receipt=paper.key,
        nonce="",
    )
