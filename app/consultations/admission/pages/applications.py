"""The browser's door to accreditation: the public page with the criteria and the form, the link that confirms, and the
secretariat's decisions."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.actions.delegations import NewBody
from app.consultations.admission.actions.applying import Request as Asking
from app.consultations.admission.actions.applying import apply, confirm_application, decide_application
from app.consultations.admission.doors import home_of
from app.consultations.admission.models import Application
from app.consultations.admission.queries import (
    application_called,
    application_to_confirm,
    applications_of,
)
from app.consultations.admission.rules import why_not_apply, why_not_decide
from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.parts import delegation_lines, organisations_to_accredit
from app.consultations.queries import constituencies_of
from app.consultations.setup_doors import SetUp, SetUpChanged, SetUpShown
from app.consultations.typed import Typed, names_of, other_languages, typed_after
from app.kernel.clock import now
from app.kernel.errors import Invalid, NotFound, Refused
from app.kernel.i18n import current_locale
from app.kernel.i18n import gettext as _
from app.people.countries import states
from app.people.organisations.queries import Alike, organisations_alike
from app.web.doors import CurrentActor, Db, Posted, ReadDb, text_of
from app.web.limits import APPLICATIONS, limited
from app.web.render import render

router = APIRouter()
Code = Annotated[str, Query(max_length=20)]


@router.get("/{slug}/accreditation")
def show_accreditation(
    request: Request, db: ReadDb, consultation: ThisConsultation, received: Code = ""
) -> HTMLResponse:
    """By what bodies are accredited, who is, what was decided and why, and the form, where applications are taken."""
    return _page(request, db, consultation, Typed("apply"), received=received)


@router.post("/{slug}/accreditation", dependencies=[limited(APPLICATIONS, field="contact_email")])
def create_application(
    request: Request, db: Db, actor: CurrentActor, consultation: ThisConsultation, form: Posted
) -> Response:
    """Apply. What comes next is in the mail to the contact."""
    asking = Asking(
        text_of(form, "constituency"),
        text_of(form, "statement"),
        text_of(form, "contact_name"),
        text_of(form, "contact_email"),
        text_of(form, "organisation"),
        NewBody(
            text_of(form, "name"), text_of(form, "short_name"), names_of(form, "name"), text_of(form, "iso3")
        ),
    )
    try:
        made = apply(db, actor, consultation, asking, home=home_of(request))
    except (Invalid, Refused) as error:
        return _page(request, db, consultation, typed_after(form, "apply", error))
    return _received(consultation, made.code)


@router.get("/{slug}/accreditation/confirmation/{secret}")
def show_confirmation(
    request: Request, db: ReadDb, consultation: ThisConsultation, secret: str
) -> HTMLResponse:
    """The application that the link confirms, and the button: programs that scan mail confirm nothing."""
    try:
        application = application_to_confirm(db, consultation, secret, now(db))
    except NotFound as over:
        return _over(request, consultation, over)
    page = render(
        request,
        "consultations/admission/confirm_application.html",
        consultation=consultation,
        here="consultation",
        application=application,
        secret=secret,
    )
    page.headers["Cache-Control"] = "no-store"
    return page


@router.post("/{slug}/accreditation/confirmation/{secret}")
def confirm(
    request: Request, db: Db, actor: CurrentActor, consultation: ThisConsultation, secret: str
) -> Response:
    """Confirm an application."""
    try:
        confirmed = confirm_application(db, actor, consultation, secret=secret)
    except NotFound as over:
        return _over(request, consultation, over)
    return _received(consultation, confirmed.code)


@router.get("/{slug}/setup/applications")
def show_applications(setup: SetUpShown) -> HTMLResponse:
    """The applications that wait, in the order in which they came, and those that are decided."""
    return setup.page(
        "consultations/admission/setup_applications.html",
        waiting=applications_of(setup.db, setup.consultation, decided=False),
        decided=applications_of(setup.db, setup.consultation, decided=True),
    )


@router.get("/{slug}/setup/applications/{code}")
def show_application(setup: SetUpShown, code: str) -> HTMLResponse:
    """One application with its contact, and the form that decides it."""
    return _application(setup, code, Typed("decide"))


@router.post("/{slug}/setup/applications/{code}")
def create_decision(request: Request, setup: SetUpChanged, code: str, form: Posted) -> Response:
    """Accept or refuse a body, with a reason."""
    decision = text_of(form, "decision")
    act = setup.doing(
        decide_application,
        code,
        accepted=decision == "accepted",
        reason=text_of(form, "reason"),
        voting=text_of(form, "right") != "observing",
        organisation=text_of(form, "organisation"),
        home=home_of(request),
    )
    if decision not in ("accepted", "refused"):
        act = _undecided
    return setup.done_or_again(form, "decide", act, "applications", partial(_application, setup, code))


def _over(request: Request, consultation: Consultation, why: NotFound) -> HTMLResponse:
    """The sentence for a link that confirms nothing any more."""
    return render(
        request,
        "consultations/admission/over.html",
        why.status,
        consultation=consultation,
        here="consultation",
        line=_("Application for accreditation"),
        heading=_("This link opens nothing any more"),
        message=why.message,
    )


def _undecided() -> None:
    raise Invalid.at("decision", _("Choose whether it is accepted or refused."))


def _received(consultation: Consultation, code: str) -> RedirectResponse:
    return RedirectResponse(f"/{consultation.slug}/accreditation?received={code}#received", 303)


def _page(
    request: Request, db: Session, consultation: Consultation, typed: Typed, *, received: str = ""
) -> HTMLResponse:
    why_not = why_not_apply(consultation)
    return render(
        request,
        "consultations/admission/accreditation.html",
        typed.status,
        consultation=consultation,
        here="consultation",
        why_not=why_not,
        received=_receipt(db, consultation, received),
        accredited=[line for line in delegation_lines(db, consultation) if line.delegation.ended_at is None],
        decided=applications_of(db, consultation, decided=True),
        constituencies=constituencies_of(db, consultation),
        organisations=[] if why_not else organisations_to_accredit(db, consultation),
        countries=[] if why_not else states(current_locale()),
        others=other_languages(consultation.languages, consultation.default_language),
        typed=typed,
    )


def _receipt(db: Session, consultation: Consultation, code: str) -> tuple[str, bool] | None:
    """The code of an application and whether it is confirmed, for who comes from sending or confirming it."""
    if not code:
        return None
    try:
        found = application_called(db, consultation, code).application
    except NotFound:
        return None
    return found.code, found.confirmed_at is not None


def _alike(setup: SetUp, application: Application) -> list[Alike]:
    """The bodies known here that the one that applies may be, before it is decided."""
    if application.decided_at is not None or application.organisation_id is not None:
        return []
    names = [application.name, application.short_name, *application.name_i18n.values()]
    return organisations_alike(setup.db, names, application.iso3)


def _application(setup: SetUp, code: str, typed: Typed) -> HTMLResponse:
    line = application_called(setup.db, setup.consultation, code)
    return setup.page(
        "consultations/admission/setup_application.html",
        typed,
        line=line,
        application=line.application,
        organisations=organisations_to_accredit(setup.db, setup.consultation),
        alike=_alike(setup, line.application),
        stop=why_not_decide(setup.actor, setup.consultation, line.application),
    )
