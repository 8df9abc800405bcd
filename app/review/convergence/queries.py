"""Convergence, counted in the database: a fixed number of queries, however many rounds, texts and people.

Closed groups are counted for those who see them and for nobody else; scores and answers only once their round has closed
and only on texts that at least three people rated; positions only once the result of their ballot is published.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.calendar import RoundStage, closes, covers, round_stage
from app.consultations.models import Consultation, Round, RoundKind, Roundtable, WorkingGroup
from app.consultations.queries import rounds_of, roundtables_of, seen_groups
from app.discussion.models import Comment
from app.discussion.objections.models import Objection, ObjectionState, ObjectionStep
from app.discussion.waiting import undisposed
from app.drafting.models import Proposal, is_text
from app.kernel.actor import Actor
from app.review.convergence.views import MEASURES, Convergence, Figures, Measure, Point
from app.voting.conditions import Class
from app.voting.disclosure.models import Paper
from app.voting.disclosure.queries import too_few_spoke
from app.voting.models import Ballot, Position, ShowOfSupport, Voice
from app.voting.presets import CLASS_OF
from app.voting.ratings.measures import APART, Counts
from app.voting.ratings.models import Rating
from app.voting.ratings.rules import SCALES, why_no_results

BEGUN = (RoundStage.OPEN, RoundStage.CLOSED, RoundStage.COMPLETED)
# An objection that was addressed still stands until whoever raised it takes it back or the chair decides on it.
STANDING = (ObjectionState.OPEN, ObjectionState.ADDRESSED, ObjectionState.SUSTAINED)
AGREED = frozenset(choices[0] for choices in SCALES.values())
Cells = dict[tuple[int, int], Figures]


def convergence_of(db: Session, consultation: Consultation, actor: Actor, at: datetime) -> Convergence:
    """Every round that has begun, in order, whole and by roundtable; seven queries."""
    rounds = [r for r in rounds_of(db, consultation) if round_stage(r, at) in BEGUN]
    tables = roundtables_of(db, consultation)
    cells: Cells = defaultdict(Figures)
    _support(db, consultation, actor, rounds, cells)
    _ratings(db, consultation, actor, [r for r in rounds if why_no_results(r, at) is None], cells)
    _positions(db, consultation, actor, cells)
    _comments(db, consultation, actor, cells)
    _objections(db, consultation, actor, cells)

    def point(round_: Round, some: Sequence[Roundtable]) -> Point:
        found = (cells[round_.id or 0, table.id or 0] for table in some)
        return Point.of(round_, sum(found, Figures()))

    return Convergence(
        points=tuple(point(round_, tables) for round_ in rounds),
        tables=tuple(
            (table, tuple(point(r, [table]) for r in rounds if covers(r, table.code))) for table in tables
        ),
    )


def _seen(statement: Any, consultation: Consultation, actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    """A query of what was said of texts, with those only that the actor sees; it joins the texts itself."""
    found: sa.Select[*tuple[Any, ...]] = statement.join(
        WorkingGroup, col(WorkingGroup.id) == Proposal.group_id
    ).where(col(Proposal.consultation_id) == consultation.id, seen_groups(actor))
    return found


def _support(
    db: Session, consultation: Consultation, actor: Actor, rounds: Sequence[Round], cells: Cells
) -> None:
    """Voices of working groups that stand, in the round in which each was last given."""
    asked = [r for r in rounds if MEASURES.get(RoundKind(r.kind)) is Measure.SUPPORT]
    if not asked:
        return
    shown = col(ShowOfSupport.shown_at)
    within = [sa.and_(shown >= r.opens_at, shown < closes(r)) for r in asked]
    sums = [sa.func.sum(sa.case((here, 1), else_=0)) for here in within]
    statement = (
        sa.select(col(Proposal.roundtable_id), col(ShowOfSupport.choice), *sums)
        .join_from(ShowOfSupport, Proposal, col(Proposal.id) == ShowOfSupport.proposal_id)
        .group_by(col(Proposal.roundtable_id), col(ShowOfSupport.choice))
    )
    for table, choice, *counts in db.execute(_seen(statement, consultation, actor)):
        for round_, n in zip(asked, counts, strict=True):
            cell = cells[round_.id or 0, table]
            cell.of += n
            cell.agreeing += n if choice == Voice.FOR else 0


def _ratings(
    db: Session, consultation: Consultation, actor: Actor, rounds: Sequence[Round], cells: Cells
) -> None:
    """Scores from 7 to 9, and the best answer of a sense check, on texts that at least three people rated."""
    statement = (
        sa.select(
            col(Rating.round_id),
            col(Proposal.roundtable_id),
            col(Rating.proposal_id),
            col(Rating.score),
            col(Rating.choice),
            sa.func.count(),
        )
        .join_from(Rating, Proposal, col(Proposal.id) == Rating.proposal_id)
        .where(col(Rating.round_id).in_([r.id for r in rounds]), col(Rating.current).is_(True))
        .group_by(
            col(Rating.round_id),
            col(Proposal.roundtable_id),
            col(Rating.proposal_id),
            col(Rating.score),
            col(Rating.choice),
        )
    )
    scores: dict[tuple[int, int, int], dict[int, int]] = defaultdict(dict)
    answers: dict[tuple[int, int, int], dict[str, int]] = defaultdict(dict)
    for round_id, table, text, score, choice, n in db.execute(_seen(statement, consultation, actor)):
        if score is not None:
            scores[round_id, table, text][score] = n
        elif choice:
            answers[round_id, table, text][choice] = n
    for (round_id, table, _text), given in scores.items():
        counts, cell = Counts.by_score(given), cells[round_id, table]
        if counts.n >= APART:
            cell.of += counts.n
            cell.agreeing += counts.high
            cell.spreads.append(counts.spread)
    for (round_id, table, _text), said in answers.items():
        if sum(said.values()) >= APART:
            cell = cells[round_id, table]
            cell.of += sum(said.values())
            cell.agreeing += sum(n for choice, n in said.items() if choice in AGREED)


def _positions(db: Session, consultation: Consultation, actor: Actor, cells: Cells) -> None:
    """Who is in favour among the delegations that did not abstain, under whatever rule, where the result is out; of a
    secret ballot from its papers. Of texts on which too few spoke to be counted nothing."""
    few = too_few_spoke(db, consultation.id)
    given: tuple[tuple[Any, Any], ...] = ((Position, col(Position.current).is_(True)), (Paper, sa.true()))
    found = [
        sa.select(col(Ballot.round_id), col(Proposal.roundtable_id), table.position, sa.func.count())
        .join_from(table, Ballot, col(Ballot.id) == table.ballot_id)
        .join(Proposal, col(Proposal.id) == table.proposal_id)
        .where(
            col(Ballot.result_published_at).is_not(None), col(Ballot.voided_at).is_(None), counts, is_text()
        )
        .where(sa.tuple_(table.ballot_id, table.proposal_id).not_in(few) if few else sa.true())
        .group_by(col(Ballot.round_id), col(Proposal.roundtable_id), table.position)
        for table, counts in given
    ]
    seen = sa.union_all(*(_seen(one, consultation, actor) for one in found))
    for round_id, table, position, n in db.execute(seen):
        counted = CLASS_OF.get(position, Class.NEUTRAL)
        if counted not in (Class.NEUTRAL, Class.EXCLUDED):
            cell = cells[round_id, table]
            cell.of += n
            cell.agreeing += n if counted is Class.AFFIRMATIVE else 0


def _comments(db: Session, consultation: Consultation, actor: Actor, cells: Cells) -> None:
    """Comments made in each round, and those of them that have no disposition today."""
    open_ones = sa.func.sum(sa.case((undisposed(), 1), else_=0))
    statement = (
        sa.select(col(Comment.round_id), col(Proposal.roundtable_id), sa.func.count(), open_ones)
        .join_from(Comment, Proposal, col(Proposal.id) == Comment.proposal_id)
        .where(col(Comment.round_id).is_not(None))
        .group_by(col(Comment.round_id), col(Proposal.roundtable_id))
    )
    for round_id, table, n, waiting in db.execute(_seen(statement, consultation, actor)):
        cells[round_id, table].comments += n
        cells[round_id, table].unanswered += int(waiting or 0)


def _objections(db: Session, consultation: Consultation, actor: Actor, cells: Cells) -> None:
    """Objections raised in each round, and those of them that stand today: not withdrawn and not overruled."""
    newest = (
        sa.select(col(ObjectionStep.objection_id), sa.func.max(col(ObjectionStep.n)).label("n"))
        .where(col(ObjectionStep.consultation_id) == consultation.id)
        .group_by(col(ObjectionStep.objection_id))
        .subquery()
    )
    stands = sa.or_(col(ObjectionStep.state).is_(None), col(ObjectionStep.state).in_(STANDING))
    statement = (
        sa.select(
            col(Objection.round_id),
            col(Proposal.roundtable_id),
            sa.func.count(),
            sa.func.sum(sa.case((stands, 1), else_=0)),
        )
        .join_from(Objection, Proposal, col(Proposal.id) == Objection.proposal_id)
        .outerjoin(newest, newest.c.objection_id == col(Objection.id))
        .outerjoin(
            ObjectionStep,
            sa.and_(col(ObjectionStep.objection_id) == col(Objection.id), col(ObjectionStep.n) == newest.c.n),
        )
        .group_by(col(Objection.round_id), col(Proposal.roundtable_id))
    )
    for round_id, table, n, standing in db.execute(_seen(statement, consultation, actor)):
        cells[round_id, table].objections += n
        cells[round_id, table].open_objections += int(standing or 0)
