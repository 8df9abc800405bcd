"""Reads what the rules look at: a pilot with its parties and the seats of whoever acts, its plan, its values."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.consultations.models import Consultation, Delegation, WorkingGroup
from app.drafting.models import Kind, Proposal, ProposalState, Version
from app.kernel.actor import Actor
from app.kernel.clock import local_day, now
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.outcome.models import Choice, Edition, Selection
from app.pilots.models import (
    Measurement,
    Milestone,
    Part,
    Pilot,
    PilotParty,
    PilotProposal,
    PilotStep,
    ProgressReport,
)
from app.pilots.reckoning import Goal, Planned, Reading, goal_of, missing_of
from app.pilots.rules import REPORTING_ROLES, Speaker, Standing

ADOPTED = (ProposalState.ADOPTED, ProposalState.CONSOLIDATED)


@dataclass(frozen=True, slots=True)
class Found:
    """A pilot as a verb finds it: its row, what the rules look at, and each delegation in or invited to it."""

    pilot: Pilot
    standing: Standing
    parties: tuple[tuple[PilotParty, Delegation], ...]

    def party(self, delegation_id: int) -> PilotParty | None:
        """The row of a delegation, also one that has left."""
        return next((party for party, body in self.parties if body.id == delegation_id), None)


@dataclass(frozen=True, slots=True)
class Tested:
    """A mechanism or a benchmark in a pilot, with its newest text and what the pilot says of it."""

    proposal: Proposal
    content: Mapping[str, object]
    own: PilotProposal
    recommended: bool

    @property
    def goal(self) -> Goal:
        """The goal on it, where it is a benchmark."""
        return goal_of(self.proposal.code, self.content, self.own)


def recommended() -> sa.ColumnElement[bool]:
    """Whether the proposal of a query's row is recommended: adopted by the delegations, and in the newest edition.

    While nothing is issued, what was adopted is, unless the representative group left it out. An edition holds what was
    decided up to its moment, so what is decided anew counts from the next one on.
    """
    issued = (
        sa.select(sa.func.max(col(Edition.issued_at)))
        .where(col(Edition.consultation_id) == col(Proposal.consultation_id))
        .correlate(Proposal)
        .scalar_subquery()
    )
    choice = (
        sa.select(col(Selection.choice))
        .where(
            col(Selection.proposal_id) == col(Proposal.id),
            sa.or_(issued.is_(None), col(Selection.recorded_at) <= issued),
        )
        .order_by(col(Selection.turn).desc())
        .limit(1)
        .correlate(Proposal)
        .scalar_subquery()
    )
    unsaid = sa.case((issued.is_(None), Choice.INCLUDE.value), else_=Choice.EXCLUDE.value)
    return sa.and_(col(Proposal.state).in_(ADOPTED), sa.func.coalesce(choice, unsaid) == Choice.INCLUDE.value)


def seats_here(actor: Actor, consultation: Consultation) -> dict[int, list[tuple[str, str]]]:
    """The delegations here from whose seats the actor speaks or reports: role and title of each seat."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for seat in actor.seats_in(consultation.id or 0):
        if seat.delegation_id is not None and seat.group_id is None and seat.role in REPORTING_ROLES:
            found[seat.delegation_id].append((seat.role, seat.title))
    return found


def speakers_of(db: Session, actor: Actor, consultation: Consultation) -> tuple[Speaker, ...]:
    """The delegations the actor speaks or reports for here; one query, none for whoever does for nobody."""
    seats = seats_here(actor, consultation)
    if not seats:
        return ()
    bodies = db.exec(
        select(Delegation).where(
            Delegation.consultation_id == consultation.id, col(Delegation.id).in_(sorted(seats))
        )
    ).all()
    return _speakers(seats, bodies)


def found_pilot(db: Session, actor: Actor, consultation: Consultation, code: str) -> Found:
    """The pilot of this code with what the rules look at; NotFound where there is none. Two queries."""
    pilot = db.exec(select(Pilot).where(Pilot.consultation_id == consultation.id, Pilot.code == code)).first()
    if pilot is None:
        raise NotFound(_("There is no pilot “%(code)s” here.") % {"code": code})
    seats = seats_here(actor, consultation)
    rows = db.execute(
        sa.select(Delegation, PilotParty)
        .join(
            PilotParty,
            sa.and_(
                col(PilotParty.delegation_id) == col(Delegation.id), col(PilotParty.pilot_id) == pilot.id
            ),
            isouter=True,
        )
        .where(
            col(Delegation.consultation_id) == consultation.id,
            sa.or_(col(PilotParty.pilot_id).is_not(None), col(Delegation.id).in_(sorted(seats))),
        )
        .order_by(col(PilotParty.part), col(PilotParty.place), col(Delegation.place))
    ).all()
    parties = tuple((party, body) for body, party in rows if party is not None)
    inside = [party for party, body in parties if takes_part(party, body)]
    standing = Standing(
        code=pilot.code,
        state=pilot.state,
        starts=pilot.starts,
        today=local_day(now(db), consultation.timezone),
        leads=frozenset(party.delegation_id for party in inside if party.part == Part.LEAD),
        partners=frozenset(party.delegation_id for party in inside if party.part != Part.LEAD),
        invited={party.delegation_id: party.part for party, _body in parties if is_invited(party)},
        asked=frozenset(party.delegation_id for party, _body in parties if party.lead_asked_on is not None),
        former=frozenset(party.delegation_id for party, _body in parties if has_led(party)),
        speakers=_speakers(seats, [body for body, _party in rows]),
    )
    return Found(pilot, standing, parties)


def takes_part(party: PilotParty, body: Delegation) -> bool:
    """Whether a delegation takes part: it was not only invited, has not left, and has not ended."""
    return party.left_on is None and not is_invited(party) and body.ended_at is None


def with_a_lead() -> sa.Select[Any]:
    """The pilots that a State leads today, by their numbers: as `takes_part` says it, for a query."""
    return (
        sa.select(col(PilotParty.pilot_id))
        .join(Delegation, col(Delegation.id) == col(PilotParty.delegation_id))
        .where(
            col(PilotParty.part) == Part.LEAD,
            col(PilotParty.left_on).is_(None),
            sa.or_(col(PilotParty.invited_on).is_(None), col(PilotParty.joined_on).is_not(None)),
            col(Delegation.ended_at).is_(None),
        )
    )


def has_led(party: PilotParty) -> bool:
    """Whether a delegation led the pilot and left; one that declined an invitation never led it."""
    declined = party.invited_on is not None and party.joined_on is None
    return party.part == Part.LEAD and party.left_on is not None and not declined


def is_invited(party: PilotParty) -> bool:
    """Whether a delegation was invited and has neither joined nor declined."""
    return party.invited_on is not None and party.joined_on is None and party.left_on is None


def proposals_in(db: Session, pilot: Pilot, *, only: str | None = None) -> list[Tested]:
    """What a pilot tries and reports against, with the newest texts; all of it, or the one of this code. One query.

    What a closed group wrote is not among them: nobody outside it knows of it.
    """
    wanted = [col(PilotProposal.pilot_id) == pilot.id, col(WorkingGroup.closed).is_(False)]
    if only is not None:
        wanted.append(col(Proposal.code) == only)
    rows = db.execute(
        sa.select(Proposal, col(Version.content), PilotProposal, recommended())
        .join(PilotProposal, col(PilotProposal.proposal_id) == col(Proposal.id))
        .join(WorkingGroup, col(WorkingGroup.id) == col(Proposal.group_id))
        .join(
            Version,
            sa.and_(col(Version.proposal_id) == col(Proposal.id), col(Version.n) == col(Proposal.version)),
        )
        .where(*wanted)
        .order_by(col(Proposal.kind).desc(), col(Proposal.roundtable_id), col(Proposal.number))
    ).all()
    return [Tested(proposal, content, own, bool(stands)) for proposal, content, own, stands in rows]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many milestones stand in a pilot, how many steps it has taken, how many reports were agreed."""

    milestones: int
    steps: int
    reports: int


def counted_in(db: Session, pilot: Pilot) -> Counted:
    """The numbers of a pilot that its steps look at. One query."""

    def many(model: type[Milestone | PilotStep | ProgressReport], *where: sa.ColumnElement[bool]) -> Any:
        return (
            sa.select(sa.func.count())
            .select_from(model)
            .where(col(model.pilot_id) == pilot.id, *where)
            .scalar_subquery()
        )

    row = db.execute(
        sa.select(
            many(Milestone, col(Milestone.state).in_(("planned", "met"))),
            many(PilotStep),
            many(ProgressReport),
        )
    ).one()
    return Counted(*row)


def missing_in(pilot: Pilot, tested: Sequence[Tested], counted: Counted) -> tuple[str, ...]:
    """What the plan of a pilot still misses before it can be confirmed, a sentence each."""
    return missing_of(
        Planned(
            starts=pilot.starts,
            ends=pilot.ends,
            recommended=sum(t.proposal.kind == Kind.MECHANISM and t.recommended for t in tested),
            goals=[t.goal for t in tested if t.proposal.kind == Kind.BENCHMARK],
            milestones=counted.milestones,
        )
    )


def readings_of(db: Session, pilots: Sequence[int]) -> dict[tuple[int, str], list[Reading]]:
    """The values that stand (corrected ones left out), by pilot and code of the benchmark. One query."""
    newer = aliased(Measurement)
    rows = db.execute(
        sa.select(
            col(Measurement.pilot_id),
            col(Proposal.code),
            col(Measurement.day),
            col(Measurement.value),
            col(Measurement.scope),
        )
        .join(Proposal, col(Proposal.id) == col(Measurement.proposal_id))
        .join(newer, col(newer.corrects_id) == col(Measurement.id), isouter=True)
        .where(col(Measurement.pilot_id).in_(pilots), col(newer.id).is_(None))
        .order_by(col(Measurement.day), col(Measurement.id))
    ).all()
    found: dict[tuple[int, str], list[Reading]] = defaultdict(list)
    for pilot_id, code, day, value, scope in rows:
        found[pilot_id, code].append(Reading(day, value, scope))
    return found


def unmeasured_in(db: Session, pilot: Pilot, tested: Sequence[Tested]) -> tuple[str, ...]:
    """The benchmarks of a pilot without a value since it began, by code. One query."""
    readings = readings_of(db, [pilot.id or 0])
    return tuple(
        t.proposal.code
        for t in tested
        if t.proposal.kind == Kind.BENCHMARK
        and not any(r.day >= pilot.starts for r in readings.get((pilot.id or 0, t.proposal.code), ()))
    )


def _speakers(
    seats: Mapping[int, Sequence[tuple[str, str]]], bodies: Sequence[Delegation]
) -> tuple[Speaker, ...]:
    return tuple(
        Speaker(body.id or 0, body.code, body.iso3 is not None, role, title)
        for body in bodies
        if body.ended_at is None
        for role, title in seats.get(body.id or 0, ())
    )
