"""Make a ballot when a moderator opens its round, and let it go on when the round is extended."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.attribution import capacity_in
from app.consultations.models import Constituency, Consultation, Delegation, Round
from app.consultations.queries import track_of
from app.drafting.models import Proposal
from app.kernel.actor import Actor
from app.kernel.db import keep_all
from app.kernel.ledger import record
from app.people.models import Organisation
from app.voting.events import BallotExtended, BallotMade
from app.voting.members.queries import members_now
from app.voting.members.rules import by_members
from app.voting.models import Ballot, BallotProposal, Elector
from app.voting.parameters import read_rule


def open_ballot(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    round_: Round,
    proposals: Sequence[Proposal],
    *,
    rule: Mapping[str, Any],
    capacity: str | None = None,
) -> Ballot:
    """Make the ballot of `round_`: these proposals in this order, each in its newest version; the rule; the electorate.

    The electorate are the voting delegations that have not ended, as they are at this moment, or the members of the groups
    whose texts these are, as they sit on the day on which the ballot opens: who joins later takes no part, who leaves is still counted (invariant 2). `rule` is one that `chosen_rule` gave. The caller holds the
    consultation's lock and has asked the rule of opening, also whether enough take part (`why_too_few`); the round's
    instants are set.
    """
    ballot = Ballot(
        consultation_id=consultation.id or 0,
        round_id=round_.id or 0,
        code=_next_code(db, consultation),
        title=round_.title,
        preset=read_rule(rule).preset,
        opens_at=round_.opens_at,
        closes_at=round_.closes_at,
        rule=dict(rule),
    )
    db.add(ballot)
    db.flush()
    lines = [
        BallotProposal(
            consultation_id=ballot.consultation_id,
            ballot_id=ballot.id or 0,
            proposal_id=proposal.id or 0,
            version=proposal.version,
            place=place,
        )
        for place, proposal in enumerate(proposals)
    ]
    related = related_groups_of(db, consultation) if read_rule(rule).related_as_one else {}
    if by_members(rule):
        electors = _members(db, consultation, ballot, round_, {each.group_id for each in proposals}, related)
    else:
        electors = [
            Elector(
                consultation_id=ballot.consultation_id,
                ballot_id=ballot.id or 0,
                delegation_id=delegation.id or 0,
                constituency_id=delegation.constituency_id,
                place=place,
                related=related.get(delegation.id or 0),
            )
            for place, delegation in enumerate(_voting_delegations(db, consultation))
        ]
    kept_lines = keep_all(
        db, lines, sa.select(BallotProposal).where(col(BallotProposal.ballot_id) == ballot.id)
    )
    kept_electors = keep_all(db, electors, sa.select(Elector).where(col(Elector.ballot_id) == ballot.id))
    record(
        db,
        actor,
        BallotMade(ballot.code, round_.code, len(electors)),
        track=track_of(consultation),
        left=[ballot, *kept_lines, *kept_electors],
        capacity=capacity,
    )
    return ballot


def _members(
    db: Session,
    consultation: Consultation,
    ballot: Ballot,
    round_: Round,
    groups: Collection[int],
    related: Mapping[int, str],
) -> list[Elector]:
    """The members as electors: each person once, numbered within its delegation, under the capacity its round shows."""
    numbers: Counter[int] = Counter()
    electors = []
    for place, member in enumerate(members_now(db, consultation, groups, round_.opens_at)):
        numbers[member.delegation_id] += 1
        electors.append(
            Elector(
                consultation_id=ballot.consultation_id,
                ballot_id=ballot.id or 0,
                delegation_id=member.delegation_id,
                constituency_id=member.constituency_id,
                place=place,
                related=related.get(member.delegation_id),
                seat=numbers[member.delegation_id],
                person_id=member.person_id,
                title=capacity_in(round_, member.title).capacity or "",
            )
        )
    return electors


def extend_ballots(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    round_: Round,
    *,
    closes: datetime,
    capacity: str | None = None,
    reason: str | None = None,
) -> list[Ballot]:
    """Let the ballots of `round_` take positions until `closes`, and seal them anew. The caller has asked the rule."""
    ballots = db.exec(select(Ballot).where(Ballot.round_id == round_.id).order_by(col(Ballot.id))).all()
    for ballot in ballots:
        ballot.closes_at = closes
        db.add(ballot)
        record(
            db,
            actor,
            BallotExtended(ballot.code, round_.code, closes),
            track=track_of(consultation),
            left=[ballot],
            capacity=capacity,
            reason=reason,
        )
    return list(ballots)


def _next_code(db: Session, consultation: Consultation) -> str:
    """BAL-1, BAL-2 …; no ballot is ever deleted, so that one more than the highest was never given."""
    codes = db.exec(select(Ballot.code).where(Ballot.consultation_id == consultation.id)).all()
    numbers = [
        int(code[4:])
        for code in codes
        if code.startswith("BAL-") and code[4:].isascii() and code[4:].isdigit()
    ]
    return f"BAL-{max(numbers, default=0) + 1}"


def related_groups_of(db: Session, consultation: Consultation) -> dict[int, str]:
    """The related group of each delegation whose organisation has one, by the delegation's id; one query."""
    rows = db.execute(
        sa.select(col(Delegation.id), col(Organisation.related_group))
        .join_from(Delegation, Organisation, col(Organisation.id) == Delegation.organisation_id)
        .where(
            col(Delegation.consultation_id) == consultation.id, col(Organisation.related_group).is_not(None)
        )
    )
    return {row[0]: row[1] for row in rows}


def _voting_delegations(db: Session, consultation: Consultation) -> Sequence[Delegation]:
    return db.exec(
        select(Delegation)
        .join(Constituency, col(Constituency.id) == Delegation.constituency_id)
        .where(
            Delegation.consultation_id == consultation.id,
            col(Delegation.voting).is_(True),
            col(Delegation.ended_at).is_(None),
        )
        .order_by(
            col(Constituency.place), col(Constituency.code), col(Delegation.place), col(Delegation.code)
        )
    ).all()
