"""Verbs on invitations by whoever may give the seat: invite, send again, withdraw."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from app.consultations.actions.seats import check_one_head, held_by
from app.consultations.admission.events import InvitationSent, InvitationSentAgain, InvitationWithdrawn
from app.consultations.admission.models import Invitation
from app.consultations.admission.queries import (
    Offer,
    managed_invitation,
    open_invitations_to,
    own_head_seat,
)
from app.consultations.admission.rules import (
    LASTS,
    Standing,
    heads,
    read_address,
    standing_of,
    why_not_change,
    why_not_invite,
)
from app.consultations.admission.words import invitation_mail
from app.consultations.given import Given
from app.consultations.models import Consultation, Delegation, Role, WorkingGroup
from app.consultations.parts import any_group, delegation_called
from app.consultations.queries import track_of
from app.consultations.rules import is_secretariat, may_see_group
from app.consultations.seating import (
    capacity_of,
    composed_title,
    overlap,
    personal_title,
    standing_seat,
    why_no_such_place,
    why_not_after_the_end,
    why_not_hold,
    why_not_personal,
)
from app.kernel.actor import Actor
from app.kernel.clock import local_day, now
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ids import new_secret, secret_hash
from app.kernel.ledger import Event, lock_track, record
from app.kernel.outbox import post
from app.people.models import Person
from app.people.queries import find_person


@dataclass(frozen=True)
class Wish:
    """The seat to offer, as it was typed: to whom, in which role and place, for which days. `language` is that of the
    mail to somebody new here, where it is known."""

    email: str
    role: str
    name: str = ""
    title: str = ""
    group: str = ""
    delegation: str = ""
    personal: bool = False
    since: date | str | None = None
    until: date | str | None = None
    language: str = ""


def invite(db: Session, actor: Actor, consultation: Consultation, wish: Wish, *, home: str) -> Invitation:
    """Offer a seat by e-mail: the secretariat any, a head those of the own delegation within the own term, a convenor
    those of the own group. `home` is the address of this site, for the link in the mail.

    The same again while the first waits for an answer is the one there is, and no second mail goes out; one whose time
    has passed is sent again. Refused where `why_not_invite` says so; Invalid where one for other days waits, and with a
    sentence at each field that is wrong, by the rules by which seats are given.
    """
    lock_track(db, consultation.slug)
    group, body = _place(db, actor, consultation, wish)
    permit(why_not_invite(actor, consultation, group=group, delegation=body))
    given = Given()
    if wish.group and group is None:
        given.wrong("group", _("There is no working group “%(code)s” here.") % {"code": wish.group})
    if wish.delegation and body is None:
        given.wrong("delegation", _("There is no delegation “%(code)s” here.") % {"code": wish.delegation})
    email = read_address(given, "email", wish.email)
    name = given.line("name", wish.name, limit=200)
    title = given.line("title", wish.title)
    if wish.role not in list(Role) or wish.role == Role.ADMINISTRATOR:
        given.wrong("role", _("Choose what this person will be here."))
    elif (elsewhere := why_no_such_place(wish.role, group, body)) is not None:
        given.wrong(*elsewhere)
    elif wish.personal and (office := why_not_personal(wish.role)) is not None:
        given.wrong("personal", office)
    elif wish.personal and body is not None:
        given.wrong(
            "personal",
            _("Who sits for a delegation is not there in personal capacity. Choose one of the two."),
        )
    since, until = _term(db, actor, consultation, given, wish, body)
    given.done()
    permit(why_not_invite(actor, consultation, role=wish.role, group=group, delegation=body))
    for field, part in (("group", group), ("delegation", body)):
        if (ended := why_not_after_the_end(part)) is not None:
            raise Invalid.at(field, ended)
    person = find_person(db, email)
    if person is not None:
        _check_holder(db, consultation, person, wish.role, group, body, (since, until))
    if wish.role == Role.HEAD and body is not None:
        check_one_head(db, body, (since, until))
    waiting = open_invitations_to(db, consultation, email, wish.role, group, body)
    invitation = next((one for one in waiting if overlap((one.since, one.until), (since, until))), None)
    at = now(db)
    if invitation is not None and standing_of(invitation, at) is Standing.OPEN:
        if (invitation.since, invitation.until) != (since, until):
            raise Invalid.at(
                "until",
                _("An invitation to this seat waits for an answer, for other days. Withdraw it first."),
            )
        return invitation
    secret, anew = new_secret(), invitation is not None
    if invitation is None:
        invitation = Invitation(
            consultation_id=consultation.id or 0,
            group_id=group.id if group else None,
            delegation_id=body.id if body else None,
            email=email,
            role=wish.role,
            invited_by_id=actor.person_id,
            secret_hash="",
            created_at=at,
            sent_at=at,
            expires_at=at,
        )
    title = title or composed_title(consultation, wish.role, group, body)
    invitation.title = personal_title(consultation, title) if wish.personal else title
    invitation.name, invitation.personal = name, wish.personal
    invitation.since, invitation.until = since, until
    _renew(invitation, secret, at)
    db.add(invitation)
    db.flush()
    offer = Offer(invitation, consultation, group, body, None, person)
    number = number_of(invitation)
    sent = InvitationSent(number, wish.role, group.code if group else None, body.code if body else None)
    _record(db, actor, offer, InvitationSentAgain(number) if anew else sent)
    _send(db, actor, offer, secret, home, wish.language)
    return invitation


def send_again(
    db: Session, actor: Actor, consultation: Consultation, number: int, *, home: str
) -> Invitation:
    """Send an invitation once more, with a new link and its whole time; the old link opens nothing any more.

    NotFound and Refused as for `managed_invitation`, and Refused once it was answered or withdrawn.
    """
    lock_track(db, consultation.slug)
    offer = managed_invitation(db, actor, consultation, number)
    invitation, at = offer.invitation, now(db)
    permit(why_not_change(standing_of(invitation, at)))
    secret = new_secret()
    _renew(invitation, secret, at)
    db.add(invitation)
    _record(db, actor, offer, InvitationSentAgain(number_of(invitation)))
    _send(db, actor, offer, secret, home)
    return invitation


def withdraw_invitation(db: Session, actor: Actor, consultation: Consultation, number: int) -> Invitation:
    """Take an invitation back before it is answered; again, it changes nothing.

    NotFound and Refused as for `managed_invitation`, and Refused once it was answered.
    """
    lock_track(db, consultation.slug)
    offer = managed_invitation(db, actor, consultation, number)
    invitation, at = offer.invitation, now(db)
    if invitation.withdrawn_at is not None:
        return invitation
    permit(why_not_change(standing_of(invitation, at)))
    invitation.withdrawn_at = at
    db.add(invitation)
    _record(db, actor, offer, InvitationWithdrawn(number_of(invitation)))
    return invitation


def number_of(invitation: Invitation) -> str:
    """What the register calls an invitation: it names nobody."""
    return f"INV-{invitation.id}"


def _renew(invitation: Invitation, secret: str, at: datetime) -> None:
    """A new link and its whole time; the one before opens nothing any more."""
    invitation.secret_hash, invitation.sent_at, invitation.expires_at = secret_hash(secret), at, at + LASTS


def _place(
    db: Session, actor: Actor, consultation: Consultation, wish: Wish
) -> tuple[WorkingGroup | None, Delegation | None]:
    """The group and the delegation that are meant; a group that the actor may not know of is none."""
    group = any_group(db, consultation, wish.group) if wish.group else None
    if group is not None and not is_secretariat(actor, consultation) and not may_see_group(actor, group):
        group = None
    return group, delegation_called(db, consultation, wish.delegation) if wish.delegation else None


def _term(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    given: Given,
    wish: Wish,
    body: Delegation | None,
) -> tuple[date | None, date | None]:
    """The days of the seat. What a head gives ends with the head's own term at the latest."""
    since, until = given.day("since", wish.since), given.day("until", wish.until)
    if since is not None and until is not None and until < since:
        given.wrong("until", _("The seat ends before it begins."))
    if until is not None and until < local_day(now(db), consultation.timezone):
        given.wrong("until", _("This day has passed, so nobody could take the seat."))
    if body is not None and heads(actor, body) and not is_secretariat(actor, consultation):
        own = own_head_seat(db, actor, body, now(db))
        last = own.until if own else None
        if last is not None and (until is None or until > last):
            if until is not None or (since is not None and since > last):
                given.wrong(
                    "until", _("Your own seat ends before this day, and nobody is invited beyond it.")
                )
            until = last
    return since, until


def _check_holder(
    db: Session,
    consultation: Consultation,
    person: Person,
    role: str,
    group: WorkingGroup | None,
    body: Delegation | None,
    term: tuple[date | None, date | None],
) -> None:
    """Invalid where the person holds this seat already on one of these days, or what does not go with it."""
    held = held_by(db, person, now(db))
    if (why := why_not_hold(role, person.name, held, consultation.id or 0)) is not None:
        raise Invalid.at("role", why)
    place = (consultation.id, group.id if group else None, body.id if body else None)
    if (
        group is None
        and role in (Role.MEMBER, Role.ALTERNATE)
        and standing_seat(held, Role.HEAD, place, term)
    ):
        raise Invalid.at("email", _("%(name)s heads this delegation already.") % {"name": person.name})
    if standing_seat(held, role, place, term) is not None:
        raise Invalid.at("email", _("%(name)s holds this seat already.") % {"name": person.name})


def _record(db: Session, actor: Actor, offer: Offer, fact: Event) -> None:
    track = track_of(offer.consultation, offer.group)
    lock_track(db, track)
    capacity = _capacity(actor, offer)
    record(db, actor, fact, track=track, left=[offer.invitation], capacity=capacity)


def _capacity(actor: Actor, offer: Offer) -> str | None:
    """The title of the seat from which the actor invites."""
    head = actor.in_delegation(offer.delegation.id or 0, Role.HEAD) if offer.delegation else None
    return head.title if head else capacity_of(actor, offer.consultation, offer.group)


def _send(db: Session, actor: Actor, offer: Offer, secret: str, home: str, language: str = "") -> None:
    capacity = _capacity(actor, offer)
    inviter = f"{actor.name}, {capacity}" if capacity and capacity != actor.name else actor.name
    mail = invitation_mail(
        offer.consultation,
        offer.invitation,
        person=offer.known,
        inviter=inviter,
        place=offer.place,
        link=f"{home}/invitations/{secret}",
        language=language,
    )
    post(
        db,
        to=offer.invitation.email,
        subject=mail.subject,
        text=mail.text,
        why="invitation",
        locale=mail.locale,
    )
