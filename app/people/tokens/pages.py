"""The browser's door to one's own tokens."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, permit
from app.people.sessions import signed_in_at, why_not_add_way
from app.people.tokens.actions import make_token, revoke_token
from app.people.tokens.queries import tokens_of
from app.people.tokens.rules import scope_words, why_not_make_token
from app.web.doors import CurrentActor, Db, Number, Posted, ReadDb, text_of
from app.web.render import render
from app.web.scopes import Scope

router = APIRouter()
# How many days a token lasts, for who chooses in a form.
LASTS = ("7", "30", "90", "365")


@router.get("/account/tokens")
def show_tokens(request: Request, db: ReadDb, actor: CurrentActor) -> HTMLResponse:
    """One's own tokens, and the form for another."""
    permit(why_not_make_token(actor))
    return _page(request, db, actor)


@router.post("/account/tokens")
def post_token(request: Request, db: Db, actor: CurrentActor, form: Posted) -> Response:
    """Make a token and show it, this once; with the sentences at the fields where that is not possible."""
    typed: dict[str, Any] = {
        "label": text_of(form, "label"),
        "scopes": [str(scope) for scope in form.getlist("scopes")],
        "days": text_of(form, "days"),
    }
    try:
        token, secret = make_token(
            db, actor, label=typed["label"], scopes=typed["scopes"], days=_days(typed["days"])
        )
    except Invalid as error:
        wrong = {one.field: one.message for one in error.errors}
        return _page(request, db, actor, typed=typed, wrong=wrong, status=error.status)
    answer = _page(request, db, actor, made=token.label, secret=secret)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.post("/account/tokens/{number}/revocation")
def end_token(db: Db, actor: CurrentActor, number: Number) -> RedirectResponse:
    """End a token."""
    revoke_token(db, actor, number)
    return RedirectResponse("/account/tokens", 303)


def _days(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _page(
    request: Request,
    db: Session,
    actor: Actor,
    *,
    typed: dict[str, Any] | None = None,
    wrong: dict[str, str] | None = None,
    made: str = "",
    secret: str = "",
    status: int = 200,
) -> HTMLResponse:
    return render(
        request,
        "people/tokens.html",
        status,
        tokens=tokens_of(db, actor),
        at=now(db),
        why_not_add=why_not_add_way(signed_in_at(db, actor), now(db)),
        scopes=[(scope.value, scope_words(scope)) for scope in Scope],
        lasts=LASTS,
        typed=typed or {"label": "", "scopes": [Scope.READ], "days": "90"},
        wrong=wrong or {},
        made=made,
        secret=secret,
    )
