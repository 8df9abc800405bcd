"""Reads of what came in: the questionnaire with its answers, and the register of sources."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.consultations.models import Consultation, Delegation
from app.contributions.models import Contribution, Questionnaire, QuestionnaireResponse, Source


@dataclass(frozen=True, slots=True)
class Area:
    """One lettered area of a questionnaire; `required` says whether an answer is due."""

    code: str
    title: str
    required: bool


@dataclass(frozen=True, slots=True)
class Answers:
    """What one entity answered, by the letter of the area."""

    code: str
    delegation: str
    name: str
    short_name: str
    name_i18n: Mapping[str, str]
    respondent_role: str
    submitted: date
    answers: Mapping[str, str]
    sources: Sequence[str]
    basis: str


@dataclass(frozen=True, slots=True)
class QuestionnaireView:
    """A questionnaire with every answer to it; it can be read area by area or entity by entity."""

    code: str
    title: str
    requested_by: str
    source: str | None
    areas: tuple[Area, ...]
    responses: tuple[Answers, ...]

    def answered(self, area: str) -> list[Answers]:
        """The entities that wrote something in an area, in the order of their names."""
        return [response for response in self.responses if response.answers.get(area)]


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source with what was handed in and names it: pairs of code and address below the consultation."""

    code: str
    kind: str
    title: str
    publisher: str
    year: int | None
    file: str | None
    url: str | None
    used_by: tuple[tuple[str, str], ...]


def questionnaires_of(db: Session, consultation: Consultation) -> list[QuestionnaireView]:
    """The questionnaires of a consultation with all answers, entities by their short names; two queries."""
    asked = db.exec(
        select(Questionnaire)
        .where(Questionnaire.consultation_id == consultation.id)
        .order_by(col(Questionnaire.code))
    ).all()
    given: dict[int, list[Answers]] = defaultdict(list)
    for response, delegation in db.exec(
        select(QuestionnaireResponse, Delegation)
        .join(Delegation, col(Delegation.id) == QuestionnaireResponse.delegation_id)
        .where(Delegation.consultation_id == consultation.id)
    ):
        given[response.questionnaire_id].append(
            Answers(
                code=response.code,
                delegation=delegation.code,
                name=delegation.name,
                short_name=delegation.short_name,
                name_i18n=delegation.name_i18n,
                respondent_role=response.respondent_role,
                submitted=response.submitted,
                answers=response.answers,
                sources=response.sources,
                basis=response.basis,
            )
        )
    return [
        QuestionnaireView(
            code=one.code,
            title=one.title,
            requested_by=one.requested_by,
            source=one.source,
            areas=tuple(Area(a["code"], a["title"], bool(a.get("required"))) for a in one.areas),
            responses=tuple(sorted(given[one.id or 0], key=lambda r: (r.short_name.casefold(), r.code))),
        )
        for one in asked
    ]


def source_register(db: Session, consultation: Consultation) -> list[SourceView]:
    """Every source by its code, with the contributions and answers that name it; three queries."""
    used: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, source in db.exec(
        select(Contribution.code, Contribution.source)
        .where(Contribution.consultation_id == consultation.id, col(Contribution.source).is_not(None))
        .order_by(col(Contribution.code))
    ):
        used[source or ""].append((code, f"contributions/{code}"))
    for code, sources in db.exec(
        select(QuestionnaireResponse.code, QuestionnaireResponse.sources)
        .join(Questionnaire, col(Questionnaire.id) == QuestionnaireResponse.questionnaire_id)
        .where(Questionnaire.consultation_id == consultation.id)
        .order_by(col(QuestionnaireResponse.code))
    ):
        for source in sources:
            used[source].append((code, f"questionnaire#{code}"))
    found = db.exec(
        select(Source).where(Source.consultation_id == consultation.id).order_by(col(Source.code))
    ).all()
    return [
        SourceView(
            code=one.code,
            kind=one.kind,
            title=one.title,
            publisher=one.publisher,
            year=one.year,
            file=one.file,
            url=one.url,
            used_by=tuple(used[one.code]),
        )
        for one in found
    ]
