"""The programs' door to ending a roundtable and to closing a working group."""

from fastapi import APIRouter

from app.consultations.doors import ThisConsultation
from app.consultations.part_schemas import ClosingIn, GroupOut, ReasonIn, RoundtablePartOut
from app.consultations.parts import titles_before
from app.consultations.queries import roundtables_of
from app.drafting.actions.parts import close_group, end_roundtable
from app.web.doors import CurrentActor, Db

router = APIRouter(prefix="/consultations/{slug}", tags=["set-up"])


@router.post("/roundtables/{code}/end")
def post_roundtable_end(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: ReasonIn
) -> RoundtablePartOut:
    """End a roundtable in which every proposal was withdrawn or merged, with a reason."""
    table = end_roundtable(db, actor, consultation, code, reason=body.reason)
    return RoundtablePartOut.of(table, list(titles_before(db, table)))


@router.post("/groups/{code}/closing")
def post_group_closing(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, body: ClosingIn
) -> GroupOut:
    """Close a working group to others, or open it to everybody with a seat here, with a reason.

    What was open to read stays so: a group is closed to readers it had only while it has begun no proposal.
    """
    group = close_group(db, actor, consultation, code, reason=body.reason, visibility=body.visibility)
    codes = {table.id: table.code for table in roundtables_of(db, consultation)}
    return GroupOut.of(group, codes.get(group.roundtable_id))
