"""The programs' door to the State's cards: which there are, and each as a file."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from app.consultations.doors import ThisConsultation
from app.outcome.brief_files import OFFERED, brief_file, briefs_of
from app.web.doors import ReadDb

router = APIRouter(prefix="/consultations", tags=["outcome"])
Lang = Annotated[str | None, Query(max_length=20, description="A language of the consultation.")]


class BriefOut(BaseModel):
    """A recommended mechanism with a card of two pages; `together` stand in its entry, `benchmarks` measure it."""

    code: str
    title: str
    together: list[str]
    benchmarks: list[str]
    files: dict[str, str]


class BriefList(BaseModel):
    """The cards in the order of the document."""

    items: list[BriefOut]


@router.get("/{slug}/outcome/briefs")
def list_briefs(db: ReadDb, consultation: ThisConsultation) -> BriefList:
    """The mechanisms that are recommended for piloting, each with the addresses of its card. It binds no State."""
    here = f"/api/v1/consultations/{consultation.slug}/outcome/briefs"
    return BriefList(
        items=[
            BriefOut(
                code=each.item.code,
                title=each.item.title,
                together=list(each.together),
                benchmarks=list(each.measures),
                files={name: f"{here}/{each.item.code}.{name}" for name in OFFERED},
            )
            for each in briefs_of(db, consultation)
        ]
    )


@router.get("/{slug}/outcome/briefs/{code}.{name}", response_class=Response)
def read_brief(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    code: Annotated[str, Path(max_length=60)],
    name: Annotated[str, Path(description="The format: " + ", ".join(OFFERED) + ".")],
    lang: Lang = None,
) -> Response:
    """The card of a recommended mechanism as a file. Not found for one that is not recommended, and for other formats."""
    return brief_file(request, db, consultation, code, name, lang)
