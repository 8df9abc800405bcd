"""What is sent is read whole and up to a limit, before anybody waits for it."""

import asyncio
from typing import Any

import pytest

from app.web.bodies import LARGEST_BODY
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
