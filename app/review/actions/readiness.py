"""Declare texts ready for decision, one by one or all of a round at once."""

from sqlmodel import Session

from app.consultations.models import Consultation, Role
from app.consultations.queries import is_moderated, track_of
from app.discussion.objections.queries import waiting_counts
from app.drafting.actions.steps import take_step
from app.drafting.actions.together import take_steps
from app.drafting.models import Proposal, ProposalState
from app.drafting.queries import visible_desk
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Refused, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track
from app.review.queries import proposals_in, readiness_of, room_of
from app.review.rules import acting_seat, why_not_declare_ready, why_not_run

VERB = "declared_ready"


def declare_ready(db: Session, actor: Actor, consultation: Consultation, code: str) -> Proposal:
    """Declare a text ready for decision: its round of comments has closed, every comment on it is answered and every
    objection to it addressed.

    NotFound where the actor may not see it; Refused with the reason. Declared again, it changes nothing.
    """
    lock_track(db, track_of(consultation))
    at = now(db)
    desk = visible_desk(db, actor, consultation, code)
    proposal = desk.proposal
    moderated = is_moderated(db, consultation)
    unanswered, objected = (found.get(proposal.id or 0, 0) for found in waiting_counts(db, consultation))

    def why_not(state: str) -> str | None:
        return why_not_declare_ready(
            actor,
            consultation,
            code=proposal.code,
            state=state,
            group_id=proposal.group_id,
            roundtable=desk.roundtable.code,
            rounds=desk.rounds,
            at=at,
            unanswered=unanswered,
            objected=objected,
            moderated=moderated,
        )

    if proposal.state == ProposalState.READY and why_not(ProposalState.UNDER_REVIEW) is None:
        return proposal
    permit(why_not(proposal.state))
    take_step(
        db,
        actor,
        consultation,
        proposal,
        desk.group,
        verb=VERB,
        to=ProposalState.READY,
        capacity=_capacity(actor, consultation, proposal.group_id),
    )
    return proposal


def declare_all_ready(db: Session, actor: Actor, consultation: Consultation, code: str) -> list[str]:
    """Declare ready every text of the round `code` that this actor may declare ready now; their codes, in order.

    Refused where there is none, unless they are ready already.
    """
    lock_track(db, track_of(consultation))
    room = room_of(db, consultation, actor, code, before=True)
    verdicts = readiness_of(room, actor)
    chosen = [name for name, why in verdicts.items() if why is None]
    if not chosen:
        permit(why_not_run(actor, consultation, moderated=room.moderated))
        if any(text.state == ProposalState.READY for text in room.seen):
            return []
        raise Refused(
            next((why for why in verdicts.values() if why), _("No text of this round can be declared ready."))
        )
    found = [(p, g) for p, g, _table in proposals_in(db, consultation, room.round.scope) if p.code in chosen]
    seat = acting_seat(actor, consultation)
    take_steps(
        db,
        actor,
        consultation,
        found,
        verb=VERB,
        to=ProposalState.READY,
        capacity=seat.title if seat else "",
        round_code=room.round.code,
    )
    return chosen


def _capacity(actor: Actor, consultation: Consultation, group_id: int) -> str:
    own = actor.in_group(group_id, Role.MODERATOR)
    seat = own or acting_seat(actor, consultation)
    return seat.title if seat else ""
