"""The browser's door to working groups and delegations while a consultation is set up."""

from functools import partial

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from app.consultations.actions.delegations import NewBody, accredit, change_delegation, end_delegation
from app.consultations.actions.groups import add_group, change_group, end_group
from app.consultations.models import Visibility
from app.consultations.parts import (
    delegation_lines,
    group_in_setup,
    group_lines,
    organisations_to_accredit,
    seat_lines,
    visible_delegation,
)
from app.consultations.queries import constituencies_of, roundtables_of
from app.consultations.rules import visibility_of
from app.consultations.setup_doors import NEW, SetUp, SetUpChanged, SetUpShown
from app.consultations.typed import Typed, names_of
from app.kernel.i18n import current_locale
from app.people.countries import states
from app.people.organisations.queries import organisations_alike
from app.web.doors import Posted, text_of

router = APIRouter()
ALL = 500
# The form says with a hidden field that it asked for the composition, so that one without it changes nothing.
_ASKED = "composition"
_VISIBILITY = {"": Visibility.PUBLIC, "open": Visibility.PUBLIC}


def composition_in(form: FormData) -> dict[str, str]:
    """The least seats of each constituency as typed: `composition.CSO` is that of CSO."""
    return {code: typed for code, typed in names_of(form, _ASKED).items() if typed.strip()}


@router.get("/{slug}/setup/groups")
def show_groups(setup: SetUpShown) -> HTMLResponse:
    """Every working group, closed ones by name and seats, and the form for one more."""
    return _groups(setup)


@router.post("/{slug}/setup/groups")
def create_group(setup: SetUpChanged, form: Posted) -> Response:
    """Set up a working group."""
    act = setup.doing(
        add_group,
        code=text_of(form, "code"),
        title=text_of(form, "title"),
        mandate=text_of(form, "mandate"),
        roundtable=text_of(form, "roundtable"),
        visibility=_VISIBILITY.get(text_of(form, "access"), text_of(form, "access")),
        composition=composition_in(form),
    )
    return setup.done_or_again(form, "add", act, "groups", partial(_groups, setup))


@router.get("/{slug}/setup/groups/{code}")
def show_group(setup: SetUpShown, code: str) -> HTMLResponse:
    """One working group: its terms, and who sits in it."""
    return _group(setup, code)


@router.post("/{slug}/setup/groups/{code}")
def save_group(setup: SetUpChanged, code: str, form: Posted) -> Response:
    """Save a group's title and terms of reference."""
    act = setup.doing(
        change_group,
        code,
        title=text_of(form, "title"),
        mandate=text_of(form, "mandate"),
        composition=composition_in(form) if _ASKED in form else None,
    )
    return setup.done_or_again(form, "change", act, f"groups/{code}", partial(_group, setup, code))


@router.post("/{slug}/setup/groups/{code}/end")
def close_down_group(setup: SetUpChanged, code: str, form: Posted) -> Response:
    """End a working group, with a reason."""
    act = setup.doing(end_group, code, reason=text_of(form, "reason"))
    return setup.done_or_again(form, "end", act, "groups", partial(_group, setup, code))


@router.get("/{slug}/setup/delegations")
def show_delegations(setup: SetUpShown) -> HTMLResponse:
    """Every delegation by constituency, and the form to accredit one more."""
    return _delegations(setup)


@router.post("/{slug}/setup/delegations")
def create_delegation(setup: SetUpChanged, form: Posted) -> Response:
    """Accredit an organisation known to the site, or a new one."""
    chosen = text_of(form, "organisation")
    new = NewBody(
        text_of(form, "name"),
        text_of(form, "short_name"),
        names_of(form, "name"),
        text_of(form, "iso3"),
        text_of(form, "same"),
    )
    act = setup.doing(
        accredit,
        organisation=chosen,
        new=None if chosen else new,
        constituency=text_of(form, "constituency"),
        voting=text_of(form, "right") != "observing",
        basis=text_of(form, "basis"),
    )
    return setup.done_or_again(form, "add", act, "delegations", partial(_delegations, setup))


@router.get("/{slug}/setup/delegations/{code}")
def show_delegation(setup: SetUpShown, code: str) -> HTMLResponse:
    """One delegation: where it sits, its right, and who sits in it."""
    return _delegation(setup, code)


@router.post("/{slug}/setup/delegations/{code}")
def save_delegation(setup: SetUpChanged, code: str, form: Posted) -> Response:
    """Give a delegation another constituency, right or basis."""
    act = setup.doing(
        change_delegation,
        code,
        constituency=text_of(form, "constituency"),
        voting=text_of(form, "right") != "observing",
        basis=text_of(form, "basis"),
    )
    return setup.done_or_again(form, "change", act, f"delegations/{code}", partial(_delegation, setup, code))


@router.post("/{slug}/setup/delegations/{code}/end")
def dismiss_delegation(setup: SetUpChanged, code: str, form: Posted) -> Response:
    """End a delegation, with a reason."""
    act = setup.doing(end_delegation, code, reason=text_of(form, "reason"))
    return setup.done_or_again(form, "end", act, "delegations", partial(_delegation, setup, code))


def _groups(setup: SetUp, typed: Typed = NEW) -> HTMLResponse:
    return setup.page(
        "consultations/setup_groups.html",
        typed,
        lines=group_lines(setup.db, setup.consultation),
        roundtables=[
            table for table in roundtables_of(setup.db, setup.consultation) if table.ended_at is None
        ],
        constituencies=constituencies_of(setup.db, setup.consultation),
    )


def _group(setup: SetUp, code: str, typed: Typed = NEW) -> HTMLResponse:
    group = group_in_setup(setup.db, setup.consultation, code)
    return setup.page(
        "consultations/setup_group.html",
        typed,
        group=group,
        visibility=visibility_of(group),
        constituencies=constituencies_of(setup.db, setup.consultation),
        seats=seat_lines(setup.db, setup.consultation, group=group, limit=ALL),
    )


def _delegations(setup: SetUp, typed: Typed = NEW) -> HTMLResponse:
    return setup.page(
        "consultations/setup_delegations.html",
        typed,
        lines=delegation_lines(setup.db, setup.consultation),
        constituencies=constituencies_of(setup.db, setup.consultation),
        organisations=organisations_to_accredit(setup.db, setup.consultation),
        countries=states(current_locale()),
        alike=organisations_alike(setup.db, _spelled(typed)) if "same" in typed.errors else [],
    )


def _spelled(typed: Typed) -> list[str]:
    """The names of a new body as they were typed, in every language."""
    return [words for field, words in typed.values.items() if field.split(".")[0] in ("name", "short_name")]


def _delegation(setup: SetUp, code: str, typed: Typed = NEW) -> HTMLResponse:
    delegation = visible_delegation(setup.db, setup.consultation, code)
    return setup.page(
        "consultations/setup_delegation.html",
        typed,
        delegation=delegation,
        constituencies=constituencies_of(setup.db, setup.consultation),
        seats=seat_lines(setup.db, setup.consultation, delegation=delegation, limit=ALL),
    )
