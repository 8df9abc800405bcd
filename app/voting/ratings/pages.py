"""The browser's door to ratings: one sheet for the whole round, and what came out once it has closed."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Conflict, FieldError, Invalid, Refused
from app.voting.ratings.actions import give
from app.voting.ratings.files import results_file
from app.voting.ratings.forms import RowForm, Typed, row_form, typed_in
from app.voting.ratings.queries import results_of, sheet_of, visible_rated_round
from app.voting.ratings.rules import SCORES, why_not_rate
from app.voting.ratings.sentences import choice_words, criterion_sentences, question_of, unnamed_words
from app.voting.ratings.shown import result_view
from app.voting.ratings.views import RatedIn, Sheet
from app.web.doors import CurrentActor, Db, Posted, ReadDb, text_of, wants_fragment
from app.web.render import render

router = APIRouter()
CODE = 60  # characters of the longest code there is
Shown = Annotated[str, Query(max_length=20)]


@router.get("/{slug}/rounds/{code}/sheet")
def show_rating_sheet(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    show: Shown = "",
    saved: Shown = "",
) -> HTMLResponse:
    """The reader's own sheet: what they gave, what is missing, and what the round before came to."""
    view = visible_rated_round(db, consultation, code, now(db))
    sheet = sheet_of(db, actor, consultation, view)
    rows = [row_form(row) for row in sheet.rows]
    return _sheet_page(request, consultation, actor, sheet, rows, show=show, saved=saved)


@router.post("/{slug}/rounds/{code}/sheet")
def save_rating_sheet(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    form: Posted,
) -> Response:
    """Save the whole sheet, all of it or nothing, or as one goes along the one row that was changed."""
    show = text_of(form, "show")[:CODE]
    # A row that is saved by itself names itself in the address: what is sent with it is the whole form.
    only = (text_of(form, "only") or request.query_params.get("only", ""))[:CODE]
    typed = typed_in(form)
    wishes = typed.wishes([only] if only else list(typed.versions), only)
    errors: tuple[FieldError, ...] = ()
    alert, status = "", 200
    try:
        sheet = give(db, actor, consultation, code, wishes)
    except Invalid as invalid:
        errors, status = invalid.errors, 422
    except Conflict as conflict:
        alert, status = conflict.message, 409
    except Refused as refused:
        alert, status = refused.message, 403
    if status != 200:
        view = visible_rated_round(db, consultation, code, now(db))
        sheet = sheet_of(db, actor, consultation, view)
    if only and wants_fragment(request):
        return _saved(request, consultation, actor, sheet, typed, only, errors, alert, status)
    if status == 200:
        kept = f"show={show}&" if show == "missing" else ""
        return RedirectResponse(
            f"/{consultation.slug}/rounds/{sheet.view.round.code}/sheet?{kept}saved={len(wishes)}", 303
        )
    rows = [typed.on(row, errors) for row in sheet.rows]
    return _sheet_page(request, consultation, actor, sheet, rows, status=status, alert=alert)


@router.get("/{slug}/rounds/{code}/ratings")
def show_ratings(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """What came out on each text; while the round is open only what it is held against."""
    view = visible_rated_round(db, consultation, code, now(db))
    found = None if view.why_no_results else results_of(db, actor, consultation, view)
    return render(
        request,
        "voting/ratings/results.html",
        consultation=consultation,
        here="rounds",
        view=view,
        round=view.round,
        question=question_of(view.round.terms),
        criterion=criterion_sentences(view.criterion) if view.of_scores else (),
        why_not=why_not_rate(actor, consultation, view.round, view.at),
        texts=[result_view(view, text) for text in found.texts] if found else [],
        met=found.met if found else 0,
    )


@router.get("/{slug}/rounds/{code}/ratings.{name}")
def download_ratings(
    db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str, name: str
) -> Response:
    """The same figures as a table for a spreadsheet: csv or xlsx."""
    return results_file(db, actor, consultation, code, name)


def _sheet_page(
    request: Request,
    consultation: Consultation,
    actor: Actor,
    sheet: Sheet,
    rows: list[RowForm],
    *,
    show: str = "",
    saved: str = "",
    status: int = 200,
    alert: str = "",
) -> HTMLResponse:
    view = sheet.view
    shown = [row for row in rows if show != "missing" or (not row.given and row.why_not is None)]
    tables: dict[str, list[RowForm]] = {}
    for row in shown:
        tables.setdefault(row.line.roundtable, []).append(row)
    return render(
        request,
        "voting/ratings/sheet.html",
        status,
        consultation=consultation,
        here="rounds",
        view=view,
        round=view.round,
        sheet=sheet,
        roundtables=[(found[0].line, found) for found in tables.values()],
        show=show if show == "missing" else "",
        saved=int(saved) if saved.isascii() and saved.isdigit() else None,
        question=question_of(view.round.terms),
        criterion=criterion_sentences(view.criterion) if view.of_scores else (),
        choices=_choices(view),
        unnamed=unnamed_words(),
        why_not=why_not_rate(actor, consultation, view.round, view.at),
        errors=_summary(rows),
        alert=alert,
    )


def _saved(
    request: Request,
    consultation: Consultation,
    actor: Actor,
    sheet: Sheet,
    typed: Typed,
    only: str,
    errors: Sequence[FieldError],
    alert: str,
    status: int,
) -> HTMLResponse:
    """What became of the row that was sent, and what the sheet holds now; the row itself stays as it is being filled."""
    view: RatedIn = sheet.view
    row = next((row for row in sheet.rows if row.line.code == only), None)
    if row is None:
        raise Refused(alert)
    drawn = row_form(row, saved=True) if status == 200 else typed.on(row, errors)
    return render(
        request,
        "voting/ratings/_saved.html",
        status,
        consultation=consultation,
        view=view,
        row=drawn,
        sheet=sheet,
        show="",
        why_not=why_not_rate(actor, consultation, view.round, view.at),
        alert=alert,
    )


def _choices(view: RatedIn) -> list[tuple[str, str]]:
    """What can be chosen in a row, each with its words."""
    if view.of_scores:
        return [(str(score), str(score)) for score in SCORES]
    return [(choice, choice_words(choice)) for choice in view.choices]


def _summary(rows: list[RowForm]) -> dict[str, str]:
    found = {}
    for row in rows:
        if row.error:
            found[row.line.code] = f"{row.line.code}: {row.error}"
        if row.word_error:
            found[f"{row.line.code}-word"] = f"{row.line.code}: {row.word_error}"
    return found
