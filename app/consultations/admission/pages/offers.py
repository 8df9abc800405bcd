"""The browser's door for who was invited: the seat that is offered, accepted or declined by a button."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.admission.actions.answering import accept_invitation, decline_invitation
from app.consultations.admission.queries import (
    consultation_entered,
    consultation_just_entered,
    open_offer,
)
from app.consultations.typed import Typed, typed_after
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, NotFound, Refused
from app.kernel.i18n import gettext as _
from app.people.entering import let_in
from app.web.csrf import bound_secret
from app.web.doors import CurrentActor, Db, Posted, ReadDb, text_of
from app.web.limits import SIGN_IN, limited
from app.web.render import render

router = APIRouter()


@router.get("/invitations/{secret}")
def show_offer(request: Request, db: ReadDb, actor: CurrentActor, secret: str) -> Response:
    """The seat that is offered, by whom and until when. Looking at it, as programs that scan mail do, answers nothing.
    Whoever took it before goes on to the consultation."""
    if (there := consultation_entered(db, actor, secret)) is not None:
        return RedirectResponse(f"/{there}", 303)
    return _offer(request, db, actor, secret, Typed("accept"))


@router.post("/invitations/{secret}", dependencies=[limited(SIGN_IN)])
def accept(request: Request, db: Db, actor: CurrentActor, secret: str, form: Posted) -> Response:
    """Take the seat. Somebody new is signed in; whoever had an account signs in with it as always."""
    if (there := consultation_entered(db, actor, secret)) is not None:
        return RedirectResponse(f"/{there}", 303)
    own = bound_secret(request, f"invitation:{secret}")
    try:
        answered = accept_invitation(
            db,
            actor,
            secret=secret,
            name=text_of(form, "name"),
            mine={"mine": True, "invited": False}.get(text_of(form, "account")),
            agent=request.headers.get("User-Agent", ""),
            session_secret=own,
        )
    except NotFound as over:
        if (there := consultation_just_entered(db, secret, own, now(db))) is not None:
            return let_in(request, own, f"/{there}")
        return _over(request, over)
    except (Invalid, Refused) as error:
        return _offer(request, db, actor, secret, typed_after(form, "accept", error))
    home = f"/{answered.offer.consultation.slug}"
    if answered.session is not None:
        return let_in(request, answered.session, home)
    here_already = answered.person.id == actor.person_id
    return RedirectResponse(home if here_already else f"/sign-in?next={home}", 303)


@router.post("/invitations/{secret}/refusal", dependencies=[limited(SIGN_IN)])
def decline(request: Request, db: Db, actor: CurrentActor, secret: str) -> HTMLResponse:
    """Say no; once more, it says that this was said."""
    try:
        offer = decline_invitation(db, actor, secret=secret)
    except NotFound as over:
        return _over(request, over)
    return _kept_by_nobody(render(request, "consultations/admission/declined.html", offer=offer))


def _offer(request: Request, db: Session, actor: Actor, secret: str, typed: Typed) -> HTMLResponse:
    try:
        offer = open_offer(db, secret, now(db))
    except NotFound as over:
        return _over(request, over)
    page = render(
        request,
        "consultations/admission/offer.html",
        typed.status,
        offer=offer,
        secret=secret,
        typed=typed,
        own=offer.known is not None and offer.known.id == actor.person_id,
    )
    return _kept_by_nobody(page)


def _over(request: Request, why: NotFound) -> HTMLResponse:
    """The sentence for an invitation that cannot be answered any more, and for a link that is none."""
    return _kept_by_nobody(
        render(
            request,
            "consultations/admission/over.html",
            why.status,
            line=_("Invitation"),
            heading=_("This link opens nothing any more"),
            message=why.message,
        )
    )


def _kept_by_nobody(page: HTMLResponse) -> HTMLResponse:
    # The address of the page is a secret: nothing between here and the reader may keep it.
    page.headers["Cache-Control"] = "no-store"
    return page
