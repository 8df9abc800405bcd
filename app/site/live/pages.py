"""The browser's stream of events: pages that are open change as the consultation does."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response

from app.consultations.doors import ThisConsultation
from app.consultations.live import tracks_seen
from app.site.live.stream import Asked, open_stream
from app.site.live.voices import voices_of
from app.web.doors import CurrentActor, ReadDb

router = APIRouter()


@router.get("/{slug}/events")
def follow_events(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    after: Annotated[str, Query(max_length=4000)] = "",
    last_event_id: Annotated[str, Header(max_length=4000)] = "",
) -> Response:
    """What happens in the consultation, as it happens. `Last-Event-ID` goes before `after`: it is the newer mark."""
    asked = Asked(request, consultation, actor, voices_of(db, actor, consultation))
    return open_stream(asked, tracks_seen(db, actor, consultation), last_event_id or after or None)
