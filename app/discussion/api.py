"""The programs' door to the discussion."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AfterValidator
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.discussion.actions.acknowledging import acknowledge_disposition
from app.discussion.actions.answering import draft_disposition, issue_disposition, withdraw_comment
from app.discussion.actions.commenting import add_comment
from app.discussion.actions.grouping import group_comment
from app.discussion.bulk_api import router as bulk
from app.discussion.models import DispositionCode
from app.discussion.queries import comment_by_code, comments_of
from app.discussion.rules import CODE_LIMIT, why_signed_out
from app.discussion.schemas import (
    AcknowledgementIn,
    CommentIn,
    CommentList,
    CommentOut,
    DispositionIn,
    GroupIn,
)
from app.drafting.queries import visible_proposal
from app.kernel.actor import Actor
from app.kernel.errors import Unauthenticated
from app.kernel.i18n import gettext as _
from app.kernel.text.clean import clean_line
from app.web.doors import CurrentActor, Db, ReadDb
from app.web.limits import COMMENTS, limited

Code = Annotated[str, AfterValidator(partial(clean_line, limit=CODE_LIMIT))]
router = APIRouter(tags=["discussion"])
router.include_router(bulk)


@router.get("/consultations/{slug}/proposals/{code}/comments")
def list_comments(
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[Code, Query()] = "",
) -> CommentList:
    """What was said on a proposal, oldest first, replies under the id of their parent."""
    proposal = visible_proposal(db, actor, consultation, code)
    page = comments_of(db, consultation, actor, proposal=proposal, limit=limit, cursor=cursor)
    return CommentList(items=[CommentOut.of(view) for view in page.items], next=page.next)


@router.post(
    "/consultations/{slug}/proposals/{code}/comments", status_code=201, dependencies=[limited(COMMENTS)]
)
def create_comment(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: CommentIn
) -> CommentOut:
    """Comment on a proposal, a field of it or words in it, or reply; bound to the version under review.

    Sending the same again gives the comment that stands.
    """
    if not actor.signed_in:
        raise Unauthenticated(why_signed_out())
    return CommentOut.of(add_comment(db, actor, consultation, code, **body.model_dump()))


@router.put("/consultations/{slug}/comments/{id}/disposition")
def put_disposition(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, id: str, body: DispositionIn
) -> CommentOut:
    """Draft the answer to a comment, or issue it; issuing again supersedes. Gives the comment as the list has it.

    Sending the same again changes nothing. The author withdraws the own comment with the code `withdrawn`.
    """
    _known(actor)
    if body.state == "issued" and body.code == DispositionCode.WITHDRAWN:
        withdraw_comment(db, actor, consultation, id, reason=body.reason)
    else:
        answer = draft_disposition if body.state == "draft" else issue_disposition
        answer(db, actor, consultation, id, code=body.code, reason=body.reason, version=body.version)
    return _comment(db, actor, consultation, id)


@router.post("/consultations/{slug}/comments/{id}/acknowledgement")
def post_acknowledgement(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, id: str, body: AcknowledgementIn
) -> CommentOut:
    """Say of the answer to one's own comment whether it satisfies. Sending the same again changes nothing."""
    _known(actor)
    acknowledge_disposition(db, actor, consultation, id, satisfied=body.satisfied, word=body.word)
    return _comment(db, actor, consultation, id)


@router.put("/consultations/{slug}/comments/{id}/group")
def put_group(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, id: str, body: GroupIn
) -> CommentOut:
    """Put a comment under another that says the same, or take it out again. Each is still counted by itself."""
    _known(actor)
    group_comment(db, actor, consultation, id, lead=body.lead)
    return _comment(db, actor, consultation, id)


def _known(actor: Actor) -> None:
    if not actor.signed_in:
        raise Unauthenticated(_("Say who you are: this needs a token."))


def _comment(db: Session, actor: Actor, consultation: Consultation, code: str) -> CommentOut:
    return CommentOut.of(comment_by_code(db, actor, consultation, code))
