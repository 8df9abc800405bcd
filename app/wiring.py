"""Who listens to what: how a request becomes an actor, and what the clock's tick calls, who does long work."""

from collections.abc import Callable, Mapping

from fastapi import Request
from sqlmodel import Session

from app.consultations.queries import actor_found_by
from app.kernel.actor import ANONYMOUS, Actor
from app.kernel.clock import now
from app.kernel.errors import Unauthenticated
from app.kernel.i18n import gettext as _
from app.kernel.works import Does, clear_old_work, wake_silent_work
from app.outcome.actions.filing import DRAFTING, make_draft, make_files
from app.outcome.annexes import PILOTS, register_annex
from app.outcome.editions import FILING
from app.people.queries import found_by_session, found_by_token
from app.pilots.annex import pilots_annex
from app.voting.actions.results import publish_due_results
from app.web.csrf import SESSION_COOKIE
from app.web.doors import is_api

# What must happen once when its time has come. Each is safe to call again and by several processes at once.
TICKS: tuple[Callable[[Session], object], ...] = (publish_due_results, wake_silent_work, clear_old_work)
# Which function does which kind of long work.
WORKS: Mapping[str, Does] = {FILING: make_files, DRAFTING: make_draft}

# The outcome has a place for the pilots and stands below them, so that it cannot ask for them itself.
register_annex(PILOTS, pilots_annex)


def load_actor(request: Request, db: Session) -> Actor:
    """Programs come with a bearer token, browsers with a session cookie; a cookie is no key to the API."""
    at = now(db)
    if is_api(request):
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return ANONYMOUS
        actor = actor_found_by(db, found_by_token(token.strip()), at) if scheme.lower() == "bearer" else None
        if actor is None:
            raise Unauthenticated(_("This API token is not known here, or it was revoked."))
        return actor
    cookie = request.cookies.get(SESSION_COOKIE)
    return (actor_found_by(db, found_by_session(cookie, at), at) if cookie else None) or ANONYMOUS
