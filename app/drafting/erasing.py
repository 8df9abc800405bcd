"""What drafting keeps of a person who leaves the site for good: drafts that were never saved, and their presence."""

from sqlmodel import Session, col, delete

from app.drafting.models import PersonalDraft, Presence
from app.kernel.actor import Actor
from app.people.models import Person
from app.people.privacy.actions import Pseudonym


def nothing_to_hand_over(_db: Session, _person: Person) -> list[str]:
    """A draft of one's own holds up nobody."""
    return []


def let_go(db: Session, _actor: Actor, person: Person, _pseudonym: Pseudonym, _reason: str) -> None:
    """Drop what only this person ever saw. Neither was an act, so nothing is recorded."""
    for table in (PersonalDraft, Presence):
        db.execute(delete(table).where(col(table.person_id) == person.id))
