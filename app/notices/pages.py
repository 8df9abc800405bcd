"""The browser's door to mail: how one wants it, and what goes out about a consultation for those who run it."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.calendar import closes
from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.queries import is_moderated, rounds_of, visible_consultation
from app.kernel.actor import Actor
from app.kernel.clock import local_day, now
from app.kernel.errors import Invalid, Refused, permit
from app.notices.actions.reminding import remind
from app.notices.actions.wishing import set_wish
from app.notices.delivering import preview_digest
from app.notices.forms import HOURS, frequencies, weekdays, zones
from app.notices.letters import Desk, Waited, reminder_letter
from app.notices.links import Home
from app.notices.log import PAGE, log_of
from app.notices.queries import own_wishes, readers
from app.notices.reminders import Undecided, undecided_in
from app.notices.rules import next_digest, why_not_remind, why_not_see_log, wish_of
from app.people.rules import why_not_keep_account
from app.review.attendance.rules import tells_who_spoke
from app.review.queries import round_in
from app.web.doors import AskedNumber, CurrentActor, Db, Posted, ReadDb, text_of
from app.web.render import render

router = APIRouter()


def home_of(request: Request) -> Home:
    """The site as its mail links to it."""
    settings = request.app.state.settings
    return Home(settings.base_url, settings.key)


@router.get("/account/mail")
def show_wishes(request: Request, db: ReadDb, actor: CurrentActor) -> Response:
    """How one is written to about each consultation."""
    if why_not_keep_account(actor) is not None:
        return RedirectResponse("/sign-in?next=/account/mail", 303)
    return _wishes(request, db, actor)


@router.post("/account/mail")
def stop_all(db: Db, actor: CurrentActor, form: Posted) -> RedirectResponse:
    """Stop all mail about every consultation, or let it begin again."""
    permit(why_not_keep_account(actor))
    stopped = text_of(form, "stopped") == "yes"
    for wished in own_wishes(db, actor):
        set_wish(db, actor, wished.consultation, stopped=stopped)
    return RedirectResponse("/account/mail", 303)


@router.post("/account/mail/{slug}")
def save_wish(request: Request, db: Db, actor: CurrentActor, slug: str, form: Posted) -> Response:
    """Say how often and when one is written to about one consultation; or, with `stopped` alone, stop or begin again."""
    permit(why_not_keep_account(actor))
    consultation = visible_consultation(db, actor, slug)
    if "stopped" in form:
        set_wish(db, actor, consultation, stopped=text_of(form, "stopped") == "yes")
        return RedirectResponse(f"/account/mail#{slug}", 303)
    typed = {name: text_of(form, name).strip() for name in ("frequency", "weekday", "hour", "timezone")}
    try:
        set_wish(
            db,
            actor,
            consultation,
            frequency=typed["frequency"],
            weekday=_number(typed["weekday"]),
            hour=_number(typed["hour"]),
            timezone=typed["timezone"],
        )
    except Invalid as error:
        wrong = {one.field: one.message for one in error.errors}
        return _wishes(request, db, actor, slug=slug, typed=typed, wrong=wrong, status=422)
    return RedirectResponse(f"/account/mail#{slug}", 303)


@router.get("/account/mail/{slug}")
def show_wishes_again(slug: str) -> RedirectResponse:
    """The address of an act leads back to the wishes when loaded again."""
    return RedirectResponse("/account/mail", 303)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1


def _wishes(
    request: Request,
    db: Session,
    actor: Actor,
    *,
    slug: str = "",
    typed: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    at, lines = now(db), []
    for wished in own_wishes(db, actor):
        wish = wish_of(wished.row, wished.consultation)
        own = wished.consultation.slug == slug
        standing = {
            "frequency": wish.frequency,
            "weekday": str(wish.weekday),
            "hour": str(wish.hour),
            "timezone": wished.row.timezone if wished.row else "",
        }
        lines.append(
            {
                "consultation": wished.consultation,
                "wish": wish,
                "next": next_digest(wish, wished.place.day, at),
                "typed": typed if own and typed else standing,
                "wrong": wrong if own and wrong else {},
            }
        )
    return render(
        request,
        "notices/wishes.html",
        status,
        here="account",
        lines=lines,
        frequencies=frequencies(),
        weekdays=weekdays(),
        hours=HOURS,
        zones=zones(),
    )


@router.get("/{slug}/mail")
def show_log(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    before: AskedNumber | None = None,
    failed: bool = False,
) -> HTMLResponse:
    """What goes out next, as it would come to the reader, and what was mailed to whom."""
    permit(why_not_see_log(actor, consultation))
    desk = Desk(home_of(request), consultation)
    reader = next(readers(db, consultation, [actor.person_id or 0]), None)
    seated = reader is not None and bool(actor.seats_in(consultation.id or 0))
    sent = log_of(db, consultation, actor, before=before, failed=failed)
    return render(
        request,
        "notices/log.html",
        consultation=consultation,
        here="mail",
        letter=preview_digest(db, desk, reader) if reader is not None and seated and before is None else None,
        seated=seated,
        sent=sent,
        failed=failed,
        first=before is None,
        more=sent[-1].id if len(sent) == PAGE else None,
    )


@router.get("/{slug}/rounds/{code}/reminders")
def show_reminders(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """Who has not spoken in a round, the form to remind them, the reminder as it would be sent, and what was mailed."""
    return _reminders(request, db, consultation, actor, code)


@router.post("/{slug}/rounds/{code}/reminders")
def send_reminders(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Remind the delegations that are chosen; the page again with the sentence where that cannot be."""
    chosen = [str(value) for value in form.getlist("delegation")]
    word = text_of(form, "word")
    try:
        remind(db, actor, consultation, code, delegations=chosen, word=word, home=home_of(request))
    except Invalid as error:
        wrong = {one.field: one.message for one in error.errors}
        return _reminders(
            request, db, consultation, actor, code, chosen=chosen, word=word, wrong=wrong, status=422
        )
    except Refused as error:
        return _reminders(
            request,
            db,
            consultation,
            actor,
            code,
            chosen=chosen,
            word=word,
            refusal=error.message,
            status=403,
        )
    return RedirectResponse(f"/{consultation.slug}/rounds/{code}/reminders#sent", 303)


def _reminders(
    request: Request, db: Session, consultation: Consultation, actor: Actor, code: str, *,
    chosen: list[str] | None = None, word: str = "", wrong: dict[str, str] | None = None, refusal: str = "",
    status: int = 200,
) -> HTMLResponse:  # fmt: skip
    permit(why_not_see_log(actor, consultation))
    at = now(db)
    round_ = round_in(rounds_of(db, consultation), code)
    why_not = why_not_remind(actor, consultation, round_, at, moderated=is_moderated(db, consultation))
    waited = undecided_in(db, consultation, round_, at)
    left = [body for body in waited if not body.reminded and body.reached]
    context: dict[str, Any] = {
        "why_not": why_not,
        "waited": waited,
        "left": left,
        "others": [body for body in waited if body not in left],
        "chosen": chosen if chosen is not None else [body.code for body in left],
        "stopped": sum(body.stopped for body in waited),
        "preview": _preview(db, home_of(request), consultation, actor, round_, left, word),
        "sent": log_of(db, consultation, actor, round_=round_),
    }
    return render(
        request,
        "notices/reminders.html",
        status,
        consultation=consultation,
        here="rounds",
        round=round_,
        closes_at=closes(round_),
        word=word,
        wrong=wrong or {},
        refusal=refusal,
        silent=round_.kind == "silence",
        **context,
    )


def _preview(
    db: Session,
    home: Home,
    consultation: Consultation,
    actor: Actor,
    round_: Any,
    left: list[Undecided],
    word: str,
) -> Any:
    """The reminder of the first delegation, in the reader's language and with the reader's own links."""
    reader = next(readers(db, consultation, [actor.person_id or 0]), None)
    if reader is None or not left:
        return None
    body = Waited(left[0].code, left[0].name, left[0].name_i18n, left[0].ballot)
    day = local_day(now(db), consultation.timezone).isoformat()
    named = tells_who_spoke(round_)
    desk = Desk(home, consultation)
    return reminder_letter(desk, reader, round_, body, closes(round_), word=word, day=day, named=named)
