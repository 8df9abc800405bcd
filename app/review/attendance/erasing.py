"""What a round keeps of a person who leaves the site for good: where they looked goes with them; a decline was an act of
the delegation and stays, under its capacity."""

from sqlmodel import Session, col, delete

from app.kernel.actor import Actor
from app.people.models import Person
from app.people.privacy.actions import Pseudonym
from app.review.attendance.models import RoundLook


def nothing_to_hand_over(_db: Session, _person: Person) -> list[str]:
    """Nobody is kept by what they have looked at."""
    return []


def let_go(db: Session, _actor: Actor, person: Person, _pseudonym: Pseudonym, _reason: str) -> None:
    """Forget which rounds this person has looked at. None of it was an act, so nothing is recorded."""
    db.execute(delete(RoundLook).where(col(RoundLook.person_id) == person.id))
