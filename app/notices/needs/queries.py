"""What needs somebody, gathered from every subject: a fixed number of queries, however much there is."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from sqlmodel import Session

from app.consultations.models import Consultation
from app.kernel.actor import Actor
from app.notices.needs.deciding import positions
from app.notices.needs.scene import Scene, scene_of
from app.notices.needs.views import Need

# Each subject with what it asks of the database at most once, for all consultations of the person together.
SUBJECTS: tuple[Callable[[Session, Scene], Iterable[Need]], ...] = (positions,)

_NO_DEADLINE = datetime.max.replace(tzinfo=UTC)


def needs_of(db: Session, actor: Actor, consultations: Sequence[Consultation]) -> list[Need]:
    """What waits for this person in these consultations, the first deadline first and what has none last.

    Permission is decided in memory from the person's seats; nothing is there that the person could not do now.
    """
    if not actor.signed_in or not consultations:
        return []
    scene = scene_of(db, actor, consultations)
    found = [need for subject in SUBJECTS for need in subject(db, scene)]
    return sorted(found, key=lambda need: need.due_at or _NO_DEADLINE)
