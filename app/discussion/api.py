"""The programs' door to the discussion."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AfterValidator

from app.consultations.doors import ThisConsultation
from app.discussion.actions.commenting import add_comment
from app.discussion.queries import comments_of
from app.discussion.rules import CODE_LIMIT, why_signed_out
from app.discussion.schemas import CommentIn, CommentList, CommentOut
from app.drafting.queries import visible_proposal
from app.kernel.errors import Unauthenticated
from app.kernel.text.clean import clean_line
from app.web.doors import CurrentActor, Db, ReadDb

Code = Annotated[str, AfterValidator(partial(clean_line, limit=CODE_LIMIT))]
router = APIRouter(tags=["discussion"])


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


@router.post("/consultations/{slug}/proposals/{code}/comments", status_code=201)
def create_comment(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: CommentIn
) -> CommentOut:
    """Comment on a proposal, a field of it or words in it, or reply; bound to the version under review.

    Sending the same again gives the comment that stands.
    """
    if not actor.signed_in:
        raise Unauthenticated(why_signed_out())
    return CommentOut.of(add_comment(db, actor, consultation, code, **body.model_dump()))
