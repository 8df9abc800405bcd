"""The browser's door to proxies."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.consultations.doors import ThisConsultation
from app.consultations.models import Consultation
from app.consultations.typed import Typed, typed_after
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Conflict, Invalid, Refused
from app.voting.proxy.actions import end_proxy, name_proxy
from app.voting.proxy.queries import Standing, places_in, standing_in
from app.voting.proxy.rules import (
    Place,
    why_no_proxies,
    why_not_change_proxies,
    why_not_hold,
    why_not_name,
    why_not_name_own,
)
from app.voting.proxy.views import Principal, ProxyPage
from app.voting.queries import visible_ballot
from app.voting.rules import why_not_give
from app.voting.sheets import mandates_of
from app.voting.views import BallotView
from app.web.doors import CurrentActor, Db, Posted, ReadDb, text_of
from app.web.render import render

router = APIRouter(prefix="/{slug}/ballots/{ballot}/proxy")
CODE = 60


@router.get("")
def show_proxies(
    request: Request, db: ReadDb, consultation: ThisConsultation, actor: CurrentActor, ballot: str
) -> HTMLResponse:
    """Who speaks for whom in a ballot; for a head or an alternate also the form to name a proxy or to end one."""
    return _page(request, db, consultation, actor, ballot, Typed())


@router.post("")
def name(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, ballot: str, form: Posted
) -> Response:
    """Let another delegation give the positions of one's own."""
    delegation = text_of(form, "delegation")[:CODE]
    drawn = text_of(form, "drawn")[:CODE] if "drawn" in form else None
    try:
        name_proxy(
            db,
            actor,
            consultation,
            ballot,
            proxy=text_of(form, "proxy")[:CODE],
            delegation=delegation or None,
            drawn=drawn,
        )
    except (Invalid, Refused, Conflict) as error:
        typed = typed_after(form, delegation, error)
        return _page(request, db, consultation, actor, ballot, typed)
    return RedirectResponse(f"/{consultation.slug}/ballots/{ballot}/proxy", 303)


@router.post("/end")
def end(
    request: Request, db: Db, consultation: ThisConsultation, actor: CurrentActor, ballot: str, form: Posted
) -> Response:
    """Take the proxy of one's own delegation back, or hand back that of another one."""
    delegation = text_of(form, "delegation")[:CODE]
    try:
        end_proxy(db, actor, consultation, ballot, delegation=delegation or None)
    except (Invalid, Refused) as error:
        typed = Typed("", {}, {}, error.message, error.status)
        return _page(request, db, consultation, actor, ballot, typed)
    return RedirectResponse(f"/{consultation.slug}/ballots/{ballot}/proxy", 303)


def _page(
    request: Request, db: Session, consultation: Consultation, actor: Actor, ballot: str, typed: Typed
) -> HTMLResponse:
    view = visible_ballot(db, consultation, ballot, now(db))
    return render(
        request,
        "voting/proxy/page.html",
        typed.status,
        consultation=consultation,
        here="ballots",
        view=view,
        proxies=_shown(db, actor, consultation, view),
        typed=typed,
    )


def _shown(db: Session, actor: Actor, consultation: Consultation, view: BallotView) -> ProxyPage:
    """Three queries at most, however many delegations there are."""
    standing = standing_in(db, view)
    why_none = why_not_give(actor, consultation) if view.rule.proxies else None
    why_not_end = why_not_change_proxies(view.rule, consultation, view.stage)
    mine: list[Principal] = []
    held: list[Standing] = []
    if view.rule.proxies and why_none is None:
        own = mandates_of(db, consultation, actor, view.ballot)
        places = places_in(db, view, standing)
        numbers = {mandate.delegation_id for mandate in own}
        held = [each for each in standing if each.holder_id in numbers]
        for mandate in own:
            place = places.get(mandate.code, Place(mandate.delegation_id, mandate.name, in_electorate=False))
            speaks_for = [each.name for each in held if each.holder_id == mandate.delegation_id]
            stands = next((each for each in standing if each.delegation_id == mandate.delegation_id), None)
            mine.append(
                Principal(
                    code=mandate.code,
                    name=mandate.name,
                    standing=stands,
                    choices=[
                        (code, one.name)
                        for code, one in places.items()
                        if why_not_hold(view.rule, one, same=code == mandate.code) is None
                        and why_not_name_own(one, numbers) is None
                        and (stands is None or stands.holder != code)
                    ],
                    why_not=why_not_end
                    or why_not_name(
                        place,
                        speaks_for=speaks_for[0] if speaks_for else "",
                        recused=mandate.recused,
                        elsewhere=mandate.elsewhere,
                    ),
                    why_not_end=why_not_end,
                )
            )
    return ProxyPage(standing, mine, held, why_none, why_no_proxies(view.rule), why_not_end)
