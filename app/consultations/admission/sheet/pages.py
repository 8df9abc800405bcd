"""The browser's door to people in bulk: a spreadsheet is sent, looked at row by row, and only then confirmed."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from app.consultations.admission.sheet.actions import (
    check_sheet,
    confirm_sheet,
    ignored_in,
    keep_sheet,
    mark_of,
    say_which_body,
    visible_sheet,
    work_of_sheet,
)
from app.consultations.admission.sheet.checking import Checked
from app.consultations.admission.sheet.known import Body
from app.consultations.admission.sheet.reading import LARGEST_FILE, MOST_ROWS, read_people
from app.consultations.admission.sheet.template import template_sheet
from app.consultations.admission.sheet.words import NEEDED, ORGANISATION, field_word, plain_word
from app.consultations.models import Role
from app.consultations.parts import group_lines
from app.consultations.rules import why_not_set_up
from app.consultations.setup_doors import NEW, SetUp, SetUpChanged, SetUpShown
from app.consultations.typed import Typed, typed_after
from app.kernel.errors import Conflict, Invalid, Refused, permit
from app.web.doors import Posted, text_of

router = APIRouter()
SHOWN = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Spelling:
    """A name of an organisation that is not known as it is written: the rows with it, and what it may mean."""

    written: str
    rows: tuple[int, ...]
    offers: tuple[Body, ...]


@dataclass(frozen=True)
class NewDelegation:
    """A body that gets a delegation by the sheet: where it sits, and whether it takes positions."""

    name: str
    constituency: str
    voting: bool


@router.get("/{slug}/setup/people")
def show_people(setup: SetUpShown) -> HTMLResponse:
    """The form for a spreadsheet, and the template."""
    return _form(setup)


@router.get("/{slug}/setup/people/template.xlsx")
def download_template(setup: SetUpShown) -> Response:
    """The template in the reader's language, with the words that fit here."""
    groups = [
        (line.group.code, line.group.title)
        for line in group_lines(setup.db, setup.consultation)
        if line.group.ended_at is None
    ]
    content = template_sheet(setup.db, setup.consultation, groups)
    filename = f"people-{setup.consultation.slug}.xlsx"
    return Response(
        content, media_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{filename}"'}
    )


@router.post("/{slug}/setup/people")
def send_people(setup: SetUpChanged, form: Posted) -> Response:
    """Read a spreadsheet and keep it for its preview. Nothing else is written."""
    sent = form.get("sheet")
    try:
        permit(why_not_set_up(setup.actor, setup.consultation))
        content = sent.file.read(LARGEST_FILE + 1) if isinstance(sent, UploadFile) else b""
        filename = sent.filename or "" if isinstance(sent, UploadFile) else ""
        read = read_people(filename, content)
        sheet = keep_sheet(setup.db, setup.actor, setup.consultation, filename=filename, read=read)
    except (Invalid, Refused) as error:
        return _form(setup, typed_after(form, "sheet", error))
    return RedirectResponse(f"{setup.home}/people/{sheet.public_id}", 303)


@router.get("/{slug}/setup/people/{sheet}")
def show_preview(setup: SetUpShown, sheet: str) -> HTMLResponse:
    """What the sheet would do, and each wrong row by its number with its sentences."""
    return _preview(setup, sheet)


@router.post("/{slug}/setup/people/{sheet}/names")
def name_body(setup: SetUpChanged, sheet: str, form: Posted) -> Response:
    """Say which organisation a name in the sheet means: a known one, or another one."""
    try:
        say_which_body(
            setup.db, setup.actor, setup.consultation, sheet,
            written=text_of(form, "written"), body=text_of(form, "body"),
        )  # fmt: skip
    except (Invalid, Refused) as error:
        return _preview(setup, sheet, typed_after(form, "names", error))
    return RedirectResponse(f"{setup.home}/people/{sheet}", 303)


@router.post("/{slug}/setup/people/{sheet}/confirmation")
def confirm_people(setup: SetUpChanged, sheet: str, form: Posted) -> Response:
    """Confirm the sheet: everybody in a right row is invited, which is long work and shows how far it is."""
    home = setup.request.app.state.settings.base_url
    try:
        seen = text_of(form, "seen")
        work = confirm_sheet(setup.db, setup.actor, setup.consultation, sheet, seen=seen, home=home)
    except (Invalid, Refused, Conflict) as error:
        return _preview(setup, sheet, typed_after(form, "confirm", error))
    return RedirectResponse(f"/{setup.consultation.slug}/jobs/{work.public_id}", 303)


def _form(setup: SetUp, typed: Typed = NEW) -> HTMLResponse:
    return setup.page(
        "consultations/setup_people.html",
        typed,
        needed=[field_word(name) for name in NEEDED],
        most=MOST_ROWS,
    )


def _preview(setup: SetUp, public_id: str, typed: Typed = NEW) -> HTMLResponse:
    sheet = visible_sheet(setup.db, setup.actor, setup.consultation, public_id)
    rows = check_sheet(setup.db, setup.consultation, sheet)
    wrong = [row for row in rows if row.sentences]
    right = [row for row in rows if not row.sentences and not row.there]
    return setup.page(
        "consultations/setup_people_preview.html",
        typed,
        sheet=sheet,
        ignored=ignored_in(sheet),
        wrong=wrong[:SHOWN],
        wrong_rows=len(wrong),
        right=right[:SHOWN],
        right_rows=len(right),
        new_here=len({row.seating.email for row in right if row.seating is not None and row.new_here}),
        mark=mark_of(rows),
        there=sum(row.there for row in rows),
        spellings=_spellings(wrong),
        delegations=_delegations(right),
        work=work_of_sheet(setup.db, setup.consultation, sheet),
        shown=SHOWN,
    )


def _spellings(wrong: list[Checked]) -> list[Spelling]:
    """The names that may mean a known organisation, each once with all its rows."""
    found: dict[str, list[Any]] = {}
    for row in wrong:
        if row.offers:
            written = row.row.get(ORGANISATION)
            found.setdefault(plain_word(written), [written, row.offers, []])[2].append(row.row.number)
    return [Spelling(written, tuple(rows), offers) for written, offers, rows in found.values()]


def _delegations(right: list[Checked]) -> list[NewDelegation]:
    """The delegations that come about by the sheet."""
    found: dict[str, NewDelegation] = {}
    for row in right:
        seating = row.seating
        if seating is None or not seating.accredits:
            continue
        key = plain_word(seating.accredits)
        voting = seating.role != Role.OBSERVER or (key in found and found[key].voting)
        found[key] = NewDelegation(seating.accredits, seating.constituency, voting)
    return list(found.values())
