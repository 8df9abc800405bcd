"""Verbs on tokens for programs: make one, end one, note its use."""

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ids import new_secret, secret_hash
from app.kernel.ledger import lock_track, record
from app.kernel.text.clean import clean_line
from app.people.events import TokenAdded
from app.people.models import ApiToken
from app.people.security import note_security
from app.people.sessions import SITE, signed_in_at, why_not_add_way
from app.people.tokens.events import TokenRevoked
from app.people.tokens.queries import USE_SHOWN_EVERY, live_tokens, own_token
from app.people.tokens.rules import A_YEAR, LABEL, LONGEST, MOST, why_not_make_token, why_not_wider
from app.web.scopes import Scope


def make_token(
    db: Session,
    actor: Actor,
    *,
    label: str,
    scopes: Collection[str] = (),
    days: int = A_YEAR,
    own_scopes: Collection[str] = (),
) -> tuple[ApiToken, str]:
    """A token for programs that act for `actor`, with its secret, which is not kept.

    `scopes` say what it may do, none is everything; `days` how long it works, at most a year. `own_scopes` are
    those of the token that a program comes with to ask for another. Refused as the rules say, and to a browser without
    a fresh sign-in, as whatever opens the account later; Invalid where a name is missing or taken, a scope unknown, or
    the time too long.
    """
    lock_track(db, SITE)
    permit(why_not_make_token(actor))
    if actor.session_id is not None:
        permit(why_not_add_way(signed_in_at(db, actor), now(db)))
    name = _label(label)
    wanted = scopes_given(scopes)
    permit(why_not_wider(wanted, own_scopes))
    live = live_tokens(db, actor.person_id or 0)
    if any(token.label == name for token in live):
        raise Invalid.at("label", _("You have a token of this name. End it first, or choose another name."))
    if len(live) >= MOST:
        raise Invalid.at(
            "label", _("You have %(n)s tokens, and more are not kept. End one first.") % {"n": MOST}
        )
    token, secret = write_token(db, actor.person_id or 0, label=name, scopes=wanted, days=days)
    note_security(db, "token_made", person_id=actor.person_id, detail=name)
    record(db, actor, TokenAdded(actor.public_id or ""), track=SITE)
    return token, secret


def write_token(
    db: Session, person_id: int, *, label: str, scopes: Collection[str], days: int
) -> tuple[ApiToken, str]:
    """The row of a new token, and its secret; whoever calls has asked and records it. Invalid for a wrong time."""
    if not 1 <= days <= LONGEST:
        raise Invalid.at("days", _("A token lasts from 1 to %(n)s days.") % {"n": LONGEST})
    secret, at = "cs_" + new_secret(), now(db)
    token = ApiToken(
        token_hash=secret_hash(secret),
        person_id=person_id,
        label=label,
        scopes=scopes_given(scopes),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    db.add(token)
    db.flush()
    return token, secret


def revoke_token(db: Session, actor: Actor, number: int) -> ApiToken:
    """End a token of one's own; it opens nothing from now on. Ending it again changes nothing.

    NotFound for a token of somebody else.
    """
    lock_track(db, SITE)
    permit(why_not_make_token(actor))
    token = own_token(db, actor, number)
    if token.revoked_at is None:
        token.revoked_at = now(db)
        db.add(token)
        note_security(db, "token_revoked", person_id=actor.person_id, detail=token.label)
        record(db, actor, TokenRevoked(actor.public_id or ""), track=SITE)
    return token


def note_use(db: Session, number: int, at: datetime) -> None:
    """Note that a token was used at `at`, unless that was noted a moment ago. No act, so no row of the ledger."""
    db.execute(
        sa.update(ApiToken)
        .where(
            col(ApiToken.id) == number,
            sa.or_(col(ApiToken.last_used_at).is_(None), col(ApiToken.last_used_at) <= at - USE_SHOWN_EVERY),
        )
        .values(last_used_at=at)
    )


def scopes_given(scopes: Collection[str]) -> list[str]:
    """The scopes in their order, each once. Invalid names the one that is none."""
    for scope in scopes:
        if scope not in list(Scope):
            raise Invalid.at(
                "scopes",
                _("“%(scope)s” is no scope; scopes are: %(scopes)s.")
                % {"scope": scope, "scopes": ", ".join(Scope)},
            )
    return [scope.value for scope in Scope if scope in scopes]


def _label(text: str) -> str:
    try:
        name = clean_line(text, limit=LABEL)
    except ValueError as error:
        raise Invalid.at("label", str(error)) from None
    if not name:
        raise Invalid.at("label", _("Give the token a name, so that you know later what uses it."))
    return name
