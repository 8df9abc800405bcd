"""Reads of the tokens of one person."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.people.models import ApiToken
from app.people.tokens.rules import scopes_in_words

SHOWN = 50
USE_SHOWN_EVERY = timedelta(minutes=5)
"""How old the last use that is shown may be: no request writes only to say that it came."""


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token as its owner sees it: never its secret."""

    id: int
    label: str
    scopes: tuple[str, ...]
    words: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    live: bool

    @classmethod
    def of(cls, token: ApiToken, at: datetime) -> "TokenView":
        """As it stands at the instant `at`."""
        ended = token.revoked_at is not None or (token.expires_at is not None and token.expires_at <= at)
        return cls(
            id=token.id or 0,
            label=token.label,
            scopes=tuple(token.scopes),
            words=tuple(scopes_in_words(token.scopes)),
            created_at=token.created_at,
            expires_at=token.expires_at,
            last_used_at=token.last_used_at,
            revoked_at=token.revoked_at,
            live=not ended,
        )


def tokens_of(db: Session, actor: Actor) -> list[TokenView]:
    """The tokens of who is acting: those that work first, then the latest that ended. One query."""
    at = now(db)
    ended = sa.or_(col(ApiToken.revoked_at).is_not(None), col(ApiToken.expires_at) <= at)
    rows = db.exec(
        select(ApiToken)
        .where(ApiToken.person_id == actor.person_id)
        .order_by(sa.case((ended, 1), else_=0), col(ApiToken.id).desc())
        .limit(SHOWN)
    ).all()
    return [TokenView.of(token, at) for token in rows]


def live_tokens(db: Session, person_id: int) -> list[ApiToken]:
    """The tokens of a person that work now."""
    at = now(db)
    return list(
        db.exec(
            select(ApiToken).where(
                ApiToken.person_id == person_id,
                col(ApiToken.revoked_at).is_(None),
                sa.or_(col(ApiToken.expires_at).is_(None), col(ApiToken.expires_at) > at),
            )
        ).all()
    )


def own_token(db: Session, actor: Actor, number: int) -> ApiToken:
    """A token of who is acting; NotFound where it is nobody's or somebody else's."""
    token = db.get(ApiToken, number)
    if token is None or token.person_id != actor.person_id:
        raise NotFound(_("You have no such token."))
    return token
