"""The browser's door to working groups and delegations while a consultation is set up."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.actions.delegations import NewBody, accredit, change_delegation, end_delegation
from app.consultations.actions.groups import add_group, change_group, end_group
from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.pages.parts import NEW, setup_page
from app.consultations.parts import (
    delegation_lines,
    group_in_setup,
    group_lines,
    organisations_to_accredit,
    seat_lines,
    visible_delegation,
)
from app.consultations.queries import constituencies_of, roundtables_of
from app.consultations.rules import why_not_of_the_secretariat
from app.consultations.typed import Typed, names_of, text_of, tried
from app.kernel.actor import Actor
from app.kernel.errors import permit
from app.web.doors import CurrentActor, Db, Posted, ReadDb

router = APIRouter()
ALL = 500


@router.get("/{slug}/setup/groups")
def show_groups(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor
) -> HTMLResponse:
    """Every working group, closed ones by name and seats, and the form for one more."""
    return _groups(request, db, actor, consultation)


@router.post("/{slug}/setup/groups")
def create_group(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, form: Posted
) -> Response:
    """Set up a working group."""
    typed = tried(
        form,
        "add",
        lambda: add_group(
            db,
            actor,
            consultation,
            code=text_of(form, "code"),
            title=text_of(form, "title"),
            mandate=text_of(form, "mandate"),
            roundtable=text_of(form, "roundtable"),
            closed=text_of(form, "access") == "closed",
        ),
    )
    if typed.status != 200:
        return _groups(request, db, actor, consultation, typed)
    return RedirectResponse(f"/{consultation.slug}/setup/groups", 303)


@router.get("/{slug}/setup/groups/{code}")
def show_group(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """One working group: its terms, and who sits in it."""
    return _group(request, db, actor, consultation, code)


@router.post("/{slug}/setup/groups/{code}")
def save_group(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Save a group's title and terms of reference."""
    typed = tried(
        form,
        "change",
        lambda: change_group(
            db, actor, consultation, code, title=text_of(form, "title"), mandate=text_of(form, "mandate")
        ),
    )
    if typed.status != 200:
        return _group(request, db, actor, consultation, code, typed)
    return RedirectResponse(f"/{consultation.slug}/setup/groups/{code}", 303)


@router.post("/{slug}/setup/groups/{code}/end")
def close_down_group(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """End a working group, with a reason."""
    typed = tried(
        form, "end", lambda: end_group(db, actor, consultation, code, reason=text_of(form, "reason"))
    )
    if typed.status != 200:
        return _group(request, db, actor, consultation, code, typed)
    return RedirectResponse(f"/{consultation.slug}/setup/groups", 303)


@router.get("/{slug}/setup/delegations")
def show_delegations(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor
) -> HTMLResponse:
    """Every delegation by constituency, and the form to accredit one more."""
    return _delegations(request, db, actor, consultation)


@router.post("/{slug}/setup/delegations")
def create_delegation(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, form: Posted
) -> Response:
    """Accredit an organisation known to the site, or a new one."""
    chosen = text_of(form, "organisation")
    new = NewBody(
        text_of(form, "name"), text_of(form, "short_name"), names_of(form, "name"), text_of(form, "iso3")
    )
    typed = tried(
        form,
        "add",
        lambda: accredit(
            db,
            actor,
            consultation,
            organisation=chosen,
            new=None if chosen else new,
            constituency=text_of(form, "constituency"),
            voting=text_of(form, "right") != "observing",
            basis=text_of(form, "basis"),
        ),
    )
    if typed.status != 200:
        return _delegations(request, db, actor, consultation, typed)
    return RedirectResponse(f"/{consultation.slug}/setup/delegations", 303)


@router.get("/{slug}/setup/delegations/{code}")
def show_delegation(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """One delegation: where it sits, its right, and who sits in it."""
    return _delegation(request, db, actor, consultation, code)


@router.post("/{slug}/setup/delegations/{code}")
def save_delegation(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Give a delegation another constituency, right or basis."""
    typed = tried(
        form,
        "change",
        lambda: change_delegation(
            db,
            actor,
            consultation,
            code,
            constituency=text_of(form, "constituency"),
            voting=text_of(form, "right") != "observing",
            basis=text_of(form, "basis"),
        ),
    )
    if typed.status != 200:
        return _delegation(request, db, actor, consultation, code, typed)
    return RedirectResponse(f"/{consultation.slug}/setup/delegations/{code}", 303)


@router.post("/{slug}/setup/delegations/{code}/end")
def dismiss_delegation(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """End a delegation, with a reason."""
    typed = tried(
        form, "end", lambda: end_delegation(db, actor, consultation, code, reason=text_of(form, "reason"))
    )
    if typed.status != 200:
        return _delegation(request, db, actor, consultation, code, typed)
    return RedirectResponse(f"/{consultation.slug}/setup/delegations", 303)


def _groups(
    request: Request, db: Session, actor: Actor, consultation: Consultation, typed: Typed = NEW
) -> HTMLResponse:
    permit(why_not_of_the_secretariat(actor, consultation))
    return setup_page(
        request,
        actor,
        consultation,
        "consultations/setup_groups.html",
        typed,
        lines=group_lines(db, consultation),
        roundtables=[table for table in roundtables_of(db, consultation) if table.ended_at is None],
    )


def _group(
    request: Request, db: Session, actor: Actor, consultation: Consultation, code: str, typed: Typed = NEW
) -> HTMLResponse:
    permit(why_not_of_the_secretariat(actor, consultation))
    group = group_in_setup(db, consultation, code)
    return setup_page(
        request,
        actor,
        consultation,
        "consultations/setup_group.html",
        typed,
        group=group,
        seats=seat_lines(db, consultation, group=group, limit=ALL),
    )


def _delegations(
    request: Request, db: Session, actor: Actor, consultation: Consultation, typed: Typed = NEW
) -> HTMLResponse:
    permit(why_not_of_the_secretariat(actor, consultation))
    return setup_page(
        request,
        actor,
        consultation,
        "consultations/setup_delegations.html",
        typed,
        lines=delegation_lines(db, consultation),
        constituencies=constituencies_of(db, consultation),
        organisations=organisations_to_accredit(db, consultation),
    )


def _delegation(
    request: Request, db: Session, actor: Actor, consultation: Consultation, code: str, typed: Typed = NEW
) -> HTMLResponse:
    permit(why_not_of_the_secretariat(actor, consultation))
    delegation = visible_delegation(db, consultation, code)
    return setup_page(
        request,
        actor,
        consultation,
        "consultations/setup_delegation.html",
        typed,
        delegation=delegation,
        constituencies=constituencies_of(db, consultation),
        seats=seat_lines(db, consultation, delegation=delegation, limit=ALL),
    )
