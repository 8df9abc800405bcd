"""The programs' door to convergence."""

from fastapi import APIRouter
from pydantic import BaseModel

from app.consultations.doors import ThisConsultation
from app.kernel.clock import now
from app.review.convergence.queries import convergence_of
from app.review.convergence.views import Point
from app.web.doors import CurrentActor, ReadDb

router = APIRouter(prefix="/consultations/{slug}", tags=["rounds"])


class PointOut(BaseModel):
    """One round. `measure` says what agreement is read from: support, scores, answers or positions; the share is
    `agreeing` of `of`. `spread` is the interquartile range of the scores of the text in the middle."""

    round: str
    kind: str
    measure: str | None
    agreeing: int
    of: int
    agreement: float | None
    spread: float | None
    comments: int
    unanswered: int
    objections: int
    open_objections: int

    @classmethod
    def of_point(cls, point: Point) -> "PointOut":
        """The same for programs."""
        figures = point.figures
        return cls(
            round=point.code,
            kind=point.kind,
            measure=point.measure,
            agreeing=figures.agreeing,
            of=figures.of,
            agreement=None if figures.agreement is None else round(float(figures.agreement), 4),
            spread=None if figures.spread is None else float(figures.spread),
            comments=figures.comments,
            unanswered=figures.unanswered,
            objections=figures.objections,
            open_objections=figures.open_objections,
        )


class ConvergenceOut(BaseModel):
    """Every round that has begun, in order, whole and by roundtable."""

    rounds: list[PointOut]
    roundtables: dict[str, list[PointOut]]


@router.get("/convergence")
def read_convergence(db: ReadDb, consultation: ThisConsultation, actor: CurrentActor) -> ConvergenceOut:
    """Agreement, spread, open objections and unanswered comments from round to round."""
    found = convergence_of(db, consultation, actor, now(db))
    return ConvergenceOut(
        rounds=[PointOut.of_point(point) for point in found.points],
        roundtables={
            table.code: [PointOut.of_point(point) for point in points] for table, points in found.tables
        },
    )
