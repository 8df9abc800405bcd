"""The programs' door to the course of a proposal: its steps, restoring a version, linking and unlinking."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlmodel import col, select

from app.consultations.doors import ThisConsultation
from app.drafting.actions.course import link_proposals, move_proposal, restore_version, unlink_proposals
from app.drafting.actions.saving import Saved
from app.drafting.api_shapes import saved_out
from app.drafting.course_rules import Move
from app.drafting.models import Step
from app.drafting.queries import visible_proposal
from app.drafting.schemas import Code, ProposalOut, Strict
from app.web.doors import CurrentActor, Db, ReadDb

router = APIRouter(prefix="/consultations", tags=["proposals"])


class StepIn(Strict):
    """A step: `reason` is due for all but `submitted`; `into` names the text that takes it over in a merge."""

    step: Annotated[Move, Field(strict=False)]
    reason: Annotated[str, Field(max_length=20_000)] = ""
    into: Code = ""


class StepOut(BaseModel):
    """A step that was taken."""

    n: int
    step: str
    from_state: str
    state: str
    version: int
    reason: str
    by: str
    round: str | None
    at: datetime


class StepsOut(BaseModel):
    """Every step of a proposal, oldest first; the list is never cut."""

    items: list[StepOut]
    next: str | None = None


class RestorationIn(Strict):
    """The number of the version whose text is wanted back."""

    version: Annotated[int, Field(ge=1, le=1_000_000)]
    note: Annotated[str, Field(max_length=300)] = ""


@router.get("/{slug}/proposals/{code}/steps")
def read_steps(db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str) -> StepsOut:
    """How the proposal got where it stands."""
    proposal = visible_proposal(db, actor, consultation, code)
    steps = db.exec(select(Step).where(Step.proposal_id == proposal.id).order_by(col(Step.n))).all()
    return StepsOut(items=[_step_out(step) for step in steps])


@router.post("/{slug}/proposals/{code}/steps", status_code=201)
def take(db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: StepIn) -> StepOut:
    """Submit, return, withdraw, take up again, merge or refer back. The same step twice is one."""
    step = move_proposal(db, actor, consultation, code, body.step, reason=body.reason, into=body.into)
    return _step_out(step)


@router.post("/{slug}/proposals/{code}/restoration")
def restore(
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    body: RestorationIn,
    response: Response,
) -> ProposalOut:
    """Save the text of an earlier version as the newest one."""
    return _out(
        restore_version(db, actor, consultation, code, version=body.version, note=body.note), response
    )


@router.put("/{slug}/proposals/{code}/links/{other}")
def link(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, other: str, response: Response
) -> ProposalOut:
    """Link a mechanism and a benchmark; the answer is the text that got a new version by it."""
    return _out(link_proposals(db, actor, consultation, code, other=other), response)


@router.delete("/{slug}/proposals/{code}/links/{other}")
def unlink(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, other: str, response: Response
) -> ProposalOut:
    """Take a link away."""
    return _out(unlink_proposals(db, actor, consultation, code, other=other), response)


def _out(saved: Saved, response: Response) -> ProposalOut:
    response.headers["ETag"] = f'"{saved.proposal.version}"'
    return saved_out(saved)


def _step_out(step: Step) -> StepOut:
    return StepOut(
        n=step.n,
        step=step.verb,
        from_state=step.from_state,
        state=step.to_state,
        version=step.version,
        reason=step.reason,
        by=step.author_title,
        round=step.round_code,
        at=step.taken_at,
    )
