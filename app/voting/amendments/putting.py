"""Which texts stand still for the amendments that are on a ballot, and what has become of the texts since."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.consultations.models import WorkingGroup
from app.consultations.queries import seen_groups
from app.drafting.models import Proposal, ProposalState
from app.kernel.actor import Actor
from app.kernel.i18n import gettext as _
from app.voting.amendments.models import Amendment
from app.voting.models import Ballot, BallotProposal

_Text = aliased(Proposal, name="amended_text")
_Later = aliased(BallotProposal, name="later_line")
# While one of its amendments stands there, a text is not changed.
_DECIDED_ON = (ProposalState.UNDER_DECISION, ProposalState.ADOPTED)
_DECIDED = (*_DECIDED_ON, ProposalState.NOT_ADOPTED, ProposalState.CONSOLIDATED, ProposalState.SUPERSEDED)


def is_last_on(ballot_id: int | None) -> sa.ColumnElement[bool]:
    """The condition on lines of this ballot that no later ballot took up what stands there: where an amendment stands, the
    last ballot that it was on has put it. An earlier one, certified or void, has no hand in it any more."""
    later = sa.exists().where(
        col(_Later.proposal_id) == col(BallotProposal.proposal_id),
        col(_Later.ballot_id) > col(BallotProposal.ballot_id),
    )
    return sa.and_(col(BallotProposal.ballot_id) == ballot_id, ~later)


def freeze_texts(db: Session, ballot: Ballot) -> None:
    """Let the texts stand still whose amendments on this ballot are under decision, or adopted and not entered yet, and let
    those go on that stood still for it where none is. Called by every verb after which they may stand elsewhere; one query,
    and one for each text."""
    rows = db.execute(
        sa.select(col(Proposal.amends_id), col(Proposal.code), col(Proposal.state), col(_Text.frozen))
        .join_from(BallotProposal, Proposal, col(Proposal.id) == BallotProposal.proposal_id)
        .join(_Text, col(_Text.id) == Proposal.amends_id)
        .where(is_last_on(ballot.id))
        .order_by(col(BallotProposal.place))
    )
    standing: dict[int, list[str]] = {}
    for text, code, state, frozen in rows:
        if frozen is not None and frozen["ballot"] != ballot.code:
            continue
        codes = standing.setdefault(text, [])
        if state in _DECIDED_ON:
            codes.append(code)
    for text, codes in standing.items():
        still = {"ballot": ballot.code, "amendments": codes} if codes else None
        db.execute(sa.update(Proposal).where(col(Proposal.id) == text).values(frozen=still))


def later_decided(db: Session, ballot: Ballot) -> str:
    """The code of a text that amendments of this ballot have entered and that is under a later decision, or was decided on
    since; empty where there is none. One query."""
    proposed = aliased(Proposal, name="proposed_later")
    line = aliased(BallotProposal, name="line_later")
    again = sa.exists().where(
        col(proposed.amends_id) == _Text.id,
        col(proposed.state).in_((*_DECIDED_ON, ProposalState.MERGED)),
        col(line.proposal_id) == proposed.id,
        col(line.ballot_id) > ballot.id,
    )
    found = db.execute(
        sa.select(col(_Text.code))
        .join_from(BallotProposal, Proposal, col(Proposal.id) == BallotProposal.proposal_id)
        .join(_Text, col(_Text.id) == Proposal.amends_id)
        .where(
            is_last_on(ballot.id),
            col(Proposal.state) == ProposalState.MERGED,
            sa.or_(col(_Text.state).in_(_DECIDED), again),
        )
        .order_by(col(BallotProposal.place))
        .limit(1)
    ).scalar()
    return found or ""


def entered_by_now(db: Session, actor: Actor, ballot_id: int) -> list[tuple[str, str]]:
    """The amendments of this ballot that stand in their text, each with the code of the text, that the actor may see: of a
    ballot that is void those that its group had edited before. One query."""
    rows = db.execute(
        sa.select(col(Proposal.code), col(_Text.code))
        .join_from(BallotProposal, Proposal, col(Proposal.id) == BallotProposal.proposal_id)
        .join(_Text, col(_Text.id) == Proposal.amends_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(is_last_on(ballot_id), col(Proposal.state) == ProposalState.MERGED, seen_groups(actor))
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
