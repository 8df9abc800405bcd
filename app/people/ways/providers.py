"""Coming in by an organisation's identity provider: what the site remembers between the two redirects, and who it is that
comes back. A person is known by issuer and subject together (OpenID Connect Core 1.0, 5.7), never by an e-mail address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.kernel.actor import SYSTEM, Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, NotFound, permit
from app.kernel.i18n import gettext as _
from app.kernel.ids import new_secret, secret_hash
from app.kernel.ledger import lock_track, record
from app.kernel.outbox import post
from app.kernel.text.clean import clean_line
from app.people.actions import add_person
from app.people.models import Handshake, Identity, Person
from app.people.queries import find_person
from app.people.security import note_security, tell_owner
from app.people.sessions import SITE, begin_session, signed_in_at, why_not_add_way
from app.people.ways.offering import Environment, Offer, offers, organisation_by_rule
from app.people.ways.provider_events import IdentityEnded, IdentityLinked
from app.people.ways.vouching import NotVouched, Usable, Vouched

HOLDS = timedelta(minutes=10)
"""How long the site remembers that somebody set off."""
AWAY, PROOF = "provider", "identity"
_COOKIE = "commonspace_way_"


@dataclass(frozen=True, slots=True)
class SetOff:
    """What goes out with somebody: `state`, `nonce` and `verifier` to the provider, `browser` into a cookie."""

    state: str
    browser: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came of it: a session's secret, or the address that a message went to, or neither where a sign-in was added
    to an account. `next` is where to go; `secret` of a proof is for the cookie of this browser only."""

    session: str = ""
    mailed_to: str = ""
    next: str = "/"
    proof: str = ""
    browser: str = ""
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class LinkedIdentity:
    """A sign-in at a provider as its person sees it."""

    id: int
    name: str
    issuer: str
    hint: str
    since: datetime
    last_used: datetime | None


@dataclass(frozen=True, slots=True)
class Identities:
    """The sign-ins of a person at providers, and the providers that can be added."""

    lines: tuple[LinkedIdentity, ...]
    offers: tuple[Offer, ...]


def cookie_of(secret: str) -> str:
    """The name of the cookie that binds one way in to one browser; each has its own, so that two tabs do no harm."""
    return _COOKIE + secret_hash(secret)[:12]


def set_off(db: Session, provider: Usable, *, next: str, linking: Actor | None = None) -> SetOff:
    """Remember that somebody sets off to `provider`; `linking` is who adds the sign-in to the own account by it. Refused
    for who does that without a fresh sign-in."""
    if linking is not None:
        permit(why_not_link(linking) or why_not_add_way(signed_in_at(db, linking), now(db)))
    away = SetOff(new_secret(), new_secret(), new_secret(), new_secret())
    held = {"browser": secret_hash(away.browser), "nonce": away.nonce, "verifier": away.verifier}
    _remember(db, AWAY, away.state, provider, {**held, "next": next}, linking.person_id if linking else None)
    return away


def _remember(
    db: Session, kind: str, secret: str, provider: Usable, held: dict[str, str], person_id: int | None
) -> None:
    at = now(db)
    db.execute(sa.delete(Handshake).where(col(Handshake.expires_at) <= at))
    db.add(
        Handshake(
            secret_hash=secret_hash(secret),
            kind=kind,
            person_id=person_id,
            provider_id=provider.row,
            held={**held, "provider": provider.public_id},
            expires_at=at + HOLDS,
        )
    )
    db.flush()


def use_up(
    db: Session, kind: str, *, secret: str, browser: str, provider: str = ""
) -> Handshake | NotVouched:
    """What the site remembers of who comes back with `secret`, used up by this; or why it is nobody's to use.

    The reason is given and not raised, because that it is used up must stay.
    """
    row = _remembered(db, kind, secret)
    reason = _why_not_its_own(row, now(db), browser, provider)
    taken = db.execute(
        sa.update(Handshake)
        .where(col(Handshake.secret_hash) == secret_hash(secret), col(Handshake.used_at).is_(None))
        .values(used_at=now(db))
        .execution_options(synchronize_session=False)
    )
    if reason is None and taken.rowcount == 0:  # type: ignore[attr-defined]
        reason = _used_before()
    assert row is not None or reason is not None
    return reason or row  # type: ignore[return-value]


def waiting_proof(db: Session, *, secret: str, browser: str) -> Handshake:
    """The sign-in that waits for its owner to open the message, not used up by looking at it. NotVouched with the reason
    where there is none."""
    row = _remembered(db, PROOF, secret)
    reason = _why_not_its_own(row, now(db), browser, "")
    if row is None or reason is not None:
        raise reason or _used_before()
    return row


def _remembered(db: Session, kind: str, secret: str) -> Handshake | None:
    return db.exec(
        select(Handshake).where(Handshake.secret_hash == secret_hash(secret), Handshake.kind == kind)
    ).first()


def _why_not_its_own(row: Handshake | None, at: datetime, browser: str, provider: str) -> NotVouched | None:
    """Unknown or too old, used before, of another browser, or of another provider than the one whose address it came
    back to (RFC 9700, 4.4.2)."""
    if row is None or row.expires_at <= at:
        return NotVouched(
            _("This sign-in took longer than ten minutes, or was not begun here. Begin again."),
            "state unknown",
        )
    if row.used_at is not None:
        return _used_before()
    if not browser or row.held["browser"] != secret_hash(browser):
        return NotVouched(
            _("This sign-in was begun in another browser. Nobody was signed in; begin again in this one."),
            "state of another browser",
        )
    if provider and row.held["provider"] != provider:
        return NotVouched(
            _("This answer belongs to a sign-in at another provider. Nobody was signed in; begin again."),
            "state of another provider",
        )
    return None


def _used_before() -> NotVouched:
    return NotVouched(_("This sign-in was used before. Each works once; begin again."), "state used")


def arrive(
    db: Session,
    actor: Actor,
    provider: Usable,
    vouched: Vouched,
    shaken: Handshake,
    *,
    base_url: str,
    agent: str,
) -> Arrived:
    """Who the provider vouches for: signed in where the sign-in is known here, or by the rule of the administrator.

    An account is never taken over by its address: where somebody here has the address, a message goes there, and its link
    adds the sign-in. Refused with whom to ask where nothing of that helps.
    """
    lock_track(db, SITE)
    next = shaken.held["next"]
    if shaken.person_id is not None:
        if actor.person_id != shaken.person_id:
            raise NotVouched(
                _("You are no longer signed in as who began this. Sign in and begin again."), "another person"
            )
        _link(db, actor, shaken.person_id, vouched, provider)
        return Arrived(next=next)
    known = _known(db, vouched)
    if known is not None:
        identity, person = known
        identity.last_used_at, identity.email_hint = now(db), vouched.hint
        db.add(identity)
        return _let_in(db, person, actor, agent=agent, next=next)
    owner = find_person(db, vouched.email) if vouched.email else None
    if owner is not None:
        return _ask_for_proof(db, owner, provider, vouched, next=next, base_url=base_url)
    person = _admit(db, provider, vouched)
    _link(db, SYSTEM, person.id or 0, vouched, provider)
    return _let_in(db, person, actor, agent=agent, next=next)


def prove(db: Session, actor: Actor, provider: Usable, shaken: Handshake, *, agent: str) -> Arrived:
    """Add the sign-in that waited for it to the account whose owner opened the message, and sign them in.

    Refused where that sign-in has become somebody else's meanwhile.
    """
    lock_track(db, SITE)
    person = db.get(Person, shaken.person_id)
    if person is None or person.erased_at is not None:
        raise NotFound(_("This account is not there any more."))
    held = shaken.held
    vouched = Vouched(held["issuer"], held["subject"], "", held["hint"], "", ())
    _link(db, Actor(person_id=person.id, public_id=person.public_id), person.id or 0, vouched, provider)
    return _let_in(db, person, actor, agent=agent, next=held["next"])


def end_identity(db: Session, actor: Actor, *, identity: int) -> None:
    """Take a sign-in off the own account: it opens it no longer. NotFound where it is not one's own."""
    lock_track(db, SITE)
    row = db.get(Identity, identity)
    if row is None or actor.person_id is None or row.person_id != actor.person_id:
        raise NotFound(_("There is no such sign-in on your account."))
    if row.ended_at is not None:
        return
    row.ended_at = now(db)
    db.add(row)
    record(db, actor, IdentityEnded(actor.public_id or ""), track=SITE)
    note_security(db, "identity_ended", person_id=actor.person_id)
    tell_owner(
        db, actor.person_id, _("A sign-in of your organisation was taken off your account at Commonspace.")
    )


def identities_of(db: Session, actor: Actor, environment: Environment) -> Identities:
    """What the account page shows of providers; two queries."""
    offered = offers(db, environment)
    names = {offer.issuer: offer.name for offer in offered}
    rows: Sequence[Identity] = db.exec(
        select(Identity)
        .where(Identity.person_id == actor.person_id, col(Identity.ended_at).is_(None))
        .order_by(col(Identity.id))
    ).all()
    lines = tuple(
        LinkedIdentity(
            id=row.id or 0,
            name=names.get(row.issuer, row.issuer),
            issuer=row.issuer,
            hint=row.email_hint,
            since=row.created_at,
            last_used=row.last_used_at,
        )
        for row in rows
    )
    return Identities(lines, tuple(offered))


def _known(db: Session, vouched: Vouched) -> tuple[Identity, Person] | None:
    return db.exec(
        select(Identity, Person)
        .join(Person, col(Person.id) == Identity.person_id)
        .where(
            Identity.issuer == vouched.issuer,
            Identity.subject == vouched.subject,
            col(Identity.ended_at).is_(None),
            col(Person.erased_at).is_(None),
        )
    ).first()


def _link(db: Session, actor: Actor, person_id: int, vouched: Vouched, provider: Usable) -> None:
    """The sign-in is this person's from now on; where it is already, nothing happens. The caller holds the lock."""
    row = db.exec(
        select(Identity).where(Identity.issuer == vouched.issuer, Identity.subject == vouched.subject)
    ).first()
    if row is not None and row.ended_at is None:
        if row.person_id == person_id:
            return
        raise NotVouched(
            _("This sign-in at %(name)s belongs to another account here. Take it off there first.")
            % {"name": provider.name},
            "identity of another account",
        )
    at = now(db)
    if row is None:
        row = Identity(person_id=person_id, issuer=vouched.issuer, subject=vouched.subject, created_at=at)
    row.person_id, row.created_at, row.ended_at = person_id, at, None
    row.email_hint, row.last_used_at = vouched.hint, at
    db.add(row)
    person = db.get_one(Person, person_id)
    record(db, actor, IdentityLinked(person.public_id, provider.public_id), track=SITE)
    note_security(db, "identity_linked", person_id=person_id, detail=provider.public_id)
    tell_owner(db, person_id, _("A sign-in of your organisation now opens your account at Commonspace."))


def _let_in(db: Session, person: Person, actor: Actor, *, agent: str, next: str) -> Arrived:
    session = begin_session(db, person, way="provider", agent=agent, instead_of=actor.session_id)
    return Arrived(session=session, next=next, locale=person.locale)


def _ask_for_proof(
    db: Session, owner: Person, provider: Usable, vouched: Vouched, *, next: str, base_url: str
) -> Arrived:
    """A message to the owner of the address. Its link works in this browser alone: whoever came by the provider and the
    reader of the mail must be one person, or a stranger could have an owner open the own account to them."""
    secret, browser = new_secret(), new_secret()
    held = {"browser": secret_hash(browser), "issuer": vouched.issuer, "subject": vouched.subject}
    _remember(db, PROOF, secret, provider, {**held, "hint": vouched.hint, "next": next}, owner.id)
    words = {"name": provider.name, "url": f"{base_url}/sign-in/prove/{secret}"}
    post(
        db,
        to=owner.email,
        subject=_("Is this sign-in yours?"),
        text=_(
            "Somebody signed in at %(name)s with this e-mail address and wants to come into your account on Commonspace.\n\n"
            "If that was you, open this link within ten minutes, in the same browser:\n\n%(url)s\n\n"
            "If it was not you, do nothing: your account stays closed to it."
        )
        % words,
        why="identity",
        locale=owner.locale or "en",
    )
    note_security(db, "identity_proof_asked", person_id=owner.id, detail=provider.public_id)
    return Arrived(mailed_to=owner.email, proof=secret, browser=browser, next=next)


def _admit(db: Session, provider: Usable, vouched: Vouched) -> Person:
    """An account with an organisation and no seat, where the administrator's rule says so. Refused otherwise."""
    organisation = organisation_by_rule(db, provider, vouched.groups) if vouched.groups else None
    if organisation is None:
        raise NotVouched(
            _(
                "Nobody here is known by this sign-in at %(name)s. If you have an account, sign in another way and add it on "
                "your account’s page; otherwise ask the secretariat of your consultation to invite you."
            )
            % {"name": provider.name},
            "nobody known",
        )
    if not vouched.email:
        raise NotVouched(
            _("%(name)s confirms no e-mail address of yours, and an account needs one. Ask whoever runs it.")
            % {"name": provider.name},
            "no verified address",
        )
    try:
        name = clean_line(vouched.name or vouched.email.partition("@")[0], limit=None)[:200]
        return add_person(db, SYSTEM, email=vouched.email, name=name, organisation=organisation)
    except (Invalid, ValueError) as error:
        raise NotVouched(
            _("What %(name)s says of your name or address cannot be kept here. Ask whoever runs it.")
            % {"name": provider.name},
            "name or address",
        ) from error


def why_not_link(actor: Actor) -> str | None:
    """Why `actor` may not add a sign-in at a provider to an account; or None."""
    return None if actor.signed_in else _("Sign in first; then you can add another way to do so.")
