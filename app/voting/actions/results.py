"""Publish what a ballot came to, once it has closed."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from app.consultations.models import Consultation, Round, WorkingGroup
from app.consultations.queries import track_of
from app.drafting.actions.together import take_steps
from app.drafting.models import Proposal, ProposalState
from app.kernel.actor import SYSTEM
from app.kernel.clock import now
from app.kernel.ledger import digest, lock_track, record
from app.voting.amendments.deciding import together
from app.voting.amendments.putting import freeze_texts
from app.voting.conditions import Outcome
from app.voting.disclosure.published import published_of
from app.voting.events import ResultPublished
from app.voting.models import Ballot
from app.voting.queries import tally, view_of
from app.voting.recount.queries import register_document
from app.voting.views import BallotView, Tally, stored_result

# The step each outcome leads to, and the state after it.
STEPS: tuple[tuple[str, ProposalState, tuple[Outcome, ...]], ...] = (
    ("adopted", ProposalState.ADOPTED, (Outcome.CONSENSUS, Outcome.ADOPTED)),
    ("not_adopted", ProposalState.NOT_ADOPTED, (Outcome.NOT_ADOPTED,)),
    ("returned_to_ready", ProposalState.READY, (Outcome.NO_QUORUM,)),
)

# A secret ballot shows the mood or elects; texts are adopted where everybody sees who adopts them (domain D3).
SECRET_STEPS = (("asked_in_secret", ProposalState.READY, tuple(Outcome)),)


def publish_result(db: Session, ballot: Ballot, *, known_at: datetime | None = None) -> Tally | None:
    """Once a ballot has closed: keep what was computed, move its proposals, and say so in the ledger.

    Adopted and by consensus become adopted, not adopted stays that, without a quorum a proposal goes back to ready, as all
    do that were on a secret ballot, whose papers are sealed with its result.
    Only proposals under decision move: what was moved on since, or stood otherwise in an imported history, stays.
    Called by the tick and by the first verb that comes; a second call does nothing. None where there is nothing to do.
    `known_at` is given for imported history: it was known then, not when the file was read, and took no steps here.
    """
    consultation = db.get_one(Consultation, ballot.consultation_id)
    lock_track(db, track_of(consultation))
    at = now(db)
    db.refresh(ballot)
    view = view_of(ballot, db.get_one(Round, ballot.round_id), at)
    if ballot.result_published_at is not None or not view.counted or view.round.opening_given_at is None:
        return None
    found = tally(db, view)
    ballot.result = _kept(db, consultation, found)
    ballot.result_published_at = known_at or at
    ballot.from_history = known_at is not None
    db.add(ballot)
    _move(db, consultation, found, (ProposalState.UNDER_DECISION,), taken=known_at is None)
    _record(db, consultation, found)
    _freeze(db, found)
    return found


def publish_again(
    db: Session, consultation: Consultation, view: BallotView, proposal_id: int, *, standing: Collection[int]
) -> Tally:
    """Keep what a ballot comes to after the chair overruled an objection to this proposal, and move that one, with an
    amendment those to the same paragraph: which of them falls follows from it.

    Moved is only what is `standing` as the ballot left it: what was referred back, or decided by a later ballot, stays.
    The caller holds the lock and has asked the rule.
    """
    found = tally(db, view)
    view.ballot.result = stored_result(found)
    view.ballot.result_published_at = now(db)
    db.add(view.ballot)
    decided = (ProposalState.ADOPTED, ProposalState.NOT_ADOPTED)
    number = {r.line.code: r.line.proposal_id for r in found.results}
    lines = {r.line.code: r.line.target for r in found.results}
    code = next(code for code, proposal in number.items() if proposal == proposal_id)
    moving = {number[other] for other in together(lines, code)} & set(standing)
    if moving:
        _move(db, consultation, found, decided, only=moving)
    _record(db, consultation, found)
    _freeze(db, found)
    return found


def _freeze(db: Session, found: Tally) -> None:
    """What was adopted of amendments holds their text until it enters it; of the others it does no more."""
    if any(r.line.amends_id for r in found.results):
        freeze_texts(db, found.view.ballot)


def _kept(db: Session, consultation: Consultation, found: Tally) -> dict[str, object]:
    """What is kept of a count. Where no delegation is named, with the hash of what is published of each proposal, by which
    secret papers are sealed, as nothing else may say when they came; and with that of the register as everybody gets it."""
    if found.view.rule.is_open:
        return stored_result(found)
    return {
        **stored_result(found),
        "papers": published_of(db, found).digests,
        "register": digest(register_document(db, consultation, open_lines(found))),
    }


def _move(
    db: Session,
    consultation: Consultation,
    found: Tally,
    standing: Sequence[ProposalState],
    *,
    only: Collection[int] | None = None,
    taken: bool = True,
) -> None:
    """Move the proposals that stand in one of these states to what was decided, each by its step; without steps where
    it is history."""
    for verb, state, outcomes in SECRET_STEPS if found.view.rule.is_secret else STEPS:
        ids = [
            r.line.proposal_id
            for r in found.results
            if r.result.outcome in outcomes and (only is None or r.line.proposal_id in only)
        ]
        moving = db.exec(
            select(Proposal, WorkingGroup)
            .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
            .where(col(Proposal.id).in_(ids), col(Proposal.state).in_(standing), col(Proposal.state) != state)
            .order_by(col(Proposal.id))
        ).all()
        if taken:
            code = found.view.round.code
            take_steps(db, SYSTEM, consultation, moving, verb=verb, to=state, round_code=code)
        else:
            for proposal, _group in moving:
                proposal.state = state
                db.add(proposal)


def _record(db: Session, consultation: Consultation, found: Tally) -> None:
    ballot = found.view.ballot
    record(
        db,
        SYSTEM,
        # Everybody reads this entry, so it counts what everybody may see; the digest covers the whole result.
        ResultPublished(
            ballot.code,
            digest(ballot.result),
            **open_lines(found).outcomes(),
            register=(ballot.result or {}).get("register"),
        ),
        track=track_of(consultation),
    )


def open_lines(found: Tally) -> Tally:
    """A count without what closed groups wrote."""
    return replace(found, results=tuple(r for r in found.results if not r.line.closed_group))


def publish_due_results(db: Session) -> int:
    """The tick: publish every result whose ballot has closed. Gives how many there were."""
    due = db.exec(
        select(Ballot)
        .where(col(Ballot.result_published_at).is_(None), col(Ballot.opens_at) <= now(db))
        .order_by(col(Ballot.consultation_id), col(Ballot.id))
    ).all()
    return sum(publish_result(db, ballot) is not None for ballot in due)
