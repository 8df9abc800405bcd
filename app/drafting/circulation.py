"""Versions sent to a list of recipients: who may send and to whom, and reading what was sent (domain A2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.consultations.calendar import ENDED
from app.consultations.models import (
    Consultation,
    ConsultationState,
    Delegation,
    Membership,
    Role,
    WorkingGroup,
)
from app.consultations.queries import seen_groups
from app.consultations.rules import may_see_group, own_groups
from app.drafting.models import Circulation, CirculationReceipt, Proposal
from app.kernel.actor import Actor
from app.kernel.clock import local_day, now
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.people.models import Person

# People who sit in no group: the body they are offered in, in this order after the text's own group.
_BODIES = {
    Role.HEAD: "heads",
    Role.ALTERNATE: "alternates",
    Role.OBSERVER: "observers",
    Role.SECRETARIAT: "secretariat",
}
MESSAGE_LIMIT = 2000
_SENDERS = (Role.RAPPORTEUR, Role.MODERATOR)


def why_not_circulate(actor: Actor, consultation: Consultation, group: WorkingGroup) -> str | None:
    """The rapporteur and the convenor of a group circulate its texts, while the consultation is running."""
    if not actor.signed_in:
        return _("Sign in first: the rapporteur and the convenor of %(group)s circulate its texts.") % {
            "group": group.code
        }
    if actor.in_group(group.id or 0, *_SENDERS) is None:
        return _("The rapporteur and the convenor of %(group)s circulate its texts. Ask one of them.") % {
            "group": group.code
        }
    return _why_not_running(consultation)


def why_not_confirm(actor: Actor, consultation: Consultation, *, recipient: bool) -> str | None:
    """Whoever a version was sent to confirms its receipt, once, while the consultation is running."""
    if not actor.signed_in:
        return _("Sign in first: those it was sent to confirm its receipt.")
    if not recipient:
        return _("This was not sent to you, so there is nothing to confirm. Those it was sent to do that.")
    return _why_not_running(consultation)


def _why_not_running(consultation: Consultation) -> str | None:
    if consultation.state in ENDED:
        return _("%(code)s is closed, and its record stands as it is.") % {"code": consultation.code}
    if consultation.state == ConsultationState.DRAFT:
        return _("%(code)s is still being set up. Work begins when its secretariat opens it.") % {
            "code": consultation.code
        }
    return None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a version can be sent to, in the capacity held in one body."""

    person_id: int
    public_id: str
    name: str
    title: str
    delegation_id: int | None


@dataclass(frozen=True, slots=True)
class Body:
    """People who belong together: a group, the heads of delegations, the observers … `code` is its name in forms."""

    code: str
    title: str
    people: tuple[Candidate, ...]

    @property
    def group(self) -> bool:
        """Whether it is a working group, which has a code that people know."""
        return self.code not in _BODIES.values()


def recipients_offered(
    db: Session, actor: Actor, consultation: Consultation, group: WorkingGroup
) -> list[Body]:
    """To whom a text of `group` can be sent, by body, the own group first. One query.

    What a closed group writes is sent to its own people only; people of other closed groups are not shown. Nobody
    sends to themselves.
    """
    today = local_day(now(db), "UTC")
    rows = db.execute(
        sa.select(Membership, Person, WorkingGroup, Delegation)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .join(WorkingGroup, col(WorkingGroup.id) == col(Membership.group_id), isouter=True)
        .join(Delegation, col(Delegation.id) == col(Membership.delegation_id), isouter=True)
        .where(
            col(Membership.consultation_id) == consultation.id,
            col(Membership.person_id) != (actor.person_id or 0),
            col(Membership.ended_at).is_(None),
            col(WorkingGroup.ended_at).is_(None),
            col(Delegation.ended_at).is_(None),
            sa.or_(col(Membership.since).is_(None), col(Membership.since) <= today),
            sa.or_(col(Membership.until).is_(None), col(Membership.until) >= today),
        )
        .order_by(col(WorkingGroup.code), col(Delegation.place), col(Membership.title), col(Membership.id))
    ).all()
    bodies: dict[str, Body] = {group.code: Body(group.code, group.title, ())}
    for seat, person, seated_in, delegation in rows:
        body = _body_of(actor, seat, seated_in)
        if body is None or (group.closed and body.code != group.code):
            continue
        candidate = Candidate(
            person.id, person.public_id, person.name, seat.title, delegation.id if delegation else None
        )
        known = bodies.setdefault(body.code, body)
        if all(other.person_id != candidate.person_id for other in known.people):
            bodies[body.code] = replace(known, people=(*known.people, candidate))
    groups = [code for code in bodies if code not in (group.code, *_BODIES.values())]
    order = [group.code, *_BODIES.values(), *groups]
    return [bodies[code] for code in order if code in bodies and bodies[code].people]


def _body_of(actor: Actor, seat: Membership, group: WorkingGroup | None) -> Body | None:
    if group is not None:
        return Body(group.code, group.title, ()) if may_see_group(actor, group) else None
    names = {
        Role.HEAD: _("Heads of delegations"),
        Role.ALTERNATE: _("Alternates of delegations"),
        Role.OBSERVER: _("Observers"),
        Role.SECRETARIAT: _("Secretariat"),
    }
    name = names.get(Role(seat.role))
    return Body(_BODIES[Role(seat.role)], name, ()) if name is not None else None


def chosen_of(bodies: Sequence[Body], wanted: Iterable[str]) -> tuple[list[Candidate], list[str]]:
    """Who is meant by `wanted`: `all:BODY` or a person's public id. Each once, and the names that mean nobody."""
    everybody = {f"all:{body.code}": body.people for body in bodies}
    each = {one.public_id: (one,) for body in reversed(bodies) for one in body.people}
    chosen: dict[int, Candidate] = {}
    unknown = []
    for name in wanted:
        found = everybody.get(name) or each.get(name)
        if found is None:
            unknown.append(name)
        for one in found or ():
            chosen.setdefault(one.person_id, one)
    return list(chosen.values()), unknown


@dataclass(frozen=True, slots=True)
class Receipt:
    """One recipient, and when that person confirmed."""

    title: str
    name: str
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sent:
    """A circulation in a list: how many it went to, how many confirmed, and the reader's own receipt if any."""

    circulation: Circulation
    proposal: str
    title: str
    recipients: int
    confirmed: int
    mine: bool
    received_at: datetime | None

    @property
    def waits(self) -> bool:
        """Whether the reader has still to confirm it."""
        return self.mine and self.received_at is None


@dataclass(frozen=True, slots=True)
class Opened:
    """One circulation as its reader sees it; `receipts` only for the group and the sender."""

    circulation: Circulation
    proposal: Proposal
    group: WorkingGroup
    mine: CirculationReceipt | None
    recipients: int
    confirmed: int
    receipts: tuple[Receipt, ...]
    of_the_group: bool
    why_not_confirm: str | None


def circulations_for(
    db: Session, actor: Actor, consultation: Consultation, *, proposal: str | None = None
) -> list[Sent]:
    """What was sent to the actor, and what the actor's groups sent; what waits for a receipt first. One query."""
    own, every = aliased(CirculationReceipt), aliased(CirculationReceipt)
    counted = (
        sa.select(
            col(every.circulation_id).label("id"),
            sa.func.count().label("recipients"),
            sa.func.count(col(every.received_at)).label("confirmed"),
        )
        .where(col(every.consultation_id) == consultation.id)
        .group_by(col(every.circulation_id))
        .subquery()
    )
    statement = (
        sa.select(
            Circulation,
            col(Proposal.code),
            col(Proposal.title),
            counted.c.recipients,
            counted.c.confirmed,
            col(own.id),
            col(own.received_at),
        )
        .join(Proposal, col(Proposal.id) == col(Circulation.proposal_id))
        .join(WorkingGroup, col(WorkingGroup.id) == col(Proposal.group_id))
        .join(counted, counted.c.id == col(Circulation.id))
        .join(
            own,
            sa.and_(col(own.circulation_id) == col(Circulation.id), col(own.person_id) == actor.person_id),
            isouter=True,
        )
        .where(
            col(Circulation.consultation_id) == consultation.id,
            seen_groups(actor),
            sa.or_(
                col(own.id).is_not(None),
                col(WorkingGroup.id).in_(own_groups(actor)),
                col(Circulation.person_id) == actor.person_id,
            ),
        )
        .order_by(col(Circulation.id).desc())
    )
    if proposal is not None:
        statement = statement.where(col(Proposal.code) == proposal)
    found = [
        Sent(row[0], row[1], row[2], row[3], row[4], row[5] is not None, row[6])
        for row in db.execute(statement)
    ]
    return sorted(found, key=lambda sent: not sent.waits)


def unconfirmed(db: Session, actor: Actor, consultation: Consultation) -> int:
    """How many circulations wait for the actor's receipt here. One query, none for a visitor."""
    if not actor.signed_in:
        return 0
    return db.exec(
        select(sa.func.count())
        .select_from(CirculationReceipt)
        .join(Circulation, col(Circulation.id) == CirculationReceipt.circulation_id)
        .join(Proposal, col(Proposal.id) == Circulation.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(
            CirculationReceipt.consultation_id == consultation.id,
            CirculationReceipt.person_id == actor.person_id,
            col(CirculationReceipt.received_at).is_(None),
            seen_groups(actor),
        )
    ).one()


def circulation_rows(db: Session, actor: Actor, consultation: Consultation, code: str) -> Any:
    """The circulation with its proposal, group and the actor's receipt; NotFound where it is none of the actor's.

    Seen by the group, the sender and the recipients; in a closed group by whoever still sits in it.
    """
    row = db.execute(
        sa.select(Circulation, Proposal, WorkingGroup, CirculationReceipt)
        .join(Proposal, col(Proposal.id) == col(Circulation.proposal_id))
        .join(WorkingGroup, col(WorkingGroup.id) == col(Proposal.group_id))
        .join(
            CirculationReceipt,
            sa.and_(
                col(CirculationReceipt.circulation_id) == col(Circulation.id),
                col(CirculationReceipt.person_id) == (actor.person_id or 0),
            ),
            isouter=True,
        )
        .where(col(Circulation.consultation_id) == consultation.id, col(Circulation.code) == code)
    ).first()
    if row is not None and may_see_group(actor, row[2]):
        sent_by_me = actor.signed_in and row[0].person_id == actor.person_id
        if row[3] is not None or sent_by_me or actor.in_group(row[2].id or 0) is not None:
            return row
    raise NotFound(_("There is no circulation “%(code)s” here.") % {"code": code})


def visible_circulation(db: Session, actor: Actor, consultation: Consultation, code: str) -> Opened:
    """One circulation with what its reader may see of it; NotFound as `circulation_rows`. Two queries."""
    circulation, proposal, group, mine = circulation_rows(db, actor, consultation, code)
    inside = actor.in_group(group.id or 0) is not None or circulation.person_id == actor.person_id
    receipts = [
        Receipt(title, name, received_at)
        for title, name, received_at in db.execute(
            sa.select(col(CirculationReceipt.title), col(Person.name), col(CirculationReceipt.received_at))
            .join(Person, col(Person.id) == col(CirculationReceipt.person_id))
            .where(col(CirculationReceipt.circulation_id) == circulation.id)
            .order_by(col(CirculationReceipt.received_at).is_(None), col(CirculationReceipt.id))
        )
    ]
    return Opened(
        circulation,
        proposal,
        group,
        mine,
        len(receipts),
        sum(1 for receipt in receipts if receipt.received_at is not None),
        tuple(receipts) if inside else (),
        inside,
        why_not_confirm(actor, consultation, recipient=mine is not None),
    )
