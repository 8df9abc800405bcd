"""The files of an edition, written once from its frozen text and kept as they are; and a draft written as long work."""

import hashlib
from dataclasses import replace

import structlog
from sqlmodel import Session, col, select

from app.consultations.models import Consultation
from app.consultations.queries import visible_consultation
from app.documents import sheets
from app.documents.formats import Format
from app.documents.tree import Document, Section, walk
from app.kernel.actor import SYSTEM
from app.kernel.clock import now
from app.kernel.db import Database
from app.kernel.errors import DomainError
from app.kernel.i18n import LANGUAGES, in_locale
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.kernel.work import Work
from app.kernel.works import Made, Progress
from app.outcome.editions import (
    NAMES,
    Written,
    document_of,
    the_edition,
    write_file,
)
from app.outcome.events import EditionFiled
from app.outcome.files import draft_name, the_format, the_language, write_tables
from app.outcome.issued import with_digest
from app.outcome.models import Edition, EditionFile, EditionText
from app.outcome.queries import outcome_document
from app.outcome.sheets import outcome_sheets

log = structlog.get_logger()

DRAFTING = "outcome_draft"
"""The kind of long work that writes a file of the working draft."""


def keep_files(
    db: Session, consultation: Consultation, edition: Edition, language: str, files: dict[str, Written]
) -> list[EditionFile]:
    """Keep files of an edition as they are. What is kept already stays, so that to do it twice changes nothing."""
    lock_track(db, consultation.slug)
    there = set(
        db.exec(
            select(EditionFile.name).where(
                EditionFile.edition_id == edition.id, EditionFile.language == language
            )
        ).all()
    )
    at = now(db)
    rows = [
        EditionFile(
            consultation_id=edition.consultation_id,
            edition_id=edition.id or 0,
            language=language,
            name=name,
            content=file.content,
            sha256=hashlib.sha256(file.content).hexdigest(),
            size=len(file.content),
            notice=file.notice,
            made_at=at,
        )
        for name, file in files.items()
        if name not in there
    ]
    if rows:
        db.add_all(rows)
        fact = EditionFiled(edition.symbol, language, tuple(row.name for row in rows))
        record(db, SYSTEM, fact, track=consultation.slug, left=rows)
    return rows


def make_files(database: Database, work: Work, progress: Progress) -> None:
    """The long work that makes every file of an edition, language by language; each language is kept when it is made."""
    n = int(work.arguments["n"])
    with database.reading() as db:
        consultation = visible_consultation(db, SYSTEM, work.place)
        edition = the_edition(db, consultation, n)
        texts = db.exec(
            select(EditionText).where(EditionText.edition_id == edition.id).order_by(col(EditionText.id))
        ).all()
    total = len(texts) * len(NAMES)
    for place, text in enumerate(texts):
        document = with_digest(document_of(text.tree), edition.digest)
        workbook = sheets.from_json(text.sheets)
        files = {}
        for step, name in enumerate(NAMES):
            progress(
                _("Writing %(name)s in %(language)s")
                % {"name": name, "language": LANGUAGES.get(text.language, text.language)},
                place * len(NAMES) + step,
                total,
            )
            files[name] = write_file(document, workbook, name)
        with database.unit_of_work() as db:
            keep_files(db, consultation, edition, text.language, files)
    progress(_("Every file is made"), total, total)


def make_draft(database: Database, work: Work, progress: Progress) -> Made:
    """The long work that writes the working draft in one format and language, as it stands when its turn has come.

    Where a proposal cannot be written, the work fails with its code.
    """
    asked = work.arguments
    chosen = the_format(str(asked["format"]))
    table = asked.get("table")
    progress(_("Reading the proposals and what was said and decided on them"), 0, 2)
    with database.snapshot() as db:
        consultation = visible_consultation(db, SYSTEM, work.place)
        language = the_language(consultation, asked.get("language"))
        name = draft_name(consultation, chosen, language, table)
        if isinstance(chosen, Format):
            document = outcome_document(db, consultation, language=language)
        else:
            workbook = outcome_sheets(db, consultation, language)
    progress(_("Writing %(name)s") % {"name": name}, 1, 2)
    with in_locale(language):
        if isinstance(chosen, Format):
            content, notice = _written(document, chosen), chosen.notice(document)
        else:
            content, notice = write_tables(workbook, chosen, table), ""
    progress(_("Writing %(name)s") % {"name": name}, 2, 2)
    return Made(content, name, chosen.media_type, notice)


def _written(document: Document, chosen: Format) -> bytes:
    try:
        return chosen.write(document)
    except Exception:
        guilty = _guilty(document, chosen)
        if guilty is None:
            raise
        log.exception("a part of the document cannot be written", part=guilty, format=chosen.name)
        raise DomainError(
            _("%(code)s cannot be written as %(format)s. Those who run this site find the cause in its log.")
            % {"code": guilty, "format": chosen.name.upper()}
        ) from None


def _guilty(document: Document, chosen: Format) -> str | None:
    """The innermost part that cannot be written on its own either, by its label."""
    bare = replace(document, summary=(), body=(), annexes=())
    found = None
    for _level, block in walk((*document.body, *document.annexes)):
        if isinstance(block, Section):
            try:
                chosen.write(replace(bare, body=(block,)))
            except Exception:
                found = block.label or block.id
    return found
