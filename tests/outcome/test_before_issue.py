"""What is said before: how long the document is, and which characters the PDF of an edition will not show."""

from __future__ import annotations

from typing import Any

from app.documents.formats import FORMATS
from app.outcome.compose import word_count
from app.outcome.editions import edition_document, the_edition
from app.outcome.length import GUIDE
from app.outcome.queries import outcome_document
from tests.outcome.bench import HERE, SLUG, here, in_consolidation
from tests.outcome.test_editions import PAGE, front, issued, ready, said
from tests.support import Site

LENGTH = f"{HERE}/length"
THAI = "สวัสดี"


def words(site: Site, language: str) -> int:
    with site.database.reading() as db:
        return word_count(outcome_document(db, here(db), language=language))


def shown(page: Any) -> str:
    return said(page).replace(",", "").replace("\u202f", "")


def test_words_are_counted_in_each_language(site: Site) -> None:
    ready(site)
    page = site.client("secretariat").get(LENGTH)
    assert page.status_code == 200
    for language, name in (("en", "English"), ("ar", "العربية")):
        assert f"{name} {words(site, language)}" in shown(page), shown(page).partition("annexes")[2][:200]


def test_a_document_past_the_guide_is_a_warning_and_can_be_issued(site: Site) -> None:
    ready(site)
    client = site.client("secretariat")
    before = words(site, "en")
    front(site, "word " * (GUIDE - before), base=0)
    assert f"In English the document has {words(site, 'en')} words" in shown(client.get(LENGTH))
    assert f"no more than {GUIDE}" in shown(client.get(LENGTH))
    issued(site)


def test_the_workbench_and_the_page_that_issues_ask_for_the_length(site: Site) -> None:
    in_consolidation(site)
    client = site.client("secretariat")
    for path in (HERE, PAGE):
        assert f'hx-get="{LENGTH}" hx-trigger="load"' in client.get(path).text, path
    fragment = client.get(LENGTH, headers={"HX-Request": "true"})
    assert "<html" not in fragment.text
    assert "Words of the summary and the body" in fragment.text


def test_only_the_secretariat_counts(site: Site) -> None:
    in_consolidation(site)
    assert site.client("state").get(LENGTH).status_code == 403
    assert LENGTH not in site.client("state").get(PAGE).text


def test_the_page_says_what_the_pdf_cannot_show_before_the_file_is_made(site: Site) -> None:
    ready(site)
    front(site, f"In Thai they say {THAI}.")
    issued(site)
    with site.database.reading() as db:
        edition = the_edition(db, here(db), 1)
        notices = {each: FORMATS["pdf"].notice(edition_document(db, edition, each)) for each in ("en", "ar")}
    assert "U+0E2A THAI CHARACTER SO SUA" in notices["en"]
    page = said(site.client().get(PAGE))
    assert f"pdf: {notices['en']}" in page
    assert f"pdf: {notices['ar']}" in page
    assert f"PDF: {notices['en']}" in said(site.client().get(f"/{SLUG}/outcome"))


def test_nothing_is_said_of_a_pdf_that_shows_everything(site: Site) -> None:
    issued(ready(site))
    assert "pdf: " not in said(site.client().get(PAGE))
    assert "PDF: " not in said(site.client().get(f"/{SLUG}/outcome"))
