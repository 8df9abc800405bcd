"""Verbs of the head of a delegation on the seats in it: name an alternate, end a seat."""

from sqlmodel import Session

from app.consultations.actions.seats import end_seats, give_seat, groups_of_seats
from app.consultations.admission.queries import own_head_seat
from app.consultations.admission.rules import heads, why_not_lead
from app.consultations.given import reason_for
from app.consultations.models import Consultation, Delegation, Membership, Role
from app.consultations.parts import visible_delegation
from app.consultations.rules import is_secretariat
from app.consultations.seating import composed_title
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import NotFound, Refused, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track
from app.people.models import Person


def name_alternate(
    db: Session, actor: Actor, consultation: Consultation, code: str, seat_id: int
) -> Membership:
    """Name somebody who sits in the delegation already its alternate: a second seat, which gives its positions too.

    It lasts as long as the first one, and no longer than the head's own. The same again is the one there is. Refused
    where `why_not_lead` says so; NotFound where the seat is not in this delegation or nobody holds it.
    """
    lock_track(db, consultation.slug)
    delegation, seat = _own_seat(db, consultation, code, seat_id)
    permit(why_not_lead(actor, consultation, delegation, role=Role.ALTERNATE))
    person = db.get(Person, seat.person_id) if seat.person_id is not None else None
    if person is None or seat.ended_at is not None:
        raise NotFound(_("There is no such seat here."))
    if seat.role == Role.HEAD:
        raise Refused(_("The head gives the positions already, and is nobody’s alternate."))
    own = own_head_seat(db, actor, delegation, now(db))
    ends = [day for day in (seat.until, own.until if own else None) if day is not None]
    return give_seat(
        db,
        actor,
        person,
        role=Role.ALTERNATE,
        title=composed_title(consultation, Role.ALTERNATE, None, delegation),
        consultation=consultation,
        delegation=delegation,
        since=seat.since,
        until=min(ends) if ends else None,
        asked=True,
    )


def end_own_seat(
    db: Session, actor: Actor, consultation: Consultation, code: str, seat_id: int, *, reason: str
) -> Membership:
    """End a seat in one's own delegation, with a reason; whoever may give it may end it. Again, it changes nothing.

    A seat in a working group ends there: its convenor and the secretariat say so.
    """
    lock_track(db, consultation.slug)
    delegation, seat = _own_seat(db, consultation, code, seat_id)
    permit(why_not_lead(actor, consultation, delegation, role=seat.role))
    if seat.group_id is not None and heads(actor, delegation) and not is_secretariat(actor, consultation):
        raise Refused(_("This seat is in a working group. Its convenor or the secretariat ends it."))
    why = reason_for(reason)
    if seat.ended_at is None:
        groups = groups_of_seats(db, [seat])
        codes = {delegation.id: delegation.code}
        end_seats(db, actor, consultation, [seat], groups=groups, codes=codes, reason=why)
    return seat


def _own_seat(
    db: Session, consultation: Consultation, code: str, seat_id: int
) -> tuple[Delegation, Membership]:
    delegation = visible_delegation(db, consultation, code)
    seat = db.get(Membership, seat_id)
    if seat is None or seat.delegation_id != delegation.id:
        raise NotFound(_("There is no such seat here."))
    return delegation, seat
