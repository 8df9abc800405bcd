"""Every kind of page, wide and narrow, left to right and right to left, held against WCAG by axe-core."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.addresses import DARK, DECISION, LINKS, PAGES, RETURNED, REVIEW, Look, action
from tests.browser.everybody import WIDE, held
from tests.browser.prepared import prepare
from tests.browser.visits import answer_to
from tests.serving import Server, serving
from tests.support import Site

# What a page of the above takes in without being opened anew, the two texts side by side, a sentence of the trace
# between two editions, and the steps on the way in by a provider (test_ways_in).
NOT_BY_OPENING = {
    "discussion/_comment_made.html",
    "drafting/_draft_state.html",
    "drafting/conflict.html",
    "errors/_error.html",
    "people/going.html",
    "people/proof_sent.html",
    "people/prove_identity.html",
    "site/_dropped.html",
    "site/_traced.html",
    # These need a ballot of their own, closed under a rule or held before; tests/voting reads them.
    "voting/_explanations.html",
    "voting/earlier/_row.html",
    "voting/offline/_brought.html",
    "voting/recount/overruling.html",
    "voting/recount/voiding.html",
    "voting/_recorded_row.html",
    # Two steps on from the sheet of a secret ballot: test_secret_sheet goes there.
    "voting/disclosure/confirm.html",
    "voting/disclosure/handed_in.html",
    "voting/ratings/_saved.html",
}
TEMPLATES = Path(__file__).parents[2] / "templates"

LANGUAGES = {"ltr": "en-GB", "rtl": "ar"}
# What was typed and ticked is taken out, and the browser's own checks are passed by.
EMPTIED = """form => {
  for (const e of form.querySelectorAll("textarea, input[type=text], input[type=email], input[type=date], input:not([type])")) e.value = "";
  for (const e of form.querySelectorAll("input[type=checkbox], input[type=radio]")) e.checked = false;
  for (const e of [...form.querySelectorAll("button[name=do]")].slice(-1)) form.append(Object.assign(document.createElement("input"), {type: "hidden", name: e.name, value: e.value}));
  HTMLFormElement.prototype.submit.call(form) }"""


@pytest.fixture(scope="module")
def server(sites) -> Iterator[Server]:  # type: ignore[no-untyped-def]
    """The demonstration with what it lacks, served."""
    url = sites.new("sqlite", demo=True, served=True)
    with Site(url) as site:
        prepare(site)
    with serving(url) as running:
        yield running


def look_at(context: BrowserContext, look: Look, axe_source: str, direction: str = "ltr") -> list[str]:
    """Open the page once, where the one before it was, and hold it against everything."""
    if not context.pages:
        # Given to the browser once; handed in page by page, half a megabyte takes as long as opening the page.
        context.add_init_script(axe_source)
    page = context.pages[0] if context.pages else context.new_page()
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    answer = page.goto(look.path)
    if look.follow:
        answer = page.goto(page.locator(f"xpath={look.follow}").first.get_attribute("href") or "")
    if look.form:
        form = page.locator(f"xpath={look.form}").first
        answer = answer_to(page, lambda: form.evaluate(EMPTIED))
    assert answer is not None
    assert answer.status == look.status
    assert page.locator("html").get_attribute("dir") == direction
    return held(page, axe_source, direction)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("look", PAGES, ids=str)
def test_every_page_can_be_used_by_everybody(
    signed_in: Callable[..., BrowserContext], axe_source: str, look: Look, direction: str
) -> None:
    context = signed_in(look.who, locale=LANGUAGES[direction], reduced_motion="reduce")
    found = look_at(context, look, axe_source, direction)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("look", DARK, ids=str)
def test_what_colour_says_can_be_read_in_the_dark(
    signed_in: Callable[..., BrowserContext], axe_source: str, look: Look
) -> None:
    context = signed_in(look.who, locale="en-GB", color_scheme="dark", reduced_motion="reduce")
    found = look_at(context, look, axe_source)
    assert not found, "\n".join(found)


def press(page: Page, button: str, status: int) -> None:
    """Press a button whose form is answered with this status."""
    assert answer_to(page, page.get_by_role("button", name=button).click).status == status


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("look", RETURNED, ids=str)
def test_a_form_that_comes_back_can_be_used_by_everybody(
    signed_in: Callable[..., BrowserContext], axe_source: str, look: Look, direction: str
) -> None:
    context = signed_in(look.who, locale=LANGUAGES[direction], reduced_motion="reduce")
    found = look_at(context, look, axe_source, direction)
    assert not found, "\n".join(found)


def test_a_sheet_without_its_reasons_can_be_used_by_everybody(
    signed_in: Callable[..., BrowserContext], axe_source: str
) -> None:
    page = signed_in("state").new_page()
    page.goto(f"{DECISION}/ballots/BAL-1/sheet")
    page.locator(".choice:has(.is-missing) [value=object]").first.check()
    press(page, "Record these positions", 422)
    found = held(page, axe_source)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_two_texts_side_by_side_can_be_used_by_everybody(
    signed_in: Callable[..., BrowserContext], axe_source: str, direction: str
) -> None:
    context = signed_in("rapporteur", locale=LANGUAGES[direction], reduced_motion="reduce")
    first, second = (context.new_page() for _ in range(2))
    for page, words in ((first, "One text."), (second, "Another text.")):
        page.goto(f"{REVIEW}/RT1-M4/edit")
        page.locator("[name=problem]").fill(f"{words} {direction}")
    first.locator("#draft button.is-first").click()
    first.wait_for_url(f"**{REVIEW}/RT1-M4")
    assert answer_to(second, second.locator("#draft button.is-first").click).status == 409
    found = held(second, axe_source, direction)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("look", LINKS, ids=str)
def test_a_sign_in_link_can_be_handed_over_by_everybody(
    signed_in: Callable[..., BrowserContext], axe_source: str, look: Look, direction: str
) -> None:
    context = signed_in(look.who, locale=LANGUAGES[direction], reduced_motion="reduce")
    found = look_at(context, look, axe_source, direction)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_declined_invitation_can_be_left_by_everybody(
    signed_in: Callable[..., BrowserContext], axe_source: str, direction: str
) -> None:
    context = signed_in(locale=LANGUAGES[direction], reduced_motion="reduce")
    found = look_at(context, declined(direction), axe_source, direction)
    assert not found, "\n".join(found)


def declined(direction: str) -> Look:
    return Look(f"/invitations/{direction}", form=action("/refusal"))


def test_every_template_is_looked_at(sites, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    """Whatever is drawn on the way through the pages above; what only a form sends back is held by the tests above."""
    with Site(sites.new("sqlite", demo=True)) as site:
        prepare(site)
        drawn = names_drawn(site, monkeypatch)
        for look in (*PAGES, *RETURNED, *LINKS, declined("ltr")):
            answer = opened(site, look)
            assert answer.status_code == look.status, look
    files = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    assert files - drawn == NOT_BY_OPENING


def names_drawn(site: Site, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of all templates that the site takes from now on."""
    drawn: set[str] = set()
    environment = site.app.state.templates
    get_template = environment.get_template

    def noting(name: Any, *args: Any, **kwargs: Any) -> Any:
        drawn.add(str(getattr(name, "name", name)))
        return get_template(name, *args, **kwargs)

    # What was drawn in this process before is given again without its template.
    draw = environment.globals["drawn"]

    def noting_rows(name: str, *args: Any, **kwargs: Any) -> Any:
        drawn.add(name)
        return draw(name, *args, **kwargs)

    monkeypatch.setattr(environment, "get_template", noting)
    monkeypatch.setitem(environment.globals, "drawn", noting_rows)
    return drawn


def opened(site: Site, look: Look) -> Any:
    """What a browser gets there, without a browser."""
    client = site.client(look.who)
    answer = client.get(look.path)
    if look.follow:
        answer = client.get(lxml.html.fromstring(answer.text).xpath(look.follow)[0].get("href"))
    if look.form:
        form = lxml.html.fromstring(answer.text).xpath(look.form)[0]
        sent = {e.get("name"): e.get("value") for e in form.inputs if e.get("type") == "hidden"}
        sent |= {e.get("name"): e.value or "" for e in form.inputs if e.tag == "select"}
        sent |= {e.get("name"): e.get("value") for e in form.xpath(".//button[@name='do']")[-1:]}
        answer = client.post(form.get("action"), data=sent)
    return answer
