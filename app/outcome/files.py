"""The outcome document as a file, for every door: which formats and languages there are, and what a file is called."""

import re

from fastapi.responses import Response
from sqlmodel import Session

from app.consultations.models import Consultation
from app.documents.formats import FORMATS, NOT_YET, TABLE_FORMATS, Format, TableFormat
from app.kernel.errors import NotFound
from app.kernel.i18n import LANGUAGES
from app.kernel.i18n import gettext as _
from app.outcome.queries import outcome_document
from app.outcome.sheets import TABLES, outcome_sheets, write_table, write_workbook

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


def no_edition(consultation: Consultation, n: int) -> NotFound:
    """That an edition was never issued."""
    return NotFound(
        _("Edition %(n)s of the outcome of %(code)s has not been issued; there is the working draft.")
        % {"n": n, "code": consultation.code}
    )


def write_draft(
    db: Session, consultation: Consultation, name: str, language: str | None, table: str | None = None
) -> bytes:
    """The working draft in a format and a language; `table` is for CSV, which holds one.

    NotFound for a format, a language or a table that is not there.
    """
    chosen, language = the_format(name), the_language(consultation, language)
    if isinstance(chosen, Format):
        return chosen.write(outcome_document(db, consultation, language=language))
    workbook = outcome_sheets(db, consultation, language)
    return write_workbook(workbook) if chosen.whole else write_table(workbook, table or TABLES[0])


def draft_file(
    db: Session, consultation: Consultation, name: str, language: str | None, table: str | None = None
) -> Response:
    """The working draft as an answer that a browser saves under the document's symbol."""
    content = write_draft(db, consultation, name, language, table)
    chosen = the_format(name)
    symbol = _NOT_IN_NAMES.sub("-", f"{consultation.code}/OUT/draft").strip("-")
    of = f".{table}" if table and chosen.name == "csv" else ""
    suffix = f".{language}" if language and language != consultation.default_language else ""
    return Response(
        content,
        media_type=chosen.media_type,
        headers={"Content-Disposition": f'attachment; filename="{symbol}{of}{suffix}.{chosen.extension}"'},
    )
