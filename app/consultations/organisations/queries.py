"""Where an organisation takes part, and with which others it belongs together there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.consultations.models import Constituency, Consultation, Delegation
from app.consultations.rules import may_see_consultation
from app.kernel.actor import Actor
from app.people.models import Organisation


@dataclass(frozen=True, slots=True)
class DelegationOf:
    """A delegation of an organisation, with where it sits."""

    slug: str
    consultation: str
    code: str
    name: str
    constituency: str
    voting: bool
    ended_at: datetime | None
    name_i18n: Mapping[str, str]
    constituency_i18n: Mapping[str, str]
    language: str


def delegations_of_body(db: Session, actor: Actor, body: Organisation) -> list[DelegationOf]:
    """The delegations of an organisation in the consultations that `actor` may see, newest first. One query."""
    rows = db.exec(
        select(Delegation, Consultation, Constituency)
        .join(Consultation, col(Consultation.id) == Delegation.consultation_id)
        .join(Constituency, col(Constituency.id) == Delegation.constituency_id)
        .where(Delegation.organisation_id == body.id)
        .order_by(col(Consultation.start_date).desc(), Consultation.slug)
    )
    return [
        DelegationOf(
            consultation.slug, consultation.code, one.code, one.name, place.name, one.voting, one.ended_at,
            one.name_i18n, place.name_i18n, consultation.default_language,
        )
        for one, consultation, place in rows
        if may_see_consultation(actor, consultation)
    ]  # fmt: skip


class Bond(StrEnum):
    """How another body belongs together with one: the umbrella above it, a member below it, or a related body."""

    UMBRELLA = "umbrella"
    MEMBER = "member"
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class Kin:
    """A body that belongs together with that of a delegation; `code` is its own delegation here, if it has one."""

    bond: Bond
    name: str
    name_i18n: Mapping[str, str]
    code: str | None


def kin_of(db: Session, consultation: Consultation, delegation: Delegation) -> Sequence[Kin]:
    """The bodies that belong together with that of a delegation: umbrella, members, related ones, each under the name
    of its own delegation here where it has one. One query."""
    own, other = aliased(Organisation), aliased(Organisation)
    above = col(other.id) == col(own.parent_id)
    below = col(other.parent_id) == col(own.id)
    related = col(other.related_group) == col(own.related_group)
    rows = db.execute(
        sa.select(
            above, below, col(other.name), col(other.name_i18n),
            col(Delegation.code), col(Delegation.name), col(Delegation.name_i18n),
        )
        .select_from(own)
        .join(other, sa.and_(col(other.id) != col(own.id), sa.or_(above, below, related)))
        .outerjoin(
            Delegation,
            sa.and_(
                col(Delegation.organisation_id) == col(other.id),
                col(Delegation.consultation_id) == consultation.id,
                col(Delegation.ended_at).is_(None),
            ),
        )
        .where(col(own.id) == delegation.organisation_id)
        .order_by(col(other.name), col(other.id))
    )  # fmt: skip
    kin = [
        Kin(
            Bond.UMBRELLA if umbrella else Bond.MEMBER if member else Bond.RELATED,
            called or name, (called_i18n if called else name_i18n) or {}, code,
        )
        for umbrella, member, name, name_i18n, code, called, called_i18n in rows
    ]  # fmt: skip
    return sorted(kin, key=lambda one: list(Bond).index(one.bond))
