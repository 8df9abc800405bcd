"""One's own account: name and language, through the page and the API; nobody else's."""

import lxml.html

from app.web.headers import LANGUAGE_COOKIE
from tests.people.test_accounts import ledger, sound
from tests.people.test_devices import come_in
from tests.support import Form, Site


def test_my_account_is_linked_beside_my_name(reading_site: Site) -> None:
    page = lxml.html.fromstring(reading_site.client("member").get("/").text)
    assert page.cssselect(".whoami a[href='/account']")
    assert not lxml.html.fromstring(reading_site.client().get("/").text).cssselect("a[href='/account']")


def test_who_is_not_signed_in_gets_to_the_account_by_signing_in(site: Site) -> None:
    browser = site.client()
    page = browser.get("/account")
    assert (page.url.path, page.url.query) == ("/sign-in", b"next=/account")
    assert Form(page, "/sign-in/").submit(browser).url.path == "/account"


def test_a_new_name_stands_beside_everything_and_is_in_no_register(site: Site) -> None:
    browser = come_in(site)
    answer = Form(browser.get("/account"), "/account").submit(browser, name="  Zoë   <b>Member ")
    assert answer.status_code == 200
    assert "Zoë &lt;b&gt;Member" in answer.text
    [(_who, _why, facts)] = ledger(site, "account_changed")
    assert facts["changed"] == ["name"]
    assert "Zoë" not in str(facts)
    Form(browser.get("/account"), "/account").submit(browser)
    assert len(ledger(site, "account_changed")) == 1, "the same again changes nothing"
    assert sound(site)


def test_my_language_holds_at_once_and_wherever_i_sign_in(site: Site) -> None:
    browser = come_in(site)
    answer = Form(browser.get("/account"), "/account").submit(browser, locale="ar")
    assert 'dir="rtl"' in answer.text
    assert 'lang="ar"' in come_in(site).get("/").text
    back = Form(answer, "/account").submit(browser, locale="")
    assert LANGUAGE_COOKIE not in browser.cookies
    assert 'lang="en"' in back.text


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(site: Site) -> None:
    browser = come_in(site)
    for values, sentence in (
        ({"name": "   "}, "A name is missing"),
        ({"name": "x" * 201}, "at most 200 fit"),
        ({"locale": "tlh"}, "one of the languages of the list"),
    ):
        answer = Form(browser.get("/account"), "/account").submit(browser, **values)
        assert answer.status_code == 422
        assert sentence in answer.text
        if "name" in values:
            typed = lxml.html.fromstring(answer.text).get_element_by_id("name")
            assert typed.get("value").strip() == values["name"].strip()
    assert ledger(site, "account_changed") == []


def test_a_program_reads_and_changes_the_account_it_acts_for(site: Site) -> None:
    api = site.api("member")
    assert api.get("/account").json()["email"] == "member@demo.example"
    changed = api.patch("/account", json={"name": "Another Name", "locale": "fr"})
    assert changed.status_code == 200
    assert (changed.json()["name"], changed.json()["locale"]) == ("Another Name", "fr")
    assert api.patch("/account", json={"email": "x@example.org"}).status_code == 422
    assert api.patch("/account", json={"name": ""}).status_code == 422
    assert site.api().get("/account").status_code == 401
    assert site.api().patch("/account", json={"name": "X"}).status_code == 401


def test_nobody_without_an_account_changes_one(site: Site) -> None:
    browser = site.client()
    token = Form(browser.get("/sign-in"), id="ask-link").values["csrf_token"]
    for path in ("/account", "/account/password", "/account/password/removal", "/account/sessions/end"):
        answer = browser.post(path, data={"csrf_token": token, "name": "X"})
        assert answer.status_code == 403, path
        assert "You are not signed in" in answer.text
