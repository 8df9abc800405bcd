"""Verbs on applications for accreditation: apply, confirm, decide."""

from dataclasses import dataclass, field

from sqlmodel import Session

from app.consultations.actions.delegations import NewBody, accredit, constituency_given, read_names
from app.consultations.actions.seats import held_by
from app.consultations.admission.actions.inviting import Wish, invite
from app.consultations.admission.events import ApplicationConfirmed, ApplicationDecided, ApplicationReceived
from app.consultations.admission.models import Application
from app.consultations.admission.queries import (
    ApplicationLine,
    application_called,
    application_to_confirm,
    applications_counted,
    waiting_application,
)
from app.consultations.admission.rules import LASTS, read_address, why_not_apply, why_not_decide
from app.consultations.admission.words import Mail, confirmation_mail, decision_mail
from app.consultations.given import Given, reason_for
from app.consultations.models import Consultation, Delegation, Role
from app.consultations.queries import delegation_of_organisation
from app.consultations.seating import capacity_of, why_not_hold
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ids import new_secret, secret_hash
from app.kernel.ledger import lock_track, record
from app.kernel.outbox import post
from app.people.actions import SITE
from app.people.models import Organisation
from app.people.organisations.actions import NONE_OF_THESE, ask_whether_known
from app.people.queries import find_organisation, find_person


@dataclass(frozen=True)
class Request:
    """What a body says of itself: `organisation` is the id of one known here, or `new` describes one."""

    constituency: str
    statement: str
    contact_name: str
    contact_email: str
    organisation: str = ""
    new: NewBody = field(default_factory=NewBody)


def apply(
    db: Session, actor: Actor, consultation: Consultation, request: Request, *, home: str
) -> Application:
    """Ask to be accredited. Anybody may, where the consultation takes applications; it counts once the contact has
    followed the link in the mail. `home` is the address of this site, for that link.

    The same again by the same contact is the one there is, with a new link and, until it is confirmed, the newer words.
    Refused where `why_not_apply` says so; Invalid with a sentence for each field that is wrong, also for a body that has
    a delegation here already, and for other words where the one there is waits for its decision.
    """
    lock_track(db, consultation.slug)
    permit(why_not_apply(consultation))
    given = Given()
    place = constituency_given(db, given, consultation, request.constituency)
    body = find_organisation(db, request.organisation.strip()) if request.organisation else None
    if request.organisation and body is None:
        given.wrong("organisation", _("There is no organisation of this name here. Describe it below."))
    names = read_names(given, consultation, request.new) if not request.organisation else request.new
    if body is not None:
        names = NewBody(body.name, body.short_name, body.name_i18n, body.iso3 or "")
        known = delegation_of_organisation(db, consultation, body.public_id)
        if known is not None and known.ended_at is None:
            given.wrong(
                "organisation",
                _("%(name)s has a delegation here already. Its head invites who takes part.")
                % {"name": known.name},
            )
    statement = given.text(
        "statement", request.statement, _("Say why the body should take part, by the criteria."), 10_000
    )
    name = given.line("contact_name", request.contact_name, _("Say who speaks for the body."), limit=200)
    email = read_address(given, "contact_email", request.contact_email)
    given.done()
    assert place is not None
    secret, at = new_secret(), now(db)
    found = waiting_application(db, consultation, email, names.name)
    if found is not None:
        said = (place.id, statement, name)
        changed = (found.constituency_id, found.statement, found.contact_name) != said
        if found.confirmed_at is not None and changed:
            raise Invalid.at(
                "statement",
                _("Application %(code)s waits for its decision as it was sent. Write to the secretariat.")
                % {"code": found.code},
            )
        if found.confirmed_at is None:
            found.constituency_id, found.statement, found.contact_name = place.id or 0, statement, name
            found.secret_hash = secret_hash(secret)
            db.add(found)
            if changed:
                fact = ApplicationReceived(found.code, place.code)
                record(db, actor, fact, track=consultation.slug, left=[found])
            _ask_to_confirm(db, consultation, found, secret, home)
        return found
    application = Application(
        consultation_id=consultation.id or 0,
        code=f"AP-{applications_counted(db, consultation) + 1:03}",
        name=names.name,
        short_name=names.short_name,
        name_i18n=dict(names.name_i18n),
        iso3=names.iso3 or None,
        organisation_id=body.id if body else None,
        constituency_id=place.id or 0,
        statement=statement,
        contact_name=name,
        contact_email=email,
        secret_hash=secret_hash(secret),
        applied_at=at,
    )
    db.add(application)
    fact = ApplicationReceived(application.code, place.code)
    record(db, actor, fact, track=consultation.slug, left=[application])
    _ask_to_confirm(db, consultation, application, secret, home)
    return application


def confirm_application(db: Session, actor: Actor, consultation: Consultation, *, secret: str) -> Application:
    """Confirm an application by the link that its contact was sent; again, it changes nothing.

    NotFound where the link is unknown or too old; Refused where the consultation has ended meanwhile.
    """
    lock_track(db, consultation.slug)
    at = now(db)
    application = application_to_confirm(db, consultation, secret, at)
    if application.confirmed_at is None:
        permit(why_not_apply(consultation))
        application.confirmed_at = at
        db.add(application)
        fact = ApplicationConfirmed(application.code)
        record(db, actor, fact, track=consultation.slug, left=[application])
    return application


def decide_application(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    accepted: bool,
    reason: str,
    voting: bool = True,
    organisation: str = "",
    home: str,
) -> Application:
    """Accept or refuse a body, with a reason that everybody can read; the contact is told.

    An accepted body is accredited, as `organisation` where the site knows it under this id, and its contact is invited
    to head the delegation. Invalid at `organisation` where a body of nearly the same name is known and nothing is said of
    it: its id, or `none`. The same decision again changes nothing. Refused where `why_not_decide` says so.
    """
    lock_track(db, SITE)
    lock_track(db, consultation.slug)
    line = application_called(db, consultation, code)
    application = line.application
    if application.decided_at is not None and application.accepted == accepted:
        permit(why_not_decide(actor, consultation))
        return application
    permit(why_not_decide(actor, consultation, application))
    why = reason_for(reason)
    if accepted:
        known = _body_of(db, consultation, application, organisation)
        _check_contact(db, consultation, application)
        delegation = _accredit(db, actor, consultation, line, known, voting)
        application.delegation_id = delegation.id
    application.accepted, application.reason, application.decided_at = accepted, why, now(db)
    application.decided_by_id = actor.person_id
    db.add(application)
    fact = ApplicationDecided(
        application.code, "accepted" if accepted else "refused", delegation.code if accepted else None
    )
    capacity = capacity_of(actor, consultation)
    record(db, actor, fact, track=consultation.slug, left=[application], capacity=capacity, reason=why)
    _tell(db, application, decision_mail(consultation, application))
    if accepted:
        wish = Wish(
            application.contact_email, Role.HEAD, name=application.contact_name, delegation=delegation.code
        )
        invite(db, actor, consultation, wish, home=home)
    return application


def _body_of(db: Session, consultation: Consultation, application: Application, organisation: str) -> str:
    """The id of the body that is accepted, where the site knows it; Invalid where it has a delegation here already."""
    body = db.get(Organisation, application.organisation_id) if application.organisation_id else None
    said = organisation.strip()
    if said == NONE_OF_THESE or (not said and body is None):
        names = [application.name, application.short_name, *application.name_i18n.values()]
        ask_whether_known(db, names, application.iso3, said, field="organisation")
        said = ""
    known = said or (body.public_id if body else "")
    found = delegation_of_organisation(db, consultation, known) if known else None
    if found is not None and found.ended_at is None:
        raise Invalid.at(
            "organisation",
            _("%(name)s has a delegation here already. Its head invites who takes part.")
            % {"name": found.name},
        )
    return known


def _check_contact(db: Session, consultation: Consultation, application: Application) -> None:
    """Invalid where the contact cannot head a delegation: nothing is accredited then."""
    person = find_person(db, application.contact_email)
    if person is None:
        return
    held = held_by(db, person, now(db))
    if (why := why_not_hold(Role.HEAD, person.name, held, consultation.id or 0)) is not None:
        raise Invalid.at("decision", why)


def _accredit(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    line: ApplicationLine,
    known: str,
    voting: bool,
) -> Delegation:
    application = line.application
    new = NewBody(
        application.name,
        application.short_name,
        dict(application.name_i18n),
        application.iso3 or "",
        NONE_OF_THESE,
    )
    delegation = accredit(
        db,
        actor,
        consultation,
        organisation=known,
        new=None if known else new,
        constituency=line.constituency_code,
        voting=voting,
        basis=_("Application %(code)s") % {"code": application.code},
    )
    db.flush()
    return delegation


def _ask_to_confirm(
    db: Session, consultation: Consultation, application: Application, secret: str, home: str
) -> None:
    link = f"{home}/{consultation.slug}/accreditation/confirmation/{secret}"
    _tell(db, application, confirmation_mail(consultation, application, link, application.applied_at + LASTS))


def _tell(db: Session, application: Application, mail: Mail) -> None:
    post(
        db,
        to=application.contact_email,
        subject=mail.subject,
        text=mail.text,
        why="application",
        locale=mail.locale,
    )
