"""Verbs of who was invited: accept, decline."""

from dataclasses import dataclass

from sqlmodel import Session

from app.consultations.actions.seats import check_one_head, give_seat
from app.consultations.admission.actions.inviting import number_of
from app.consultations.admission.events import InvitationAccepted, InvitationDeclined
from app.consultations.admission.queries import BY_INVITATION, Offer, actor_numbered, open_offer
from app.consultations.admission.rules import why_not_invite
from app.consultations.given import Given
from app.consultations.models import Membership, Role
from app.consultations.queries import track_of
from app.consultations.rules import why_not_set_up
from app.consultations.seating import why_not_after_the_end
from app.kernel.actor import SYSTEM, Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.people.actions import SITE, add_person
from app.people.models import Person
from app.people.sessions import begin_session


@dataclass(frozen=True)
class Answered:
    """What accepting left behind. `session` is the secret of the new session where an account was made for it."""

    offer: Offer
    seat: Membership
    person: Person
    session: str | None


def accept_invitation(
    db: Session,
    actor: Actor,
    *,
    secret: str,
    name: str = "",
    mine: bool | None = None,
    agent: str = "",
    session_secret: str = "",
) -> Answered:
    """Take the seat that is offered: with the account of this address, with the one the actor is signed in with
    (`mine`), or with a new one, which is signed in at once: the link was sent to its owner alone.

    An account that was there before is not signed in by it, because such a link lasts for days. `session_secret` is
    that of the session of somebody new, so that their second click brings the same. NotFound where the
    invitation is over; Refused where whoever invited may no longer give this seat; Invalid as for giving a seat, where
    somebody new gives no name, and where somebody signed in as another than the invited does not say who takes it.
    """
    at = now(db)
    consultation = open_offer(db, secret, at).consultation
    # An account may be made: the site's chain comes before the consultation's.
    lock_track(db, SITE)
    lock_track(db, consultation.slug)
    offer = open_offer(db, secret, at)
    invitation = offer.invitation
    _permit(db, offer)
    if mine is None and actor.signed_in and (offer.known is None or offer.known.id != actor.person_id):
        raise Invalid.at("account", _("Say which account takes the seat."))
    person = db.get(Person, actor.person_id) if mine and actor.person_id is not None else offer.known
    session: str | None = None
    new = person is None
    if person is None:
        given = Given()
        called = given.line("name", name, _("Give your name: it stands beside what you do here."), limit=200)
        given.done()
        # Before the account: a seat that cannot be taken leaves none behind.
        if invitation.role == Role.HEAD and offer.delegation is not None:
            check_one_head(db, offer.delegation, (invitation.since, invitation.until))
        person = add_person(db, SYSTEM, email=invitation.email, name=called)
        db.flush()
    themselves = Actor(person_id=person.id, public_id=person.public_id, name=person.name)
    seat = give_seat(
        db,
        themselves,
        person,
        role=invitation.role,
        title=invitation.title,
        consultation=consultation,
        group=offer.group,
        delegation=offer.delegation,
        since=invitation.since,
        until=invitation.until,
        personal=invitation.personal,
        held=[] if new else None,
        asked=True,
    )
    db.flush()
    invitation.accepted_at, invitation.membership_id = at, seat.id
    db.add(invitation)
    track = track_of(consultation, offer.group)
    record(db, themselves, InvitationAccepted(number_of(invitation)), track=track, left=[invitation])
    if new:
        session = begin_session(
            db, person, way=BY_INVITATION, agent=agent, instead_of=actor.session_id, secret=session_secret
        )
    return Answered(offer, seat, person, session)


def decline_invitation(db: Session, actor: Actor, *, secret: str) -> Offer:
    """Say no. Whoever has the link may, with or without an account; NotFound where the invitation is over."""
    at = now(db)
    consultation = open_offer(db, secret, at).consultation
    lock_track(db, consultation.slug)
    offer = open_offer(db, secret, at)
    offer.invitation.declined_at = at
    db.add(offer.invitation)
    track = track_of(consultation, offer.group)
    lock_track(db, track)
    record(db, actor, InvitationDeclined(number_of(offer.invitation)), track=track, left=[offer.invitation])
    return offer


def _permit(db: Session, offer: Offer) -> None:
    """Refused where the seat cannot be given any more, or not by whoever offered it."""
    permit(why_not_set_up(SYSTEM, offer.consultation))
    for part in (offer.group, offer.delegation):
        permit(why_not_after_the_end(part))
    inviter = actor_numbered(db, offer.invitation.invited_by_id, now(db))
    may_not = why_not_invite(
        inviter,
        offer.consultation,
        role=offer.invitation.role,
        group=offer.group,
        delegation=offer.delegation,
    )
    if may_not is not None:
        permit(
            _("Whoever invited you may no longer give this seat. Ask the secretariat for a new invitation.")
        )
