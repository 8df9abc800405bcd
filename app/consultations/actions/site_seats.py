"""Verbs on the roles for the whole site: secretariat and administrator."""

from sqlmodel import Session, col, select

from app.consultations.actions.seats import give_seat
from app.consultations.events import SeatEnded
from app.consultations.given import reason_for
from app.consultations.models import Membership
from app.consultations.site_seats import administrators, why_not_end_for_site, why_not_hold_for_site
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, permit
from app.kernel.ledger import lock_track, record
from app.people.actions import SITE
from app.people.models import Person
from app.people.rules import why_not_administrate


def give_site_role(db: Session, actor: Actor, person: Person, *, role: str) -> Membership:
    """An administrator makes `person` secretariat or administrator of the whole site; the same again changes nothing.

    Refused for others; Invalid where the person holds what does not go with it (`why_not_hold_for_site`).
    """
    lock_track(db, SITE)
    permit(why_not_administrate(actor))
    held = db.exec(
        select(Membership.role).where(
            Membership.person_id == person.id, col(Membership.ended_at).is_(None)
        ).distinct()
    ).all()  # fmt: skip
    if (why := why_not_hold_for_site(role, person.name, held)) is not None:
        raise Invalid.at("role", why)
    return give_seat(db, actor, person, role=role, title=role.capitalize())


def end_site_role(db: Session, actor: Actor, person: Person, *, role: str, reason: str) -> None:
    """An administrator ends a role for the whole site, with a reason; it stays in the record. Again changes nothing.

    Refused for others, and for the last administrator; Invalid where the reason says nothing.
    """
    lock_track(db, SITE)
    permit(why_not_administrate(actor))
    why = reason_for(reason)
    open_seats = (col(Membership.consultation_id).is_(None), col(Membership.ended_at).is_(None))
    seats = db.exec(
        select(Membership).where(Membership.person_id == person.id, Membership.role == role, *open_seats)
    ).all()
    if not seats:
        return
    permit(why_not_end_for_site(role, person.name, administrators(db)))
    for seat in seats:
        seat.ended_at = now(db)
        db.add(seat)
    record(db, actor, SeatEnded(person.public_id, role), track=SITE, left=seats, reason=why)
