"""Verbs on how somebody wants mail about a consultation. They are nobody else's matter and stand in no ledger."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel import Session, select

from app.consultations.models import Consultation
from app.consultations.queries import track_of
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import FieldError, Invalid, Refused, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track
from app.notices.actions.posting import take_back_waiting
from app.notices.models import Frequency, MailWish
from app.people.rules import why_not_keep_account


def set_wish(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    *,
    frequency: str | None = None,
    weekday: int | None = None,
    hour: int | None = None,
    timezone: str | None = None,
    stopped: bool | None = None,
) -> MailWish:
    """Say how often and when one is written to; what is not given stays. An empty zone is the consultation's.

    Invalid with a sentence at each that cannot be. `stopped` stops all mail about the consultation, also what expires and
    reminders, or lets it begin again.
    """
    permit(why_not_keep_account(actor))
    if not actor.seats_in(consultation.id or 0):
        raise Refused(_("You have no seat in this consultation, so you get no mail about it."))
    lock_track(db, track_of(consultation))
    row = _row(db, consultation, actor.person_id or 0)
    wrong = []
    if frequency is not None and frequency not in set(Frequency):
        wrong.append(FieldError("frequency", _("Choose daily, weekly or never.")))
    if weekday is not None and not 0 <= weekday <= 6:
        wrong.append(FieldError("weekday", _("Choose a day of the week, from 0 for Monday to 6.")))
    if hour is not None and not 0 <= hour <= 23:
        wrong.append(FieldError("hour", _("Choose an hour from 0 to 23.")))
    if timezone and not _is_zone(timezone):
        wrong.append(
            FieldError("timezone", _("There is no time zone of this name. Write one such as Africa/Nairobi."))
        )
    if wrong:
        raise Invalid(wrong[0].message, errors=tuple(wrong))
    row.frequency = row.frequency if frequency is None else frequency
    row.weekday = row.weekday if weekday is None else weekday
    row.hour = row.hour if hour is None else hour
    row.timezone = row.timezone if timezone is None else timezone
    if stopped is not None:
        _stop(db, consultation, row, stopped)
    row.changed_at = now(db)
    db.add(row)
    db.flush()
    return row


def stop_by_link(db: Session, consultation: Consultation, person_id: int) -> None:
    """Stop all mail about a consultation to the person whose link this was. A second time changes nothing."""
    lock_track(db, track_of(consultation))
    row = _row(db, consultation, person_id)
    if row.stopped_at is None:
        _stop(db, consultation, row, True)
        row.changed_at = now(db)
        db.add(row)
        db.flush()


def _row(db: Session, consultation: Consultation, person_id: int) -> MailWish:
    found = db.exec(
        select(MailWish).where(MailWish.person_id == person_id, MailWish.consultation_id == consultation.id)
    ).first()
    return found or MailWish(person_id=person_id, consultation_id=consultation.id or 0, changed_at=now(db))


def _stop(db: Session, consultation: Consultation, row: MailWish, stopped: bool) -> None:
    if stopped == (row.stopped_at is not None):
        return
    row.stopped_at = now(db) if stopped else None
    if stopped:
        take_back_waiting(db, consultation, row.person_id)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
