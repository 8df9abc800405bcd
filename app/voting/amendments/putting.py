"""Which texts stand still for the amendments that are on a ballot, and what has become of the texts since."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.drafting.models import Proposal, ProposalState
from app.kernel.i18n import gettext as _
from app.voting.amendments.models import Amendment
from app.voting.models import Ballot, BallotProposal

_Text = aliased(Proposal, name="amended_text")
# While one of its amendments stands there, a text is not changed.
_DECIDED_ON = (ProposalState.UNDER_DECISION, ProposalState.ADOPTED)
_DECIDED = (*_DECIDED_ON, ProposalState.NOT_ADOPTED, ProposalState.CONSOLIDATED, ProposalState.SUPERSEDED)


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


def later_decided(db: Session, ballot: Ballot) -> str:
    """The code of a text that amendments of this ballot have entered and that is under a later decision, or was decided on
    since; empty where there is none. One query."""
    later = aliased(Amendment, name="later")
    proposed = aliased(Proposal, name="proposed_later")
    again = sa.exists().where(
        col(later.amends_id) == _Text.id,
        col(proposed.id) == later.proposal_id,
        col(proposed.state).in_(_DECIDED_ON),
    )
    found = db.execute(
        sa.select(col(_Text.code))
        .join_from(BallotProposal, Proposal, col(Proposal.id) == BallotProposal.proposal_id)
        .join(_Text, col(_Text.id) == Proposal.amends_id)
        .where(
            col(BallotProposal.ballot_id) == ballot.id,
            col(Proposal.state) == ProposalState.MERGED,
            sa.or_(col(_Text.state).in_(_DECIDED), again),
        )
        .order_by(col(BallotProposal.place))
        .limit(1)
    ).scalar()
    return found or ""


def entered_by_now(db: Session, ballot_id: int) -> list[tuple[str, str]]:
    """The amendments of this ballot that stand in their text, each with the code of the text: of a ballot that is void
    those that its group had edited before. One query."""
    rows = db.execute(
        sa.select(col(Proposal.code), col(_Text.code))
        .join_from(BallotProposal, Proposal, col(Proposal.id) == BallotProposal.proposal_id)
        .join(_Text, col(_Text.id) == Proposal.amends_id)
        .where(col(BallotProposal.ballot_id) == ballot_id, col(Proposal.state) == ProposalState.MERGED)
        .order_by(col(BallotProposal.place))
    )
    return [(row[0], row[1]) for row in rows]


def why_not_amended_any_more(db: Session, ballot: Ballot, amendment_id: int) -> str | None:
    """Why this amendment cannot be adopted after all, where an objection to it would be overruled, or None: while none was
    adopted its text could go on, and it has. One query."""
    found = db.execute(
        sa.select(Amendment, _Text)
        .join(_Text, col(_Text.id) == Amendment.amends_id)
        .where(col(Amendment.proposal_id) == amendment_id)
    ).first()
    if found is None:
        return None
    amendment, text = found
    elsewhere = text.frozen is not None and text.frozen["ballot"] != ballot.code
    if text.state == ProposalState.READY and text.version == amendment.base_version and not elsewhere:
        return None
    return _(
        "%(code)s has gone on since, so that no amendment to its version %(n)s can be adopted any more."
    ) % {
        "code": text.code,
        "n": amendment.base_version,
    }
