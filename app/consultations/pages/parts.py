"""The browser's door to constituencies and roundtables while a consultation is set up."""

from functools import partial

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.consultations.actions.constituencies import add_constituency, change_constituency
from app.consultations.actions.roundtables import add_roundtable, change_roundtable
from app.consultations.parts import delegations_by_constituency, titles_before, visible_constituency
from app.consultations.queries import constituencies_of, roundtables_of, visible_roundtable
from app.consultations.setup_doors import NEW, SetUp, SetUpChanged, SetUpShown
from app.consultations.typed import Typed, names_of
from app.web.doors import Posted, text_of

router = APIRouter()


@router.get("/{slug}/setup/constituencies")
def show_constituencies(setup: SetUpShown) -> HTMLResponse:
    """The constituencies in their order, and the form for one more."""
    return _constituencies(setup)


@router.post("/{slug}/setup/constituencies")
def create_constituency(setup: SetUpChanged, form: Posted) -> Response:
    """Add a constituency."""
    act = setup.doing(
        add_constituency,
        code=text_of(form, "code"),
        name=text_of(form, "name"),
        name_i18n=names_of(form, "name"),
        description=text_of(form, "description"),
        place=text_of(form, "place"),
    )
    return setup.done_or_again(form, "add", act, "constituencies", partial(_constituencies, setup))


@router.get("/{slug}/setup/constituencies/{code}")
def show_constituency(setup: SetUpShown, code: str) -> HTMLResponse:
    """One constituency, to be renamed, described or given another place."""
    return _constituency(setup, code)


@router.post("/{slug}/setup/constituencies/{code}")
def save_constituency(setup: SetUpChanged, code: str, form: Posted) -> Response:
    """Save what was changed of a constituency."""
    act = setup.doing(
        change_constituency,
        code,
        name=text_of(form, "name"),
        name_i18n=names_of(form, "name"),
        description=text_of(form, "description"),
        place=text_of(form, "place"),
    )
    return setup.done_or_again(form, "change", act, "constituencies", partial(_constituency, setup, code))


@router.get("/{slug}/setup/roundtables")
def show_roundtables(setup: SetUpShown) -> HTMLResponse:
    """The roundtables, and the form for one more."""
    return _roundtables(setup)


@router.post("/{slug}/setup/roundtables")
def create_roundtable(setup: SetUpChanged, form: Posted) -> Response:
    """Add a roundtable."""
    act = setup.doing(
        add_roundtable,
        code=text_of(form, "code"),
        number=text_of(form, "number"),
        title=text_of(form, "title"),
        short_title=text_of(form, "short_title"),
        title_i18n=names_of(form, "title"),
        description=text_of(form, "description"),
        guiding_questions=text_of(form, "guiding_questions").splitlines(),
    )
    return setup.done_or_again(form, "add", act, "roundtables", partial(_roundtables, setup))


@router.get("/{slug}/setup/roundtables/{code}")
def show_roundtable(setup: SetUpShown, code: str) -> HTMLResponse:
    """One roundtable: its titles, what stands with it, the titles it had."""
    return _roundtable(setup, code)


@router.post("/{slug}/setup/roundtables/{code}")
def save_roundtable(setup: SetUpChanged, code: str, form: Posted) -> Response:
    """Save what stands with a roundtable: its number, its description, its guiding questions."""
    act = setup.doing(
        change_roundtable,
        code,
        number=text_of(form, "number"),
        description=text_of(form, "description"),
        guiding_questions=text_of(form, "guiding_questions").splitlines(),
    )
    return setup.done_or_again(form, "change", act, f"roundtables/{code}", partial(_roundtable, setup, code))


@router.post("/{slug}/setup/roundtables/{code}/title")
def retitle_roundtable(setup: SetUpChanged, code: str, form: Posted) -> Response:
    """Give a roundtable another title, with a reason; or a translation that was missing, without one."""
    act = setup.doing(
        change_roundtable,
        code,
        title=text_of(form, "title"),
        short_title=text_of(form, "short_title"),
        title_i18n=names_of(form, "title"),
        reason=text_of(form, "reason"),
    )
    return setup.done_or_again(form, "title", act, f"roundtables/{code}", partial(_roundtable, setup, code))


def _constituencies(setup: SetUp, typed: Typed = NEW) -> HTMLResponse:
    return setup.page(
        "consultations/setup_constituencies.html",
        typed,
        constituencies=constituencies_of(setup.db, setup.consultation),
        delegations=delegations_by_constituency(setup.db, setup.consultation),
    )


def _constituency(setup: SetUp, code: str, typed: Typed = NEW) -> HTMLResponse:
    return setup.page(
        "consultations/setup_constituency.html",
        typed,
        constituency=visible_constituency(setup.db, setup.consultation, code),
    )


def _roundtables(setup: SetUp, typed: Typed = NEW) -> HTMLResponse:
    return setup.page(
        "consultations/setup_roundtables.html",
        typed,
        roundtables=roundtables_of(setup.db, setup.consultation),
    )


def _roundtable(setup: SetUp, code: str, typed: Typed = NEW) -> HTMLResponse:
    roundtable = visible_roundtable(setup.db, setup.consultation, code)
    return setup.page(
        "consultations/setup_roundtable.html",
        typed,
        roundtable=roundtable,
        titles=titles_before(setup.db, roundtable),
    )
