"""The browser's door to recusals."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.typed import Typed, tried
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import permit
from app.voting.queries import visible_ballot
from app.voting.recusal.actions import recuse_oneself, take_recusal_back
from app.voting.recusal.queries import recused
from app.voting.recusal.rules import REASON_LIMIT, why_not_recuse, why_not_take_part_again
from app.web.doors import CurrentActor, Db, Posted, ReadDb, text_of
from app.web.render import render

router = APIRouter(prefix="/{slug}/ballots/{ballot}/recusal")


@router.get("")
def show_recusal(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, ballot: str
) -> HTMLResponse:
    """Whether the reader has recused themselves, and the form for it or for taking it back."""
    return _page(request, db, consultation, actor, ballot, Typed())


@router.post("")
def recuse(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, ballot: str, form: Posted
) -> Response:
    """Recuse oneself, with a word why."""

    def act() -> object:
        return recuse_oneself(db, actor, consultation, ballot, reason=text_of(form, "reason"))

    return _done_or_again(request, db, consultation, actor, ballot, tried(form, "recuse", act))


@router.post("/withdrawal")
def take_back(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, ballot: str, form: Posted
) -> Response:
    """Take part again."""

    def act() -> object:
        return take_recusal_back(db, actor, consultation, ballot)

    return _done_or_again(request, db, consultation, actor, ballot, tried(form, "take_back", act))


def _done_or_again(
    request: Request, db: Session, consultation: Consultation, actor: Actor, ballot: str, typed: Typed
) -> Response:
    if typed.status == 200:
        return RedirectResponse(f"/{consultation.slug}/ballots/{ballot}/recusal", 303)
    return _page(request, db, consultation, actor, ballot, typed)


def _page(
    request: Request, db: Session, consultation: Consultation, actor: Actor, ballot: str, typed: Typed
) -> HTMLResponse:
    view = visible_ballot(db, consultation, ballot, now(db))
    if not typed.refusal:
        permit(why_not_recuse(actor, consultation, by_members=view.by_members))
    return render(
        request,
        "voting/recusal/page.html",
        typed.status,
        consultation=consultation,
        here="ballots",
        view=view,
        recusal=recused(db, view.ballot, actor.person_id),
        why_not_again=why_not_take_part_again(actor, consultation, view.stage, by_members=view.by_members),
        limit=REASON_LIMIT,
        typed=typed,
    )
