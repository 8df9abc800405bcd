"""What the front page shows: every consultation with where it stands."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from app.consultations.calendar import RoundStage, round_stage
from app.consultations.models import (
    Consultation,
    ConsultationState,
    Membership,
    Role,
    Round,
    WorkingGroup,
)
from app.consultations.queries import all_consultations
from app.consultations.rules import why_not_create
from app.drafting.models import Proposal, is_text
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.people.models import Person
from app.people.rules import why_not_administrate
from app.site.course import OpenRound, open_rounds
from app.site.visible import readable


@dataclass(frozen=True, slots=True)
class ConsultationLine:
    """One consultation on the front page."""

    consultation: Consultation
    planned: int
    open: OpenRound | None
    next_title: str | None
    next_opens: datetime | None
    mechanisms: int
    benchmarks: int
    adopted: int
    decided: int


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One of the demonstration's people and the places they hold."""

    name: str
    email: str
    seats: tuple[str, ...]


class FirstStep(StrEnum):
    """What is to be done first where there is no consultation to see, by whom it is done."""

    ACCOUNT = "account"
    SECRETARIAT = "secretariat"
    CREATE = "create"
    TOLD = "told"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The front page. `first` is there only where no consultation is."""

    lines: tuple[ConsultationLine, ...]
    first_day: date | None
    at: datetime
    first: FirstStep | None = None


def front_page(db: Session, actor: Actor) -> FrontPage:
    """Every consultation with its open round and its counts; three queries."""
    at = now(db)
    consultations = all_consultations(db, actor)
    rounds: dict[int, list[Round]] = defaultdict(list)
    for row in db.exec(select(Round).order_by(col(Round.opens_at), col(Round.number))):
        rounds[row.consultation_id].append(row)
    counts: dict[tuple[int, str, str], int] = {}
    for consultation_id, kind, state, many in db.exec(
        select(Proposal.consultation_id, Proposal.kind, Proposal.state, func.count())
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(readable(actor), is_text())
        .group_by(col(Proposal.consultation_id), col(Proposal.kind), col(Proposal.state))
    ):
        counts[consultation_id, kind, state] = many
    lines = []
    for consultation in consultations:
        mine = {key[1:]: many for key, many in counts.items() if key[0] == consultation.id}
        calendar = rounds[consultation.id or 0]
        now_open = open_rounds(calendar, at)
        planned = [r for r in calendar if round_stage(r, at) is RoundStage.PLANNED]
        adopted = sum(many for (_k, state), many in mine.items() if state in ("adopted", "consolidated"))
        lines.append(
            ConsultationLine(
                consultation=consultation,
                planned=len(calendar),
                open=now_open[0] if now_open else None,
                next_title=planned[0].title if planned else None,
                next_opens=planned[0].opens_at if planned else None,
                mechanisms=sum(many for (kind, _s), many in mine.items() if kind == "mechanism"),
                benchmarks=sum(many for (kind, _s), many in mine.items() if kind == "benchmark"),
                adopted=adopted,
                decided=adopted + sum(many for (_k, state), many in mine.items() if state == "not_adopted"),
            )
        )
    first = None if lines else first_step(db, actor)
    return FrontPage(tuple(lines), min((c.start_date for c in consultations), default=None), at, first)


def first_step(db: Session, actor: Actor) -> FirstStep:
    """What this reader can do first on a site without a consultation to see; one query at most."""
    if why_not_create(actor) is None:
        return FirstStep.CREATE
    if why_not_administrate(actor) is None:
        named = select(Membership.id).where(
            Membership.role == Role.SECRETARIAT,
            col(Membership.consultation_id).is_(None),
            col(Membership.ended_at).is_(None),
        )
        return FirstStep.TOLD if db.exec(named.limit(1)).first() is not None else FirstStep.SECRETARIAT
    anybody = actor.signed_in or db.exec(select(Person.id).limit(1)).first() is not None
    return FirstStep.WAIT if anybody else FirstStep.ACCOUNT


def places_held(db: Session, people: list[Person]) -> list[DemoPerson]:
    """The people of the demonstration with the titles of the seats that everybody may know of; one query."""
    seats: dict[int, list[str]] = defaultdict(list)
    for person_id, title in db.exec(
        select(Membership.person_id, Membership.title)
        .outerjoin(WorkingGroup, col(WorkingGroup.id) == Membership.group_id)
        .outerjoin(Consultation, col(Consultation.id) == Membership.consultation_id)
        .where(
            col(Membership.person_id).in_([person.id for person in people]),
            col(Membership.ended_at).is_(None),
            sa.or_(col(WorkingGroup.id).is_(None), col(WorkingGroup.closed).is_(False)),
            sa.or_(col(Consultation.id).is_(None), col(Consultation.state) != ConsultationState.DRAFT),
        )
        .order_by(col(Membership.id))
    ):
        if person_id is not None and title not in seats[person_id]:
            seats[person_id].append(title)
    return [DemoPerson(person.name, person.email, tuple(seats[person.id or 0])) for person in people]
