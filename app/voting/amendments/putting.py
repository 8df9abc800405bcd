"""Amendments on a ballot: which are left out of one, and which texts stand still for those that are on it."""

from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.consultations.models import Consultation
from app.drafting.models import Proposal, ProposalState
from app.voting.amendments.models import Amendment
from app.voting.models import Ballot, BallotProposal

_Text = aliased(Proposal, name="amended_text")
# While one of its amendments stands there, a text is not changed.
_DECIDED_ON = (ProposalState.UNDER_DECISION, ProposalState.ADOPTED)


def written_on_older(db: Session, consultation: Consultation) -> dict[int, tuple[str, ...]]:
    """The amendments that wait, but were written on another version than the newest of their text, so that no ballot takes
    them up: their codes by the number of the text, in the order in which they were moved; one query."""
    rows = db.execute(
        sa.select(col(Amendment.amends_id), col(Proposal.code))
        .join_from(Amendment, Proposal, col(Proposal.id) == Amendment.proposal_id)
        .join(_Text, col(_Text.id) == Amendment.amends_id)
        .where(
            col(Amendment.consultation_id) == consultation.id,
            col(Proposal.state) == ProposalState.READY,
            col(Amendment.base_version) != _Text.version,
        )
        .order_by(col(Amendment.id))
    )
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for text, code in rows:
        found[text] = (*found[text], code)
    return found


def freeze_texts(db: Session, ballot: Ballot) -> None:
    """Let the texts stand still whose amendments on this ballot are under decision, or adopted and not entered yet, and let
    those go on where none is. Called by every verb after which they may stand elsewhere; one query, and one for each text."""
    rows = db.execute(
        sa.select(col(Proposal.amends_id), col(Proposal.code), col(Proposal.state))
        .join_from(BallotProposal, Proposal, col(Proposal.id) == BallotProposal.proposal_id)
        .where(col(BallotProposal.ballot_id) == ballot.id, col(Proposal.amends_id).is_not(None))
        .order_by(col(BallotProposal.place))
    )
    standing: dict[int, list[str]] = {}
    for text, code, state in rows:
        codes = standing.setdefault(text, [])
        if state in _DECIDED_ON:
            codes.append(code)
    for text, codes in standing.items():
        frozen = {"ballot": ballot.code, "amendments": codes} if codes else None
        db.execute(sa.update(Proposal).where(col(Proposal.id) == text).values(frozen=frozen))
