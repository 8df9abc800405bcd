"""What is sent is read whole and up to a limit, before anybody waits for it."""

import asyncio
from typing import Any

import pytest

from app.web.bodies import LARGEST_BODY, LARGEST_UPLOAD
from tests.support import Site, run_apart

ADDRESSES = ["/sign-out", "/hld-2013-decision/ballots/BAL-1/sheet", "/hld-2013-review/RT1-M1/comments"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_larger_than_the_limit_is_refused_with_a_sentence(reading_site: Site, address: str) -> None:
    answer = reading_site.client().post(address, data={"text": "x" * LARGEST_BODY})
    assert answer.status_code == 413
    assert "too large" in answer.text


def test_the_api_refuses_a_body_over_the_limit_as_problem_json(reading_site: Site) -> None:
    answer = reading_site.api("state").put(
        "/consultations/hld-2013-decision/ballots/BAL-1/positions/RT1-M2",
        json={"position": "object", "reason": "x" * LARGEST_BODY},
    )
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "too_large"


def test_who_sends_slowly_keeps_no_other_writer_waiting(site: Site) -> None:
    site.client()

    async def both() -> tuple[bool, int]:
        # The turns belong to the event loop on which they are first waited for.
        async with site.app.router.lifespan_context(site.app):
            waited_for, unused = asyncio.Event(), asyncio.Event()
            slow = asyncio.create_task(_post(site.app, ADDRESSES[1], b"a=1", waited_for, more=True))
            await waited_for.wait()
            other = _post(site.app, ADDRESSES[0], b"", unused, more=False)
            status = await asyncio.wait_for(other, 30)
            waiting = not slow.done()
            slow.cancel()
            return waiting, status

    assert run_apart(both()) == (True, 403)


async def _post(app: Any, path: str, body: bytes, waited_for: asyncio.Event, *, more: bool) -> int:
    """Post to the application itself; with `more` the rest never comes, and `waited_for` is set once it is wanted."""
    sent = asyncio.Event()
    answer: list[int] = []

    async def receive() -> dict[str, Any]:
        if sent.is_set():
            waited_for.set()
            await asyncio.Event().wait()
        sent.set()
        return {"type": "http.request", "body": body, "more_body": more}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.append(message["status"])

    headers = [(b"host", b"localhost:8000"), (b"content-type", b"application/x-www-form-urlencoded")]
    await app(
        {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
            "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": headers,
            "client": ("127.0.0.1", 1), "server": ("localhost", 8000), "state": {},
        },
        receive,
        send,
    )  # fmt: skip
    return answer[0]


AT = "/consultations/hld-2013-review/proposals/RT1-M1/comments"
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"[" * 200_000, "nested too deeply"),
        (b'{"a":' * 200_000, "nested too deeply"),
        (b'{"text": ' + b"9" * 10_000 + b"}", "number in this request is too large"),
        (b'{"text": NaN}', "is no number in JSON"),
        (b'{"text": -Infinity}', "is no number in JSON"),
        (b'{"text": "a", "text": "b"}', "is there twice"),
        (b'{"text": "\xff\xfe"}', "letters of this cannot be read"),
        (b"{", "This is not JSON"),
        (b"", ""),
        (b"\x00" * 1000, ""),
        (b'"\\ud800"', ""),
    ],
    ids=["arrays", "objects", "digits", "nan", "infinity", "twice", "letters", "half", "empty", "nothing", "surrogate"],
)  # fmt: skip
def test_no_body_of_json_is_too_much_for_the_site(reading_site: Site, body: bytes, sentence: str) -> None:
    answer = reading_site.api("ngo").post(AT, content=body, headers=JSON)
    assert answer.status_code in (400, 422)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert sentence in answer.json()["detail"]


def test_numbers_beyond_all_bounds_are_refused_wherever_one_is_taken(reading_site: Site) -> None:
    """JSON has no infinity, and yet 1e999 is one to most who read it."""
    for number in ("1e999", "-1e999", "9" * 400, "1e-999"):
        body = b'{"limit": %s, "opens": %s}' % (number.encode(), number.encode())
        answer = reading_site.api("moderator").post(
            "/consultations/hld-2013-review/rounds", content=body, headers=JSON
        )
        assert answer.status_code == 422


def parts(count: int, *, file: bool = False) -> tuple[bytes, dict[str, str]]:
    """A form of so many parts, and what it is."""
    name = b'; filename="a.txt"' if file else b""
    part = b'--b\r\nContent-Disposition: form-data; name="a"' + name + b"\r\n\r\nx\r\n"
    return part * count + b"--b--\r\n", {"Content-Type": "multipart/form-data; boundary=b"}


def unfinished(content: bytes) -> tuple[bytes, dict[str, str]]:
    return content, {"Content-Type": "multipart/form-data; boundary=b"}


PLAIN = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        parts(12_000), parts(2_000, file=True), (b"a=1&" * 50_000, PLAIN), (b"&" * 500_000, PLAIN),
        unfinished(b"--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nnever ends"),
        unfinished(b"nothing of the kind"), unfinished(b"--b\r\n" + b"X: y\r\n" * 50_000),
        unfinished(b"--b\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--b--\r\n"),
        (b"x", {"Content-Type": "multipart/form-data"}),
        (b"a=%ff%00&csrf_token=%ed%a0%80", PLAIN),
    ],
    ids=["parts", "files", "fields", "empty", "unended", "nonsense", "headers", "nameless", "boundless", "damaged"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/sign-in", "/hld-2013-review/setup/people"])
def test_no_form_is_too_much_for_the_site(
    reading_site: Site, path: str, body: bytes, headers: dict[str, str]
) -> None:
    """Whoever sends more fields than any form has is refused while they are still being counted."""
    answer = reading_site.client("secretariat").post(path, content=body, headers=headers)
    assert answer.status_code in (400, 403)
    assert "could not be read" in answer.text or "not sent from a page of this site" in answer.text
    assert "Traceback" not in answer.text


def test_a_form_with_too_many_parts_is_refused_in_words(reading_site: Site) -> None:
    body, headers = parts(12_000)
    answer = reading_site.client("member").post("/account", content=body, headers=headers)
    assert answer.status_code == 400
    assert "has too many parts" in answer.text
    assert "Maximum number" not in answer.text


@pytest.mark.parametrize("address", ["/sign-in", "/account/passkeys", "/api/v1/account/tokens", "/search"])
def test_only_the_form_for_a_spreadsheet_takes_more_than_two_megabytes(
    reading_site: Site, address: str
) -> None:
    content = b"x" * (LARGEST_BODY + 1)
    secretariat = reading_site.client("secretariat")
    assert secretariat.post(address, content=content).status_code == 413
    upload = secretariat.post("/hld-2013-review/setup/people", content=content)
    assert upload.status_code == 403, "as a form without its token, not for its size"
    more = b"x" * (LARGEST_UPLOAD + 1)
    assert secretariat.post("/hld-2013-review/setup/people", content=more).status_code == 413
