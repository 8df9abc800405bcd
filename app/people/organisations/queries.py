"""Reads of the organisations of the site."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, or_, select

from app.kernel.errors import NotFound
from app.kernel.i18n import LANGUAGES
from app.kernel.i18n import gettext as _
from app.people.countries import ISO3, country_names
from app.people.models import Organisation, Person
from app.people.organisations.likeness import ALIKE, likeness, words_of
from app.people.queries import find_organisation

SHOWN = 50
_OFFERED = 5


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """An organisation as lists show it: the one it belongs to, how many belong to it, how many people."""

    public_id: str
    name: str
    short_name: str
    iso3: str | None
    related_group: str | None
    parent: str | None
    members: int
    people: int


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """An organisation with those it belongs together with, each as id and name."""

    organisation: Organisation
    parent: tuple[str, str] | None
    members: Sequence[tuple[str, str]]
    related: Sequence[tuple[str, str]]
    people: int


def organisation_lines(
    db: Session, *, q: str = "", after: str = "", limit: int = SHOWN
) -> list[OrganisationLine]:
    """The organisations by name, from the one behind `after` (an id); one more than `limit`, to know whether there are
    more. `q` is a part of a name or of a code. One query."""
    parent, member = aliased(Organisation), aliased(Organisation)
    members = (
        sa.select(func.count()).where(col(member.parent_id) == col(Organisation.id)).correlate(Organisation)
    )
    people = (
        sa.select(func.count())
        .where(col(Person.organisation_id) == col(Organisation.id))
        .correlate(Organisation)
    )
    name = func.lower(col(Organisation.name))
    statement = (
        sa.select(
            col(Organisation.public_id), col(Organisation.name), col(Organisation.short_name),
            col(Organisation.iso3), col(Organisation.related_group), col(parent.name),
            members.scalar_subquery(), people.scalar_subquery(),
        )
        .select_from(Organisation)
        .outerjoin(parent, col(parent.id) == col(Organisation.parent_id))
        .order_by(name, col(Organisation.public_id))
        .limit(limit + 1)
    )  # fmt: skip
    for term in q.split()[:8]:
        pattern = term.lower()
        statement = statement.where(
            or_(
                name.contains(pattern, autoescape=True),
                func.lower(col(Organisation.short_name)).contains(pattern, autoescape=True),
                func.lower(func.coalesce(col(Organisation.iso3), "")).contains(pattern, autoescape=True),
            )
        )
    if after:
        last = sa.select(name).where(col(Organisation.public_id) == after).scalar_subquery()
        statement = statement.where(
            or_(name > last, sa.and_(name == last, col(Organisation.public_id) > after))
        )
    return [OrganisationLine(*row) for row in db.execute(statement)]


def organisation_called(db: Session, public_id: str) -> Organisation:
    """The organisation of this id, or NotFound."""
    found = find_organisation(db, public_id)
    if found is None:
        raise NotFound(_("There is no such organisation here."))
    return found


def organisation_view(db: Session, public_id: str) -> OrganisationView:
    """An organisation with its umbrella, its members, those related to it, and how many people. NotFound where there is
    none. Four queries."""
    body = organisation_called(db, public_id)
    together = or_(col(Organisation.id) == body.parent_id, col(Organisation.parent_id) == body.id)
    if body.related_group:
        together = or_(together, col(Organisation.related_group) == body.related_group)
    rows = db.exec(select(Organisation).where(together).order_by(Organisation.name)).all()
    people = db.exec(select(func.count()).where(Person.organisation_id == body.id)).one()
    others = [row for row in rows if row.id != body.id]
    parent = next(((row.public_id, row.name) for row in others if row.id == body.parent_id), None)
    return OrganisationView(
        organisation=body,
        parent=parent,
        members=[(row.public_id, row.name) for row in others if row.parent_id == body.id],
        related=[
            (row.public_id, row.name)
            for row in others
            if body.related_group and row.related_group == body.related_group
        ],
        people=people,
    )


def related_groups(db: Session) -> Sequence[str]:
    """The names under which bodies count as related."""
    return [
        name
        for name in db.exec(
            select(Organisation.related_group)
            .where(col(Organisation.related_group).is_not(None))
            .distinct()
            .order_by(Organisation.related_group)
        )
        if name
    ]


@dataclass(frozen=True, slots=True)
class Alike:
    """An organisation that may be the one somebody is about to add."""

    public_id: str
    name: str
    iso3: str | None


def organisations_alike(db: Session, names: Iterable[str], iso3: str | None = None) -> list[Alike]:
    """The organisations known here whose name, in any language, is nearly one of `names`: the likeliest first, five at
    most. Two different States are never alike, whatever they are called. One query."""
    mine = {words for name in names if (words := words_of(name))}
    found: list[tuple[float, str, Alike]] = []
    body = Organisation
    columns = (body.public_id, body.name, body.short_name, body.name_i18n, body.iso3)
    rows = db.execute(sa.select(*(col(column) for column in columns)))
    for public_id, name, short_name, names_i18n, code in rows:
        if iso3 and code and iso3 != code:
            continue
        called = {name, short_name, *(names_i18n or {}).values(), *_country(code)}
        theirs = {words for one in called if (words := words_of(one))}
        best = max((likeness(one, other) for one in mine for other in theirs), default=0.0)
        if best >= ALIKE:
            found.append((-best, name, Alike(public_id, name, code)))
    return [one for _likeness, _name, one in sorted(found, key=lambda each: each[:2])[:_OFFERED]]


def _country(code: str | None) -> list[str]:
    # What was brought in may have a code of its own.
    return [country_names(language)[code] for language in LANGUAGES] if code in ISO3 else []
