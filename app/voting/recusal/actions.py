"""Recuse oneself from a ballot, and take that back."""

from sqlmodel import Session

from app.consultations.attribution import Capacity, capacity_in
from app.consultations.models import Consultation
from app.consultations.queries import track_of
from app.consultations.rules import moderator_seat, voting_seats
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.kernel.text.clean import clean
from app.kernel.text.fold import fold
from app.voting.members.rules import member_seats
from app.voting.queries import visible_ballot
from app.voting.recusal.events import PersonRecused, RecusalTakenBack
from app.voting.recusal.models import Recusal
from app.voting.recusal.queries import recused
from app.voting.recusal.rules import REASON_LIMIT, why_not_recuse, why_not_take_part_again
from app.voting.views import BallotView


def recuse_oneself(
    db: Session, actor: Actor, consultation: Consultation, ballot: str, *, reason: str
) -> Recusal:
    """Recuse oneself from a ballot, with a word why. What was given before stands, and is the delegation's to change.

    Said again it changes nothing. NotFound; Refused with the reason; Invalid at `reason`.
    """
    lock_track(db, consultation.slug)
    at = now(db)
    view = visible_ballot(db, consultation, ballot, at)
    permit(why_not_recuse(actor, consultation, by_members=view.by_members))
    known = recused(db, view.ballot, actor.person_id)
    if known is not None:
        return known
    try:
        words = clean(reason, limit=REASON_LIMIT).strip()
    except ValueError as error:
        raise Invalid.at("reason", str(error)) from None
    if not fold(words):
        raise Invalid.at("reason", _("Say in a word why you recuse yourself."))
    kept = _capacity(actor, consultation, view)
    row = Recusal(
        consultation_id=view.ballot.consultation_id,
        ballot_id=view.ballot.id or 0,
        person_id=actor.person_id,
        reason=words,
        author_title=kept.capacity or "",
        recused_at=at,
    )
    db.add(row)
    _record(db, actor, consultation, PersonRecused(ballot, kept.attribution, kept.veil), row, kept)
    return row


def take_recusal_back(db: Session, actor: Actor, consultation: Consultation, ballot: str) -> Recusal | None:
    """Take part in a ballot again, while it is open; None where there was no recusal. Refused with the reason."""
    lock_track(db, consultation.slug)
    at = now(db)
    view = visible_ballot(db, consultation, ballot, at)
    permit(why_not_take_part_again(actor, consultation, view.stage, by_members=view.by_members))
    row = recused(db, view.ballot, actor.person_id)
    if row is None:
        return None
    row.taken_back_at = at
    db.add(row)
    kept = _capacity(actor, consultation, view)
    _record(db, actor, consultation, RecusalTakenBack(ballot, kept.attribution, kept.veil), row, kept)
    return row


def _capacity(actor: Actor, consultation: Consultation, view: BallotView) -> Capacity:
    seats = (member_seats if view.by_members else voting_seats)(actor, consultation)
    seat = seats[0] if seats else moderator_seat(actor, consultation)
    return capacity_in(view.round, seat.title if seat else None)


def _record(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    fact: PersonRecused | RecusalTakenBack,
    row: Recusal,
    kept: Capacity,
) -> None:
    db.flush()
    record(db, actor, fact, track=track_of(consultation), left=[row], capacity=kept.capacity)
