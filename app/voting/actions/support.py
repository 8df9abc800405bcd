"""A working group's show of support: indicative, it decides nothing."""

from sqlmodel import Session

from app.consultations.attribution import capacity_in
from app.consultations.models import Consultation
from app.consultations.queries import track_of
from app.consultations.rules import writer_seat
from app.drafting.queries import visible_desk
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.kernel.text.clean import clean
from app.voting.events import SupportShown
from app.voting.models import ShowOfSupport, Voice
from app.voting.rules import WORD_LIMIT, why_not_show_support
from app.voting.sheets import support_of, voice_of
from app.voting.views import SupportView


def show_support(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, choice: str, word: str = ""
) -> SupportView:
    """Give or change one's voice on a proposal of the own group: for, against or neither, with a word why.

    Indicative; it decides nothing. One voice of a person on a proposal; saying the same again changes nothing, also not
    under what name it is shown.
    NotFound, Refused with the reason, or Invalid at `choice` or `word`.
    """
    lock_track(db, consultation.slug)
    at = now(db)
    desk = visible_desk(db, actor, consultation, code)
    proposal = desk.proposal
    permit(why_not_show_support(actor, proposal, desk.stage))
    if choice not in list(Voice):
        raise Invalid.at("choice", _("Choose for, against or neither."))
    try:
        said = clean(word, limit=WORD_LIMIT).strip()
    except ValueError as error:
        raise Invalid.at("word", str(error)) from None
    shown = voice_of(db, proposal, actor)
    if shown is None or (shown.choice, shown.word) != (choice, said):
        shown = shown or ShowOfSupport(
            consultation_id=proposal.consultation_id,
            proposal_id=proposal.id or 0,
            person_id=actor.person_id or 0,
            choice=choice,
            version=proposal.version,
            shown_at=at,
        )
        seat = writer_seat(actor, proposal.group_id)
        kept = capacity_in(desk.stage.round, seat.title if seat else None)
        shown.choice, shown.word, shown.version, shown.shown_at = choice, said, proposal.version, at
        shown.attribution = kept.attribution
        db.add(shown)
        record(
            db,
            actor,
            SupportShown(proposal.code, proposal.version, kept.attribution, kept.veil),
            track=track_of(consultation, desk.group),
            left=[shown],
            capacity=kept.capacity,
        )
    return support_of(db, actor, proposal, desk.stage)
