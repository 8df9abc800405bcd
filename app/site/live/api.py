"""The programs' stream of events."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response

from app.consultations.doors import ThisConsultation
from app.consultations.live import tracks_seen
from app.site.live.stream import Asked, open_stream
from app.site.live.voices import voices_of
from app.web.doors import CurrentActor, ReadDb

router = APIRouter(prefix="/consultations", tags=["events"])


@router.get(
    "/{slug}/events",
    response_class=Response,
    responses={
        200: {
            "content": {"text/event-stream": {}},
            "description": "Server-sent events, until either side ends it",
        },
        503: {"description": "As many follow as one process serves; `Retry-After` says when to ask again"},
    },
)
def follow_events(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    after: Annotated[str, Query(max_length=4000, description="The id of the last event received")] = "",
    last_event_id: Annotated[str, Header(max_length=4000)] = "",
) -> Response:
    """What happens in the consultation, as it happens.

    `ready` comes first and carries the id to resume from; `change` names the subject (a proposal, a round, a ballot or
    the consultation), the verb and the round; `reset` says that more was missed than is kept: read anew. Ask again with
    the last id in `Last-Event-ID` (or `after`), and everything missed comes first.
    """
    asked = Asked(request, consultation, actor, voices_of(db, actor, consultation))
    return open_stream(asked, tracks_seen(db, actor, consultation), last_event_id or after or None)
