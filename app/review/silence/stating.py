"""The chair states where a last call stands, with every objection and how it was addressed."""

from collections.abc import Collection, Mapping

from sqlmodel import Session, col, select

from app.consultations.models import Consultation
from app.consultations.queries import is_moderated, rounds_of, track_of
from app.discussion.objections.models import ObjectionState
from app.discussion.objections.queries import Reader, facing
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import FieldError, Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.kernel.ledger import lock_track, record
from app.kernel.text.clean import clean
from app.kernel.text.fold import fold
from app.review.queries import round_in
from app.review.rules import acting_seat
from app.review.silence.events import ConsensusStated
from app.review.silence.models import ConsensusStatement
from app.review.silence.queries import ORDER, in_order
from app.review.silence.rules import ADDRESSED_LIMIT, WORDS_LIMIT, unlisted, why_not_state
from app.review.silence.views import Listed, StatementView


def issue_statement(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    words: str,
    addressed: Mapping[str, str],
) -> StatementView:
    """State in words where the last call `code` stands; `addressed` says of each objection, by its code, how it was.

    Every objection that the last call faces and the chair may see is listed, the sustained ones first: objections are addressed,
    not necessarily accommodated (RFC 7282). A later statement supersedes it and both stay; the same again is the same.
    What an earlier one lists of a group that is closed to this chair stays listed, for those who may see it.
    NotFound where there is no such round; Refused with the sentence of `why_not_state`; Invalid at `words`, and at
    `addressed.CODE` for each objection that lacks its sentence.
    """
    lock_track(db, track_of(consultation))
    at = now(db)
    round_ = round_in(rounds_of(db, consultation), code)
    permit(why_not_state(actor, consultation, round_, at, moderated=is_moderated(db, consultation)))
    objections = in_order(facing(db, consultation, Reader(actor), round_))
    wrong: list[FieldError] = []
    said = _cleaned(wrong, "words", words, WORDS_LIMIT)
    if not said and not wrong:
        wrong.append(FieldError("words", _("Say in words where the last call stands.")))
    how = {
        each.code: _cleaned(wrong, f"addressed.{each.code}", addressed.get(each.code, ""), ADDRESSED_LIMIT)
        for each in objections
    }
    late = {error.field for error in wrong}
    lacking = [one for one in unlisted([o.code for o in objections], how) if f"addressed.{one}" not in late]
    sentence = _("Say in a sentence how %(code)s was addressed.")
    wrong += [FieldError(f"addressed.{one}", sentence % {"code": one}) for one in lacking]
    if lacking:
        message = ngettext(
            "The statement does not say yet how this objection was addressed: %(codes)s.",
            "The statement does not say yet how these objections were addressed: %(codes)s.",
            len(lacking),
        ) % {"codes": ", ".join(lacking)}
        raise Invalid(message, errors=tuple(wrong))
    if wrong:
        raise Invalid(wrong[0].message, errors=tuple(wrong))
    listed = [
        {
            "objection": o.code,
            "proposal": o.proposal,
            "state": str(o.state),
            "addressed": how[o.code],
        }
        for o in objections
    ]
    last = db.exec(
        select(ConsensusStatement)
        .where(ConsensusStatement.round_id == round_.id)
        .order_by(col(ConsensusStatement.n).desc())
        .limit(1)
    ).first()
    unseen = [one for one in last.objections if one["objection"] not in how] if last else []
    listed = sorted([*listed, *unseen], key=lambda one: ORDER.index(ObjectionState(one["state"])))
    if last is not None and (last.words, last.objections) == (said, listed):
        return _view(last, how)
    seat = acting_seat(actor, consultation)
    made = ConsensusStatement(
        consultation_id=consultation.id or 0,
        round_id=round_.id or 0,
        n=(last.n if last else 0) + 1,
        words=said,
        objections=listed,
        person_id=actor.person_id,
        author_title=seat.title if seat else "",
        issued_at=at,
    )
    db.add(made)
    record(
        db,
        actor,
        ConsensusStated(round_.code, made.n),
        track=track_of(consultation),
        left=[made],
        capacity=made.author_title or None,
    )
    return _view(made, how)


def _view(row: ConsensusStatement, seen: Collection[str]) -> StatementView:
    """The statement that counts now, as who issued it is shown it."""
    listed = tuple(Listed(**one) for one in row.objections if one["objection"] in seen)
    return StatementView(row.n, row.words, listed, row.author_title, row.issued_at)


def _cleaned(wrong: list[FieldError], name: str, text: str, limit: int) -> str:
    try:
        said = clean(text or "", limit=limit).strip()
    except ValueError as error:
        wrong.append(FieldError(name, str(error)))
        return ""
    return said if fold(said) else ""
