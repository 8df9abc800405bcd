"""The proposal page: the text with what was said beside it, its figures, positions only after the close."""

import json
from pathlib import Path

import pytest

from tests.site.reading import codes, page, part, words
from tests.support import Site

PACKAGE = json.loads((Path(__file__).parents[2] / "data" / "hld-2013.json").read_text())
PROPOSALS = {p["code"]: p for kind in ("mechanisms", "benchmarks") for p in PACKAGE[kind]}


def test_every_field_of_a_mechanism_is_read_in_numbered_paragraphs(reading_site: Site) -> None:
    html = page(reading_site, "/hld-2013/RT2-M3")
    text = words(html.get_element_by_id("text"))
    wanted = PROPOSALS["RT2-M3"]
    said = [wanted["summary"], wanted["problem"], *wanted["how_it_works"], *wanted["prerequisites"]]
    said += [item["text"] for item in wanted["evidence"]]
    said += [part_ for risk in wanted["risks"] for part_ in (risk["risk"], risk["safeguard"])]
    said += [name.rstrip(".") for name in wanted["responsible"] + wanted["beneficiaries"]]
    assert [s for s in said if " ".join(s.split()) not in text] == []
    numbers = [int(a.text) for a in html.get_element_by_id("text").find_class("num")]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_field_of_a_benchmark_is_read(reading_site: Site) -> None:
    html = page(reading_site, "/hld-2013/RT1-B2")
    wanted = PROPOSALS["RT1-B2"]
    text = words(html.get_element_by_id("text"))
    for name in ("definition", "means_of_verification", "frequency", "responsible", "assumptions"):
        assert wanted[name] in text
    assert wanted["baseline"]["note"] in text
    assert wanted["target"]["note"] in text
    assert codes_of_partners(html) == wanted["mechanisms"]
    assert "From 9.00 per cent of amount sent in 2013 to 5.00 by 2018. Lower is better." in words(
        part(html, "figures")
    )


def codes_of_partners(html: object) -> list[str]:
    return [e.get("id") for e in part(html, "partners").find_class("bench")]


def test_a_mechanism_draws_its_benchmarks_from_baseline_to_target(reading_site: Site) -> None:
    html = page(reading_site, "/hld-2013/RT2-M3")
    assert sorted(codes_of_partners(html)) == sorted(PROPOSALS["RT2-M3"]["benchmarks"])
    known, gap = html.get_element_by_id("RT2-B5"), html.get_element_by_id("RT2-B4")
    label = "From 22.1 per cent of families in 2011 to 15.0 by 2017. Lower is better."
    assert known.xpath(".//svg/@aria-label") == [label]
    assert "no figure yet" in words(gap)


def test_comments_stand_beside_the_field_they_are_about_with_their_dispositions(reading_site: Site) -> None:
    html = page(reading_site, "/hld-2013/RT2-M3")
    for comment in (c for c in PACKAGE["comments"] if c["target"]["code"] == "RT2-M3"):
        note = html.get_element_by_id(comment["id"])
        assert " ".join(comment["text"].split()) in words(note)
        if comment["disposition"]:
            assert comment["disposition"]["reason"] in words(note)
        else:
            assert "No disposition yet" in words(note)
        if comment["parent"]:
            assert note.getparent().get("id") == comment["parent"]
        elif comment["field"]:
            (clause,) = html.xpath(f'//section[@aria-labelledby="f-{comment["field"]}"]')
            assert note in clause.iter("article")


def test_it_says_what_it_still_needs_in_one_line(reading_site: Site) -> None:
    (line,) = page(reading_site, "/hld-2013/RT2-M3").find_class("needs")
    assert "a disposition for 1 comment" in words(line)
    assert "a baseline for RT2-B4" in words(line)
    (line,) = page(reading_site, "/hld-2013/RT1-B2").find_class("needs")
    assert "Nothing." in words(line)


def tallied(code: str) -> dict[str, int]:
    ballot = PACKAGE["ballots"][0]
    given = [p["position"] for p in ballot["positions"] if p["proposal"] == code]
    counts = {
        name: given.count(name) for name in ("support", "support_with_reservation", "abstain", "object")
    }
    return {**counts, "not_voted": len(ballot["eligible"]) - len(given)}


@pytest.mark.parametrize("code", ["RT2-M3", "RT1-B2", "RT2-M1", "RT1-M7", "RT4-M6"])
def test_positions_stand_overall_and_by_constituency_after_the_close(reading_site: Site, code: str) -> None:
    html = page(reading_site, f"/hld-2013/{code}")
    section = part(html, "positions")
    counts = tallied(code)
    key = [int(words(b)) for b in section.xpath('.//ul[@class="key"]//b')]
    assert key == list(counts.values())
    columns = [[int(words(td)) for td in tr.xpath("td")[1:]] for tr in section.xpath(".//tbody/tr")]
    assert [sum(column) for column in zip(*columns, strict=True)] == key
    reasons = [
        p["reason"]
        for p in PACKAGE["ballots"][0]["positions"]
        if p["proposal"] == code and p["position"] in ("object", "support_with_reservation")
    ]
    assert all(" ".join(reason.split()) in words(section) for reason in reasons)


@pytest.mark.parametrize("who", [None, "state", "moderator", "secretariat", "administrator"])
def test_nobody_sees_a_count_while_the_ballot_is_open(reading_site: Site, who: str | None) -> None:
    section = part(page(reading_site, "/hld-2013-decision/RT1-M1", who), "positions")
    assert not section.xpath('.//svg[contains(@class, "seats")]')
    assert not section.xpath(".//table")
    assert "This ballot is still open" in words(section)


def test_versions_lead_to_what_changed_between_them(reading_site: Site) -> None:
    html = page(reading_site, "/hld-2013/RT1-M1")
    section = part(html, "versions")
    assert codes(section) == ["Version 2", "Version 1"]
    (form,) = section.xpath(".//form")
    answer = reading_site.client().get(form.get("action"), params={"from": 1, "to": 2})
    assert answer.status_code == 200
    assert "<del" in answer.text
    assert "<ins" in answer.text
    alone = page(reading_site, "/hld-2013/RT2-M3")
    assert "There is one version so far." in words(part(alone, "versions"))


def test_sources_contributions_and_pilots_are_named(reading_site: Site) -> None:
    html = page(reading_site, "/hld-2013/RT2-M3")
    wanted = PROPOSALS["RT2-M3"]
    assert codes(part(html, "sources")) == sorted(wanted["contributions"]) + sorted(
        {item["source"] for item in wanted["evidence"] if item["source"]}
    )
    pilots = [p["code"] for p in PACKAGE["pilots"] if "RT2-M3" in p["mechanisms"]]
    assert codes(part(html, "pilots")) == pilots


def test_editing_is_refused_with_its_reason_beside_the_control(reading_site: Site) -> None:
    def why(address: str, who: str | None) -> str:
        section = part(page(reading_site, address, who), "versions")
        found = section.xpath('.//p[@id="why-edit"]')
        return words(found[0]) if found else ""

    assert "Sign in first" in why("/hld-2013-review/RT1-M1", None)
    assert "Only members of WG-1A" in why("/hld-2013-review/RT1-M1", "state")
    assert why("/hld-2013-review/RT1-M1", "member") == ""
    assert "under decision" in why("/hld-2013-decision/RT1-M1", "member")


def close_group(site: Site, slug: str, code: str) -> None:
    site.tamper(
        "UPDATE working_group SET closed = true WHERE code = :code AND consultation_id ="
        " (SELECT id FROM consultation WHERE slug = :slug)",
        code=code,
        slug=slug,
    )


def test_what_a_closed_group_writes_is_nowhere_for_outsiders(site: Site) -> None:
    slug = "hld-2013-review"
    close_group(site, slug, "WG-1A")
    hidden = {p["code"] for p in PROPOSALS.values() if p["working_group"] == "wg-1a"}
    outsider, insider = site.client("state"), site.client("member")
    for code in sorted(hidden)[:2]:
        assert outsider.get(f"/{slug}/{code}").status_code == 404
        assert insider.get(f"/{slug}/{code}").status_code == 200
    assert outsider.get(f"/{slug}/groups/WG-1A").status_code == 404
    for address in (f"/{slug}", f"/{slug}/RT1", f"/{slug}/proposals", f"/{slug}/contributions/C-04"):
        text = outsider.get(address).text
        assert [code for code in hidden if f"/{slug}/{code}" in text] == [], address
    shown = codes(page(site, f"/{slug}/proposals", "state").get_element_by_id("found"))
    assert len(shown) == 68 - len(hidden)
    assert len(codes(page(site, f"/{slug}/proposals", "member").get_element_by_id("found"))) == 68
    assert f"{68 - len(hidden)} proposals" in words(page(site, f"/{slug}", "state").find_class("facts")[0])


@pytest.mark.parametrize("slug", ["hld-2013", "hld-2013-review", "hld-2013-decision"])
def test_every_proposal_page_can_be_read(reading_site: Site, slug: str) -> None:
    client = reading_site.client()
    failed = [code for code in PROPOSALS if client.get(f"/{slug}/{code}").status_code != 200]
    assert not failed


def test_a_newer_version_says_which_one_the_round_is_about(site: Site) -> None:
    api = site.api("member")
    at = "/consultations/hld-2013-review/proposals/RT1-M1"
    before = site.client().get("/hld-2013-review/RT1-M1").text
    assert "and so are the comments made now" not in before
    saved = api.patch(at, headers={"If-Match": api.get(at).headers["ETag"]}, json={"tags": ["indicators"]})
    assert saved.json()["version"] == 3
    after = site.client().get("/hld-2013-review/RT1-M1").text
    assert "is about version 2, and so are the comments made now. This is version 3" in after
    made = site.api("ngo").post(
        f"{at}/comments", json={"type": "general", "stance": "support", "text": "Good."}
    )
    assert made.json()["version"] == 2
