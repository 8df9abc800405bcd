"""To say whether an answer satisfies: the commenter does, and nobody else."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.attribution import capacity_in
from app.consultations.models import Consultation
from app.consultations.queries import track_of
from app.discussion.answer_rules import WORD_LIMIT, why_not_acknowledge
from app.discussion.cases import case_of
from app.discussion.events import DispositionAcknowledged
from app.discussion.models import Acknowledgement
from app.kernel.actor import Actor
from app.kernel.errors import Invalid, Refused, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.kernel.text.clean import clean
from app.kernel.text.fold import fold


def acknowledge_disposition(
    db: Session, actor: Actor, consultation: Consultation, comment: str, *, satisfied: bool, word: str = ""
) -> Acknowledgement:
    """Say of the disposition that counts whether it satisfies, with a word why, which is due where it does not.

    Changing one's mind is a new row; a disposition that supersedes waits for its own. The same again is the same.
    NotFound where the comment may not be seen, Refused with the sentence of `why_not_acknowledge`, Invalid at `word`.
    """
    lock_track(db, track_of(consultation))
    case = case_of(db, actor, consultation, comment)
    counted = case.counted
    permit(why_not_acknowledge(actor, case.stage, case.asked, counted.code if counted else None))
    if counted is None:
        raise Refused(_("There is no disposition yet."))
    try:
        said = clean(word, limit=WORD_LIMIT).strip()
    except ValueError as error:
        raise Invalid.at("word", str(error)) from None
    if not fold(said):
        said = ""
    if not satisfied and not said:
        raise Invalid.at("word", _("Say in a word what the answer leaves open."))
    last = db.exec(
        select(Acknowledgement).where(
            Acknowledgement.disposition_id == counted.id,
            Acknowledgement.n
            == sa.select(sa.func.max(Acknowledgement.n))
            .where(col(Acknowledgement.disposition_id) == counted.id)
            .scalar_subquery(),
        )
    ).first()
    if last is not None and (last.satisfied, last.word) == (satisfied, said):
        return last
    given = Acknowledgement(
        consultation_id=case.comment.consultation_id,
        comment_id=case.comment.id or 0,
        disposition_id=counted.id or 0,
        n=last.n + 1 if last is not None else 1,
        satisfied=satisfied,
        word=said,
        person_id=actor.person_id,
        given_at=case.stage.at,
    )
    db.add(given)
    kept = capacity_in(case.asked.round, case.comment.author_title or None)
    record(
        db,
        actor,
        DispositionAcknowledged(
            case.comment.code, case.desk.proposal.code, counted.n, satisfied, kept.attribution, kept.veil
        ),
        track=track_of(consultation, case.desk.group),
        left=[given],
        capacity=kept.capacity,
    )
    return given
