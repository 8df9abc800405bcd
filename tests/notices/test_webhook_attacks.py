"""Webhooks under attack: addresses that lead inside, answers made to hurt, and who is told what."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.notices.webhooks import calling
from app.notices.webhooks.calling import Answer, NotCalled, call, why_not_this_address
from tests.notices.receiving import receiving
from tests.notices.test_webhooks import HOOKS, add, tell
from tests.review.making import SLUG, at, begin, comment, do, make, plan
from tests.support import Form, Site

INSIDE = (
    "::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b:1::7f00:1", "64:ff9b::a00:1", "fec0::1", "fe80::1", "fc00::1", "::", "::1",
    "2002:7f00:1::", "2001:0:7f00:1::1", "::ffff:127.0.0.1", "ff02::1", "5f00::1",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_no_way_to_write_an_address_of_the_inside_is_called(address: str) -> None:
    refused = why_not_this_address(f"https://[{address}]/", local=False)
    assert refused is not None
    assert "network of this site" in refused
    with pytest.raises(NotCalled):
        call(f"https://[{address}]/", b"{}", {})


@pytest.mark.parametrize("address", ["2606:4700:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8"])
def test_addresses_that_are_given_out_to_everybody_are_public(address: str) -> None:
    assert why_not_this_address(f"https://[{address}]/", local=False) is None


@pytest.mark.parametrize(
    "url",
    ["https://①②⑦.⓪.⓪.①/", "https://bücher.example/hook", "https://example.org/é"],
)
def test_an_address_in_other_letters_is_refused_and_stops_nobody_s_calls(site: Site, url: str) -> None:
    make(site)
    client = site.client("secretariat")
    shown = Form(client.get(HOOKS), HOOKS).submit(client, url=url)
    assert shown.status_code == 422
    assert "This is not a web address." in shown.text


def test_an_answer_with_any_bytes_is_noted_and_the_others_are_told(site: Site) -> None:
    api = make(site)
    with receiving() as bad, receiving() as good:
        bad.answers, bad.words = [500] * 9, b"no\x00 \x1b[31m\xff\xed\xa0\x80 </p>"
        add(site, bad.address)
        add(site, good.address)
        plan(api)
        tell(site)
        assert [json.loads(each.body)["type"] for each in good.calls] == ["round_planned"]
    [(status, said)] = site.rows("SELECT status, last_error FROM webhook_call WHERE done_at IS NULL")
    assert status == 500
    assert said.startswith("500: no")


@contextmanager
def answering(head: bytes, again: bytes) -> Iterator[int]:
    """A program on loopback that answers `head` and then `again` for ever; gives its port."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        line, _from = listening.accept()
        with line:
            try:
                line.recv(65_536)
                line.sendall(head)
                while True:
                    line.sendall(again * 1000)
            except OSError:
                return

    threading.Thread(target=answer, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.close()


LONG = b"Content-Length: 1000000000\r\n\r\n"
ENDLESS = {
    "a long answer": (b"HTTP/1.1 200 OK\r\n" + LONG, b"x"),
    "a long refusal": (b"HTTP/1.1 500 No\r\n" + LONG, b"x"),
    "a head without end": (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"),
    "heads without end": (b"HTTP/1.1 200 OK\r\n", b"A: b\r\n"),
    "hints without end": (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
}


@pytest.mark.parametrize("what", ENDLESS)
def test_an_answer_without_end_is_ended_here(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "LONGEST", 1.0)
    with answering(*ENDLESS[what]) as port:
        try:
            answer = call(f"http://127.0.0.1:{port}/", b"{}", {}, local=True)
        except NotCalled as error:
            answer = Answer(0, str(error))
    assert len(answer.words) <= calling.MOST


def test_what_is_told_holds_no_names_no_words_and_nobody_who_spoke(site: Site) -> None:
    api = make(site)
    with receiving() as here:
        add(site, here.address)
        text = begin(site)
        plan(api, attribution="none")
        do(api, "R1", "opening", reason="All is ready.")
        site.now = at(1.5)
        assert comment(site, text).status_code == 201
        tell(site)
        told = b"".join(each.body for each in here.calls).decode()
    for word in (
        "A register of recruiters",
        "The fees",
        "All is ready",
        "ngo",
        "PICUM",
        "picum",
        "demo.example",
        "head",
    ):
        assert word not in told, word


@pytest.mark.parametrize("who", [None, "observer", "member", "rapporteur", "moderator", "state"])
def test_only_the_secretariat_adds_sees_ends_tests_and_repeats(site: Site, who: str | None) -> None:
    make(site)
    with receiving() as here:
        add(site, here.address)
        [(hook,)] = site.rows("SELECT public_id FROM webhook")
        client = site.client(who)
        for path in ("", f"/{hook}"):
            shown = client.get(f"{HOOKS}{path}", follow_redirects=False)
            assert shown.status_code in (303, 401, 403, 404)
            assert here.address not in shown.text
        token = Form(site.client("secretariat").get(HOOKS), HOOKS).values["csrf_token"]
        for path in ("", f"/{hook}/end", f"/{hook}/test", f"/{hook}/calls/1/again"):
            data = {"csrf_token": token, "url": "https://elsewhere.example/"}
            assert client.post(f"{HOOKS}{path}", data=data).status_code in (401, 403, 404)
    assert site.rows("SELECT count(*) FROM webhook WHERE ended_at IS NULL")[0][0] == 1
    assert site.rows("SELECT count(*) FROM webhook_call")[0][0] == 0


def test_a_webhook_of_one_consultation_is_not_found_in_another(site: Site) -> None:
    make(site)
    with receiving() as here:
        add(site, here.address)
    [(hook,)] = site.rows("SELECT public_id FROM webhook")
    client = site.client("secretariat")
    assert client.get(f"/{SLUG}/setup/webhooks/{hook}").status_code == 200
    assert client.get(f"/hld-2013-review/setup/webhooks/{hook}").status_code == 404
