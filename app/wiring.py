"""Who listens to what: how a request becomes an actor, and what the clock's tick calls, who does long work."""

from collections.abc import Callable, Mapping
from functools import partial

from fastapi import Request
from sqlmodel import Session

from app.consultations import erasing as consultations_erasing
from app.consultations.admission.sheet.actions import INVITING_PEOPLE, clear_old_sheets, invite_people
from app.consultations.queries import actor_of, with_seats
from app.discussion.objections.hooks import Silences, register_silences
from app.discussion.table.actions import BRINGING_COMMENTS, clear_old_tables
from app.discussion.table.bringing import bring_comments
from app.drafting import erasing as drafting_erasing
from app.kernel.actor import ANONYMOUS, Actor
from app.kernel.clock import local_day, now
from app.kernel.db import Database
from app.kernel.errors import Unauthenticated
from app.kernel.i18n import gettext as _
from app.kernel.ids import secret_hash
from app.kernel.limits import clear_old_tries
from app.kernel.outbox import Sender, call_for_mail, clear_old_mail, send_waiting
from app.kernel.works import Does, clear_old_work, wake_silent_work
from app.notices import erasing as notices_erasing
from app.notices.actions.posting import note_deliveries
from app.notices.delivering import deliver
from app.notices.links import Home
from app.notices.webhooks.delivering import clear_old_calls, tell_webhooks
from app.notices.webhooks.rules import is_local
from app.outcome.actions.filing import DRAFTING, ask_for_missing_files, make_draft, make_files
from app.outcome.annexes import PILOTS, register_annex
from app.outcome.editions import FILING
from app.people.privacy.actions import Keeper, register_keeper
from app.people.queries import BY_SESSION, BY_TOKEN, OF_SESSION, OF_TOKEN
from app.people.security import clear_old_events
from app.people.sessions import IDLE, SEEN_EVERY, clear_old_ways_in, note_session_use
from app.people.tokens.actions import note_use
from app.people.tokens.queries import USE_SHOWN_EVERY
from app.people.ways.links import mail_asked_links
from app.pilots.actions.orphans import hold_pilots_without_a_lead
from app.pilots.annex import pilots_annex
from app.review.attendance import erasing as attendance_erasing
from app.review.attendance.actions import clear_old_looks
from app.review.report.files import RESPONDING, make_response
from app.review.report.publishing import PUBLISHING, do_publish
from app.review.silence.confirming import break_silence
from app.review.silence.queries import why_not_under_silence
from app.settings import Settings
from app.voting.actions.results import publish_due_results
from app.web.afterwards import afterwards
from app.web.csrf import SESSION_COOKIE, cookie_sent
from app.web.doors import is_api
from app.web.scopes import check_scope

# What must happen once when its time has come. Each is safe to call again and by several processes at once.
TICKS: tuple[Callable[[Session], object], ...] = (
    publish_due_results,
    hold_pilots_without_a_lead,
    wake_silent_work,
    clear_old_work,
    mail_asked_links,
    call_for_mail,
    note_deliveries,
    clear_old_mail,
    clear_old_calls,
    clear_old_tries,
    clear_old_events,
    clear_old_ways_in,
    ask_for_missing_files,
    clear_old_sheets,
    clear_old_tables,
    clear_old_looks,
)
# Which function does which kind of long work.
WORKS: Mapping[str, Does] = {
    FILING: make_files,
    DRAFTING: make_draft,
    INVITING_PEOPLE: invite_people,
    BRINGING_COMMENTS: bring_comments,
    RESPONDING: make_response,
    PUBLISHING: do_publish,
}

# The outcome has a place for the pilots and stands below them, so that it cannot ask for them itself.
register_annex(PILOTS, pilots_annex)

# An objection raised in a round of silence breaks it; the floor that runs rounds stands above that of objections.
register_silences(Silences(why_not_under_silence, break_silence))

# What floors above the people keep of somebody who leaves for good.
register_keeper(
    "consultations", Keeper(consultations_erasing.what_must_be_handed_over, consultations_erasing.let_go)
)
register_keeper("drafting", Keeper(drafting_erasing.nothing_to_hand_over, drafting_erasing.let_go))
register_keeper("attendance", Keeper(attendance_erasing.nothing_to_hand_over, attendance_erasing.let_go))
register_keeper("notices", Keeper(notices_erasing.nothing_to_hand_over, notices_erasing.let_go))

FOR_PROGRAMS = with_seats(BY_TOKEN).add_columns(*OF_TOKEN)
FOR_BROWSERS = with_seats(BY_SESSION).add_columns(*OF_SESSION)


def carrier(settings: Settings) -> Callable[[Database], object]:
    """What sends the mail of this installation; first what was asked for becomes mail."""
    way = Sender(server=settings.mail_url, folder=settings.mail_folder, address=settings.mail_sender)

    def carry(database: Database) -> None:
        with database.unit_of_work() as db:
            mail_asked_links(db)
        send_waiting(database, way)

    return carry


def apart(settings: Settings) -> tuple[Callable[[Database], object], ...]:
    """What each tick calls last, outside any transaction: what is mailed by itself, and who is told elsewhere."""
    told = partial(
        tell_webhooks, base_url=settings.base_url, key=settings.key, local=is_local(settings.base_url)
    )
    return (partial(deliver, home=Home(settings.base_url, settings.key)), told)


def load_actor(request: Request, db: Session) -> Actor:
    """Programs come with a bearer token, browsers with a session cookie; a cookie is no key to the API."""
    if is_api(request):
        return load_program(request, db)
    at = now(db)
    cookie = cookie_sent(request, SESSION_COOKIE)
    if not cookie:
        return ANONYMOUS
    sent = {
        "secret_hash": secret_hash(cookie),
        "at": at,
        "unused_since": at - IDLE,
        "today": local_day(at, "UTC"),
    }
    rows = db.connection().execute(FOR_BROWSERS, sent).all()
    actor = actor_of(rows)
    if actor is None:
        return ANONYMOUS
    if rows[0][-1] <= at - SEEN_EVERY:
        afterwards(request, partial(note_session_use, number=actor.session_id or 0, at=at))
    return actor


def load_program(request: Request, db: Session) -> Actor:
    """Whoever a program acts for, by its bearer token; Unauthenticated where the token is none of ours or has ended,
    Refused where it lacks the scope that this address needs."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if not scheme:
        return ANONYMOUS
    at = now(db)
    sent = {"secret_hash": secret_hash(token.strip()), "at": at, "today": local_day(at, "UTC")}
    rows = db.connection().execute(FOR_PROGRAMS, sent).all() if scheme.lower() == "bearer" else []
    actor = actor_of(rows)
    if actor is None:
        unknown = Unauthenticated(_("This API token is not known here, it was revoked, or it has run out."))
        raise unknown.noting("token_refused")
    *_who, number, scopes, last_used_at = rows[0]
    if last_used_at is None or last_used_at <= at - USE_SHOWN_EVERY:
        afterwards(request, partial(note_use, number=number, at=at))
    request.state.scopes = tuple(scopes)
    check_scope(request, scopes)
    return actor
