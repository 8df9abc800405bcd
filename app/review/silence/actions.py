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
from app.kernel.errors import FieldError, Invalid
from app.kernel.i18n import gettext as _
from app.kernel.ledger import record_each
from app.kernel.text.clean import clean
from app.kernel.text.fold import fold
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
    before, broken or not, is put under it again only with a note why (domain D3): Invalid at `notes.CODE` for each that
    lacks one. What a group wrote that is closed to its members is left out: those who cannot read a text cannot break
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
    ids = [proposal.id or 0 for proposal, _group in moving]
    known = db.execute(
        sa.select(col(Silence.proposal_id), col(Silence.version)).where(col(Silence.proposal_id).in_(ids))
    ).all()
    before = {(row[0], row[1]) for row in known}
    again = {p.id: (p.id, p.version) in before for p, _group in moving}
    wrong: list[FieldError] = []
    said = {p.id: _note(wrong, p, notes.get(p.code, ""), due=again[p.id]) for p, _group in moving}
    if wrong:
        raise Invalid(wrong[0].message, errors=tuple(wrong))
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
                note=said[proposal.id],
                begins_at=round_.opens_at,
            )
            for proposal, _group in moving
        ],
        sa.select(Silence)
        .where(col(Silence.round_id) == round_.id, col(Silence.proposal_id).in_(ids))
        .order_by(col(Silence.id)),
    )
    kept = {row.proposal_id: row for row in rows}
    tracks: dict[str, list[tuple[SilenceBegun, list[Silence]]]] = {}
    for proposal, group in moving:
        fact = SilenceBegun(
            proposal.code, proposal.version, round_.code, round_.closes_at, again[proposal.id]
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


def _note(wrong: list[FieldError], proposal: Proposal, note: str, *, due: bool) -> str:
    """Why the same text is put under silence again, as it is kept; a sentence in `wrong` where it lacks though due."""
    try:
        said = clean(note, limit=NOTE_LIMIT).strip()
    except ValueError as error:
        wrong.append(FieldError(f"notes.{proposal.code}", str(error)))
        return ""
    if not fold(said):
        said = ""
    if due and not said:
        wrong.append(
            FieldError(
                f"notes.{proposal.code}",
                _(
                    "%(code)s was under silence before in this very version. Say why the same text is put under silence again; everybody reads it."
                )
                % {"code": proposal.code},
            )
        )
    return said
