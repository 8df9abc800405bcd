"""The browser's door to the response to a round: the page, its files, and the form that publishes it."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation, Round
from app.consultations.queries import is_moderated, rounds_of
from app.consultations.typed import Typed, tried
from app.documents.numbering import numbered
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.i18n import current_locale
from app.kernel.work import Work
from app.review.queries import round_in
from app.review.report.actions import draft_response, publish_response
from app.review.report.compose import Front
from app.review.report.files import OFFERED, ask_response, is_long, response_file, the_name
from app.review.report.leaves import html, leaves_of
from app.review.report.publishing import ask_publication
from app.review.report.queries import (
    composed,
    frozen_document,
    language_of,
    owed_response,
    published_responses,
    spoken_in,
    the_response,
)
from app.review.report.rules import why_not_prepare, why_not_publish_response
from app.review.rules import acting_seat
from app.web.doors import CurrentActor, Db, Posted, ReadDb, ThisDatabase, text_of
from app.web.render import render

router = APIRouter(prefix="/{slug}/rounds/{code}")
PUBLISH = "response"


@router.get("/response")
def show_response(
    request: Request, db: ReadDb, actor: CurrentActor, consultation: ThisConsultation, code: str
) -> HTMLResponse:
    """The response to a round: the newest, or with `?n=` an earlier one; while none is published, by when it is due, and
    for those who run the round what it would say. `?preview=1` shows them that also after one was published."""
    return _page(request, db, actor, consultation, round_in(rounds_of(db, consultation), code), Typed())


@router.post("/response")
def publish(
    request: Request,
    db: Db,
    database: ThisDatabase,
    actor: CurrentActor,
    consultation: ThisConsultation,
    code: str,
    form: Posted,
) -> Response:
    """Publish the response, that of a very large round as long work; the preview again with the sentence where that is not
    possible."""
    words, site = text_of(form, "foreword"), _site(request)
    asked: list[Work] = []

    def act() -> object:
        if long:
            asked.append(ask_publication(db, actor, consultation, code, foreword=words, site=site))
            return None
        # Before the first word to `db`, so that nobody waits for the lock while the texts are put together.
        draft = draft_response(database, actor, consultation, code, foreword=words, site=site)
        return publish_response(db, actor, consultation, code, foreword=words, site=site, draft=draft)

    with database.reading() as reading:
        long = is_long(reading, round_in(rounds_of(reading, consultation), code))
    typed = tried(form, PUBLISH, act)
    if asked:
        return RedirectResponse(f"/{consultation.slug}/jobs/{asked[0].public_id}", 303)
    round_ = round_in(rounds_of(db, consultation), code)
    if typed.status != 200:
        return _page(request, db, actor, consultation, round_, typed)
    return RedirectResponse(f"/{consultation.slug}/rounds/{round_.code}/response", 303)


@router.get("/response.{name}")
def download_response(
    request: Request, db: ReadDb, consultation: ThisConsultation, code: str, name: str
) -> Response:
    """A published response as a file; `?n=` asks for an earlier one, `?lang=` for another language. A long one is made
    first: that is asked for on its page."""
    round_ = round_in(rounds_of(db, consultation), code)
    report = the_response(db, round_, _number(request.query_params.get("n")))
    wanted = request.query_params.get("lang")
    the_name(name)
    if is_long(db, round_):
        return RedirectResponse(f"/{consultation.slug}/rounds/{round_.code}/response?n={report.n}#files", 303)
    return response_file(request, db, consultation, round_, report, name, wanted)


@router.post("/response.{name}")
def make_response_file(
    db: Db, actor: CurrentActor, consultation: ThisConsultation, code: str, name: str, form: Posted
) -> RedirectResponse:
    """Ask for a file of a long response, and go to where one sees how far it is."""
    round_ = round_in(rounds_of(db, consultation), code)
    report = the_response(db, round_, _number(text_of(form, "n")))
    work = ask_response(db, actor, consultation, round_, report, name, text_of(form, "lang") or None)
    return RedirectResponse(f"/{consultation.slug}/jobs/{work.public_id}", 303)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 9 else None


def _site(request: Request) -> str:
    settings: Any = request.app.state.settings
    return str(settings.base_url)


def _page(
    request: Request,
    db: Session,
    actor: Actor,
    consultation: Consultation,
    round_: Round,
    typed: Typed,
) -> HTMLResponse:
    asked = request.query_params
    at, moderated = now(db), is_moderated(db, consultation)
    why_not_see = why_not_prepare(actor, consultation, round_, moderated=moderated)
    published = published_responses(db, round_)
    n = _number(asked.get("n"))
    shown = next((report for report in published if n in (None, report.n)), None)
    preparing = why_not_see is None and (not published or "preview" in asked or typed.status != 200)
    document = None
    if preparing:
        seat = acting_seat(actor, consultation)
        front = Front(
            (published[0].n if published else 0) + 1, typed.value("foreword"), seat.title if seat else ""
        )
        language = language_of(consultation, spoken_in(consultation), current_locale())
        document = composed(db, consultation, round_, front, at, site=_site(request), languages=[language])[
            language
        ]
    elif shown is not None:
        language = language_of(consultation, shown.languages, current_locale())
        document = frozen_document(db, shown, language)
    return render(
        request,
        "review/report/response.html",
        typed.status,
        consultation=consultation,
        here="rounds",
        round=round_,
        at=at,
        published=published,
        shown=None if preparing else shown,
        newest=published[0] if published else None,
        owed=None if published else owed_response(consultation, round_, at),
        preparing=preparing,
        may_prepare=why_not_see is None,
        why_not=why_not_publish_response(actor, consultation, round_, at, moderated=moderated),
        document=numbered(document) if document else None,
        leaves=leaves_of(document, asked.get("text", "")) if document else [],
        formats=OFFERED,
        long=document is not None and not preparing and is_long(db, round_),
        typed=typed,
        runs=html,
    )
