"""Texts ready for decision, rounds of silence and last calls, for tests of what becomes of them."""

from typing import Any

from app.drafting.actions.steps import take_step
from app.drafting.models import ProposalState
from app.drafting.queries import visible_writing
from app.kernel.actor import SYSTEM
from app.kernel.ledger import lock_track
from tests.review.making import AT, SLUG, at, begin, do, plan
from tests.support import Site

WHY = "It would bind the small recruiters, who cannot pay the fee."
AWAY = "A fee by the number of people recruited."


def ready(site: Site, title: str = "A register of recruiters", **more: Any) -> str:
    """A text that has been declared ready for decision."""
    code = begin(site, title, **more)
    declare(site, code)
    return code


def declare(site: Site, code: str) -> None:
    """Make a text ready for decision, whatever it waits for."""
    with site.database.unit_of_work() as db:
        here = site.consultation(SLUG)
        lock_track(db, SLUG)
        proposal, group = visible_writing(db, site.actor("moderator"), here, code)
        take_step(db, SYSTEM, here, proposal, group, verb="declared_ready", to=ProposalState.READY)


def silence(site: Site, *, first: int = 1, last: int = 6, go: bool = True, **opening: Any) -> str:
    """A round of silence from `first` to the end of `last`, opened; the clock stands a day in it. Gives its code."""
    return _round(site, "silence", first, last, go=go, **opening)


def last_call(site: Site, *, first: int = 1, last: int = 10, attribution: str = "personal") -> str:
    """A last call, opened; the clock stands a day in it."""
    return _round(site, "last_call", first, last, plan_with={"attribution": attribution})


def _round(
    site: Site, kind: str, first: int, last: int, *, go: bool = True, plan_with: Any = None, **opening: Any
) -> str:
    api = site.api("moderator")
    planned = plan(api, kind, first=first, last=last, **(plan_with or {}))
    assert planned.status_code == 201, planned.text
    code = str(planned.json()["code"])
    opened = do(api, code, "opening", **opening)
    assert opened.status_code == 200, opened.text
    if go:
        site.now = at(first + 1)
    return code


def object_to(site: Site, code: str, who: str = "state", **more: Any) -> Any:
    """An objection to a text, to its problem."""
    body = {"reason": WHY, "removal": AWAY, "field": "problem", **more}
    return site.api(who).post(f"{AT}/proposals/{code}/objections", json=body)


def step(site: Site, objection: str, state: str, who: str = "moderator", **more: Any) -> Any:
    """What becomes of an objection."""
    body = {"state": state, "words": "The fee is by the number now.", **more}
    return site.api(who).post(f"{AT}/objections/{objection}/steps", json=body)


def confirm(site: Site, round_: str, who: str = "moderator", proposal: str | None = None) -> Any:
    """The chair confirms what nobody broke."""
    body = {"proposal": proposal} if proposal else {}
    return site.api(who).post(f"{AT}/rounds/{round_}/silences/confirmation", json=body)


def standing(site: Site, round_: str) -> dict[str, str]:
    """How the silence on each text of a round stands."""
    items = site.api("observer").get(f"{AT}/rounds/{round_}/silences").json()["items"]
    return {each["proposal"]: each["standing"] for each in items}
