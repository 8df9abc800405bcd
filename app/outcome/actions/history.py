"""What was decided and issued before a consultation came here: recorded as it was, and by nobody's act here.

Guards bind verbs and not imports, so nothing is asked and no proposal moves.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.models import Consultation
from app.kernel.actor import SYSTEM
from app.kernel.clock import day_begins
from app.kernel.db import keep_all
from app.kernel.i18n import in_locale
from app.kernel.ledger import record
from app.outcome.actions.issuing import ask_for_files, freeze, under_the_lock
from app.outcome.actions.texts import IssuedText, symbol_of, texts_issued
from app.outcome.annexes import numbered
from app.outcome.editions import editions_of
from app.outcome.events import SelectionsRecorded
from app.outcome.issued import Issued
from app.outcome.listing import selections_of
from app.outcome.models import Choice, Edition, EditionKind, Selection
from app.outcome.outline import candidates_of


def record_selections(db: Session, consultation: Consultation, *, decided_on: date, by_title: str) -> int:
    """Record that a representative group included every adopted proposal on a day of the past; gives how many."""
    row = under_the_lock(db, consultation)
    decided = selections_of(db, row)
    at = day_begins(decided_on, row.timezone)
    rows = keep_all(
        db,
        [
            Selection(
                consultation_id=row.id or 0,
                proposal_id=each.id,
                turn=1,
                choice=Choice.INCLUDE,
                decided_on=decided_on,
                by_title=by_title,
                recorded_at=at,
            )
            for each in candidates_of(db, row)
            if each.code not in decided
        ],
        sa.select(Selection).where(
            col(Selection.consultation_id) == row.id, col(Selection.recorded_at) == at
        ),
    )
    fact = SelectionsRecorded(row.slug, len(rows))
    record(db, SYSTEM, fact, track=row.slug, left=rows, occurred_at=at)
    return len(rows)


def record_edition(
    db: Session, consultation: Consultation, *, issued_on: date, without: Collection[str] = ()
) -> Edition:
    """Record an edition that was issued on a day of the past. `without` names annexes that it cannot have held."""
    row = under_the_lock(db, consultation)
    issued = Issued(symbol_of(row, EditionKind.EDITION, editions_of(db, row)), issued_on)
    texts = {language: _left(text, without) for language, text in texts_issued(db, row, issued).items()}
    edition = freeze(db, SYSTEM, row, issued, texts, at=day_begins(issued_on, row.timezone))
    ask_for_files(db, row, edition)
    return edition


def _left(text: IssuedText, without: Collection[str]) -> IssuedText:
    annexes = tuple(annex for annex in text.document.annexes if annex.id not in without)
    if len(annexes) == len(text.document.annexes):
        return text
    with in_locale(text.document.language):
        return replace(text, document=replace(text.document, annexes=numbered(annexes)))
