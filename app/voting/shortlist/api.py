"""The programs' door to a balanced list."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from app.consultations.doors import ThisConsultation
from app.kernel.clock import now
from app.voting.queries import visible_ballot
from app.voting.shortlist.files import shortlist_file
from app.voting.shortlist.queries import shortlist_of
from app.voting.shortlist.schemas import ShortlistOut
from app.web.doors import CurrentActor, ReadDb

router = APIRouter(prefix="/consultations/{slug}", tags=["ballots"])
Typed = Annotated[str, Query(max_length=20)]


@router.get("/ballots/{ballot}/shortlist")
def read_shortlist(
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    k: Typed = "",
    kind: Typed = "",
) -> ShortlistOut:
    """A proposed list of `k` by the Method of Equal Shares beside the plain ranking; without `k` half of what carried.
    `kind` is `mechanism`, `benchmark` or nothing. Refused while the ballot is open."""
    view = visible_ballot(db, consultation, ballot, now(db))
    return ShortlistOut.of(consultation.slug, shortlist_of(db, view, actor, k=k, kind=kind))


@router.get("/ballots/{ballot}/shortlist.{name}", response_class=Response)
def read_shortlist_file(
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    name: str,
    k: Typed = "",
    kind: Typed = "",
) -> Response:
    """Both lists as a table, `csv` or `xlsx`. Refused while the ballot is open."""
    return shortlist_file(db, actor, consultation, ballot, name, k=k, kind=kind)
