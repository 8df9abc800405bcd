"""The programs' door to circulations. Personal drafts have none: they belong to the form they are typed in."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.consultations.doors import ThisConsultation
from app.drafting.actions.circulation import circulate_version, confirm_receipt
from app.drafting.circulation import Opened, Sent, circulations_for, visible_circulation
from app.drafting.queries import visible_proposal
from app.drafting.schemas import Strict
from app.web.doors import CurrentActor, Db, ReadDb

router = APIRouter(prefix="/consultations", tags=["circulations"])


class CirculationIn(Strict):
    """A version to be sent. `to` holds `all:` with a group's code, `heads`, `alternates`, `observers` or `secretariat`,
    or public ids of persons."""

    to: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=2000)]
    message: Annotated[str, Field(max_length=20_000)] = ""
    version: Annotated[int, Field(ge=1)] | None = None


class ReceiptOut(BaseModel):
    """One recipient by capacity, and when the receipt was confirmed."""

    title: str
    received: datetime | None


class CirculationOut(BaseModel):
    """A version that was sent; `since` is the version its differences are shown from."""

    code: str
    proposal: str
    version: int
    since: int | None
    message: str
    sent: datetime
    sender: str
    recipients: int
    confirmed: int
    received: datetime | None = Field(description="When the caller confirmed it.")


class WholeCirculationOut(CirculationOut):
    """One circulation with its receipts, which only its group and its sender see."""

    receipts: list[ReceiptOut]


class CirculationsOut(BaseModel):
    """What was sent to the caller and by the caller's groups; what waits for a receipt first. The list is never cut."""

    items: list[CirculationOut]
    next: str | None = None


@router.post("/{slug}/proposals/{code}/circulations", status_code=201)
def send(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: CirculationIn
) -> WholeCirculationOut:
    """Send a version, the newest unless another is named, to a list of recipients."""
    version = body.version or visible_proposal(db, actor, consultation, code).version
    sent = circulate_version(db, actor, consultation, code, version=version, to=body.to, message=body.message)
    return _whole(visible_circulation(db, actor, consultation, sent.code))


@router.get("/{slug}/proposals/{code}/circulations")
def read_circulations_of(
    db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> CirculationsOut:
    """What was sent of one proposal, as far as the caller may see it."""
    proposal = visible_proposal(db, actor, consultation, code)
    found = circulations_for(db, actor, consultation, proposal=proposal.code)
    return CirculationsOut(items=[_line(sent) for sent in found])


@router.get("/{slug}/circulations")
def read_circulations(db: ReadDb, consultation: ThisConsultation, actor: CurrentActor) -> CirculationsOut:
    """What was sent to the caller and by the caller's groups."""
    return CirculationsOut(items=[_line(sent) for sent in circulations_for(db, actor, consultation)])


@router.get("/{slug}/circulations/{circulation}")
def read_circulation(
    db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, circulation: str
) -> WholeCirculationOut:
    """One circulation."""
    return _whole(visible_circulation(db, actor, consultation, circulation))


@router.post("/{slug}/circulations/{circulation}/receipt")
def confirm(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, circulation: str
) -> WholeCirculationOut:
    """Confirm to have received it; again changes nothing."""
    confirm_receipt(db, actor, consultation, circulation)
    return _whole(visible_circulation(db, actor, consultation, circulation))


def _line(sent: Sent) -> CirculationOut:
    row = sent.circulation
    return CirculationOut(
        code=row.code,
        proposal=sent.proposal,
        version=row.version,
        since=row.since_version,
        message=row.message,
        sent=row.sent_at,
        sender=row.author_title,
        recipients=sent.recipients,
        confirmed=sent.confirmed,
        received=sent.received_at,
    )


def _whole(opened: Opened) -> WholeCirculationOut:
    row = opened.circulation
    return WholeCirculationOut(
        code=row.code,
        proposal=opened.proposal.code,
        version=row.version,
        since=row.since_version,
        message=row.message,
        sent=row.sent_at,
        sender=row.author_title,
        recipients=opened.recipients,
        confirmed=opened.confirmed,
        received=opened.mine.received_at if opened.mine else None,
        receipts=[ReceiptOut(title=r.title, received=r.received_at) for r in opened.receipts],
    )
