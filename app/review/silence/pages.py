"""The browser's door to rounds of silence and to the chair's statements."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.calendar import round_stage
from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.queries import is_moderated, rounds_of
from app.discussion.objections.queries import Reader, facing
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, Refused
from app.review.attendance.looking import look_at
from app.review.queries import round_in
from app.review.silence.confirming import confirm_silence
from app.review.silence.queries import in_order, silences_of, statements_of
from app.review.silence.rules import why_not_state
from app.review.silence.stating import issue_statement
from app.web.doors import CurrentActor, Db, Posted, ReadDb, text_of
from app.web.render import render

router = APIRouter()


@router.get("/{slug}/rounds/{code}/silences")
def show_silences(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """The texts under silence in a round: how the silence on each stands, how it is broken, what can be confirmed."""
    return _silences_page(request, db, consultation, actor, code)


@router.post("/{slug}/rounds/{code}/silences/confirmation")
def confirm(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Confirm what nobody broke; the sentence where it cannot be."""
    try:
        confirm_silence(db, actor, consultation, code, proposal=text_of(form, "proposal").strip() or None)
    except Refused as refused:
        return _silences_page(request, db, consultation, actor, code, refusal=refused.message, status=403)
    return RedirectResponse(f"/{consultation.slug}/rounds/{code}#silences", 303)


@router.get("/{slug}/rounds/{code}/statements")
def show_statements(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """The chair's statements after a last call, and for the chair the form to issue one."""
    return _statements_page(request, db, consultation, actor, code)


@router.post("/{slug}/rounds/{code}/statements")
def state(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Issue a statement; with what is wrong at its field when it cannot be."""
    typed = {name: text_of(form, name) for name in form}
    said = {
        name.removeprefix("addressed."): words
        for name, words in typed.items()
        if name.startswith("addressed.")
    }
    try:
        issue_statement(db, actor, consultation, code, words=typed.get("words", ""), addressed=said)
    except Invalid as invalid:
        errors = {error.field: error.message for error in invalid.errors}
        return _statements_page(
            request, db, consultation, actor, code, typed=typed, errors=errors, status=422
        )
    except Refused as refused:
        return _statements_page(
            request, db, consultation, actor, code, typed=typed, refusal=refused.message, status=403
        )
    return RedirectResponse(f"/{consultation.slug}/rounds/{code}/statements", 303)


def _silences_page(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    code: str,
    *,
    refusal: str = "",
    status: int = 200,
) -> HTMLResponse:
    round_ = round_in(rounds_of(db, consultation), code)
    look_at(request, actor, consultation, round_, now(db))
    moderated = is_moderated(db, consultation)
    return render(
        request,
        "review/silence/silences.html",
        status,
        consultation=consultation,
        here="rounds",
        round=round_,
        silences=silences_of(db, consultation, actor, round_, now(db), moderated=moderated),
        refusal=refusal,
    )


def _statements_page(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    code: str,
    *,
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HTMLResponse:
    at = now(db)
    round_ = round_in(rounds_of(db, consultation), code)
    moderated = is_moderated(db, consultation)
    objections = in_order(facing(db, consultation, Reader(actor), round_))
    statements = statements_of(db, round_, {each.code: each.speaker for each in objections})
    values = typed or {}
    if not values and statements:
        last = statements[-1]
        values = {f"addressed.{one.objection}": one.addressed for one in last.listed}
        values["words"] = last.words
    return render(
        request,
        "review/silence/statements.html",
        status,
        consultation=consultation,
        here="rounds",
        round=round_,
        stage=round_stage(round_, at),
        objections=objections,
        statements=statements,
        why_not=why_not_state(actor, consultation, round_, at, moderated=moderated),
        values=values,
        errors=errors or {},
        refusal=refusal,
    )
