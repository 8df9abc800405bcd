"""What a person may have of what is kept about them, and what is left when they leave for good."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from app.consultations.admission.models import Application, Invitation
from app.consultations.events import SeatEnded
from app.dossier.verification import verify
from app.kernel.actor import SYSTEM
from app.kernel.ledger import record
from app.kernel.outbox import post
from app.people.models import Passkey, Password
from app.people.privacy.own_data import personal_tables
from app.people.queries import person_by_email
from app.people.security import note_security
from app.people.ways.links import ask_for_link
from app.web.csrf import SESSION_COOKIE
from tests.support import NOON, Form, Site

NAME, EMAIL, AGENT = "Zebedee Quillfeather", "zebedee@quill.example", "A rare browser"
REVIEW = "/consultations/hld-2013-review"


def sound(site: Site) -> bool:
    with site.database.reading() as db:
        return verify(db).breaks == []


@pytest.fixture
def zebedee(site: Site) -> TestClient:
    """The member of working group 1A under a name that no text has, with all that a person can leave behind."""
    api, browser = site.api("member"), site.client("member")
    site.tamper(
        "UPDATE person SET name = :name, email = :email WHERE email = 'member@demo.example'", name=NAME, email=EMAIL
    )  # fmt: skip
    browser.headers["User-Agent"] = AGENT
    said = {"type": "general", "stance": "concern", "text": "Say who pays for it."}
    assert api.post(f"{REVIEW}/proposals/RT1-M1/comments", json=said).status_code == 201
    assert api.put(f"{REVIEW}/proposals/RT1-M1/support", json={"choice": "for"}).status_code == 200
    form = Form(browser.get("/hld-2013-review/RT1-M1/edit"), "/RT1-M1/versions")
    kept = browser.post(
        "/hld-2013-review/RT1-M1/draft", data={**form.values, "problem": "Not said yet.", "stroke": "1"}
    )
    assert kept.status_code in (200, 204), kept.text
    with site.database.unit_of_work() as db:
        db.info["address"], db.info["agent"] = "192.0.2.7", AGENT
        person = person_by_email(db, EMAIL)
        db.add(Password(person_id=person.id or 0, hash="argon2", set_at=NOON))
        db.add(
            Passkey(
                public_id="pk-1", person_id=person.id or 0, credential_id="c", public_key=b"k",
                label="Zebedee's phone", created_at=NOON,
            )
        )  # fmt: skip
        note_security(db, "signed_in", person_id=person.id, address="192.0.2.7", agent=AGENT)
        post(db, to=EMAIL, subject="A link", text="Open it.", why="sign_in", locale="en")
        ask_for_link(db, email=EMAIL, target="/", site="http://localhost:8000")
        here = site.consultation().id or 0
        times = {"created_at": NOON, "sent_at": NOON, "expires_at": NOON + timedelta(days=7)}
        invited = Invitation(
            consultation_id=here, email=EMAIL, name=NAME, role="observer", title="Observer", secret_hash="s", **times
        )  # fmt: skip
        constituency = site.rows("SELECT id FROM constituency WHERE consultation_id = :here", here=here)[0][0]
        asked = Application(
            consultation_id=here, code="A-1", name="Quill Society", constituency_id=constituency, statement="We write.",
            contact_name=NAME, contact_email=EMAIL, secret_hash="t", applied_at=NOON,
        )  # fmt: skip
        db.add_all([invited, asked])
        record(db, SYSTEM, SeatEnded("p-nobody", "observer"), track="hld-2013-review", left=[invited, asked])
    assert sound(site)
    return browser


def erase(browser: TestClient, **values: str) -> Any:
    page = browser.get("/account/erasure")
    return Form(page, "/account/erasure").submit(browser, **{"confirmation": EMAIL, **values})


def test_my_data_are_all_there_and_no_secret_is_among_them(site: Site, zebedee: TestClient) -> None:
    answer = zebedee.get("/account/data.json")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    data = answer.json()
    assert (data["account"]["name"], data["account"]["email"]) == (NAME, EMAIL)
    assert data["comments"][0]["text"] == "Say who pays for it."
    assert data["comments"][0]["proposal"] == "RT1-M1"
    assert "Not said yet." in json.dumps(data["drafts"])
    assert {seat["consultation"] for seat in data["seats"]} >= {"hld-2013-review", "hld-2013-decision"}
    assert data["shows_of_support"][0]["choice"] == "for"
    assert data["tokens"][0]["label"] == "test"
    assert data["invitations"][0]["email"] == EMAIL
    assert {"signed_in", "comment_made"} <= {act["verb"] for act in data["ledger"]}
    secrets = [
        row[0]
        for row in site.rows("SELECT token_hash FROM api_token UNION SELECT token_hash FROM web_session")
    ]
    for secret in (*secrets, "argon2", zebedee.cookies[SESSION_COOKIE], "Open it."):
        assert secret not in answer.text


def test_a_program_is_told_the_same(site: Site, zebedee: TestClient) -> None:
    api = site.api(EMAIL)
    page, program = zebedee.get("/account/data.json").json(), api.get("/account/data").json()
    assert program["account"] == page["account"]
    assert program["comments"] == page["comments"]
    assert site.api().get("/account/data").status_code == 401


def test_the_particulars_of_others_are_not_in_my_data(site: Site, zebedee: TestClient) -> None:
    inviter = site.rows("SELECT id FROM person WHERE email = 'secretariat@demo.example'")[0][0]
    site.tamper("UPDATE invitation SET invited_by_id = :inviter", inviter=inviter)
    data = site.client("secretariat").get("/account/data.json")
    assert len(data.json()["invitations"]) == 1
    assert EMAIL not in data.text
    assert NAME not in data.text


def test_every_table_that_knows_persons_is_in_the_file(zebedee: TestClient) -> None:
    data = zebedee.get("/account/data.json").json()
    names = {table.name for table in personal_tables()}
    assert {"comment", "position", "membership", "api_token", "application", "outgoing"} <= names
    assert len(data) == len(names) + 3


SAMPLES = {
    "groups": "WG-1A", "rounds": "R2", "ballots": "BAL-1", "pilots": "PIL-1", "roundtables": "RT1", "versions": "1",
    "contributions": "C-01", "editions": "1", "delegations": "mpi", "constituencies": "ngo", "proposals": "RT1-M1",
    "trace": "RT1-M1",
}  # fmt: skip
ENDLESS = ("/events", "/sign-in/{secret}", "/admin/backup")


def addresses(site: Site) -> Iterator[str]:
    """Every address that can be read, with something that is there in place of its parts."""
    person = site.rows("SELECT public_id FROM person WHERE name = :name OR erased_at IS NOT NULL", name=NAME)[
        0
    ][0]
    for route in iter_route_contexts(site.app.routes):
        path = route.path
        if "GET" not in set(route.methods or ()) or path.endswith(ENDLESS):
            continue
        for slug in ("hld-2013-review", "hld-2013"):
            parts: list[str] = []
            for part in path.split("/"):
                sample = SAMPLES.get(parts[-1] if parts else "", "RT1-M1")
                fixed = part.replace("{slug}", slug).replace("{public_id}", person)
                fixed = fixed.replace("{name}", "json").replace("{format}", "json")
                parts.append(re.sub(r"\{\w+(:\w+)?\}", sample, fixed))
            yield "/".join(parts)
    for slug in ("hld-2013-review", "hld-2013"):
        yield f"/{slug}/outcome.csv?table=participants"
        yield f"/{slug}/search?q=Zebedee"
        yield f"/{slug}/search?q=zebedee%40quill.example"
    yield "/admin/people?q=zebedee"


def where_named(site: Site) -> tuple[set[str], int]:
    """The addresses at which anybody is still told the name or the address, and how many answered."""
    readers = [site.client(who) for who in ("secretariat", "administrator", "rapporteur")]
    programs = [site.api("secretariat"), site.api("administrator")]
    found, answered = set(), 0
    for address in dict.fromkeys(addresses(site)):
        api = address.startswith("/api/v1/")
        for client in programs if api else readers:
            answer = client.get(address.removeprefix("/api/v1") if api else address)
            assert answer.status_code < 500, address
            answered += answer.status_code == 200
            shown = answer.text.replace('value="Zebedee"', "").lower()
            if "quillfeather" in shown or ("quill.example" in shown and "search?" not in address):
                found.add(address)
    return found, answered


def test_after_the_erasure_nothing_that_is_read_has_the_name_or_the_address(
    site: Site, zebedee: TestClient
) -> None:
    before, _many = where_named(site)
    assert len(before) > 500, sorted(before)
    gone = erase(zebedee)
    assert str(gone.url).endswith("/account/erased"), gone.text
    after, many = where_named(site)
    assert after == set()
    assert many > 150
    for table, column in (
        ("person", "name"), ("person", "email"), ("invitation", "email"), ("invitation", "name"),
        ("application", "contact_name"), ("application", "contact_email"), ("security_event", "agent"),
        ("outgoing", '"to"'), ("handshake", "held"), ("membership", "title"), ("ledger", "reason"), ("ledger", "facts"),
        ("comment", "author_title"), ("search_entry", "body"), ("search_entry", "title"), ("web_session", "agent"),
    ):  # fmt: skip
        held = " ".join(str(row[0]) for row in site.rows(f"SELECT {column} FROM {table}"))
        assert not re.search("quill[.f]|rare browser", held, re.I), f"{table}.{column}"


def test_the_erasure_changes_no_text_no_count_and_no_hash(site: Site, zebedee: TestClient) -> None:
    def kept() -> list[Any]:
        return [
            site.rows(f"SELECT {columns} FROM {table} ORDER BY id")
            for table, columns in (
                ("comment", "code, text, author_title, person_id, created_at"), ("version", "n, content, person_id"),
                ("position", "position, receipt, person_id"), ("show_of_support", "choice, person_id"),
                ("edition_file", "*"), ("edition", "*"), ("proposal", "code, state"),
            )
        ]  # fmt: skip

    before, chain = kept(), site.rows("SELECT track, seq, hash FROM ledger ORDER BY track, seq")
    tally = site.api().get("/consultations/hld-2013/ballots/BAL-1/tally").json()
    erase(zebedee)
    assert kept() == before
    after = {tuple(row) for row in site.rows("SELECT track, seq, hash FROM ledger")}
    assert {tuple(row) for row in chain} < after
    assert site.api().get("/consultations/hld-2013/ballots/BAL-1/tally").json() == tally
    assert sound(site)


def test_after_the_erasure_every_way_in_is_closed_and_every_seat_has_ended(
    site: Site, zebedee: TestClient
) -> None:
    api = site.api(EMAIL)
    erase(zebedee)
    assert api.get("/consultations").status_code == 401
    assert zebedee.get("/account/data").status_code == 403
    person, name, email = site.rows("SELECT id, name, email FROM person WHERE erased_at IS NOT NULL")[0]
    assert re.fullmatch(r"Former participant [0-9A-F]{6}", name)
    assert email.endswith("@erased.invalid")
    for table in (
        "web_session",
        "sign_in_link",
        "passkey",
        "password",
        "identity",
        "api_token",
        "personal_draft",
    ):
        assert not site.rows(f"SELECT 1 FROM {table} WHERE person_id = :person", person=person), table
    assert not site.rows(
        "SELECT 1 FROM membership WHERE person_id = :person AND ended_at IS NULL", person=person
    )
    assert not site.rows("SELECT 1 FROM invitation WHERE withdrawn_at IS NULL")
    comment = site.client("rapporteur").get("/hld-2013-review/RT1-M1")
    assert "Say who pays for it." in comment.text
    acts = site.rows("SELECT verb FROM ledger WHERE track = 'hld-2013-review' ORDER BY seq DESC LIMIT 2")
    assert {row[0] for row in acts} == {"person_erased", "seat_ended"}


def test_only_who_signed_in_a_moment_ago_erases_the_own_account(site: Site, zebedee: TestClient) -> None:
    form = Form(zebedee.get("/account/erasure"), "/account/erasure")
    site.now = NOON + timedelta(minutes=11)
    page = zebedee.get("/account/erasure")
    assert "Sign in again first" in page.text
    assert 'action="/account/erasure"' not in page.text
    assert 'href="/sign-in?next=/account/erasure"' in page.text
    late = form.submit(zebedee, confirmation=EMAIL)
    assert late.status_code == 403
    assert "more than ten minutes ago" in late.text
    assert site.rows("SELECT 1 FROM person WHERE email = :email", email=EMAIL)


def test_an_erasure_is_confirmed_by_typing_the_address(site: Site, zebedee: TestClient) -> None:
    wrong = erase(zebedee, confirmation="yes")
    assert wrong.status_code == 422
    assert "Type the e-mail address of the account" in wrong.text
    assert site.rows("SELECT 1 FROM person WHERE email = :email", email=EMAIL)
    right = erase(zebedee, confirmation=f" {EMAIL.upper()} ")
    assert right.status_code == 200


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("state", "is head of the delegation of Belgium in"),
        ("secretariat", "is the only secretariat of"),
        ("administrator", "is the only administrator"),
    ],
)
def test_who_cannot_be_done_without_is_told_what_to_hand_over_first(
    site: Site, who: str, sentence: str
) -> None:
    browser = site.client(who)
    page = browser.get("/account/erasure")
    assert "To be handed over first" in page.text
    assert sentence in page.text
    assert 'action="/account/erasure"' not in page.text
    token = Form(browser.get("/account/tokens"), "/account/tokens").values["csrf_token"]
    data = {"csrf_token": token, "confirmation": f"{who}@demo.example"}
    refused = browser.post("/account/erasure", data=data)
    assert refused.status_code == 403
    assert not site.rows("SELECT 1 FROM person WHERE erased_at IS NOT NULL")


def test_an_administrator_erases_whoever_asked_for_it(site: Site, zebedee: TestClient) -> None:
    admin = site.client("administrator")
    person = site.rows("SELECT public_id FROM person WHERE email = :email", email=EMAIL)[0][0]
    path = f"/admin/people/{person}/erasure"
    form = Form(admin.get(path), "/erasure")
    for typed, sentence in (
        ({"confirmation": "no", "reason": "On request."}, "Type the e-mail address"),
        ({"confirmation": EMAIL, "reason": " "}, "Say why"),
        ({"confirmation": EMAIL, "reason": f"{NAME} asked."}, "Leave the name and the address out"),
    ):
        wrong = form.submit(admin, **typed)
        assert wrong.status_code == 422
        assert sentence in wrong.text
    done = form.submit(admin, confirmation=EMAIL, reason="On request.")
    assert str(done.url).endswith(person)
    assert "Former participant" in done.text
    assert form.submit(admin, confirmation=EMAIL, reason="On request.").status_code == 200
    assert len(site.rows("SELECT 1 FROM ledger WHERE track = 'site' AND verb = 'person_erased'")) == 1
    assert zebedee.get("/account/data").status_code == 403
    assert sound(site)


@pytest.mark.parametrize("who", ["secretariat", "member", None])
def test_nobody_but_an_administrator_erases_others(site: Site, who: str | None) -> None:
    person = site.rows("SELECT public_id FROM person WHERE email = 'ngo@demo.example'")[0][0]
    assert site.client(who).get(f"/admin/people/{person}/erasure").status_code == 403


def test_no_way_leads_into_an_erased_account(site: Site, zebedee: TestClient) -> None:
    erase(zebedee)
    admin = site.client("administrator")
    person = site.rows("SELECT public_id FROM person WHERE erased_at IS NOT NULL")[0][0]
    page = admin.get(f"/admin/people/{person}")
    refused = Form(page, "/link").submit(admin)
    assert refused.status_code == 403
    assert "has left this site for good" in refused.text
