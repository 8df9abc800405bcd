"""Files are written one at a time, apart from those who read pages; they are kept until something happens."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.documents.formats import FORMATS, Format
from app.documents.tree import Document
from app.kernel.works import do_work
from app.outcome import files
from app.web.press import MOST_WAITING
from app.wiring import WORKS
from tests.ceilings.counting import counted
from tests.support import Site, run_apart

REVIEW = "hld-2013-review"
KEPT = (
    f"/{REVIEW}/outcome.html", f"/{REVIEW}/outcome.csv?table=comments", "/hld-2013/outcome/briefs/RT1-M1.html?lang=ar",
    "/hld-2013-pilots/pilots/PIL-1/report.html", "/hld-2013/outcome/editions/1.html?lang=fr",
)  # fmt: skip


@pytest.fixture
def keeping(demo_url: str) -> Iterator[Site]:
    with Site(demo_url, keep_pages=True) as site:
        yield site


@pytest.mark.parametrize("address", KEPT)
def test_a_file_asked_for_again_is_not_written_again(keeping: Site, address: str) -> None:
    client = keeping.client()
    first = client.get(address)
    assert first.status_code == 200, first.text
    with counted(keeping.database) as statements:
        again = client.get(address)
    assert (again.content, again.headers) == (first.content, first.headers)
    assert len(statements) <= 5, "who asks, the consultation, and of an edition which it is"


def test_after_an_act_and_as_time_goes_on_it_is_written_anew(keeping: Site) -> None:
    client, api = keeping.client(), keeping.api("member")
    address = f"/{REVIEW}/outcome.csv?table=comments"
    assert "Said a moment ago." not in client.get(address).text
    body = {"type": "general", "stance": "support", "text": "Said a moment ago."}
    assert api.post(f"/consultations/{REVIEW}/proposals/RT1-M1/comments", json=body).status_code == 201
    assert "Said a moment ago." in client.get(address).text
    keeping.now += timedelta(minutes=1)
    with counted(keeping.database) as statements:
        client.get(address)
    assert len(statements) > 5


def test_what_is_kept_is_given_to_nobody_who_may_not_see_the_consultation(keeping: Site) -> None:
    client = keeping.client()
    address = f"/{REVIEW}/outcome.html"
    assert client.get(address).status_code == 200
    keeping.tamper("UPDATE consultation SET state = 'draft' WHERE slug = :slug", slug=REVIEW)
    assert client.get(address).status_code == 404


def test_a_text_that_is_not_there_is_not_found_and_not_kept(keeping: Site) -> None:
    client = keeping.client()
    for address in (f"/{REVIEW}/outcome/briefs/RT9-M9.pdf", f"/{REVIEW}/pilots/PIL-99/report.pdf"):
        for _twice in range(2):
            assert client.get(address).status_code == 404, address
            assert keeping.api().get(f"/consultations{address}").json()["code"] == "not_found"


def test_many_who_want_files_keep_nobody_from_pages_and_too_many_are_told_to_come_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, began = threading.Event(), []

    def slow(document: Document) -> bytes:
        began.append(document.language)
        go.wait(60)
        return b"written"

    names = [f"slow{n}" for n in range(MOST_WAITING + 3)]
    for name in names:
        monkeypatch.setitem(FORMATS, name, Format(name, slow, "text/plain", "txt"))

    async def asked() -> tuple[list[int], str, int, list[Any]]:
        transport = httpx.ASGITransport(app=site.app)
        async with (
            site.app.router.lifespan_context(site.app),
            httpx.AsyncClient(transport=transport, base_url="http://localhost:8000", timeout=60) as client,
        ):
            at = "/hld-2013-decision/outcome"
            same = [asyncio.create_task(client.get(f"{at}.{names[0]}")) for _ in range(12)]
            others = [asyncio.create_task(client.get(f"{at}.{name}")) for name in names[1:]]
            refused = await _first_refused(others)
            page = await client.get("/hld-2013/proposals")
            waiting = sum(not task.done() for task in same)
            go.set()
            answers = await asyncio.gather(*same)
            rest = await asyncio.gather(*others)
            return [answer.status_code for answer in answers], refused, waiting + page.status_code, rest

    same, refused, page, rest = run_apart(asked())
    assert page == 12 + 200, "the page came while all who wanted a file still waited"
    assert same == [200] * 12
    assert refused
    told = [answer.status_code for answer in rest]
    assert set(told) == {200, 503}
    assert len(began) == 1 + told.count(200), "the same file is written once for all who wait for it"


async def _first_refused(tasks: list[Any]) -> str:
    done, _waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED, timeout=60)
    answer = done.pop().result()
    assert answer.status_code == 503
    assert "Many files are being written" in answer.text
    return str(answer.headers["Retry-After"])


def test_a_program_is_told_where_a_long_draft_is_made_and_made_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LONG", 60)
    api, at = site.api(), "/consultations/hld-2013-decision/outcome"
    for address in (f"{at}/draft.html?lang=ar", f"{at}/tables/votes.csv"):
        told = api.get(address)
        assert (told.status_code, told.json()["state"], told.json()["file"]) == (202, "waiting", None)
        where = told.headers["Location"].removeprefix("/api/v1")
        assert api.get(address).headers["Location"] == told.headers["Location"]
        assert api.get(f"{where}/file").status_code == 404
        _made(site, where)
        done = api.get(where).json()
        assert (done["state"], done["error"]) == ("done", "")
        file = api.get(done["file"].removeprefix("/api/v1"))
        assert (file.status_code, file.content) == (200, api.get(address).content)
        assert file.headers["content-disposition"] == api.get(address).headers["content-disposition"]
    assert len(site.rows("SELECT id FROM work WHERE kind = 'outcome_draft'")) == 2
    assert api.get(f"{at}/draft.xyz").status_code == 404
    assert api.get(f"{at}/tables/none.csv").status_code == 404
    monkeypatch.undo()
    assert file.content == api.get(f"{at}/tables/votes.csv").content


def test_a_long_draft_made_before_the_last_act_is_made_anew(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LONG", 10)
    api, address = site.api(), f"/consultations/{REVIEW}/outcome/tables/comments.csv"
    first = api.get(address).headers["Location"].removeprefix("/api/v1")
    _made(site, first)
    assert api.get(address).status_code == 200
    body = {"type": "general", "stance": "support", "text": "Said a moment ago."}
    done = site.api("member").post(f"/consultations/{REVIEW}/proposals/RT1-M1/comments", json=body)
    assert done.status_code == 201
    second = api.get(address).headers["Location"].removeprefix("/api/v1")
    assert second != first
    _made(site, second)
    assert "Said a moment ago." in api.get(f"{second}/file").text


def test_a_table_of_a_long_draft_leads_the_browser_to_where_it_is_made(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LONG", 60)
    answer = site.client().get("/hld-2013-decision/outcome/tables/votes.csv?lang=fr")
    assert answer.url.path == "/hld-2013-decision/outcome.csv"
    assert 'name="table" value="votes"' in answer.text


def _made(site: Site, where: str) -> None:
    assert do_work(site.database, WORKS, where.rpartition("/")[2])
