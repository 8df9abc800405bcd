"""From any paragraph of the outcome back to who proposed it and forward to who pilots it; and from all of these back."""

from __future__ import annotations

from datetime import date
from typing import Any

import lxml.html
import pytest
from sqlmodel import col, select

from app.consultations.models import Consultation
from app.outcome.actions.history import record_edition
from tests.outcome.recount import package
from tests.support import Site

HLD = "/hld-2013"
API = "/consultations/hld-2013/outcome"


def trace(site: Site, edition: str = "draft", slug: str = "hld-2013") -> dict[str, Any]:
    answer = site.api().get(f"/consultations/{slug}/outcome/trace", params={"edition": edition})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def page(site: Site, address: str, who: str | None = None, **headers: str) -> Any:
    answer = site.client(who).get(address, headers=headers)
    assert answer.status_code == 200, f"{address}: {answer.text[:300]}"
    return lxml.html.fromstring(answer.text)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def issue(site: Site, day: date = date(2013, 10, 4)) -> int:
    with site.database.unit_of_work() as db:
        consultation = db.exec(select(Consultation).where(col(Consultation.slug) == "hld-2013")).one()
        return record_edition(db, consultation, issued_on=day).n


def document_numbers(site: Site, edition: int | None = None) -> dict[int, str]:
    """Number and origin of each paragraph in the document as data."""
    address = f"{API}/draft.json" if edition is None else f"{API}/editions/{edition}.json"
    found: dict[int, str] = {}

    def visit(blocks: list[dict[str, Any]]) -> None:
        for block in blocks:
            if block["type"] == "section":
                visit(block["blocks"])
            elif "number" in block:
                found[block["number"]] = block.get("origin", "")

    visit(site.api().get(address).json()["body"])
    return found


def test_every_paragraph_of_the_draft_is_traced_to_the_words_it_was_made_from(reading_site: Site) -> None:
    found = trace(reading_site)
    assert found["edition"] is None
    origins = {}
    for each in found["paragraphs"]:
        of = each["origin"]
        origins[each["number"]] = "/".join(filter(None, of.values())) if of else ""
    assert origins == document_numbers(reading_site)
    assert sum(bool(origin) for origin in origins.values()) > len(origins) * 0.9


def test_a_paragraph_names_contributions_comments_ballot_and_pilots_as_the_package_has_them(
    reading_site: Site,
) -> None:
    data = package()
    texts = {each["code"]: each for each in data["mechanisms"] + data["benchmarks"]}
    pilots = {
        code: [p["id"] for p in data["pilots"] if code in p["mechanisms"] + p["benchmarks"]] for code in texts
    }
    for each in trace(reading_site)["paragraphs"]:
        if each["origin"] is None:
            continue
        code, field = each["origin"]["proposal"], each["origin"]["field"]
        assert set(each["contributions"]) == set(texts[code].get("contributions") or [])
        assert set(each["pilots"]) == set(pilots[code])
        said = {c["id"] for c in data["comments"] if c["target"]["code"] == code and c.get("field") == field}
        assert said <= {remark["id"] for remark in each["comments"]}
        assert [ballot["ballot"] for ballot in each["ballots"]] == ["BAL-1"]
        assert each["ballots"][0]["outcome"] in ("consensus", "adopted")
        assert sum(each["ballots"][0]["counts"].values()) == len(data["ballots"][0]["eligible"])


def test_the_number_of_a_paragraph_leads_to_its_trace(reading_site: Site) -> None:
    client = reading_site.client()
    for number, origin in document_numbers(reading_site).items():
        if number % 40 != 3 or not origin:
            continue
        answer = client.get(f"{HLD}/outcome/paragraphs/{number}", params={"edition": "draft"})
        assert answer.status_code == 200
        shown: Any = lxml.html.fromstring(answer.text)
        assert f"Paragraph {number}" in words(shown.xpath("//h1")[0])
        assert origin in str(answer.url)
        assert shown.xpath(f"//a[contains(@href, '#p{number}')]")


def test_every_number_on_the_outcome_page_has_a_link_that_works_without_script(reading_site: Site) -> None:
    shown = page(reading_site, f"{HLD}/outcome?edition=draft")
    links = {int(a.text_content()): a for a in shown.xpath("//a[@class='num']")}
    assert set(links) == set(document_numbers(reading_site))
    for number in (1, 3, len(links) // 2):
        link = links[number]
        assert link.get("hx-get") == link.get("href")
        assert shown.xpath(f"//*[@id='{link.get('hx-target')[1:]}']")
        assert words(page(reading_site, link.get("href")).xpath("//h1")[0]).startswith(f"Paragraph {number}:")


def test_with_htmx_the_trace_opens_below_its_paragraph(reading_site: Site) -> None:
    address = f"{HLD}/outcome/trace/RT1-M1/how_it_works?n=3&edition=draft"
    answer = reading_site.client().get(address, headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith("<details")
    assert "<html" not in answer.text
    assert "Trace of paragraph 3" in answer.text
    whole = page(reading_site, address)
    assert [h.text for h in whole.xpath("//h2")] == ["The words", "Where it came from", "Where it went"]


def test_the_trace_shows_who_wrote_who_commented_what_was_answered_and_what_was_decided(
    reading_site: Site,
) -> None:
    shown = page(reading_site, f"{HLD}/outcome/trace/RT1-M1/how_it_works")
    came = words(shown.xpath("//h2[text()='Where it came from']/following-sibling::ol")[0])
    for contribution in next(m for m in package()["mechanisms"] if m["code"] == "RT1-M1")["contributions"]:
        assert contribution in came
    for comment in package()["comments"]:
        if comment["target"]["code"] != "RT1-M1":
            continue
        assert (f"Comment {comment['id']}" in came) is (comment.get("field") == "how_it_works")
    assert "Version 1" in came
    assert "Version 2, the one that the ballot is about" in came
    assert "Rapporteur of the working group" in came
    assert "Accepted" in came
    assert "Adopted by consensus" in came
    assert "42 support, 3 with reservation, 1 abstain, 0 object, 4 not given" in came


def test_only_versions_that_changed_the_words_are_named(reading_site: Site) -> None:
    came = words(page(reading_site, f"{HLD}/outcome/trace/RT1-M1/how_it_works").xpath("//main")[0])
    assert "See what changed since version 1" in came
    unchanged = words(page(reading_site, f"{HLD}/outcome/trace/RT1-M1/summary").xpath("//main")[0])
    assert "See what changed" not in unchanged


def test_the_trace_leads_to_the_pilots_and_to_what_they_measured(reading_site: Site) -> None:
    pilot = package()["pilots"][0]
    shown = page(reading_site, f"{HLD}/outcome/trace/{pilot['mechanisms'][0]}/summary")
    went = shown.xpath("//h2[text()='Where it went']/following-sibling::ol")[0]
    assert went.xpath(f".//a[@href='{HLD}/pilots/{pilot['id']}']")
    measured = {each["benchmark"] for each in pilot.get("measurements") or []}
    assert measured
    for code in measured:
        assert went.xpath(f".//a[@href='{HLD}/{code}#figures']/..//span[contains(., 'measured for')]")


def test_every_link_of_a_trace_leads_somewhere(reading_site: Site) -> None:
    client = reading_site.client()
    for address in (
        f"{HLD}/outcome/trace/RT1-M2/problem/p2?n=12&edition=draft",
        f"{HLD}/outcome/trace/RT1-M2",
    ):
        shown = page(reading_site, address)
        links = {href.partition("#")[0] for href in shown.xpath("//main//a/@href") if href.startswith("/")}
        assert len(links) >= 5
        for href in sorted(links):
            assert client.get(href).status_code == 200, href


@pytest.mark.parametrize("language", ["en", "ar"])
def test_words_of_the_document_itself_are_said_to_be_its_own(reading_site: Site, language: str) -> None:
    own = [number for number, origin in document_numbers(reading_site).items() if not origin]
    assert own
    shown = page(reading_site, f"{HLD}/outcome/paragraphs/{own[0]}?edition=draft&lang={language}")
    assert str(own[0]) in words(shown.xpath("//h1")[0])
    assert shown.xpath(f"//a[@href='{HLD}/ballots']")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/outcome/paragraphs/99999?edition=draft", "no paragraph 99999"),
        ("/outcome/paragraphs/1?edition=77", "77"),
        ("/outcome/paragraphs/1?edition=first", "has not been issued"),
        ("/outcome/trace/RT9-M9", "RT9-M9"),
        ("/outcome/trace/RT1-M1/nothing", "nothing"),
    ],
)
def test_what_is_not_there_is_not_found_and_named(reading_site: Site, address: str, said: str) -> None:
    answer = reading_site.client().get(HLD + address)
    assert answer.status_code == 404
    shown: Any = lxml.html.fromstring(answer.text)
    assert said in words(shown)


def test_before_the_ballot_closes_the_trace_counts_nothing(reading_site: Site) -> None:
    found = trace(reading_site, slug="hld-2013-decision")
    ballots = [ballot for each in found["paragraphs"] for ballot in each["ballots"]]
    assert ballots
    assert all(ballot["outcome"] is None and ballot["counts"] is None for ballot in ballots)
    shown = page(reading_site, "/hld-2013-decision/outcome/trace/RT1-M1/summary", "state")
    assert "It has not closed; nothing is counted before." in words(shown)
    assert "with reservation" not in words(shown)


def test_what_a_closed_group_wrote_is_nowhere_in_the_trace_not_even_for_its_members(site: Site) -> None:
    texts = package()["mechanisms"] + package()["benchmarks"]
    own = next(each["code"] for each in texts if each["working_group"] == "wg-1a")
    issued = issue(site)
    assert page(site, f"{HLD}/outcome/trace/{own}/summary", "member") is not None
    site.tamper("UPDATE working_group SET closed = :yes WHERE public_id = 'wg-1a'", yes=True)
    for who in (None, "member"):
        for address in (f"/outcome/trace/{own}", f"/outcome/trace/{own}/summary"):
            assert site.client(who).get(HLD + address).status_code == 404
    for edition in ("draft", str(issued)):
        named = {each["origin"]["proposal"] for each in trace(site, edition)["paragraphs"] if each["origin"]}
        assert named
        assert not named & {each["code"] for each in texts if each["working_group"] == "wg-1a"}


def test_an_edition_keeps_its_numbers_and_proposal_contribution_and_trace_name_them(site: Site) -> None:
    n = issue(site)
    numbers = document_numbers(site, n)
    own = [number for number, origin in numbers.items() if origin.startswith("RT1-M2/")]
    first, last = own[0], own[-1]
    assert own == list(range(first, last + 1))
    standing = f"paragraphs {first} to {last}"
    assert standing in words(page(site, f"{HLD}/RT1-M2").xpath("//ul[@id='facts']")[0])
    derived = next(m for m in package()["mechanisms"] if m["code"] == "RT1-M2")["contributions"][0]
    assert standing in words(page(site, f"{HLD}/contributions/{derived}").xpath("//main")[0])
    where = page(site, f"{HLD}/outcome/trace/RT1-M2")
    assert f"edition {n}" in words(where)
    assert where.xpath(f"//a[@href='{HLD}/outcome?edition={n}#p{first}']")
    answer = site.client().get(f"{HLD}/outcome/paragraphs/{first}")
    assert f"edition={n}" in str(answer.url)
    shown: Any = lxml.html.fromstring(answer.text)
    went = words(shown.xpath("//h2[text()='Where it went']/..")[0])
    assert f"Paragraph {first}" in went
    assert f"Edition {n}" in went
    assert trace(site, str(n))["symbol"] in went


def test_a_benchmark_in_the_entry_of_its_mechanism_is_found_there(site: Site) -> None:
    n = issue(site)
    numbers = document_numbers(site, n)
    entry = next(number for number, origin in numbers.items() if origin == "RT1-M1/benchmarks")
    where = page(site, f"{HLD}/outcome/trace/RT1-B1")
    assert where.xpath(f"//a[contains(@href, '#p{entry}')]")
    assert "It stands in the entry of RT1-M1." in words(where)


def test_comment_and_pilot_lead_to_where_the_words_went(reading_site: Site) -> None:
    client = reading_site.client()
    comment = next(
        c for c in package()["comments"] if c.get("field") == "how_it_works" and not c.get("parent")
    )
    shown = page(reading_site, f"{HLD}/comments/{comment['id']}")
    there = shown.xpath("//a[contains(@href, '/outcome/trace/')]/@href")
    assert there == [f"{HLD}/outcome/trace/{comment['target']['code']}/how_it_works"]
    pilot = package()["pilots"][0]
    there += page(reading_site, f"{HLD}/pilots/{pilot['id']}").xpath(
        "//a[contains(@href, '/outcome/trace/')]/@href"
    )
    assert f"{HLD}/outcome/trace/{pilot['mechanisms'][0]}" in there
    for href in there:
        assert client.get(href).status_code == 200
