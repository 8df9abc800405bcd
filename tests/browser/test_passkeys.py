"""A passkey with a real browser, whose device is played by Chromium itself: offered, added, used, removed."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import CDPSession, Page, expect

from tests.browser.visits import Visitors, link_in_mail
from tests.serving import Server


@contextmanager
def device(page: Page, *, unlocked: bool = True) -> Iterator[tuple[CDPSession, str]]:
    """A device that makes passkeys, on the page that stands open; it opens its lock, or nobody does."""
    chromium = page.context.new_cdp_session(page)
    chromium.send("WebAuthn.enable")
    made = chromium.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": unlocked,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield chromium, made["authenticatorId"]
    chromium.send("WebAuthn.disable")


def test_from_the_first_link_to_a_passkey_that_signs_in_and_is_removed(
    visitors: Visitors, server: Server
) -> None:
    page = visitors.context().new_page()
    page.goto("/sign-in")
    page.get_by_label("Your e-mail address").fill("member@demo.example")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    page.goto(link_in_mail(server, "member@demo.example"))
    page.get_by_role("button", name="Sign in", exact=True).click()

    offer = page.locator("[data-passkey=offer]")
    expect(offer).to_contain_text("Next time without a link?")
    offer.get_by_role("link", name="Add a passkey").click()
    section = page.locator("#passkeys")
    with device(page) as (chromium, authenticator):
        section.get_by_label("Name of the new passkey").fill("Work laptop")
        section.get_by_role("button", name="Add a passkey").click()
        expect(section.get_by_role("heading", name="Work laptop")).to_be_visible()
        kept = chromium.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]
        assert [key["isResidentCredential"] for key in kept] == [True]

        section.get_by_label("Name of the new passkey").fill("The same again")
        section.get_by_role("button", name="Add a passkey").click()
        expect(section.locator("[data-said]")).to_contain_text("has a passkey for your account already")

        page.goto("/")
        expect(offer).to_have_count(0)
        page.get_by_role("button", name="Sign out", exact=True).click()
        page.goto("/sign-in?next=/hld-2013-review/RT1-M1")
        expect(page.get_by_label("Your e-mail address")).to_have_value("")
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url("**/hld-2013-review/RT1-M1")
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()

        page.goto("/account")
        expect(page.locator("#devices")).to_contain_text("by a passkey")
        section.get_by_text("Remove", exact=False).first.click()
        section.get_by_role("button", name="Remove this passkey").click()
        expect(section).to_contain_text("You have no passkey yet")
        page.get_by_role("button", name="Sign out", exact=True).click()
        page.goto("/sign-in")
        page.get_by_role("button", name="Sign in with a passkey").click()
        said = page.locator("[data-passkey=get] [data-said]")
        expect(said).to_contain_text("This passkey is not known here, or it was removed.")
        expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()


def test_what_a_browser_cannot_or_will_not_do_is_said_in_words(visitors: Visitors) -> None:
    page = visitors.page()
    page.goto("/sign-in")
    said = page.locator("[data-passkey=get] [data-said]")
    with device(page, unlocked=False):
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(said).to_contain_text("Nothing was done")
    old = visitors.page()
    old.add_init_script("delete window.PublicKeyCredential")
    old.goto("/sign-in")
    expect(old.locator("[data-passkey=get]")).to_contain_text("This browser knows no passkeys.")
    expect(old.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    bare = visitors.page("member", java_script_enabled=False)
    bare.goto("/account")
    expect(bare.locator("[data-passkey=create]")).to_contain_text("A link by mail works in every browser.")
    expect(bare.get_by_role("button", name="Add a passkey")).to_be_hidden()
    bare.goto("/")
    expect(bare.locator("[data-passkey=offer]")).to_be_hidden()
