"""What every verb of the list begins with: the lock, the rule, and the list as it stands under it."""

from dataclasses import dataclass

from sqlmodel import Session

from app.consultations.actions.founding import stored
from app.consultations.models import Consultation
from app.consultations.seating import capacity_of
from app.kernel.actor import Actor
from app.kernel.errors import Invalid, NotFound, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track
from app.kernel.text.clean import clean
from app.kernel.text.fold import fold
from app.outcome.outline import Candidate, Outline
from app.outcome.rules import why_not_put_together

LONGEST_REASON = 2_000


@dataclass(frozen=True)
class Bench:
    """The workbench under the lock: the consultation as it is saved, and in what capacity the actor stands at it."""

    consultation: Consultation
    title: str


def at_the_bench(db: Session, actor: Actor, consultation: Consultation) -> Bench:
    """Take the lock and the rule. Raises Refused where the list may not be changed by this actor or now."""
    lock_track(db, consultation.slug)
    row = stored(db, consultation)
    permit(why_not_put_together(actor, row))
    return Bench(row, capacity_of(actor, row) or "")


def candidate_of(outline: Outline, code: str) -> Candidate:
    """The candidate of this code; NotFound where there is none."""
    found = outline.by_code.get(code)
    if found is None:
        raise NotFound(_("There is no proposal “%(code)s” here.") % {"code": code})
    return found


def reason_in(text: str, *, missing: str = "") -> str:
    """A reason as it is stored; Invalid at `reason`, with the sentence `missing`, where there are no words in it."""
    try:
        words = clean(text, limit=LONGEST_REASON).strip()
    except ValueError as error:
        raise Invalid.at("reason", str(error)) from None
    if missing and not fold(words):
        raise Invalid.at("reason", missing)
    return words
