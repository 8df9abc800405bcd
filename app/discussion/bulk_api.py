"""The programs' door to answering many comments at once."""

from typing import Annotated, Literal, Self

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from app.consultations.doors import ThisConsultation
from app.discussion.actions.bulk import MOST, Bulk, draft_dispositions, issue_dispositions
from app.discussion.rules import CODE_LIMIT
from app.kernel.actor import Actor
from app.kernel.errors import Unauthenticated
from app.kernel.i18n import gettext as _
from app.web.doors import CurrentActor, Db

router = APIRouter(prefix="/consultations/{slug}/dispositions", tags=["discussion"])
Comment = Annotated[str, Field(max_length=CODE_LIMIT)]


class DraftsIn(BaseModel):
    """One answer, drafted for all these comments."""

    model_config = ConfigDict(extra="forbid", strict=True)

    comments: list[Comment] = Field(max_length=MOST)
    code: Literal[
        "accepted",
        "accepted_in_principle",
        "partially_accepted",
        "not_accepted",
        "noted",
        "already_covered",
        "out_of_scope",
        "deferred",
    ]
    reason: str = ""


class IssueIn(BaseModel):
    """The comments whose drafted answers are issued."""

    model_config = ConfigDict(extra="forbid", strict=True)

    comments: list[Comment] = Field(max_length=MOST)


class LeftOutOut(BaseModel):
    """A comment that was left out, and why in a sentence."""

    comment: str
    why: str


class BulkOut(BaseModel):
    """Which comments were answered, and which were left out; the rest is done all the same."""

    done: list[str]
    left_out: list[LeftOutOut]

    @classmethod
    def of(cls, bulk: Bulk) -> Self:
        """What programs get."""
        return cls(
            done=list(bulk.done),
            left_out=[LeftOutOut(comment=one.comment, why=one.why) for one in bulk.left_out],
        )


@router.post("/drafts")
def post_drafts(db: Db, consultation: ThisConsultation, actor: CurrentActor, body: DraftsIn) -> BulkOut:
    """Draft one answer to many comments. 403 where none of them may be answered, else those left out are named."""
    _known(actor)
    return BulkOut.of(
        draft_dispositions(db, actor, consultation, body.comments, code=body.code, reason=body.reason)
    )


@router.post("/issue")
def post_issue(db: Db, consultation: ThisConsultation, actor: CurrentActor, body: IssueIn) -> BulkOut:
    """Issue the drafted answers of many comments. One's own comments are left out, and the rest is done."""
    _known(actor)
    return BulkOut.of(issue_dispositions(db, actor, consultation, body.comments))


def _known(actor: Actor) -> None:
    if not actor.signed_in:
        raise Unauthenticated(_("Say who you are: this needs a token."))
