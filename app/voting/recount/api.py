"""The programs' door to who stands by a result, and to the register as one file."""

from fastapi import APIRouter
from fastapi.responses import Response

from app.consultations.doors import ThisConsultation
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Unauthenticated, permit
from app.kernel.i18n import gettext as _
from app.voting.amendments.putting import entered_by_now
from app.voting.queries import tally, visible_ballot
from app.voting.recount.actions import certify_result, declare_result, overrule_objection, void_ballot
from app.voting.recount.queries import footing_of, register_file
from app.voting.recount.rules import waits_for
from app.voting.recount.schemas import OverruledOut, OverrulingIn, StandingOut, StepOut, VoidingIn
from app.web.doors import CurrentActor, Db, ReadDb

router = APIRouter(prefix="/consultations/{slug}", tags=["ballots"])


@router.get("/ballots/{ballot}/register.json", response_class=Response)
def read_register_file(
    db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, ballot: str
) -> Response:
    """The whole register as one file, to recount the ballot from: canonical JSON, the same bytes each time."""
    view = visible_ballot(db, consultation, ballot, now(db))
    permit(view.why_no_count)
    file = register_file(db, consultation, tally(db, view, actor))
    return Response(file, media_type="application/json")


@router.get("/ballots/{ballot}/declaration")
def read_declaration(
    db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, ballot: str
) -> StandingOut:
    """Who stands by the result: computed, declared, certified, or void. Refused while the ballot is open."""
    view = visible_ballot(db, consultation, ballot, now(db))
    permit(view.why_no_count)
    footing = footing_of(db, consultation, view, tally(db, view, actor))
    return StandingOut(
        ballot=view.ballot.code,
        computed=view.ballot.result_published_at,
        agrees=footing.agrees,
        void=view.void,
        steps=[
            StepOut.of(view.ballot.code, step)
            for step in (footing.declared, footing.certified, footing.voided)
            if step is not None
        ],
        waits_for=waits_for(footing),
    )


@router.post("/ballots/{ballot}/declaration", status_code=201)
def post_declaration(db: Db, consultation: ThisConsultation, actor: CurrentActor, ballot: str) -> StepOut:
    """Declare what was computed, as a moderator. The same again changes nothing."""
    _known(actor)
    return StepOut.of(ballot, declare_result(db, actor, consultation, ballot))


@router.post("/ballots/{ballot}/certification", status_code=201)
def post_certification(db: Db, consultation: ThisConsultation, actor: CurrentActor, ballot: str) -> StepOut:
    """Certify what was declared, as the secretariat. The same again changes nothing."""
    _known(actor)
    return StepOut.of(ballot, certify_result(db, actor, consultation, ballot))


@router.post("/ballots/{ballot}/voiding", status_code=201)
def post_voiding(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, ballot: str, body: VoidingIn
) -> StepOut:
    """Declare a ballot void with reasons, as the secretariat. The same again changes nothing."""
    _known(actor)
    step = void_ballot(db, actor, consultation, ballot, reason=body.reason)
    return StepOut.of(ballot, step, [text for _code, text in entered_by_now(db, actor, step.ballot_id)])


@router.post("/ballots/{ballot}/overrulings", status_code=201)
def post_overruling(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, ballot: str, body: OverrulingIn
) -> OverruledOut:
    """Overrule an objection with reasons, as a moderator, where the rule of the ballot lets the chair."""
    _known(actor)
    made = overrule_objection(
        db,
        actor,
        consultation,
        ballot,
        proposal=body.proposal,
        delegation=body.delegation,
        reason=body.reason,
    )
    return OverruledOut.of(ballot, body.proposal, body.delegation, made)


def _known(actor: Actor) -> None:
    if not actor.signed_in:
        raise Unauthenticated(_("Say who you are: this needs a token."))
