"""The browser's door to the table of comments of a round: download it, send one that a body filled in, look at each row,
answer what is open, confirm."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import AfterValidator
from sqlmodel import Session
from starlette.datastructures import FormData, UploadFile

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation, Round
from app.consultations.queries import delegations_of, roundtables_of, visible_consultation
from app.consultations.typed import Typed, typed_after
from app.discussion.models import CommentType
from app.discussion.reading import part_labels
from app.discussion.rules import CODE_LIMIT
from app.discussion.table.actions import (
    about_file,
    answer_questions,
    check_table,
    confirm_table,
    keep_table,
    mark_of,
    round_called,
    visible_table,
    work_of_table,
)
from app.discussion.table.checking import LEFT_OUT, NO_DELEGATION, Becomes, Question, questions_of
from app.discussion.table.exporting import comments_file, template_file
from app.discussion.table.files import MEDIA
from app.discussion.table.known import Known
from app.discussion.table.lines import called_here
from app.discussion.table.reading import LARGEST_FILE, MOST_ROWS, TableRow, read_table
from app.discussion.table.rules import own_delegations, takes_tables, why_not_bring
from app.discussion.table.words import BODY, CLAUSE, NEEDED, TYPE, field_word, type_word
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.db import Database
from app.kernel.errors import Conflict, Invalid, Refused, permit
from app.kernel.i18n import gettext as _
from app.kernel.text.clean import clean_line
from app.web.doors import AskedNumber, CurrentActor, Db, Posted, ReadDb, text_of
from app.web.later import LaterInTurns, Turn, writing
from app.web.limits import COMMENTS, limited
from app.web.render import render

Code = Annotated[str, AfterValidator(partial(clean_line, limit=CODE_LIMIT))]
router = APIRouter()
SHOWN = 100
MOST_ASKED = 50
"""How many questions are asked at a time; the others come once these are answered."""
NEW = Typed()


@dataclass(frozen=True)
class Tables:
    """The tables of one round with somebody before them."""

    request: Request
    db: Session
    actor: Actor
    consultation: Consultation
    round: Round

    @property
    def home(self) -> str:
        """Their address."""
        return f"/{self.consultation.slug}/rounds/{self.round.code}/table"

    @property
    def why_not(self) -> str | None:
        """Why this person may not bring one now."""
        return why_not_bring(self.actor, self.consultation, self.round, now(self.db))

    def page(self, template: str, typed: Typed, **context: Any) -> HTMLResponse:
        """A page of them."""
        return render(
            self.request,
            template,
            typed.status,
            consultation=self.consultation,
            here="rounds",
            round=self.round,
            home=self.home,
            typed=typed,
            why_not=self.why_not,
            **context,
        )


def reading_tables(
    request: Request, db: ReadDb, actor: CurrentActor, consultation: ThisConsultation, code: str
) -> Tables:
    """The tables for a page that is only shown."""
    return Tables(request, db, actor, consultation, round_called(db, consultation, code))


def writing_tables(
    request: Request, db: Db, actor: CurrentActor, consultation: ThisConsultation, code: str
) -> Tables:
    """The tables for a form that is sent."""
    return Tables(request, db, actor, consultation, round_called(db, consultation, code))


TablesShown = Annotated[Tables, Depends(reading_tables, scope="function")]
TablesChanged = Annotated[Tables, Depends(writing_tables, scope="function")]


@router.get("/{slug}/rounds/{code}/comments.{format}")
def download_comments(
    tables: TablesShown,
    format: str,
    roundtable: Annotated[Code, Query()] = "",
    text: Annotated[Code, Query()] = "",
) -> Response:
    """The comments of the round as a file."""
    return comments_file(
        tables.request, tables.db, tables.actor, tables.consultation, tables.round, format,
        roundtable=roundtable, text=text,
    )  # fmt: skip


@router.get("/{slug}/rounds/{code}/table/template.{format}")
def download_template(
    tables: TablesShown, format: str, delegation: Annotated[Code, Query()] = ""
) -> Response:
    """The table for one body to fill in."""
    return template_file(
        tables.request, tables.db, tables.actor, tables.consultation, tables.round, format, delegation=delegation
    )  # fmt: skip


@router.get("/{slug}/rounds/{code}/table/template")
def choose_template(
    tables: TablesShown, format: Annotated[Code, Query()] = "xlsx", delegation: Annotated[Code, Query()] = ""
) -> Response:
    """The form in which a body and a format are chosen leads to the file."""
    return download_template(tables, format, delegation)


@router.get("/{slug}/rounds/{code}/table")
def show_tables(tables: TablesShown) -> HTMLResponse:
    """The files to download, and the form for one that was filled in."""
    return _form(tables)


@router.post("/{slug}/rounds/{code}/table", dependencies=[limited(COMMENTS)])
def send_table(tables: TablesChanged, form: Posted) -> Response:
    """Read a table and keep it for its preview. Nothing else is written."""
    try:
        permit(tables.why_not)
    except Refused as error:
        return _form(tables, typed_after(form, "sheet", error))
    sent = form.get("sheet")
    content = sent.file.read(LARGEST_FILE + 1) if isinstance(sent, UploadFile) else b""
    filename = clean_line(sent.filename or "", limit=None) if isinstance(sent, UploadFile) else ""
    request, actor = tables.request, tables.actor
    slug, code, home = tables.consultation.slug, tables.round.code, tables.home
    database: Database = request.app.state.database

    def now_in(db: Session) -> Tables:
        consultation = visible_consultation(db, actor, slug)
        return Tables(request, db, actor, consultation, round_called(db, consultation, code))

    def make(turn: Turn) -> Response:
        # To read a long table takes seconds, in which nobody who writes has to wait.
        try:
            read = read_table(filename, content)
            with writing(request, turn) as db:
                here = now_in(db)
                sheet = keep_table(db, actor, here.consultation, here.round, filename=filename, read=read)
                there = f"{home}/{sheet.public_id}"
        except (Invalid, Refused) as error:
            with database.reading() as db:
                return _form(now_in(db), typed_after(form, "sheet", error))
        return RedirectResponse(there, 303)

    return LaterInTurns(make)


@router.get("/{slug}/rounds/{code}/table/{sheet}")
def show_preview(tables: TablesShown, sheet: str, after: AskedNumber = 0) -> HTMLResponse:
    """What each row becomes, what is asked about it, or what is wrong with it."""
    return _preview(tables, sheet, after=after)


@router.post("/{slug}/rounds/{code}/table/{sheet}/answers")
def answer(tables: TablesChanged, sheet: str, form: Posted) -> Response:
    """Say what the words mean that the table leaves open."""
    try:
        answer_questions(
            tables.db, tables.actor, tables.consultation, tables.round, sheet, answers=_answers(form)
        )
    except (Invalid, Refused) as error:
        return _preview(tables, sheet, typed_after(form, "answers", error))
    return RedirectResponse(f"{tables.home}/{sheet}", 303)


@router.post("/{slug}/rounds/{code}/table/{sheet}/confirmation", dependencies=[limited(COMMENTS)])
def confirm(tables: TablesChanged, sheet: str, form: Posted) -> Response:
    """Confirm the table: its rows become comments, which is long work and shows how far it is."""
    try:
        work = confirm_table(
            tables.db, tables.actor, tables.consultation, tables.round, sheet, seen=text_of(form, "seen")
        )
    except (Invalid, Refused, Conflict) as error:
        return _preview(tables, sheet, typed_after(form, "confirm", error))
    return RedirectResponse(f"/{tables.consultation.slug}/jobs/{work.public_id}", 303)


def _answers(form: FormData) -> list[tuple[str, str, str]]:
    """The answers in the order of the form, each with its column and the words it is about."""
    found: list[tuple[str, str, str]] = []
    while f"column-{len(found)}" in form:
        number = len(found)
        found.append(
            (text_of(form, f"column-{number}"), text_of(form, f"key-{number}"), text_of(form, f"answer-{number}"))
        )  # fmt: skip
    return found


def _form(tables: Tables, typed: Typed = NEW) -> HTMLResponse:
    bodies = [body for body in delegations_of(tables.db, tables.consultation) if body.ended_at is None]
    own = own_delegations(tables.actor, tables.consultation)
    covered = tables.round.scope
    return tables.page(
        "discussion/table/table.html",
        typed,
        formats=tuple(MEDIA),
        takes=takes_tables(tables.round),
        bodies=[(body.code, called_here(tables.consultation, body)) for body in bodies],
        own=next((body.code for body in bodies if body.id in own), ""),
        roundtables=[
            one for one in roundtables_of(tables.db, tables.consultation) if not covered or one.code in covered
        ],
        needed=[field_word(name) for name in NEEDED],
        most=MOST_ROWS,
    )  # fmt: skip


def _preview(tables: Tables, public_id: str, typed: Typed = NEW, *, after: int = 0) -> HTMLResponse:
    sheet = visible_table(tables.db, tables.actor, tables.consultation, tables.round, public_id)
    known, rows = check_table(tables.db, tables.actor, tables.consultation, tables.round, sheet)
    by: dict[Becomes, list[Any]] = {kind: [row for row in rows if row.becomes is kind] for kind in Becomes}
    right = by[Becomes.COMMENT]
    several = len({row.row.table for row in rows}) > 1
    questions, things = questions_of(known, rows, most=MOST_ASKED)
    return tables.page(
        "discussion/table/preview.html",
        typed,
        sheet=sheet,
        about=about_file(sheet),
        questions=[(one, _question(one), _choices(known, one)) for one in questions],
        things=things,
        right=right[after : after + SHOWN],
        right_rows=len(right),
        first=after + 1,
        next_href=f"{tables.home}/{public_id}?after={after + SHOWN}" if len(right) > after + SHOWN else "",
        first_href=f"{tables.home}/{public_id}" if after else "",
        wrong=by[Becomes.WRONG],
        aside=by[Becomes.ASIDE],
        there=by[Becomes.THERE],
        asked=by[Becomes.ASKED],
        shown=SHOWN,
        place=partial(_place, several=several),
        part=_part,
        type_word=type_word,
        mark=mark_of(rows),
        work=work_of_table(tables.db, tables.consultation, sheet),
    )


def _place(row: TableRow, *, several: bool) -> str:
    """Where a row stands in the file."""
    if several:
        return _("Table %(table)s, row %(row)s") % {"table": row.table, "row": row.number}
    return _("Row %(row)s") % {"row": row.number}


def _part(known_field: str | None, kind: str) -> str:
    """The part of a text in words."""
    return part_labels(kind).get(known_field, known_field) if known_field else _("The whole text")


def _question(one: Question) -> str:
    """What is asked, in one sentence."""
    if not one.written:
        return {
            BODY: _("For which body are the rows that name none?"),
            CLAUSE: _("On which text are the rows that name none?"),
            TYPE: _("Of which type are the rows that name none?"),
        }[one.column]
    sentences = {
        BODY: _("Which body is “%(written)s”?"),
        CLAUSE: _("Which text is “%(written)s”?"),
        TYPE: _("Which type of comment is “%(written)s”?"),
    }
    return sentences[one.column] % {"written": one.written}


def _choices(known: Known, one: Question) -> list[tuple[str, str]]:
    """What can be answered."""
    choices = [("", _("Choose")), (LEFT_OUT, _("Leave these rows out"))]
    if one.column == TYPE:
        return [choices[0], *((kind.value, type_word(kind)) for kind in CommentType), choices[1]]
    if one.column == CLAUSE:
        open_texts = [text for text in known.texts.values() if text.why_not is None]
        return [choices[0], *((text.code, f"{text.code} {text.title}") for text in open_texts), choices[1]]
    bodies = [(body.code, body.name) for body in known.bodies if known.own is None or body.id in known.own]
    other = [(NO_DELEGATION, _("A body without a delegation here, called so"))]
    return [choices[0], *bodies, *(other if known.own is None and one.written else []), choices[1]]
