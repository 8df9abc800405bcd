"""Reads of texts under silence, and of the chair's statements."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.consultations.calendar import RoundStage, closes, round_stage
from app.consultations.models import Consultation, Delegation, Round, WorkingGroup
from app.consultations.queries import seen_groups
from app.consultations.rules import voting_seats
from app.discussion.objections.models import Objection, ObjectionState, ObjectionStep
from app.discussion.objections.queries import states_in
from app.discussion.objections.rules import why_not_break
from app.discussion.objections.views import ObjectionView
from app.drafting.content import same_words
from app.drafting.models import Proposal, ProposalState, Version
from app.kernel.actor import Actor
from app.kernel.i18n import gettext as _
from app.review.rules import why_not_run
from app.review.silence.models import ConsensusStatement, Silence
from app.review.silence.rules import why_not_confirm, why_not_state
from app.review.silence.views import LastCall, Listed, Running, Silences, StatementView, UnderSilence

# In a statement what stands against the text comes first (RFC 7282).
ORDER = (
    ObjectionState.SUSTAINED,
    ObjectionState.OVERRULED,
    ObjectionState.OPEN,
    ObjectionState.ADDRESSED,
    ObjectionState.WITHDRAWN,
)


def unconfirmed(db: Session, round_: Round) -> list[str]:
    """The codes of the texts whose silence nobody broke and the chair has not confirmed yet, in order; one query.

    While the round is open these are the texts whose silence is still running. No text of a group that is closed to its
    members is ever under silence, so that these codes may be told to whoever runs the round.
    """
    statement = (
        sa.select(col(Proposal.code))
        .join(Silence, col(Silence.proposal_id) == Proposal.id)
        .where(
            col(Silence.round_id) == round_.id,
            col(Silence.broken_at).is_(None),
            col(Silence.confirmed_at).is_(None),
        )
        .order_by(col(Silence.id))
    )
    return list(db.execute(statement).scalars())


def silent_before(db: Session, proposals: Iterable[int]) -> set[int]:
    """Which of these texts, by id, were under silence before in the very words in which they stand now, whatever the
    number of the version; one query."""
    then, now = aliased(Version), aliased(Version)
    rows = db.execute(
        sa.select(col(Silence.proposal_id), col(then.content), col(now.content))
        .join(Proposal, col(Proposal.id) == Silence.proposal_id)
        .join(then, sa.and_(col(then.proposal_id) == Proposal.id, col(then.n) == Silence.version))
        .join(now, sa.and_(col(now.proposal_id) == Proposal.id, col(now.n) == Proposal.version))
        .where(col(Silence.proposal_id).in_(list(proposals)))
    )
    return {proposal for proposal, before, stands in rows if same_words(before, stands)}


def why_not_under_silence(db: Session, round_: Round, proposal: Proposal) -> str | None:
    """Why an objection to this text breaks no silence in this round, or None: it was put under silence in it, and it is
    not confirmed. Where it is broken already another objection is taken too, and listed with the first."""
    found = db.exec(
        select(Silence).where(Silence.round_id == round_.id, Silence.proposal_id == proposal.id)
    ).first()
    if found is None or found.confirmed_at is not None or found.version != proposal.version:
        return _("%(code)s is not under silence in “%(round)s”.") % {
            "code": proposal.code,
            "round": round_.title,
        }
    return None


def under_silence(
    db: Session,
    consultation: Consultation,
    actor: Actor,
    round_: Round,
    at: datetime,
    *,
    moderated: bool,
    codes: Iterable[str] | None = None,
) -> list[UnderSilence]:
    """The texts under silence in a round that the actor may see, in the order in which they were put under it, each with
    why the actor may not confirm it; of `codes` only, where given. One query."""
    last = (
        sa.select(col(ObjectionStep.state))
        .where(col(ObjectionStep.objection_id) == col(Objection.id))
        .order_by(col(ObjectionStep.n).desc())
        .limit(1)
        .correlate(Objection)
        .scalar_subquery()
    )
    raised = aliased(Objection)
    count = (
        sa.select(sa.func.count())
        .where(
            col(raised.round_id) == col(Silence.round_id),
            col(raised.proposal_id) == col(Silence.proposal_id),
            col(raised.comment_id).is_(None),
        )
        .correlate(Silence)
        .scalar_subquery()
    )
    statement = (
        sa.select(Silence, Proposal, col(Objection.code), last, count)
        .join(Proposal, col(Proposal.id) == Silence.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .outerjoin(Objection, col(Objection.id) == Silence.objection_id)
        .where(col(Silence.round_id) == round_.id, seen_groups(actor))
        .order_by(col(Silence.id))
    )
    if codes is not None:
        statement = statement.where(col(Proposal.code).in_(list(codes)))
    texts = []
    for silence, proposal, objection, state, objections in db.execute(statement).all():
        text = UnderSilence(
            id=silence.id or 0,
            code=proposal.code,
            title=proposal.title,
            title_i18n=proposal.title_i18n,
            state=proposal.state,
            version=silence.version,
            note=silence.note,
            standing=_standing(silence, proposal, round_, at),
            begins_at=silence.begins_at,
            broken_at=silence.broken_at,
            objection=objection,
            taken_back=state == ObjectionState.WITHDRAWN,
            objections=objections,
            confirmed_at=silence.confirmed_at,
            confirmed_by=silence.confirmed_title,
        )
        why = why_not_confirm(actor, consultation, round_, at, moderated=moderated, text=text)
        texts.append(replace(text, why_not_confirm=why))
    return texts


def silences_of(
    db: Session, consultation: Consultation, actor: Actor, round_: Round, at: datetime, *, moderated: bool
) -> Silences:
    """What the page of a round of silence shows of it. One query, two for somebody who speaks for a delegation."""
    speaking = [s.delegation_id for s in voting_seats(actor, consultation) if s.delegation_id is not None]
    standing: Sequence[int | None] = ()
    if speaking:
        standing = db.scalars(
            sa.select(col(Delegation.id)).where(
                col(Delegation.id).in_(speaking),
                col(Delegation.voting).is_(True),
                col(Delegation.ended_at).is_(None),
            )
        ).all()
    return Silences(
        texts=tuple(under_silence(db, consultation, actor, round_, at, moderated=moderated)),
        why_not_break=why_not_break(actor, consultation, [id for id in standing if id is not None]),
        chairs=why_not_run(actor, consultation, moderated=moderated) is None,
        stage=round_stage(round_, at),
        closes_at=closes(round_),
        at=at,
    )


def last_call_of(
    db: Session, consultation: Consultation, actor: Actor, round_: Round, at: datetime, *, moderated: bool
) -> LastCall:
    """Where a last call stands, for its page. Two queries."""
    found = states_in(db, consultation, actor, round_)
    return LastCall(
        by_state=Counter(str(state) for state in found.values()),
        statements=tuple(statements_of(db, round_, dict.fromkeys(found, ""))),
        why_not_state=why_not_state(actor, consultation, round_, at, moderated=moderated),
        chairs=why_not_run(actor, consultation, moderated=moderated) is None,
    )


def in_order(objections: Iterable[ObjectionView]) -> list[ObjectionView]:
    """Objections as a statement lists them: the sustained ones first."""
    return sorted(objections, key=lambda each: (ORDER.index(each.state), each.id))


def statements_of(db: Session, round_: Round, seen: Mapping[str, str]) -> list[StatementView]:
    """The chair's statements after a round, oldest first, each listing those of `seen`: the objections that the reader
    may see, by code, with who is shown to have raised each where that is wanted. One query."""
    rows = db.exec(
        select(ConsensusStatement)
        .where(ConsensusStatement.round_id == round_.id)
        .order_by(col(ConsensusStatement.n))
    ).all()
    later = [*(row.issued_at for row in rows[1:]), None][: len(rows)]
    return [
        StatementView(
            n=row.n,
            words=row.words,
            listed=tuple(
                Listed(
                    objection=one["objection"],
                    proposal=one["proposal"],
                    state=one["state"],
                    addressed=one["addressed"],
                    speaker=seen[one["objection"]],
                )
                for one in row.objections
                if one["objection"] in seen
            ),
            by=row.author_title,
            issued_at=row.issued_at,
            superseded_at=superseded,
        )
        for row, superseded in zip(rows, later, strict=True)
    ]


def _standing(silence: Silence, proposal: Proposal, round_: Round, at: datetime) -> Running:
    if silence.broken_at is not None:
        return Running.BROKEN
    if silence.confirmed_at is not None:
        return Running.CONFIRMED
    if proposal.state != ProposalState.UNDER_DECISION or proposal.version != silence.version:
        return Running.RELEASED
    return {
        RoundStage.PLANNED: Running.PLANNED,
        RoundStage.OPEN: Running.RUNNING,
        RoundStage.CANCELLED: Running.RELEASED,
    }.get(round_stage(round_, at), Running.UNBROKEN)
