"""The verb that publishes the response to a round, and what is put together for it before the lock is taken."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from app.consultations.actions.founding import stored
from app.consultations.models import Consultation, Round
from app.consultations.queries import is_moderated, rounds_of, track_of
from app.documents.tree import Document
from app.kernel.actor import Actor
from app.kernel.clock import local_day, now
from app.kernel.db import Database
from app.kernel.errors import Invalid, permit
from app.kernel.ledger import LedgerHead, digest, lock_track, record
from app.kernel.text.clean import clean
from app.review.queries import round_in
from app.review.report.compose import Front
from app.review.report.events import ResponsePublished
from app.review.report.models import ResponseReport, ResponseText
from app.review.report.queries import (
    Published,
    composed,
    frozen,
    frozen_document,
    published_responses,
    spoken_in,
)
from app.review.report.rules import FOREWORD_LIMIT, why_not_publish_response
from app.review.rules import acting_seat


@dataclass(frozen=True)
class Drafted:
    """The texts of a response that is about to be published, and the head of the ledger that they were read at."""

    head: str
    front: Front
    texts: Mapping[str, Document]


def draft_response(
    database: Database, actor: Actor, consultation: Consultation, code: str, *, foreword: str = "", site: str = ""
) -> Drafted | None:  # fmt: skip
    """Put the response together as it would be published now, without any lock; None where it cannot be.

    The verb takes it along and says why where it refuses. Very many comments take seconds, in which others go on.
    """
    with database.snapshot() as db:
        head = (
            db.exec(select(LedgerHead.hash).where(col(LedgerHead.track) == consultation.slug)).first() or ""
        )
        row = stored(db, consultation)
        round_ = round_in(rounds_of(db, row), code)
        at = now(db)
        if why_not_publish_response(actor, row, round_, at, moderated=is_moderated(db, row)) is not None:
            return None
        front = _front(db, actor, row, round_, foreword_in(foreword), at)
        return Drafted(head, front, composed(db, row, round_, front, at, site=site, languages=spoken_in(row)))


def publish_response(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    foreword: str = "",
    site: str = "",
    draft: Drafted | None = None,
) -> Published:
    """Publish the response to a completed round, frozen in every language of the consultation.

    One published before is superseded and stays readable. Refused with the reason; Invalid at `foreword`. Where nothing
    has changed since the last one, that is given: a double click publishes once.
    """
    words = foreword_in(foreword)
    head = lock_track(db, track_of(consultation))
    row = stored(db, consultation)
    at = now(db)
    round_ = round_in(rounds_of(db, row), code)
    permit(why_not_publish_response(actor, row, round_, at, moderated=is_moderated(db, row)))
    front = _front(db, actor, row, round_, words, at)
    texts: Mapping[str, Document]
    if draft is not None and draft.head == head.hash and _same_day(draft.front, front, row.timezone):
        texts = draft.texts
    else:
        texts = composed(db, row, round_, front, at, site=site, languages=spoken_in(row))
    before = published_responses(db, round_)
    if before and _says_the_same(db, before[0], texts, words):
        return before[0]
    kept = {language: frozen(document) for language, document in texts.items()}
    report = ResponseReport(
        consultation_id=row.id or 0,
        round_id=round_.id or 0,
        n=front.n,
        foreword=words,
        hash=digest({language: hash for language, (_tree, hash) in kept.items()}),
        person_id=actor.person_id,
        author_title=front.by,
        published_at=at,
    )
    db.add(report)
    db.flush()
    rows = [
        ResponseText(
            consultation_id=report.consultation_id, report_id=report.id or 0, language=language, tree=tree, hash=hash
        )
        for language, (tree, hash) in kept.items()
    ]  # fmt: skip
    db.add_all(rows)
    fact = ResponsePublished(round_.code, report.n, tuple(kept), report.hash)
    record(db, actor, fact, track=track_of(row), left=[report, *rows], capacity=front.by or None)
    return Published(
        report.id or 0, report.n, report.foreword, report.hash, report.author_title, at, tuple(kept)
    )


def foreword_in(typed: str) -> str:
    """The words before what is counted as they are kept. Invalid at `foreword` where they are too long."""
    try:
        return clean(typed, limit=FOREWORD_LIMIT).strip()
    except ValueError as error:
        raise Invalid.at("foreword", str(error)) from None


def _front(
    db: Session, actor: Actor, consultation: Consultation, round_: Round, foreword: str, at: datetime
) -> Front:
    newest = db.exec(
        select(ResponseReport.n)
        .where(ResponseReport.round_id == round_.id)
        .order_by(col(ResponseReport.n).desc())
    ).first()
    seat = acting_seat(actor, consultation)
    return Front((newest or 0) + 1, foreword, seat.title if seat else "", at)


def _same_day(one: Front, other: Front, zone: str) -> bool:
    """Whether both are the same but for the hour, which no response shows."""
    if one.at is None or other.at is None:
        return False
    return replace(one, at=other.at) == other and local_day(one.at, zone) == local_day(other.at, zone)


def _says_the_same(db: Session, last: Published, texts: Mapping[str, Document], foreword: str) -> bool:
    """Whether what was last published says all of this already; its cover is another one by nature."""
    if last.foreword != foreword or set(last.languages) != set(texts):
        return False
    for language, document in texts.items():
        known = frozen_document(db, last, language)
        blank = replace(document, cover=known.cover, date=known.date)
        if frozen(blank) != frozen(known):
            return False
    return True
