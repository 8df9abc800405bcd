"""The files of an edition, written once from its frozen text and kept as they are; and a draft written as long work."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import structlog
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.consultations.models import Consultation
from app.consultations.queries import visible_consultation
from app.documents import sheets
from app.documents.formats import Format
from app.documents.tree import Document, Section, walk
from app.kernel.actor import SYSTEM, Actor
from app.kernel.clock import local_day, now
from app.kernel.db import Database
from app.kernel.errors import DomainError
from app.kernel.i18n import LANGUAGES, in_locale
from app.kernel.i18n import gettext as _
from app.kernel.ledger import digest, lock_track, record
from app.kernel.work import Work, WorkState
from app.kernel.works import Made, Progress, ask_again, ask_work, works_of
from app.outcome.editions import (
    FILING,
    NAMES,
    Written,
    document_of,
    lacking_files,
    the_edition,
    write_file,
)
from app.outcome.events import EditionFiled
from app.outcome.files import draft_name, the_format, the_language, write_tables
from app.outcome.issued import with_digest
from app.outcome.models import Edition, EditionFile, EditionText
from app.outcome.queries import outcome_document
from app.outcome.sheets import outcome_sheets
from app.web.kept_parts import stand_of

log = structlog.get_logger()

DRAFTING = "outcome_draft"
"""The kind of long work that writes a file of the working draft."""
AS_OF = "as_of"
"""What in the arguments of such work says how far the consultation was when it was asked for."""
TRIED_AGAIN = timedelta(hours=1)
"""How long after it failed the work on the files of an edition begins again by itself."""


def draft_at_hand(db: Session, consultation: Consultation, arguments: Mapping[str, Any]) -> Work | None:
    """The work that made this file of the draft today and since the last act of the consultation, or that will make it.

    None where there is none. Two queries.
    """
    asked = _as_of(db, consultation, arguments)
    for work in works_of(db, consultation.slug, DRAFTING):
        if work.state == WorkState.DONE and work.arguments == asked:
            return work
        # What has not begun yet is put together from what is there when it does.
        if work.state == WorkState.WAITING and work.arguments | {AS_OF: asked[AS_OF]} == asked:
            return work
    return None


def ask_draft(db: Session, actor: Actor, consultation: Consultation, arguments: Mapping[str, Any]) -> Work:
    """Have a file of the working draft made as long work, which `arguments` say: the one at hand, or a new one.

    Refused where very much is being made already.
    """
    return draft_at_hand(db, consultation, arguments) or ask_work(
        db,
        actor,
        place=consultation.slug,
        kind=DRAFTING,
        arguments=_as_of(db, consultation, arguments),
    )


def _as_of(db: Session, consultation: Consultation, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments with a mark of where the chains of the consultation stand on this day."""
    day = local_day(now(db), consultation.timezone).isoformat()
    return {**arguments, AS_OF: digest([day, *map(list, stand_of(db, consultation.slug))])}


def ask_for_missing_files(db: Session) -> int:
    """The tick: have the files made of every edition that lacks some and that no work is about; gives how many there were.

    Work is fleeting: a back-up leaves it out, and what has failed is cleared away. What failed is tried again after an hour.
    """
    lacking = lacking_files(db)
    if not lacking:
        return 0
    works = {
        (work.place, work.arguments.get("n")): work
        for work in db.exec(
            select(Work)
            .options(defer(cast(Any, Work.content), raiseload=True))
            .where(Work.kind == FILING, Work.state != WorkState.DONE)
            .order_by(col(Work.id))
        )
    }
    for slug, edition in lacking:
        work = works.get((slug, edition.n))
        if work is None:
            ask_work(db, SYSTEM, place=slug, kind=FILING, arguments={"n": edition.n})
        elif work.finished_at is not None and work.finished_at <= now(db) - TRIED_AGAIN:
            ask_again(db, work)
    return len(lacking)


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
