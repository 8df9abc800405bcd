"""A message is put out once: what is told, how far, and the message itself in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.models import Consultation
from app.consultations.queries import track_of
from app.kernel.clock import now
from app.kernel.db import insert_many, upsert_many
from app.kernel.ledger import lock_track
from app.kernel.outbox import Outgoing, message_at, post_all
from app.notices.letters import Letter
from app.notices.models import Mailing, MailPlace, MailWish
from app.notices.queries import places_of
from app.notices.rules import without_addresses
from app.people.models import Person


@dataclass(frozen=True)
class Told:
    """One person's digest of a day: the letter, or none where there was nothing, and how far it tells. `was` is the day
    of the one before it, as it stood when this was written."""

    person_id: int
    day: str
    was: str
    told: Mapping[str, int]
    letter: Letter | None


def put_out(
    db: Session, consultation: Consultation, letters: Sequence[Letter], *, asked_by: int | None = None
) -> list[Letter]:
    """Put these letters out, each once: what went out under the same key before is left out, and so is who has stopped
    mail or left meanwhile. Gives those that go out. The same few queries for any number."""
    lock_track(db, track_of(consultation))
    at = now(db)
    people = sorted({letter.person_id for letter in letters})
    reached = db.execute(
        sa.select(col(Person.id), col(Person.email)).where(
            col(Person.id).in_(people),
            col(Person.erased_at).is_(None),
            ~sa.exists().where(
                col(MailWish.person_id) == col(Person.id),
                col(MailWish.consultation_id) == consultation.id,
                col(MailWish.stopped_at).is_not(None),
            ),
        )
    )
    addresses = {row[0]: row[1] for row in reached}
    known = {
        (person, key)
        for person, key in db.execute(
            sa.select(col(Mailing.person_id), col(Mailing.key)).where(
                col(Mailing.consultation_id) == consultation.id,
                col(Mailing.person_id).in_(people),
                col(Mailing.key).in_(sorted({letter.key for letter in letters})),
            )
        )
    }
    going: dict[tuple[int, str], Letter] = {}
    for letter in letters:
        if letter.person_id in addresses and (letter.person_id, letter.key) not in known:
            going.setdefault((letter.person_id, letter.key), letter)
    if not going:
        return []
    out = [
        message_at(
            at,
            to=addresses[letter.person_id],
            subject=letter.subject,
            text=letter.text,
            why=letter.kind,
            locale=letter.locale,
            headers=letter.headers,
        )
        for letter in going.values()
    ]
    numbers = post_all(db, out)
    rows = [
        Mailing(
            consultation_id=consultation.id or 0,
            person_id=letter.person_id,
            kind=letter.kind,
            key=letter.key,
            round_id=letter.round_id,
            items=[dict(item) for item in letter.items],
            outgoing_id=numbers[message.to, message.subject, message.text].pop(),
            asked_by_id=asked_by,
            made_at=at,
        )
        for letter, message in zip(going.values(), out, strict=True)
    ]
    insert_many(db, Mailing, [row.model_dump(exclude={"id"}) for row in rows])
    return list(going.values())


def put_out_digests(db: Session, consultation: Consultation, digests: Sequence[Told]) -> int:
    """Put out the digests of a day and note how far each person was told, in the same transaction. Gives how many
    letters go out. Whoever was told meanwhile by another worker is left alone."""
    lock_track(db, track_of(consultation))
    places = places_of(db, consultation, [digest.person_id for digest in digests])
    mine = [d for d in digests if (places[d.person_id].day if d.person_id in places else "") == d.was]
    letters = [d.letter for d in mine if d.letter is not None]
    went = put_out(db, consultation, letters) if letters else []
    upsert_many(
        db,
        MailPlace,
        [
            {
                "person_id": d.person_id,
                "consultation_id": consultation.id,
                "told": dict(d.told),
                "digest_day": d.day,
            }
            for d in mine
        ],
        key=["person_id", "consultation_id"],
        update=["told", "digest_day"],
    )
    return len(went)


def take_back_waiting(db: Session, consultation: Consultation, person_id: int) -> None:
    """What waits in the outbox for somebody who stops mail does not go out any more: it failed without a sentence. The
    caller holds the lock."""
    mine = sa.and_(
        col(Mailing.person_id) == person_id,
        col(Mailing.consultation_id) == consultation.id,
        col(Mailing.sent_at).is_(None),
        col(Mailing.failed_at).is_(None),
    )
    waiting = (
        db.execute(
            sa.select(col(Outgoing.id))
            .join(Mailing, col(Mailing.outgoing_id) == col(Outgoing.id))
            .where(mine, col(Outgoing.sent_at).is_(None), col(Outgoing.given_up_at).is_(None))
        )
        .scalars()
        .all()
    )
    if waiting:
        held = sa.update(Mailing).where(mine, col(Mailing.outgoing_id).in_(waiting))
        db.execute(held.values(failed_at=now(db), outgoing_id=None))
        db.execute(sa.delete(Outgoing).where(col(Outgoing.id).in_(waiting)))


def note_deliveries(db: Session) -> int:
    """The tick: what became of each message is kept beside it, before the message itself is forgotten."""
    over = sa.or_(col(Outgoing.sent_at).is_not(None), col(Outgoing.given_up_at).is_not(None))
    rows = db.execute(
        sa.select(col(Mailing.id), col(Outgoing.sent_at), col(Outgoing.given_up_at), col(Outgoing.last_error))
        .join(Outgoing, col(Outgoing.id) == Mailing.outgoing_id)
        .where(over, col(Mailing.sent_at).is_(None), col(Mailing.failed_at).is_(None))
        .limit(1000)
    ).all()
    for number, sent_at, given_up_at, failure in rows:
        db.execute(
            sa.update(Mailing)
            .where(col(Mailing.id) == number)
            .values(sent_at=sent_at, failed_at=given_up_at, failure=without_addresses(failure))
        )
    return len(rows)
