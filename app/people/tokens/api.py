"""The programs' door to one's own tokens."""

from fastapi import APIRouter, Request, Response

from app.kernel.clock import now
from app.kernel.errors import Unauthenticated
from app.people.tokens.actions import make_token, revoke_token
from app.people.tokens.queries import TokenView, tokens_of
from app.people.tokens.rules import why_not_make_token
from app.people.tokens.schemas import TokenIn, TokenList, TokenMade, TokenOut
from app.web.doors import CurrentActor, Db, Number, ReadDb

router = APIRouter(tags=["account"])


@router.get("/account/tokens")
def list_tokens(db: ReadDb, actor: CurrentActor) -> TokenList:
    """One's own tokens, without their secrets."""
    _known(why_not_make_token(actor))
    return TokenList(items=[TokenOut.of(view) for view in tokens_of(db, actor)])


@router.post("/account/tokens", status_code=201)
def create_token(
    request: Request, response: Response, db: Db, actor: CurrentActor, body: TokenIn
) -> TokenMade:
    """Make another token, which may no more than the one that asks for it. Its secret is in this answer only."""
    _known(why_not_make_token(actor))
    token, secret = make_token(
        db, actor, label=body.label, scopes=body.scopes, days=body.days,
        own_scopes=getattr(request.state, "scopes", ()),
    )  # fmt: skip
    response.headers["Cache-Control"] = "no-store"
    return TokenMade(**TokenOut.of(TokenView.of(token, now(db))).model_dump(), token=secret)


@router.delete("/account/tokens/{number}")
def delete_token(db: Db, actor: CurrentActor, number: Number) -> TokenOut:
    """End one of one's own tokens. Ending it again changes nothing."""
    _known(why_not_make_token(actor))
    return TokenOut.of(TokenView.of(revoke_token(db, actor, number), now(db)))


def _known(why_not: str | None) -> None:
    if why_not is not None:
        raise Unauthenticated(why_not)
