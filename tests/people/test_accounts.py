"""An administrator looks after accounts: adds people, names the secretariat, makes links, signs people out."""

import json
from collections.abc import Callable
from datetime import timedelta
from email.utils import getaddresses

import lxml.html
import pytest
from sqlmodel import select

from app.dossier.verification import verify
from app.kernel.actor import SYSTEM
from app.kernel.errors import Refused
from app.kernel.mail import compose
from app.people.actions import add_person
from app.people.models import Person
from app.people.queries import has_signed_in, person_by_email
from app.people.rules import why_not_address
from app.people.ways.links import hand_sign_in_link
from app.web.csrf import SESSION_COOKIE
from tests.support import NOON, Form, Site, address, commonspace


def page_of(site: Site, who: str) -> str:
    with site.database.reading() as db:
        return f"/admin/people/{person_by_email(db, address(who)).public_id}"


def ledger(site: Site, verb: str) -> list[tuple[str, str | None, dict[str, object]]]:
    rows = site.rows(
        "SELECT subject, reason, facts FROM ledger WHERE track = 'site' AND verb = :verb ORDER BY seq",
        verb=verb,
    )
    return [(r[0], r[1], json.loads(r[2]) if isinstance(r[2], str) else r[2]) for r in rows]


def sound(site: Site) -> bool:
    with site.database.reading() as db:
        return verify(db).breaks == []


def token(site: Site, client: object, path: str) -> str:
    return str(Form(client.get(path), "/link").values["csrf_token"][0])  # type: ignore[attr-defined]


def test_a_person_is_added_made_secretariat_and_signs_in_with_a_link(site: Site) -> None:
    admin = site.client("administrator")
    page = Form(admin.get("/admin/people/new"), "/admin/people").submit(
        admin, email="Ben@Example.org ", name="Ben", organisation="org-swe"
    )
    assert page.status_code == 200
    assert "ben@example.org" in page.text
    assert "Sweden" in page.text
    page = admin.post(
        f"{page.url.path}/role", data={"role": "secretariat", "csrf_token": token(site, admin, page.url.path)}
    )
    made = Form(page, "/link").submit(admin)
    assert made.headers["Cache-Control"] == "no-store"
    link = lxml.html.fromstring(made.text).get_element_by_id("made").text.strip()
    assert link.startswith("http://localhost:8000/sign-in/")
    browser = site.client()
    assert "Sign out" in Form(browser.get(link), "/sign-in/").submit(browser).text
    assert browser.get("/consultations/new").status_code == 200
    again = site.client().get(link)
    assert again.status_code == 404
    secret = link.rpartition("/")[2]
    [(_who, _why, facts)] = ledger(site, "link_made")
    assert secret not in json.dumps(facts)
    assert not site.rows("SELECT 1 FROM sign_in_link WHERE token_hash = :secret", secret=secret)
    assert sound(site)


def test_a_link_of_the_administrator_is_too_old_after_fifteen_minutes(site: Site) -> None:
    admin = site.client("administrator")
    made = Form(admin.get(page_of(site, "member")), "/link").submit(admin)
    link = lxml.html.fromstring(made.text).get_element_by_id("made").text.strip()
    site.now = NOON + timedelta(minutes=15)
    assert "too old" in site.client().get(link).text


def test_what_is_wrong_with_a_new_person_stands_at_its_field_and_what_was_typed_stays(site: Site) -> None:
    admin = site.client("administrator")
    form = Form(admin.get("/admin/people/new"), "/admin/people")
    for typed, sentence in (
        ({"email": "nobody", "name": "Zoë <b>"}, "is not an e-mail address"),
        ({"email": "member@demo.example", "name": "Zoë <b>"}, "has an account already"),
        ({"email": "z@example.org", "name": "  "}, "A name is missing"),
        ({"email": "z@example.org", "name": "Zoë <b>", "organisation": "org-x"}, "no organisation"),
    ):
        answer = form.submit(admin, **typed)
        assert answer.status_code == 422
        assert sentence in answer.text
        html = lxml.html.fromstring(answer.text)
        assert html.get_element_by_id("email").get("value") == typed["email"]
        assert html.get_element_by_id("name").get("value").strip() == typed["name"].strip()
    assert not site.rows("SELECT 1 FROM person WHERE email = 'z@example.org'")


def test_nobody_is_administrator_and_something_else_by_their_own_hand_or_anothers(site: Site) -> None:
    admin = site.client("administrator")
    for who, role, sentence in (
        ("administrator", "secretariat", "takes no part in consultations"),
        ("secretariat", "administrator", "takes part in consultations (Secretariat)"),
        ("state", "administrator", "takes part in consultations"),
        ("member", "moderator", "there are two roles"),
        ("member", "", "there are two roles"),
    ):
        path = page_of(site, who)
        answer = admin.post(f"{path}/role", data={"role": role, "csrf_token": token(site, admin, path)})
        assert answer.status_code == 422, who
        assert sentence in answer.text
    held = site.rows("SELECT role FROM membership WHERE consultation_id IS NULL AND ended_at IS NULL")
    assert [row[0] for row in held] == ["administrator"]


def test_the_last_administrator_stays(site: Site) -> None:
    admin = site.client("administrator")
    own = page_of(site, "administrator")
    data = {"role": "administrator", "reason": "I leave.", "csrf_token": token(site, admin, own)}
    assert "is the only administrator" in admin.get(own).text
    refused = admin.post(f"{own}/role/end", data=data)
    assert refused.status_code == 403
    assert "Make somebody else administrator first" in refused.text
    added = admin.post("/admin/people", data={**data, "email": "two@example.org", "name": "Two"})
    other = added.url.path
    assert admin.post(f"{other}/role", data=data).status_code == 200
    assert admin.post(f"{own}/role/end", data={**data, "reason": " "}).status_code == 422
    assert admin.post(f"{own}/role/end", data=data, follow_redirects=False).status_code == 303
    assert admin.get("/admin").status_code == 403, "whoever ended their own role is no administrator any more"
    [(person, why, facts)] = ledger(site, "seat_ended")
    assert (own.endswith(person), why, facts["role"]) == (True, "I leave.", "administrator")
    assert sound(site)


def test_a_role_that_has_ended_ends_no_second_time_and_the_same_is_given_once(site: Site) -> None:
    admin = site.client("administrator")
    with site.database.unit_of_work() as db:
        add_person(db, SYSTEM, email="s@example.org", name="S")
    path = page_of(site, "s@example.org")
    data = {"role": "secretariat", "reason": "Another duty.", "csrf_token": token(site, admin, path)}
    for _ in range(2):
        assert admin.post(f"{path}/role", data=data, follow_redirects=False).status_code == 303
    assert (
        len(site.rows("SELECT 1 FROM membership WHERE consultation_id IS NULL AND role = 'secretariat'")) == 1
    )
    wrong = admin.post(f"{path}/role/end", data={**data, "reason": ""})
    assert wrong.status_code == 422
    assert "Say why" in wrong.text
    for _ in range(2):
        assert admin.post(f"{path}/role/end", data=data, follow_redirects=False).status_code == 303
    assert len(ledger(site, "seat_ended")) == 1
    assert sound(site)


def test_signing_somebody_out_ends_every_session_and_is_recorded(site: Site) -> None:
    browsers = [site.client("member"), site.client("member")]
    admin = site.client("administrator")
    path = page_of(site, "member")
    for _ in range(2):
        admin.post(f"{path}/sessions/end", data={"csrf_token": token(site, admin, path)})
    for browser in browsers:
        assert browser.cookies[SESSION_COOKIE]
        assert "Sign out" not in browser.get("/").text
    [(_who, _why, facts)] = ledger(site, "sessions_ended")
    assert facts["sessions"] == 2
    assert "Sign out" in admin.get("/").text


def test_who_signed_in_is_known_from_the_register_also_when_the_sessions_are_gone(site: Site) -> None:
    site.client("member")
    site.tamper("DELETE FROM web_session")
    with site.database.unit_of_work() as db:
        member = person_by_email(db, "member@demo.example")
        assert has_signed_in(db, member)
        with pytest.raises(Refused, match="has signed in before"):
            hand_sign_in_link(db, SYSTEM, member)
        new = add_person(db, SYSTEM, email="new@example.org", name="New")
        assert not has_signed_in(db, new)


def test_people_are_found_and_paged_by_name(site: Site) -> None:
    with site.database.unit_of_work() as db:
        for n in range(120):
            add_person(
                db, SYSTEM, email=f"p{n}@example.net", name=f"{'Person' if n % 2 else 'person'} {n:03} 100%"
            )
        add_person(db, SYSTEM, email="ivan@example.net", name="Иван Ёлкин")
    admin = site.client("administrator")
    seen: list[str] = []
    page = admin.get("/admin/people?q=100%25")
    while True:
        html = lxml.html.fromstring(page.text)
        seen += [th.text_content().strip() for th in html.xpath("//tbody/tr/th")]
        more = html.xpath("//a[@rel='next']/@href")
        if not more:
            break
        assert "@" not in more[0], "no address of a person stands in an address of a page"
        page = admin.get(f"/admin/people{more[0]}")
    assert [int(name.split()[1]) for name in seen] == list(range(120))
    assert "Иван" in admin.get("/admin/people?q=Ёлкин").text
    assert "Иван" in admin.get("/admin/people?q=IVAN@").text
    assert "Nobody’s name" in admin.get("/admin/people?q=_nobody_").text
    assert admin.get("/admin/people?after=p-unknown").status_code == 200
    assert admin.get("/admin/people/p-unknown").status_code == 404


ACTS: tuple[Callable[[str], tuple[str, dict[str, str]]], ...] = (
    lambda path: ("/admin/people", {"email": "x@example.org", "name": "X"}),
    lambda path: (f"{path}/role", {"role": "secretariat"}),
    lambda path: (f"{path}/role/end", {"role": "administrator", "reason": "No."}),
    lambda path: (f"{path}/link", {}),
    lambda path: (f"{path}/sessions/end", {}),
    lambda path: ("/admin/mail/test", {}),
    lambda path: ("/admin/backup", {}),
)
PAGES = ("", "/people", "/people/new", "/settings", "/mail", "/backup", "/health")


@pytest.mark.parametrize("who", [None, "member", "moderator", "secretariat", "state"])
def test_nobody_else_sees_or_does_anything_here(site: Site, who: str | None) -> None:
    path = page_of(site, "administrator")
    browser = site.client(who)
    form = Form(site.client(who).get("/sign-in"), "/sign-in/") if who is None else None
    before = site.rows("SELECT count(*) FROM ledger")
    for page in (*(f"/admin{page}" for page in PAGES), path):
        answer = browser.get(page)
        assert answer.status_code == 403
        assert "for the administrators of this site" in answer.text
        assert ("Sign in, and come back" in answer.text) == (who is None)
    if form is None:
        key = (
            browser.get("/hld-2013-review/RT1-M1")
            .text.partition('name="csrf_token" value="')[2]
            .partition('"')[0]
        )
        for act in ACTS:
            where, data = act(path)
            answer = browser.post(where, data={**data, "csrf_token": key})
            assert answer.status_code == 403, where
            assert "for the administrators of this site" in answer.text
    assert site.rows("SELECT count(*) FROM ledger") == before
    with site.database.reading() as db:
        assert db.exec(select(Person).where(Person.email == "x@example.org")).first() is None


def test_an_administrator_takes_no_part(site: Site) -> None:
    admin, program = site.client("administrator"), site.api("administrator")
    assert admin.get("/consultations/new").status_code == 403
    here = "/consultations/hld-2013-review/proposals/RT1-M1"
    said = program.post(f"{here}/comments", json={"type": "general", "stance": "support", "text": "Yes."})
    assert said.status_code == 403
    assert program.put(f"{here}/support", json={"choice": "for"}).status_code == 403
    voted = program.put(
        "/consultations/hld-2013-decision/ballots/BAL-1/positions/RT1-M1", json={"position": "support"}
    )
    assert voted.status_code == 403


def test_the_pages_of_a_person_tell_nothing_of_closed_groups(site: Site) -> None:
    site.tamper("UPDATE working_group SET title = 'The hidden circle', code = 'WG-HID' WHERE code = 'WG-1A'")
    page = site.client("administrator").get(page_of(site, "rapporteur")).text
    assert "Rapporteur" in page
    assert "WG-HID" not in page
    assert "hidden circle" not in page


def test_a_new_installation_begins_with_one_command(empty_url: str) -> None:
    with Site(empty_url) as site:
        assert "person add" in site.client().get("/").text
    made = commonspace(
        empty_url, "person", "add", "ann@example.org", "--name", "Ann", "--role", "administrator"
    )
    assert made.returncode == 0, made.stderr
    link = commonspace(empty_url, "link", "ann@example.org").stdout.strip()
    with Site(empty_url) as site:
        assert "No consultation is open to read yet" in site.client().get("/").text
        ann = site.client()
        front = Form(ann.get(link), "/sign-in/").submit(ann)
        assert "you say who that is" in front.text
        assert 'href="/admin/people/new"' in front.text
        page = Form(ann.get("/admin/people/new"), "/admin/people").submit(
            ann, email="b@example.org", name="Ben"
        )
        key = token(site, ann, page.url.path)
        page = ann.post(f"{page.url.path}/role", data={"role": "secretariat", "csrf_token": key})
        assert "that you have named" in ann.get("/").text
        made_link = Form(page, "/link").submit(ann)
        ben = site.client()
        to_ben = lxml.html.fromstring(made_link.text).get_element_by_id("made").text.strip()
        front = Form(ben.get(to_ben), "/sign-in/").submit(ben)
        assert "You create the first one" in front.text
        assert 'href="/consultations/new"' in front.text
        assert sound(site)


@pytest.mark.parametrize(
    "written",
    ["ana,bob@example.org", "ana<bob@example.org", "ana:bob@example.org", "(x)ana@example.org", "ana@example.org,",
     "ana@example.org>", '"ana@example.org', "ana@example..org", "ana..b@example.org", "ana@example.org.",
     "=?utf-8?q?bob=40example.org=2C?=@example.org"],
)  # fmt: skip
def test_an_address_that_mail_would_take_to_somebody_else_is_none(written: str) -> None:
    """A mail to `ana<bob@example.org` goes to bob: whoever typed it meant another, or wants a second account."""
    assert why_not_address(written) is not None


@pytest.mark.parametrize(
    "written", ["o'brien@example.ie", "a.b+c@x.example.org", "ünï@exämple.org", "-_{}@a.b"]
)
def test_an_unusual_address_goes_to_the_one_it_names(written: str) -> None:
    letter = compose(to=written, subject="s", text="t", sender="c@example.org", at=NOON)
    assert why_not_address(written) is None
    assert getaddresses([str(letter["To"])]) == [("", written)]
