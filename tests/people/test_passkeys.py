"""Passkeys: who adds one, whom it signs in, and what is refused; with a device in software."""

import json
from datetime import timedelta
from typing import Any

import lxml.html
import pytest
from fastapi.testclient import TestClient
from httpx import Response

from app.dossier.verification import verify
from app.people.ways.ceremonies import party_at
from app.people.ways.passkeys import MOST
from app.web.csrf import SESSION_COOKIE
from tests.ceilings.counting import counted
from tests.people.authenticator import CAN_BE_KEPT, IS_KEPT, PRESENT, Device
from tests.support import NOON, Form, Site

ACCOUNT, PAGE = "/account", "/account/passkeys"
WENT_BACK = "signed less often than this site knows"


def post(browser: TestClient, address: str, **values: str) -> Response:
    """As passkeys.js sends it: the token of a page's form as a header."""
    token = lxml.html.fromstring(browser.get("/sign-in").text).cssselect("input[name=csrf_token]")[0]
    return browser.post(address, data=values, headers={"X-CSRF-Token": token.get("value")})


def ask(browser: TestClient, name: str = "Laptop") -> dict[str, Any]:
    asked = post(browser, f"{PAGE}/begin", name=name)
    assert asked.status_code == 200, asked.text
    return dict(asked.json())


def add(browser: TestClient, device: Device, name: str = "Laptop") -> None:
    added = post(browser, PAGE, credential=device.create(ask(browser, name)))
    assert added.json() == {"to": ACCOUNT}


def challenge(browser: TestClient) -> dict[str, Any]:
    asked = post(browser, "/sign-in/passkey/begin")
    assert asked.status_code == 200, asked.text
    return dict(asked.json())


def finish(browser: TestClient, credential: str, **values: str) -> Response:
    return post(browser, "/sign-in/passkey/finish", credential=credential, **values)


def refused(site: Site) -> list[str]:
    rows = site.rows("SELECT detail FROM security_event WHERE kind = 'passkey_refused' ORDER BY id")
    return [str(row[0]) for row in rows]


def ledger(site: Site, verb: str) -> list[dict[str, object]]:
    rows = site.rows("SELECT facts FROM ledger WHERE verb = :verb ORDER BY seq", verb=verb)
    return [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in rows]


@pytest.fixture
def device(site: Site) -> Device:
    """The member's device, with a passkey in it."""
    made = Device()
    add(site.client("member"), made)
    return made


def test_a_passkey_signs_in_without_a_name_and_begins_a_new_session(site: Site, device: Device) -> None:
    browser = site.client()
    answer = finish(browser, device.get(challenge(browser)), next="/hld-2013-review/RT1-M1")
    assert answer.json() == {"to": "/hld-2013-review/RT1-M1"}
    assert "Sign out" in browser.get("/").text
    assert ledger(site, "signed_in")[-1]["way"] == "passkey"
    assert site.rows("SELECT way FROM web_session ORDER BY id DESC")[0][0] == "passkey"
    assert site.rows("SELECT sign_count, last_used_at FROM passkey")[0][0] == 1
    assert "Not used yet" not in browser.get(ACCOUNT).text


def test_signing_in_as_somebody_else_ends_the_session_before(site: Site, device: Device) -> None:
    browser = site.client("ngo")
    before = browser.cookies[SESSION_COOKIE]
    finish(browser, device.get(challenge(browser)))
    assert browser.cookies[SESSION_COOKIE] != before
    thief = site.client()
    thief.cookies.set(SESSION_COOKIE, before, domain="localhost.local")
    assert "Sign out" not in thief.get("/").text


def test_the_device_is_asked_for_a_key_that_is_found_without_a_name_and_kept_under_a_lock(
    site: Site, device: Device
) -> None:
    options = ask(site.client("member"))
    assert options["rp"] == {"name": "Commonspace", "id": "localhost"}
    chosen = options["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    assert [key["id"] for key in options["excludeCredentials"]] == [json.loads(device.get(options))["id"]]
    assert "@" not in options["user"]["id"]
    asked = challenge(site.client())
    assert (asked["rpId"], asked["userVerification"]) == ("localhost", "required")
    assert asked["allowCredentials"] == [], "whose keys there are is told to nobody"


def test_what_the_site_keeps_of_a_challenge_is_only_the_hash_of_its_secret(site: Site) -> None:
    browser = site.client("member")
    asked = post(browser, f"{PAGE}/begin", name="Laptop")
    secret = browser.cookies["commonspace_passkey"]
    assert "HttpOnly" in asked.headers["set-cookie"]
    assert secret not in asked.text
    [(kept,)] = site.rows("SELECT secret_hash FROM handshake")
    assert kept != secret
    assert len(kept) == 64


def test_a_challenge_is_used_up_by_its_first_answer(site: Site, device: Device) -> None:
    browser = site.client()
    answer = device.get(challenge(browser))
    secret = browser.cookies["commonspace_passkey"]
    assert finish(browser, answer).status_code == 200
    for said in (answer, device.get({"challenge": json.loads(answer)["id"]})):
        replay = site.client()
        replay.get("/sign-in")
        replay.cookies.set("commonspace_passkey", secret, domain="localhost.local")
        again = finish(replay, said)
        assert again.status_code == 422
        assert "it was done already" in again.json()["why_not"]
        assert SESSION_COOKIE not in replay.cookies


def test_a_challenge_is_used_up_by_a_wrong_answer_too(site: Site, device: Device) -> None:
    browser = site.client()
    asked = challenge(browser)
    secret = browser.cookies["commonspace_passkey"]
    assert finish(browser, device.get(asked, origin="http://elsewhere.example")).status_code == 422
    browser.cookies.set("commonspace_passkey", secret, domain="localhost.local")
    assert "it was done already" in finish(browser, device.get(asked)).json()["why_not"]


def test_a_challenge_is_too_old_after_five_minutes(site: Site, device: Device) -> None:
    browser = site.client()
    asked = challenge(browser)
    site.now = NOON + timedelta(minutes=5)
    late = finish(browser, device.get(asked))
    assert "longer than five minutes" in late.json()["why_not"]
    challenge(browser)
    assert len(site.rows("SELECT 1 FROM handshake")) == 1, "what is too old is forgotten"


def test_a_challenge_of_somebody_else_adds_nothing(site: Site) -> None:
    member, thief = site.client("member"), site.client("ngo")
    asked = ask(member)
    thief.cookies.set("commonspace_passkey", member.cookies["commonspace_passkey"], domain="localhost.local")
    assert post(thief, PAGE, credential=Device().create(asked)).status_code == 422
    challenge(member)
    assert post(member, PAGE, credential=Device().create(asked)).status_code == 422, "a sign-in adds no key"
    assert site.rows("SELECT 1 FROM passkey") == []


def test_an_answer_made_elsewhere_is_refused(site: Site, device: Device) -> None:
    browser, member = site.client(), site.client("member")
    for where in (
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:8001"},
        {"origin": "https://localhost:8000"},
        {"host": "evil.example"},
    ):
        answer = finish(browser, device.get(challenge(browser), **where))
        assert answer.status_code == 422, where
        assert "Open http://localhost:8000 and try again" in answer.json()["why_not"]
        assert post(member, PAGE, credential=Device().create(ask(member), **where)).status_code == 422, where
    assert SESSION_COOKIE not in browser.cookies
    assert refused(site) == ["the answer does not fit"] * 8
    assert len(site.rows("SELECT 1 FROM passkey")) == 1


def test_a_device_that_asked_for_no_lock_is_refused(site: Site, device: Device) -> None:
    device.flags = PRESENT
    browser = site.client()
    assert finish(browser, device.get(challenge(browser))).status_code == 422
    open_device, member = Device(), site.client("member")
    open_device.flags = PRESENT
    assert post(member, PAGE, credential=open_device.create(ask(member))).status_code == 422


def test_a_key_signs_in_nobody_but_its_owner(site: Site, device: Device) -> None:
    other = Device()
    add(site.client("ngo"), other)
    browser = site.client()
    mine, device.handle = device.handle, other.handle
    assert "not known here" in finish(browser, device.get(challenge(browser))).json()["why_not"]
    device.handle, device.key = mine, other.key
    assert "does not fit" in finish(browser, device.get(challenge(browser))).json()["why_not"]
    assert refused(site) == ["somebody else's key", "the answer does not fit"]
    assert SESSION_COOKIE not in browser.cookies


def test_a_key_that_is_known_is_added_to_no_second_account(site: Site, device: Device) -> None:
    browser = site.client("ngo")
    answer = post(browser, PAGE, credential=device.create(ask(browser)))
    assert "known here already" in answer.json()["why_not"]
    assert len(site.rows("SELECT 1 FROM passkey")) == 1


def test_an_unknown_key_is_refused_with_the_same_sentence_as_a_removed_one(
    site: Site, device: Device
) -> None:
    stranger, browser = Device(), site.client()
    stranger.handle = b"p-nobody"
    member = site.client("member")
    Form(member.get(ACCOUNT), "/removal").submit(member)
    asked = stranger.get(challenge(browser))
    with counted(site.database) as for_unknown:
        unknown = finish(browser, asked)
    asked = device.get(challenge(browser))
    with counted(site.database) as for_removed:
        removed = finish(browser, asked)
    assert for_unknown == for_removed, "nor does the work tell them apart"
    assert unknown.status_code == removed.status_code == 422
    assert unknown.json() == removed.json()
    assert SESSION_COOKIE not in browser.cookies
    assert refused(site) == ["unknown key", "removed key"]


def test_somebody_who_is_erased_is_signed_in_by_no_key(site: Site, device: Device) -> None:
    site.tamper("UPDATE person SET erased_at = created_at WHERE email = 'member@demo.example'")
    browser = site.client()
    assert "not known here" in finish(browser, device.get(challenge(browser))).json()["why_not"]


def test_a_counter_that_goes_back_is_a_copy(site: Site, device: Device) -> None:
    site.tamper("UPDATE passkey SET sign_count = 5")
    browser = site.client()
    for told in (5, 3, 0):
        device.count = told - 1
        assert WENT_BACK in finish(browser, device.get(challenge(browser))).json()["why_not"], told
    assert refused(site) == ["the counter went back"] * 3
    assert SESSION_COOKIE not in browser.cookies


def test_a_device_that_does_not_count_signs_in_again_and_again(site: Site, device: Device) -> None:
    for _ in range(2):
        device.count = -1
        browser = site.client()
        assert finish(browser, device.get(challenge(browser))).status_code == 200


def test_a_counter_takes_all_of_its_four_bytes(site: Site, device: Device) -> None:
    device.count = 2**32 - 2
    browser = site.client()
    assert finish(browser, device.get(challenge(browser))).status_code == 200
    assert site.rows("SELECT sign_count FROM passkey")[0][0] == 2**32 - 1


def test_whether_its_maker_keeps_a_key_is_shown_as_it_said_the_last_time(site: Site, device: Device) -> None:
    browser = site.client("member")
    assert "On one device alone" in browser.get(ACCOUNT).text
    device.flags |= CAN_BE_KEPT | IS_KEPT
    finish(browser, device.get(challenge(browser)))
    assert "Kept by its maker" in browser.get(ACCOUNT).text


def test_several_are_kept_by_name_and_removed_one_by_one_and_the_link_remains(site: Site) -> None:
    browser = site.client("member")
    for name in ("Own laptop", "  Ключ <b>  "):
        add(browser, Device(), name)
    page = browser.get(ACCOUNT)
    assert page.text.index("Own laptop") < page.text.index("Ключ &lt;b&gt;")
    first = Form(page, "/removal")
    for _ in range(2):
        assert first.submit(browser).status_code == 200
    assert "Own laptop" not in browser.get(ACCOUNT).text
    Form(browser.get(ACCOUNT), "/removal").submit(browser)
    assert "You have no passkey yet" in browser.get(ACCOUNT).text
    assert [set(facts) for facts in ledger(site, "passkey_added")] == [{"person", "passkey"}] * 2
    assert len(ledger(site, "passkey_removed")) == 2, "the second click on the same button did nothing"
    assert len(site.rows("SELECT 1 FROM passkey")) == 2, "nothing is deleted"
    kinds = [
        row[0] for row in site.rows("SELECT kind FROM security_event WHERE kind LIKE 'passkey%' ORDER BY id")
    ]
    assert kinds == ["passkey_added"] * 2 + ["passkey_removed"] * 2
    again = site.client()
    assert "Sign out" in Form(again.get("/sign-in"), "/sign-in/").submit(again).text
    with site.database.reading() as db:
        assert verify(db).breaks == []


def test_the_owner_hears_by_mail_of_a_key_that_is_added_or_removed(site: Site, device: Device) -> None:
    member = site.client("member")
    Form(member.get(ACCOUNT), "/removal").submit(member)
    told = site.rows("SELECT \"to\", subject FROM outgoing WHERE why = 'account' ORDER BY id")
    assert [to for to, _subject in told] == ["member@demo.example"] * 2
    assert ["added" in subject for _to, subject in told] == [True, False]


def test_nobody_removes_the_key_of_somebody_else(site: Site, device: Device) -> None:
    key = site.rows("SELECT public_id FROM passkey")[0][0]
    assert post(site.client("ngo"), f"{PAGE}/{key}/removal").status_code == 404
    assert post(site.client(), f"{PAGE}/{key}/removal").status_code == 403
    assert site.rows("SELECT removed_at FROM passkey")[0][0] is None


def test_a_name_that_cannot_be_is_refused_before_the_device_is_asked(site: Site) -> None:
    browser = site.client("member")
    for name, sentence in (("  ", "Give the passkey a name"), ("x" * 61, "at most 60 fit")):
        answer = post(browser, f"{PAGE}/begin", name=name)
        assert answer.status_code == 422
        assert sentence in answer.text
    assert site.rows("SELECT 1 FROM handshake") == []


def test_a_passkey_takes_a_fresh_sign_in(site: Site) -> None:
    """Whoever finds a browser open would otherwise come back by a key of their own."""
    browser = site.client("member")
    site.now = NOON + timedelta(minutes=15)
    answer = post(browser, f"{PAGE}/begin", name="Laptop")
    assert answer.status_code == 403
    assert "Sign in again first" in answer.text
    page = lxml.html.fromstring(browser.get(ACCOUNT).text)
    assert not page.xpath("//form[@action='/account/passkeys']")
    assert page.xpath("//section[@id='passkeys']//a[@href='/sign-in?next=/account']")
    add(site.client("member"), Device())
    assert len(site.rows("SELECT 1 FROM passkey")) == 1


def test_no_more_passkeys_than_fit(site: Site) -> None:
    browser = site.client("member")
    person = site.actor("member").person_id
    for n in range(MOST):
        site.tamper(
            "INSERT INTO passkey (public_id, person_id, credential_id, public_key, sign_count, backed_up, transports,"
            " label, created_at) VALUES (:key, :person, :key, :half, 0, :no, '[]', 'Laptop', :at)",
            key=f"k{n}", person=person, half=b"key", no=False, at="2026-11-20 12:00:00.000000",
        )  # fmt: skip
    answer = post(browser, f"{PAGE}/begin", name="One more")
    assert answer.status_code == 403
    assert "as many as fit" in answer.text


NO_ANSWERS = (
    "", "{}", "[]", "null", "not JSON", '"text"', "\x00",
    '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}',
    '{"id": "é", "rawId": "é", "type": "public-key", "response": {"clientDataJSON": "é", "authenticatorData": "",'
    ' "attestationObject": "oA", "signature": "", "userHandle": "\\ud800"}}',
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"clientDataJSON": "e30",'
    ' "authenticatorData": "AAAA", "attestationObject": "oA", "signature": "AA", "userHandle": "AAAA"}}',
)  # fmt: skip


def test_whatever_is_sent_in_place_of_an_answer_is_refused_with_a_sentence(site: Site) -> None:
    member, browser = site.client("member"), site.client()
    for sent in NO_ANSWERS:
        ask(member)
        challenge(browser)
        for answer in (post(member, PAGE, credential=sent), finish(browser, sent)):
            assert answer.status_code == 422, sent
            assert answer.json()["why_not"].endswith("."), sent
    assert len(refused(site)) == 2 * len(NO_ANSWERS)


def test_a_key_that_no_curve_has_signs_nobody_in(site: Site) -> None:
    member, device = site.client("member"), Device()
    add(member, device)
    site.tamper("UPDATE passkey SET public_key = :half", half=b"\x04" + bytes(64))
    browser = site.client()
    assert finish(browser, device.get(challenge(browser))).status_code == 422


def test_without_the_token_of_a_page_nothing_is_asked(site: Site) -> None:
    for address in (
        f"{PAGE}/begin",
        PAGE,
        f"{PAGE}/later",
        "/sign-in/passkey/begin",
        "/sign-in/passkey/finish",
    ):
        assert site.client("member").post(address, data={"name": "Laptop"}).status_code == 403


def test_after_signing_in_nobody_is_sent_elsewhere(site: Site, device: Device) -> None:
    browser = site.client()
    answer = finish(browser, device.get(challenge(browser)), next="//evil.example")
    assert answer.json() == {"to": "/"}


def test_a_passkey_is_offered_until_there_is_one_or_it_is_put_off(site: Site) -> None:
    assert "Next time without a link" not in site.client().get("/").text
    browser, other = site.client("member"), site.client("member")
    page = browser.get("/")
    assert "Next time without a link" in page.text
    assert Form(page, "/later").submit(browser).status_code == 200
    assert "Next time without a link" not in browser.get("/").text
    assert "Next time without a link" in other.get("/").text, "another browser is another device"
    add(other, Device())
    assert "Next time without a link" not in other.get("/").text


@pytest.mark.parametrize(
    ("address", "host", "origin"),
    [
        ("http://localhost:8000", "localhost", "http://localhost:8000"),
        ("https://hld.example.org", "hld.example.org", "https://hld.example.org"),
        ("https://HLD.example.org:443/talks", "hld.example.org", "https://hld.example.org"),
        ("http://hld.example.org:80", "hld.example.org", "http://hld.example.org"),
        ("https://hld.example.org:8443", "hld.example.org", "https://hld.example.org:8443"),
    ],
)
def test_a_site_is_known_to_devices_as_browsers_name_it(address: str, host: str, origin: str) -> None:
    assert (party_at(address).host, party_at(address).origin) == (host, origin)
