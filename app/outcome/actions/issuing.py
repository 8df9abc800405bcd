"""The verbs that issue: an edition, a corrigendum, a revision. Each freezes the text in every language at once."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from app.consultations.actions.founding import stored
from app.consultations.models import Consultation, WorkingGroup
from app.consultations.seating import capacity_of
from app.drafting.actions.together import take_steps
from app.drafting.models import Proposal, ProposalState
from app.kernel.actor import SYSTEM, Actor
from app.kernel.clock import now
from app.kernel.errors import permit
from app.kernel.ledger import lock_track, record
from app.kernel.works import ask_work
from app.outcome.actions.texts import Drafted, IssuedText, issued_now, texts_for
from app.outcome.editions import FILING, digest_over, editions_of, newest_edition
from app.outcome.events import EditionIssued
from app.outcome.issue_rules import why_not_follow, why_not_issue
from app.outcome.issued import Issued
from app.outcome.listing import listing_of
from app.outcome.missing import missing_before_issue
from app.outcome.models import Edition, EditionKind, EditionText
from app.outcome.outline import outline_of


def issue_edition(
    db: Session, actor: Actor, consultation: Consultation, *, note: str = "", draft: Drafted | None = None
) -> Edition:
    """Issue the document as it stands: the next symbol, today's date, frozen in every language of the consultation.

    Raises Refused while something that blocks is missing, and when it was issued already. What is in it is consolidated
    from now on. Its files are made by a job once this is committed. The text is never changed again (invariant 11).
    `draft` are its texts, put together before the lock; where something was recorded since, they are put together anew.
    """
    row = under_the_lock(db, consultation)
    newest = newest_edition(db, row)
    permit(why_not_issue(actor, row, missing_before_issue(db, row), newest))
    issued = issued_now(db, row, EditionKind.EDITION, editions_of(db, row), note)
    edition = freeze(db, actor, row, issued, texts_for(db, row, issued, None, draft))
    _consolidate(db, actor, row, capacity_of(actor, row) or "")
    ask_for_files(db, row, edition)
    return edition


def issue_corrigendum(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    *,
    of: int | None = None,
    note: str = "",
    draft: Drafted | None = None,
) -> Edition:
    """Issue a corrigendum: the document composed anew, with every change against edition `of` at its front.

    `note` says what was wrong. Raises Refused where nothing changed, and where `of` is not the newest edition.
    """
    return _follow(db, actor, consultation, EditionKind.CORRIGENDUM, of=of, note=note, draft=draft)


def issue_revision(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    *,
    of: int | None = None,
    note: str = "",
    draft: Drafted | None = None,
) -> Edition:
    """Issue a revision: as a corrigendum, for what was decided anew and not for what was wrong."""
    return _follow(db, actor, consultation, EditionKind.REVISION, of=of, note=note, draft=draft)


def _follow(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    kind: EditionKind,
    *,
    of: int | None,
    note: str,
    draft: Drafted | None,
) -> Edition:
    row = under_the_lock(db, consultation)
    newest = newest_edition(db, row)
    permit(why_not_follow(actor, row, missing_before_issue(db, row), newest, of))
    if newest is None:
        raise LookupError(consultation.slug)
    issued = issued_now(db, row, kind, editions_of(db, row), note)
    texts = texts_for(db, row, issued, newest, draft)
    edition = freeze(db, actor, row, issued, texts, of_n=newest.n)
    _consolidate(db, actor, row, capacity_of(actor, row) or "")
    ask_for_files(db, row, edition)
    return edition


def under_the_lock(db: Session, consultation: Consultation) -> Consultation:
    """The consultation as it is saved, under its lock."""
    lock_track(db, consultation.slug)
    return stored(db, consultation)


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
    hashes = {language: text.hash for language, text in texts.items()}
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
            tree=texts[language].tree,
            sheets=texts[language].sheets,
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
