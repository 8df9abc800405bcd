"""Programs elsewhere are told what everybody may know: signed, in order, again where they do not answer, and nothing inside."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import lxml.html
import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from app.notices.webhooks import calling
from app.notices.webhooks.calling import NotCalled, call, why_not_this_address
from app.notices.webhooks.delivering import send_calls, tell_webhooks
from tests.notices.closed import seat_inside, think_inside
from tests.notices.receiving import Receiver, receiving
from tests.review.making import SLUG, at, begin, breaks, comment, do, make, plan
from tests.support import KEY, NOON, Form, Site, command_environment

HOOKS = f"/{SLUG}/setup/webhooks"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


def add(site: Site, url: str, **values: Any) -> str:
    """Add an address by the form; gives the secret, shown this once."""
    client = site.client("secretariat")
    shown = Form(client.get(HOOKS), HOOKS).submit(client, url=url, **values)
    assert shown.status_code == 200, shown.text
    return str(lxml.html.fromstring(shown.text).get_element_by_id("made").text)


def tell(site: Site) -> int:
    """What the tick does."""
    return tell_webhooks(site.database, base_url="http://localhost:8000", key=KEY, local=True)


def hook_page(site: Site) -> Any:
    client = site.client("secretariat")
    link = lxml.html.fromstring(client.get(HOOKS).text).xpath("//li[@class='row']//h3/a/@href")[0]
    return client, client.get(link)


def told(receiver: Receiver) -> list[str]:
    return [json.loads(each.body)["type"] for each in receiver.calls]


def test_what_happens_is_told_signed_and_in_order(site: Site, receiver: Receiver) -> None:
    api = make(site)
    secret = add(site, receiver.address)
    plan(api)
    code = begin(site)
    do(api, "R1", "opening")
    site.now = at(2)
    assert comment(site, code, text="A secret sentence.").status_code == 201
    assert tell(site) == len(receiver.calls) > 3
    said = [each.verified(secret) for each in receiver.calls]
    assert [one["data"]["seq"] for one in said] == sorted(one["data"]["seq"] for one in said)
    assert said[0]["type"] == "round_planned"
    assert said[0]["data"]["url"] == f"http://localhost:8000/{SLUG}/rounds/R1"
    last = said[-1]
    assert last["type"] == "comment_made"
    assert last["data"]["codes"]["proposal"] == code
    everything = b" ".join(each.body for each in receiver.calls).decode()
    for hidden in ("A secret sentence.", "demo.example", "PICUM", "p-"):
        assert hidden not in everything, hidden
    assert breaks(site) == []
    assert tell(site) == 0


def test_a_call_that_was_changed_on_the_way_is_found_out(site: Site, receiver: Receiver) -> None:
    api = make(site)
    secret = add(site, receiver.address)
    plan(api)
    tell(site)
    only = receiver.calls[0]
    only.body = only.body.replace(b"round_planned", b"round_dropped")
    with pytest.raises(WebhookVerificationError):
        only.verified(secret)


def test_nobody_is_told_of_groups_that_are_not_public(site: Site, receiver: Receiver) -> None:
    make(site)
    seat_inside(site)
    add(site, receiver.address)
    code = think_inside(site)
    begin(site)
    tell(site)
    everything = b"".join(each.body for each in receiver.calls).decode()
    assert "proposal_created" in everything
    assert code not in everything
    assert "WG-2" not in everything


def test_a_call_is_tried_again_under_the_same_id_until_it_is_taken(site: Site, receiver: Receiver) -> None:
    api = make(site)
    secret = add(site, receiver.address)
    plan(api)
    receiver.answers = [500, 503]
    assert tell(site) == 0
    assert "500: an answer in words" in hook_page(site)[1].text
    assert tell(site) == 0
    assert len(receiver.calls) == 1
    site.now += timedelta(minutes=1)
    tell(site)
    site.now += timedelta(minutes=5)
    assert tell(site) == 1
    assert len({each.headers["webhook-id"] for each in receiver.calls}) == 1
    assert [each.verified(secret)["type"] for each in receiver.calls] == ["round_planned"] * 3
    assert "Arrived" in hook_page(site)[1].text


def test_what_comes_later_waits_for_what_did_not_arrive(site: Site, receiver: Receiver) -> None:
    api = make(site)
    add(site, receiver.address)
    plan(api)
    receiver.answers = [500]
    tell(site)
    do(api, "R1", "cancellation", reason="Nobody has time.")
    assert tell(site) == 0
    site.now += timedelta(minutes=1)
    assert tell(site) == 2
    assert told(receiver) == ["round_planned", "round_planned", "round_cancelled"]


def test_after_a_day_a_call_is_given_up_shown_and_can_be_sent_again(site: Site, receiver: Receiver) -> None:
    api = make(site)
    add(site, receiver.address)
    plan(api)
    receiver.answers = [500] * 100
    for _hour in range(30):
        tell(site)
        site.now += timedelta(hours=1)
    tries = len(receiver.calls)
    assert 6 <= tries <= 12
    client, shown = hook_page(site)
    assert "Given up" in shown.text
    receiver.answers = []
    assert tell(site) == 0
    again = Form(shown, "/again").submit(client)
    assert again.status_code == 200
    assert tell(site) == 1
    assert len({each.headers["webhook-id"] for each in receiver.calls}) == 1


def test_a_test_is_tried_once_and_says_only_that_it_is_one(site: Site, receiver: Receiver) -> None:
    make(site)
    secret = add(site, receiver.address)
    client, shown = hook_page(site)
    for _click in range(2):
        assert Form(shown, "/test").submit(client).status_code == 200
    assert tell(site) == 1
    assert receiver.calls[0].verified(secret)["data"] == {"consultation": SLUG}
    receiver.answers = [500]
    Form(shown, "/test").submit(client)
    tell(site)
    site.now += timedelta(hours=2)
    tell(site)
    assert len(receiver.calls) == 2


def test_only_what_was_chosen_is_told(site: Site, receiver: Receiver) -> None:
    api = make(site)
    add(site, receiver.address, topics="comments")
    plan(api)
    code = begin(site)
    do(api, "R1", "opening")
    site.now = at(2)
    comment(site, code)
    tell(site)
    assert told(receiver) == ["comment_made"]


def test_an_address_that_is_ended_is_told_nothing_and_stays_listed(site: Site, receiver: Receiver) -> None:
    api = make(site)
    add(site, receiver.address)
    plan(api)
    client, shown = hook_page(site)
    assert Form(shown, "/end").submit(client).status_code == 200
    assert tell(site) == 0
    assert receiver.calls == []
    assert receiver.address in client.get(HOOKS).text
    refused = client.post(
        f"{shown.url.path}/test", data={"csrf_token": Form(client.get(HOOKS), HOOKS).values["csrf_token"][0]}
    )
    assert refused.status_code == 409
    assert "told nothing any more" in refused.text
    assert breaks(site) == []


def test_a_site_with_another_key_signs_nothing_and_says_why(site: Site, receiver: Receiver) -> None:
    api = make(site)
    add(site, receiver.address)
    plan(api)
    tell_webhooks(site.database, base_url="http://localhost:8000", key="another key of the site", local=True)
    assert receiver.calls == []
    assert "kept under another key of this site" in hook_page(site)[1].text


def test_who_is_not_of_the_secretariat_does_not_see_the_addresses(site: Site, receiver: Receiver) -> None:
    make(site)
    add(site, receiver.address)
    for who in ("moderator", "member", None):
        shown = site.client(who).get(HOOKS)
        assert shown.status_code in (401, 403)
        assert receiver.address not in shown.text


def test_the_secret_is_shown_once_and_kept_by_no_browser(site: Site, receiver: Receiver) -> None:
    make(site)
    secret = add(site, receiver.address)
    client, shown = hook_page(site)
    assert secret not in shown.text
    assert secret not in client.get(HOOKS).text
    assert secret not in str(site.rows("SELECT * FROM webhook"))
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", secret)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/hook", "ftp://example.org/", "https://", "not an address", "https://user:word@example.org/",
        "https://10.0.0.1/", "https://192.168.1.1/x", "https://169.254.169.254/latest/meta-data", "https://127.0.0.1/",
        "https://[::1]/", "https://[fd00::1]/", "https://[::ffff:10.0.0.1]/", "https://0.0.0.0/", "https://localhost/",
        "https://printer.local/", "https://[64:ff9b::a00:1]/", "https://224.0.0.1/",
    ],
)  # fmt: skip
def test_an_address_inside_or_without_https_is_refused_with_a_sentence(url: str) -> None:
    refused = why_not_this_address(url, local=False)
    assert refused is not None
    assert refused.endswith(".")


def test_a_wrong_address_is_refused_at_its_field_and_what_was_typed_stays(site: Site) -> None:
    make(site)
    client = site.client("secretariat")
    wrong = "https://10.1.2.3/hook"
    shown = Form(client.get(HOOKS), HOOKS).submit(client, url=wrong)
    assert shown.status_code == 422
    assert "leads into the network of this site" in shown.text
    assert wrong in shown.text


def test_a_name_that_leads_inside_is_not_called(receiver: Receiver) -> None:
    # This is 127.0.0.1, written so that nothing but looking it up tells.
    with pytest.raises(NotCalled, match="network of this site"):
        call(f"https://2130706433:{receiver.port}/", b"{}", {})
    assert receiver.calls == []


def test_no_redirect_is_followed(site: Site, receiver: Receiver) -> None:
    with receiving() as elsewhere:
        receiver.answers, receiver.leads_to = [302], elsewhere.address
        answer = call(receiver.address, b"{}", {}, local=True)
        assert (answer.status, answer.taken) == (302, False)
        assert elsewhere.calls == []


def test_who_dawdles_is_not_waited_for(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "LONGEST", 0.4)
    receiver.answers, receiver.dawdles = [500], 15.0
    with pytest.raises(NotCalled, match="within ten seconds"):
        call(receiver.address, b"{}", {}, local=True)


def test_nobody_there_is_a_sentence(site: Site, receiver: Receiver) -> None:
    with receiving() as gone:
        address = gone.address
    with pytest.raises(NotCalled, match="could be reached"):
        call(address, b"{}", {}, local=True)


def test_two_workers_send_a_call_once(site: Site, receiver: Receiver) -> None:
    api = make(site)
    add(site, receiver.address)
    plan(api)
    receiver.go_on.clear()
    first = threading.Thread(target=tell, args=(site,))
    first.start()
    assert receiver.arrived.wait(20)
    assert send_calls(site.database, key=KEY, local=True) == 0
    receiver.go_on.set()
    first.join(20)
    assert len(receiver.calls) == 1


def test_a_worker_killed_while_it_calls_loses_nothing(site: Site, receiver: Receiver) -> None:
    api = make(site)
    secret = add(site, receiver.address)
    plan(api)
    do(api, "R1", "cancellation", reason="Nobody has time.")
    receiver.go_on.clear()
    script = (
        "from app.kernel.db import Database\nfrom app.kernel.clock import standing_clock\nfrom datetime import datetime\n"
        "from app.notices.webhooks.delivering import tell_webhooks\nimport app.tables\n"
        f"db = Database({site.url!r}, standing_clock(datetime.fromisoformat({NOON.isoformat()!r})))\n"
        f"tell_webhooks(db, base_url='http://localhost:8000', key={KEY!r}, local=True)\n"
    )
    worker = subprocess.Popen([sys.executable, "-c", script], env=command_environment(site.url))
    assert receiver.arrived.wait(60)
    worker.kill()
    worker.wait()
    receiver.go_on.set()
    site.now += timedelta(minutes=1)
    assert tell(site) == 2
    ids = [each.headers["webhook-id"] for each in receiver.calls]
    assert len(ids) == 3
    assert len(set(ids)) == 2
    assert [each.verified(secret)["type"] for each in receiver.calls][-2:] == [
        "round_planned",
        "round_cancelled",
    ]
