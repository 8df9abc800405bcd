"""Reads of a consultation that is being set up: its parts for the checklist, its standing for the guards of its course."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.consultations.admission.models import Application
from app.consultations.checklist import GroupParts, Parts, TableParts, checklist, missing
from app.consultations.course import Standing
from app.consultations.models import (
    Constituency,
    Consultation,
    Delegation,
    Membership,
    Role,
    Round,
    Roundtable,
    WorkingGroup,
)
from app.consultations.queries import Composition, compositions_of, rounds_of
from app.kernel.clock import now
from app.kernel.i18n import LANGUAGES, current_locale, in_locale
from app.kernel.i18n import gettext as _


def parts_of(db: Session, consultation: Consultation) -> Parts:
    """What the consultation is made of so far; four queries, whatever the size, six with a rule of composition. For the set-up alone, which knows a
    closed group by its code."""
    here = consultation.id
    tables = db.exec(
        select(Roundtable)
        .where(Roundtable.consultation_id == here, col(Roundtable.ended_at).is_(None))
        .order_by(col(Roundtable.number), col(Roundtable.code))
    ).all()
    constituencies, delegations, voting, members, applications = db.execute(_counts(here)).one()
    kinds = db.exec(
        select(Round.kind)
        .where(Round.consultation_id == here, col(Round.cancelled_at).is_(None))
        .order_by(col(Round.opens_at), col(Round.number))
    ).all()
    return Parts(
        roundtables=tuple(_table(table) for table in tables),
        groups=_groups(db, consultation),
        constituencies=constituencies,
        delegations=delegations,
        voting=voting,
        members=members,
        applications=applications,
        rounds=tuple(kinds),
    )


def standing_of(db: Session, consultation: Consultation, parts: Parts) -> Standing:
    """What the guards of the course look at; two queries beside those of `parts_of`."""
    return Standing(
        missing=missing(checklist(consultation, parts)),
        rounds=rounds_of(db, consultation),
        written=anything_written(db, consultation),
        at=now(db),
    )


def anything_written(db: Session, consultation: Consultation) -> bool:
    """Whether any higher floor holds something of this consultation: a proposal, a contribution, a ballot …

    Foreign keys point down only, so that whatever was written in a consultation names it in a column of its own.
    """
    ways = [
        sa.exists().where(table.c.consultation_id == consultation.id) for table in _tables_of_higher_floors()
    ]
    return bool(ways) and bool(db.execute(sa.select(sa.or_(*ways))).scalar_one())


def _tables_of_higher_floors() -> list[sa.Table]:
    own = ("app.consultations.", "app.people.", "app.kernel.")
    classes = {mapper.class_ for mapper in SQLModel._sa_registry.mappers}
    tables: Mapping[str, sa.Table] = {
        found.__tablename__: found.__table__ for found in classes if not found.__module__.startswith(own)
    }
    return [tables[name] for name in sorted(tables) if "consultation_id" in tables[name].c]


def _counts(here: int | None) -> sa.Select[int, int, int, int, int]:
    living = sa.and_(col(Delegation.consultation_id) == here, col(Delegation.ended_at).is_(None))
    many = sa.func.count
    waits = (
        col(Application.consultation_id) == here, col(Application.confirmed_at).is_not(None),
        col(Application.decided_at).is_(None), col(Application.withdrawn_at).is_(None),
    )  # fmt: skip
    return sa.select(
        sa.select(many(col(Constituency.id))).where(col(Constituency.consultation_id) == here).scalar_subquery(),
        sa.select(many(col(Delegation.id))).where(living).scalar_subquery(),
        sa.select(many(col(Delegation.id))).where(living, col(Delegation.voting).is_(True)).scalar_subquery(),
        sa.select(many(col(Membership.id)))
        .where(col(Membership.consultation_id) == here, col(Membership.ended_at).is_(None))
        .scalar_subquery(),
        sa.select(many(col(Application.id))).where(*waits).scalar_subquery(),
    )  # fmt: skip


def _groups(db: Session, consultation: Consultation) -> tuple[GroupParts, ...]:
    here = consultation.id
    living = sa.and_(col(Membership.group_id) == col(WorkingGroup.id), col(Membership.ended_at).is_(None))
    found: dict[int, tuple[WorkingGroup, set[str]]] = {}
    for group, role in db.exec(
        select(WorkingGroup, Membership.role)
        .outerjoin(Membership, living)
        .where(WorkingGroup.consultation_id == here, col(WorkingGroup.ended_at).is_(None))
        .order_by(col(WorkingGroup.code))
    ):
        found.setdefault(group.id or 0, (group, set()))[1].add(role)
    rules = compositions_of(db, consultation, [group for group, _roles in found.values()])
    return tuple(
        GroupParts(
            code=group.code,
            roundtable_id=group.roundtable_id,
            convenor=Role.MODERATOR in roles,
            rapporteur=Role.RAPPORTEUR in roles,
            lacks=_lacks(rules[number]) if number in rules else None,
        )
        for number, (group, roles) in found.items()
    )


def _lacks(rule: Composition) -> tuple[tuple[str, int], ...]:
    return tuple(
        (line.name_i18n.get(current_locale()) or line.name, line.missing)
        for line in rule.lines
        if line.missing
    )


def _table(table: Roundtable) -> TableParts:
    return TableParts(
        id=table.id or 0,
        code=table.code,
        languages=frozenset(code for code, words in table.title_i18n.items() if words),
        named=table.title not in {untitled(table.number, language) for language in LANGUAGES},
    )


def untitled(number: int, language: str) -> str:
    """What a roundtable is called until it is given a title."""
    with in_locale(language):
        return _("Roundtable %(number)s") % {"number": number}
