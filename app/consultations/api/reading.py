"""The programs' door to consultations, their calendar and their ledger."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.consultations.doors import ThisConsultation
from app.consultations.particulars import mark_of
from app.consultations.queries import (
    all_consultations,
    constituencies_of,
    delegations_of,
    rounds_of,
    roundtables_of,
)
from app.consultations.register import acts
from app.consultations.schemas import (
    ConstituencyOut,
    ConsultationOut,
    ConsultationsOut,
    DelegationOut,
    LedgerEntryOut,
    LedgerOut,
    RoundOut,
    RoundsOut,
    RoundtableOut,
    WholeConsultationOut,
)
from app.kernel.clock import now
from app.kernel.db import LARGEST
from app.web.doors import CurrentActor, ReadDb

router = APIRouter(prefix="/consultations", tags=["consultations"])


@router.get("", include_in_schema=False)
@router.get("/")
def list_consultations(
    db: ReadDb,
    actor: CurrentActor,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str, Query(max_length=100)] = "",
) -> ConsultationsOut:
    """The consultations by slug, from the one after `cursor`."""
    found = sorted((c for c in all_consultations(db, actor) if c.slug > cursor), key=lambda c: c.slug)
    items = [ConsultationOut.model_validate(c, from_attributes=True) for c in found[:limit]]
    return ConsultationsOut(items=items, next=items[-1].slug if len(found) > limit else None)


@router.get("/{slug}")
def read_consultation(db: ReadDb, consultation: ThisConsultation, response: Response) -> WholeConsultationOut:
    """One consultation with its roundtables, constituencies and delegations.

    `ETag` marks its settings as they stand; send it back as `If-Match` to change them.
    """
    response.headers["ETag"] = f'"{mark_of(consultation)}"'
    constituencies = constituencies_of(db, consultation)
    codes = {c.id: c.code for c in constituencies}
    return WholeConsultationOut(
        **ConsultationOut.model_validate(consultation, from_attributes=True).model_dump(),
        description=consultation.description,
        notes=consultation.notes,
        roundtables=[
            RoundtableOut.model_validate(r, from_attributes=True) for r in roundtables_of(db, consultation)
        ],
        constituencies=[ConstituencyOut.model_validate(c, from_attributes=True) for c in constituencies],
        delegations=[
            DelegationOut(
                code=d.code,
                name=d.name,
                short_name=d.short_name,
                constituency=codes[d.constituency_id],
                iso3=d.iso3,
                voting=d.voting,
            )
            for d in delegations_of(db, consultation)
        ],
    )


@router.get("/{slug}/rounds")
def list_rounds(db: ReadDb, consultation: ThisConsultation) -> RoundsOut:
    """The calendar, with where each round stands and what it permits to whom."""
    at = now(db)
    items = [RoundOut.of(r, at) for r in rounds_of(db, consultation)]
    return RoundsOut(items=items, next=None)


@router.get("/{slug}/ledger")
def read_ledger(
    db: ReadDb,
    consultation: ThisConsultation,
    after: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> LedgerOut:
    """The acts of the consultation by number, from the one after `after`; each with its hash and the one before."""
    rows = acts(db, consultation, after=after, limit=limit + 1)
    items = [LedgerEntryOut.model_validate(row, from_attributes=True) for row in rows[:limit]]
    return LedgerOut(items=items, next=items[-1].seq if len(rows) > limit else None)
