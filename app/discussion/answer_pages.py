"""The browser's door to the answers: what waits for one, a comment with its answers, and what may be done with it."""

import re
from dataclasses import replace
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import AfterValidator, BaseModel
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.discussion.actions.acknowledging import acknowledge_disposition
from app.discussion.actions.answering import draft_disposition, issue_disposition, withdraw_comment
from app.discussion.actions.grouping import group_comment, group_comments
from app.discussion.anchoring import placed, texts_of
from app.discussion.cases import case_of, grouped_under
from app.discussion.queries import comment_by_code
from app.discussion.reading import Reader
from app.discussion.rules import CODE_LIMIT
from app.discussion.views import AnswerForm
from app.discussion.waiting import waiting_comments
from app.kernel.actor import Actor
from app.kernel.errors import Invalid, Refused
from app.kernel.i18n import gettext as _
from app.kernel.text.clean import clean_line
from app.web.doors import CurrentActor, Db, ReadDb, wants_fragment
from app.web.render import render

router = APIRouter()
PAGE = 20
Code = Annotated[str, AfterValidator(partial(clean_line, limit=CODE_LIMIT))]


class AnswerSent(BaseModel):
    """What the form of an answer sends, as typed. `do` is draft or issue."""

    do: str = "draft"
    code: str = ""
    reason: str = ""
    version: str = ""
    alike: str = ""
    back: str = ""


class Filters(BaseModel):
    """The filters of the page of answers, as they stand in its address."""

    round: Code = ""
    proposal: Code = ""
    drafted: Code = ""
    cursor: Code = ""


@router.get("/{slug}/answers")
def show_answers(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    filters: Annotated[Filters, Query()],
) -> HTMLResponse:
    """The comments that wait for an answer of this person, alike ones together, each with its draft in place."""
    page = waiting_comments(db, consultation, actor, limit=PAGE, **filters.model_dump())
    kept = {name: value for name, value in filters.model_dump().items() if value}
    unfiltered = {name: value for name, value in kept.items() if name != "cursor"}
    here = f"/{consultation.slug}/answers"
    address = f"{here}?{urlencode(kept)}" if kept else here
    forms = []
    for place, one in enumerate(page.items):
        after = page.items[place + 1].comment.code if place + 1 < len(page.items) else ""
        forms.append(
            AnswerForm(
                consultation.slug,
                one.comment,
                consultation.timezone,
                back=f"{address}#{after}" if after else address,
            )
        )
    return render(
        request,
        "discussion/answers.html",
        consultation=consultation,
        here="rounds",
        page=page,
        forms_of=forms,
        address=address,
        chosen=filters,
        rounds=[(round_.code, round_.title) for round_ in page.rounds],
        answers=page.answers,
        filtered=bool(unfiltered),
        first_href=f"{here}?{urlencode(unfiltered)}" if filters.cursor else "",
        next_href=f"{here}?{urlencode({**unfiltered, 'cursor': page.next})}" if page.next else "",
    )


@router.get("/{slug}/comments/{id}")
def show_comment(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, id: str
) -> HTMLResponse:
    """One comment with its answers, and what the reader may do with it."""
    return _comment_page(request, db, consultation, actor, id)


@router.get("/{slug}/comments/{id}/answer")
def show_answer_form(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, id: str
) -> HTMLResponse:
    """The form to answer a comment, as a part of a page; without htmx on the page of the comment."""
    if not wants_fragment(request):
        return _comment_page(request, db, consultation, actor, id)
    form = _form(db, consultation, actor, id)
    return render(request, "discussion/_answer.html", consultation=consultation, form=form)


@router.post("/{slug}/comments/{id}/answer")
def answer_comment(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    id: str,
    sent: Annotated[AnswerSent, Form()],
) -> Response:
    """Draft or issue an answer; what cannot be taken comes back as it was typed."""
    typed = sent.model_dump()
    try:
        version = _number(sent.version)
        if sent.do == "issue":
            issue_disposition(
                db,
                actor,
                consultation,
                id,
                code=sent.code,
                reason=sent.reason,
                version=version,
                alike=bool(sent.alike),
            )
        else:
            draft_disposition(
                db, actor, consultation, id, code=sent.code, reason=sent.reason, version=version
            )
    except Invalid as error:
        errors = {item.field: item.message for item in error.errors}
        return _comment_page(request, db, consultation, actor, id, typed=typed, errors=errors, status=422)
    except Refused as error:
        return _comment_page(
            request, db, consultation, actor, id, typed=typed, reason=error.message, status=403
        )
    if leads_back(consultation, sent.back):
        return RedirectResponse(sent.back, 303)
    return _to_comment(db, consultation, actor, id)


@router.post("/{slug}/comments/{id}/withdrawal")
def withdraw(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    id: str,
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Take one's own comment back."""
    try:
        withdraw_comment(db, actor, consultation, id, reason=reason)
    except Invalid as error:
        errors = {"withdrawal": error.message}
        return _comment_page(
            request, db, consultation, actor, id, typed={"withdrawal": reason}, errors=errors, status=422
        )
    except Refused as error:
        return _comment_page(
            request,
            db,
            consultation,
            actor,
            id,
            typed={"withdrawal": reason},
            reason=error.message,
            status=403,
        )
    return _to_comment(db, consultation, actor, id)


@router.post("/{slug}/comments/{id}/acknowledgement")
def acknowledge(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    id: str,
    satisfied: Annotated[str, Form()] = "",
    word: Annotated[str, Form()] = "",
) -> Response:
    """Say of the answer to one's own comment whether it satisfies."""
    typed = {"satisfied": satisfied, "word": word}
    try:
        if satisfied not in ("yes", "no"):
            raise Invalid.at("satisfied", _("Say whether the answer satisfies you."))
        acknowledge_disposition(db, actor, consultation, id, satisfied=satisfied == "yes", word=word)
    except Invalid as error:
        errors = {item.field: item.message for item in error.errors}
        return _comment_page(request, db, consultation, actor, id, typed=typed, errors=errors, status=422)
    except Refused as error:
        return _comment_page(
            request, db, consultation, actor, id, typed=typed, reason=error.message, status=403
        )
    return _to_comment(db, consultation, actor, id)


@router.post("/{slug}/comments/{id}/group")
def group(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    id: str,
    comments: Annotated[list[str] | None, Form()] = None,
    back: Annotated[str, Form()] = "",
) -> Response:
    """Put `comments` under this one, which says the same; without any, take this one out of where it stands."""
    try:
        if comments:
            group_comments(db, actor, consultation, id, comments=comments)
        else:
            group_comment(db, actor, consultation, id, lead=None)
    except (Invalid, Refused) as error:
        errors = {"group": error.message}
        return _comment_page(request, db, consultation, actor, id, errors=errors, status=error.status)
    if leads_back(consultation, back):
        return RedirectResponse(back, 303)
    return _to_comment(db, consultation, actor, id)


def leads_back(consultation: Consultation, back: str) -> bool:
    """Whether a form may lead back to this address: the page of answers, or the work list of a round."""
    place = f"/{re.escape(consultation.slug)}/(answers|rounds/[^/?#]+/comments)([?#]|$)"
    return re.match(place, back) is not None


def _number(typed: str) -> int | None:
    text = typed.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Invalid.at("version", _("Give the number of a version, such as 2."))
    return int(text)


def _to_comment(db: Session, consultation: Consultation, actor: Actor, code: str) -> RedirectResponse:
    """To the comment at its place in the text."""
    comment = comment_by_code(db, actor, consultation, code)
    return RedirectResponse(f"/{consultation.slug}/{comment.proposal}#{comment.code}", 303)


def _form(
    db: Session,
    consultation: Consultation,
    actor: Actor,
    code: str,
    *,
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    reason: str | None = None,
) -> AnswerForm:
    case = case_of(db, actor, consultation, code)
    reader = Reader.at_desk(actor, case.desk)
    comment = comment_by_code(db, actor, consultation, code, reader=reader)
    others = grouped_under(db, case.comment)
    comment = replace(
        comment,
        alike=tuple(other.code for other, _counted in others),
        own_alike=tuple(other.code for other, _counted in others if other.person_id == actor.person_id),
    )
    if comment.exact:
        comment = placed(case.desk.proposal.kind, [comment], texts_of(db, case.desk.proposal))[0]
    typed = typed or {}
    back = typed.get("back", "")
    return AnswerForm(
        consultation.slug,
        comment,
        consultation.timezone,
        values=typed,
        errors=errors or {},
        reason=reason,
        back=back if leads_back(consultation, back) else "",
    )


def _comment_page(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    code: str,
    *,
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    reason: str | None = None,
    status: int = 200,
) -> HTMLResponse:
    form = _form(db, consultation, actor, code, typed=typed, errors=errors, reason=reason)
    return render(
        request,
        "discussion/comment.html",
        status,
        consultation=consultation,
        here="proposals",
        form=form,
        comment=form.comment,
    )
