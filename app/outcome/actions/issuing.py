"""The verbs that issue: an edition, a corrigendum, a revision. Each freezes the text in every language at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.consultations.actions.founding import stored
from app.consultations.models import Consultation, WorkingGroup
from app.consultations.seating import capacity_of
from app.documents import jsonfile, sheets
from app.documents.sheets import Workbook
from app.documents.tree import Document
from app.drafting.actions.together import take_steps
from app.drafting.models import Proposal, ProposalState
from app.kernel.actor import SYSTEM, Actor
from app.kernel.clock import local_day, now
from app.kernel.errors import Refused, permit
from app.kernel.i18n import LANGUAGES, in_locale
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.kernel.works import ask_work
from app.outcome.actions.standing import reason_in
from app.outcome.changes import changes_between, changes_section
from app.outcome.editions import (
    FILING,
    digest_over,
    editions_of,
    frozen_text,
    newest_edition,
    text_hash,
)
from app.outcome.events import EditionIssued
from app.outcome.issue_rules import why_not_follow, why_not_issue
from app.outcome.issued import (
    About,
    Issued,
    issued_as,
    tables_issued_as,
    with_changes,
    without_changes,
)
from app.outcome.listing import listing_of
from app.outcome.missing import missing_before_issue
from app.outcome.models import Edition, EditionKind, EditionText
from app.outcome.outline import outline_of
from app.outcome.queries import outcome_document
from app.outcome.sheets import outcome_sheets

SUFFIXES = {EditionKind.CORRIGENDUM: "Corr", EditionKind.REVISION: "Rev"}


@dataclass(frozen=True)
class IssuedText:
    """What is frozen in one language."""

    document: Document
    tables: Workbook

    @property
    def tree(self) -> str:
        """The whole text as canonical JSON: what is hashed."""
        return jsonfile.canonical(self.document)


def issue_edition(db: Session, actor: Actor, consultation: Consultation, *, note: str = "") -> Edition:
    """Issue the document as it stands: the next symbol, today's date, frozen in every language of the consultation.

    Raises Refused while something that blocks is missing, and when it was issued already. What is in it is consolidated
    from now on. Its files are made by a job once this is committed. The text is never changed again (invariant 11).
    """
    row = under_the_lock(db, consultation)
    newest = newest_edition(db, row)
    permit(why_not_issue(actor, row, missing_before_issue(db, row), newest))
    issued = Issued(
        symbol_of(row, EditionKind.EDITION, editions_of(db, row)),
        local_day(now(db), row.timezone),
        note=reason_in(note),
    )
    edition = freeze(db, actor, row, issued, texts_issued(db, row, issued))
    _consolidate(db, actor, row, capacity_of(actor, row) or "")
    ask_for_files(db, row, edition)
    return edition


def issue_corrigendum(
    db: Session, actor: Actor, consultation: Consultation, *, of: int | None = None, note: str = ""
) -> Edition:
    """Issue a corrigendum: the document composed anew, with every change against edition `of` at its front.

    `note` says what was wrong. Raises Refused where nothing changed, and where `of` is not the newest edition.
    """
    return _follow(db, actor, consultation, EditionKind.CORRIGENDUM, of=of, note=note)


def issue_revision(
    db: Session, actor: Actor, consultation: Consultation, *, of: int | None = None, note: str = ""
) -> Edition:
    """Issue a revision: as a corrigendum, for what was decided anew and not for what was wrong."""
    return _follow(db, actor, consultation, EditionKind.REVISION, of=of, note=note)


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


def _follow(
    db: Session, actor: Actor, consultation: Consultation, kind: EditionKind, *, of: int | None, note: str
) -> Edition:
    row = under_the_lock(db, consultation)
    newest = newest_edition(db, row)
    permit(why_not_follow(actor, row, missing_before_issue(db, row), newest, of))
    if newest is None:
        raise LookupError(consultation.slug)
    reason = reason_in(note, missing=_("Say why it is issued. The reason stands at its front."))
    issued = Issued(
        symbol_of(row, kind, editions_of(db, row)),
        local_day(now(db), row.timezone),
        kind,
        About(newest.symbol, newest.issued_on),
        reason,
    )
    texts = _marked(db, newest, issued, texts_issued(db, row, issued))
    edition = freeze(db, actor, row, issued, texts, of_n=newest.n)
    _consolidate(db, actor, row, capacity_of(actor, row) or "")
    ask_for_files(db, row, edition)
    return edition


def under_the_lock(db: Session, consultation: Consultation) -> Consultation:
    """The consultation as it is saved, under its lock."""
    lock_track(db, consultation.slug)
    return stored(db, consultation)


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


def freeze(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    issued: Issued,
    texts: Mapping[str, IssuedText],
    *,
    of_n: int | None = None,
    at: datetime | None = None,
) -> Edition:
    """Keep the texts as they are under the next number, with their digest, and say so in the ledger. Decides nothing."""
    trees = {language: text.tree for language, text in texts.items()}
    hashes = {language: text_hash(tree) for language, tree in trees.items()}
    capacity = capacity_of(actor, consultation) or ""
    last = newest_edition(db, consultation)
    edition = Edition(
        consultation_id=consultation.id or 0,
        n=last.n + 1 if last else 1,
        kind=issued.kind,
        symbol=issued.symbol,
        of_n=of_n,
        note=issued.note,
        language=consultation.default_language
        if consultation.default_language in texts
        else next(iter(texts)),
        digest=digest_over(hashes),
        issued_on=issued.day,
        issued_at=at or now(db),
        person_id=actor.person_id,
        by_title=capacity,
    )
    db.add(edition)
    db.flush()
    rows = [
        EditionText(
            consultation_id=edition.consultation_id,
            edition_id=edition.id or 0,
            language=language,
            tree=trees[language],
            sheets=sheets.to_json(texts[language].tables),
            hash=hashes[language],
        )
        for language in texts
    ]
    db.add_all(rows)
    fact = EditionIssued(edition.symbol, edition.n, str(edition.kind), of_n, tuple(texts), edition.digest)
    record(
        db, actor, fact, track=consultation.slug, left=[edition, *rows], capacity=capacity or None,
        reason=issued.note or None, occurred_at=at,
    )  # fmt: skip
    return edition


def _consolidate(db: Session, actor: Actor, consultation: Consultation, capacity: str) -> None:
    """What the list holds goes from adopted to consolidated."""
    included = [each.id for each in outline_of(db, consultation, listing_of(db, consultation)).included]
    moving = db.exec(
        select(Proposal, WorkingGroup)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(col(Proposal.id).in_(included), col(Proposal.state) == ProposalState.ADOPTED)
        .order_by(col(Proposal.id))
    ).all()
    take_steps(
        db, actor, consultation, moving, verb="consolidated", to=ProposalState.CONSOLIDATED, capacity=capacity
    )


def ask_for_files(db: Session, consultation: Consultation, edition: Edition) -> None:
    """Have the files of an edition made, once this is committed."""
    ask_work(db, SYSTEM, place=consultation.slug, kind=FILING, arguments={"n": edition.n})
