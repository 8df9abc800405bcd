"""What needs somebody, gathered from every subject: three queries at most, however much there is."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlmodel import Session

from app.consultations.models import Consultation
from app.consultations.rules import of_the_house
from app.kernel.actor import Actor
from app.notices.needs import (
    amending,
    answering,
    deciding,
    joining,
    marks,
    piloting,
    proxies,
    running,
    writing,
)
from app.notices.needs.facts import read_facts
from app.notices.needs.scene import scene_of
from app.notices.needs.views import Need

# Each subject says what is asked of the database, all of it in one query together, and what follows from it.
SUBJECTS = (deciding, proxies, marks, amending, answering, running, writing, joining, piloting)

_NO_DEADLINE = datetime.max.replace(tzinfo=UTC)


def places_of(actor: Actor, consultations: Iterable[Consultation]) -> list[Consultation]:
    """The consultations in which somebody has a seat; for the secretariat of the whole site all of them."""
    return [c for c in consultations if of_the_house(actor) or actor.seats_in(c.id or 0)]


def needs_of(db: Session, actor: Actor, consultations: Sequence[Consultation]) -> list[Need]:
    """What waits for this person in these consultations, the first deadline first and what has none last, by how long it
    waits.

    Permission is decided in memory from the person's seats; nothing is there that the person could not do now.
    """
    if not actor.signed_in or not consultations:
        return []
    scene = scene_of(db, actor, consultations)
    facts = read_facts(db, [part for subject in SUBJECTS for part in subject.asks(scene)])
    found = [need for subject in SUBJECTS for need in subject.tells(scene, facts)]
    return sorted(found, key=lambda need: (need.due_at or _NO_DEADLINE, need.since or _NO_DEADLINE))
