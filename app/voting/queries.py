"""Reads of ballots. Counts are made from the rows of positions each time; nothing is shown while a ballot is open."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.consultations.models import (
    Constituency,
    Consultation,
    Delegation,
    Round,
    Roundtable,
    WorkingGroup,
)
from app.consultations.queries import seen_groups
from app.consultations.rules import VOTING_ROLES
from app.drafting.models import Proposal, Version
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import NotFound
from app.kernel.i18n import current_locale
from app.kernel.i18n import gettext as _
from app.voting.amendments.models import Amendment
from app.voting.counting import Counts, Result, counts_of
from app.voting.disclosure.queries import counted_positions, in_blocs
from app.voting.members.queries import still_sits
from app.voting.members.rules import by_members, still_member
from app.voting.members.words import stored_unit_name, unit_code, unit_name
from app.voting.models import Ballot, BallotProposal, Elector, Position
from app.voting.parameters import read_rule
from app.voting.rules import ballot_closes, ballot_stage, decide, judge, settle, why_not_count
from app.voting.said import overrulings_in, said_in
from app.voting.views import (
    BallotView,
    Line,
    ProposalResult,
    Seated,
    Tally,
)


def view_of(ballot: Ballot, round_: Round, at: datetime) -> BallotView:
    """Where a ballot stands at the instant `at`."""
    return BallotView(
        ballot=ballot,
        round=round_,
        rule=read_rule(ballot.rule),
        at=at,
        closes_at=ballot_closes(ballot, round_),
        stage=ballot_stage(ballot, round_, at),
        why_no_count=why_not_count(ballot, round_, at),
    )


def ballots_of(db: Session, consultation: Consultation, at: datetime) -> list[BallotView]:
    """The ballots of a consultation in the order they open; one query."""
    rows = db.exec(
        select(Ballot, Round)
        .join(Round, col(Round.id) == Ballot.round_id)
        .where(Ballot.consultation_id == consultation.id)
        .order_by(col(Ballot.opens_at), col(Ballot.code))
    ).all()
    return [view_of(ballot, round_, at) for ballot, round_ in rows]


_OF_CODE = (
    select(Ballot, Round)
    .join(Round, col(Round.id) == Ballot.round_id)
    .where(Ballot.consultation_id == sa.bindparam("consultation"), Ballot.code == sa.bindparam("code"))
)


def visible_ballot(db: Session, consultation: Consultation, code: str, at: datetime) -> BallotView:
    """The ballot of this code with its round, or NotFound; one query."""
    found = db.exec(_OF_CODE, params={"consultation": consultation.id, "code": code}).first()
    if found is None:
        raise NotFound(_("There is no ballot “%(code)s” here.") % {"code": code})
    return view_of(found[0], found[1], at)


def electorate_of(db: Session, ballot: Ballot) -> tuple[Seated, ...]:
    """The electorate by constituency, each in its order; one query. A member has left who sits for its delegation no more."""
    members = by_members(ballot.rule)
    rows = db.execute(
        sa.select(
            col(Delegation.id),
            col(Delegation.code),
            col(Delegation.short_name),
            col(Delegation.name_i18n),
            col(Constituency.id),
            col(Constituency.code),
            col(Constituency.name),
            col(Constituency.name_i18n),
            col(Delegation.ended_at),
            col(Elector.related),
            col(Elector.seat),
            col(Elector.title),
            still_sits(max(now(db), ballot.opens_at)) if members else sa.true(),
            col(Elector.person_id),
        )
        .join_from(Elector, Delegation, col(Delegation.id) == Elector.delegation_id)
        .join(Constituency, col(Constituency.id) == Elector.constituency_id)
        .where(col(Elector.ballot_id) == ballot.id)
        .order_by(col(Constituency.place), col(Constituency.code), col(Elector.place), col(Delegation.code))
    ).all()
    return tuple(
        Seated(
            delegation_id=row[0],
            code=unit_code(row[1], row[10]),
            name=unit_name(called(row[2], row[3]), row[10], row[11]),
            constituency_id=row[4],
            constituency=row[5],
            constituency_name=called(row[6], row[7]),
            left=row[8] is not None or not row[12],
            related=row[9] or "",
            stored_name=stored_unit_name(row[2], row[10], row[11]),
            seat=row[10],
            person_id=row[13],
        )
        for row in rows
    )


def lines_of(
    db: Session,
    ballot: Ballot,
    actor: Actor | None,
    *,
    codes: Collection[str] | None = None,
    amending: int | None = None,
) -> tuple[Line, ...]:
    """The proposals on a ballot in its order; one query.

    What a closed group wrote is there for its members and for those who give positions in this consultation only;
    without an actor (a command, a job) everything is. `amending` leaves the amendments to one text, by its number.
    """
    statement = seen_by(LINES, actor, ballot)
    if codes is not None:
        statement = statement.where(col(Proposal.code).in_(codes))
    if amending is not None:
        statement = statement.where(col(Proposal.amends_id) == amending)
    return tuple(Line(**row) for row in db.execute(statement, on_ballot(ballot)).mappings())


def seen_by(
    statement: sa.Select[*tuple[Any, ...]], actor: Actor | None, ballot: Ballot
) -> sa.Select[*tuple[Any, ...]]:
    """A query of lines without those that are hidden from the actor; without an actor everything is there."""
    if actor is None or _gives_here(actor, ballot):
        return statement
    if by_members(ballot.rule):
        # Who has lost every seat of a member sees what everybody does, as heads do who are no longer.
        mine = _is_elector(actor) if still_member(actor, ballot.consultation_id) else sa.false()
        return statement.where(sa.or_(seen_groups(actor), mine))
    return statement.where(seen_groups(actor))


def on_ballot(ballot: Ballot) -> dict[str, Any]:
    """What `LINES` is asked with."""
    return {"ballot": ballot.id, "opens_at": ballot.opens_at}


def version_decided_on(opens_at: Any) -> sa.ColumnElement[int]:
    """The version of a `BallotProposal` that its ballot decides on: the newest written before the ballot opened.

    Until then a text may be revised, and the delegations decide on the revision; the row's own number is that of the
    day on which the proposal was put on the ballot, and stands where nothing was written before the opening.
    """
    newest = (
        sa.select(sa.func.max(col(Version.n)))
        .where(col(Version.proposal_id) == BallotProposal.proposal_id, col(Version.created_at) < opens_at)
        .correlate(BallotProposal, Ballot)
        .scalar_subquery()
    )
    return sa.func.coalesce(newest, col(BallotProposal.version))


_amended = aliased(Proposal)
# The proposals on a ballot, for reads that join more to it; its columns are the fields of `Line`. Built once.
LINES: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        col(Proposal.id).label("proposal_id"),
        col(Proposal.code),
        col(Proposal.kind),
        col(Proposal.title),
        col(Proposal.title_i18n),
        col(Proposal.state),
        version_decided_on(sa.bindparam("opens_at")).label("version"),
        col(BallotProposal.place),
        col(Roundtable.code).label("roundtable"),
        col(Roundtable.number).label("roundtable_number"),
        col(Roundtable.short_title).label("roundtable_title"),
        col(Roundtable.title_i18n).label("roundtable_i18n"),
        col(Proposal.group_id),
        col(WorkingGroup.closed).label("closed_group"),
        col(_amended.code).label("amends"),
        col(Proposal.amends_id),
        sa.func.coalesce(col(Amendment.field), "").label("field"),
        sa.func.coalesce(col(Amendment.paragraph), "").label("paragraph"),
    )
    .join_from(BallotProposal, Proposal, col(Proposal.id) == BallotProposal.proposal_id)
    .join(Roundtable, col(Roundtable.id) == Proposal.roundtable_id)
    .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
    .outerjoin(_amended, col(_amended.id) == Proposal.amends_id)
    .outerjoin(Amendment, col(Amendment.proposal_id) == Proposal.id)
    .where(col(BallotProposal.ballot_id) == sa.bindparam("ballot"))
    .order_by(col(BallotProposal.place), col(Proposal.code))
)


def visible_line(db: Session, ballot: Ballot, actor: Actor, code: str) -> Line:
    """The proposal of this code on this ballot, or NotFound."""
    found = lines_of(db, ballot, actor, codes=[code])
    if not found:
        raise NotFound(_("There is no proposal “%(code)s” on this ballot.") % {"code": code})
    return found[0]


def tally(
    db: Session,
    view: BallotView,
    actor: Actor | None = None,
    *,
    code: str | None = None,
    words: bool = True,
) -> Tally:
    """The count of a ballot, or of one proposal on it: four queries, however many proposals and delegations;
    one more where the rule lets the chair overrule, and where delegations are not named, whose small constituencies are
    counted together then. Without `words` no reasons and no reservations are read, which are
    most of what there is to read in a large ballot. Of one amendment those to the same text are counted with it, one query
    more: which of them falls follows from all.

    Whether it may be shown is for the caller to ask (`why_not_count`).
    """
    ballot = view.ballot
    electorate = in_blocs(db, view.rule, ballot, electorate_of(db, ballot))
    lines = lines_of(db, ballot, actor, codes=None if code is None else [code])
    if code is not None and lines and lines[0].amends_id is not None:
        lines = lines_of(db, ballot, actor, amending=lines[0].amends_id)
    only = lines[0].proposal_id if code is not None and len(lines) == 1 else None
    overruled = overrulings_in(db, view, only)
    judged = _judged(db, view, electorate, only, overruled)
    said = said_in(db, view, electorate, only, overruled, words=words)
    objecting = {stance.name for stance in view.rule.stances if stance.objects}
    results = []
    for line in lines:
        spoken = said.get(line.proposal_id, [])
        objections = tuple(s for s in spoken if s.position in objecting)
        result = judged(line.proposal_id, [s.name for s in objections if s.name])
        reservations = tuple(s for s in spoken if s.position not in objecting)
        results.append(ProposalResult(line, result, reservations, objections))
    settled = settle([(r.line.code, r.line.target, r.result) for r in results])
    found = (replace(r, result=result) for r, result in zip(results, settled, strict=True))
    return Tally(view, electorate, tuple(r for r in found if code in (None, r.line.code)))


def called(name: str, i18n: dict[str, str] | None) -> str:
    """A name in the reader's language where there is one."""
    return (i18n or {}).get(current_locale()) or name


def _is_elector(actor: Actor) -> sa.ColumnElement[bool]:
    # Another name than that of the electors which the query itself may read.
    own = aliased(Elector)
    return sa.exists().where(
        col(own.ballot_id) == col(BallotProposal.ballot_id), col(own.person_id) == actor.person_id
    )


def _gives_here(actor: Actor, ballot: Ballot) -> bool:
    if by_members(ballot.rule):
        return False
    seats = actor.seats_in(ballot.consultation_id)
    return any(seat.delegation_id is not None and seat.role in VOTING_ROLES for seat in seats)


def _judged(
    db: Session,
    view: BallotView,
    electorate: Collection[Seated],
    only: int | None,
    overruled: Collection[tuple[int, int, int]],
) -> Callable[[int, Sequence[str]], Result]:
    """What the rule makes of each proposal: from counts made in bulk, or one by one where related bodies count as one or
    the chair has overruled an objection."""
    if view.rule.related_as_one or overruled:
        electors = [seated.as_elector() for seated in electorate]
        given = _given(db, view, electorate, only)
        codes = {seated.key: seated.code for seated in electorate}
        return lambda proposal_id, _objectors: decide(
            view.rule,
            electors,
            given[proposal_id],
            overruled=[codes[of, seat] for proposal, of, seat in overruled if proposal == proposal_id],
        )
    names = {s.constituency: s.constituency_name for s in electorate}
    counts = _counts(db, view, electorate, only)
    return lambda proposal_id, objectors: judge(
        view.rule, counts(proposal_id), names=names, objectors=objectors
    )


def _given(
    db: Session, view: BallotView, electorate: Collection[Seated], only: int | None
) -> dict[int, dict[str, str]]:
    """The positions that count by proposal and the code of the delegation; one query."""
    codes = {seated.key: seated.code for seated in electorate}
    statement = sa.select(
        col(Position.proposal_id), col(Position.delegation_id), col(Position.seat), col(Position.position)
    ).where(col(Position.ballot_id) == view.ballot.id, col(Position.current).is_(True))
    if only is not None:
        statement = statement.where(col(Position.proposal_id) == only)
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for proposal, delegation, seat, position in db.execute(statement):
        if (delegation, seat) in codes:
            found[proposal][codes[delegation, seat]] = position
    return found


def _counts(
    db: Session, view: BallotView, electorate: Collection[Seated], only: int | None
) -> Callable[[int], dict[str, Counts]]:
    """The counts of each proposal by constituency, in the order of the electorate, from one grouped query."""
    size: Counter[str] = Counter(seated.constituency for seated in electorate)
    code_of = {seated.constituency_id: seated.constituency for seated in electorate}
    statement = counted_positions(view.rule, view.ballot)
    if only is not None:
        statement = statement.where(statement.selected_columns[0] == only)
    found: dict[int, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for proposal, constituency, position, n in db.execute(statement):
        found[proposal][code_of[constituency]][position] += n

    def of(proposal_id: int) -> dict[str, Counts]:
        given = found.get(proposal_id, {})
        return {code: counts_of(view.rule, given.get(code, {}), seats) for code, seats in size.items()}

    return of
