"""The programs' door to rounds: plan, open, extend, close, cancel, complete; declare texts ready."""

from fastapi import APIRouter

from app.consultations.doors import ThisConsultation
from app.consultations.models import RoundKind
from app.consultations.queries import rounds_of
from app.consultations.schemas import RoundOut
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Unauthenticated
from app.kernel.i18n import gettext as _
from app.review.actions.ending import cancel_round, close_round, complete_round, extend_round
from app.review.actions.opening import open_round
from app.review.actions.planning import change_plan, plan_round
from app.review.actions.readiness import declare_all_ready, declare_ready
from app.review.checklist import BY_DELEGATION, checklist
from app.review.checklist_texts import groups_in
from app.review.queries import controls_of, electorate_now, room_of, round_in
from app.review.schemas import (
    AllReadyOut,
    ChecklistOut,
    CompletionIn,
    ExtensionIn,
    ItemOut,
    OpeningIn,
    PlanChangeIn,
    PlanIn,
    ReadyOut,
    ReasonIn,
)
from app.voting.members.queries import members_now
from app.web.doors import CurrentActor, Db, ReadDb

router = APIRouter(prefix="/consultations/{slug}", tags=["rounds"])


@router.get("/rounds/{code}")
def read_round(db: ReadDb, consultation: ThisConsultation, code: str) -> RoundOut:
    """One round, where it stands and what it permits."""
    return RoundOut.of(round_in(rounds_of(db, consultation), code), now(db))


@router.get("/rounds/{code}/opening")
def read_checklist(
    db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> ChecklistOut:
    """What stands for and against the opening of a round."""
    room = room_of(db, consultation, actor, code, before=True)
    round_ = room.round
    asked = round_.kind in BY_DELEGATION
    ballot = round_.kind == RoundKind.BALLOT
    members = members_now(db, consultation, groups_in(room), round_.opens_at) if ballot else []
    items = checklist(room, electorate_now(db, consultation, round_) if asked else None, heads=not members)
    lines = [
        ItemOut(mark=i.mark, sentence=i.sentence, links=[href for _words, href in i.links]) for i in items
    ]
    return ChecklistOut(items=lines, why_not=controls_of(room, actor).open)


@router.post("/rounds", status_code=201)
def post_round(db: Db, consultation: ThisConsultation, actor: CurrentActor, body: PlanIn) -> RoundOut:
    """Plan a round."""
    _named(actor)
    return RoundOut.of(plan_round(db, actor, consultation, **body.model_dump()), now(db))


@router.patch("/rounds/{code}")
def patch_round(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: PlanChangeIn
) -> RoundOut:
    """Change the plan of a round until its opening is given."""
    _named(actor)
    return RoundOut.of(change_plan(db, actor, consultation, code, **body.model_dump()), now(db))


@router.post("/rounds/{code}/opening")
def post_opening(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: OpeningIn | None = None
) -> RoundOut:
    """Give the opening of a round; it takes effect on its first day, or at once where that has come."""
    _named(actor)
    sent = body or OpeningIn()
    round_ = open_round(
        db, actor, consultation, code, reason=sent.reason, rule=sent.rule, terms=sent.terms, notes=sent.notes
    )
    return RoundOut.of(round_, now(db))


@router.post("/rounds/{code}/extension")
def post_extension(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: ExtensionIn
) -> RoundOut:
    """Let a round close later than was said."""
    _named(actor)
    return RoundOut.of(
        extend_round(db, actor, consultation, code, closes=body.closes, reason=body.reason), now(db)
    )


@router.post("/rounds/{code}/closure")
def post_closure(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: ReasonIn | None = None
) -> RoundOut:
    """Close a round before its deadline."""
    _named(actor)
    reason = body.reason if body else ""
    return RoundOut.of(close_round(db, actor, consultation, code, reason=reason), now(db))


@router.post("/rounds/{code}/cancellation")
def post_cancellation(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: ReasonIn | None = None
) -> RoundOut:
    """Cancel a round that is planned or open."""
    _named(actor)
    reason = body.reason if body else ""
    return RoundOut.of(cancel_round(db, actor, consultation, code, reason=reason), now(db))


@router.post("/rounds/{code}/completion")
def post_completion(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: CompletionIn | None = None
) -> RoundOut:
    """Complete a round that has closed; 403 lists everything that waits (a comment that is not answered, an objection, a
    silence that is not confirmed), with its address. A selection takes the declaration of what the group decided."""
    _named(actor)
    said = body.declaration if body else ""
    return RoundOut.of(complete_round(db, actor, consultation, code, declaration=said), now(db))


@router.post("/rounds/{code}/readiness")
def post_all_ready(db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str) -> AllReadyOut:
    """Declare ready for decision every text of a round whose comments are all answered."""
    _named(actor)
    return AllReadyOut(ready=declare_all_ready(db, actor, consultation, code))


@router.post("/proposals/{code}/readiness")
def post_ready(db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str) -> ReadyOut:
    """Declare a text ready for decision."""
    _named(actor)
    proposal = declare_ready(db, actor, consultation, code)
    return ReadyOut(code=proposal.code, state=proposal.state)


def _named(actor: Actor) -> None:
    if not actor.signed_in:
        raise Unauthenticated(_("Send the token of a moderator."))
