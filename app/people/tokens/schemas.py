"""Tokens as programs send and receive them."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from app.people.tokens.queries import TokenView
from app.people.tokens.rules import A_YEAR


class TokenIn(BaseModel):
    """A token to be made. Without scopes it may all that its person may; without days it works for a year, and
    for no longer in any case."""

    model_config = ConfigDict(extra="forbid", strict=True)

    label: str
    scopes: list[str] = []
    days: int = A_YEAR


class TokenOut(BaseModel):
    """A token as its owner sees it."""

    id: int
    label: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, view: TokenView) -> "TokenOut":
        """The same for programs."""
        return cls(
            id=view.id,
            label=view.label,
            scopes=list(view.scopes),
            created_at=view.created_at,
            expires_at=view.expires_at,
            last_used_at=view.last_used_at,
            revoked_at=view.revoked_at,
        )


class TokenMade(TokenOut):
    """A token that was just made, with its secret, this once."""

    token: str


class TokenList(BaseModel):
    """One's own tokens, those that work first."""

    items: list[TokenOut]
    next: str | None = None
