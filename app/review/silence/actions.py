"""Put texts under silence, and release them where their round is cancelled (UN General Assembly decision 74/544).

What ends a silence otherwise, an objection or the chair, stands in `confirming.py`.
"""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.models import Consultation, Round, WorkingGroup
from app.consultations.queries import track_of
from app.drafting.actions.together import take_steps
from app.drafting.models import Proposal, ProposalState
from app.kernel.actor import Actor
from app.kernel.db import keep_all
from app.kernel.ledger import record_each
from app.review.silence.events import SilenceBegun, SilenceReleased
from app.review.silence.models import Silence

NOTE_LIMIT = 1_000
BEGUN, RELEASED = "put_under_silence", "released_from_silence"


def begin_silence(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    round_: Round,
    found: Sequence[tuple[Proposal, WorkingGroup]],
    *,
    capacity: str,
    notes: Mapping[str, str],
) -> list[Silence]:
    """Put each of these texts, which are ready, under silence in its newest version, until `round_` closes.

    The text goes from ready to under decision, so that it stands still (invariant 1). A version that was under silence
    before in the same words, broken or not, is put under it again with a note why (domain D3): `notes`, by the code of
    each, which the caller has asked for. What a group wrote that is closed to its members is left out: those who cannot read a text cannot break
    the silence on it. The caller holds the consultation's lock, has asked the rule of opening and set the instants of
    the round; called twice for one round by a mistake, the second finds the texts under decision and leaves them.
    """
    moving = [
        (proposal, group)
        for proposal, group in found
        if proposal.state == ProposalState.READY and (group.within or not group.closed)
    ]
    if not moving:
        return []
    take_steps(
        db,
        actor,
        consultation,
        moving,
        verb=BEGUN,
        to=ProposalState.UNDER_DECISION,
        capacity=capacity,
        round_code=round_.code,
    )
    rows = keep_all(
        db,
        [
            Silence(
                consultation_id=consultation.id or 0,
                round_id=round_.id or 0,
                proposal_id=proposal.id or 0,
                version=proposal.version,
                note=notes.get(proposal.code, ""),
                begins_at=round_.opens_at,
            )
            for proposal, _group in moving
        ],
        sa.select(Silence).where(col(Silence.round_id) == round_.id).order_by(col(Silence.id)),
    )
    kept = {row.proposal_id: row for row in rows}
    tracks: dict[str, list[tuple[SilenceBegun, list[Silence]]]] = {}
    for proposal, group in moving:
        fact = SilenceBegun(
            proposal.code, proposal.version, round_.code, round_.closes_at, proposal.code in notes
        )
        tracks.setdefault(track_of(consultation, group), []).append((fact, [kept[proposal.id or 0]]))
    for track, facts in tracks.items():
        record_each(db, actor, facts, track=track, capacity=capacity or None)
    return list(rows)


def release_silence(
    db: Session, actor: Actor, consultation: Consultation, round_: Round, *, capacity: str, reason: str
) -> list[str]:
    """The round is cancelled: its texts whose silence was not broken are ready again; gives their codes.

    Nothing is adopted by a round that does not run to its end. The caller holds the lock and has asked the rule.
    """
    found = db.exec(
        select(Proposal, WorkingGroup)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .join(Silence, col(Silence.proposal_id) == Proposal.id)
        .where(
            col(Silence.round_id) == round_.id,
            col(Silence.broken_at).is_(None),
            col(Silence.confirmed_at).is_(None),
            col(Proposal.state) == ProposalState.UNDER_DECISION,
        )
        .order_by(col(Silence.id))
    ).all()
    take_steps(
        db,
        actor,
        consultation,
        found,
        verb=RELEASED,
        to=ProposalState.READY,
        capacity=capacity,
        round_code=round_.code,
    )
    for proposal, group in found:
        fact = SilenceReleased(proposal.code, proposal.version, round_.code)
        record_each(
            db, actor, [(fact, [])], track=track_of(consultation, group), capacity=capacity, reason=reason
        )
    return [proposal.code for proposal, _group in found]
