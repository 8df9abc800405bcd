"""Give again what a delegation gave in an earlier ballot on the same text."""

from sqlmodel import Session

from app.consultations.models import Consultation
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Refused, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track
from app.voting.actions.casting import Wish, cast_positions
from app.voting.earlier.queries import before_of
from app.voting.earlier.rules import why_no_earlier
from app.voting.queries import visible_ballot
from app.voting.rules import why_not_give
from app.voting.sheets import mandates_of, sheet_of
from app.voting.views import Recorded

EVERY = "all"


def give_again(
    db: Session, actor: Actor, consultation: Consultation, ballot: str, code: str, *, delegation: str
) -> Recorded:
    """Give the earlier position on `code`, or with `EVERY` on all texts that have not changed since and have none yet.
    Where one was given before the mark it relied on was challenged, it is given once more as it is: it stands.

    Each is a new position of this ballot, by whoever presses, with its own receipt; nothing is taken over by itself.
    Refused with the reason where the text has changed, and to whom `cast_positions` refuses it; Conflict where somebody
    else of the delegation has given one meanwhile.
    """
    # Before anything is read: a challenge that comes between would be neither refused nor asked about.
    lock_track(db, consultation.slug)
    view = visible_ballot(db, consultation, ballot, now(db))
    permit(why_no_earlier(view.rule) or why_not_give(actor, consultation))
    mandates = mandates_of(db, consultation, actor, view.ballot)
    mandate = next((m for m in mandates if m.code == delegation), None)
    wishes = []
    if mandate is not None and mandate.in_electorate:
        rows = sheet_of(db, view, actor, mandate).rows
        earlier = before_of(db, view, mandate.delegation_id, [row.line for row in rows]).given
        given = next((row.given for row in rows if row.line.code == code), None)
        if given is not None and code in earlier and earlier[code].challenges:
            anew = earlier[code].relied_on(given) is not None
            stands = Wish(code, given.position, given.reason, drawn=given.turn, anew=anew)
            return cast_positions(db, actor, consultation, ballot, [stands], delegation=delegation)
        open_ = [row.line.code for row in rows if row.given is None]
        if code != EVERY:
            if code not in earlier:
                raise Refused(_("Your delegation gave no earlier position on this text."))
            permit(earlier[code].why_not)
        wanted = [one for one in open_ if one in earlier and earlier[one].why_not is None]
        for one in wanted if code == EVERY else [code]:
            was = earlier[one]
            wishes.append(Wish(one, was.position, was.reason, drawn=0, willing=was.willing or ""))
    return cast_positions(db, actor, consultation, ballot, wishes, delegation=delegation)
