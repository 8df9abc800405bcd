"""The browser's door to identity providers: off to one, back from it, and one's own sign-ins there.

Other machines are asked between two short transactions and never in one: a slow provider keeps no writer waiting.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import permit
from app.kernel.i18n import gettext as _
from app.people.entering import let_in, safe_next
from app.people.security import note_security
from app.people.sessions import signed_in_at, why_not_add_way
from app.people.ways.offering import address_back, environment_of, usable
from app.people.ways.providers import (
    AWAY,
    HOLDS,
    PROOF,
    Arrived,
    arrive,
    cookie_of,
    end_identity,
    prove,
    set_off,
    use_up,
    waiting_proof,
    why_not_link,
)
from app.people.ways.vouching import NotReached, NotVouched, Usable
from app.web.csrf import cookie_sent, drop_cookie, set_cookie
from app.web.doors import CurrentActor, Db, Number, ReadDb
from app.web.later import LaterInTurns, Turn, writing
from app.web.limits import SIGN_IN, limited
from app.web.render import render

router = APIRouter()
Told = Annotated[str, Query(max_length=4096)]
ACCOUNT = "/account"


@router.post("/sign-in/with/{public_id}", dependencies=[limited(SIGN_IN)])
def go(request: Request, db: ReadDb, public_id: str, next: Annotated[str, Form()] = "/") -> Response:
    """Off to the provider."""
    return _off(
        request, usable(db, environment_of(request.app.state.settings), public_id), safe_next(next), None
    )


@router.get("/sign-in/with/{public_id}")
def show_ways(public_id: str) -> RedirectResponse:
    """The answer to setting off is a page that leads on; loaded again, it leads back to the ways in."""
    return RedirectResponse("/sign-in", 303)


@router.get("/sign-in/with/{public_id}/back", dependencies=[limited(SIGN_IN)])
def come_back(
    request: Request,
    db: ReadDb,
    actor: CurrentActor,
    public_id: str,
    code: Told = "",
    state: Told = "",
    iss: Told | None = None,
    error: Told = "",
) -> Response:
    """Back from the provider: what it says is asked for, checked, and believed or not."""
    # Only who sets off or comes back needs it, and it is slow to import.
    from app.people.ways.openid import discover, vouched_by, why_not_its_answer

    provider = usable(db, environment_of(request.app.state.settings), public_id)
    browser = cookie_sent(request, cookie_of(state))

    def make(turn: Turn) -> Response:
        with _noted(request, turn, actor, public_id):
            with writing(request, turn) as db:
                shaken = use_up(db, AWAY, secret=state, browser=browser, provider=public_id)
            if isinstance(shaken, NotVouched):
                raise shaken
            found = discover(provider.issuer)
            why_not = why_not_its_answer(provider, found, iss)
            if why_not is not None:
                raise NotVouched(why_not, "answer of another issuer")
            if error or not code:
                raise NotVouched(_not_signed_in(provider, error), "refused by the provider")
            with request.app.state.database.reading() as db:
                at = db.info["clock"]()
            vouched = vouched_by(
                provider,
                found,
                code=code,
                back=address_back(request.app.state.settings.base_url, public_id),
                nonce=shaken.held["nonce"],
                verifier=shaken.held["verifier"],
                at=at,
            )
            with writing(request, turn) as db:
                base_url = request.app.state.settings.base_url
                arrived = arrive(
                    db, actor, provider, vouched, shaken, base_url=base_url, agent=_agent(request)
                )
        answer = _received(request, provider, arrived)
        drop_cookie(request, answer, cookie_of(state))
        return answer

    return LaterInTurns(make)


@router.get("/sign-in/prove/{secret}")
def show_proof(request: Request, db: ReadDb, secret: str) -> HTMLResponse:
    """What the message leads to: one more click, so that a program that looks at mail adds no sign-in to an account."""
    shaken = waiting_proof(db, secret=secret, browser=cookie_sent(request, cookie_of(secret)))
    provider = usable(db, environment_of(request.app.state.settings), shaken.held["provider"])
    answer = render(
        request, "people/prove_identity.html", provider=provider, secret=secret, hint=shaken.held["hint"]
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.post("/sign-in/prove/{secret}", dependencies=[limited(SIGN_IN)])
def add_proved(request: Request, db: ReadDb, actor: CurrentActor, secret: str) -> Response:
    """The owner of the account adds the sign-in, and is signed in."""
    environment, browser = environment_of(request.app.state.settings), cookie_sent(request, cookie_of(secret))

    def make(turn: Turn) -> Response:
        with _noted(request, turn, actor, "proof"):
            with writing(request, turn) as db:
                shaken = use_up(db, PROOF, secret=secret, browser=browser)
            if isinstance(shaken, NotVouched):
                raise shaken
            with writing(request, turn) as db:
                provider = usable(db, environment, shaken.held["provider"])
                arrived = prove(db, actor, provider, shaken, agent=_agent(request))
        answer = _received(request, provider, arrived)
        drop_cookie(request, answer, cookie_of(secret))
        return answer

    return LaterInTurns(make)


@router.post("/account/identities")
def link(request: Request, db: ReadDb, actor: CurrentActor, provider: Annotated[str, Form()]) -> Response:
    """Off to a provider, to add one's sign-in there to the own account."""
    permit(why_not_link(actor) or why_not_add_way(signed_in_at(db, actor), now(db)))
    return _off(request, usable(db, environment_of(request.app.state.settings), provider), ACCOUNT, actor)


@router.post("/account/identities/{identity}/end")
def unlink(db: Db, actor: CurrentActor, identity: Number) -> RedirectResponse:
    """Take a sign-in off the own account."""
    permit(why_not_link(actor))
    end_identity(db, actor, identity=identity)
    return RedirectResponse(ACCOUNT, 303)


@router.get("/account/identities")
@router.get("/account/identities/{identity}/end")
def show_account_again() -> RedirectResponse:
    """The address of an act leads back to the account when loaded again."""
    return RedirectResponse(ACCOUNT, 303)


def _off(request: Request, provider: Usable, next: str, linking: Actor | None) -> Response:
    # Only who sets off or comes back needs it, and it is slow to import.
    from app.people.ways.openid import discover, way_there

    def make(turn: Turn) -> Response:
        with _noted(request, turn, linking, provider.public_id):
            found = discover(provider.issuer)
            with writing(request, turn) as db:
                away = set_off(db, provider, next=next, linking=linking)
        url = way_there(
            provider,
            found,
            back=address_back(request.app.state.settings.base_url, provider.public_id),
            state=away.state,
            nonce=away.nonce,
            verifier=away.verifier,
        )
        # A page that leads on, and no redirect: what a form may lead to would have to name every host of every provider.
        answer = render(request, "people/going.html", provider=provider, url=url)
        answer.headers["Refresh"] = f"0; url={url}"
        answer.headers["Cache-Control"] = "no-store"
        _bind(request, answer, away.state, away.browser)
        return answer

    return LaterInTurns(make)


def _received(request: Request, provider: Usable, arrived: Arrived) -> Response:
    if arrived.proof:
        page = render(request, "people/proof_sent.html", provider=provider, address=arrived.mailed_to)
        page.headers["Cache-Control"] = "no-store"
        _bind(request, page, arrived.proof, arrived.browser)
        return page
    if not arrived.session:
        return RedirectResponse(safe_next(arrived.next), 303)
    return let_in(request, arrived.session, arrived.next, locale=arrived.locale)


def _bind(request: Request, answer: Response, secret: str, browser: str) -> None:
    set_cookie(request, answer, cookie_of(secret), browser, max_age=int(HOLDS.total_seconds()))


@contextmanager
def _noted(request: Request, turn: Turn, actor: Actor | None, provider: str) -> Iterator[None]:
    """What is refused goes into the security log, in a transaction of its own."""
    try:
        yield
    except (NotVouched, NotReached) as refused:
        with writing(request, turn) as db:
            note_security(
                db,
                "provider_refused",
                person_id=actor.person_id if actor else None,
                detail=f"{provider}: {refused.why}",
            )
        raise


def _not_signed_in(provider: Usable, error: str) -> str:
    said = error if re.fullmatch(r"[a-z_]{1,60}", error) else ""
    sentence = _("%(name)s did not sign you in.") % {"name": provider.name}
    return sentence if not said else sentence + " " + _("It says: %(word)s.") % {"word": said}


def _agent(request: Request) -> str:
    return request.headers.get("User-Agent", "")
