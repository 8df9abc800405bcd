"""The outcome document as a file, for every door: which formats and languages there are, and what a file is called."""

import re

import sqlalchemy as sa
from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session, col

from app.consultations.models import Consultation
from app.consultations.queries import visible_consultation
from app.documents.formats import FORMATS, NOT_YET, TABLE_FORMATS, Format, TableFormat
from app.documents.sheets import Workbook
from app.drafting.models import Proposal, is_text
from app.kernel.actor import SYSTEM
from app.kernel.db import Database
from app.kernel.errors import Busy, NotFound
from app.kernel.i18n import LANGUAGES, in_locale
from app.kernel.i18n import gettext as _
from app.outcome.editions import edition_file, has_text, made_file, the_edition
from app.outcome.queries import outcome_document
from app.outcome.sheets import TABLES, outcome_sheets, write_table, write_workbook
from app.web.press import File, written_file

LONG = 150
"""A draft with more proposals than this is written as long work."""
FORMATS_SHOWN = (*FORMATS, *(each.name for each in TABLE_FORMATS.values() if each.whole))
"""The formats that pages offer; one table alone is asked for by its name."""
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")


def the_format(name: str) -> Format | TableFormat:
    """The format of this name, of the document or of its tables. NotFound says whether it is unknown or not yet built."""
    if name in FORMATS:
        return FORMATS[name]
    if name in TABLE_FORMATS:
        return TABLE_FORMATS[name]
    offered = ", ".join([*FORMATS, *TABLE_FORMATS])
    if name in NOT_YET:
        raise NotFound(
            _("The document is not yet to be had as %(name)s; it is as %(offered)s.")
            % {"name": name, "offered": offered}
        )
    raise NotFound(
        _("There is no format “%(name)s”; there are %(offered)s.") % {"name": name, "offered": offered}
    )


def the_language(consultation: Consultation, language: str | None) -> str:
    """The language asked for, or the consultation's own. NotFound where the consultation has no such language."""
    offered = [code for code in consultation.languages if code in LANGUAGES] or [
        consultation.default_language
    ]
    language = language or consultation.default_language
    if language not in offered:
        raise NotFound(
            _("This consultation has no language “%(language)s”; it has %(offered)s.")
            % {"language": language, "offered": ", ".join(offered)}
        )
    return language


def write_draft(
    db: Session, consultation: Consultation, name: str, language: str | None, table: str | None = None
) -> bytes:
    """The working draft in a format and a language; `table` is for CSV, which holds one.

    NotFound for a format, a language or a table that is not there.
    """
    chosen, language = the_format(name), the_language(consultation, language)
    if isinstance(chosen, Format):
        return chosen.write(outcome_document(db, consultation, language=language))
    return write_tables(outcome_sheets(db, consultation, language), chosen, table)


def write_tables(workbook: Workbook, chosen: TableFormat, table: str | None = None) -> bytes:
    """All tables in one file, or one of them. NotFound for a table that is not there."""
    return write_workbook(workbook) if chosen.whole else write_table(workbook, table or TABLES[0])


def is_long(db: Session, consultation: Consultation) -> bool:
    """Whether a file of the draft takes so long that nobody should wait for it in a request; one query."""
    many = db.execute(
        sa.select(sa.func.count())
        .select_from(Proposal)
        .where(col(Proposal.consultation_id) == consultation.id, is_text())
    ).scalar_one()
    return bool(many > LONG)


def draft_arguments(
    consultation: Consultation, name: str, language: str | None, table: str | None = None
) -> dict[str, str]:
    """What the long work that writes a file of the draft is told. NotFound for what is not there."""
    chosen = the_format(name)
    arguments = {"format": chosen.name, "language": the_language(consultation, language)}
    if table and chosen.name == "csv":
        issued_name(chosen, table)
        arguments["table"] = table
    return arguments


def draft_name(
    consultation: Consultation, chosen: Format | TableFormat, language: str | None, table: str | None
) -> str:
    """What a file of the working draft is called where it is saved."""
    return _name(f"{consultation.code}/OUT/draft", consultation.default_language, chosen, language, table)


def draft_file(
    request: Request,
    db: Session,
    consultation: Consultation,
    name: str,
    language: str | None,
    table: str | None = None,
) -> Response:
    """The working draft as an answer that a browser saves under the document's symbol.

    NotFound for a format, a language or a table that is not there.
    """
    chosen, spoken = the_format(name), the_language(consultation, language)
    slug, of = consultation.slug, table if chosen.name == "csv" else None
    issued_name(chosen, of)

    def write(database: Database) -> File:
        with database.snapshot() as reading, in_locale(spoken):
            found = visible_consultation(reading, SYSTEM, slug)
            content = write_draft(reading, found, name, spoken, of)
            return File(content, chosen.media_type, draft_name(found, chosen, spoken, of))

    return written_file(request, db, slug, ("draft", chosen.name, spoken, of), write)


def issued_file(
    request: Request,
    db: Session,
    consultation: Consultation,
    n: int,
    name: str,
    language: str | None,
    table: str | None = None,
) -> Response:
    """A file of an issued edition, byte for byte as it was issued, saved under its symbol.

    While it is not made yet it is written on the spot; of a long document Busy says to wait for it. NotFound for an
    edition, a format, a language or a table that is not there.
    """
    chosen = the_format(name)
    edition = the_edition(db, consultation, n)
    kept_as, spoken = issued_name(chosen, table), language or edition.language
    saved_as = _name(edition.symbol, edition.language, chosen, language, table)
    made = made_file(db, edition, kept_as, spoken)
    if made is not None:
        return File(made.content, chosen.media_type, saved_as).answer()
    has_text(db, edition, spoken)
    if is_long(db, consultation):
        raise Busy(
            _(
                "The files of this edition are being made, and this one is not ready yet. Try again in a minute."
            )
        )

    def write(database: Database) -> File:
        with database.snapshot() as reading:
            written = edition_file(reading, edition, kept_as, spoken)
        return File(written.content, chosen.media_type, saved_as)

    return written_file(request, db, consultation.slug, ("edition", n, kept_as, spoken, saved_as), write)


def issued_name(chosen: Format | TableFormat, table: str | None = None) -> str:
    """What a file of an edition is kept as: `pdf`, or for CSV the table, such as `votes.csv`. NotFound for no table."""
    if isinstance(chosen, Format) or chosen.whole:
        return chosen.name
    if table is not None and table not in TABLES:
        raise NotFound(
            _("There is no table “%(name)s”; there are %(offered)s.")
            % {"name": table[:60], "offered": ", ".join(TABLES)}
        )
    return f"{table or TABLES[0]}.csv"


def _name(
    symbol: str, own: str, chosen: Format | TableFormat, language: str | None, table: str | None
) -> str:
    plain = _NOT_IN_NAMES.sub("-", symbol).strip("-")
    of = f".{table}" if table and chosen.name == "csv" else ""
    suffix = f".{language}" if language and language != own else ""
    return f"{plain}{of}{suffix}.{chosen.extension}"
