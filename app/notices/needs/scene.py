"""Before whom and when: the person's places in each consultation and its calendar, read once for every kind of need."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.calendar import ENDED, RoundStage, Stage, closes, round_stage, stage_of
from app.consultations.models import Consultation, ConsultationState, Membership, Role, Round
from app.consultations.rules import is_secretariat, moderator_seat, voting_seats, writer_seat
from app.discussion.answer_rules import ANSWERING_ROLES
from app.discussion.rules import delegations_of_actor
from app.kernel.actor import Actor
from app.kernel.clock import local_day, now
from app.notices.needs.views import Need


@dataclass(frozen=True)
class Here:
    """One consultation as it stands before one person: the places held in it and its calendar at one instant.

    `moderated` says whether anybody moderates it; without a moderator the secretariat runs its rounds.
    """

    consultation: Consultation
    actor: Actor
    at: datetime
    rounds: tuple[Round, ...] = ()
    moderated: bool = True
    _stages: dict[str, Stage] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """Its number."""
        return self.consultation.id or 0

    @property
    def base(self) -> str:
        """What its addresses begin with."""
        return f"/{self.consultation.slug}"

    @cached_property
    def moves(self) -> bool:
        """Whether anything happens in it: it is neither being set up nor over."""
        return self.consultation.state not in (*ENDED, ConsultationState.DRAFT)

    @cached_property
    def whole(self) -> bool:
        """Whether the person moderates the consultation as a whole."""
        seats = self.actor.seats_in(self.id)
        return any(s.role == Role.MODERATOR and s.group_id is None for s in seats)

    @cached_property
    def secretariat(self) -> bool:
        """Whether the person is of its secretariat."""
        return is_secretariat(self.actor, self.consultation)

    @cached_property
    def runs(self) -> bool:
        """Whether the person runs its rounds: a moderator does, the secretariat where there is none."""
        return moderator_seat(self.actor, self.consultation) is not None or (
            self.secretariat and not self.moderated
        )

    @cached_property
    def speaks_for(self) -> tuple[int, ...]:
        """The delegations whose positions the person gives."""
        seats = voting_seats(self.actor, self.consultation)
        return tuple(dict.fromkeys(s.delegation_id for s in seats if s.delegation_id is not None))

    @cached_property
    def sits_for(self) -> tuple[int, ...]:
        """The delegations the person sits in."""
        return tuple(delegations_of_actor(self.actor, self.consultation))

    def moderates(self, group_id: int) -> bool:
        """Whether the person moderates this group: as its convenor, or as moderator of the whole."""
        return moderator_seat(self.actor, self.consultation, group_id) is not None

    def drafts_answers(self, group_id: int) -> bool:
        """Whether the person is rapporteur or convenor of this group."""
        return self.actor.in_group(group_id, *ANSWERING_ROLES) is not None

    def writes(self, group_id: int) -> bool:
        """Whether the person writes in this group."""
        return writer_seat(self.actor, group_id) is not None

    def need(
        self,
        kind: str,
        code: str,
        *,
        title: str,
        why: str,
        due_at: datetime | None,
        url: str,
        act: str,
        since: datetime | None = None,
        said: str = "",
        language: str = "",
    ) -> Need:
        """Something that waits here."""
        return Need(
            consultation=self.consultation.slug,
            kind=kind,
            code=code,
            title=title,
            why=why,
            due_at=due_at,
            url=url,
            act=act,
            since=since,
            said=said,
            language=language or self.consultation.default_language,
        )

    def stage(self, roundtable: str) -> Stage:
        """The moment in the calendar of one roundtable."""
        if roundtable not in self._stages:
            self._stages[roundtable] = stage_of(self.consultation, self.rounds, roundtable, self.at)
        return self._stages[roundtable]

    def today(self) -> date:
        """The day on the wall where it takes place."""
        return local_day(self.at, self.consultation.timezone)


@dataclass(frozen=True)
class Scene:
    """All consultations of one person at one instant. What is asked of the database is asked for all of them at once."""

    actor: Actor
    at: datetime
    places: dict[int, Here]

    @cached_property
    def moving(self) -> list[Here]:
        """The consultations in which something happens."""
        return [here for here in self.places.values() if here.moves]

    @cached_property
    def rounds(self) -> dict[int, tuple[Here, Round, RoundStage]]:
        """Every round of those, with its stage, by its number."""
        return {
            round_.id or 0: (here, round_, round_stage(round_, self.at))
            for here in self.moving
            for round_ in here.rounds
        }

    def in_stage(self, stage: RoundStage, *kinds: str) -> dict[int, tuple[Here, Round]]:
        """The rounds of these kinds (of any, where none is named) that stand at a stage."""
        return {
            id_: (here, round_)
            for id_, (here, round_, found) in self.rounds.items()
            if found is stage and (not kinds or round_.kind in kinds)
        }

    def closes(self, round_id: int | None) -> datetime | None:
        """When a round ends; None where there is none."""
        found = self.rounds.get(round_id or 0)
        return closes(found[1]) if found is not None else None


def scene_of(db: Session, actor: Actor, consultations: Sequence[Consultation]) -> Scene:
    """The person's places in these consultations. One query; one more for the secretariat of any of them."""
    at = now(db)
    calendar: dict[int, list[Round]] = {c.id or 0: [] for c in consultations}
    for round_ in db.exec(
        select(Round)
        .where(col(Round.consultation_id).in_(sorted(calendar)))
        .order_by(col(Round.opens_at), col(Round.number))
    ):
        calendar[round_.consultation_id].append(round_)
    asked = [c.id or 0 for c in consultations if is_secretariat(actor, c) and not moderator_seat(actor, c)]
    moderated = set(
        db.exec(
            select(Membership.consultation_id).where(
                col(Membership.consultation_id).in_(asked),
                Membership.role == Role.MODERATOR,
                col(Membership.ended_at).is_(None),
                col(Membership.person_id).is_not(None),
                sa.or_(col(Membership.since).is_(None), col(Membership.since) <= local_day(at, "UTC")),
                sa.or_(col(Membership.until).is_(None), col(Membership.until) >= local_day(at, "UTC")),
            )
        )
        if asked
        else ()
    )
    return Scene(
        actor,
        at,
        {
            c.id or 0: Here(
                c,
                actor,
                at,
                tuple(calendar[c.id or 0]),
                moderated=c.id not in asked or c.id in moderated,
            )
            for c in consultations
        },
    )
