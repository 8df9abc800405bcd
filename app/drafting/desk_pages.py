"""The browser's door to the writing desk: personal drafts, and who else is writing."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.drafting.actions.drafts import OtherWindow, discard_draft, keep_draft
from app.drafting.actions.presence import be_present, leave
from app.drafting.drafts import (
    OnForm,
    Place,
    kept_draft,
    require_somebody,
    sent_again,
    typed_in,
    writing_now,
    writing_place,
)
from app.drafting.form_pages import edit_page, new_page
from app.drafting.forms import drawn_links, fields_from, number_in
from app.drafting.queries import visible_desk, visible_writing
from app.kernel.actor import Actor
from app.kernel.errors import Invalid
from app.web.doors import CurrentActor, Db, Posted, ReadDb, wants_fragment
from app.web.render import render

router = APIRouter()


@router.get("/{slug}/{place}/draft")
def show_draft_state(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, place: str
) -> HTMLResponse:
    """Where the own draft stands, with a token for the next keeping: what a page asks after its session has ended."""
    require_somebody(actor)
    writing_place(db, actor, consultation, place)
    kept = kept_draft(db, actor, consultation, place)
    return render(request, "drafting/_draft_state.html", consultation=consultation, kept=kept)


@router.post("/{slug}/{place}/draft")
def keep(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, place: str, form: Posted
) -> Response:
    """Keep what is being written as the own draft; the fragment says where it stands, without script the form opens."""
    try:
        kept = keep_draft(
            db,
            actor,
            consultation,
            place=place,
            base_version=number_in(form, "base_version"),
            typed=typed_in(form),
            stroke=number_in(form, "stroke"),
        )
    except OtherWindow as other:
        if wants_fragment(request):
            return render(
                request, "drafting/_draft_state.html", 409, consultation=consultation, kept=other.kept
            )
        shown = sent_again(place, form, stroke=other.kept.stroke, other=other.kept)
        return _form_again(request, db, consultation, actor, form, shown)
    except Invalid as invalid:
        if wants_fragment(request):
            raise
        return _form_again(request, db, consultation, actor, form, sent_again(place, form), invalid)
    if wants_fragment(request):
        return render(request, "drafting/_draft_state.html", consultation=consultation, kept=kept)
    return RedirectResponse(_form_address(consultation, writing_place(db, actor, consultation, place)), 303)


@router.post("/{slug}/{place}/draft/discard")
def discard(db: Db, consultation: ThisConsultation, actor: CurrentActor, place: str) -> Response:
    """Throw the own draft away and open the form as the newest version has it."""
    discard_draft(db, actor, consultation, place=place)
    return RedirectResponse(_form_address(consultation, writing_place(db, actor, consultation, place)), 303)


@router.get("/{slug}/{code}/presence")
def show_presence(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """Who is writing, as the page of the proposal shows it to the writers of the group."""
    proposal, group = visible_writing(db, actor, consultation, code)
    return render(
        request,
        "drafting/_present.html",
        consultation=consultation,
        present=writing_now(db, actor, proposal, group),
        watches=proposal.code,
    )


@router.post("/{slug}/{code}/presence")
def tell_presence(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> HTMLResponse:
    """Say in which field one is writing, or that one has left; answers who else is here."""
    if form.get("left"):
        proposal, group = leave(db, actor, consultation, code)
    else:
        proposal, group = be_present(db, actor, consultation, code, field=str(form.get("field", "")))
    return render(
        request,
        "drafting/_present.html",
        consultation=consultation,
        present=writing_now(db, actor, proposal, group),
        watches="",
    )


def _form_address(consultation: Consultation, place: Place) -> str:
    if place.proposal is not None:
        return f"/{consultation.slug}/{place.proposal.code}/edit"
    return f"/{consultation.slug}/proposals/new?kind={place.kind}&group={place.group.code}"


def _form_again(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    form: FormData,
    shown: OnForm,
    invalid: Invalid | None = None,
) -> HTMLResponse:
    """The form with everything that was typed, where it could not be kept (409, 422)."""
    place = writing_place(db, actor, consultation, shown.place)
    fields, note = fields_from(place.kind, form), str(form.get("note", ""))
    if place.proposal is None:
        groups = [place.group]
        return new_page(
            request, db, consultation, actor, place.kind, groups, place.group.code, fields,
            note=note, invalid=invalid, draft=shown,
        )  # fmt: skip
    desk = visible_desk(db, actor, consultation, place.name)
    return edit_page(
        request, db, consultation, actor, desk, fields,
        base=number_in(form, "base_version"), drawn=drawn_links(form), note=note, invalid=invalid, draft=shown,
    )  # fmt: skip
