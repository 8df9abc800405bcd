"""Extend, close, cancel and complete a round."""

from sqlmodel import Session

from app.consultations.calendar import RoundStage, overlapping, round_stage
from app.consultations.models import Consultation, Round, RoundKind
from app.consultations.queries import is_moderated, rounds_of, track_of
from app.consultations.register import acts
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import FieldError, Invalid, Refused, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import Event, lock_track, record
from app.review.actions.planning import reason_of
from app.review.dates import end_of
from app.review.events import RoundCancelled, RoundClosed, RoundCompleted, RoundExtended
from app.review.plans import overlap_sentence
from app.review.queries import ballots_in, room_of, round_in, waits_to_complete
from app.review.rules import (
    REASON_LIMIT,
    acting_seat,
    why_extension_too_short,
    why_not_cancel,
    why_not_close,
    why_not_complete,
    why_not_extend,
    why_not_run,
)
from app.review.silence.actions import release_silence
from app.review.silence.queries import unconfirmed
from app.voting.actions.opening import extend_ballots


def extend_round(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    closes: str,
    reason: str | None = None,
) -> Round:
    """Let a round close later than was said; only before it has closed and only later (invariant 15).

    A ballot takes positions as long as its round; a silence begins again for all, and runs for 72 hours at least from
    the extension. Refused with the reason; Invalid at `closes` where the new deadline is
    not later or runs into another round. The same extension again, by a double click, changes nothing.
    """
    lock_track(db, track_of(consultation))
    at = now(db)
    rounds = rounds_of(db, consultation)
    round_ = round_in(rounds, code)
    permit(why_not_extend(actor, consultation, round_, at, moderated=is_moderated(db, consultation)))
    end = end_of(closes, consultation.timezone, field="closes", at=at)
    if end == round_.closes_at and _last_verb(db, consultation, round_) == "round_extended":
        return round_
    if end <= round_.closes_at:
        raise Invalid.at(
            "closes", _("A deadline only moves later: this is not after the one that was announced.")
        )
    short = why_extension_too_short(round_.kind, max(at, round_.opens_at), end)
    if short is not None:
        raise Invalid.at("closes", short)
    other = overlapping(rounds, opens=round_.closes_at, closes_at=end, scope=round_.scope, besides=round_.id)
    if other is not None:
        raise Invalid.at("closes", overlap_sentence(other))
    said = reason_of(reason or "", limit=REASON_LIMIT)
    before, round_.closes_at = round_.closes_at, end
    _record(db, actor, consultation, round_, RoundExtended(round_.code, end, before), said)
    if round_.kind == RoundKind.BALLOT:
        seat = acting_seat(actor, consultation)
        extend_ballots(
            db, actor, consultation, round_, closes=end, capacity=seat.title if seat else None, reason=said
        )
    return round_


def close_round(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, reason: str | None = None
) -> Round:
    """Close a round before its deadline, with a reason that everybody reads.

    A ballot only when every delegation has given every position; then no reason is due. A silence only once it is
    broken on every text. Refused with the reason; Invalid at `reason`. Closed again, it changes nothing.
    """
    lock_track(db, track_of(consultation))
    at = now(db)
    round_ = round_in(rounds_of(db, consultation), code)
    moderated = is_moderated(db, consultation)
    ballot = round_.kind == RoundKind.BALLOT
    lacking = sum(found.missing for found in ballots_in(db, round_)) if ballot else 0
    running = len(unconfirmed(db, round_)) if round_.kind == RoundKind.SILENCE else 0
    if round_.closed_early_at is not None and why_not_run(actor, consultation, moderated=moderated) is None:
        return round_
    permit(
        why_not_close(actor, consultation, round_, at, moderated=moderated, missing=lacking, running=running)
    )
    due = None if ballot else _("Say why the round closes before its deadline; everybody reads it.")
    said = reason_of(reason or "", limit=REASON_LIMIT, missing=due)
    round_.closed_early_at = at
    _record(db, actor, consultation, round_, RoundClosed(round_.code, round_.closes_at), said)
    return round_


def cancel_round(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, reason: str | None = None
) -> Round:
    """Cancel a round that is planned or open, with a reason; it stays readable. A ballot that is made is not cancelled.

    Refused with the reason; Invalid at `reason`. Cancelled again, it changes nothing.
    """
    lock_track(db, track_of(consultation))
    at = now(db)
    round_ = round_in(rounds_of(db, consultation), code)
    moderated = is_moderated(db, consultation)
    if round_.cancelled_at is not None and why_not_run(actor, consultation, moderated=moderated) is None:
        return round_
    permit(why_not_cancel(actor, consultation, round_, at, moderated=moderated))
    due = _("Say why the round is cancelled; everybody reads it.")
    said = reason_of(reason or "", limit=REASON_LIMIT, missing=due)
    was = round_stage(round_, at)
    round_.cancelled_at = at
    _record(db, actor, consultation, round_, RoundCancelled(round_.code, was), said)
    if round_.kind == RoundKind.SILENCE:
        seat = acting_seat(actor, consultation)
        release_silence(
            db, actor, consultation, round_, capacity=seat.title if seat else "", reason=said or ""
        )
    return round_


def complete_round(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, declaration: str | None = None
) -> Round:
    """Complete a round that has closed: every comment of it is answered, every result of it certified (invariant 6, domain D3).

    The unbroken silence on every text is confirmed, every objection of a last call addressed. With a round of selection
    the moderator declares what the representative group decided (domain D3): `declaration` is due there, and everybody
    reads it. Refused with what waits, each in the errors with its address; Invalid at `declaration`. Completed again, it
    changes nothing.
    """
    lock_track(db, track_of(consultation))
    at = now(db)
    room = room_of(db, consultation, actor, code)
    round_ = room.round
    refused = why_not_run(actor, consultation, moderated=room.moderated)
    if room.stage is RoundStage.COMPLETED and refused is None:
        return round_
    refusal = why_not_complete(
        actor,
        consultation,
        round_,
        at,
        moderated=room.moderated,
        unanswered=[comment.code for comment in room.waiting],
        unseen=room.unseen_waiting,
        unconfirmed=room.unconfirmed,
        unaddressed=room.unaddressed,
        undeclared=room.undeclared,
        uncertified=room.uncertified,
    )
    if refusal is not None:
        listed = room.stage is RoundStage.CLOSED and refused is None
        waits = waits_to_complete(room) if listed else ()
        raise Refused(refusal, errors=tuple(FieldError(code, href) for code, href in waits))
    selection = round_.kind == RoundKind.SELECTION
    due = _("Say what the representative group decided; everybody reads it.") if selection else None
    said = reason_of(declaration or "", limit=REASON_LIMIT, field="declaration", missing=due)
    round_.completed_at = at
    _record(db, actor, consultation, round_, RoundCompleted(round_.code), said)
    return round_


def _last_verb(db: Session, consultation: Consultation, round_: Round) -> str:
    found = acts(db, consultation, subject=round_.code, newest_first=True, limit=1)
    return found[0].verb if found else ""


def _record(
    db: Session, actor: Actor, consultation: Consultation, round_: Round, fact: Event, reason: str | None
) -> None:
    db.add(round_)
    seat = acting_seat(actor, consultation)
    record(
        db,
        actor,
        fact,
        track=track_of(consultation),
        left=[round_],
        capacity=seat.title if seat else None,
        reason=reason,
    )
