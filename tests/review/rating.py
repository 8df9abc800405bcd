"""Rounds of rating and sense checks in a small consultation, and eight people who rate."""

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from fastapi.testclient import TestClient

from tests.review.making import AT, at, begin, do, make, plan
from tests.support import Site

RATERS = ("observer", "secretariat", "member", "rapporteur", "moderator", "state", "alternate", "ngo")
QUESTION = "Could your organisation live with it?"
_PROGRAMS: WeakKeyDictionary[Site, dict[str | None, TestClient]] = WeakKeyDictionary()


def program(site: Site, who: str | None) -> TestClient:
    """The program that acts for somebody, the same one each time."""
    programs = _PROGRAMS.setdefault(site, {})
    if who not in programs:
        programs[who] = site.api(who)
    return programs[who]


def rating(
    site: Site,
    *,
    texts: int = 1,
    first: int = 1,
    last: int = 10,
    kind: str = "rating",
    terms: Mapping[str, Any] | None = None,
) -> list[str]:
    """A small consultation with a round R1 of this kind on some texts, open now; gives the codes of the texts."""
    make(site)
    codes = [begin(site, f"A register, part {n}") for n in range(texts)]
    open_round(site, first=first, last=last, kind=kind, terms=terms)
    return codes


def open_round(
    site: Site, code: str = "R1", *, first: int = 1, last: int = 10, kind: str = "rating", terms: Mapping[str, Any] | None = None
) -> None:  # fmt: skip
    """Plan a round, give its opening, and make it the moment after its opening."""
    api = program(site, "moderator")
    made = plan(api, kind, first=first, last=last, code=code, title=f"Round {code}")
    assert made.status_code == 201, made.text
    asked = {"question": QUESTION} if kind == "sense_check" else {}
    given = do(api, code, "opening", terms={**asked, **(terms or {})})
    assert given.status_code == 200, given.text
    site.now = at(first + 0.5)


def rate(site: Site, who: str, text: str, value: int | str, code: str = "R1", **more: Any) -> Any:
    """Somebody gives a text a score or an answer."""
    name = "score" if isinstance(value, int) else "choice"
    return program(site, who).put(f"{AT}/rounds/{code}/ratings/{text}", json={name: value, **more})


def rate_all(site: Site, text: str, values: Mapping[str, int | str], code: str = "R1") -> None:
    """Several people give it theirs."""
    for who, value in values.items():
        done = rate(site, who, text, value, code)
        assert done.status_code == 200, done.text


def results(site: Site, code: str = "R1", who: str | None = None) -> Any:
    """The results as a program reads them."""
    return program(site, who).get(f"{AT}/rounds/{code}/ratings").json()
