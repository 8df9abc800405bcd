"""The browser's door to the discussion: comment, reply, read a thread, look through all comments."""

from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import AfterValidator, BaseModel
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.queries import constituencies_of, rounds_of
from app.discussion.actions.commenting import add_comment
from app.discussion.anchoring import texts_of
from app.discussion.answer_pages import router as answers
from app.discussion.answer_rules import answers_here
from app.discussion.forms import comment_form
from app.discussion.models import Stance
from app.discussion.queries import comment_on, comments_of, threads_of
from app.discussion.reading import Reader
from app.discussion.reviewed import texts_by_part, version_commented
from app.discussion.rules import CODE_LIMIT, QUOTE_LIMIT
from app.discussion.views import WHOLE, CommentForm, Threads
from app.discussion.work_pages import router as work
from app.drafting.queries import Desk, visible_desk
from app.kernel.actor import Actor
from app.kernel.errors import Invalid, NotFound, Refused
from app.kernel.i18n import gettext as _
from app.kernel.text.clean import clean_line
from app.web.doors import CurrentActor, Db, ReadDb, wants_fragment
from app.web.limits import COMMENTS, limited
from app.web.render import render

router = APIRouter()
router.include_router(answers)
router.include_router(work)
PAGE = 50
Code = Annotated[str, AfterValidator(partial(clean_line, limit=CODE_LIMIT))]
Words = Annotated[str, AfterValidator(partial(clean_line, limit=QUOTE_LIMIT))]


class CommentSent(BaseModel):
    """What the form sends, as typed: the action says what is wrong with it, so that it can be given back."""

    text: str = ""
    type: str = ""
    stance: str = ""
    severity: str = ""
    field: str = ""
    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    proposed_text: str = ""
    parent: str = ""
    language: str = ""
    delegation: str = ""


class Filters(BaseModel):
    """The filters of the list of comments, as they stand in its address."""

    round: Code = ""
    stance: Code = ""
    answer: Code = ""
    constituency: Code = ""
    cursor: Code = ""


@router.get("/{slug}/comments")
def show_comments(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    filters: Annotated[Filters, Query()],
) -> HTMLResponse:
    """Every comment of a consultation, newest first, by round, stance, constituency, and whether it is answered."""
    found = comments_of(db, consultation, actor, limit=PAGE, **filters.model_dump())
    kept = {name: value for name, value in filters.model_dump(exclude={"cursor"}).items() if value}
    here = f"/{consultation.slug}/comments"
    return render(
        request,
        "discussion/comments.html",
        consultation=consultation,
        page=found,
        chosen=filters,
        rounds=[(round_.code, round_.title) for round_ in rounds_of(db, consultation)],
        constituencies=constituencies_of(db, consultation),
        stances=list(Stance),
        answers=answers_here(actor, consultation),
        filtered=bool(kept),
        first_href=f"{here}?{urlencode(kept)}" if filters.cursor else "",
        next_href=f"{here}?{urlencode({**kept, 'cursor': found.next})}" if found.next else "",
    )


@router.get("/{slug}/{code}/comments")
def show_form(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    field: Annotated[Code, Query()] = "",
    parent: Annotated[Code, Query()] = "",
    quote: Annotated[Words, Query()] = "",
    prefix: Annotated[Words, Query()] = "",
    suffix: Annotated[Words, Query()] = "",
) -> HTMLResponse:
    """The form to comment on a proposal, a field of it or words in it, or to reply; below it what was said already."""
    desk = visible_desk(db, actor, consultation, code)
    if parent:
        comment_on(db, desk.proposal, parent)
    asked = {"field": field, "parent": parent, "quote": quote, "prefix": prefix, "suffix": suffix}
    form = comment_form(db, actor, consultation, desk, values=asked)
    if wants_fragment(request):
        return render(request, "discussion/_comment_form.html", consultation=consultation, form=form)
    return _form_page(request, db, consultation, actor, desk, form)


@router.get("/{slug}/{code}/comments/{key}")
def show_thread(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str, key: str
) -> HTMLResponse:
    """The comments on one field, or on the whole text, as a part of a page."""
    desk = visible_desk(db, actor, consultation, code)
    form = comment_form(db, actor, consultation, desk)
    threads = _threads(db, consultation, actor, desk, may_reply=form.may)
    if key not in threads.by_key:
        raise NotFound(_("%(code)s has no part “%(key)s”.") % {"code": code, "key": key[:60]})
    return render(request, "discussion/_thread.html", consultation=consultation, thread=threads.of(key))


@router.post("/{slug}/{code}/comments", dependencies=[limited(COMMENTS)])
def create_comment(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    sent: Annotated[CommentSent, Form()],
) -> Response:
    """Comment or reply. Leads to the comment at its place; what cannot be taken comes back as it was typed."""
    typed = sent.model_dump()
    errors: dict[str, str] = {}
    reason, status = None, 200
    try:
        comment = add_comment(
            db,
            actor,
            consultation,
            code,
            type=sent.type,
            stance=sent.stance,
            severity=sent.severity or "minor",
            text=sent.text,
            field=sent.field or None,
            quote={"exact": sent.quote, "prefix": sent.prefix, "suffix": sent.suffix} if sent.quote else None,
            proposed_text=sent.proposed_text or None,
            parent=sent.parent or None,
            language=sent.language or None,
            delegation=sent.delegation or None,
        )
    except Invalid as error:
        errors, status = {item.field: item.message for item in error.errors}, 422
    except Refused as error:
        reason, status = error.message, 403
    desk = visible_desk(db, actor, consultation, code)
    if status == 200 and not wants_fragment(request):
        return RedirectResponse(f"/{consultation.slug}/{desk.proposal.code}#{comment.code}", 303)
    if status == 200:
        threads = _threads(db, consultation, actor, desk, may_reply=True, fresh=comment.code)
        again = {"parent": sent.parent} if sent.parent else None
        form = comment_form(db, actor, consultation, desk, values=again, done=comment.code)
        return render(
            request,
            "discussion/_comment_made.html",
            consultation=consultation,
            form=form,
            thread=threads.of(comment.field or WHOLE),
        )
    form = comment_form(db, actor, consultation, desk, values=typed, errors=errors, reason=reason)
    if wants_fragment(request):
        return render(request, "discussion/_comment_form.html", status, consultation=consultation, form=form)
    return _form_page(request, db, consultation, actor, desk, form, status)


def _threads(
    db: Session, consultation: Consultation, actor: Actor, desk: Desk, *, may_reply: bool, fresh: str = ""
) -> Threads:
    """What was said, with what this reader may do with it and where quoted words stand now."""
    return threads_of(
        db,
        consultation,
        desk.proposal,
        reader=Reader.at_desk(actor, desk),
        texts=texts_of(db, desk.proposal),
        may_reply=may_reply,
        fresh=fresh,
    )


def _form_page(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    desk: Desk,
    form: CommentForm,
    status: int = 200,
) -> HTMLResponse:
    """The whole page around a form: what was said, beside the words of the version it would be about."""
    version = version_commented(db, desk)
    return render(
        request,
        "discussion/comment_form_page.html",
        status,
        consultation=consultation,
        here="proposals",
        proposal=desk.proposal,
        form=form,
        threads=_threads(db, consultation, actor, desk, may_reply=form.may),
        texts=texts_by_part(desk.proposal, version),
        version=version.n,
        under_review=desk.stage.commented is not None,
    )
