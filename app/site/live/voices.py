"""Whose positions a reader gives, for whom the stream tells that one was given."""

from sqlmodel import Session

from app.consultations.live import delegations_of
from app.consultations.models import Consultation
from app.kernel.actor import Actor
from app.voting.members.queries import own_codes


def voices_of(db: Session, actor: Actor, consultation: Consultation) -> frozenset[str]:
    """The codes of the delegations the reader speaks for, and with their ballot those under which they have a position of
    their own; two queries at most, none for everybody else."""
    return delegations_of(db, actor, consultation) | own_codes(db, actor, consultation)
