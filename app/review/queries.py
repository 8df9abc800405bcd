"""Reads of the moderators' room: a fixed number of queries, however many texts and comments there are."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.calendar import covers, round_stage
from app.consultations.models import (
    Constituency,
    Consultation,
    Delegation,
    Membership,
    Round,
    RoundKind,
    Roundtable,
    WorkingGroup,
)
from app.consultations.queries import compositions_of, is_moderated, rounds_of
from app.consultations.register import acts
from app.consultations.rules import VOTING_ROLES, may_see_group
from app.discussion.objections.queries import unaddressed_before, waiting_counts
from app.discussion.waiting import open_comments, undisposed_counts
from app.drafting.models import Proposal, ProposalState
from app.drafting.rules import why_frozen
from app.kernel.actor import Actor
from app.kernel.clock import local_day, now
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.review.rules import (
    why_not_cancel,
    why_not_change_plan,
    why_not_close,
    why_not_complete,
    why_not_declare_ready,
    why_not_extend,
    why_not_open,
)
from app.review.silence.queries import unconfirmed
from app.review.views import Controls, Done, Electorate, OnBallot, Room, Seats, Text
from app.voting.amendments.queries import waiting_and_older
from app.voting.disclosure.models import VoteMark
from app.voting.models import Ballot, BallotProposal, Elector, Position
from app.voting.recount.models import BallotStep, StepKind

# States a proposal never leaves for a round: they are not among the texts of one.
GONE = (ProposalState.WITHDRAWN, ProposalState.MERGED, ProposalState.SUPERSEDED)


def round_in(rounds: Sequence[Round], code: str) -> Round:
    """The round of this code, however it is written, or NotFound."""
    for round_ in rounds:
        if round_.code.casefold() == code.casefold():
            return round_
    raise NotFound(_("There is no round “%(code)s” here.") % {"code": code})


def proposals_in(
    db: Session, consultation: Consultation, scope: Sequence[str]
) -> list[tuple[Proposal, WorkingGroup, str]]:
    """Every text on these roundtables (on all, where none is named), with its group and its roundtable's code; no amendments.

    By roundtable, mechanisms first, by number: the order of lists and of a ballot. One query.
    """
    statement = (
        sa.select(Proposal, WorkingGroup, col(Roundtable.code))
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .join(Roundtable, col(Roundtable.id) == Proposal.roundtable_id)
        .where(
            col(Proposal.consultation_id) == consultation.id,
            col(Proposal.state).not_in(GONE),
            col(Proposal.amends_id).is_(None),
        )
        .order_by(
            col(Roundtable.number), col(Roundtable.code), col(Proposal.kind).desc(), col(Proposal.number)
        )
    )
    if scope:
        statement = statement.where(col(Roundtable.code).in_(scope))
    return [(row[0], row[1], row[2]) for row in db.execute(statement).all()]


def room_of(
    db: Session, consultation: Consultation, actor: Actor, code: str, *, before: bool = False
) -> Room:
    """A round with its texts, what they wait for and its ballot; NotFound where there is no such round. Seven queries.

    `before` is for the opening: what was said in the round itself, and its ballot, are not asked for; four queries. A
    round of selection asks three more, for the seats of the groups; a silence and a last call one or two. A ballot and a
    silence ask one more, for amendments.
    """
    rounds = rounds_of(db, consultation)
    round_ = round_in(rounds, code)
    at = now(db)
    silence = round_.kind == RoundKind.SILENCE
    waiting = [] if before else open_comments(db, consultation, actor, round_id=round_.id)
    ever, objected = waiting_counts(db, consultation)
    here = {} if before else undisposed_counts(db, round_)
    # Once the opening is given the texts of a round are known; what goes before them was said then.
    decides = round_.kind in (RoundKind.BALLOT, RoundKind.SILENCE) and round_.opening_given_at is None
    amended, older = waiting_and_older(db, consultation) if decides else ({}, {})
    texts = tuple(
        Text(
            id=proposal.id or 0,
            code=proposal.code,
            kind=proposal.kind,
            title=proposal.title,
            title_i18n=proposal.title_i18n,
            state=proposal.state,
            version=proposal.version,
            roundtable=table,
            group=group.code,
            group_id=group.id or 0,
            visible=may_see_group(actor, group),
            waiting=ever.get(proposal.id or 0, 0),
            waiting_here=here.get(proposal.id or 0, 0),
            objected=objected.get(proposal.id or 0, 0),
            closed=group.closed and not group.within,
            amended=tuple(each.code for each in amended.get(proposal.id or 0, ())),
            older=older.get(proposal.id or 0, ()),
            frozen=why_frozen(proposal),
        )
        for proposal, group, table in proposals_in(db, consultation, round_.scope)
    )
    objections = () if before else _objections(db, consultation, actor, round_)
    return Room(
        consultation=consultation,
        round=round_,
        rounds=rounds,
        at=at,
        stage=round_stage(round_, at),
        moderated=is_moderated(db, consultation),
        texts=texts,
        ballots=() if before else ballots_in(db, round_),
        waiting=tuple(waiting),
        unseen_waiting=sum(here.values()) > len(waiting) or "" in objections,
        seats=seats_in(db, consultation, actor, round_) if round_.kind == RoundKind.SELECTION else (),
        unconfirmed=tuple(unconfirmed(db, round_)) if silence and not before else (),
        unaddressed=tuple(filter(None, objections)),
    )


def _objections(db: Session, consultation: Consultation, actor: Actor, round_: Round) -> tuple[str, ...]:
    """The open objections of a last call, empty those on texts that the actor may not see; one query, else none."""
    return unaddressed_before(db, consultation, round_, actor)


def seats_in(db: Session, consultation: Consultation, actor: Actor, round_: Round) -> tuple[Seats, ...]:
    """The rules of composition of the groups that a round is about, and how they are filled: those of its roundtables
    and those that work across them, without what has ended. Counted are the seats of the day on which it opens, where
    that lies ahead. Three queries."""
    rows = db.execute(
        sa.select(WorkingGroup, col(Roundtable.code))
        .outerjoin(Roundtable, col(Roundtable.id) == col(WorkingGroup.roundtable_id))
        .where(col(WorkingGroup.consultation_id) == consultation.id, col(WorkingGroup.ended_at).is_(None))
        .order_by(col(WorkingGroup.code))
    )
    groups = [group for group, table in rows if table is None or covers(round_, table)]
    opens = local_day(max(now(db), round_.opens_at), "UTC")
    rules = compositions_of(db, consultation, groups, opens)
    return tuple(
        Seats(group.code, may_see_group(actor, group), rules[group.id])
        for group in groups
        if group.id in rules
    )


def ballots_in(db: Session, round_: Round) -> tuple[OnBallot, ...]:
    """The ballots of a round with how many positions are missing; one query."""
    lines = (
        sa.select(sa.func.count())
        .where(col(BallotProposal.ballot_id) == col(Ballot.id))
        .correlate(Ballot)
        .scalar_subquery()
    )
    electors = (
        sa.select(sa.func.count())
        .where(col(Elector.ballot_id) == col(Ballot.id))
        .correlate(Ballot)
        .scalar_subquery()
    )
    given = (
        sa.select(sa.func.count())
        .where(col(Position.ballot_id) == col(Ballot.id), col(Position.current).is_(True))
        .correlate(Ballot)
        .scalar_subquery()
    )
    # Of a secret ballot only that somebody has voted is known.
    marked = (
        sa.select(sa.func.count())
        .where(col(VoteMark.ballot_id) == col(Ballot.id))
        .correlate(Ballot)
        .scalar_subquery()
    )

    def stepped(kind: StepKind) -> sa.Exists:
        here = col(BallotStep.ballot_id) == col(Ballot.id)
        return sa.exists().where(here, col(BallotStep.kind) == kind)

    rows = db.execute(
        sa.select(
            col(Ballot.code),
            lines,
            electors,
            given + marked,
            col(Ballot.result_published_at),
            stepped(StepKind.DECLARED),
            stepped(StepKind.CERTIFIED),
            sa.or_(col(Ballot.voided_at).is_not(None), col(Ballot.from_history)),
        )
        .where(col(Ballot.round_id) == round_.id)
        .order_by(col(Ballot.id))
    ).all()
    return tuple(
        OnBallot(
            code=row[0],
            proposals=row[1],
            electorate=row[2],
            missing=max(row[1] * row[2] - row[3], 0),
            published=row[4] is not None,
            declared=bool(row[5]),
            certified=bool(row[6]),
            counts=not row[7],
        )
        for row in rows
    )


def electorate_now(db: Session, consultation: Consultation, round_: Round) -> Electorate:
    """The delegations that would give positions if a ballot were made now, or could break a silence, and how many of
    them nobody speaks for on the day on which the round opens, where that lies ahead, else today; one query."""
    day = local_day(max(now(db), round_.opens_at), "UTC")
    spoken_for = sa.exists().where(
        col(Membership.delegation_id) == col(Delegation.id),
        col(Membership.role).in_(VOTING_ROLES),
        col(Membership.person_id).is_not(None),
        col(Membership.personal).is_(False),
        col(Membership.ended_at).is_(None),
        sa.or_(col(Membership.since).is_(None), col(Membership.since) <= day),
        sa.or_(col(Membership.until).is_(None), col(Membership.until) >= day),
    )
    rows = db.execute(
        sa.select(col(Constituency.code), sa.func.count(), sa.func.sum(sa.case((spoken_for, 0), else_=1)))
        .join_from(Delegation, Constituency, col(Constituency.id) == Delegation.constituency_id)
        .where(
            col(Delegation.consultation_id) == consultation.id,
            col(Delegation.voting).is_(True),
            col(Delegation.ended_at).is_(None),
        )
        .group_by(col(Constituency.code))
    ).all()
    return Electorate(
        sum(row[1] for row in rows), sum(int(row[2]) for row in rows), frozenset(row[0] for row in rows)
    )


def controls_of(room: Room, actor: Actor) -> Controls:
    """What the reader may do with the round now, each None or a sentence; nothing is asked of the database."""
    place = (actor, room.consultation, room.round, room.at)
    return Controls(
        change=why_not_change_plan(*place, moderated=room.moderated),
        open=why_not_open(*place, moderated=room.moderated),
        extend=why_not_extend(*place, moderated=room.moderated),
        close=why_not_close(
            *place, moderated=room.moderated, missing=room.missing, running=len(room.unconfirmed)
        ),
        complete=why_not_complete(
            *place,
            moderated=room.moderated,
            unanswered=[comment.code for comment in room.waiting],
            unseen=room.unseen_waiting,
            unconfirmed=room.unconfirmed,
            unaddressed=room.unaddressed,
            undeclared=room.undeclared,
            uncertified=room.uncertified,
        ),
        cancel=why_not_cancel(*place, moderated=room.moderated),
    )


def waits_to_complete(room: Room) -> tuple[tuple[str, str], ...]:
    """What keeps a closed round from being completed, each as its code and the address where it is seen to."""
    base = f"/{room.consultation.slug}"
    there = f"{base}/rounds/{room.round.code}"
    return (
        *((c.code, f"{base}/{c.proposal}#{c.code}") for c in room.waiting),
        *((code, f"{base}/objections/{code}") for code in room.unaddressed),
        *((code, f"{there}#silence-{code}") for code in room.unconfirmed),
        *((code, f"{base}/ballots/{code}#standing") for code in (*room.undeclared, *room.uncertified)),
    )


def readiness_of(room: Room, actor: Actor) -> dict[str, str | None]:
    """For each text the reader may see why it cannot be declared ready now, or None; by code, for no query more."""
    return {
        text.code: why_not_declare_ready(
            actor,
            room.consultation,
            code=text.code,
            state=text.state,
            group_id=text.group_id,
            roundtable=text.roundtable,
            rounds=room.rounds,
            at=room.at,
            unanswered=text.waiting,
            objected=text.objected,
            moderated=room.moderated,
        )
        for text in room.seen
    }


def history_of(db: Session, consultation: Consultation, round_: Round) -> list[Done]:
    """What was done with a round and why, oldest first; one query. An imported round has no history of its own."""
    return [
        Done(
            verb=act.verb,
            who=act.capacity or act.name or _("System"),
            at=act.occurred_at,
            reason=act.reason or "",
            facts=act.facts,
            seq=act.seq,
        )
        for act in acts(db, consultation, subject=round_.code, limit=200)
        if act.verb.startswith("round_")
    ]


def earlier_comment_rounds(room: Room, *, of: tuple[str, ...]) -> list[Round]:
    """The rounds of these kinds that share a roundtable with this one and were opened before it; cancelled ones not."""
    mine = room.round
    return [
        r
        for r in room.rounds
        if r.id != mine.id
        and r.kind in of
        and r.cancelled_at is None
        and r.opening_given_at is not None
        and r.opens_at <= max(mine.opens_at, room.at)
        and (not mine.scope or not r.scope or any(covers(r, table) for table in mine.scope))
    ]


def next_number(rounds: Sequence[Round]) -> int:
    """The number of the next round: one more than the highest ever given, in its code or beside it."""
    numbers = [round_.number for round_ in rounds]
    numbers += [
        int(r.code[1:])
        for r in rounds
        if r.code[:1] in "Rr" and r.code[1:].isascii() and r.code[1:].isdigit() and len(r.code) < 9
    ]
    return max(numbers, default=0) + 1


def first_free_day(rounds: Sequence[Round], at: datetime) -> datetime:
    """Where a new round could begin: after everything that is planned, or now."""
    ends = [r.closes_at for r in rounds if r.cancelled_at is None]
    return max([at, *ends])
