"""The browser's door to objections: all of them, one with its steps, the form to raise one."""

from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import AfterValidator, BaseModel
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.queries import rounds_of
from app.discussion.objections.actions import raise_objection, take_objection_step
from app.discussion.objections.forms import objection_form
from app.discussion.objections.models import ObjectionState
from app.discussion.objections.queries import Reader, objection_view, objections_of
from app.discussion.objections.reads import ground_of
from app.discussion.rules import CODE_LIMIT
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, Refused
from app.kernel.i18n import gettext as _
from app.kernel.text.clean import clean_line
from app.web.doors import CurrentActor, Db, ReadDb
from app.web.limits import COMMENTS, limited
from app.web.render import render

router = APIRouter()
PAGE = 50
Code = Annotated[str, AfterValidator(partial(clean_line, limit=CODE_LIMIT))]


class Filters(BaseModel):
    """The filters of the list, as they stand in its address."""

    round: Code = ""
    state: Code = ""
    cursor: Code = ""


class ObjectionSent(BaseModel):
    """What the form sends, as typed. `place` is a field, or a field and the id of a paragraph with a colon between."""

    place: str = ""
    quote: str = ""
    reason: str = ""
    removal: str = ""
    comment: str = ""
    language: str = ""
    delegation: str = ""


class StepSent(BaseModel):
    """What the forms of the steps send, as typed."""

    state: str = ""
    words: str = ""
    rule: str = ""
    version: str = ""


@router.get("/{slug}/objections")
def show_objections(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    filters: Annotated[Filters, Query()],
) -> HTMLResponse:
    """Every objection of a consultation, oldest first, by round and by where it stands."""
    found = objections_of(db, consultation, Reader(actor), limit=PAGE, **filters.model_dump())
    kept = {name: value for name, value in filters.model_dump(exclude={"cursor"}).items() if value}
    here = f"/{consultation.slug}/objections"
    return render(
        request,
        "discussion/objections/objections.html",
        consultation=consultation,
        here="rounds",
        page=found,
        chosen=filters,
        rounds=[(round_.code, round_.title) for round_ in rounds_of(db, consultation)],
        filtered=bool(kept),
        first_href=f"{here}?{urlencode(kept)}" if filters.cursor else "",
        next_href=f"{here}?{urlencode({**kept, 'cursor': found.next})}" if found.next else "",
    )


@router.get("/{slug}/objections/{id}")
def show_objection(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, id: str
) -> HTMLResponse:
    """One objection with its steps, and what the reader may do with it."""
    return _objection_page(request, db, consultation, actor, id)


@router.post("/{slug}/objections/{id}/steps")
def take_step(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    id: str,
    sent: Annotated[StepSent, Form()],
) -> Response:
    """Say what becomes of an objection; what cannot be taken comes back as it was typed."""
    typed = sent.model_dump()
    try:
        version = _number(sent.version)
        take_objection_step(
            db, actor, consultation, id, state=sent.state, words=sent.words, rule=sent.rule, version=version
        )
    except Invalid as error:
        errors = {item.field: item.message for item in error.errors}
        return _objection_page(request, db, consultation, actor, id, typed=typed, errors=errors, status=422)
    except Refused as error:
        return _objection_page(
            request, db, consultation, actor, id, typed=typed, refusal=error.message, status=403
        )
    return RedirectResponse(f"/{consultation.slug}/objections/{id}", 303)


@router.get("/{slug}/{code}/objections")
def show_form(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    comment: Annotated[Code, Query()] = "",
    place: Annotated[Code, Query()] = "",
) -> HTMLResponse:
    """The form to object to a proposal, or to turn a comment on it into an objection; below it what stands already."""
    asked = {"place": place} if place else None
    return _form_page(request, db, consultation, actor, code, comment, values=asked)


@router.post("/{slug}/{code}/objections", dependencies=[limited(COMMENTS)])
def create_objection(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    sent: Annotated[ObjectionSent, Form()],
) -> Response:
    """Object. Leads to the objection; what cannot be taken comes back as it was typed."""
    typed = sent.model_dump()
    field, _colon, paragraph = sent.place.partition(":")
    try:
        raised = raise_objection(
            db,
            actor,
            consultation,
            code,
            reason=sent.reason,
            removal=sent.removal,
            field=field or None,
            paragraph=paragraph or None,
            quote={"exact": sent.quote} if sent.quote.strip() else None,
            comment=sent.comment or None,
            language=sent.language or None,
            delegation=sent.delegation or None,
        )
    except Invalid as error:
        errors = {_CONTROLS.get(item.field, item.field): item.message for item in error.errors}
        return _form_page(
            request, db, consultation, actor, code, sent.comment, values=typed, errors=errors, status=422
        )
    except Refused as error:
        return _form_page(
            request,
            db,
            consultation,
            actor,
            code,
            sent.comment,
            values=typed,
            reason=error.message,
            status=403,
        )
    return RedirectResponse(f"/{consultation.slug}/objections/{raised.code}", 303)


_CONTROLS = {"field": "place"}


def _number(text: str) -> int | None:
    if not text.strip():
        return None
    try:
        return int(text.strip())
    except ValueError:
        raise Invalid.at("version", _("Write the number of the version, such as 2.")) from None


def _objection_page(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    code: str,
    *,
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    refusal: str | None = None,
    status: int = 200,
) -> HTMLResponse:
    reader = Reader(actor, rounds_of(db, consultation), now(db))
    typed = typed or {}
    return render(
        request,
        "discussion/objections/objection.html",
        status,
        consultation=consultation,
        here="rounds",
        o=objection_view(db, consultation, reader, code),
        typed=typed,
        tried=typed.get("state", ""),
        errors=errors or {},
        refusal=refusal,
        states=ObjectionState,
    )


def _form_page(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    code: str,
    comment: str,
    *,
    values: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    reason: str | None = None,
    status: int = 200,
) -> HTMLResponse:
    ground = ground_of(db, actor, consultation, code, comment or None)
    found = objections_of(db, consultation, Reader(actor), proposal=ground.desk.proposal, limit=PAGE)
    return render(
        request,
        "discussion/objections/form_page.html",
        status,
        consultation=consultation,
        here="proposals",
        proposal=ground.desk.proposal,
        form=objection_form(db, actor, consultation, ground, values=values, errors=errors, reason=reason),
        raised=found.items,
    )
