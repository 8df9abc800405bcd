"""Reads of what was issued: the editions, their frozen texts and tables, and their files as they were issued."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.models import Consultation
from app.documents import pdf, sheets
from app.documents.formats import FORMATS, TABLE_FORMATS
from app.documents.json_reading import document_from
from app.documents.sheets import Workbook
from app.documents.tree import Block, Document, Section
from app.kernel.errors import NotFound
from app.kernel.i18n import current_locale, in_locale
from app.kernel.i18n import gettext as _
from app.kernel.ledger import digest
from app.kernel.work import Work, WorkState
from app.outcome.issued import with_digest
from app.outcome.leaves import OutcomePage, page_of
from app.outcome.material import Material
from app.outcome.models import Edition, EditionFile, EditionText
from app.outcome.queries import came_from, outcome_material
from app.outcome.sheets import TABLES, write_table, write_workbook

FILING = "edition_files"
"""The kind of long work that makes the files of an edition."""
NAMES: tuple[str, ...] = (
    *FORMATS,
    *(each.name for each in TABLE_FORMATS.values() if each.whole),
    *(f"{table}.csv" for table in TABLES),
)
"""What the files of an edition are called, in the order in which they are made."""


@dataclass(frozen=True)
class FileLine:
    """A file of an edition, without its bytes."""

    language: str
    name: str
    size: int
    sha256: str
    notice: str


@dataclass(frozen=True)
class EditionView:
    """An edition with what there is of it."""

    edition: Edition
    languages: tuple[str, ...]
    files: tuple[FileLine, ...]
    work: str | None
    """The public id of the work that makes its files, while that goes on or after it failed."""

    @property
    def filed(self) -> bool:
        """Whether all of its files are made."""
        return len(self.files) >= len(self.languages) * len(NAMES)

    def in_language(self, language: str) -> tuple[FileLine, ...]:
        """The files in a language, in their order."""
        mine = {file.name: file for file in self.files if file.language == language}
        return tuple(mine[name] for name in NAMES if name in mine)


@dataclass(frozen=True)
class Written:
    """A file of an edition: its bytes, and what its reader must know of it."""

    content: bytes
    notice: str


def editions_of(db: Session, consultation: Consultation) -> list[Edition]:
    """The editions issued so far, in the order in which they were issued; one query."""
    return list(
        db.exec(
            select(Edition).where(Edition.consultation_id == consultation.id).order_by(col(Edition.n))
        ).all()
    )


def newest_edition(db: Session, consultation: Consultation) -> Edition | None:
    """The edition that counts; None where nothing was issued."""
    return db.exec(
        select(Edition)
        .where(Edition.consultation_id == consultation.id)
        .order_by(col(Edition.n).desc())
        .limit(1)
    ).first()


def the_edition(db: Session, consultation: Consultation, n: int) -> Edition:
    """The edition of this number. NotFound where it was never issued."""
    found = db.exec(select(Edition).where(Edition.consultation_id == consultation.id, Edition.n == n)).first()
    if found is None:
        raise no_edition(consultation, n)
    return found


def no_edition(consultation: Consultation, n: int) -> NotFound:
    """That an edition was never issued."""
    return NotFound(
        _("Edition %(n)s of the outcome of %(code)s has not been issued; there is the working draft.")
        % {"n": n, "code": consultation.code}
    )


def edition_document(db: Session, edition: Edition, language: str | None = None) -> Document:
    """The frozen text of an edition in one of its languages. NotFound where it has no such language."""
    text = _text(db, edition, language)
    return with_digest(document_of(text.tree), edition.digest)


def frozen_text(db: Session, edition: Edition, language: str) -> Document | None:
    """The frozen text without the digest on its cover, to compare with; None where it has no such language."""
    found = db.exec(
        select(EditionText).where(EditionText.edition_id == edition.id, EditionText.language == language)
    ).first()
    return document_of(found.tree) if found else None


def edition_sheets(db: Session, edition: Edition, language: str | None = None) -> Workbook:
    """The frozen tables of an edition in one of its languages. NotFound where it has no such language."""
    return sheets.from_json(_text(db, edition, language).sheets)


def document_of(tree: str) -> Document:
    """The tree that was stored as text."""
    return document_from(json.loads(tree))


def text_hash(tree: str) -> str:
    """SHA-256 of a stored tree."""
    return hashlib.sha256(tree.encode("utf-8")).hexdigest()


def digest_over(hashes: dict[str, str]) -> str:
    """The digest of an edition: SHA-256 over the hash of its text in each language, as canonical JSON."""
    return digest(hashes)


def edition_file(db: Session, edition: Edition, name: str, language: str | None = None) -> Written:
    """A file as it was issued; made on the spot from the frozen text where the job has not come so far.

    NotFound where the edition has no such language.
    """
    wanted = language or edition.language
    made = made_file(db, edition, name, wanted)
    if made is not None:
        return made
    text = _text(db, edition, wanted)
    return write_file(
        with_digest(document_of(text.tree), edition.digest), sheets.from_json(text.sheets), name
    )


def made_file(db: Session, edition: Edition, name: str, language: str) -> Written | None:
    """A file as it was issued; None where the job has not come so far. One query."""
    found = db.exec(
        select(EditionFile.content, EditionFile.notice).where(
            EditionFile.edition_id == edition.id, EditionFile.language == language, EditionFile.name == name
        )
    ).first()
    return None if found is None else Written(*found)


def has_text(db: Session, edition: Edition, language: str) -> None:
    """Go on where the edition was issued in this language, otherwise raise NotFound. One query."""
    if language not in texts_of(db, edition):
        raise _not_in(db, edition, language)


def write_file(document: Document, workbook: Workbook, name: str) -> Written:
    """Write one file of an edition, in the language of its text."""
    with in_locale(document.language):
        if name in FORMATS:
            chosen = FORMATS[name]
            return Written(chosen.write(document), chosen.notice(document))
        if name in TABLE_FORMATS:
            return Written(write_workbook(workbook), "")
        return Written(write_table(workbook, name.removesuffix(".csv")), "")


def issued_page(db: Session, consultation: Consultation, view: EditionView) -> OutcomePage:
    """An edition as the page of the site shows it, in the reader's language where it was issued in that.

    The text is the frozen one; its margins say what is known now. Queries: as for the draft, and one more.
    """
    locale = current_locale()
    language = locale if locale in view.languages else view.edition.language
    document = edition_document(db, view.edition, language)
    material = outcome_material(db, consultation)
    body = tuple(_with_items(block, material) for block in document.body)
    return page_of(replace(document, body=body, annexes=()), material, came_from(db, consultation))


def _with_items(block: Block, material: Material) -> Block:
    """A part without the texts of a group that was closed since: the page shows nothing of closed groups."""
    if not isinstance(block, Section):
        return block
    return replace(
        block,
        blocks=tuple(b for b in block.blocks if not isinstance(b, Section) or material.item(b.id)),
    )


def edition_views(db: Session, consultation: Consultation) -> list[EditionView]:
    """The editions, newest first, with their languages, files and the work that makes them. Queries: four."""
    editions = editions_of(db, consultation)
    if not editions:
        return []
    ids = [edition.id for edition in editions]
    languages = _languages(db, ids)
    files: dict[int, list[FileLine]] = {}
    for row in db.execute(
        sa.select(
            col(EditionFile.edition_id), col(EditionFile.language), col(EditionFile.name),
            col(EditionFile.size), col(EditionFile.sha256), col(EditionFile.notice),
        ).where(col(EditionFile.edition_id).in_(ids))
    ):  # fmt: skip
        files.setdefault(row[0], []).append(FileLine(*row[1:]))
    works = {
        arguments.get("n"): public_id
        for arguments, public_id in db.execute(
            sa.select(col(Work.arguments), col(Work.public_id))
            .where(
                col(Work.place) == consultation.slug, col(Work.kind) == FILING,
                col(Work.state) != WorkState.DONE,
            )
            .order_by(col(Work.id))
        )
    }  # fmt: skip
    return [
        EditionView(
            edition,
            _in_order(consultation, languages.get(edition.id or 0, ())),
            tuple(files.get(edition.id or 0, ())),
            works.get(edition.n),
        )
        for edition in reversed(editions)
    ]


def pdf_notices(
    db: Session, views: Sequence[EditionView], language: str | None = None
) -> dict[tuple[int, str], str]:
    """What whoever takes a PDF must know of it, by number and language: as it was found when the file was made, and while
    it is not, from the characters of the frozen text. Of one language where that is named. One query, where one is not made.
    """
    found = {
        (view.edition.n, file.language): file.notice
        for view in views
        for file in view.files
        if file.name == "pdf"
    }
    coming = {
        view.edition.id: view.edition.n
        for view in views
        if any((view.edition.n, each) not in found for each in view.languages if language in (None, each))
    }
    if coming:
        statement = select(EditionText.edition_id, EditionText.language, EditionText.tree).where(
            col(EditionText.edition_id).in_(coming)
        )
        if language is not None:
            statement = statement.where(EditionText.language == language)
        for edition, spoken, tree in db.exec(statement):
            found.setdefault((coming[edition], spoken), pdf.notice_of(tree, spoken))
    return {place: said for place, said in found.items() if said}


def lacking_files(db: Session) -> list[tuple[str, Edition]]:
    """The editions of all consultations that lack files, with the slugs of these. One query."""
    texts = sa.select(sa.func.count()).where(col(EditionText.edition_id) == Edition.id).scalar_subquery()
    files = sa.select(sa.func.count()).where(col(EditionFile.edition_id) == Edition.id).scalar_subquery()
    found = db.execute(
        sa.select(col(Consultation.slug), Edition)
        .join(Consultation, col(Consultation.id) == Edition.consultation_id)
        .where(files < texts * len(NAMES))
        .order_by(col(Edition.id))
    )
    return [(slug, edition) for slug, edition in found]


def texts_of(db: Session, edition: Edition) -> Sequence[str]:
    """The languages an edition was issued in."""
    return tuple(_languages(db, [edition.id]).get(edition.id or 0, ()))


def _languages(db: Session, ids: Sequence[int | None]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = db.execute(
        sa.select(col(EditionText.edition_id), col(EditionText.language))
        .where(col(EditionText.edition_id).in_(ids))
        .order_by(col(EditionText.id))
    )
    for edition, language in rows:
        found.setdefault(edition, []).append(language)
    return found


def _in_order(consultation: Consultation, languages: Sequence[str]) -> tuple[str, ...]:
    """The consultation's languages first, in its order."""
    first = [language for language in consultation.languages if language in languages]
    return (*first, *(language for language in languages if language not in first))


def _text(db: Session, edition: Edition, language: str | None) -> EditionText:
    wanted = language or edition.language
    found = db.exec(
        select(EditionText).where(EditionText.edition_id == edition.id, EditionText.language == wanted)
    ).first()
    if found is None:
        raise _not_in(db, edition, wanted)
    return found


def _not_in(db: Session, edition: Edition, wanted: str) -> NotFound:
    return NotFound(
        _("%(symbol)s was not issued in the language “%(language)s”; it was in %(offered)s.")
        % {"symbol": edition.symbol, "language": wanted[:20], "offered": ", ".join(texts_of(db, edition))}
    )
