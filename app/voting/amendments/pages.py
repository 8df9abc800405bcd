"""The browser's door to amendments: those of a text, the form that moves one, the chair's order, and one by its code."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.typed import Typed, tried
from app.drafting.queries import Desk, version_of, visible_desk
from app.kernel.actor import Actor
from app.kernel.errors import Invalid, Refused
from app.voting.amendments.actions import (
    MovedOn,
    move_amendment,
    order_amendments,
    withdraw_amendment,
)
from app.voting.amendments.forms import MoveForm, begun, suggested_in
from app.voting.amendments.own_page import amendment_page
from app.voting.amendments.passages import change_of, not_amendable, passage_of, passages_of
from app.voting.amendments.queries import amendments_of, why_no_amendment
from app.voting.amendments.rules import REASON_LIMIT, why_not_order
from app.voting.amendments.views import AmendmentView
from app.web.doors import CurrentActor, Db, Posted, ReadDb, text_of
from app.web.render import render

router = APIRouter()
UNTOUCHED = Typed()


@router.get("/{slug}/{code}/amendments")
def show_amendments(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, code: str
) -> HTMLResponse:
    """The amendments to a text in the order in which they are decided."""
    return _list_page(request, db, consultation, actor, code)


@router.get("/{slug}/{code}/amendments/new")
def show_form(
    request: Request,
    db: ReadDb,
    consultation: ThisConsultation,
    actor: CurrentActor,
    code: str,
    field: str = "",
    paragraph: str = "",
    comment: str = "",
) -> Response:
    """Choose a paragraph; or the form with the words of the one chosen, or with a change that a comment proposes."""
    desk = visible_desk(db, actor, consultation, code)
    newest = version_of(db, desk.proposal, desk.proposal.version)
    passages = passages_of(desk.proposal.kind, newest.content)
    suggested = suggested_in(db, desk.proposal)
    chosen = next((one for one in suggested if one.code == comment), None)
    form = begun(passages, newest, place=(field, paragraph), suggestion=chosen, kind=desk.proposal.kind)
    return _form_page(request, db, consultation, actor, desk, form)


@router.post("/{slug}/{code}/amendments")
def move(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Move it, or show its redline first; what is wrong stands at its field (422), a refusal above the form (403), and
    where the text has moved on what stands there now beside what was typed (409)."""
    desk = visible_desk(db, actor, consultation, code)
    newest = version_of(db, desk.proposal, desk.proposal.version)
    place = text_of(form, "field"), text_of(form, "paragraph")
    drawn = text_of(form, "version")
    version = int(drawn) if drawn.isascii() and drawn.isdigit() and len(drawn) < 9 else newest.n
    typed = MoveForm(
        passage=passage_of(desk.proposal.kind, newest.content, *place),
        version=newest.n,
        text=text_of(form, "text"),
        reason=text_of(form, "reason"),
        comment=text_of(form, "comment"),
    )
    try:
        if text_of(form, "do") == "preview" and version == newest.n:
            typed = replace(typed, change=_preview(desk, newest, typed, place))
        else:
            given = move_amendment(
                db, actor, consultation, code, field=place[0], paragraph=place[1], text=typed.text,
                reason=typed.reason, version=version, comment=typed.comment or None,
            )  # fmt: skip
            return RedirectResponse(f"/{consultation.slug}/{_code_of(db, desk, given.id)}", 303)
    except MovedOn as moved:
        typed = replace(typed, conflict=moved.message, now=moved.now, status=409)
    except Invalid as invalid:
        errors = {error.field: error.message for error in invalid.errors}
        typed = replace(typed, errors=errors, status=422)
        if "text" not in errors and "paragraph" not in errors:
            typed = replace(typed, change=_preview(desk, newest, typed, place))
    except Refused as no:
        typed = replace(typed, refusal=no.message, status=403)
    return _form_page(request, db, consultation, actor, desk, typed)


def _preview(desk: Desk, newest: Any, typed: MoveForm, place: tuple[str, str]) -> Any:
    return change_of(
        desk.proposal.kind,
        newest.content,
        newest.next_paragraph,
        field=place[0],
        paragraph=place[1],
        text=typed.text,
    )


def _code_of(db: Session, desk: Desk, amendment_id: int | None) -> str:
    return next(one.code for one in amendments_of(db, desk.proposal) if one.row.id == amendment_id)


@router.post("/{slug}/{code}/amendments/order")
def put_in_order(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Put those of one paragraph in order as the chair, or furthest first again."""
    field, paragraph = text_of(form, "field"), text_of(form, "paragraph")
    wanted = [] if text_of(form, "do") == "furthest" else _placed(form)

    def act() -> object:
        return order_amendments(db, actor, consultation, code, field=field, paragraph=paragraph, order=wanted)

    typed = tried(form, f"order-{field}-{paragraph}", act)
    if typed.status == 200:
        return RedirectResponse(f"/{consultation.slug}/{code}/amendments#in-order", 303)
    return _list_page(request, db, consultation, actor, code, typed)


def _placed(form: Any) -> list[str]:
    """The codes by the places typed beside them; what has none, or another's, makes the order one that is refused."""
    places = {
        key.removeprefix("place-"): text_of(form, key).strip() for key in form if key.startswith("place-")
    }
    numbers = {
        code: int(place) if place.isascii() and place.isdigit() else 0 for code, place in places.items()
    }
    if sorted(numbers.values()) != list(range(1, len(numbers) + 1)):
        return ["?"]
    return sorted(numbers, key=lambda code: numbers[code])


@router.post("/{slug}/{code}/withdrawal")
def withdraw(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, code: str, form: Posted
) -> Response:
    """Withdraw the amendment of this code, with a reason where one is given."""

    def act() -> object:
        return withdraw_amendment(db, actor, consultation, code, reason=text_of(form, "reason"))

    typed = tried(form, "withdraw", act)
    if typed.status == 200:
        return RedirectResponse(f"/{consultation.slug}/{code}", 303)
    return amendment_page(request, db, consultation, actor, code, typed)


def _list_page(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    code: str,
    typed: Typed = UNTOUCHED,
) -> HTMLResponse:
    desk = visible_desk(db, actor, consultation, code)
    found = amendments_of(db, desk.proposal)
    why_not = why_not_order(actor, consultation, desk.stage, desk.proposal, desk.group)
    return render(
        request,
        "voting/amendments/list.html",
        typed.status,
        consultation=consultation,
        here="proposals",
        desk=desk,
        waiting=[one for one in found if one.waits],
        others=[one for one in found if not one.waits],
        together=_together(found) if why_not is None else [],
        why_not_move=why_no_amendment(db, actor, consultation, desk),
        typed=typed,
    )


def _together(found: list[AmendmentView]) -> list[list[AmendmentView]]:
    """Those that wait and are to the same paragraph, where there are several: what a chair puts in order."""
    groups: dict[tuple[str, str], list[AmendmentView]] = {}
    for one in found:
        if one.waits:
            groups.setdefault((one.field, one.paragraph), []).append(one)
    return [group for group in groups.values() if len(group) > 1]


def _form_page(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    desk: Desk,
    form: MoveForm,
) -> HTMLResponse:
    newest = version_of(db, desk.proposal, desk.proposal.version)
    home = f"/{consultation.slug}/{desk.proposal.code}/amendments"
    about = {"comment": form.comment} if form.comment else {}
    choices = [
        (one, f"{home}/new?{urlencode({'field': one.field, 'paragraph': one.paragraph, **about})}")
        for one in passages_of(desk.proposal.kind, newest.content)
    ]
    return render(
        request,
        "voting/amendments/new.html",
        form.status,
        consultation=consultation,
        here="proposals",
        desk=desk,
        form=form,
        choices=choices if form.passage is None else [],
        suggested=suggested_in(db, desk.proposal) if form.passage is None else [],
        not_amendable=not_amendable(desk.proposal.kind),
        why_not=why_no_amendment(db, actor, consultation, desk),
        home=home,
        limit=REASON_LIMIT,
    )
