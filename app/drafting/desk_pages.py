"""The browser's door to the writing desk: personal drafts, and who else is writing."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.drafting.actions.drafts import OtherWindow, discard_draft, keep_draft
from app.drafting.actions.presence import be_present, leave
from app.drafting.checks import check_fields
from app.drafting.drafts import (
    OnForm,
    Place,
    kept_draft,
    require_somebody,
    sent_again,
    typed_in,
    why_not_keep,
    writing_now,
    writing_place,
)
from app.drafting.fields import fields_of
from app.drafting.form_pages import edit_page, new_page, preview_of
from app.drafting.forms import drawn_links, fields_from, number_in
from app.drafting.queries import visible_desk, visible_writing
from app.drafting.rules import why_not_edit
from app.kernel.actor import Actor
from app.kernel.errors import Invalid, NotFound
from app.kernel.i18n import gettext as _
from app.web.doors import CurrentActor, Db, Posted, ReadDb, wants_fragment
from app.web.render import render

router = APIRouter()


@router.get("/{slug}/{place}/draft")
def show_draft_state(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, place: str
) -> HTMLResponse:
    """The own draft to be read; as a fragment where it stands, with a token for the next keeping: what a page asks
    after its session has ended."""
    require_somebody(actor)
    found, kept = (
        writing_place(db, actor, consultation, place),
        kept_draft(db, actor, consultation, place),
    )
    if wants_fragment(request):
        return render(request, "drafting/_draft_state.html", consultation=consultation, kept=kept)
    if kept is None or kept.empty:
        raise NotFound(_("No draft of yours is kept here."))
    fields = fields_from(found.kind, kept.form)
    wrong = {error.field.split(".")[0] for error in check_fields(found.kind, fields).errors}
    return render(
        request,
        "drafting/draft.html",
        consultation=consultation,
        here="proposals",
        place=found,
        kept=kept,
        reason=_why_not_go_on(db, actor, consultation, found),
        form_address=_form_address(consultation, found),
        # The preview leaves out what could not be saved as it is; whoever reads a draft wants every word.
        left_out=[
            (spec.label, value)
            for spec in fields_of(found.kind)
            for name, value in kept.typed
            if spec.name in wrong and name.split(".")[0] == spec.name and value.strip()
        ],
        **preview_of(found.kind, fields),
    )


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
    found = writing_place(db, actor, consultation, place)
    if _why_not_go_on(db, actor, consultation, found) is not None:
        return RedirectResponse(f"/{consultation.slug}/{kept.place}/draft", 303)
    return RedirectResponse(_form_address(consultation, found), 303)


@router.post("/{slug}/{place}/draft/discard")
def discard(db: Db, consultation: ThisConsultation, actor: CurrentActor, place: str) -> Response:
    """Throw the own draft away and open the form as the newest version has it; where it cannot be, the proposal."""
    discard_draft(db, actor, consultation, place=place)
    found = writing_place(db, actor, consultation, place)
    if found.proposal is not None and _why_not_go_on(db, actor, consultation, found) is not None:
        return RedirectResponse(f"/{consultation.slug}/{found.proposal.code}", 303)
    return RedirectResponse(_form_address(consultation, found), 303)


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


def _why_not_go_on(db: Session, actor: Actor, consultation: Consultation, place: Place) -> str | None:
    if place.proposal is None:
        return why_not_keep(actor, place.group)
    desk = visible_desk(db, actor, consultation, place.proposal.code)
    return why_not_edit(actor, desk.group, desk.stage, desk.proposal)


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
        base=number_in(form, "base_version"), drawn=drawn_links(form), note=note,
        editorial=bool(form.get("editorial")), invalid=invalid, draft=shown,
    )  # fmt: skip
