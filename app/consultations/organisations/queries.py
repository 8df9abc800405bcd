"""Where an organisation takes part: its delegations in the consultations somebody may see."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.consultations.models import Constituency, Consultation, Delegation
from app.consultations.rules import may_see_consultation
from app.kernel.actor import Actor
from app.people.models import Organisation


@dataclass(frozen=True, slots=True)
class DelegationOf:
    """A delegation of an organisation, with where it sits."""

    slug: str
    consultation: str
    code: str
    name: str
    constituency: str
    voting: bool
    ended_at: datetime | None


def delegations_of_body(db: Session, actor: Actor, body: Organisation) -> list[DelegationOf]:
    """The delegations of an organisation in the consultations that `actor` may see, newest first. One query."""
    rows = db.exec(
        select(Delegation, Consultation, Constituency.name)
        .join(Consultation, col(Consultation.id) == Delegation.consultation_id)
        .join(Constituency, col(Constituency.id) == Delegation.constituency_id)
        .where(Delegation.organisation_id == body.id)
        .order_by(col(Consultation.start_date).desc(), Consultation.slug)
    )
    return [
        DelegationOf(
            consultation.slug, consultation.code, one.code, one.name, constituency, one.voting, one.ended_at
        )
        for one, consultation, constituency in rows
        if may_see_consultation(actor, consultation)
    ]
