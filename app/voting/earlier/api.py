"""The programs' door to what a delegation gave in earlier ballots."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.consultations.doors import ThisConsultation
from app.kernel.clock import now
from app.kernel.errors import Invalid, Unauthenticated, permit
from app.kernel.i18n import gettext as _
from app.voting.earlier.queries import before_of
from app.voting.earlier.rules import why_no_earlier
from app.voting.earlier.schemas import EarlierList, EarlierOut
from app.voting.queries import visible_ballot
from app.voting.rules import why_not_give
from app.voting.sheets import mandates_of, sheet_of
from app.web.doors import CurrentActor, ReadDb

router = APIRouter(prefix="/consultations/{slug}", tags=["ballots"])


@router.get("/ballots/{ballot}/earlier")
def read_earlier(
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    ballot: str,
    delegation: Annotated[str, Query(max_length=60)] = "",
) -> EarlierList:
    """What one's own delegation gave on the texts of this ballot in the last ballot before it. To give it again, send the
    same position; it is never taken over by itself."""
    if not actor.signed_in:
        raise Unauthenticated(_("Send the token of a delegation's head or alternate."))
    view = visible_ballot(db, consultation, ballot, now(db))
    permit(why_no_earlier(view.rule) or why_not_give(actor, consultation))
    mandates = [m for m in mandates_of(db, consultation, actor, view.ballot) if m.in_electorate]
    chosen = next((m for m in mandates if delegation in ("", m.code)), None)
    if chosen is None:
        raise Invalid.at("delegation", _("You give no positions of this delegation in this ballot."))
    lines = [row.line for row in sheet_of(db, view, actor, chosen).rows]
    found = before_of(db, view, chosen.delegation_id, lines).given
    return EarlierList(
        delegation=chosen.code, items={code: EarlierOut.of(was) for code, was in found.items()}
    )
