"""Verbs on circulations: send a version to a list of recipients, confirm its receipt."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.models import Consultation, Role, WorkingGroup
from app.consultations.queries import track_of
from app.drafting.circulation import (
    MESSAGE_LIMIT,
    Candidate,
    chosen_of,
    circulation_rows,
    recipients_offered,
    why_not_circulate,
    why_not_confirm,
)
from app.drafting.events import CirculationReceived, CirculationSent
from app.drafting.models import Circulation, CirculationReceipt, Proposal
from app.drafting.queries import visible_writing
from app.drafting.rules import why_an_amendment
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.db import insert_many
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.kernel.text.clean import clean


def circulate_version(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    version: int,
    to: Sequence[str],
    message: str = "",
) -> Circulation:
    """Send a version of the proposal `code` to recipients: `all:BODY` or public ids of persons (domain A2).

    NotFound; Refused to all but the rapporteur and the convenor of its group; Invalid at `to`, `message` or
    `version`. The link to the differences starts from the version circulated last before this one, or from the one
    before. The same version with the same words to the same people, sent again by the same person, is what there is.
    """
    lock_track(db, consultation.slug)
    proposal, group = visible_writing(db, actor, consultation, code)
    permit(why_not_circulate(actor, consultation, group) or why_an_amendment(proposal))
    if not 1 <= version <= proposal.version:
        raise Invalid.at(
            "version",
            _("%(code)s has no version %(n)s; its newest is version %(newest)s.")
            % {"code": code, "n": version, "newest": proposal.version},
        )
    words = _message(message)
    recipients = _recipients(db, actor, consultation, group, to)
    number, earlier = _earlier(db, consultation, proposal, group)
    if (same := _the_same(db, actor, earlier, version, words, recipients)) is not None:
        return same
    before = [sent.version for sent in earlier if sent.version < version]
    seat = actor.in_group(group.id or 0, Role.RAPPORTEUR, Role.MODERATOR)
    circulation = Circulation(
        consultation_id=proposal.consultation_id,
        proposal_id=proposal.id or 0,
        code=f"{_series(group)}{number:03}",
        version=version,
        since_version=max(before, default=version - 1) or None,
        message=words,
        person_id=actor.person_id,
        author_title=seat.title if seat else "",
        sent_at=now(db),
    )
    db.add(circulation)
    db.flush()
    # In one statement, however many there are.
    rows = [
        {
            "consultation_id": proposal.consultation_id,
            "circulation_id": circulation.id,
            "person_id": one.person_id,
            "title": one.title or one.name,
            "delegation_id": one.delegation_id,
            "received_at": None,
        }
        for one in recipients
    ]
    insert_many(db, CirculationReceipt, rows)
    receipts = db.exec(
        select(CirculationReceipt)
        .where(CirculationReceipt.circulation_id == circulation.id)
        .order_by(col(CirculationReceipt.id))
    ).all()
    record(
        db,
        actor,
        CirculationSent(proposal.code, circulation.code, version, circulation.since_version, len(receipts)),
        track=track_of(consultation, group),
        left=[circulation, *receipts],
        capacity=circulation.author_title or None,
    )
    return circulation


def confirm_receipt(db: Session, actor: Actor, consultation: Consultation, code: str) -> CirculationReceipt:
    """Confirm to have received the circulation `code`; again gives the receipt there is, with its first moment.

    NotFound where it is none of the actor's; Refused to whoever it was not sent to.
    """
    lock_track(db, consultation.slug)
    circulation, proposal, group, mine = circulation_rows(db, actor, consultation, code)
    permit(why_not_confirm(actor, consultation, recipient=mine is not None))
    receipt: CirculationReceipt = mine
    if receipt.received_at is not None:
        return receipt
    receipt.received_at = now(db)
    db.add(receipt)
    record(
        db,
        actor,
        CirculationReceived(proposal.code, circulation.code, circulation.version),
        track=track_of(consultation, group),
        left=[receipt],
        capacity=receipt.title or None,
    )
    return receipt


def _message(message: str) -> str:
    try:
        return clean(message, limit=MESSAGE_LIMIT).strip()
    except ValueError as error:
        raise Invalid.at("message", str(error)) from None


def _recipients(
    db: Session, actor: Actor, consultation: Consultation, group: WorkingGroup, to: Sequence[str]
) -> list[Candidate]:
    chosen, unknown = chosen_of(recipients_offered(db, actor, consultation, group), to)
    if unknown:
        raise Invalid.at(
            "to",
            _("“%(name)s” is nobody this text of %(group)s can be sent to.")
            % {"name": unknown[0][:60], "group": group.code},
        )
    if not chosen:
        raise Invalid.at("to", _("Choose who is to receive it: one person at least."))
    return chosen


def _series(group: WorkingGroup) -> str:
    # A closed group counts for itself, so that no gap in the open series tells of what it sends.
    return f"{group.code}-CIR-" if group.closed else "CIR-"


def _earlier(
    db: Session, consultation: Consultation, proposal: Proposal, group: WorkingGroup
) -> tuple[int, list[Circulation]]:
    """The next number of the series, and what was sent of this proposal, newest first. One query."""
    every = (
        sa.select(sa.func.count())
        .select_from(Circulation)
        .where(
            col(Circulation.consultation_id) == consultation.id,
            col(Circulation.code).startswith(_series(group), autoescape=True),
        )
        .correlate(None)
        .scalar_subquery()
    )
    rows = db.execute(
        sa.select(every, Circulation)
        .select_from(sa.select(sa.literal(1)).subquery())
        .join(Circulation, col(Circulation.proposal_id) == proposal.id, isouter=True)
        .order_by(col(Circulation.id).desc())
    ).all()
    return rows[0][0] + 1, [row[1] for row in rows if row[1] is not None]


def _the_same(
    db: Session,
    actor: Actor,
    earlier: Sequence[Circulation],
    version: int,
    words: str,
    recipients: Sequence[Candidate],
) -> Circulation | None:
    last = next(iter(earlier), None)
    if last is None or (last.version, last.message, last.person_id) != (version, words, actor.person_id):
        return None
    sent_to = db.exec(
        select(CirculationReceipt.person_id).where(CirculationReceipt.circulation_id == last.id)
    ).all()
    return last if set(sent_to) == {one.person_id for one in recipients} else None
