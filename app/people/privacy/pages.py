"""The browser's door to one's own data: have it as a file, leave for good; an administrator's on request."""

import json
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, Refused, permit
from app.kernel.i18n import gettext as _
from app.people.entering import let_out
from app.people.models import Person
from app.people.privacy.actions import erase_person, pseudonym_of, to_hand_over, why_not_erase
from app.people.privacy.own_data import SHOWN, own_data, parts_of, rows_of_part
from app.people.privacy.words import part_words
from app.people.queries import person_called
from app.people.rules import why_not_administrate
from app.people.sessions import signed_in_at
from app.web.doors import CurrentActor, Db, Posted, ReadDb, text_of
from app.web.render import render

router = APIRouter()


@router.get("/account/data")
def show_my_data(
    request: Request, db: ReadDb, actor: CurrentActor, part: Annotated[str, Query(max_length=60)] = ""
) -> HTMLResponse:
    """What the site holds of me, part by part, with the rows of one `part`; all of it as a file; and how to leave."""
    person = _myself(db, actor)
    page = render(
        request,
        "people/my_data.html",
        person=person,
        parts=[(found, part_words(found.name)) for found in parts_of(db, person)],
        open=part,
        open_words=part_words(part),
        rows=rows_of_part(db, person, part) if part else [],
        shown=SHOWN,
    )
    page.headers["Cache-Control"] = "no-store"
    return page


@router.get("/account/data.json")
def my_data(db: ReadDb, actor: CurrentActor) -> Response:
    """Everything the site holds of whoever asks, without secrets."""
    found = json.dumps(own_data(db, _myself(db, actor)), ensure_ascii=False, indent=1)
    return Response(
        found,
        media_type="application/json",
        headers={
            "Content-Disposition": 'attachment; filename="my-data.json"', "Cache-Control": "no-store",
        },
    )  # fmt: skip


@router.get("/account/erasure")
def show_erasure(request: Request, db: ReadDb, actor: CurrentActor) -> HTMLResponse:
    """What leaving means, what must be handed over first, and the form."""
    return _page(request, db, actor, _myself(db, actor))


@router.post("/account/erasure")
def erase_myself(request: Request, db: Db, actor: CurrentActor, form: Posted) -> Response:
    """Leave for good."""
    person = _myself(db, actor)
    wrong = _not_confirmed(person, text_of(form, "confirmation"))
    if wrong:
        return _page(request, db, actor, person, wrong={"confirmation": wrong}, status=422)
    try:
        erase_person(db, actor, person, _("The person left this site."))
    except Refused as error:
        return _page(request, db, actor, person, refused=error.message, status=error.status)
    return let_out(request, "/account/erased")


@router.get("/account/erased")
def show_erased(request: Request) -> HTMLResponse:
    """What whoever has left sees."""
    return render(request, "people/erased.html")


@router.get("/admin/people/{public_id}/erasure")
def show_erasure_of(request: Request, db: ReadDb, actor: CurrentActor, public_id: str) -> HTMLResponse:
    """The same about somebody who asked an administrator for it."""
    permit(why_not_administrate(actor))
    return _page(request, db, actor, person_called(db, public_id), administrator=True)


@router.post("/admin/people/{public_id}/erasure")
def erase_somebody(request: Request, db: Db, actor: CurrentActor, public_id: str, form: Posted) -> Response:
    """Erase somebody who asked for it, with a reason that names nobody."""
    permit(why_not_administrate(actor))
    person = person_called(db, public_id)
    reason = " ".join(text_of(form, "reason").split())[:500]
    wrong = {}
    if person.erased_at is None:
        if unconfirmed := _not_confirmed(person, text_of(form, "confirmation")):
            wrong["confirmation"] = unconfirmed
        if not reason:
            wrong["reason"] = _("Say why, in a sentence that names nobody.")
    try:
        if not wrong:
            erase_person(db, actor, person, reason)
    except Invalid as error:
        wrong = {one.field: one.message for one in error.errors}
    except Refused as error:
        return _page(
            request, db, actor, person, administrator=True, reason=reason, refused=error.message,
            status=error.status,
        )  # fmt: skip
    if wrong:
        return _page(request, db, actor, person, administrator=True, reason=reason, wrong=wrong, status=422)
    return RedirectResponse(f"/admin/people/{person.public_id}", 303)


def _myself(db: Session, actor: Actor) -> Person:
    person = db.get(Person, actor.person_id) if actor.person_id is not None else None
    if person is None:
        raise Refused(_("You are not signed in. This page is about you, so sign in first."))
    return person


def _not_confirmed(person: Person, typed: str) -> str:
    if typed.strip().lower() == person.email:
        return ""
    return _("Type the e-mail address of the account, exactly, so that nobody is erased by a slip.")


def _page(
    request: Request,
    db: Session,
    actor: Actor,
    person: Person,
    *,
    administrator: bool = False,
    reason: str = "",
    refused: str = "",
    wrong: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    gone = person.erased_at is not None
    held = [] if gone else to_hand_over(db, person)
    why_not = None if gone else why_not_erase(actor, person, signed_in_at(db, actor), now(db))
    return render(
        request,
        "people/erasure.html",
        status,
        person=person,
        administrator=administrator,
        pseudonym=pseudonym_of(person),
        held=held,
        why_not=why_not,
        refused=refused if refused not in (why_not, *held) else "",
        reason=reason,
        wrong=wrong or {},
    )
