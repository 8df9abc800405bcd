"""What mail keeps of a person who leaves the site for good: how they wanted it and how far they were told goes with
them; that something was sent stays in the log of the moderators, under the pseudonym."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app.kernel.actor import Actor
from app.notices.models import Mailing, MailPlace, MailWish
from app.people.models import Person
from app.people.privacy.actions import Pseudonym


def nothing_to_hand_over(_db: Session, _person: Person) -> list[str]:
    """Nobody is kept by their mail."""
    return []


def let_go(db: Session, _actor: Actor, person: Person, _pseudonym: Pseudonym, _reason: str) -> None:
    """Forget the wishes and the places; what a mail server said of the address is forgotten too."""
    for table in (MailWish, MailPlace):
        db.execute(sa.delete(table).where(col(table.person_id) == person.id))
    db.execute(sa.update(Mailing).where(col(Mailing.person_id) == person.id).values(failure=""))
