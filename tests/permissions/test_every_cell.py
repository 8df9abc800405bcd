"""Every cell of the table verb x role x stage, through the programs' door."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from app.site.permissions.table import VERBS, Cast, Stand, Verb
from tests.support import NOON, Site

WHO = {
    Cast.ANONYMOUS: None,
    Cast.OBSERVER: "observer",
    Cast.MEMBER: "member",
    Cast.RAPPORTEUR: "rapporteur",
    Cast.MODERATOR: "moderator",
    Cast.SECRETARIAT: "secretariat",
    Cast.ADMINISTRATOR: "administrator",
    Cast.HEAD: "state",
    Cast.ALTERNATE: "alternate",
}
WHERE = {
    Stand.COMMENT: ("hld-2013-review", NOON),
    Stand.BETWEEN: ("hld-2013-review", NOON + timedelta(days=40)),
    Stand.BALLOT: ("hld-2013-decision", NOON),
    Stand.CLOSED: ("hld-2013", NOON),
}


def begin(api: TestClient, at: str, cast: Cast) -> int:
    body = {"kind": "mechanism", "roundtable": "RT1", "group": "WG-1A", "title": f"A proposal of the {cast}"}
    return api.post(f"{at}/proposals", json=body).status_code


def save(api: TestClient, at: str, cast: Cast) -> int:
    tag = api.get(f"{at}/proposals/RT1-M1").headers["ETag"]
    return api.patch(
        f"{at}/proposals/RT1-M1", headers={"If-Match": tag}, json={"problem": f"As the {cast} sees it."}
    ).status_code


def comment(api: TestClient, at: str, cast: Cast) -> int:
    body = {"type": "general", "stance": "support", "text": f"The {cast} agrees."}
    return api.post(f"{at}/proposals/RT1-M1/comments", json=body).status_code


def support(api: TestClient, at: str, _cast: Cast) -> int:
    return api.put(f"{at}/proposals/RT1-M1/support", json={"choice": "for"}).status_code


def position(api: TestClient, at: str, _cast: Cast) -> int:
    return api.put(f"{at}/ballots/BAL-1/positions/RT1-M1", json={"position": "support"}).status_code


DONE_BY: dict[str, Callable[[TestClient, str, Cast], int]] = {
    "begin a proposal": begin,
    "save a version": save,
    "comment": comment,
    "show support": support,
    "give a position": position,
}
ALWAYS = {"sign in", "sign out"}


@pytest.fixture(scope="module")
def whole_site(sites, backend: str) -> Iterator[Site]:  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        yield site


@pytest.mark.parametrize("stand", WHERE)
@pytest.mark.parametrize(
    "verb", [verb for verb in VERBS if verb.name not in ALWAYS], ids=lambda verb: verb.name
)
def test_each_role_may_exactly_what_the_table_says(whole_site: Site, verb: Verb, stand: Stand) -> None:
    slug, whole_site.now = WHERE[stand]
    for cast, who in WHO.items():
        status = DONE_BY[verb.name](whole_site.api(who), f"/consultations/{slug}", cast)
        if verb.allows(cast, stand):
            assert status in (200, 201), f"{cast} may {verb.name} with {stand}, and got {status}"
        else:
            assert status in (401, 403), f"{cast} may not {verb.name} with {stand}, and got {status}"


def test_every_verb_is_tried() -> None:
    assert {verb.name for verb in VERBS} == set(DONE_BY) | ALWAYS
