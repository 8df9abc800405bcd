"""Verbs of the ballot: give positions, show support, publish a result."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.models import Consultation, Delegation, Round
from app.consultations.queries import track_of
from app.consultations.rules import voting_seats, writer_seat
from app.drafting.models import Proposal, ProposalState
from app.drafting.queries import visible_desk
from app.kernel.actor import SYSTEM, Actor
from app.kernel.clock import now
from app.kernel.db import upsert
from app.kernel.errors import Conflict, FieldError, Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ids import new_secret
from app.kernel.ledger import digest, lock_track, record
from app.kernel.text.clean import clean
from app.voting.counting import Outcome
from app.voting.events import PositionCast, ResultPublished, SupportShown
from app.voting.models import Ballot, Choice, Elector, Position, ShowOfSupport, Voice
from app.voting.queries import lines_of, tally, view_of
from app.voting.rules import (
    REASON_LIMIT,
    WORD_LIMIT,
    reason_due,
    receipt_of,
    why_not_cast,
    why_not_show_support,
)
from app.voting.sheets import gave_for, positions_of, voice_of
from app.voting.views import Line, Tally


@dataclass(frozen=True)
class Wish:
    """A position somebody wants to give. `drawn` is the turn that the form was drawn from; None where it had none."""

    proposal: str
    position: str
    reason: str | None = None
    drawn: int | None = None


def cast_position(
    db: Session,
    actor: Actor,
    ballot: Ballot,
    proposal: str,
    *,
    delegation: Delegation,
    position: str,
    reason: str | None = None,
    drawn: int | None = None,
) -> Position:
    """Give a delegation's position on one proposal; see `cast_positions`."""
    wish = Wish(proposal, position, reason, drawn)
    return cast_positions(db, actor, ballot, [wish], delegation=delegation)[0]


def cast_positions(
    db: Session, actor: Actor, ballot: Ballot, wishes: Sequence[Wish], *, delegation: Delegation
) -> list[Position]:
    """Give or change a delegation's positions, all of them or none. Gives the rows that count, in the order of `wishes`.

    Each change is a new turn; the last one before the deadline counts. The natural key is the position itself: what
    says the same as what counts already (a second click, the other half of the delegation) makes no new turn and
    gets the same receipt. Refused with the reason; Invalid at `PROPOSAL` or `PROPOSAL-reason`; Conflict where a form
    was drawn from an older turn and says something else than that turn did: `details` maps the codes to what counts.
    """
    consultation = db.get_one(Consultation, ballot.consultation_id)
    lock_track(db, track_of(consultation))
    at = now(db)
    lines = {line.code: line for line in lines_of(db, ballot, None, codes=[w.proposal for w in wishes])}
    permit(
        why_not_cast(
            actor,
            consultation,
            ballot,
            db.get_one(Round, ballot.round_id),
            delegation_id=delegation.id or 0,
            electors=_electors(db, ballot, delegation),
            gave_for=gave_for(db, ballot, actor),
            at=at,
            on_ballot=all(wish.proposal in lines for wish in wishes),
        )
    )
    wanted = check_wishes(wishes)
    counted = positions_of(db, ballot, delegation.id or 0, [line.proposal_id for line in lines.values()])
    untouched = _untouched(db, wanted, lines, counted)
    seat = next(s for s in voting_seats(actor, consultation) if s.delegation_id == delegation.id)
    settled: list[Position] = []
    for wish in wanted:
        line = lines[wish.proposal]
        known = counted.get(line.proposal_id)
        if known is None or not (wish in untouched or says_the_same(wish, known)):
            turn = _Turn(consultation, ballot, line, delegation, wish, known, seat.title, at)
            known = counted[line.proposal_id] = _record_turn(db, actor, turn)
        settled.append(known)
    return settled


def check_wishes(wishes: Sequence[Wish]) -> list[Wish]:
    """The wishes as they will be stored. Invalid with one sentence at each `PROPOSAL` or `PROPOSAL-reason` that is wrong."""
    taken: list[Wish] = []
    errors: list[FieldError] = []
    for wish in wishes:
        try:
            taken.append(_checked(wish))
        except Invalid as error:
            errors.extend(error.errors)
    if errors:
        raise Invalid(errors[0].message, errors=tuple(errors))
    return taken


def says_the_same(wish: Wish, known: Position) -> bool:
    """Whether a wish says what a position says already."""
    return (known.position, known.reason) == (wish.position, wish.reason)


def _checked(wish: Wish) -> Wish:
    if wish.position not in list(Choice):
        raise Invalid.at(
            wish.proposal,
            _("“%(position)s” is no position. Choose support, support_with_reservation, abstain or object.")
            % {"position": wish.position[:40]},
        )
    field = f"{wish.proposal}-reason"
    try:
        reason = clean(wish.reason or "", limit=REASON_LIMIT).strip()
    except ValueError as error:
        raise Invalid.at(field, str(error)) from None
    if not reason and reason_due(wish.position):
        raise Invalid.at(
            field,
            _(
                "An objection needs its reason: what your delegation cannot accept, and what would change that."
            )
            if wish.position == Choice.OBJECT
            else _("A reservation needs its reason: what in this text your delegation cannot accept."),
        )
    return replace(wish, reason=reason or None)


def _electors(db: Session, ballot: Ballot, delegation: Delegation) -> list[int]:
    statement = select(Elector.delegation_id).where(
        Elector.ballot_id == ballot.id, Elector.delegation_id == delegation.id
    )
    return list(db.exec(statement).all())


def _untouched(
    db: Session, wishes: Sequence[Wish], lines: dict[str, Line], counted: dict[int, Position]
) -> list[Wish]:
    """The wishes that only repeat what their form was drawn with, where somebody else has changed it since.

    Conflict where such a form says something else than it was drawn with: two people of one delegation decide apart.
    """
    stale = []
    for wish in wishes:
        known = counted.get(lines[wish.proposal].proposal_id)
        if wish.drawn is not None and known is not None and known.turn != wish.drawn:
            stale.append((wish, known))
    if not stale:
        return []
    older = {
        (row.proposal_id, row.turn): row
        for row in db.exec(
            select(Position).where(
                Position.ballot_id == stale[0][1].ballot_id,
                Position.delegation_id == stale[0][1].delegation_id,
                col(Position.proposal_id).in_([known.proposal_id for _wish, known in stale]),
            )
        ).all()
    }
    untouched, clashes = [], {}
    for wish, known in stale:
        drawn = older.get((known.proposal_id, wish.drawn or 0))
        if drawn is not None and says_the_same(wish, drawn):
            untouched.append(wish)
        elif not says_the_same(wish, known):
            clashes[wish.proposal] = known
    if clashes:
        raise Conflict(
            _("Somebody else of your delegation has changed a position since you opened this sheet. Nothing was recorded."),
            details=clashes,
        )  # fmt: skip
    return untouched


@dataclass(frozen=True)
class _Turn:
    consultation: Consultation
    ballot: Ballot
    line: Line
    delegation: Delegation
    wish: Wish
    known: Position | None
    title: str
    at: datetime


def _record_turn(db: Session, actor: Actor, turn: _Turn) -> Position:
    n, nonce = (turn.known.turn + 1 if turn.known else 1), new_secret()
    if turn.known is not None:
        turn.known.current = False
        db.add(turn.known)
        db.flush()
    row = Position(
        consultation_id=turn.ballot.consultation_id,
        ballot_id=turn.ballot.id or 0,
        proposal_id=turn.line.proposal_id,
        delegation_id=turn.delegation.id or 0,
        version=turn.line.version,
        turn=n,
        position=turn.wish.position,
        reason=turn.wish.reason,
        person_id=actor.person_id,
        author_title=turn.title,
        cast_at=turn.at,
        nonce=nonce,
        receipt=receipt_of(
            consultation=turn.consultation.slug,
            ballot=turn.ballot.code,
            proposal=turn.line.code,
            delegation=turn.delegation.code,
            version=turn.line.version,
            turn=n,
            position=turn.wish.position,
            reason=turn.wish.reason,
            cast_at=turn.at,
            nonce=nonce,
        ),
    )
    db.add(row)
    record(
        db,
        actor,
        PositionCast(turn.line.code, turn.ballot.code, turn.delegation.code, n, row.receipt),
        track=track_of(turn.consultation),
        left=[row],
        capacity=turn.title,
        delegation=turn.delegation.code,
    )
    return row


def show_support(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, choice: str, word: str = ""
) -> ShowOfSupport:
    """Give or change one's voice on a proposal of the own group: for, against or neither, with a word why.

    Indicative; it decides nothing. One voice of a person on a proposal; saying the same again changes nothing.
    NotFound, Refused with the reason, or Invalid at `choice` or `word`.
    """
    lock_track(db, consultation.slug)
    at = now(db)
    desk = visible_desk(db, actor, consultation, code)
    proposal = desk.proposal
    permit(why_not_show_support(actor, proposal, desk.stage))
    if choice not in list(Voice):
        raise Invalid.at("choice", _("Choose for, against or neither."))
    try:
        said = clean(word, limit=WORD_LIMIT).strip()
    except ValueError as error:
        raise Invalid.at("word", str(error)) from None
    known = voice_of(db, proposal, actor)
    if known is not None and (known.choice, known.word) == (choice, said):
        return known
    values = {
        "consultation_id": consultation.id,
        "proposal_id": proposal.id,
        "person_id": actor.person_id,
        "choice": choice,
        "word": said,
        "version": proposal.version,
        "shown_at": at,
    }
    upsert(
        db,
        ShowOfSupport,
        values,
        key=["proposal_id", "person_id"],
        update=["choice", "word", "version", "shown_at"],
    )
    shown = voice_of(db, proposal, actor)
    assert shown is not None
    seat = writer_seat(actor, proposal.group_id)
    record(
        db,
        actor,
        SupportShown(proposal.code, proposal.version),
        track=track_of(consultation, desk.group),
        left=[shown],
        capacity=seat.title if seat else None,
    )
    return shown


NEXT_STATE = {
    ProposalState.ADOPTED: (Outcome.CONSENSUS, Outcome.ADOPTED),
    ProposalState.NOT_ADOPTED: (Outcome.NOT_ADOPTED,),
    ProposalState.READY: (Outcome.NO_QUORUM,),
}


def publish_result(db: Session, ballot: Ballot) -> Tally | None:
    """Once a ballot has closed: keep what was computed, move its proposals, and say so in the ledger.

    Adopted and by consensus become adopted, not adopted stays that, without a quorum a proposal goes back to ready.
    Only proposals under decision move: what was moved on since, or stood otherwise in an imported history, stays.
    Called by the tick and by the first verb that comes; a second call does nothing. None where there is nothing to do.
    """
    consultation = db.get_one(Consultation, ballot.consultation_id)
    lock_track(db, track_of(consultation))
    at = now(db)
    db.refresh(ballot)
    view = view_of(ballot, db.get_one(Round, ballot.round_id), at)
    if ballot.result_published_at is not None or not view.counted or view.round.opening_given_at is None:
        return None
    found = tally(db, view)
    ballot.result = stored_result(found)
    ballot.result_published_at = at
    db.add(ballot)
    for state, outcomes in NEXT_STATE.items():
        ids = [r.line.proposal_id for r in found.results if r.result.outcome in outcomes]
        db.execute(
            sa.update(Proposal)
            .where(col(Proposal.id).in_(ids), col(Proposal.state) == ProposalState.UNDER_DECISION)
            .values(state=str(state), updated_at=at)
        )
    record(
        db,
        SYSTEM,
        ResultPublished(ballot.code, digest(ballot.result), **found.outcomes()),
        track=track_of(consultation),
    )
    return found


def publish_due_results(db: Session) -> int:
    """The tick: publish every result whose ballot has closed. Gives how many there were."""
    due = db.exec(
        select(Ballot)
        .where(col(Ballot.result_published_at).is_(None), col(Ballot.opens_at) <= now(db))
        .order_by(col(Ballot.consultation_id), col(Ballot.id))
    ).all()
    return sum(publish_result(db, ballot) is not None for ballot in due)


def stored_result(found: Tally) -> dict[str, object]:
    """What is kept of a count, in no language: to be held against a recount by `verify`."""
    document = found.as_document("")
    results = [
        {name: value for name, value in result.items() if name != "why"} for result in document["results"]
    ]
    return {"electorate": document["electorate"], "results": results}
