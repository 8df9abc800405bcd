"""The browser's door to the outcome: the document on the site, and its files."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.consultations.doors import ThisConsultation
from app.outcome.actions.filing import ask_draft
from app.outcome.editions import NAMES, edition_views, issued_page, pdf_notices
from app.outcome.files import (
    FORMATS_SHOWN,
    draft_arguments,
    draft_file,
    draft_name,
    is_long,
    issued_name,
    the_format,
    the_language,
)
from app.outcome.leaves import html, remarks
from app.outcome.queries import outcome_page
from app.outcome.rules import why_not_of_the_list
from app.web.doors import CurrentActor, Db, Posted, ReadDb, text_of
from app.web.render import render

router = APIRouter()


@router.get("/{slug}/outcome")
def show_outcome(
    request: Request, db: ReadDb, actor: CurrentActor, consultation: ThisConsultation
) -> HTMLResponse:
    """The newest edition, or while none was issued the document as it stands; the trace of each text in its margin.

    `?edition=draft` shows the working draft also when there is an edition, `?edition=1` an earlier edition.
    """
    views = edition_views(db, consultation)
    asked = request.query_params.get("edition")
    newest = views[0] if views and asked != "draft" else None
    shown = next((view for view in views if str(view.edition.n) == asked), newest)
    page = issued_page(db, consultation, shown) if shown else outcome_page(db, consultation)
    language = page.document.language
    return render(
        request,
        "outcome/document.html",
        consultation=consultation,
        here="outcome",
        page=page,
        document=page.document,
        cover=page.document.cover,
        summary=remarks(page.document.summary),
        formats=FORMATS_SHOWN,
        runs=html,
        editions=views,
        issued=shown.edition if shown else None,
        notice=pdf_notices(db, [shown], language).get((shown.edition.n, language), "") if shown else "",
        of_file=len(NAMES),
        issuing=why_not_of_the_list(actor, consultation) is None,
    )


@router.get("/{slug}/outcome.{name}")
def download_outcome(request: Request, db: ReadDb, consultation: ThisConsultation, name: str) -> Response:
    """The working draft as a file; `?lang=` asks for another language of the consultation. A long one is made first."""
    asked = request.query_params
    language, table = asked.get("lang"), asked.get("table")
    if not is_long(db, consultation):
        return draft_file(request, db, consultation, name, language, table)
    chosen = the_format(name)
    language = the_language(consultation, language)
    return render(
        request,
        "outcome/make_file.html",
        consultation=consultation,
        here="outcome",
        chosen=chosen.name,
        language=language,
        table=table or "",
        name=draft_name(consultation, chosen, language, table),
    )


@router.post("/{slug}/outcome.{name}")
def make_outcome(
    db: Db, actor: CurrentActor, consultation: ThisConsultation, name: str, form: Posted
) -> RedirectResponse:
    """Ask for a file of the working draft as long work, and go to where one sees how far it is."""
    asked = text_of(form, "lang") or None
    arguments = draft_arguments(consultation, name, asked, text_of(form, "table"))
    work = ask_draft(db, actor, consultation, arguments)
    return RedirectResponse(f"/{consultation.slug}/jobs/{work.public_id}", 303)


@router.get("/{slug}/outcome/tables/{table}.csv")
def download_table(request: Request, db: ReadDb, consultation: ThisConsultation, table: str) -> Response:
    """One table of the outcome as CSV: proposals, framework, votes, counts, comments or participants.

    Of a long draft it is made first.
    """
    language = the_language(consultation, request.query_params.get("lang"))
    issued_name(the_format("csv"), table)
    if is_long(db, consultation):
        return RedirectResponse(f"/{consultation.slug}/outcome.csv?lang={language}&table={table}", 303)
    return draft_file(request, db, consultation, "csv", language, table)
