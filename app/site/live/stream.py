"""One stream of events: from the end of the ledger to one reader, as long as that reader may be told."""

import json
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, dataclass

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from app.consultations.live import (
    mark_of,
    news_of,
    places_of,
    position_news,
    tracks_seen,
)
from app.consultations.models import Consultation
from app.consultations.queries import track_of, visible_consultation
from app.kernel.actor import Actor
from app.kernel.errors import DomainError
from app.kernel.i18n import gettext as _
from app.kernel.tail import Listener, Tail
from app.site.live.voices import voices_of
from app.web.doors import get_database
from app.web.problems import error_answer

# A comment in the stream so often: proxies keep it open, and whoever may not be told any more is found out.
HEARTBEAT = 15.0
MOST = 500
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@dataclass(frozen=True)
class Asked:
    """Who listens to which consultation; `delegations` are those the reader speaks for."""

    request: Request
    consultation: Consultation
    actor: Actor
    delegations: frozenset[str] = frozenset()

    def still_seen(self) -> tuple[set[str], frozenset[str]] | None:
        """The chains this reader may follow now and the delegations spoken for; None where it is somebody else now, or
        nobody who may.

        A short read of its own: sessions end and seats change while a stream is open.
        """
        with get_database(self.request).reading() as db:
            try:
                actor: Actor = self.request.app.state.load_actor(self.request, db)
                consultation = visible_consultation(db, actor, self.consultation.slug)
            except DomainError:
                return None
            if (actor.person_id, actor.session_id) != (self.actor.person_id, self.actor.session_id):
                return None
            return set(tracks_seen(db, actor, consultation)), voices_of(db, actor, consultation)


def open_stream(asked: Asked, seen: Mapping[str, int], after: str | None) -> Response:
    """Answer with the events from now on, or with what came after the mark `after` and then from now on.

    503 with Retry-After where as many listen as one process serves. Holds no session of the database.
    """
    tail: Tail = asked.request.app.state.tail
    if tail.listeners >= MOST or tail.closed:
        answer = error_answer(
            asked.request,
            503,
            "busy",
            _("Too many people follow this site right now. Try again in a minute."),
        )
        answer.headers["Retry-After"] = "60"
        return answer
    if getattr(asked.request.state, "head", False):
        return Response(media_type="text/event-stream", headers=HEADERS)
    return StreamingResponse(
        _events(tail, asked, seen, after), media_type="text/event-stream", headers=HEADERS
    )


async def _events(tail: Tail, asked: Asked, seen: Mapping[str, int], after: str | None) -> AsyncIterator[str]:
    consultation = asked.consultation
    marked = places_of(consultation, after) if after else None
    # A mark may name only what its reader sees today; it may be older than a database that was set up anew.
    lost = bool(after) and (marked is None or any(marked.get(t, 0) > n for t, n in seen.items()))
    places = {track: n if lost or marked is None else marked.get(track, n) for track, n in seen.items()}
    async with tail.listen(places) as listener:
        yield _message("reset" if lost else "ready", consultation, listener)
        beat = time.monotonic() + HEARTBEAT
        while not tail.closed:
            await listener.wait(beat - time.monotonic())
            if tail.closed:
                return
            sent = ""
            if time.monotonic() >= beat:
                # The beat keeps its time whatever happened: what is not told must not show in it.
                beat += HEARTBEAT
                sent = ":\n\n"
                if await _look_again(tail, asked, listener) is None:
                    return
            news = await listener.news()
            if news is None:
                yield sent + _message("reset", consultation, listener)
                continue
            own, speaks_for = track_of(consultation), frozenset[str]()
            ours = any(position_news(consultation, told, asked.delegations) for told in news)
            if ours or any(told.track != own for told in news):
                # What a closed group or one's delegation did is told only after a look at who sits in it now.
                found = await _look_again(tail, asked, listener)
                if found is None:
                    return
                speaks_for = found
                news = [told for told in news if told.track in listener.places]
            for said in dict.fromkeys(
                position_news(consultation, told, speaks_for) or news_of(consultation, told) for told in news
            ):
                if said is not None:
                    sent += _message("change", consultation, listener, asdict(said))
            if sent:
                yield sent


async def _look_again(tail: Tail, asked: Asked, listener: Listener) -> frozenset[str] | None:
    """Follow what may be followed now; gives the delegations that the reader speaks for now, None where nobody listens."""
    seen = await tail.in_thread(asked.still_seen)
    if seen is None:
        return None
    tracks, delegations = seen
    if tracks != set(listener.places):
        await listener.follow(tracks)
    return delegations


def _message(
    kind: str, consultation: Consultation, listener: Listener, data: Mapping[str, str | None] | None = None
) -> str:
    mark = mark_of(consultation, listener.places)
    return f"id: {mark}\nevent: {kind}\ndata: {json.dumps(data or {})}\n\n"
