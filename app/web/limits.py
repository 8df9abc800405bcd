"""How often something may be asked: one dependency for the routes that want it, and what happens at the limit.

The figures are wide enough for a delegation, or a conference, behind one address: each person's own limit is reached
first, and an address only by what no people do. COMMONSPACE_RATE_LIMITS=off turns all of it off.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from anyio.to_thread import run_sync
from fastapi import Depends, Request

from app.kernel.actor import Actor
from app.kernel.errors import DomainError, TooOften
from app.kernel.i18n import ngettext
from app.kernel.limits import InLots, Limit, seconds_to_wait
from app.web.address_of import address_of, came_from, neighbourhood_of
from app.web.csrf import SAFE, sent_form
from app.web.doors import CurrentActor, ThisDatabase, text_of
from app.web.watching import route_of


@dataclass(frozen=True)
class Rule:
    """How often something may be done within `minutes`: by one `account` (0 where nobody is named), from one `address`."""

    name: str
    account: int
    address: int
    minutes: int


LINKS = Rule("links", account=6, address=300, minutes=15)
"""Asking for a sign-in link, or whatever else sends mail to an address that was typed."""
SIGN_IN = Rule("sign_in", account=20, address=600, minutes=15)
"""Trying to sign in: with a link, a passkey, a password, a provider."""
APPLICATIONS = Rule("applications", account=6, address=60, minutes=60)
"""What anybody may send without an account."""
COMMENTS = Rule("comments", account=300, address=3000, minutes=10)
"""Comments, in either door."""
PROGRAMS = Rule("programs", account=600, address=3000, minutes=1)
"""Whatever a program changes."""
REFUSALS = Rule("refusals", account=0, address=60, minutes=15)
"""What was refused to who is not known: wrong links and tokens."""
READING = Limit("reading", times=3000, minutes=1)
"""What programs read, for each account and without one for each address."""
LOT = 100
"""How many of them a process counts by itself before it asks the database."""
_TOLD = Limit("told", times=1, minutes=10)


def limited(rule: Rule, *, field: str = "") -> Any:
    """A dependency of a route: `dependencies=[limited(COMMENTS)]`. TooOften (429) where the limit is reached.

    The account is who is acting; with `field`, what was typed there, known here or not, so that the answer tells
    nothing about it.
    """

    async def within_limit(request: Request, database: ThisDatabase, actor: CurrentActor) -> None:
        typed = text_of(await sent_form(request), field).strip().lower() if field else ""
        await run_sync(partial(keep_within, request, rule, typed or actor.public_id or ""))

    return Depends(within_limit, scope="function")


async def limit_programs(request: Request, actor: CurrentActor) -> None:
    """The dependency of the whole door of programs: what they change is counted one by one, what they read by the lot."""
    if request.method not in SAFE:
        await run_sync(partial(keep_within, request, PROGRAMS, actor.public_id or ""))
    elif _on(request):
        reading: InLots = request.app.state.reading
        who = actor.public_id or neighbourhood_of(address_of(request))
        if reading.fills_a_lot(who):
            lot = [(reading.lots, _keyed(request, who))]
            reading.wait(who, await run_sync(partial(seconds_to_wait, request.app.state.database, lot)))
        _refuse(reading.seconds_to_wait(who))


def keep_within(request: Request, rule: Rule, account: str = "") -> None:
    """Count one try by `account` from the address of this request. TooOften where either limit is reached.

    For what a dependency cannot see. It writes in a transaction of its own, so call it before the request's own writes.
    """
    if not _on(request):
        return
    place = neighbourhood_of(address_of(request))
    tries = [(Limit(f"{rule.name} address", rule.address, rule.minutes), _keyed(request, place))]
    if account and rule.account:
        tries.append((Limit(f"{rule.name} account", rule.account, rule.minutes), _keyed(request, account)))
    wait = seconds_to_wait(request.app.state.database, tries)
    if wait:
        # Once a while for each place is enough: the log is not to be filled from outside.
        if not seconds_to_wait(
            request.app.state.database, [(_TOLD, _keyed(request, f"{rule.name} {place}"))]
        ):
            _note(request, "limit_reached", rule.name)
        _refuse(wait)


def noted(request: Request, error: DomainError) -> DomainError:
    """Keep what was refused in the security log, once the request's own transaction is rolled back; gives what to answer:
    the same, or TooOften for who is refused again and again from one place."""
    try:
        keep_within(request, REFUSALS)
    except TooOften as over:
        return over
    _note(request, error.noted, route_of(request.scope))
    return error


def _note(request: Request, kind: str, detail: str) -> None:
    actor: Actor | None = getattr(request.state, "actor", None)
    write: Callable[..., None] = request.app.state.note_security
    with request.app.state.database.unit_of_work() as db:
        db.info.update(came_from(request))
        write(db, kind, person_id=actor.person_id if actor else None, detail=detail)


def _on(request: Request) -> bool:
    return bool(request.app.state.settings.rate_limits == "on")


def _keyed(request: Request, who: str) -> str:
    """With the key of the site, so that nobody finds an address by trying all there are."""
    return f"{request.app.state.settings.key}\n{who}"


def _refuse(wait: int) -> None:
    if wait == 0:
        return
    minutes = math.ceil(wait / 60)
    raise TooOften(
        ngettext(
            "This was tried very often in a short time; it is possible again in %(num)s minute.",
            "This was tried very often in a short time; it is possible again in %(num)s minutes.",
            minutes,
        )
        % {"num": minutes},
        seconds=wait,
    )
