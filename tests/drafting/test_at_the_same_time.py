"""Many hands at once: nothing is overwritten, no code is given twice."""

from concurrent.futures import ThreadPoolExecutor

import httpx

from app.people.actions import add_api_token
from app.people.queries import person_by_email
from tests.serving import serving
from tests.support import Site, address

HERE = "/api/v1/consultations/hld-2013-review/proposals"


def tokens(url: str, *people: str) -> list[dict[str, str]]:
    with Site(url) as site, site.database.unit_of_work() as db:
        return [
            {"Authorization": f"Bearer {add_api_token(db, person_by_email(db, address(who)), label='test')}"}
            for who in people
        ]


def test_many_hands_at_once_overwrite_nothing_and_get_codes_without_gaps(served_url: str) -> None:
    headers = tokens(served_url, *["member", "rapporteur", "moderator"] * 2)
    with serving(served_url) as server, ThreadPoolExecutor(len(headers)) as pool:

        def save(n: int) -> int:
            return httpx.patch(
                f"{server.address}{HERE}/RT1-M1",
                json={"title": f"Title {n}"},
                headers={**headers[n], "If-Match": '"2"'},
                timeout=30,
            ).status_code

        def begin(n: int) -> str:
            body = {"kind": "mechanism", "roundtable": "RT1", "title": f"Number {n}", "group": "WG-1A"}
            answer = httpx.post(f"{server.address}{HERE}", json=body, headers=headers[n], timeout=30)
            assert answer.status_code == 201, answer.text
            code: str = answer.json()["code"]
            return code

        everybody = range(len(headers))
        assert sorted(pool.map(save, everybody)) == [200] + [412] * (len(headers) - 1)
        assert httpx.get(f"{server.address}{HERE}/RT1-M1").json()["version"] == 3
        assert sorted(pool.map(begin, everybody)) == sorted(f"RT1-M{8 + n}" for n in everybody)


def test_a_refused_beginning_uses_up_no_code(site: Site) -> None:
    api = site.api("member")
    here = "/consultations/hld-2013-review/proposals"
    assert api.post(here, json={"kind": "mechanism", "roundtable": "RT1", "title": ""}).status_code == 422
    made = api.post(here, json={"kind": "mechanism", "roundtable": "RT1", "title": "The first that counts"})
    assert made.json()["code"] == "RT1-M8"
