"""Who is writing where. No act of the consultation either: it is forgotten after a minute."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.models import Consultation, WorkingGroup
from app.drafting.drafts import PRESENT_FOR, require_somebody, why_not_keep
from app.drafting.models import Presence, Proposal
from app.drafting.queries import visible_writing
from app.drafting.rules import why_an_amendment
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.db import upsert
from app.kernel.errors import permit

Written = tuple[Proposal, WorkingGroup]


def be_present(db: Session, actor: Actor, consultation: Consultation, code: str, *, field: str) -> Written:
    """Say that the actor has the form of `code` open, in `field`. Unauthenticated, NotFound, Refused as `keep_draft`."""
    (proposal, group), at = _writing(db, actor, consultation, code), now(db)
    db.execute(
        sa.delete(Presence).where(
            col(Presence.proposal_id) == proposal.id, col(Presence.seen_at) <= at - PRESENT_FOR
        )
    )
    upsert(
        db,
        Presence,
        {
            "consultation_id": consultation.id,
            "proposal_id": proposal.id,
            "person_id": actor.person_id,
            "field": field.partition(".")[0][:60],
            "seen_at": at,
        },
        key=("proposal_id", "person_id"),
        update=["field", "seen_at"],
    )
    return proposal, group


def leave(db: Session, actor: Actor, consultation: Consultation, code: str) -> Written:
    """Say that the actor has closed the form of `code`. The same errors as `be_present`."""
    proposal, group = _writing(db, actor, consultation, code)
    db.execute(
        sa.delete(Presence).where(
            col(Presence.proposal_id) == proposal.id, col(Presence.person_id) == actor.person_id
        )
    )
    return proposal, group


def _writing(db: Session, actor: Actor, consultation: Consultation, code: str) -> Written:
    require_somebody(actor)
    proposal, group = visible_writing(db, actor, consultation, code)
    permit(why_not_keep(actor, group) or why_an_amendment(proposal))
    return proposal, group
