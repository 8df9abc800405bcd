"""Verbs on seats: give one, end one."""

from sqlmodel import Session

from app.consultations.events import SeatGiven
from app.consultations.models import Consultation, Delegation, Membership, Role, WorkingGroup
from app.kernel.actor import Actor
from app.kernel.errors import Invalid
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.people.models import Person

SITE_ROLES = (Role.ADMINISTRATOR, Role.SECRETARIAT)


def give_seat(
    db: Session,
    actor: Actor,
    person: Person,
    *,
    role: str,
    title: str,
    consultation: Consultation | None = None,
    group: WorkingGroup | None = None,
    delegation: Delegation | None = None,
) -> Membership:
    """Give `person` a seat. Invalid where the role is unknown, or needs a consultation and has none."""
    if role not in list(Role):
        raise Invalid.at(
            "role",
            _("“%(role)s” is not a role; roles are: %(roles)s.") % {"role": role, "roles": ", ".join(Role)},
        )
    if consultation is None and role not in SITE_ROLES:
        raise Invalid.at(
            "role", _("The role “%(role)s” is held in a consultation; say which.") % {"role": role}
        )
    track = consultation.slug if consultation else "site"
    lock_track(db, track)
    seat = Membership(
        person_id=person.id,
        role=role,
        title=title,
        consultation_id=consultation.id if consultation else None,
        group_id=group.id if group else None,
        delegation_id=delegation.id if delegation else None,
    )
    db.add(seat)
    event = SeatGiven(person.public_id, role, consultation.slug if consultation else None)
    record(db, actor, event, track=track, left=[seat])
    return seat
