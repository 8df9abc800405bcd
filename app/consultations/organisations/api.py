"""The programs' door to the organisations of the site, for the secretariats and the administrators."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlmodel import Session

from app.consultations.organisations.queries import delegations_of_body
from app.consultations.part_schemas import Strict
from app.kernel.actor import Actor
from app.kernel.errors import permit
from app.people.organisations.actions import change_organisation, make_organisation_known
from app.people.organisations.queries import organisation_lines, organisation_view
from app.people.organisations.rules import why_not_keep_organisations
from app.web.doors import CurrentActor, Db, ReadDb

router = APIRouter(prefix="/organisations", tags=["organisations"])


class OrganisationIn(Strict):
    """An organisation to be made known; a State has a code of ISO 3166 with three letters. Where one of nearly the same
    name is known, `same` says whether it is that: its id, which gives it back as it is, or `none`."""

    name: str
    short_name: str = ""
    iso3: str = ""
    same: str = ""


class OrganisationPatch(Strict):
    """What to change of an organisation: what is left out stays, what is empty goes. `parent` is the id of the one it
    belongs to; bodies under one `related_group` count as related."""

    name: str | None = None
    short_name: str | None = None
    name_i18n: dict[str, str] | None = None
    iso3: str | None = None
    parent: str | None = None
    related_group: str | None = None


class OrganisationItemOut(BaseModel):
    """An organisation as lists show it; `parent` is the name of the one it belongs to."""

    id: str
    name: str
    short_name: str
    iso3: str | None
    related_group: str | None
    parent: str | None
    members: int


class OrganisationsOut(BaseModel):
    """A page of organisations by name; `next` is the cursor of the next one."""

    items: list[OrganisationItemOut]
    next: str | None


class NamedOut(BaseModel):
    """Another organisation, by id and name."""

    id: str
    name: str


class DelegationOfOut(BaseModel):
    """A delegation of the organisation in a consultation."""

    consultation: str
    code: str
    name: str
    constituency: str
    voting: bool
    ended_at: datetime | None


class OrganisationOut(BaseModel):
    """An organisation with those it belongs together with, and its delegations where one may see them."""

    id: str
    name: str
    short_name: str
    name_i18n: dict[str, str] = Field(default_factory=dict)
    iso3: str | None
    related_group: str | None
    parent: NamedOut | None
    members: list[NamedOut]
    related: list[NamedOut]
    delegations: list[DelegationOfOut]


@router.get("")
def list_organisations(
    db: ReadDb,
    actor: CurrentActor,
    q: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str, Query(max_length=100)] = "",
) -> OrganisationsOut:
    """The organisations by name; `q` is a part of a name or of a code."""
    permit(why_not_keep_organisations(actor))
    found = organisation_lines(db, q=q, after=cursor, limit=limit)
    items = [
        OrganisationItemOut(
            id=line.public_id, name=line.name, short_name=line.short_name, iso3=line.iso3,
            related_group=line.related_group, parent=line.parent, members=line.members,
        )
        for line in found[:limit]
    ]  # fmt: skip
    return OrganisationsOut(items=items, next=items[-1].id if len(found) > limit else None)


@router.post("", status_code=201)
def post_organisation(db: Db, actor: CurrentActor, body: OrganisationIn) -> OrganisationOut:
    """Make an organisation known to the site."""
    made = make_organisation_known(
        db, actor, name=body.name, short_name=body.short_name, iso3=body.iso3, same=body.same
    )
    db.flush()
    return _out(db, actor, made.public_id)


@router.get("/{public_id}")
def read_organisation(db: ReadDb, actor: CurrentActor, public_id: str) -> OrganisationOut:
    """One organisation."""
    permit(why_not_keep_organisations(actor))
    return _out(db, actor, public_id)


@router.patch("/{public_id}")
def patch_organisation(
    db: Db, actor: CurrentActor, public_id: str, body: OrganisationPatch
) -> OrganisationOut:
    """Change names, State, umbrella or related group."""
    change_organisation(db, actor, public_id, **body.model_dump())
    return _out(db, actor, public_id)


def _out(db: Session, actor: Actor, public_id: str) -> OrganisationOut:
    view = organisation_view(db, public_id)
    body = view.organisation
    return OrganisationOut(
        id=body.public_id,
        name=body.name,
        short_name=body.short_name,
        name_i18n=body.name_i18n,
        iso3=body.iso3,
        related_group=body.related_group,
        parent=NamedOut(id=view.parent[0], name=view.parent[1]) if view.parent else None,
        members=[NamedOut(id=other, name=name) for other, name in view.members],
        related=[NamedOut(id=other, name=name) for other, name in view.related],
        delegations=[
            DelegationOfOut(
                consultation=one.slug, code=one.code, name=one.name, constituency=one.constituency,
                voting=one.voting, ended_at=one.ended_at,
            )
            for one in delegations_of_body(db, actor, body)
        ],
    )  # fmt: skip
