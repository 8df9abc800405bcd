"""The programs' door to amendments."""

from fastapi import APIRouter, Response

from app.consultations.doors import ThisConsultation
from app.drafting.queries import visible_proposal
from app.kernel.actor import Actor
from app.kernel.errors import Unauthenticated
from app.kernel.i18n import gettext as _
from app.voting.amendments.actions import (
    MovedOn,
    move_amendment,
    order_amendments,
    visible_amendment,
    withdraw_amendment,
)
from app.voting.amendments.queries import amendments_of
from app.voting.amendments.schemas import (
    AmendmentIn,
    AmendmentOut,
    AmendmentsOut,
    OrderIn,
    WithdrawalIn,
)
from app.web.doors import CurrentActor, Db, ReadDb
from app.web.problems import problem

router = APIRouter(prefix="/consultations/{slug}/proposals/{code}", tags=["amendments"])


@router.get("/amendments")
def read_amendments(
    db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> AmendmentsOut:
    """The amendments to a text in the order in which they are decided, withdrawn and decided ones too."""
    proposal = visible_proposal(db, actor, consultation, code)
    return AmendmentsOut(items=[AmendmentOut.of(one) for one in amendments_of(db, proposal)])


@router.get("/amendment")
def read_amendment(
    db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> AmendmentOut:
    """What the proposal of this code, which is an amendment, changes."""
    return AmendmentOut.of(visible_amendment(db, actor, consultation, code)[1])


@router.post(
    "/amendments",
    status_code=201,
    response_model=AmendmentOut,
    responses={409: {"description": "The text has moved on: what stands there now, and what you sent"}},
)
def post_amendment(
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    body: AmendmentIn,
    response: Response,
) -> AmendmentOut | Response:
    """Move an amendment to one paragraph of a text that is ready for decision."""
    _signed_in(actor)
    try:
        given = move_amendment(db, actor, consultation, code, **body.model_dump())
    except MovedOn as moved:
        return problem(409, moved.code, moved.message, newest=moved.newest, now=moved.now, text=body.text)
    view = next(
        one
        for one in amendments_of(db, visible_proposal(db, actor, consultation, code))
        if one.row.id == given.id
    )
    response.headers["Location"] = (
        f"/api/v1/consultations/{consultation.slug}/proposals/{view.code}/amendment"
    )
    return AmendmentOut.of(view)


@router.put("/amendments/order")
def put_order(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: OrderIn
) -> AmendmentsOut:
    """Put the amendments to one paragraph in the order in which they are to be decided, as its chair."""
    _signed_in(actor)
    found = order_amendments(db, actor, consultation, code, **body.model_dump())
    return AmendmentsOut(items=[AmendmentOut.of(one) for one in found])


@router.post("/withdrawal")
def post_withdrawal(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: WithdrawalIn
) -> AmendmentOut:
    """Withdraw the amendment of this code, before its ballot opens."""
    _signed_in(actor)
    return AmendmentOut.of(withdraw_amendment(db, actor, consultation, code, reason=body.reason))


def _signed_in(actor: Actor) -> None:
    if not actor.signed_in:
        raise Unauthenticated(
            _("Send the token of a delegation's head or alternate, or of a group's member.")
        )
