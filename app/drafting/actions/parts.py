"""Verbs on the parts of a consultation that look at the proposals in them: end a roundtable, close a working group."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from app.consultations.actions.groups import make_group_findable
from app.consultations.events import GroupClosed, GroupOpenedWithin, RoundtableEnded
from app.consultations.given import reason_for
from app.consultations.models import Consultation, Membership, Round, Roundtable, Visibility, WorkingGroup
from app.consultations.parts import group_in_setup
from app.consultations.queries import rounds_of, track_of, visible_roundtable
from app.consultations.rules import visibility_of, why_not_set_up
from app.consultations.seating import capacity_of, why_not_after_the_end
from app.drafting.models import Proposal, ProposalState, is_text
from app.drafting.part_rules import round_since, why_not_close_group, why_not_end_roundtable
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import LedgerEntry, lock_track, record

LAID_DOWN = (ProposalState.WITHDRAWN, ProposalState.MERGED)


def left_to_decide(db: Session, roundtable: Roundtable) -> int:
    """How many proposals of a roundtable were neither withdrawn nor merged, those of closed groups counted too."""
    return db.exec(
        select(func.count())
        .select_from(Proposal)
        .where(Proposal.roundtable_id == roundtable.id, col(Proposal.state).not_in(LAID_DOWN), is_text())
    ).one()


def begun_in(db: Session, group: WorkingGroup) -> int:
    """How many proposals a group has ever begun."""
    return db.exec(
        select(func.count()).select_from(Proposal).where(Proposal.group_id == group.id, is_text())
    ).one()


def opened_on(db: Session, consultation: Consultation, group: WorkingGroup, at: datetime) -> Round | None:
    """The first round that was open on a group since others do not see it, by the first row of its own chain; None for a
    public group. Three queries."""
    if not group.closed:
        return None
    first = select(LedgerEntry.recorded_at).where(
        LedgerEntry.track == track_of(consultation, group), LedgerEntry.seq == 1
    )
    table = db.get(Roundtable, group.roundtable_id) if group.roundtable_id else None
    return round_since(rounds_of(db, consultation), table, db.exec(first).first(), at)


def end_roundtable(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, reason: str
) -> Roundtable:
    """End a roundtable, with a reason; its code is never given again. Ending it again changes nothing.

    Refused to all but the secretariat, and while a proposal in it is neither withdrawn nor merged.
    """
    lock_track(db, consultation.slug)
    at = now(db)
    permit(why_not_set_up(actor, consultation))
    table = visible_roundtable(db, consultation, code)
    if table.ended_at is not None:
        return table
    permit(why_not_end_roundtable(table, left_to_decide(db, table)))
    why = reason_for(reason)
    table.ended_at = at
    db.add(table)
    capacity = capacity_of(actor, consultation)
    record(db, actor, RoundtableEnded(table.code), track=consultation.slug, capacity=capacity, reason=why)
    return table


def close_group(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    reason: str,
    visibility: str = Visibility.CLOSED,
) -> WorkingGroup:
    """Change who sees a working group, with a reason: from here on its members alone know of it, or everybody with a
    seat in this consultation (`within`).

    One that was public gets a chain of its own, in which its row and its seats are sealed anew; what the register has
    said of it stays there. Refused to all but the secretariat and for what `why_not_close_group` says. The same again
    changes nothing.
    """
    lock_track(db, consultation.slug)
    at = now(db)
    permit(why_not_set_up(actor, consultation))
    group = group_in_setup(db, consultation, code)
    permit(why_not_after_the_end(group))
    if visibility not in list(Visibility):
        raise Invalid.at("visibility", _("Say who sees what the group writes: closed, within or public."))
    if visibility == visibility_of(group):
        return group
    opened = opened_on(db, consultation, group, at)
    permit(why_not_close_group(group, begun_in(db, group), visibility, opened))
    why = reason_for(reason)
    seats: Sequence[Membership] = db.exec(
        select(Membership).where(Membership.group_id == group.id).order_by(col(Membership.id))
    ).all()
    group.closed, group.within = True, visibility == Visibility.WITHIN
    db.add(group)
    make_group_findable(db, consultation, group)
    track = track_of(consultation, group)
    capacity = capacity_of(actor, consultation)
    fact = GroupOpenedWithin(group.code) if group.within else GroupClosed(group.code)
    record(db, actor, fact, track=track, left=[group, *seats], capacity=capacity, reason=why)
    return group
