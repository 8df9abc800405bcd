"""The programs' door to explanations of vote and of position."""

from fastapi import APIRouter

from app.consultations.doors import ThisConsultation
from app.kernel.clock import now
from app.kernel.errors import Unauthenticated
from app.kernel.i18n import gettext as _
from app.voting.explanations.actions import give_explanation, withdraw_explanation
from app.voting.explanations.queries import explanations_of
from app.voting.explanations.schemas import ExplanationIn, ExplanationList, ExplanationOut
from app.voting.queries import lines_of, visible_ballot
from app.web.doors import CurrentActor, Db, ReadDb

router = APIRouter(prefix="/consultations/{slug}/ballots/{ballot}/explanations", tags=["ballots"])


@router.get("")
def list_explanations(
    db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, ballot: str
) -> ExplanationList:
    """The explanations in a ballot. Until it has closed, only those of the caller's own delegation."""
    view = visible_ballot(db, consultation, ballot, now(db))
    lines = lines_of(db, view.ballot, actor)
    found = explanations_of(db, view, lines, actor, consultation)
    return ExplanationList(items=[ExplanationOut.of(each) for each in found])


@router.post("", status_code=201)
def post_explanation(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, ballot: str, body: ExplanationIn
) -> ExplanationOut:
    """Explain a delegation's position. Sending the same again gives the same explanation."""
    if not actor.signed_in:
        raise Unauthenticated(_("Send the token of a delegation's head or alternate."))
    made = give_explanation(
        db,
        actor,
        consultation,
        ballot,
        text=body.text,
        proposal=body.proposal,
        language=body.language,
        delegation=body.delegation,
    )
    return ExplanationOut.of(made)


@router.post("/{explanation}/withdrawal")
def post_withdrawal(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, ballot: str, explanation: str
) -> ExplanationOut:
    """Take an explanation of one's own delegation back; its words stay in the record with that mark."""
    if not actor.signed_in:
        raise Unauthenticated(_("Send the token of a delegation's head or alternate."))
    return ExplanationOut.of(withdraw_explanation(db, actor, consultation, ballot, explanation))
