"""Reads of ratings: of other people only how often each score was given, never who gave it or in what order.

What fewer than three people gave is not read out at all, and words come in the order of the alphabet: neither an order nor
a time leads to a person.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.consultations.calendar import closes, covers, round_stage
from app.consultations.models import Constituency, Consultation, Round, RoundKind, Roundtable, WorkingGroup
from app.consultations.queries import rounds_of, seen_groups
from app.drafting.models import Proposal, is_text
from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.kernel.text.fold import fold
from app.voting.ratings.measures import APART, Counts, Movement, shown_apart
from app.voting.ratings.models import Rating
from app.voting.ratings.rules import INDICATIVE, SCORES, why_no_results, why_not_rate_text
from app.voting.ratings.views import Before, Given, Line, RatedIn, Results, Row, Share, Sheet, TextResult

_LINE: tuple[Any, ...] = (
    col(Proposal.id),
    col(Proposal.code),
    col(Proposal.title),
    col(Proposal.title_i18n),
    col(Proposal.state),
    col(Proposal.version),
    col(Proposal.created_at),
    col(Roundtable.code),
    col(Roundtable.number),
    col(Roundtable.short_title),
    col(Roundtable.title_i18n),
    col(Proposal.group_id),
    col(WorkingGroup.closed),
)
_GIVEN: tuple[Any, ...] = tuple(col(getattr(Rating, field.name)) for field in fields(Given))


def rated_in(rounds: Sequence[Round], round_: Round, at: datetime) -> RatedIn:
    """A round of the calendar as one in which texts are rated; nothing is asked of the database."""
    earlier = [
        other
        for other in rounds
        if other.kind == round_.kind == RoundKind.RATING
        and other.id != round_.id
        and other.cancelled_at is None
        and other.opening_given_at is not None
        and closes(other) <= min(at, round_.opens_at)
    ]
    return RatedIn(
        round=round_,
        at=at,
        stage=round_stage(round_, at),
        closes_at=closes(round_),
        why_no_results=why_no_results(round_, at),
        earlier=tuple(sorted(earlier, key=lambda r: (r.opens_at, r.number), reverse=True)),
    )


def visible_rated_round(db: Session, consultation: Consultation, code: str, at: datetime) -> RatedIn:
    """The round of rating or the sense check of this code; NotFound for any other; one query."""
    rounds = rounds_of(db, consultation)
    for round_ in rounds:
        if round_.code.casefold() == code.casefold() and round_.kind in INDICATIVE:
            return rated_in(rounds, round_, at)
    raise NotFound(_("There is no round “%(code)s” here in which texts are rated.") % {"code": code})


def sheet_of(
    db: Session, actor: Actor, consultation: Consultation, view: RatedIn, *, words: bool = True
) -> Sheet:
    """Every text of the round that the actor may see, with what they gave and what the round before came to.

    Two queries; with earlier rounds two more, without their `words` one. Texts on which nothing can be given and was given are left out, but for those
    that were rated as often as the criterion allows.
    """
    lines = _lines(db, actor, consultation, view.round)
    ids = [r.id or 0 for r in (view.round, *view.earlier)]
    own = _own(db, actor, ids)
    counts = _counts(db, ids[1:]) if view.earlier else {}
    said = _said(db, ids[1:]) if view.earlier and words else {}
    rows = []
    for line in lines:
        rated = [r for r in view.earlier if (r.id or 0, line.proposal_id) in counts]
        given = own.get((view.round.id or 0, line.proposal_id))
        why = why_not_rate_text(
            code=line.code,
            state=line.state,
            created_at=line.created_at,
            round_=view.round,
            rated_in=len(rated),
            rounds=view.criterion.rounds,
        )
        if why is None or given is not None or len(rated) >= view.criterion.rounds:
            rows.append(Row(line, given, _before(rated[:1], line, counts, own, said), why))
    return Sheet(view, tuple(rows))


def results_of(
    db: Session, actor: Actor | None, consultation: Consultation, view: RatedIn, *, code: str | None = None
) -> Results:
    """What came out on each text, or on one: three queries, with earlier rounds two more.

    Whether it may be shown is for the caller to ask (`why_no_results`). Without an actor texts of closed groups are
    there too.
    """
    lines = _lines(db, actor, consultation, view.round, code=code)
    here = view.round.id or 0
    parts = _parts(db, here)
    said = _said(db, [here])
    earlier = [r.id or 0 for r in view.earlier]
    counts = _counts(db, earlier) if earlier else {}
    moves = _moves(db, here, earlier) if earlier else {}
    texts = []
    for line in lines:
        mine = parts.get(line.proposal_id)
        if mine is None:
            continue
        last = next((r for r in earlier if (r, line.proposal_id) in counts), 0)
        texts.append(_result(view, line, mine, said, counts, moves, last))
    return Results(view, tuple(texts))


def givers(db: Session, round_: Round) -> set[int]:
    """The people who have given anything in this round, whatever and on whatever text: for reminders to the others."""
    return set(
        db.execute(sa.select(col(Rating.person_id)).where(col(Rating.round_id) == round_.id).distinct())
        .scalars()
        .all()
    )


def _lines(
    db: Session, actor: Actor | None, consultation: Consultation, round_: Round, *, code: str | None = None
) -> list[Line]:
    statement = (
        sa.select(*_LINE)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .join(Roundtable, col(Roundtable.id) == Proposal.roundtable_id)
        .where(col(Proposal.consultation_id) == consultation.id, is_text())
        .order_by(
            col(Roundtable.number), col(Roundtable.code), col(Proposal.kind).desc(), col(Proposal.number), col(Proposal.code)
        )
    )  # fmt: skip
    if actor is not None:
        statement = statement.where(seen_groups(actor))
    if code is not None:
        statement = statement.where(col(Proposal.code) == code)
    lines = (Line(*row) for row in db.execute(statement))
    return [line for line in lines if covers(round_, line.roundtable)]


def _own(db: Session, actor: Actor, rounds: Collection[int]) -> dict[tuple[int, int], Given]:
    """What the actor gave in these rounds, by round and text."""
    if not actor.signed_in:
        return {}
    rows = db.execute(
        sa.select(col(Rating.round_id), col(Rating.proposal_id), *_GIVEN).where(
            col(Rating.round_id).in_(rounds),
            col(Rating.person_id) == actor.person_id,
            col(Rating.current).is_(True),
        )
    )
    return {(row[0], row[1]): Given(*row[2:]) for row in rows}


def _counts(db: Session, rounds: Collection[int]) -> dict[tuple[int, int], Counts]:
    """How often each score was given in these rounds, by round and text."""
    rows = db.execute(
        sa.select(col(Rating.round_id), col(Rating.proposal_id), col(Rating.score), sa.func.count())
        .where(
            col(Rating.round_id).in_(rounds), col(Rating.current).is_(True), col(Rating.score).is_not(None)
        )
        .group_by(col(Rating.round_id), col(Rating.proposal_id), col(Rating.score))
    )
    found: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for round_id, proposal_id, score, n in rows:
        found[round_id, proposal_id][score] = n
    return {key: Counts.by_score(counts) for key, counts in found.items()}


def _said(db: Session, rounds: Collection[int]) -> dict[tuple[int, int], tuple[str, ...]]:
    """The words why in these rounds, by round and text, in the order of the alphabet."""
    rows = db.execute(
        sa.select(col(Rating.round_id), col(Rating.proposal_id), col(Rating.word)).where(
            col(Rating.round_id).in_(rounds), col(Rating.current).is_(True), col(Rating.word) != ""
        )
    )
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for round_id, proposal_id, word in rows:
        found[round_id, proposal_id].append(word)
    return {key: tuple(sorted(words, key=lambda w: (fold(w), w))) for key, words in found.items()}


def _before(
    rated: Iterable[Round],
    line: Line,
    counts: Mapping[tuple[int, int], Counts],
    own: Mapping[tuple[int, int], Given],
    said: Mapping[tuple[int, int], tuple[str, ...]],
) -> Before | None:
    for round_ in rated:
        key = (round_.id or 0, line.proposal_id)
        mine = own.get(key)
        if counts[key].n >= APART:
            return Before(round_.title, counts[key], mine.score if mine else None, said.get(key, ()))
    return None


class _Part:
    """What one constituency gave to one text."""

    def __init__(self, name: str, name_i18n: dict[str, str], place: int) -> None:
        self.name, self.name_i18n, self.place = name, name_i18n, place
        self.scores: dict[int, int] = {}
        self.answers: dict[str, int] = {}
        self.version = 0

    @property
    def n(self) -> int:
        return sum(self.scores.values()) + sum(self.answers.values())


def _parts(db: Session, round_id: int) -> dict[int, dict[str, _Part]]:
    """What each constituency gave to each text, by the text's number and the constituency's code; one query."""
    rows = db.execute(
        sa.select(
            col(Rating.proposal_id),
            col(Constituency.code),
            col(Constituency.name),
            col(Constituency.name_i18n),
            col(Constituency.place),
            col(Rating.score),
            col(Rating.choice),
            sa.func.count(),
            sa.func.max(col(Rating.version)),
        )
        .outerjoin(Constituency, col(Constituency.id) == Rating.constituency_id)
        .where(col(Rating.round_id) == round_id, col(Rating.current).is_(True))
        .group_by(
            col(Rating.proposal_id),
            col(Constituency.id),
            col(Rating.score),
            col(Rating.choice),
        )
    )
    found: dict[int, dict[str, _Part]] = defaultdict(dict)
    for proposal_id, code, name, name_i18n, place, score, choice, n, version in rows:
        part = found[proposal_id].setdefault(
            code or "", _Part(name or "", name_i18n or {}, 10**6 if place is None else place)
        )
        if score in SCORES:
            part.scores[score] = n
        elif choice:
            part.answers[choice] = n
        part.version = max(part.version, version)
    return found


def _moves(db: Session, round_id: int, earlier: Collection[int]) -> dict[tuple[int, int], Movement]:
    """By earlier round and text: how many rated in both rounds, and how many of them moved by at most one point."""
    now, then = aliased(Rating), aliased(Rating)
    near = sa.case((sa.func.abs(col(now.score) - col(then.score)) <= 1, 1), else_=0)
    rows = db.execute(
        sa.select(col(then.round_id), col(now.proposal_id), sa.func.count(), sa.func.sum(near))
        .join_from(
            now,
            then,
            sa.and_(col(then.proposal_id) == now.proposal_id, col(then.person_id) == now.person_id),
        )
        .where(
            col(now.round_id) == round_id,
            col(now.current).is_(True),
            col(then.round_id).in_(earlier),
            col(then.current).is_(True),
        )
        .group_by(col(then.round_id), col(now.proposal_id))
    )
    return {(row[0], row[1]): Movement(row[2], int(row[3])) for row in rows}


def _result(
    view: RatedIn,
    line: Line,
    parts: Mapping[str, _Part],
    said: Mapping[tuple[int, int], tuple[str, ...]],
    earlier: Mapping[tuple[int, int], Counts],
    moves: Mapping[tuple[int, int], Movement],
    last: int,
) -> TextResult:
    n = sum(part.n for part in parts.values())
    version = max(part.version for part in parts.values())
    if n < APART:
        return TextResult(line, version, n)
    shares = [
        Share(
            code, part.name, part.name_i18n, Counts.by_score(part.scores), _answers(view, part.answers)
        )
        for code, part in sorted(parts.items(), key=lambda item: (item[1].place, item[0]))
    ]  # fmt: skip
    apart = shown_apart({code: part.n for code, part in parts.items()})
    moved, before = moves.get((last, line.proposal_id)), earlier.get((last, line.proposal_id))
    whole: dict[str, int] = defaultdict(int)
    for share in shares:
        for choice, many in share.answers.items():
            whole[choice] += many
    return TextResult(
        line,
        version,
        n,
        counts=sum((share.counts for share in shares), Counts()) if view.of_scores else None,
        answers=None if view.of_scores else dict(whole),
        moved=moved if moved is not None and moved.both >= APART else None,
        before=before if before is not None and before.n >= APART else None,
        shares=tuple(share for share in shares if share.code in apart) if len(parts) > 1 else (),
        words=said.get((view.round.id or 0, line.proposal_id), ()),
    )


def _answers(view: RatedIn, given: Mapping[str, int]) -> dict[str, int]:
    """Each answer of the scale with how often it was given."""
    return {choice: given.get(choice, 0) for choice in view.choices} if not view.of_scores else {}
