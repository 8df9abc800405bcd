"""What is left of a person when they leave for good."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from sqlmodel import select

from app.consultations.admission.models import PeopleSheet
from app.kernel.errors import NotFound, Refused
from app.people.actions import add_api_token
from app.people.models import Identity, Person
from app.people.privacy.actions import Pseudonym, unnamed_in
from app.people.queries import person_by_email
from tests.people.leaving import EMAIL, NAME, erase, sound
from tests.support import NOON, Form, Site

SAMPLES = {
    "groups": "WG-1A", "rounds": "R2", "ballots": "BAL-1", "pilots": "PIL-1", "roundtables": "RT1", "versions": "1",
    "contributions": "C-01", "editions": "1", "delegations": "mpi", "constituencies": "ngo", "proposals": "RT1-M1",
    "trace": "RT1-M1",
}  # fmt: skip
ENDLESS = ("/events", "/sign-in/{secret}", "/admin/backup")


# Where everybody of these readers is told the name as long as somebody has it.
TOLD = (
    ("administrator", "/admin/people?q=zebedee"), ("administrator", "/admin/people/{public_id}"),
    ("administrator", "/admin/security"), ("secretariat", "/hld-2013-review/setup/members?q=zebedee"),
    ("secretariat", "/hld-2013-review/setup/invitations"), ("secretariat", "/hld-2013-review/setup/applications/A-1"),
)  # fmt: skip


def addresses(site: Site, person: str) -> Iterator[str]:
    """Every address that can be read, with something that is there in place of its parts."""
    for route in iter_route_contexts(site.app.routes):
        path = route.path
        if "GET" not in set(route.methods or ()) or path.endswith(ENDLESS):
            continue
        parts: list[str] = []
        for part in path.split("/"):
            sample = SAMPLES.get(parts[-1] if parts else "", "RT1-M1")
            fixed = part.replace("{slug}", "hld-2013-review").replace("{public_id}", person)
            fixed = fixed.replace("{name}", "json").replace("{format}", "json")
            parts.append(re.sub(r"\{\w+(:\w+)?\}", sample, fixed))
        yield "/".join(parts)
    for path in ("outcome.csv?table=participants", "search?q=Zebedee", "search?q=zebedee%40quill.example"):
        yield f"/hld-2013-review/{path}"
    for _who, path in TOLD:
        yield path.replace("{public_id}", person)


def names(answer: Any, address: str) -> bool:
    """Whether an answer tells the name or the address, but for a field that says again what was searched for."""
    shown = answer.text.replace('value="Zebedee"', "").lower()
    return "quillfeather" in shown or ("quill.example" in shown and "search?" not in address)


def where_named(site: Site, person: str) -> tuple[set[str], int]:
    """The addresses at which anybody is still told the name or the address, and how many answered."""
    readers = {who: site.client(who) for who in ("secretariat", "administrator", "rapporteur")}
    program = site.api("secretariat")
    found, answered = set(), 0
    for address in dict.fromkeys(addresses(site, person)):
        api = address.startswith("/api/v1/")
        of_site = address.startswith("/admin")
        asked = [readers["administrator"]] if of_site else [readers["secretariat"], readers["rapporteur"]]
        for client in [program] if api else asked:
            answer = client.get(address.removeprefix("/api/v1") if api else address)
            assert answer.status_code < 500, address
            answered += answer.status_code == 200
            if names(answer, address):
                found.add(address)
    return found, answered


def test_after_the_erasure_nothing_that_is_read_has_the_name_or_the_address(
    site: Site, zebedee: TestClient
) -> None:
    person = site.rows("SELECT public_id FROM person WHERE name = :name", name=NAME)[0][0]
    before = {
        path for who, path in TOLD if names(site.client(who).get(path.replace("{public_id}", person)), path)
    }
    assert before == {path for _who, path in TOLD}
    gone = erase(zebedee)
    assert str(gone.url).endswith("/account/erased"), gone.text
    after, many = where_named(site, person)
    assert after == set()
    assert many > 100


def test_after_the_erasure_no_table_has_the_name_or_the_address(site: Site, zebedee: TestClient) -> None:
    erase(zebedee)
    for table, column in (
        ("person", "name"), ("person", "email"), ("invitation", "email"), ("invitation", "name"),
        ("application", "contact_name"), ("application", "contact_email"), ("security_event", "agent"),
        ("outgoing", '"to"'), ("outgoing", "subject"), ("outgoing", "text"), ("work", "notice"), ("work", "error"),
        ("people_sheet", "rows"), ("identity", "email_hint"), ("passkey", "label"), ("security_event", "detail"),
        ("handshake", "held"), ("membership", "title"), ("ledger", "reason"), ("ledger", "facts"),
        ("comment", "author_title"), ("search_entry", "body"), ("search_entry", "title"), ("web_session", "agent"),
    ):  # fmt: skip
        held = " ".join(str(row[0]) for row in site.rows(f"SELECT {column} FROM {table}"))
        held = held.replace("not-zebedee@quill.example", "")
        assert not re.search("quill[.f]|rare browser", held, re.I), f"{table}.{column}"


def test_what_waits_with_others_names_them_no_more_and_is_else_as_it_was(
    site: Site, zebedee: TestClient
) -> None:
    erase(zebedee)
    name, email = site.rows("SELECT name, email FROM person WHERE erased_at IS NOT NULL")[0]
    mail = site.rows('SELECT "to", subject, text FROM outgoing')
    assert [tuple(row) for row in mail] == [
        ("else@example.org", f"{name} invites you", f"From {name} <{email}>.")
    ]
    assert [row[0] for row in site.rows("SELECT notice FROM work WHERE kind = 'people_sheet'")] == [
        f"Row 1: {name} holds this seat already."
    ]
    with site.database.reading() as db:
        [sheet] = db.exec(select(PeopleSheet)).all()
    assert sheet.rows[0] == {"ignored": []}
    assert [row["cells"]["name"] for row in sheet.rows[1:]] == ["Anna"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Li asks.", "Former participant asks."),
        ("A list for Lisa, LI said", "A list for Lisa, Former participant said"),
        ("Write to li@x.org.", "Write to p@erased.invalid."),
        ("ali@x.org and li@x.organic", "ali@x.org and li@x.organic"),
    ],
)
def test_only_whole_words_are_taken_for_a_name(text: str, left: str) -> None:
    person = Person(public_id="p", name="Li", email="li@x.org", created_at=NOON)
    assert unnamed_in(text, person, Pseudonym("Former participant", "p@erased.invalid")) == left


def test_a_name_in_a_script_without_spaces_is_found_within_a_line() -> None:
    person = Person(public_id="p", name="张伟", email="w@x.org", created_at=NOON)
    assert unnamed_in("由张伟邀请", person, Pseudonym("Former participant", "")) == "由Former participant邀请"


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


def test_after_the_erasure_the_old_password_opens_nothing(site: Site) -> None:
    browser = site.client("ngo")
    made = Form(browser.get("/account"), "/account/password").submit(
        browser, password="walk slowly to the sea", again="walk slowly to the sea"
    )
    assert made.status_code == 200
    site.tamper("UPDATE delegation SET ended_at = '2026-11-20 12:00:00.000000'")
    assert str(erase(browser, confirmation="ngo@demo.example").url).endswith("/account/erased")
    other = site.client()
    form = Form(other.get("/sign-in/password"), "/sign-in/password")
    refused = form.submit(other, email="ngo@demo.example", password="walk slowly to the sea")
    assert "/sign-out" not in refused.text
    assert refused.status_code == 422


def test_the_address_may_be_invited_anew_as_a_new_person(site: Site, zebedee: TestClient) -> None:
    erase(zebedee)
    api = site.api("secretariat")
    seat = {"email": EMAIL, "name": NAME, "role": "observer"}
    made = api.post("/consultations/hld-2013-review/invitations", json=seat)
    assert made.status_code == 201, made.text
    link = re.findall(r"http://localhost:8000(/invitations/\S+)", mail_to(site, EMAIL))[0]
    fresh = site.client()
    assert Form(fresh.get(link), link).submit(fresh).status_code == 200
    old, new = site.rows(
        "SELECT public_id, email FROM person WHERE erased_at IS NOT NULL OR email = :e ORDER BY id", e=EMAIL
    )
    assert old.email.endswith("@erased.invalid")
    assert new.public_id != old.public_id
    data = fresh.get("/account/data.json").json()
    assert data["comments"] == data["versions"] == data["drafts"] == []
    with site.database.unit_of_work() as db:
        person = person_by_email(db, EMAIL)
        db.add(
            Identity(person_id=person.id or 0, issuer="https://quill.example", subject="z", created_at=NOON)
        )
    assert sound(site)


def mail_to(site: Site, email: str) -> str:
    return "\n".join(str(row[0]) for row in site.rows('SELECT text FROM outgoing WHERE "to" = :to', to=email))


def test_the_pseudonym_is_given_no_seat_no_token_and_no_account(site: Site, zebedee: TestClient) -> None:
    erase(zebedee)
    email = site.rows("SELECT email FROM person WHERE erased_at IS NOT NULL")[0][0]
    with site.database.unit_of_work() as db, pytest.raises(NotFound):
        person_by_email(db, email)
    seat = {"email": email, "name": "Somebody", "role": "observer"}
    assert (
        site.api("secretariat").post("/consultations/hld-2013-review/members", json=seat).status_code == 422
    )
    with site.database.unit_of_work() as db:
        person = db.exec(select(Person).where(Person.email == email)).one()
        with pytest.raises(Refused, match="has left this site for good"):
            add_api_token(db, person, label="late")


def test_an_application_of_who_has_left_is_withdrawn_and_not_decided(site: Site, zebedee: TestClient) -> None:
    site.tamper("UPDATE application SET confirmed_at = applied_at")
    erase(zebedee)
    decided = site.api("secretariat").post(
        "/consultations/hld-2013-review/applications/A-1/decision",
        json={"decision": "accepted", "reason": "They write."},
    )
    assert decided.status_code == 403
    assert "has left this site" in decided.json()["detail"]


def test_what_is_printed_stays_and_one_is_told_before_one_confirms(site: Site, zebedee: TestClient) -> None:
    page = zebedee.get("/account/erasure").text
    assert "where it prints the name, it keeps it" in page
    assert "back-ups until the operator deletes them" in page
    assert "The address is free afterwards" in page


def test_the_log_keeps_who_erased_somebody_and_no_machine_of_theirs(site: Site, zebedee: TestClient) -> None:
    admin = site.client("administrator")
    public_id = site.rows("SELECT public_id FROM person WHERE email = :email", email=EMAIL)[0][0]
    form = Form(admin.get(f"/admin/people/{public_id}/erasure"), "/erasure")
    form.submit(admin, confirmation=EMAIL, reason="On request.")
    lines = site.rows(
        "SELECT kind, address, agent, detail FROM security_event s JOIN person p ON p.id = s.person_id"
        " WHERE p.public_id = :id",
        id=public_id,
    )
    [erased] = [line for line in lines if line.kind == "erased"]
    by = site.rows("SELECT public_id FROM person WHERE email = 'administrator@demo.example'")[0][0]
    assert erased.detail == by
    assert {tuple(line)[1:] for line in lines if line.kind != "erased"} == {("", "", "")}
    assert "the account was erased" in admin.get("/admin/security").text
    assert "This account was erased on" in admin.get(f"/admin/people/{public_id}").text


def test_who_leaves_by_themselves_leaves_no_address_in_the_log(site: Site, zebedee: TestClient) -> None:
    erase(zebedee)
    lines = site.rows(
        "SELECT kind, address, agent, detail FROM security_event s JOIN person p ON p.id = s.person_id"
        " WHERE p.erased_at IS NOT NULL"
    )
    assert "erased" in {line.kind for line in lines}
    assert {tuple(line)[1:] for line in lines} == {("", "", "")}


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
    token = Form(admin.get("/admin/people/new"), "/admin/people").values["csrf_token"]
    refused = admin.post(f"/admin/people/{person}/link", data={"csrf_token": token})
    assert refused.status_code == 403
    assert "has left this site for good" in refused.text
