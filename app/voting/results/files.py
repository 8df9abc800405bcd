"""The results of a ballot as files, for every door; after the close only."""

import re

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.consultations.models import Consultation
from app.consultations.queries import visible_consultation
from app.documents import sheets_csv, sheets_xlsx
from app.documents.formats import FORMATS, TABLE_FORMATS
from app.kernel.actor import SYSTEM, Actor
from app.kernel.clock import now
from app.kernel.db import Database
from app.kernel.errors import Busy, Invalid, NotFound, permit
from app.kernel.i18n import LANGUAGES, current_locale, in_locale
from app.kernel.i18n import gettext as _
from app.voting.queries import electorate_of, lines_of, visible_ballot
from app.voting.results.material import material_of
from app.voting.results.paper import Paper
from app.voting.results.tables import TABLES, results_workbook
from app.voting.views import BallotView
from app.web.press import File, written_file

OFFERED = (*FORMATS, *TABLE_FORMATS)
LONG = 400
"""A document about more proposals than this is not set while somebody waits."""
LARGEST = 100_000
"""Where more positions than this could be given, only single tables are written while somebody waits."""
_TYPESET = ("pdf", "docx")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")


def results_file(
    request: Request,
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    name: str,
    *,
    language: str | None = None,
    table: str | None = None,
) -> Response:
    """The results of a ballot in the format `name`, in a language of the site; of CSV one `table`.

    What a closed group wrote is in it for those who may see it. NotFound for another format; Refused before the close;
    Invalid at `table`; Busy for a document that takes too long to be set.
    """
    if name not in OFFERED:
        raise NotFound(
            _("There is no format “%(name)s”; there are %(offered)s.")
            % {"name": name[:20], "offered": ", ".join(OFFERED)}
        )
    chosen = table or TABLES[0]
    if chosen not in TABLES:
        raise Invalid.at(
            "table",
            _("There is no table “%(name)s”; there are %(offered)s.")
            % {"name": chosen[:20], "offered": ", ".join(TABLES)},
        )
    view = visible_ballot(db, consultation, code, now(db))
    permit(view.why_no_count)
    lines = lines_of(db, view.ballot, actor)
    _not_too_long(db, view, name, len(lines))
    spoken = language if language in LANGUAGES else current_locale()
    slug = consultation.slug
    # A file that is the same for everybody is kept; one with the texts of a closed group is made for its reader.
    everybodys = len(lines_of(db, view.ballot, Actor())) == len(lines)
    reader = Actor() if everybodys else actor

    def write(database: Database) -> File:
        with in_locale(spoken), database.snapshot() as reading:
            return _written(reading, reader, slug, code, name, chosen, spoken)

    if everybodys:
        return written_file(request, db, slug, ("results", code, name, chosen, spoken), write)
    with in_locale(spoken):
        return _written(db, reader, slug, code, name, chosen, spoken).answer()


def _not_too_long(db: Session, view: BallotView, name: str, proposals: int) -> None:
    if name != "csv" and proposals * len(electorate_of(db, view.ballot)) > LARGEST:
        raise Busy(
            _(
                "The results of so large a ballot take long to write. Each of their tables is to be had as csv."
            )
        )
    if name in _TYPESET and proposals > LONG:
        raise Busy(
            _("A document about so many proposals takes long to set. Its tables are to be had as xlsx and csv, its text as html, md and json.")
        )  # fmt: skip


def _written(db: Session, reader: Actor, slug: str, code: str, name: str, table: str, language: str) -> File:
    consultation = visible_consultation(db, SYSTEM, slug)
    view = visible_ballot(db, consultation, code, now(db))
    material = material_of(db, reader, consultation, view)
    stem = _NOT_IN_NAMES.sub("-", f"{consultation.code}-{code}-results").strip("-")
    suffix = f".{language}" if language != consultation.default_language else ""
    if name in FORMATS:
        chosen = FORMATS[name]
        content = chosen.write(Paper(material, language).document())
        return File(content, chosen.media_type, f"{stem}{suffix}.{chosen.extension}")
    tables, workbook = TABLE_FORMATS[name], results_workbook(material)
    if tables.whole:
        return File(sheets_xlsx.write(workbook), tables.media_type, f"{stem}{suffix}.{tables.extension}")
    sheet = workbook.sheet(table)
    assert sheet is not None
    return File(sheets_csv.write(sheet), tables.media_type, f"{stem}-{table}{suffix}.{tables.extension}")
