"""The programs' door to mail: how one wants it, and reminders."""

from fastapi import APIRouter, Request

from app.consultations.doors import ThisConsultation
from app.consultations.queries import visible_consultation
from app.kernel.clock import now
from app.kernel.errors import Unauthenticated
from app.notices.actions.reminding import remind
from app.notices.actions.wishing import set_wish
from app.notices.links import Home
from app.notices.queries import NOWHERE, Wished, own_wishes, places_of
from app.notices.schemas import RemindersIn, RemindersOut, WishIn, WishList, WishOut
from app.people.rules import why_not_keep_account
from app.web.doors import CurrentActor, Db, ReadDb

router = APIRouter(tags=["mail"])


@router.get("/account/mail")
def list_wishes(db: ReadDb, actor: CurrentActor) -> WishList:
    """How one is written to about each consultation one has a seat in."""
    _known(why_not_keep_account(actor))
    return WishList(items=[WishOut.of(wished, now(db)) for wished in own_wishes(db, actor)])


@router.patch("/account/mail/{slug}")
def edit_wish(db: Db, actor: CurrentActor, slug: str, body: WishIn) -> WishOut:
    """Change how often and when one is written to about a consultation, or stop all mail about it."""
    _known(why_not_keep_account(actor))
    consultation = visible_consultation(db, actor, slug)
    row = set_wish(db, actor, consultation, **body.model_dump())
    place = places_of(db, consultation, [row.person_id]).get(row.person_id, NOWHERE)
    return WishOut.of(Wished(consultation, row, place), now(db))


@router.post("/consultations/{slug}/rounds/{code}/reminders", tags=["rounds"])
def send_reminders(
    request: Request,
    db: Db,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    body: RemindersIn,
) -> RemindersOut:
    """Remind the delegations that are waited for in a round, by mail to who speaks for them."""
    settings = request.app.state.settings
    home = Home(settings.base_url, settings.key)
    messages = remind(db, actor, consultation, code, delegations=body.delegations, word=body.word, home=home)
    return RemindersOut(messages=messages)


def _known(why_not: str | None) -> None:
    if why_not is not None:
        raise Unauthenticated(why_not)
