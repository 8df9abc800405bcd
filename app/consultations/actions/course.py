"""The verb that moves a consultation on its course."""

from sqlmodel import Session

from app.consultations.actions.founding import stored
from app.consultations.course import goes_back, why_not_move
from app.consultations.events import ConsultationMoved
from app.consultations.models import Consultation, ConsultationState
from app.consultations.particulars import read_line
from app.consultations.preparation import parts_of, standing_of
from app.consultations.rules import why_not_of_the_secretariat
from app.kernel.actor import Actor
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.kernel.text.fold import fold


def move_consultation(
    db: Session, actor: Actor, consultation: Consultation, *, to: str, reason: str = ""
) -> Consultation:
    """Take the consultation to the stage `to`, one forward, or back to an earlier one with a reason (domain D3).

    Refused where `why_not_move` says so; Invalid at `state` for a stage that is not known, at `reason` where a step
    back comes without one. The register keeps both stages and the reason. Where it stands there already, nothing is done.
    """
    lock_track(db, consultation.slug)
    row = stored(db, consultation)
    if to not in list(ConsultationState):
        raise Invalid.at(
            "state",
            _("“%(stage)s” is not a stage; stages are: %(stages)s.")
            % {"stage": to[:60], "stages": ", ".join(ConsultationState)},
        )
    stage = ConsultationState(to)
    permit(why_not_of_the_secretariat(actor, row))
    if stage == row.state:
        return row
    parts = parts_of(db, row)
    permit(why_not_move(actor, row, stage, standing_of(db, row, parts)))
    words = _reason(reason)
    if goes_back(row, stage) and not words:
        raise Invalid.at(
            "reason", _("Say why it goes back. The reason stands in the register for all to read.")
        )
    before, row.state = row.state, stage.value
    db.add(row)
    record(db, actor, ConsultationMoved(row.slug, before, stage), track=row.slug, reason=words or None)
    return row


def _reason(text: str) -> str:
    try:
        words = read_line(text, 2_000)
    except ValueError as error:
        raise Invalid.at("reason", str(error)) from None
    return words if fold(words) else ""
