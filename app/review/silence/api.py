"""The programs' door to rounds of silence and to the chair's statements."""

from fastapi import APIRouter
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.queries import is_moderated, rounds_of
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Unauthenticated
from app.kernel.i18n import gettext as _
from app.review.queries import round_in
from app.review.silence.confirming import confirm_silence
from app.review.silence.queries import last_call_of, silences_of
from app.review.silence.schemas import (
    ConfirmationIn,
    ConfirmedOut,
    SilenceList,
    StatementIn,
    StatementList,
    StatementOut,
)
from app.review.silence.stating import issue_statement
from app.web.doors import CurrentActor, Db, ReadDb

router = APIRouter(tags=["rounds"])


@router.get("/consultations/{slug}/rounds/{code}/silences")
def list_silences(db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str) -> SilenceList:
    """The texts under silence in a round, and how the silence on each stands."""
    return _silences(db, consultation, actor, code)


@router.post("/consultations/{slug}/rounds/{code}/silences/confirmation")
def post_confirmation(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: ConfirmationIn
) -> ConfirmedOut:
    """Confirm that nobody broke the silence on a text, or on every text that can be; they are adopted. Gives
    those confirmed now; the same again changes nothing."""
    _known(actor)
    return ConfirmedOut(confirmed=confirm_silence(db, actor, consultation, code, proposal=body.proposal))


@router.get("/consultations/{slug}/rounds/{code}/statements")
def list_statements(
    db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> StatementList:
    """The chair's statements of consensus after a last call, oldest first; the last one counts."""
    return StatementList(items=_statements(db, consultation, actor, code))


@router.post("/consultations/{slug}/rounds/{code}/statements", status_code=201)
def post_statement(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: StatementIn
) -> StatementOut:
    """State where a last call stands, with how every objection was addressed. It supersedes the one before."""
    _known(actor)
    return StatementOut.of(
        issue_statement(db, actor, consultation, code, words=body.words, addressed=body.addressed)
    )


def _known(actor: Actor) -> None:
    if not actor.signed_in:
        raise Unauthenticated(_("Say who you are: this needs a token."))


def _silences(db: Session, consultation: Consultation, actor: Actor, code: str) -> SilenceList:
    round_ = round_in(rounds_of(db, consultation), code)
    moderated = is_moderated(db, consultation)
    return SilenceList.of(silences_of(db, consultation, actor, round_, now(db), moderated=moderated))


def _statements(db: Session, consultation: Consultation, actor: Actor, code: str) -> list[StatementOut]:
    round_ = round_in(rounds_of(db, consultation), code)
    moderated = is_moderated(db, consultation)
    found = last_call_of(db, consultation, actor, round_, now(db), moderated=moderated)
    return [StatementOut.of(view) for view in found.statements]
