"""Who takes part in a pilot: invited by those who lead, joined and left by each delegation's own decision."""

from sqlmodel import Session

from app.consultations.given import Given, reason_for
from app.consultations.models import Consultation
from app.consultations.queries import delegation_of_organisation
from app.consultations.seating import capacity_of
from app.kernel.actor import Actor
from app.kernel.errors import permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.pilots.actions.steps import take_pilot_step
from app.pilots.events import LeadAsked, PilotInvited, PilotJoined, PilotLeft
from app.pilots.models import Part, PilotParty, PilotState
from app.pilots.party_rules import (
    joiner,
    why_not_ask_to_lead,
    why_not_invite,
    why_not_join,
    why_not_withdraw,
)
from app.pilots.rules import spoken_by
from app.pilots.standing import Found, counted_in, found_pilot, is_invited, takes_part


def invite_party(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, delegation: str, part: str
) -> PilotParty:
    """Invite a delegation to join: a State to lead (`lead`), anybody accredited as `partner`. It decides alone.

    NotFound; Refused to all but those who lead; Invalid at `delegation` or `part`. Inviting again changes nothing.
    """
    lock_track(db, consultation.slug)
    found = found_pilot(db, actor, consultation, code)
    permit(why_not_invite(actor, consultation, found.standing))
    given = Given()
    if part not in list(Part):
        given.wrong("part", _("Choose how the delegation is to take part: lead or partner."))
    body = delegation_of_organisation(db, consultation, delegation)
    if body is None or body.ended_at is not None:
        given.stop("delegation", _("There is no delegation “%(code)s” here.") % {"code": delegation[:60]})
    party = found.party(body.id or 0)
    if part == Part.LEAD and body.iso3 is None:
        given.wrong("delegation", _("Only a State leads a pilot; invite this delegation as a partner."))
    if party is not None and takes_part(party, body):
        given.wrong("delegation", _("%(name)s takes part in this pilot already.") % {"name": body.short_name})
    given.done()
    if party is not None and is_invited(party) and party.part == part:
        return party
    party = party or PilotParty(pilot_id=found.pilot.id or 0, delegation_id=body.id or 0, part=part)
    party.part, party.place, party.reason = part, _place(found, part), ""
    party.invited_on, party.joined_on, party.left_on = found.standing.today, None, None
    party.lead_asked_on = None
    db.add(party)
    lead = found.standing.lead
    record(
        db, actor, PilotInvited(found.pilot.code, body.code, part),
        track=consultation.slug, left=[party],
        **spoken_by(lead),
    )  # fmt: skip
    return party


def join_pilot(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, part: str = "partner"
) -> PilotParty:
    """Join a pilot with one's own delegation, by its head or an alternate: as `partner`, or as one that leads.

    A State leads with others when one of them has invited it; where nobody leads any more, when it led the pilot before
    or was asked to. NotFound; Refused with the reason; Invalid at `part`. Joining again changes nothing.
    """
    lock_track(db, consultation.slug)
    found = found_pilot(db, actor, consultation, code)
    standing = found.standing
    if part not in list(Part):
        given = Given()
        given.stop("part", _("Choose how your delegation is to take part: lead or partner."))
    inside = standing.speaking(standing.leads if part == Part.LEAD else standing.partners)
    mine = joiner(standing, part)
    if mine is None and inside is not None and (known := found.party(inside.delegation_id)) is not None:
        return known
    permit(why_not_join(actor, consultation, standing, part))
    assert mine is not None
    party = found.party(mine.delegation_id) or PilotParty(
        pilot_id=found.pilot.id or 0, delegation_id=mine.delegation_id, part=part
    )
    party.part, party.place, party.reason = part, _place(found, part), ""
    party.joined_on, party.left_on = standing.today, None
    db.add(party)
    left = [party]
    if part == Part.LEAD:
        # The question who leads is answered for everybody who was asked.
        left += [other for other, _body in found.parties if other.lead_asked_on is not None]
        for each in left:
            each.lead_asked_on = None
    record(
        db, actor, PilotJoined(found.pilot.code, mine.code, part),
        track=consultation.slug, left=left, capacity=mine.title, delegation=mine.code,
    )  # fmt: skip
    return party


def withdraw_from_pilot(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    reason: str,
    delegation: str | None = None,
) -> PilotParty:
    """Withdraw one's own delegation, or decline an invitation, with a reason; what it reported stays.

    When the last State that leads withdraws from a pilot that is active or confirmed, the system puts it on hold
    (domain A34). NotFound; Refused with the reason; Invalid at `reason`.
    """
    lock_track(db, consultation.slug)
    found = found_pilot(db, actor, consultation, code)
    standing, pilot = found.standing, found.pilot
    permit(why_not_withdraw(actor, consultation, standing))
    among = {*standing.leads, *standing.partners, *standing.invited}
    named = {s.delegation_id for s in standing.speakers if delegation in (None, s.code)}
    mine = standing.speaking(among & named)
    if mine is None:
        given = Given()
        given.stop("delegation", _("You do not speak for this delegation in this pilot."))
    why = reason_for(reason)
    party = found.party(mine.delegation_id)
    assert party is not None
    party.left_on, party.reason, party.lead_asked_on = standing.today, why, None
    db.add(party)
    record(
        db, actor, PilotLeft(pilot.code, mine.code, party.part),
        track=consultation.slug, left=[party], capacity=mine.title, delegation=mine.code, reason=why,
    )  # fmt: skip
    left_alone = standing.leads == {mine.delegation_id}
    if left_alone and pilot.state in (PilotState.CONFIRMED, PilotState.ACTIVE):
        steps = counted_in(db, pilot).steps
        take_pilot_step(
            db, actor, consultation, pilot, verb="held", to=PilotState.ON_HOLD, steps=steps, reason=why
        )
    return party


def ask_to_lead(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, delegation: str, reason: str
) -> PilotParty:
    """Ask a State to lead a pilot that nobody leads any more; the `reason` says who agreed on it, and is kept.

    By the secretariat. The State takes the lead by its own act (`join_pilot`), or it does not; a partner stays one until
    then. NotFound; Refused with the reason; Invalid at `delegation` or `reason`. Asking again changes nothing.
    """
    lock_track(db, consultation.slug)
    found = found_pilot(db, actor, consultation, code)
    permit(why_not_ask_to_lead(actor, consultation, found.standing))
    given = Given()
    body = delegation_of_organisation(db, consultation, delegation)
    if body is None or body.ended_at is not None:
        given.stop("delegation", _("There is no delegation “%(code)s” here.") % {"code": delegation[:60]})
    if body.iso3 is None:
        given.stop("delegation", _("Only a State leads a pilot."))
    why = reason_for(reason)
    party = found.party(body.id or 0)
    if party is not None and party.lead_asked_on is not None:
        return party
    if party is None or not takes_part(party, body):
        party = party or PilotParty(pilot_id=found.pilot.id or 0, delegation_id=body.id or 0, part=Part.LEAD)
        party.part, party.place = Part.LEAD.value, _place(found, Part.LEAD)
        party.invited_on, party.joined_on, party.left_on = found.standing.today, None, None
    party.lead_asked_on, party.reason = found.standing.today, why
    db.add(party)
    record(
        db, actor, LeadAsked(found.pilot.code, body.code),
        track=consultation.slug, left=[party], capacity=capacity_of(actor, consultation), reason=why,
    )  # fmt: skip
    return party


def _place(found: Found, part: str) -> int:
    places = [party.place for party, _body in found.parties if party.part == part]
    return max(places, default=-1) + 1
