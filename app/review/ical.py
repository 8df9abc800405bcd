"""The calendar of a consultation as iCalendar (RFC 5545), for the calendars people keep anyway."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa
from icalendar import Calendar, Event
from sqlmodel import Session, col, select

from app.consultations.calendar import closes
from app.consultations.models import CalendarEvent, Consultation, Round
from app.consultations.queries import rounds_of, track_of
from app.kernel.i18n import gettext as _
from app.kernel.i18n import in_locale
from app.kernel.ledger import LedgerEntry
from app.review.sentences import kind_in_words

# A deadline is shown as the quarter of an hour that ends with it: so the end of a day stays on that day, also in a calendar
# that gives what has no length an hour of its own.
_SHOWN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Marked:
    """What the ledger says of a round: how many acts were done on it, and when the last."""

    acts: int
    last: datetime


def calendar_file(db: Session, consultation: Consultation, base_url: str) -> bytes:
    """The opening and the deadline of every round, and the other days of the consultation, as an iCalendar file.

    Instants are in UTC, so that the same instant is right in every zone. A UID never changes; SEQUENCE is the number of
    acts on the round in the ledger, so that an extension reaches those who subscribed (RFC 5545, 3.8.7.4); a cancelled
    round stays with STATUS:CANCELLED. Nothing in it depends on the clock or on who asks. In the consultation's own
    language; three queries.
    """
    rounds, marks = rounds_of(db, consultation), _marks(db, consultation)
    days = db.exec(
        select(CalendarEvent)
        .where(CalendarEvent.consultation_id == consultation.id)
        .order_by(col(CalendarEvent.day), col(CalendarEvent.id))
    ).all()
    # With another zone what is only planned moves, so that the settings count for every round.
    moved = marks.pop(consultation.slug, None)
    if moved is not None:
        marks = {
            code: Marked(mark.acts + moved.acts, max(mark.last, moved.last)) for code, mark in marks.items()
        }
    with in_locale(consultation.default_language):
        return _written(consultation, rounds, marks, days, base_url)


def _marks(db: Session, consultation: Consultation) -> dict[str, Marked]:
    rows = db.execute(
        sa.select(col(LedgerEntry.subject), sa.func.count(), sa.func.max(col(LedgerEntry.recorded_at)))
        .where(
            col(LedgerEntry.track) == track_of(consultation),
            sa.or_(col(LedgerEntry.verb).startswith("round_"), col(LedgerEntry.verb) == "settings_changed"),
        )
        .group_by(col(LedgerEntry.subject))
    )
    return {row[0]: Marked(row[1], row[2]) for row in rows}


def _written(
    consultation: Consultation,
    rounds: Sequence[Round],
    marks: Mapping[str, Marked],
    days: Sequence[CalendarEvent],
    base_url: str,
) -> bytes:
    host = urlsplit(base_url).hostname or "localhost"
    name = f"{consultation.code}, {_('Rounds')}"
    calendar = Calendar()
    calendar.add("prodid", "-//Commonspace//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", consultation.timezone)
    calendar.add("refresh-interval", timedelta(hours=6))
    for round_ in rounds:
        mark = marks.get(round_.code) or Marked(1, consultation.created_at)
        for what, event in (
            ("opens", _event(_("%(code)s opens: %(title)s"), round_, round_.opens_at, round_.opens_at + _SHOWN)),
            ("closes", _event(_("%(code)s closes: %(title)s"), round_, closes(round_) - _SHOWN, closes(round_))),
        ):  # fmt: skip
            event.add("uid", f"{consultation.slug}-{round_.code.lower()}-{what}@{host}")
            event.add("dtstamp", mark.last.astimezone(UTC))
            event.add("last-modified", mark.last.astimezone(UTC))
            event.add("sequence", mark.acts - 1)
            event.add("url", f"{base_url.rstrip('/')}/{consultation.slug}/rounds/{round_.code}")
            calendar.add_component(event)
    for day in days:
        calendar.add_component(_whole_day(consultation, day, host))
    return calendar.to_ical()


def _event(words: str, round_: Round, begins: datetime, ends: datetime) -> Event:
    """One end of a round. It takes nobody's time (TRANSP), and until the opening is given it is tentative."""
    event = Event()
    event.add("summary", words % {"code": round_.code, "title": round_.title})
    event.add("dtstart", begins.astimezone(UTC))
    event.add("dtend", ends.astimezone(UTC))
    event.add("description", round_.purpose or kind_in_words(round_.kind))
    status = "CONFIRMED" if round_.opening_given_at is not None else "TENTATIVE"
    event.add("status", "CANCELLED" if round_.cancelled_at is not None else status)
    event.add("transp", "TRANSPARENT")
    return event


def _whole_day(consultation: Consultation, day: CalendarEvent, host: str) -> Event:
    event = Event()
    event.add("summary", day.title)
    event.add("dtstart", day.day)
    event.add("dtend", (day.until or day.day) + timedelta(days=1))
    if day.place:
        event.add("location", day.place)
    mark = hashlib.sha256(f"{day.day} {day.title}".encode()).hexdigest()[:16]
    event.add("uid", f"{consultation.slug}-{mark}@{host}")
    event.add("dtstamp", consultation.created_at.astimezone(UTC))
    event.add("sequence", 0)
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event
