"""What is frozen when the document is issued: put together before the lock is taken, and used if nothing moved since.

For a thousand proposals in six languages this takes the better part of a minute; under the lock nobody could vote,
comment or write in that time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session, col, select

from app.consultations.actions.founding import stored
from app.consultations.models import Consultation
from app.documents import jsonfile, sheets
from app.documents.sheets import Workbook
from app.documents.tree import Document
from app.kernel.actor import Actor
from app.kernel.clock import local_day, now
from app.kernel.db import Database
from app.kernel.errors import Refused
from app.kernel.i18n import LANGUAGES, in_locale
from app.kernel.i18n import gettext as _
from app.kernel.ledger import LedgerHead, lock_track
from app.outcome.actions.standing import reason_in
from app.outcome.changes import changes_between, changes_section
from app.outcome.editions import editions_of, frozen_text, text_hash
from app.outcome.issue_rules import why_not_follow, why_not_issue
from app.outcome.issued import (
    About,
    Issued,
    issued_as,
    tables_issued_as,
    with_changes,
    without_changes,
)
from app.outcome.missing import missing_before_issue
from app.outcome.models import Edition, EditionKind
from app.outcome.queries import outcome_document
from app.outcome.sheets import outcome_sheets

SUFFIXES = {EditionKind.CORRIGENDUM: "Corr", EditionKind.REVISION: "Rev"}


@dataclass(frozen=True)
class IssuedText:
    """What is frozen in one language."""

    document: Document
    tables: Workbook

    @cached_property
    def tree(self) -> str:
        """The whole text as canonical JSON: what is hashed."""
        return jsonfile.canonical(self.document)

    @cached_property
    def sheets(self) -> str:
        """Its tables as canonical JSON."""
        return sheets.to_json(self.tables)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the tree."""
        return text_hash(self.tree)


@dataclass(frozen=True)
class Drafted:
    """The texts of an edition that is about to be issued, and the head of the ledger that they were read at."""

    head: str
    issued: Issued
    texts: Mapping[str, IssuedText]


def draft_of(
    database: Database,
    actor: Actor,
    consultation: Consultation,
    kind: str,
    *,
    note: str = "",
    of: int | None = None,
) -> Drafted | None:
    """Put together what `kind` of edition would be issued now, without any lock; None where nothing can be issued.

    The verb that issues takes it along, says why where it refuses, and puts the texts together again where the ledger
    moved meanwhile. Refused where nothing changed; Invalid where a corrigendum or a revision has no reason.
    """
    with database.snapshot() as db:
        head = (
            db.exec(select(LedgerHead.hash).where(col(LedgerHead.track) == consultation.slug)).first() or ""
        )
        row = stored(db, consultation)
        before = editions_of(db, row)
        newest = before[-1] if before else None
        missing = missing_before_issue(db, row)
        if kind == EditionKind.EDITION:
            why = why_not_issue(actor, row, missing, newest)
        else:
            why = why_not_follow(actor, row, missing, newest, of)
        if why is not None:
            return None
        issued = issued_now(db, row, kind, before, note)
        drafted = Drafted(head, issued, new_texts(db, row, issued, newest))
    for text in drafted.texts.values():
        _written_out(text)
    return drafted


def texts_for(
    db: Session, consultation: Consultation, issued: Issued, newest: Edition | None, draft: Drafted | None
) -> Mapping[str, IssuedText]:
    """The texts to freeze, under the lock: those of the draft where nothing was recorded since, else put together anew."""
    head = lock_track(db, consultation.slug).hash
    if draft is not None and (draft.head, draft.issued) == (head, issued):
        return draft.texts
    return new_texts(db, consultation, issued, newest)


def issued_now(
    db: Session, consultation: Consultation, kind: str, before: Sequence[Edition], note: str
) -> Issued:
    """The next edition of this kind with its symbol and today's date. Invalid where it needs a reason and has none."""
    day = local_day(now(db), consultation.timezone)
    symbol = symbol_of(consultation, kind, before)
    if kind == EditionKind.EDITION:
        return Issued(symbol, day, note=reason_in(note))
    reason = reason_in(note, missing=_("Say why it is issued. The reason stands at its front."))
    return Issued(symbol, day, kind, About(before[-1].symbol, before[-1].issued_on), reason)


def symbol_of(consultation: Consultation, kind: str, before: Sequence[Edition]) -> str:
    """The next symbol: `CODE/OUT/1` for an edition, `…/Corr.1` or `…/Rev.1` behind what it is about; without a gap.

    Corrigenda count for the edition or the revision they correct, revisions for the edition. A scheme of this site's
    own, never a symbol of the United Nations (domain C1).
    """
    firsts = [edition for edition in before if edition.kind == EditionKind.EDITION]
    if kind == EditionKind.EDITION:
        return f"{consultation.code}/OUT/{len(firsts) + 1}"
    base = firsts[-1]
    revisions = [e for e in before if e.kind == EditionKind.REVISION and e.n > base.n]
    if kind == EditionKind.REVISION:
        return f"{base.symbol}/Rev.{len(revisions) + 1}"
    about = revisions[-1] if revisions else base
    corrected = [e for e in before if e.kind == EditionKind.CORRIGENDUM and e.n > about.n]
    return f"{about.symbol}/Corr.{len(corrected) + 1}"


def new_texts(
    db: Session, consultation: Consultation, issued: Issued, newest: Edition | None
) -> dict[str, IssuedText]:
    """The texts as they stand; of what follows an edition with every change against it at their front."""
    texts = texts_issued(db, consultation, issued)
    return texts if newest is None else _marked(db, newest, issued, texts)


def languages_of(consultation: Consultation) -> list[str]:
    """The languages a document is issued in: those of the consultation that this site speaks."""
    return [language for language in consultation.languages if language in LANGUAGES] or [
        consultation.default_language
    ]


def texts_issued(db: Session, consultation: Consultation, issued: Issued) -> dict[str, IssuedText]:
    """The document and its tables in each language, with the cover of the edition."""
    found = {}
    for language in languages_of(consultation):
        document = outcome_document(db, consultation, language=language)
        tables = outcome_sheets(db, consultation, language)
        with in_locale(language):
            found[language] = IssuedText(issued_as(document, issued), tables_issued_as(tables, issued))
    return found


def _marked(
    db: Session, before: Edition, issued: Issued, texts: Mapping[str, IssuedText]
) -> dict[str, IssuedText]:
    """The texts with the changes of each against its own language; Refused where there is none in any of them."""
    found = {}
    changed = False
    for language, text in texts.items():
        old = frozen_text(db, before, language)
        changes = changes_between(without_changes(old), text.document) if old else ()
        changed = changed or bool(changes) or old is None
        with in_locale(language):
            section = changes_section(changes, symbol=before.symbol, note=issued.note)
        found[language] = IssuedText(with_changes(text.document, section), text.tables)
    if not changed:
        raise Refused(
            _("Nothing has changed since %(symbol)s, so there is nothing to correct or revise.")
            % {"symbol": before.symbol}
        )
    return found


def _written_out(text: IssuedText) -> tuple[str, str]:
    """Write the text and its tables out now; they are kept with it."""
    return text.hash, text.sheets
