"""The programs' door to what needs somebody."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.consultations.queries import all_consultations
from app.kernel.errors import Unauthenticated
from app.kernel.i18n import gettext as _
from app.notices.needs.queries import needs_of, places_of
from app.notices.needs.schemas import NeedOut, NeedsOut
from app.web.doors import CurrentActor, ReadDb

router = APIRouter(tags=["account"])


@router.get("/account/needs")
def read_needs(
    db: ReadDb, actor: CurrentActor, consultation: Annotated[str, Query(max_length=100)] = ""
) -> NeedsOut:
    """What waits for whoever the token acts for, in all consultations or in one, by deadline."""
    if not actor.signed_in:
        raise Unauthenticated(_("Say who you are: this needs a token."))
    own = places_of(actor, all_consultations(db, actor))
    places = [c for c in own if consultation in ("", c.slug)]
    return NeedsOut(items=[NeedOut.of(need) for need in needs_of(db, actor, places)])
