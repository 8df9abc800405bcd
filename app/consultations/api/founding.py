"""The programs' door to a consultation as a whole: create it, set what it is, move it on its course."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Response

from app.consultations.actions.begin import beginning_of
from app.consultations.actions.course import move_consultation
from app.consultations.actions.founding import StaleSettings, change_settings, create_consultation
from app.consultations.checklist import checklist, missing
from app.consultations.doors import ThisConsultation
from app.consultations.founding_schemas import ChecklistOut, ConsultationIn, ItemOut, SettingsIn, StageIn
from app.consultations.models import Consultation
from app.consultations.particulars import DAYS, mark_of, values_of
from app.consultations.preparation import parts_of
from app.consultations.rules import why_not_create, why_not_of_the_secretariat
from app.consultations.schemas import ConsultationOut
from app.kernel.errors import FieldError, Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import plain
from app.web.doors import CurrentActor, Db, ReadDb
from app.web.problems import problem

router = APIRouter(prefix="/consultations", tags=["consultations"])


@router.post("", status_code=201, include_in_schema=False)
@router.post("/", status_code=201)
def create(db: Db, actor: CurrentActor, body: ConsultationIn, response: Response) -> ConsultationOut:
    """Create a consultation, being set up: empty, from a template, or with the frame of an earlier one.

    For the secretariat of the site. Whoever creates it gets a seat in its secretariat.
    """
    permit(why_not_create(actor))
    beginning = beginning_of(
        db, actor, blueprint=body.blueprint, clone_of=body.clone_of, delegations=body.delegations
    )
    consultation = create_consultation(
        db, actor, slug=body.slug, settings=_settings(body), beginning=beginning
    )
    response.headers["Location"] = f"/api/v1/consultations/{consultation.slug}"
    return _out(consultation, response)


@router.patch(
    "/{slug}",
    response_model=ConsultationOut,
    responses={412: {"description": "Other settings were saved meanwhile: what is saved now comes with it"}},
)
def change(
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    body: SettingsIn,
    response: Response,
    if_match: Annotated[str | None, Header(max_length=80)] = None,
) -> Any:
    """Change settings: those sent replace what stood, the others stay. For the secretariat.

    With `If-Match`, the `ETag` of an earlier answer, 412 where other settings were saved since.
    """
    drawn = if_match.strip().removeprefix("W/").strip('"') if if_match is not None else None
    try:
        row = change_settings(db, actor, consultation, settings=_settings(body), drawn=drawn)
    except StaleSettings as stale:
        answer = problem(412, stale.code, stale.message, saved=plain(values_of(stale.row)))
        answer.headers["ETag"] = f'"{mark_of(stale.row)}"'
        return answer
    return _out(row, response)


@router.post("/{slug}/stage")
def move(
    db: Db, consultation: ThisConsultation, actor: CurrentActor, body: StageIn, response: Response
) -> ConsultationOut:
    """Move it one stage forward, or back to an earlier one with a reason. For the secretariat."""
    row = move_consultation(db, actor, consultation, to=body.state, reason=body.reason)
    return _out(row, response)


@router.get("/{slug}/checklist")
def read_checklist(db: ReadDb, consultation: ThisConsultation, actor: CurrentActor) -> ChecklistOut:
    """What is missing before it can open. For the secretariat."""
    permit(why_not_of_the_secretariat(actor, consultation))
    items = checklist(consultation, parts_of(db, consultation))
    return ChecklistOut(
        items=[ItemOut.model_validate(item, from_attributes=True) for item in items], missing=missing(items)
    )


def _settings(body: SettingsIn) -> dict[str, Any]:
    """The settings that were sent; an explicit null is a value for days alone, where it takes one away."""
    settings = body.model_dump(exclude={"slug", "blueprint", "clone_of", "delegations"}, exclude_unset=True)
    wrong = tuple(
        FieldError(name, _("Leave the field out, or give it a value."))
        for name, value in settings.items()
        if value is None and name not in DAYS
    )
    if wrong:
        raise Invalid(wrong[0].message, errors=wrong)
    return settings


def _out(consultation: Consultation, response: Response) -> ConsultationOut:
    response.headers["ETag"] = f'"{mark_of(consultation)}"'
    return ConsultationOut.model_validate(consultation, from_attributes=True)
