"""The programs' door to the parts of a consultation: constituencies, roundtables, working groups, delegations."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlmodel import Session

from app.consultations.actions.constituencies import add_constituency, change_constituency
from app.consultations.actions.delegations import NewBody, accredit, change_delegation, end_delegation
from app.consultations.actions.groups import add_group, change_group, end_group
from app.consultations.actions.roundtables import add_roundtable, change_roundtable
from app.consultations.doors import ThisConsultation
from app.consultations.models import Constituency, Consultation, Delegation, Roundtable, WorkingGroup
from app.consultations.part_schemas import (
    ConstituenciesOut,
    ConstituencyIn,
    ConstituencyPartOut,
    ConstituencyPatch,
    DelegationIn,
    DelegationPartOut,
    DelegationPatch,
    DelegationsOut,
    GroupIn,
    GroupOut,
    GroupPatch,
    GroupsOut,
    ReasonIn,
    RoundtableIn,
    RoundtablePartOut,
    RoundtablePatch,
    RoundtablesOut,
)
from app.consultations.parts import (
    delegations_page,
    group_lines,
    titles_before,
    titles_by_roundtable,
    visible_constituency,
    visible_delegation,
)
from app.consultations.queries import (
    constituencies_of,
    groups_of,
    roundtables_of,
    visible_group,
    visible_roundtable,
)
from app.consultations.rules import is_secretariat
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.web.doors import CurrentActor, Db, ReadDb

router = APIRouter(prefix="/consultations/{slug}", tags=["set-up"])


@router.get("/constituencies")
def list_constituencies(db: ReadDb, consultation: ThisConsultation) -> ConstituenciesOut:
    """The constituencies, in order."""
    return ConstituenciesOut(
        items=[ConstituencyPartOut.of(part) for part in constituencies_of(db, consultation)]
    )


@router.post("/constituencies", status_code=201)
def post_constituency(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, body: ConstituencyIn
) -> ConstituencyPartOut:
    """Add a constituency. The secretariat does."""
    return ConstituencyPartOut.of(
        add_constituency(
            db,
            actor,
            consultation,
            code=body.code,
            name=body.name,
            name_i18n=body.name_i18n,
            description=body.description,
            place=body.place,
        )
    )


@router.get("/constituencies/{code}")
def read_constituency(db: ReadDb, consultation: ThisConsultation, code: str) -> ConstituencyPartOut:
    """One constituency."""
    return ConstituencyPartOut.of(visible_constituency(db, consultation, code))


@router.patch("/constituencies/{code}")
def patch_constituency(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: ConstituencyPatch
) -> ConstituencyPartOut:
    """Rename a constituency, describe it anew, give it another place."""
    return ConstituencyPartOut.of(
        change_constituency(
            db,
            actor,
            consultation,
            code,
            name=body.name,
            name_i18n=body.name_i18n,
            description=body.description,
            place=body.place,
        )
    )


@router.get("/roundtables")
def list_roundtables(db: ReadDb, consultation: ThisConsultation) -> RoundtablesOut:
    """The roundtables, in order, each with the titles it had."""
    titles = titles_by_roundtable(db, consultation)
    tables = roundtables_of(db, consultation)
    return RoundtablesOut(
        items=[RoundtablePartOut.of(table, titles.get(table.id or 0, [])) for table in tables]
    )


@router.post("/roundtables", status_code=201)
def post_roundtable(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, body: RoundtableIn
) -> RoundtablePartOut:
    """Add a roundtable under a code that is never given again. The secretariat does."""
    table = add_roundtable(
        db,
        actor,
        consultation,
        code=body.code,
        number=body.number,
        title=body.title,
        short_title=body.short_title,
        title_i18n=body.title_i18n,
        description=body.description,
        guiding_questions=body.guiding_questions,
    )
    return RoundtablePartOut.of(table, [])


@router.get("/roundtables/{code}")
def read_roundtable(db: ReadDb, consultation: ThisConsultation, code: str) -> RoundtablePartOut:
    """One roundtable with the titles it had and what it goes on from."""
    return _roundtable_out(db, visible_roundtable(db, consultation, code))


@router.patch("/roundtables/{code}")
def patch_roundtable(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: RoundtablePatch
) -> RoundtablePartOut:
    """Change what stands with a roundtable. Another title needs a reason; papers of before keep the old one."""
    table = change_roundtable(
        db,
        actor,
        consultation,
        code,
        number=body.number,
        title=body.title,
        short_title=body.short_title,
        title_i18n=body.title_i18n,
        description=body.description,
        guiding_questions=body.guiding_questions,
        reason=body.reason,
    )
    return _roundtable_out(db, table)


@router.get("/groups")
def list_groups(db: ReadDb, consultation: ThisConsultation, actor: CurrentActor) -> GroupsOut:
    """The working groups the caller may know of; for the secretariat, which sets them up, all of them."""
    if is_secretariat(actor, consultation):
        lines = group_lines(db, consultation)
        return GroupsOut(items=[GroupOut.of(line.group, line.roundtable, line.seats) for line in lines])
    codes = {table.id: table.code for table in roundtables_of(db, consultation)}
    groups = groups_of(db, consultation, actor)
    return GroupsOut(items=[GroupOut.of(group, codes.get(group.roundtable_id)) for group in groups])


@router.post("/groups", status_code=201)
def post_group(db: Db, consultation: ThisConsultation, actor: CurrentActor, body: GroupIn) -> GroupOut:
    """Set up a working group: public, within the consultation, or closed. The secretariat does."""
    group = add_group(
        db,
        actor,
        consultation,
        code=body.code,
        title=body.title,
        mandate=body.mandate,
        roundtable=body.roundtable or "",
        visibility=body.seen_by,
        composition=body.composition,
    )
    return _group_out(db, consultation, group)


@router.get("/groups/{code}")
def read_group(db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str) -> GroupOut:
    """One working group; for the secretariat also a closed one."""
    if is_secretariat(actor, consultation):
        for line in group_lines(db, consultation):
            if line.group.code == code:
                return GroupOut.of(line.group, line.roundtable, line.seats)
        raise NotFound(_("There is no working group “%(code)s” here.") % {"code": code})
    return _group_out(db, consultation, visible_group(db, consultation, actor, code))


@router.patch("/groups/{code}")
def patch_group(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: GroupPatch
) -> GroupOut:
    """Give a working group another title, other terms of reference or another rule of composition."""
    group = change_group(
        db,
        actor,
        consultation,
        code,
        title=body.title,
        mandate=body.mandate,
        composition=body.composition,
    )
    return _group_out(db, consultation, group)


@router.post("/groups/{code}/end")
def post_group_end(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: ReasonIn
) -> GroupOut:
    """End a working group and every seat in it, with a reason; its texts stay as they are."""
    return _group_out(db, consultation, end_group(db, actor, consultation, code, reason=body.reason))


@router.get("/delegations")
def list_delegations(
    db: ReadDb,
    consultation: ThisConsultation,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
    cursor: Annotated[str, Query(max_length=100)] = "",
) -> DelegationsOut:
    """The delegations by code, from the one after `cursor`; those that have ended too."""
    codes = {part.id: part.code for part in constituencies_of(db, consultation)}
    found = delegations_page(db, consultation, after=cursor, limit=limit + 1)
    items = [DelegationPartOut.of(body, codes[body.constituency_id]) for body in found[:limit]]
    return DelegationsOut(items=items, next=items[-1].code if len(found) > limit else None)


@router.post("/delegations", status_code=201)
def post_delegation(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, body: DelegationIn
) -> DelegationPartOut:
    """Accredit an organisation known here, or a new one. The secretariat does."""
    given = body.organisation
    delegation = accredit(
        db,
        actor,
        consultation,
        organisation=given if isinstance(given, str) else "",
        new=None
        if isinstance(given, str)
        else NewBody(given.name, given.short_name, given.name_i18n, given.iso3 or "", given.same),
        constituency=body.constituency,
        voting=body.voting,
        basis=body.basis,
    )
    return _delegation_out(db, delegation)


@router.get("/delegations/{code}")
def read_delegation(db: ReadDb, consultation: ThisConsultation, code: str) -> DelegationPartOut:
    """One delegation."""
    return _delegation_out(db, visible_delegation(db, consultation, code))


@router.patch("/delegations/{code}")
def patch_delegation(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: DelegationPatch
) -> DelegationPartOut:
    """Give a delegation another constituency, right or basis."""
    delegation = change_delegation(
        db,
        actor,
        consultation,
        code,
        constituency=body.constituency,
        voting=body.voting,
        basis=body.basis,
    )
    return _delegation_out(db, delegation)


@router.post("/delegations/{code}/end")
def post_delegation_end(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: ReasonIn
) -> DelegationPartOut:
    """End a delegation and every seat in it, with a reason; the positions it gave stand."""
    delegation = end_delegation(db, actor, consultation, code, reason=body.reason)
    return _delegation_out(db, delegation)


def _roundtable_out(db: Session, table: Roundtable) -> RoundtablePartOut:
    return RoundtablePartOut.of(table, list(titles_before(db, table)))


def _group_out(db: Session, consultation: Consultation, group: WorkingGroup) -> GroupOut:
    codes = {table.id: table.code for table in roundtables_of(db, consultation)}
    return GroupOut.of(group, codes.get(group.roundtable_id))


def _delegation_out(db: Session, body: Delegation) -> DelegationPartOut:
    return DelegationPartOut.of(body, db.get_one(Constituency, body.constituency_id).code)
