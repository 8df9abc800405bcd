"""Name a proxy for a ballot, and end it: taken back by the delegation, or handed back by the one that holds it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from app.consultations.attribution import Capacity, capacity_in
from app.consultations.models import Consultation
from app.consultations.queries import track_of
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Conflict, Invalid, Refused, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.voting.proxy.events import ProxyEnded, ProxyNamed
from app.voting.proxy.models import Proxy
from app.voting.proxy.queries import places_in, proxy_of, standing_in
from app.voting.proxy.rules import (
    Place,
    why_not_change_proxies,
    why_not_hold,
    why_not_name,
    why_not_name_own,
)
from app.voting.queries import visible_ballot
from app.voting.rules import why_not_give
from app.voting.sheets import delegation_of, mandates_of
from app.voting.views import BallotView, Mandate


def name_proxy(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    ballot: str,
    *,
    proxy: str,
    delegation: str | None = None,
    drawn: str | None = None,
) -> Proxy:
    """Let the delegation `proxy` give the positions of one's own in a ballot; what was given stands. Named again it changes
    nothing; named after another one, that one ends.

    `delegation` may be left out by who speaks for one only. `drawn` is the proxy that the caller saw standing, "" for none.
    NotFound; Refused with the reason; Invalid at `delegation` or `proxy`; Conflict where another one stands than was seen.
    """
    lock_track(db, consultation.slug)
    at = now(db)
    view = visible_ballot(db, consultation, ballot, at)
    permit(why_not_give(actor, consultation))
    permit(why_not_change_proxies(view.rule, consultation, view.stage))
    own = mandates_of(db, consultation, actor, view.ballot)
    mandate = _own(db, consultation, own, delegation)
    standing = standing_in(db, view)
    places = places_in(db, view, standing)
    mine = places.get(mandate.code, Place(mandate.delegation_id, mandate.name, in_electorate=False))
    principals = [each.name for each in standing if each.holder_id == mandate.delegation_id]
    speaks_for = principals[0] if principals else ""
    permit(why_not_name(mine, speaks_for=speaks_for, recused=mandate.recused, elsewhere=mandate.elsewhere))
    stands = next((each for each in standing if each.delegation_id == mandate.delegation_id), None)
    known = proxy_of(db, view.ballot, mandate.delegation_id) if stands is not None else None
    if known is not None and stands is not None and stands.holder == proxy:
        return known
    _check_drawn(drawn, stands.holder if stands else "", stands.holder_name if stands else "")
    holder = _holder(db, consultation, view, places, proxy, mandate)
    permit(why_not_name_own(holder, {each.delegation_id for each in own}))
    kept = capacity_in(view.round, mandate.seat, mandate.code)
    if known is not None and stands is not None:
        _end(db, actor, consultation, view, known, (mandate.code, stands.holder), at, kept, how="replaced")
    row = Proxy(
        consultation_id=view.ballot.consultation_id,
        ballot_id=view.ballot.id or 0,
        delegation_id=mandate.delegation_id,
        holder_id=holder.delegation_id,
        person_id=actor.person_id,
        author_title=kept.capacity or "",
        named_at=at,
    )
    db.add(row)
    db.flush()
    record(
        db,
        actor,
        ProxyNamed(ballot, mandate.code, proxy, kept.attribution, kept.veil),
        track=track_of(consultation),
        left=[row],
        capacity=kept.capacity,
        delegation=kept.delegation,
    )
    return row


def end_proxy(
    db: Session, actor: Actor, consultation: Consultation, ballot: str, *, delegation: str | None = None
) -> Proxy | None:
    """End the proxy of a delegation before the close, from a seat in it or in the one that holds the proxy; what was given
    by it stands. None where none stood.

    `delegation` is the one whose positions are given; left out, the own one. NotFound; Refused with the reason; Invalid at
    `delegation`.
    """
    lock_track(db, consultation.slug)
    at = now(db)
    view = visible_ballot(db, consultation, ballot, at)
    permit(why_not_give(actor, consultation))
    permit(why_not_change_proxies(view.rule, consultation, view.stage))
    own = mandates_of(db, consultation, actor, view.ballot)
    standing = standing_in(db, view)
    stands = next((each for each in standing if each.delegation == delegation), None)
    if stands is not None and all(mandate.code != delegation for mandate in own):
        holder = next((mandate for mandate in own if mandate.delegation_id == stands.holder_id), None)
        if holder is None:
            raise Refused(_("Only the head or an alternate of the delegation, or of its proxy, ends it."))
        mandate, how = holder, "handed_back"
    else:
        mandate, how = _own(db, consultation, own, delegation), "taken_back"
        stands = next((each for each in standing if each.delegation_id == mandate.delegation_id), None)
    row = proxy_of(db, view.ballot, stands.delegation_id) if stands is not None else None
    if stands is None or row is None:
        return None
    kept = capacity_in(view.round, mandate.seat, mandate.code)
    _end(db, actor, consultation, view, row, (stands.delegation, stands.holder), at, kept, how=how)
    return row


def _own(db: Session, consultation: Consultation, mandates: Sequence[Mandate], code: str | None) -> Mandate:
    """The delegation that is spoken for from a seat in it."""
    if not code:
        mine = [mandate for mandate in mandates if mandate.in_electorate] or mandates
        if len(mine) != 1:
            raise Invalid.at("delegation", _("You speak for more than one delegation; say for which."))
        return mine[0]
    found = next((mandate for mandate in mandates if mandate.code == code), None)
    if found is not None:
        return found
    if delegation_of(db, consultation, code) is None:
        raise Invalid.at("delegation", _("There is no delegation “%(code)s” here.") % {"code": code[:60]})
    raise Refused(_("Only the head or an alternate of this delegation names its proxy, and you are neither."))


def _holder(
    db: Session,
    consultation: Consultation,
    view: BallotView,
    places: Mapping[str, Place],
    code: str,
    mandate: Mandate,
) -> Place:
    """The delegation of this code, where it can be the proxy. Invalid at `proxy` where it cannot."""
    if not code:
        raise Invalid.at("proxy", _("Choose the delegation that gives your positions."))
    place = places.get(code)
    if place is None:
        found = delegation_of(db, consultation, code)
        if found is None:
            raise Invalid.at("proxy", _("There is no delegation “%(code)s” here.") % {"code": code[:60]})
        place = Place(found.id or 0, found.short_name, in_electorate=False)
    why = why_not_hold(view.rule, place, same=place.delegation_id == mandate.delegation_id)
    if why is not None:
        raise Invalid.at("proxy", why)
    return place


def _check_drawn(drawn: str | None, stands: str, name: str) -> None:
    """Conflict where somebody else of the delegation has named or ended its proxy since the caller looked."""
    if drawn is None or drawn == stands:
        return
    if stands:
        text = _("Somebody else of your delegation has named %(name)s as its proxy since you opened this page. Choose once more if it is to be another one.")  # fmt: skip
        raise Conflict(text % {"name": name})
    raise Conflict(_("The proxy that you saw has ended since you opened this page. Choose once more."))


def _end(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    view: BallotView,
    row: Proxy,
    codes: tuple[str, str],
    at: datetime,
    kept: Capacity,
    *,
    how: str,
) -> None:
    row.ended_at = at
    db.add(row)
    # Before another one follows: only one may stand.
    db.flush()
    record(
        db,
        actor,
        ProxyEnded(view.ballot.code, *codes, how, kept.attribution, kept.veil),
        track=track_of(consultation),
        left=[row],
        capacity=kept.capacity,
        delegation=kept.delegation,
    )
