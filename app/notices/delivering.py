"""What goes out by itself: each day's digests, and at once what expires within a day.

Everything is read and written up without the writer's turn; only putting a lot of letters out takes it, for a moment.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa
import structlog
from sqlmodel import Session, col

from app.consultations.calendar import RoundStage, closes, round_stage
from app.consultations.models import Consultation
from app.consultations.queries import rounds_of
from app.drafting.models import Proposal
from app.kernel.clock import now
from app.kernel.db import Database
from app.notices.actions.posting import Told, put_out, put_out_digests
from app.notices.chronicle import Chronicle, chronicle_of
from app.notices.letters import (
    URGENT,
    Desk,
    Letter,
    News,
    Waited,
    digest_letter,
    review_letter,
    round_letter,
)
from app.notices.links import Home
from app.notices.models import Mailing
from app.notices.needs.queries import needs_of
from app.notices.queries import (
    NOWHERE,
    Place,
    Reader,
    moving_consultations,
    needs_told,
    people_in,
    places_of,
    readers,
    wishes_of,
)
from app.notices.reminders import is_waited_for
from app.notices.rules import SOON, Wish, digest_due, period, wish_of
from app.review.attendance.queries import asked_in
from app.review.attendance.rules import asks_delegations, tells_who_spoke
from app.review.reviewing.models import Review

log = structlog.get_logger()
LOT = 50
"""How many letters are put out in one transaction."""
LONGEST = 20.0
"""After how many seconds other work has its turn; who is not told yet is told with the next tick."""


def deliver(database: Database, home: Home) -> int:
    """The tick: put out what is due. Gives how many letters. Safe to call again and by several workers at once."""
    until = time.monotonic() + LONGEST
    with database.reading() as db:
        moving = moving_consultations(db)
    went = 0
    for consultation in moving:
        desk = Desk(home, consultation)
        try:
            went += deliver_urgent(database, desk)
            went += deliver_digests(database, desk, until)
        except Exception:
            # What is wrong with one consultation keeps the mail of no other back.
            log.exception("the mail of a consultation was not put out", consultation=consultation.slug)
    return went


def deliver_digests(database: Database, desk: Desk, until: float) -> int:
    """The digests of one consultation that are due now, a lot at a time. Gives how many letters go out."""
    with database.reading() as db:
        due = _due(db, desk.consultation, now(db))
        if not due:
            return 0
        chronicle = _chronicle(db, desk.consultation, due, now(db))
    went, people = 0, sorted(due)
    for start in range(0, len(people), LOT):
        with database.reading() as db:
            digests = list(_digests(db, desk, chronicle, due, people[start : start + LOT]))
        with database.unit_of_work() as db:
            went += put_out_digests(db, desk.consultation, digests)
        if time.monotonic() > until:
            break
    return went


Due = dict[int, tuple[Wish, Place, str]]


def _due(db: Session, consultation: Consultation, at: datetime) -> Due:
    """Who is to be told today, with the wish and how far they were told; three queries."""
    wishes, places = wishes_of(db, consultation), places_of(db, consultation)
    found: Due = {}
    for person in people_in(db, consultation):
        wish, place = wish_of(wishes.get(person), consultation), places.get(person, NOWHERE)
        day = digest_due(wish, place.day, at)
        if day is not None:
            found[person] = (wish, place, day)
    return found


def _chronicle(db: Session, consultation: Consultation, due: Due, at: datetime) -> Chronicle:
    told = [place.told for _wish, place, _day in due.values()]
    back = {period(wish) for wish, _place, _day in due.values()}
    return chronicle_of(db, consultation, told=told, back=back, at=at)


def _digests(
    db: Session, desk: Desk, chronicle: Chronicle, due: Due, people: Sequence[int]
) -> Iterator[Told]:
    needs = needs_told(db, desk.consultation, people)
    for reader in readers(db, desk.consultation, people):
        wish, place, day = due[reader.id]
        told_needs = needs.get(reader.id, frozenset())
        letter = written_digest(db, desk, chronicle, reader, wish, place, day, told_needs)
        told = {**place.told, **chronicle.told_now(reader.actor)}
        yield Told(reader.id, day, place.day, told, letter)


def written_digest(
    db: Session,
    desk: Desk,
    chronicle: Chronicle,
    reader: Reader,
    wish: Wish,
    place: Place,
    day: str,
    told_needs: frozenset[str],
) -> Letter | None:
    """One person's digest; None where there is nothing to tell. As many queries as `needs_of` asks."""
    news = News(
        needs_of(db, reader.actor, [desk.consultation]),
        chronicle.of(reader.actor, place.told, period(wish)),
        wish,
        day,
        place.day,
        told_needs,
        at=now(db),
    )
    return digest_letter(desk, reader, news)


def preview_digest(db: Session, desk: Desk, reader: Reader) -> Letter | None:
    """The digest as it would go out to somebody now, with the wish and the place that stand."""
    at, one = now(db), [reader.id]
    wish = wish_of(wishes_of(db, desk.consultation, one).get(reader.id), desk.consultation)
    place = places_of(db, desk.consultation, one).get(reader.id, NOWHERE)
    day = at.date().isoformat()
    chronicle = _chronicle(db, desk.consultation, {reader.id: (wish, place, day)}, at)
    told_needs = needs_told(db, desk.consultation, one).get(reader.id, frozenset())
    return written_digest(db, desk, chronicle, reader, wish, place, day, told_needs)


def deliver_urgent(database: Database, desk: Desk) -> int:
    """What expires within a day in one consultation and was not told at once yet. Gives how many letters go out."""
    with database.reading() as db:
        letters = [*_of_rounds(db, desk), *_of_reviews(db, desk)]
    went = 0
    for start in range(0, len(letters), LOT):
        with database.unit_of_work() as db:
            went += len(put_out(db, desk.consultation, letters[start : start + LOT]))
    return went


def _of_rounds(db: Session, desk: Desk) -> Iterator[Letter]:
    """To who speaks for a delegation that is waited for in a round which closes within a day.

    Where nothing is for attribution everybody gets it: who did not would be known to have spoken.
    """
    at, consultation = now(db), desk.consultation
    for round_ in rounds_of(db, consultation):
        ends = closes(round_)
        # A round that never had a day to begin with is told of by its opening.
        soon = at < ends <= at + SOON and ends - round_.opens_at > SOON
        if round_stage(round_, at) is not RoundStage.OPEN or not soon or not asks_delegations(round_):
            continue
        known = _told_at_once(db, consultation, round_.id)
        waited = [asked for asked in asked_in(db, consultation, round_) if is_waited_for(round_, asked)]
        bodies = {person: asked for asked in reversed(waited) for person in asked.heads}
        stopped = {
            person for person, row in wishes_of(db, consultation).items() if row.stopped_at is not None
        }
        fresh = sorted(
            person
            for person in bodies
            if (person, f"{ends:%Y-%m-%dT%H:%M}") not in known and person not in stopped
        )
        for reader in readers(db, consultation, fresh):
            asked = bodies[reader.id]
            body = Waited(asked.code, asked.name, asked.name_i18n, asked.ballot)
            yield round_letter(desk, reader, round_, body, ends, named=tells_who_spoke(round_))


def _told_at_once(db: Session, consultation: Consultation, round_id: int | None) -> set[tuple[int, str]]:
    """Who was told at once that this round closes, and for which deadline."""
    rows = db.execute(
        sa.select(col(Mailing.person_id), col(Mailing.key)).where(
            col(Mailing.consultation_id) == consultation.id,
            col(Mailing.round_id) == round_id,
            col(Mailing.kind) == URGENT,
        )
    )
    return {(person, key.split(":", 3)[-1]) for person, key in rows}


def _of_reviews(db: Session, desk: Desk) -> Iterator[Letter]:
    """To who took on a review that is due within a day."""
    at = now(db)
    told = sa.exists().where(
        col(Mailing.person_id) == col(Review.reviewer_id),
        col(Mailing.consultation_id) == col(Review.consultation_id),
        col(Mailing.key).startswith(f"{URGENT}:review:" + col(Review.code) + ":"),
        col(Mailing.made_at) > at - 2 * SOON,
    )
    due = db.execute(
        sa.select(Review, col(Proposal.code))
        .join(Proposal, col(Proposal.id) == Review.proposal_id)
        .where(
            col(Review.consultation_id) == desk.consultation.id,
            col(Review.accepted_at).is_not(None),
            col(Review.declined_at).is_(None),
            col(Review.withdrawn_at).is_(None),
            col(Review.handed_in_at).is_(None),
            col(Review.due_at) > at,
            col(Review.due_at) <= at + SOON,
            ~told,
        )
        .order_by(col(Review.id))
    ).all()
    people = {
        reader.id: reader for reader in readers(db, desk.consultation, [row[0].reviewer_id for row in due])
    }
    for review, text in due:
        if review.reviewer_id in people:
            reader = people[review.reviewer_id]
            yield review_letter(
                desk, reader, code=review.code, text=text, version=review.version, due_at=review.due_at
            )
