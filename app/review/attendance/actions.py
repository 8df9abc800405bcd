"""To note that somebody looked at a round, and to say for a delegation that nothing will come."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from app.consultations.attribution import capacity_in
from app.consultations.models import Consultation, Delegation
from app.consultations.queries import rounds_of, track_of
from app.consultations.rules import voting_seats
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.db import upsert
from app.kernel.errors import Invalid, NotFound, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.kernel.text.clean import clean
from app.kernel.text.fold import fold
from app.review.attendance.events import DeclineGiven, DeclineTakenBack
from app.review.attendance.models import Decline, RoundLook
from app.review.attendance.queries import asks_members, declines_of, is_asked
from app.review.attendance.rules import REASON_LIMIT, why_not_decline
from app.review.queries import round_in

KEPT = timedelta(days=365)


def note_look(
    db: Session,
    *,
    consultation_id: int,
    round_id: int,
    person_id: int,
    delegation_id: int | None,
    at: datetime,
) -> None:
    """Note that a person has looked at a round, or at a text of it, at the instant `at`: no act, so nothing of it stands
    in the register. The first look stays the first. One statement."""
    upsert(
        db,
        RoundLook,
        {
            "consultation_id": consultation_id,
            "round_id": round_id,
            "person_id": person_id,
            "delegation_id": delegation_id,
            "first_at": at,
            "last_at": at,
        },
        key=["round_id", "person_id"],
        update=["last_at"],
    )


def clear_old_looks(db: Session) -> int:
    """The tick: who looked at which round is forgotten a year after the last look. Gives how many rows there were."""
    gone = db.execute(delete(RoundLook).where(col(RoundLook.last_at) < now(db) - KEPT))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def decline_round(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    delegation: str = "",
    reason: str = "",
) -> Decline:
    """Say for a delegation that it will not speak in a round, with a word why where it gives one.

    It closes no way: the delegation may speak all the same, and then it has spoken. `delegation` is its code; whoever
    speaks for one alone need not name it. Declining again changes nothing. NotFound where there is no such round or
    delegation, Refused with the sentence of `why_not_decline`, Invalid at `delegation` or `reason`.
    """
    lock_track(db, track_of(consultation))
    at = now(db)
    round_ = round_in(rounds_of(db, consultation), code)
    members = asks_members(db, round_)
    permit(why_not_decline(actor, consultation, round_, at, by_members=members))
    body = _delegation(db, actor, consultation, delegation)
    number = body.id or 0
    asked = is_asked(db, round_, body)
    permit(why_not_decline(actor, consultation, round_, at, delegation_id=number, asked=asked))
    try:
        said = clean(reason, limit=REASON_LIMIT).strip()
    except ValueError as error:
        raise Invalid.at("reason", str(error)) from None
    before = declines_of(db, round_, [number]).get(number)
    if before is not None and before.taken_back_at is None:
        return before
    decline = Decline(
        consultation_id=consultation.id or 0,
        round_id=round_.id or 0,
        delegation_id=number,
        n=before.n + 1 if before is not None else 1,
        reason=said if fold(said) else "",
        person_id=actor.person_id,
        author_title=_title(actor, consultation, number),
        declined_at=at,
    )
    db.add(decline)
    # The word why is for those who run the round, and so it does not stand in the register.
    kept = capacity_in(round_, decline.author_title or None, body.code)
    record(
        db,
        actor,
        DeclineGiven(round_.code, kept.delegation, decline.n, kept.attribution, kept.veil),
        track=track_of(consultation),
        left=[decline],
        capacity=kept.capacity,
        delegation=kept.delegation,
    )
    return decline


def take_back(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, delegation: str = ""
) -> Decline | None:
    """Take back that a delegation will not speak in a round; None where it never said so. Again changes nothing.

    NotFound, Refused and Invalid as for `decline_round`.
    """
    lock_track(db, track_of(consultation))
    at = now(db)
    round_ = round_in(rounds_of(db, consultation), code)
    members = asks_members(db, round_)
    permit(why_not_decline(actor, consultation, round_, at, by_members=members))
    body = _delegation(db, actor, consultation, delegation)
    number = body.id or 0
    permit(why_not_decline(actor, consultation, round_, at, delegation_id=number))
    decline = declines_of(db, round_, [number]).get(number)
    if decline is None or decline.taken_back_at is not None:
        return decline
    decline.taken_back_at = at
    db.add(decline)
    kept = capacity_in(round_, _title(actor, consultation, number) or None, body.code)
    record(
        db,
        actor,
        DeclineTakenBack(round_.code, kept.delegation, decline.n, kept.attribution, kept.veil),
        track=track_of(consultation),
        left=[decline],
        capacity=kept.capacity,
        delegation=kept.delegation,
    )
    return decline


def _delegation(db: Session, actor: Actor, consultation: Consultation, code: str) -> Delegation:
    """The delegation of this code, or the one that the actor speaks for."""
    if code:
        found = db.exec(
            select(Delegation).where(Delegation.consultation_id == consultation.id, Delegation.code == code)
        ).first()
        if found is None:
            raise NotFound(_("There is no delegation “%(code)s” here.") % {"code": code[:60]})
        return found
    mine = {seat.delegation_id for seat in voting_seats(actor, consultation)}
    only = db.get(Delegation, next(iter(mine))) if len(mine) == 1 else None
    if only is None:
        raise Invalid.at("delegation", _("Say for which delegation."))
    return only


def _title(actor: Actor, consultation: Consultation, delegation_id: int) -> str:
    seats = voting_seats(actor, consultation)
    return next((seat.title for seat in seats if seat.delegation_id == delegation_id), "")
