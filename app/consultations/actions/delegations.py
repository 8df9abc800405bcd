"""Verbs on delegations: accredit an organisation, change its constituency or its right, end it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import Session, case, col, func, select

from app.consultations.actions.seats import end_seats, groups_of_seats
from app.consultations.events import DelegationAccredited, DelegationChanged, DelegationEnded
from app.consultations.given import Given, reason_for
from app.consultations.models import Constituency, Consultation, Delegation, Membership
from app.consultations.parts import visible_delegation
from app.consultations.queries import constituencies_of
from app.consultations.rules import why_not_set_up
from app.consultations.seating import capacity_of, why_not_after_the_end
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.people.actions import SITE, add_organisation
from app.people.countries import country_code
from app.people.models import Organisation
from app.people.organisations.actions import NONE_OF_THESE, ask_whether_known
from app.people.queries import find_organisation


@dataclass(frozen=True)
class NewBody:
    """An organisation that the site does not know yet. Where one of nearly the same name is known, `same` says whether
    it is that: its id, or `none`."""

    name: str = ""
    short_name: str = ""
    name_i18n: Mapping[str, str] = field(default_factory=dict)
    iso3: str = ""
    same: str = ""


def accredit(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    *,
    organisation: str = "",
    new: NewBody | None = None,
    constituency: str,
    voting: bool,
    basis: str = "",
) -> Delegation:
    """Accredit an organisation (`organisation` is its id, or `new` describes one not known yet) to the consultation.

    `voting` says whether it gives positions or observes; `basis` on what it is accredited. One that has ended is
    taken up again. Refused to all but the secretariat; Invalid with a sentence for each field that is wrong, before
    anything is written, and at `same` where a body of nearly the same name is known and nothing is said of it. The same
    again is the one there is.
    """
    if new is not None and new.same not in ("", NONE_OF_THESE):
        organisation, new = new.same, None
    if new is not None:
        # The site's chain comes before the consultation's, as for a new account.
        lock_track(db, SITE)
    lock_track(db, consultation.slug)
    permit(why_not_set_up(actor, consultation))
    given = Given()
    place = constituency_given(db, given, consultation, constituency)
    basis = given.text("basis", basis, limit=2_000)
    body = find_organisation(db, organisation.strip()) if organisation else None
    if new is not None:
        names = read_names(given, consultation, new)
    elif body is None:
        given.wrong("organisation", _("Choose an organisation, or describe a new one."))
    given.done()
    if new is not None:
        spelled = [names.name, names.short_name, *names.name_i18n.values()]
        ask_whether_known(db, spelled, names.iso3 or None, new.same)
        body = add_organisation(
            db, actor, name=names.name, short_name=names.short_name, name_i18n=dict(names.name_i18n),
            iso3=names.iso3 or None,
        )  # fmt: skip
        db.flush()
    assert body is not None
    assert place is not None
    known, last = _known(db, consultation, body)
    if known is not None and known.ended_at is None:
        if (known.constituency_id, known.voting) == (place.id, voting):
            return known
        raise Invalid.at("organisation", _("%(name)s has a delegation here already.") % {"name": known.name})
    delegation = known or _new_delegation(consultation, body, last)
    delegation.constituency_id = place.id or 0
    delegation.voting, delegation.basis, delegation.ended_at = voting, basis or None, None
    db.add(delegation)
    fact = DelegationAccredited(delegation.code, place.code, "voting" if voting else "observing")
    capacity = capacity_of(actor, consultation)
    record(db, actor, fact, track=consultation.slug, left=[delegation], capacity=capacity)
    return delegation


def change_delegation(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    constituency: str | None = None,
    voting: bool | None = None,
    basis: str | None = None,
) -> Delegation:
    """Give a delegation another constituency, another right or another basis; what is None stays.

    A ballot whose electorate is fixed stays as it was: there it counts as it did. Refused to all but the secretariat
    and after the delegation has ended.
    """
    lock_track(db, consultation.slug)
    permit(why_not_set_up(actor, consultation))
    delegation = visible_delegation(db, consultation, code)
    permit(why_not_after_the_end(delegation))
    given = Given()
    values: dict[str, object] = {}
    if constituency is not None:
        place = constituency_given(db, given, consultation, constituency)
        values["constituency_id"] = place.id if place else 0
    if voting is not None:
        values["voting"] = voting
    if basis is not None:
        values["basis"] = given.text("basis", basis, limit=2_000) or None
    given.done()
    changed = [name for name, value in values.items() if getattr(delegation, name) != value]
    if changed:
        for name in changed:
            setattr(delegation, name, values[name])
        db.add(delegation)
        fact = DelegationChanged(delegation.code, ", ".join(name.removesuffix("_id") for name in changed))
        capacity = capacity_of(actor, consultation)
        record(db, actor, fact, track=consultation.slug, left=[delegation], capacity=capacity)
    return delegation


def end_delegation(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, reason: str
) -> Delegation:
    """End a delegation, with a reason, and with it every seat in it; the positions it gave stand (invariant 2).

    Ending it again changes nothing. Refused to all but the secretariat.
    """
    lock_track(db, consultation.slug)
    at = now(db)
    permit(why_not_set_up(actor, consultation))
    delegation = visible_delegation(db, consultation, code)
    why = reason_for(reason)
    if delegation.ended_at is not None:
        return delegation
    seats = db.exec(
        select(Membership)
        .where(Membership.delegation_id == delegation.id, col(Membership.ended_at).is_(None))
        .order_by(col(Membership.id))
    ).all()
    delegation.ended_at = at
    db.add(delegation)
    end_seats(
        db,
        actor,
        consultation,
        seats,
        groups=groups_of_seats(db, seats),
        codes={delegation.id: delegation.code},
        reason=why,
        last=(consultation.slug, DelegationEnded(delegation.code), delegation),
    )
    return delegation


def _known(
    db: Session, consultation: Consultation, body: Organisation
) -> tuple[Delegation | None, int | None]:
    """The delegation this body has here, if any, and the last place that is taken."""
    own = case((col(Delegation.organisation_id) == body.id, col(Delegation.id)))
    number, last = db.exec(
        select(func.max(own), func.max(Delegation.place)).where(Delegation.consultation_id == consultation.id)
    ).one()
    return (db.get(Delegation, number) if number is not None else None), last


def _new_delegation(consultation: Consultation, body: Organisation, last: int | None) -> Delegation:
    return Delegation(
        consultation_id=consultation.id or 0,
        organisation_id=body.id or 0,
        constituency_id=0,
        code=body.public_id,
        name=body.name,
        short_name=body.short_name,
        name_i18n=body.name_i18n,
        iso3=body.iso3,
        place=0 if last is None else last + 1,
    )


def constituency_given(
    db: Session, given: Given, consultation: Consultation, code: str
) -> Constituency | None:
    """The constituency of this code, or None with a sentence among those of `given`."""
    known = {part.code: part for part in constituencies_of(db, consultation)}
    found = known.get(code.strip().upper())
    if not known:
        given.wrong("constituency", _("There is no constituency yet. Add one first."))
    elif found is None:
        given.wrong("constituency", _("Choose the constituency in which it sits."))
    return found


def read_names(given: Given, consultation: Consultation, new: NewBody) -> NewBody:
    """A body as it was described, cleaned; what is wrong with it stands among the sentences of `given`."""
    name = given.line("name", new.name, _("Give the organisation its name."))
    iso3 = given.line("iso3", new.iso3, limit=60)
    code = country_code(iso3) if iso3 else None
    if iso3 and code is None:
        given.wrong(
            "iso3",
            _("“%(code)s” is no country code. ISO 3166 has three letters for each State, such as SWE.")
            % {"code": iso3},
        )
    return NewBody(
        name=name,
        short_name=given.line("short_name", new.short_name, limit=80),
        name_i18n=given.names("name", new.name_i18n, consultation, name),
        iso3=code or "",
    )
