"""The browser's door to the organisations of the site, for the secretariats and the administrators."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.organisations.queries import delegations_of_body
from app.consultations.typed import Typed, names_of, typed_after
from app.kernel.actor import Actor
from app.kernel.errors import Invalid, Refused, permit
from app.kernel.i18n import LANGUAGES, current_locale
from app.people.countries import states
from app.people.organisations.actions import change_organisation, make_organisation_known
from app.people.organisations.queries import (
    SHOWN,
    organisation_lines,
    organisation_view,
    organisations_alike,
    related_groups,
)
from app.people.organisations.rules import why_not_keep_organisations
from app.people.queries import organisations
from app.web.doors import CurrentActor, Db, Posted, ReadDb, text_of
from app.web.render import render

router = APIRouter(prefix="/organisations")
Asked = Annotated[str, Query(max_length=100)]
NEW = Typed()


@router.get("")
def show_organisations(
    request: Request, db: ReadDb, actor: CurrentActor, q: Asked = "", after: Asked = ""
) -> HTMLResponse:
    """Every organisation, by name, and the form for one more."""
    return _list(request, db, actor, q=q, after=after)


@router.post("")
def create_organisation(request: Request, db: Db, actor: CurrentActor, form: Posted) -> Response:
    """Make an organisation known."""
    try:
        body = make_organisation_known(
            db,
            actor,
            name=text_of(form, "name"),
            short_name=text_of(form, "short_name"),
            iso3=text_of(form, "iso3"),
            same=text_of(form, "same"),
        )
    except (Invalid, Refused) as error:
        permit(why_not_keep_organisations(actor))
        return _list(request, db, actor, typed=typed_after(form, "add", error))
    return RedirectResponse(f"/organisations/{body.public_id}", 303)


@router.get("/{public_id}")
def show_organisation(request: Request, db: ReadDb, actor: CurrentActor, public_id: str) -> HTMLResponse:
    """One organisation: its names, those it belongs together with, its delegations."""
    return _one(request, db, actor, public_id)


@router.post("/{public_id}")
def save_organisation(
    request: Request, db: Db, actor: CurrentActor, public_id: str, form: Posted
) -> Response:
    """Save what was changed of an organisation."""
    try:
        change_organisation(
            db,
            actor,
            public_id,
            name=text_of(form, "name"),
            short_name=text_of(form, "short_name"),
            name_i18n=names_of(form, "name"),
            iso3=text_of(form, "iso3"),
            parent=text_of(form, "parent"),
            related_group=text_of(form, "related_group"),
        )
    except Invalid as error:
        return _one(request, db, actor, public_id, typed_after(form, "change", error))
    return RedirectResponse(f"/organisations/{public_id}", 303)


def _list(
    request: Request, db: Session, actor: Actor, *, q: str = "", after: str = "", typed: Typed = NEW
) -> HTMLResponse:
    permit(why_not_keep_organisations(actor))
    found = organisation_lines(db, q=q, after=after)
    return render(
        request,
        "consultations/organisations.html",
        typed.status,
        here="organisations",
        lines=found[:SHOWN],
        next_after=found[SHOWN - 1].public_id if len(found) > SHOWN else "",
        q=q,
        after=after,
        typed=typed,
        alike=organisations_alike(db, [typed.value("name"), typed.value("short_name")])
        if "same" in typed.errors
        else [],
        countries=states(current_locale()),
    )


def _one(request: Request, db: Session, actor: Actor, public_id: str, typed: Typed = NEW) -> HTMLResponse:
    permit(why_not_keep_organisations(actor))
    view = organisation_view(db, public_id)
    return render(
        request,
        "consultations/organisation.html",
        typed.status,
        here="organisations",
        view=view,
        body=view.organisation,
        delegations=delegations_of_body(db, actor, view.organisation),
        known=organisations(db),
        groups=related_groups(db),
        named_in=list(LANGUAGES.items()),
        countries=states(current_locale()),
        typed=typed,
    )
