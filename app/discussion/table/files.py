"""The table of comments as a file: XLSX, DOCX or CSV, in the reader's language, with its head as on the form of ISO."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.consultations.models import Consultation, Round
from app.consultations.queries import delegations_of
from app.discussion.models import CommentType
from app.discussion.table.lines import Line, in_reading_order
from app.discussion.table.words import CHANGE, COMMENT, FIELDS, LETTERS, field_word, type_word
from app.documents import sheets_csv
from app.documents.sheets import Column, Sheet, Workbook
from app.documents.tree import Run, Table, Text, direction_of, in_language
from app.drafting.fields import fields_of
from app.drafting.models import Kind
from app.kernel.clock import local_day, now
from app.kernel.errors import NotFound
from app.kernel.i18n import current_locale
from app.kernel.i18n import gettext as _
from app.web.press import File
from app.web.render import written_date

MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
}
_WIDTHS = (16, 9, 28, 26, 11, 50, 40, 34)
_SHARES = (10, 7, 14, 15, 9, 25, 20, 15)
_SPOKEN = (FIELDS.index(COMMENT), FIELDS.index(CHANGE))
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")


def the_format(name: str) -> str:
    """The format asked for. NotFound names those there are."""
    if name not in MEDIA:
        raise NotFound(
            _("There is no format “%(name)s”; there are %(offered)s.")
            % {"name": name[:20], "offered": ", ".join(MEDIA)}
        )
    return name


@dataclass(frozen=True, slots=True)
class Paper:
    """What a table stands under: its symbol, the lines over it, its day. With `words` it is one to be filled in, and they
    say what may stand in it."""

    symbol: str
    head: tuple[tuple[str, str], ...]
    day: date
    words: tuple[tuple[str, str], ...] = ()


def write_file(
    db: Session,
    consultation: Consultation,
    round_: Round,
    lines: Sequence[Line],
    format_: str,
    *,
    template: bool = False,
    part: str = "",
) -> File:
    """The lines as a file; a `template` says beside them what may stand in them. `part` stands in its name. One query for
    a template, none otherwise."""
    day = local_day(now(db), consultation.timezone)
    title = (consultation.title_i18n or {}).get(current_locale()) or consultation.title
    head = (
        (_("Date"), written_date(day)),
        (_("Document"), f"{consultation.code}, {round_.code} {round_.title}"),
        (_("Project"), title),
    )
    words = _words(db, consultation) if template else ()
    content = write_lines(lines, format_, Paper(f"{consultation.code} {round_.code}", head, day, words))
    named = (consultation.code, round_.code, part, "template" if template else "comments")
    name = "-".join(plain for word in named if (plain := _NOT_IN_NAMES.sub("-", word).strip("-")))
    return File(content, MEDIA[format_], f"{name}.{format_}")


def write_lines(lines: Sequence[Line], format_: str, paper: Paper) -> bytes:
    """The lines in a format, in the language and the direction of whoever reads. Pure."""
    return {"csv": _csv, "xlsx": _xlsx, "docx": _docx}[format_](lines, paper)


def _title() -> str:
    return _("Template for comments and secretariat observations")


def _sheet(
    lines: Sequence[Line], above: tuple[str, ...] = (), *, by_title: bool = False, fitted: bool = False
) -> Sheet:
    # A CSV file is headed by the names of its columns, which are for programs; this one is filled in by people.
    columns = tuple(
        Column(field_word(name) if by_title else name, field_word(name), width)
        for name, width in zip(FIELDS, _WIDTHS, strict=True)
    )
    return Sheet("comments", _("Comments"), columns, in_reading_order(lines), above, fitted=fitted)


def _csv(lines: Sequence[Line], _paper: Paper) -> bytes:
    return sheets_csv.write(_sheet(lines, by_title=True))


def _xlsx(lines: Sequence[Line], paper: Paper) -> bytes:
    # What writes these files is large, and a server seldom does.
    from app.documents import sheets_xlsx

    above = (_title(), *(f"{word}: {value}" for word, value in paper.head))
    sheets: tuple[Sheet, ...] = (
        # Rows that are to be filled in grow with what is written into them.
        _sheet(lines, above, fitted=not paper.words),
    )
    if paper.words:
        columns = (Column("column", _("Column"), 24), Column("word", _("Words"), 80))
        sheets = (*sheets, Sheet("words", _("What may stand here"), columns, paper.words))
    locale = current_locale()
    return sheets_xlsx.write(
        Workbook(
            title=paper.symbol,
            language=locale,
            direction=direction_of(locale),
            date=paper.day,
            sheets=sheets,
            status=_title(),
        )
    )


def _docx(lines: Sequence[Line], paper: Paper) -> bytes:
    from app.documents.docx_sheet import write_sheet

    locale = current_locale()
    block = Table(
        id="comments",
        caption=(Run(_title()),),
        header=tuple((Run(field_word(name)),) for name in FIELDS),
        rows=tuple(_texts(line) for line in lines),
        widths=_SHARES,
    )
    return write_sheet(
        block,
        title=f"{_title()} · {paper.symbol}",
        lines=tuple((Run(f"{word}: ", bold=True), Run(value)) for word, value in paper.head),
        notes=tuple((Run(sentence),) for sentence in _how()) if paper.words else (),
        language=locale,
        direction=direction_of(locale),
        day=paper.day,
    )


def _words(db: Session, consultation: Consultation) -> tuple[tuple[str, str], ...]:
    rows = [(_("How it is filled in"), sentence) for sentence in _how()]
    rows += [(_("Type of comment"), f"{LETTERS[kind]} ({type_word(kind)})") for kind in CommentType]
    rows += [(_("Part of a mechanism"), spec.label) for spec in fields_of(Kind.MECHANISM)]
    rows += [(_("Part of a benchmark"), spec.label) for spec in fields_of(Kind.BENCHMARK)]
    rows += [(_("Body"), body.name) for body in delegations_of(db, consultation) if body.ended_at is None]
    return tuple(rows)


def _how() -> tuple[str, ...]:
    return (
        _("One row for each comment; a text may have as many rows as you like, and rows you leave empty count for nothing."),
        _("Clause: the code of the text and, where the comment is about a part of it, the part, such as RT1-M1 / %(part)s.")
        % {"part": fields_of(Kind.MECHANISM)[1].label},
        _("Paragraph: its number on the page, or words quoted from it in quotation marks, or both."),
        _("Type: ge for general, te for technical, ed for editorial."),
        _("The last column is the secretariat's; what stands in it is not read."),
    )  # fmt: skip


def _texts(line: Line) -> tuple[Text, ...]:
    """The cells as texts; what somebody said stands in its own direction."""
    return tuple(
        () if not cell else (in_language(cell, line.language) if n in _SPOKEN and line.language else Run(cell),)
        for n, cell in enumerate(line.cells)
    )  # fmt: skip
