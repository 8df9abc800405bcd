"""Who listens to what: how a request becomes an actor, and what the clock's tick calls."""

from collections.abc import Callable

from fastapi import Request
from sqlmodel import Session

from app.consultations.queries import actor_of
from app.kernel.actor import ANONYMOUS, Actor
from app.kernel.clock import now
from app.kernel.errors import Unauthenticated
from app.kernel.i18n import gettext as _
from app.people.queries import person_of_session, person_of_token
from app.voting.actions import publish_due_results
from app.web.csrf import SESSION_COOKIE
from app.web.doors import is_api

# What must happen once when its time has come. Each is safe to call again and by several processes at once.
TICKS: tuple[Callable[[Session], object], ...] = (publish_due_results,)


def load_actor(request: Request, db: Session) -> Actor:
    """Programs come with a bearer token, browsers with a session cookie; a cookie is no key to the API."""
    at = now(db)
    if is_api(request):
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return ANONYMOUS
        person = person_of_token(db, token.strip()) if scheme.lower() == "bearer" else None
        if person is None:
            raise Unauthenticated(_("This API token is not known here, or it was revoked."))
        return actor_of(db, person, at)
    cookie = request.cookies.get(SESSION_COOKIE)
    found = person_of_session(db, cookie, at) if cookie else None
    if found is None:
        return ANONYMOUS
    person, session = found
    return actor_of(db, person, at, session_id=session.id)
