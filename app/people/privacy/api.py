"""The programs' door to one's own data."""

from typing import Any

from fastapi import APIRouter, Response

from app.kernel.errors import Unauthenticated
from app.people.models import Person
from app.people.privacy.own_data import own_data
from app.people.tokens.rules import why_not_make_token
from app.web.doors import CurrentActor, ReadDb

router = APIRouter(tags=["account"])


@router.get("/account/data")
def read_my_data(response: Response, db: ReadDb, actor: CurrentActor) -> dict[str, Any]:
    """Everything the site holds of whoever the token acts for, without secrets."""
    person = db.get(Person, actor.person_id) if actor.person_id is not None else None
    if person is None:
        raise Unauthenticated(why_not_make_token(actor) or "")
    response.headers["Cache-Control"] = "no-store"
    return own_data(db, person)
