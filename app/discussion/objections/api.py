"""The programs' door to objections."""

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import AfterValidator
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.discussion.objections.actions import raise_objection, take_objection_step
from app.discussion.objections.queries import Reader, objection_view, objections_of
from app.discussion.objections.rules import why_signed_out
from app.discussion.objections.schemas import ObjectionIn, ObjectionList, ObjectionOut, ObjectionStepIn
from app.discussion.rules import CODE_LIMIT
from app.drafting.queries import visible_proposal
from app.kernel.actor import Actor
from app.kernel.errors import Unauthenticated
from app.kernel.text.clean import clean_line
from app.web.doors import CurrentActor, Db, ReadDb
from app.web.limits import COMMENTS, limited

Code = Annotated[str, AfterValidator(partial(clean_line, limit=CODE_LIMIT))]
State = Literal["", "open", "addressed", "withdrawn", "sustained", "overruled"]
Limit = Annotated[int, Query(ge=1, le=200)]
router = APIRouter(tags=["discussion"])


@router.get("/consultations/{slug}/objections")
def list_objections(
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    round: Annotated[Code, Query()] = "",
    state: State = "",
    limit: Limit = 50,
    cursor: Annotated[Code, Query()] = "",
) -> ObjectionList:
    """The objections of a consultation, oldest first; of one round, or in one state, where named."""
    page = objections_of(
        db, consultation, Reader(actor), round=round, state=state, limit=limit, cursor=cursor
    )
    return ObjectionList(items=[ObjectionOut.of(view) for view in page.items], next=page.next)


@router.get("/consultations/{slug}/objections/{id}")
def get_objection(db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, id: str) -> ObjectionOut:
    """One objection with its steps."""
    return _objection(db, actor, consultation, id)


@router.get("/consultations/{slug}/proposals/{code}/objections")
def list_objections_on(
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    limit: Limit = 50,
    cursor: Annotated[Code, Query()] = "",
) -> ObjectionList:
    """The objections to one proposal, oldest first."""
    proposal = visible_proposal(db, actor, consultation, code)
    page = objections_of(db, consultation, Reader(actor), proposal=proposal, limit=limit, cursor=cursor)
    return ObjectionList(items=[ObjectionOut.of(view) for view in page.items], next=page.next)


@router.post(
    "/consultations/{slug}/proposals/{code}/objections", status_code=201, dependencies=[limited(COMMENTS)]
)
def create_objection(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: ObjectionIn
) -> ObjectionOut:
    """Object to a proposal in a last call, break the silence on it in a round of silence, or turn a comment into an
    objection. Sending the same again gives the objection that stands."""
    if not actor.signed_in:
        raise Unauthenticated(why_signed_out())
    raised = raise_objection(db, actor, consultation, code, **body.model_dump())
    return _objection(db, actor, consultation, raised.code)


@router.post("/consultations/{slug}/objections/{id}/steps", status_code=201)
def create_objection_step(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, id: str, body: ObjectionStepIn
) -> ObjectionOut:
    """Say what becomes of an objection: addressed, withdrawn, sustained or overruled. The same again changes nothing."""
    if not actor.signed_in:
        raise Unauthenticated(why_signed_out())
    take_objection_step(db, actor, consultation, id, **body.model_dump())
    return _objection(db, actor, consultation, id)


def _objection(db: Session, actor: Actor, consultation: Consultation, code: str) -> ObjectionOut:
    return ObjectionOut.of(objection_view(db, consultation, Reader(actor), code))
