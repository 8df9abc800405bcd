"""A password: possible, never required, not a common one, and no way to find out who has one."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.people.ways.passwords import (
    LEAST,
    MOST,
    common_passwords,
    fits,
    hashed,
    password_at,
    sign_in_with_password,
    why_not_password,
)
from tests.ceilings.counting import counted
from tests.people.test_accounts import ledger, sound
from tests.people.test_devices import come_in, is_in
from tests.support import NOON, Form, Site

GOOD, BETTER = "meadow tractor violin", "seven lanterns at noon"


def set_one(browser: TestClient, password: str = GOOD, again: str | None = None, **more: str) -> Any:
    """The answer to who sets a password on the own page."""
    form = Form(browser.get("/account"), id="set-password")
    return form.submit(browser, password=password, again=password if again is None else again, **more)


def enter(site: Site, email: str, password: str) -> tuple[TestClient, Any]:
    """Somebody who tries to come in with a password, and the answer."""
    browser = site.client()
    form = Form(browser.get("/sign-in/password?next=/hld-2013-review"), "/sign-in/password")
    return browser, form.submit(browser, email=email, password=password)


def kinds(site: Site) -> list[str]:
    return [row[0] for row in site.rows("SELECT kind FROM security_event ORDER BY id")]


def test_who_has_set_a_password_comes_in_with_it(site: Site) -> None:
    answer = set_one(come_in(site))
    assert answer.status_code == 200
    assert "You have a password" in answer.text
    browser, inside = enter(site, " Member@demo.example", GOOD)
    assert inside.url.path == "/hld-2013-review"
    assert is_in(browser)
    assert "by a password" in browser.get("/account").text
    assert kinds(site) == ["signed_in", "password_set", "signed_in"]


def test_a_password_is_stored_as_argon2id_and_told_to_nobody(site: Site) -> None:
    set_one(come_in(site))
    [row] = site.rows("SELECT hash FROM password")
    assert row[0].startswith("$argon2id$")
    assert GOOD not in str(ledger(site, "password_set"))
    [mail] = site.rows('SELECT "to", subject, text FROM outgoing')
    assert mail[0] == "member@demo.example"
    assert GOOD not in mail[1] + mail[2]
    assert sound(site)


def test_whoever_cannot_come_in_learns_nothing_of_who_is_known_or_has_a_password(site: Site) -> None:
    set_one(come_in(site))
    seen = []
    for email in ("member@demo.example", "ngo@demo.example", "nobody@example.org", "no address"):
        browser = site.client()
        form = Form(browser.get("/sign-in/password"), "/sign-in/password")
        with counted(site.database) as statements:
            answer = form.submit(browser, email=email, password="not the one at all")
        assert answer.status_code == 422
        assert Form(answer, "/sign-in/password").values["email"] == [email]
        token = Form(answer, "/sign-in/password").values["csrf_token"][0]
        text = answer.text.replace(f'value="{email}"', "").replace(token, "")
        seen.append((text, answer.headers["cache-control"], statements))
        assert not is_in(browser)
    assert all(one == seen[0] for one in seen)
    assert kinds(site).count("password_refused") == 4


def test_as_much_is_computed_for_an_address_that_nobody_has(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_one(come_in(site))
    computed: list[str] = []
    from pwdlib import PasswordHash

    verify = PasswordHash.verify_and_update

    def counting(self: PasswordHash, password: str, hash: str) -> Any:
        computed.append(hash.rpartition("$")[0].rpartition("$")[0])
        return verify(self, password, hash)

    monkeypatch.setattr(PasswordHash, "verify_and_update", counting)
    for email in ("member@demo.example", "nobody@example.org"):
        enter(site, email, "not the one at all")
    assert len(computed) == 2
    assert computed[0] == computed[1], "with the same parameters"


def test_a_password_that_was_removed_meanwhile_opens_nothing(site: Site) -> None:
    set_one(come_in(site))
    with site.database.reading() as db:
        kept = password_at(db, "member@demo.example")
    assert fits(GOOD, kept.hash)
    site.tamper("DELETE FROM password")
    with site.database.unit_of_work() as db:
        assert sign_in_with_password(db, kept, fitted=True) is None


def test_a_changed_password_needs_the_present_one_and_ends_every_other_session(site: Site) -> None:
    phone, here = come_in(site), come_in(site)
    set_one(here)
    assert is_in(phone), "a first password changes nothing for who is in"
    site.now = NOON + timedelta(minutes=15)
    wrong = set_one(here, BETTER, current="not the one at all")
    assert wrong.status_code == 422
    assert "This is not your present password." in wrong.text
    assert kinds(site)[-1] == "password_refused"
    assert is_in(phone)
    assert set_one(here, BETTER, current=GOOD).status_code == 200
    assert (is_in(phone), is_in(here)) == (False, True)
    assert enter(site, "member@demo.example", GOOD)[1].status_code == 422
    assert is_in(enter(site, "member@demo.example", BETTER)[0])


def test_who_forgot_a_password_sets_another_just_after_coming_in_by_a_link(site: Site) -> None:
    set_one(come_in(site))
    site.now = NOON + timedelta(days=1)
    here = come_in(site)
    assert "Present password" not in here.get("/account").text
    assert set_one(here, BETTER).status_code == 200
    assert is_in(enter(site, "member@demo.example", BETTER)[0])


def test_a_first_password_takes_a_fresh_sign_in(site: Site) -> None:
    here = come_in(site)
    form = Form(here.get("/account"), id="set-password")
    site.now = NOON + timedelta(minutes=15)
    assert "Sign in again first" in here.get("/account").text
    refused = form.submit(here, password=GOOD, again=GOOD)
    assert refused.status_code == 403
    assert "Sign in again first" in refused.text
    assert site.rows("SELECT 1 FROM password") == []


def test_who_came_in_by_the_password_must_give_it_to_change_it(site: Site) -> None:
    set_one(come_in(site))
    browser, _inside = enter(site, "member@demo.example", GOOD)
    assert set_one(browser, BETTER).status_code == 422
    assert set_one(browser, BETTER, current=GOOD).status_code == 200


def test_a_removed_password_signs_nobody_in(site: Site) -> None:
    here = come_in(site)
    set_one(here)
    phone = come_in(site)
    page = here.get("/account")
    for _ in range(2):
        assert Form(page, "/account/password/removal").submit(here).status_code == 200
    assert "You have no password" in here.get("/account").text
    assert not is_in(phone)
    assert enter(site, "member@demo.example", GOOD)[1].status_code == 422
    assert len(ledger(site, "password_removed")) == 1
    assert sound(site)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "at least 12"),
        ("short words", "at least 12"),
        ("x" * (MOST + 1), "at most 128"),
        ("passwordpassword", "most common"),
        ("Password2026!", "most common"),
        ("123456789012", "most common"),
        ("qwertyuiopasdf", "most common"),
        ("aaaaaaaaaaaaaa", "most common"),
        ("MyChemicalRomance", "most common"),
        ("ｐａｓｓｗｏｒｄ１２３４", "most common"),
        ("member@demo.example", "your name or address"),
        ("Commonspace2026", "your name or address"),
    ],
)
def test_what_anybody_would_try_first_is_not_taken(password: str, sentence: str) -> None:
    assert sentence in (why_not_password(password, ("A Member", "member@demo.example")) or "")


@pytest.mark.parametrize(
    "password", [GOOD, "ёлки и палки в лесу", "x7#" * 4 + "q", "a" * 60 + "bcdefg hij", "  spaces count  "]
)
def test_every_other_password_is_taken_whatever_it_is_made_of(password: str) -> None:
    assert why_not_password(password, ("A Member", "member@demo.example")) is None


def test_the_list_of_common_ones_is_there() -> None:
    assert len(common_passwords()) >= 10_000
    assert sum(len(word) >= LEAST for word in common_passwords()) > 500


def test_a_password_is_the_same_however_a_keyboard_composes_it() -> None:
    assert fits("cafe\u0301 au lait noir", hashed("caf\u00e9 au lait noir"))
    assert not fits("cafe au lait noir", hashed("caf\u00e9 au lait noir"))


def test_what_is_wrong_with_a_new_password_stands_at_its_field(site: Site) -> None:
    here = come_in(site)
    for password, again, sentence in (("short", "short", "at least 12"), (GOOD, BETTER, "are not the same")):
        answer = set_one(here, password, again)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert password not in answer.text, "a password is never sent back"
    assert site.rows("SELECT 1 FROM password") == []
