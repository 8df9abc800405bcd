"""Challenge the editorial mark of a version."""

from sqlmodel import Session

from app.consultations.attribution import capacity_in
from app.consultations.models import Consultation, Delegation
from app.consultations.queries import track_of
from app.drafting.editorial.events import MarkChallenged
from app.drafting.editorial.models import MarkChallenge
from app.drafting.editorial.queries import challenge_of
from app.drafting.editorial.rules import REASON_LIMIT, challenging_seat, why_not_challenge
from app.drafting.editorial.views import Challenge
from app.drafting.queries import version_of, visible_desk
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.kernel.text.clean import clean
from app.kernel.text.fold import fold


def challenge_mark(
    db: Session, actor: Actor, consultation: Consultation, code: str, n: int, *, reason: str
) -> Challenge:
    """Say why version `n`, marked as editorial, changes what the text means: from now on it counts as a change of substance.

    One voice is enough, and nobody takes it back. NotFound; Refused with the reason, also where somebody was faster;
    Invalid at `reason`.
    """
    lock_track(db, consultation.slug)
    at = now(db)
    desk = visible_desk(db, actor, consultation, code)
    proposal = desk.proposal
    version = version_of(db, proposal, n)
    known = challenge_of(db, proposal, n)
    permit(
        why_not_challenge(actor, consultation, desk.stage, proposal, version, challenged=known is not None)
    )
    try:
        words = clean(reason, limit=REASON_LIMIT).strip()
    except ValueError as error:
        raise Invalid.at("reason", str(error)) from None
    if not fold(words):
        raise Invalid.at("reason", _("Say what this version changes in what the text means."))
    seat = challenging_seat(actor, consultation, proposal)
    body = db.get(Delegation, seat.delegation_id) if seat and seat.delegation_id else None
    kept = capacity_in(desk.stage.round, seat.title if seat else None, body.code if body else None)
    row = MarkChallenge(
        consultation_id=proposal.consultation_id,
        proposal_id=proposal.id or 0,
        n=n,
        reason=words,
        person_id=actor.person_id,
        author_title=kept.capacity or (body.short_name if body and kept.delegation else ""),
        delegation_id=body.id if body and kept.delegation else None,
        challenged_at=at,
    )
    db.add(row)
    record(
        db,
        actor,
        MarkChallenged(proposal.code, n, kept.attribution, kept.veil),
        track=track_of(consultation, desk.group),
        left=[row],
        capacity=kept.capacity,
        delegation=kept.delegation,
        reason=words,
    )
    return Challenge.of(row)
