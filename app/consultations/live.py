"""What of the ledger a person may be told as it happens: which chains, from which place on, and in which words."""

import base64
import binascii
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.models import Consultation, ConsultationState, Delegation, WorkingGroup
from app.consultations.queries import SEEN_GROUPS, sight_values, track_of
from app.consultations.rules import voting_seats
from app.kernel.actor import Actor
from app.kernel.db import LARGEST
from app.kernel.ledger import LedgerHead
from app.kernel.tail import Told

# Of positions only the delegation's own head and alternates are told (`position_news`), nobody else as they are given;
# of ratings nobody, whose givers are shown to nobody; digests of a package are no news.
UNTOLD = frozenset(
    {
        "position_cast",
        "vote_cast",
        "rating_given",
        "records_sealed",
        "explanation_given",
        "explanation_withdrawn",
    }
)
# Consultations in these states have work in hand; their pages follow it.
MOVING = frozenset(
    {
        ConsultationState.OPEN,
        ConsultationState.DELIBERATION,
        ConsultationState.CONSOLIDATION,
        ConsultationState.PILOTING,
    }
)
_NAMED = ("proposal", "round", "ballot", "roundtable", "pilot")
_CODE = re.compile(r"[\w.-]{1,60}")


@dataclass(frozen=True)
class News:
    """One act as a page or a program is told of it: codes only, the page asks for the rest with its own permission."""

    about: str
    subject: str
    verb: str
    round: str | None


def tracks_seen(db: Session, actor: Actor, consultation: Consultation) -> dict[str, int]:
    """The chains of the consultation that the actor may follow, with the number of the last row of each; one query.

    Its own, and those of the groups that are not public and that the actor may see (invariant 14).
    """
    own = track_of(consultation)
    if actor.seats:
        asked = {"own": own, "consultation": consultation.id, **sight_values(actor)}
        rows = db.execute(_OWN_AND_CLOSED, asked)
    else:
        rows = db.execute(_OWN, {"own": own})
    return {own: 0, **{row[0]: row[1] for row in rows}}


# Every page that follows what happens asks these, so they are built once.
_OWN = sa.select(col(LedgerHead.track), col(LedgerHead.seq)).where(
    col(LedgerHead.track) == sa.bindparam("own")
)
_TRACK: sa.ColumnElement[str] = sa.bindparam("own", type_=sa.String) + "/" + col(WorkingGroup.public_id)
_OWN_AND_CLOSED = sa.union_all(
    _OWN,
    # Also the chain of a group that has done nothing yet.
    sa.select(_TRACK, sa.func.coalesce(col(LedgerHead.seq), 0))
    .join_from(WorkingGroup, LedgerHead, col(LedgerHead.track) == _TRACK, isouter=True)
    .where(
        col(WorkingGroup.consultation_id) == sa.bindparam("consultation"),
        col(WorkingGroup.closed).is_(True),
        SEEN_GROUPS,
    ),
)


def live_from(db: Session, actor: Actor, consultation: Consultation) -> str | None:
    """The mark from which a page drawn now must follow the events; None where nothing moves any more.

    Ask before the page is read: then nothing that happens meanwhile is missed.
    """
    if consultation.state not in MOVING:
        return None
    return mark_of(consultation, tracks_seen(db, actor, consultation))


def mark_of(consultation: Consultation, places: Mapping[str, int | None]) -> str:
    """How far somebody has followed, as the opaque id of an event. It holds only chains that this person may see."""
    own = len(track_of(consultation))
    held = {track[own:]: place or 0 for track, place in sorted(places.items())}
    return base64.urlsafe_b64encode(json.dumps(held).encode()).decode().rstrip("=")


def places_of(consultation: Consultation, mark: str) -> dict[str, int] | None:
    """What `mark_of` wrote, or None where it is none of ours."""
    try:
        held = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    if not isinstance(held, dict):
        return None
    if not all(type(place) is int and 0 <= place <= LARGEST for place in held.values()):
        return None
    return {track_of(consultation) + name: place for name, place in held.items()}


def news_of(consultation: Consultation, told: Told) -> News | None:
    """What is said of a row of the ledger: its verb, the proposal, round, ballot or pilot it is about, and the round it fell in.

    None for what nobody is told. What is about something else is about the consultation: seats and names are never said.
    """
    if told.verb in UNTOLD:
        return None
    return _news(consultation, told)


def delegations_of(db: Session, actor: Actor, consultation: Consultation) -> frozenset[str]:
    """The codes of the delegations whose positions this person gives here; one query, none for everybody else."""
    seats = [seat.delegation_id for seat in voting_seats(actor, consultation)]
    if not seats:
        return frozenset()
    return frozenset(db.exec(select(Delegation.code).where(col(Delegation.id).in_(seats))).all())


def position_news(consultation: Consultation, told: Told, delegations: Collection[str]) -> News | None:
    """That something was given on a ballot, for those who speak for the delegation whose it is, or for the one that gave it
    by proxy; None for all others.

    Which proposal it was, and what, stands on the sheet, which is asked for with the right of the delegation.
    """
    if told.verb not in ("position_cast", "vote_cast"):
        return None
    unit = str(told.facts.get("delegation") or "")
    if "#" in unit:
        # A member's own position, which nobody else gives.
        unit = f"{told.facts.get('ballot')} {unit}"
    if unit not in delegations and told.facts.get("by") not in delegations:
        return None
    return _news(consultation, replace(told, facts={"ballot": told.facts.get("ballot")}))


def _news(consultation: Consultation, told: Told) -> News:
    codes = {name: value for name, value in told.facts.items() if isinstance(value, str)}
    codes = {name: code for name, code in codes.items() if _CODE.fullmatch(code)}
    about = next((name for name in _NAMED if name in codes), "consultation")
    return News(about, codes.get(about) or consultation.slug, told.verb, codes.get("round"))
