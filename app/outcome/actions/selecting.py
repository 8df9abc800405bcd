"""The verbs that record what the representative group decided: include or exclude, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.models import Consultation
from app.drafting.queries import visible_proposal
from app.kernel.actor import Actor
from app.kernel.clock import local_day, now
from app.kernel.db import keep_all
from app.kernel.errors import Conflict, Invalid, Refused, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import record_each
from app.outcome.actions.standing import Bench, at_the_bench, reason_in
from app.outcome.events import ProposalSelected
from app.outcome.listing import Listing, Selected, selections_of, unions_of
from app.outcome.models import Choice, Selection
from app.outcome.outline import Candidate, Outline, candidates_of
from app.outcome.rules import why_not_exclude, why_not_in_the_list, why_not_of_a_closed_group
from app.review.silence.models import Silence
from app.voting.disclosure.queries import decides_on_texts
from app.voting.models import Ballot, BallotProposal
from app.web.render import written_date


def select_proposal(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    choice: str,
    reason: str = "",
    decided_on: str = "",
    turn: int | None = None,
) -> Selected:
    """Record that the representative group includes or excludes an adopted proposal, on the day it decided.

    To exclude takes a reason, and so does any decision that takes the place of an earlier one, which stays readable
    (invariant 10). `turn` is the number of the decision the form was drawn with: Conflict where another one was recorded
    since. The same decision again changes nothing. What stands in an issued edition stays there; the next one shows it.
    """
    bench = at_the_bench(db, actor, consultation)
    outline = Outline(
        candidates_of(db, bench.consultation),
        Listing(selections_of(db, bench.consultation), unions_of(db, bench.consultation)),
    )
    found = outline.by_code.get(code)
    if found is None:
        proposal = visible_proposal(db, actor, bench.consultation, code)
        raise Refused(why_not_in_the_list(code, proposal.state) or why_not_of_a_closed_group(code))
    before = outline.listing.selections.get(code)
    wanted, day = _choice(choice), decided_day(db, bench.consultation, decided_on, [found])
    words = reason_in(reason)
    if before and (before.choice, before.reason, before.decided_on) == (wanted, words, day):
        return before
    if before and turn is not None and turn != before.turn:
        raise Conflict(
            _("Another decision on %(code)s was recorded meanwhile. Look at it before you record yours.")
            % {"code": code}
        )
    if wanted is Choice.EXCLUDE:
        permit(why_not_exclude(outline.place(found)))
        words = reason_in(
            reason, missing=_("Say why it is not in the list. The reason stands in the document.")
        )
    elif before is not None:
        words = reason_in(reason, missing=_("Say why this decision takes the place of the earlier one."))
    turns = {code: before.turn} if before else {}
    return _record(db, actor, bench, [found], turns, choice=wanted, reason=words, decided_on=day)[code]


def include_undecided(
    db: Session, actor: Actor, consultation: Consultation, *, decided_on: str = "", roundtable: str = ""
) -> list[str]:
    """Include every adopted proposal on which nothing was recorded yet, of one roundtable or of all; gives their codes."""
    bench = at_the_bench(db, actor, consultation)
    selections = selections_of(db, bench.consultation)
    waiting = [
        each
        for each in candidates_of(db, bench.consultation)
        if each.code not in selections and roundtable in ("", each.roundtable)
    ]
    day = decided_day(db, bench.consultation, decided_on, waiting)
    _record(db, actor, bench, waiting, {}, choice=Choice.INCLUDE, reason="", decided_on=day)
    return [each.code for each in waiting]


def decided_day(db: Session, consultation: Consultation, text: str, candidates: Sequence[Candidate]) -> date:
    """The day on which the representative group decided on these proposals.

    Invalid at `decided_on` for none, for one to come, and for one before the consultation began or before the last
    ballot on one of them had closed or its silence was confirmed: the group decides on what the delegations have adopted.
    """
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid.at("decided_on", _("Write the day as year-month-day, such as 2027-03-01.")) from None
    today = local_day(now(db), consultation.timezone)
    if day > today:
        raise Invalid.at(
            "decided_on",
            _("%(day)s has not come yet. A decision is recorded when it has been taken.")
            % {"day": written_date(day)},
        )
    if day < consultation.start_date:
        raise Invalid.at(
            "decided_on",
            _("%(code)s began on %(day)s, and nothing was decided in it before.")
            % {"code": consultation.code, "day": written_date(consultation.start_date)},
        )
    last = _last_decision(db, consultation, candidates)
    if last is not None and day < last.day:
        sentence = (
            _(
                "%(code)s was adopted by silence procedure on %(day)s. The representative group decides on what was adopted, on that day or later."
            )
            if last.silent
            else _(
                "The ballot on %(code)s closed on %(day)s. The representative group decides on what was adopted, on that day or later."
            )
        )
        raise Invalid.at("decided_on", sentence % {"code": last.code, "day": written_date(last.day)})
    return day


@dataclass(frozen=True)
class _Last:
    """The last decision on some proposals: on which of them, on which day, and whether it was by silence procedure."""

    code: str
    day: date
    silent: bool


def _last_decision(db: Session, consultation: Consultation, candidates: Sequence[Candidate]) -> _Last | None:
    """Which of these proposals was decided on last, by a ballot that closed or a silence that was confirmed; one query."""
    ids = [each.id for each in candidates]
    ballots: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            col(BallotProposal.proposal_id).label("proposal"),
            col(Ballot.closes_at).label("moment"),
            col(BallotProposal.place).label("place"),
            sa.literal(0).label("silent"),
        )
        .join_from(BallotProposal, Ballot, col(Ballot.id) == BallotProposal.ballot_id)
        .where(
            col(Ballot.consultation_id) == consultation.id,
            col(Ballot.closes_at) <= now(db),
            col(Ballot.voided_at).is_(None),
            decides_on_texts(),
            col(BallotProposal.proposal_id).in_(ids),
        )
    )
    silences: sa.Select[*tuple[Any, ...]] = sa.select(
        col(Silence.proposal_id), col(Silence.confirmed_at), sa.literal(0), sa.literal(1)
    ).where(col(Silence.proposal_id).in_(ids), col(Silence.confirmed_at).is_not(None))
    made = sa.union_all(ballots, silences).subquery()
    last = db.execute(
        sa.select(made.c.proposal, made.c.moment, made.c.silent)
        .order_by(made.c.moment.desc(), made.c.place)
        .limit(1)
    ).first()
    if last is None:
        return None
    code = next(each.code for each in candidates if each.id == last[0])
    # A ballot closes at the first instant after it.
    moment = last[1] if last[2] else last[1] - timedelta(microseconds=1)
    return _Last(code, local_day(moment, consultation.timezone), bool(last[2]))


def _choice(text: str) -> Choice:
    if text not in list(Choice):
        raise Invalid.at("choice", _("Choose whether the list includes or excludes it."))
    return Choice(text)


def _record(
    db: Session,
    actor: Actor,
    bench: Bench,
    candidates: Sequence[Candidate],
    turns: Mapping[str, int],
    *,
    choice: Choice,
    reason: str,
    decided_on: date,
) -> dict[str, Selected]:
    """One row and one entry of the ledger for each, in as many statements for many as for one. `turns` are those of the
    decisions that stand."""
    at = now(db)
    rows = [
        Selection(
            consultation_id=bench.consultation.id or 0,
            proposal_id=each.id,
            turn=turns.get(each.code, 0) + 1,
            choice=choice,
            reason=reason,
            decided_on=decided_on,
            person_id=actor.person_id,
            by_title=bench.title,
            recorded_at=at,
        )
        for each in candidates
    ]
    if not rows:
        return {}
    codes = {each.id: each.code for each in candidates}
    wanted = {row.proposal_id: row.turn for row in rows}
    kept = [
        row
        for row in keep_all(
            db,
            rows,
            sa.select(Selection).where(
                col(Selection.consultation_id) == bench.consultation.id, col(Selection.recorded_at) == at
            ),
        )
        if wanted.get(row.proposal_id) == row.turn
    ]
    facts = [
        (ProposalSelected(codes[row.proposal_id], choice, row.turn, decided_on.isoformat()), [row])
        for row in kept
    ]
    record_each(
        db, actor, facts, track=bench.consultation.slug, capacity=bench.title or None, reason=reason or None
    )
    return {
        codes[row.proposal_id]: Selected(
            row.choice, row.reason, row.decided_on, row.turn, row.by_title, row.recorded_at
        )
        for row in kept
    }
