"""The verb of reminding: only those who have not spoken, once a day at most, on the record."""

from collections.abc import Sequence

from sqlmodel import Session

from app.consultations.calendar import closes
from app.consultations.models import Consultation
from app.consultations.queries import is_moderated, rounds_of, track_of
from app.kernel.actor import Actor
from app.kernel.clock import local_day, now
from app.kernel.errors import Invalid, Refused, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.kernel.text.clean import clean
from app.notices.actions.posting import put_out
from app.notices.events import RemindersSent
from app.notices.letters import Desk, Letter, Waited, reminder_letter
from app.notices.links import Home
from app.notices.queries import readers
from app.notices.reminders import Undecided, undecided_in
from app.notices.rules import WORD, why_not_again, why_not_remind
from app.review.attendance.rules import tells_who_spoke
from app.review.queries import round_in
from app.review.rules import acting_seat


def remind(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    delegations: Sequence[str] | None,
    word: str,
    home: Home,
) -> int:
    """Remind delegations of a round that is open, with a word of the moderator; gives how many messages go out.

    Of those named (of all, where none is) only the undecided are reminded, by mail to who speaks for them; in a round of
    silence only those who have not looked. Who has stopped mail gets none. Refused where nobody is left: with who was
    reminded today already, or why nobody is reached. NotFound where there is no such round; Invalid at `word` or
    `delegation`.
    """
    lock_track(db, track_of(consultation))
    at = now(db)
    round_ = round_in(rounds_of(db, consultation), code)
    permit(why_not_remind(actor, consultation, round_, at, moderated=is_moderated(db, consultation)))
    try:
        word = clean(word, limit=WORD).strip()
    except ValueError as error:
        raise Invalid.at("word", str(error)) from None
    undecided = undecided_in(db, consultation, round_, at)
    chosen = _chosen(undecided, delegations)
    permit(_why_nobody(chosen))
    heads = {person: body for body in chosen for person in body.heads if not body.reminded}
    desk, day = Desk(home, consultation), local_day(at, consultation.timezone).isoformat()
    letters: list[Letter] = []
    for reader in readers(db, consultation, sorted(heads)):
        for body in (b for b in chosen if not b.reminded and reader.id in b.heads):
            letters.append(
                reminder_letter(
                    desk,
                    reader,
                    round_,
                    Waited(body.code, body.name, body.name_i18n, body.ballot),
                    closes(round_),
                    word=word,
                    day=day,
                    named=tells_who_spoke(round_),
                )
            )
    went = put_out(db, consultation, letters, asked_by=actor.person_id)
    if not went:
        raise Refused(
            _("Nobody was reminded: whoever speaks for these delegations has stopped mail, or nobody does.")
        )
    reached = sorted({str(item["delegation"]) for letter in went for item in letter.items})
    seat = acting_seat(actor, consultation)
    record(
        db,
        actor,
        RemindersSent(round_.code, tuple(reached), len(went)),
        track=track_of(consultation),
        capacity=seat.title if seat else None,
    )
    db.flush()
    return len(went)


def _chosen(undecided: Sequence[Undecided], wanted: Sequence[str] | None) -> list[Undecided]:
    if wanted is None:
        return list(undecided)
    if not wanted:
        raise Invalid.at("delegation", _("Choose at least one delegation."))
    return [body for body in undecided if body.code in wanted]


def _why_nobody(chosen: Sequence[Undecided]) -> str | None:
    if not chosen:
        return _("Nobody is left to remind: each of these delegations has spoken, declined or looked.")
    if all(body.reminded for body in chosen):
        return why_not_again([body.short_name or body.name for body in chosen])
    return None
