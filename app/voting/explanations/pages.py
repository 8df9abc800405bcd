"""The browser's door to explanations of vote and of position."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.rules import voting_seats
from app.consultations.typed import Typed, tried
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.i18n import LANGUAGES
from app.voting.explanations.actions import give_explanation, withdraw_explanation
from app.voting.explanations.queries import explanations_of
from app.voting.explanations.rules import (
    EXPLANATION_LIMIT,
    why_none_explained,
    why_not_explain,
    why_not_explain_at_all,
)
from app.voting.queries import lines_of, visible_ballot
from app.voting.sheets import mandates_of
from app.web.doors import CurrentActor, Db, Posted, ReadDb, text_of
from app.web.render import render

router = APIRouter(prefix="/{slug}/ballots/{ballot}/explanations")
CODE = 60
GIVE, TAKE_BACK = "give", "withdraw"


@router.get("")
def show_explanations(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    proposal: Annotated[str, Query(max_length=CODE)] = "",
) -> HTMLResponse:
    """The explanations in a ballot, and for heads and alternates the form; `?proposal=` chooses one there."""
    return _page(request, db, consultation, actor, ballot, Typed(values={"proposal": proposal}))


@router.post("")
def give(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    form: Posted,
) -> Response:
    """Explain the position of one's delegation; the form again with its sentences where something is wrong."""

    def act() -> object:
        return give_explanation(
            db,
            actor,
            consultation,
            ballot,
            text=text_of(form, "text"),
            proposal=text_of(form, "proposal")[:CODE] or None,
            language=text_of(form, "language") or None,
            delegation=text_of(form, "delegation")[:CODE] or None,
        )

    return _done_or_again(request, db, consultation, actor, ballot, tried(form, GIVE, act))


@router.post("/{explanation}/withdrawal")
def withdraw(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    explanation: str,
    form: Posted,
) -> Response:
    """Take an explanation of one's own delegation back."""

    def act() -> object:
        return withdraw_explanation(db, actor, consultation, ballot, explanation)

    return _done_or_again(request, db, consultation, actor, ballot, tried(form, TAKE_BACK, act))


def _done_or_again(
    request: Request, db: Session, consultation: Consultation, actor: Actor, ballot: str, typed: Typed
) -> Response:
    if typed.status == 200:
        return RedirectResponse(f"/{consultation.slug}/ballots/{ballot}/explanations", 303)
    return _page(request, db, consultation, actor, ballot, typed)


def _page(
    request: Request, db: Session, consultation: Consultation, actor: Actor, ballot: str, typed: Typed
) -> HTMLResponse:
    view = visible_ballot(db, consultation, ballot, now(db))
    lines = lines_of(db, view.ballot, actor)
    found = explanations_of(db, view, lines, actor, consultation)
    mandates = [m for m in mandates_of(db, consultation, actor, view.ballot) if m.in_electorate]
    why_not = why_none_explained(view.rule) or why_not_explain_at_all(actor, consultation)
    if why_not is None:
        electors = [mandate.delegation_id for mandate in mandates]
        first = electors[0] if electors else voting_seats(actor, consultation)[0].delegation_id
        why_not = why_not_explain(
            actor, consultation, view.stage, delegation_id=first or 0, electors=electors
        )
    return render(
        request,
        "voting/explanations.html",
        typed.status,
        consultation=consultation,
        here="ballots",
        view=view,
        lines=lines,
        explanations=found,
        mandates=mandates,
        own={mandate.delegation_id for mandate in mandates} if why_not is None else set(),
        why_not=why_not,
        spoken=[
            (code, LANGUAGES.get(code, code)) for code in dict.fromkeys([*consultation.languages, *LANGUAGES])
        ],
        limit=EXPLANATION_LIMIT,
        typed=typed,
    )
