"""The consolidated document says what the delegations decided, all of it, and nothing before its time."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.outcome.recount import outcomes, package, reasons, recommended, texts
from tests.support import Site

HLD = "/consultations/hld-2013/outcome"


@pytest.fixture(scope="module")
def document(reading_site: Site) -> dict[str, Any]:
    found: dict[str, Any] = reading_site.api().get(f"{HLD}/draft.json").json()
    return found


@pytest.fixture(scope="module")
def open_document(reading_site: Site) -> dict[str, Any]:
    found: dict[str, Any] = reading_site.api().get("/consultations/hld-2013-decision/outcome").json()
    return found


def sections(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [block for block in blocks if block["type"] == "section"]


def entries(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry for part in sections(document["body"]) for entry in sections(part["blocks"])}


def annex(document: dict[str, Any], name: str) -> dict[str, Any]:
    return next(part for part in document["annexes"] if part["id"] == name)


def tables(part: dict[str, Any]) -> list[dict[str, Any]]:
    found = [block for block in part["blocks"] if block["type"] == "table"]
    for inner in sections(part["blocks"]):
        found += tables(inner)
    return found


def rows(table: dict[str, Any]) -> list[list[str]]:
    return [[texts(cell) for cell in row] for row in table["rows"]]


def test_cover_names_consultation_convenor_and_that_it_is_a_draft(document):
    cover, consultation = document["cover"], package()["consultation"]
    assert texts(cover["title"]) == consultation["title"]
    assert cover["organ"] == consultation["convenor"]
    assert cover["symbol"] == "HLD-2013/OUT/draft"
    assert cover["status"] == "Working draft. Not issued."
    assert "binds no State" in texts(cover["facts"])
    assert [texts(notice) for notice in cover["notices"]] == package()["notes"][:3]


def test_summary_gives_the_figures_of_a_recount(document):
    decided = outcomes()
    reserved = {code for code, _who, _why in reasons("support_with_reservation")}
    consensus = [code for code in decided if decided[code] == "consensus"]
    mechanisms = sum("-M" in code for code in recommended())
    said = texts(document["summary"])
    assert f"recommend {len(recommended())} of {len(decided)} proposals" in said
    assert f"{mechanisms} mechanisms and {len(recommended()) - mechanisms} benchmarks" in said
    plain = sum(code not in reserved for code in consensus)
    assert f"{plain} are recommended by consensus without a reservation" in said
    assert f"{len(consensus) - plain} by consensus with reservations" in said
    counts = list(decided.values())
    assert f"{counts.count('adopted')} were adopted with objections" in said
    assert f"{counts.count('not_adopted')} were not adopted, and {counts.count('no_quorum')} did not" in said
    assert f"gave {len(package()['ballots'][0]['positions']):,} positions" in said


def test_every_recommended_mechanism_has_its_text_under_its_roundtable(document):
    found = entries(document)
    mechanisms = [m for m in package()["mechanisms"] if m["code"] in recommended()]
    assert [code for code in found if "-M" in code] == [m["code"] for m in mechanisms]
    for mechanism in mechanisms:
        said = texts(found[mechanism["code"]]["blocks"])
        parts = [
            mechanism["summary"],
            mechanism["problem"],
            *mechanism["how_it_works"],
            *mechanism["responsible"],
        ]
        parts += [*mechanism["beneficiaries"], *mechanism["prerequisites"], mechanism["timeframe"]["label"]]
        parts += [e["text"].rstrip(".") for e in mechanism["evidence"]]
        parts += [text for risk in mechanism["risks"] for text in (risk["risk"], risk["safeguard"])]
        place = 0
        for part in (parts[0], parts[1], *mechanism["how_it_works"]):
            place = said.index(part, place) + len(part)
        for part in parts:
            assert part.rstrip(".") in said
        for benchmark in mechanism["benchmarks"]:
            assert (f"({benchmark}), from" in said) is (benchmark in recommended())


def test_roundtables_come_in_order_under_their_titles(document):
    found = sections(document["body"])
    titles = [roundtable["title"] for roundtable in package()["roundtables"]]
    assert [texts(part["title"]) for part in found[:-1]] == titles
    assert [part["label"] for part in found] == ["I.", "II.", "III.", "IV.", "V."]


def test_paragraphs_are_numbered_through_and_never_restart(document):
    numbers: list[int] = []

    def visit(blocks):
        for block in blocks:
            if block["type"] == "section":
                visit(block["blocks"])
            elif "number" in block:
                numbers.append(block["number"])

    visit(document["body"])
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 200
    assert '"number"' not in str(document["annexes"])


def test_a_benchmark_gives_baseline_and_target_with_its_decimals(document):
    found = entries(document)
    assert "(RT1-B2), from 9.00 in 2013 to 5.00 by 2018 (per cent of amount sent)" in texts(found["RT1-M2"])
    assert "(RT1-B3), from a baseline that the first measurement sets to" in texts(found["RT1-M2"])


def test_a_benchmark_whose_mechanism_is_not_recommended_stands_on_its_own_and_says_so(document):
    chosen = set(recommended())
    alone = [
        b["code"]
        for b in package()["benchmarks"]
        if b["code"] in chosen and not chosen & set(b["mechanisms"])
    ]
    assert alone
    assert sorted(code for code in entries(document) if "-B" in code) == sorted(alone)
    for code in alone:
        said = texts(entries(document)[code])
        assert "The benchmark is recommended; its mechanism, RT" in said
        assert "The aim is to go from" in said


def test_every_reservation_and_objection_to_a_recommended_text_stands_beside_it(document):
    found = entries(document)
    expected = [each for each in reasons("support_with_reservation", "object") if each[0] in recommended()]
    assert len(expected) > 50
    for code, name, reason in expected:
        hosts = (
            [code]
            if code in found
            else [m["code"] for m in package()["mechanisms"] if code in m["benchmarks"]]
        )
        for host in set(hosts) & set(found):
            kinds = [block["type"] for block in found[host]["blocks"]]
            assert kinds[-1] == "provisos"
            said = [texts(item) for item in found[host]["blocks"][-1]["items"]]
            assert any(line.startswith(name) and line.endswith(reason) for line in said), (host, name, reason)


def test_what_is_not_recommended_is_listed_with_its_reason(document):
    last = sections(document["body"])[-1]
    found = {row[0]: row for row in rows(tables(last)[0])}
    assert set(found) == set(outcomes()) - set(recommended())
    assert found["RT1-M7"][3] == "No quorum"
    assert "21 of the 50 delegations" in found["RT1-M7"][4]
    assert "States blocked it" in found["RT2-M1"][4]
    assert "33 of the 50" in found["RT3-M7"][4]


def test_framework_holds_the_recommended_benchmarks_and_no_other(document):
    codes = [row[0] for row in rows(tables(annex(document, "annex-framework"))[0])]
    assert sorted(codes) == sorted(code for code in recommended() if "-B" in code)


def test_voting_record_counts_every_position_overall_and_by_constituency(document):
    overall, parts, *_rest = tables(annex(document, "annex-votes"))
    ballot = package()["ballots"][0]
    names = ("support", "support_with_reservation", "abstain", "object")
    split = {row[0]: [cell.split("·") for cell in row[1:]] for row in rows(parts)}
    assert [row[0] for row in rows(overall)] == ballot["proposals"]
    for row in rows(overall):
        given = [p["position"] for p in ballot["positions"] if p["proposal"] == row[0]]
        counts = [given.count(name) for name in names]
        assert [int(cell) for cell in row[2:]] == [*counts, len(ballot["eligible"]) - len(given)]
        assert [sum(int(cell[n]) for cell in split[row[0]]) for n in range(5)] == [
            int(cell) for cell in row[2:]
        ]


def test_reservations_and_objections_are_annexed_word_for_word(document):
    table = tables(annex(document, "annex-votes"))[2]
    found = sorted((row[0], row[1], row[4]) for row in rows(table))
    assert found == sorted(reasons("support_with_reservation", "object"))


def test_delegations_are_named_by_position(document):
    table = tables(annex(document, "annex-votes"))[3]
    said = {row[0]: row[1] for row in rows(table)}
    names = {o["id"]: o["short_name"] for o in package()["organisations"]}
    for position, label in (("object", "Object"), ("support", "Support")):
        holders = [
            p
            for p in package()["ballots"][0]["positions"]
            if p["proposal"] == "RT2-M6" and p["position"] == position
        ]
        line = next(line for line in said["RT2-M6"].split("\n") if line.startswith(f"{label} ("))
        assert line.startswith(f"{label} ({len(holders)}): ")
        assert sorted(line.split(": ", 1)[1].split(", ")) == sorted(names[p["organisation"]] for p in holders)


def test_every_comment_is_annexed_with_its_disposition(document):
    found = {row[0]: row for row in rows(tables(annex(document, "annex-comments"))[0])}
    assert set(found) == {comment["id"] for comment in package()["comments"]}
    for comment in package()["comments"]:
        row = found[comment["id"]]
        assert comment["text"] in row[3]
        if comment["disposition"]:
            assert comment["disposition"]["reason"] in row[4]
        else:
            assert row[4] == "No disposition."


def test_a_comment_in_another_language_is_marked_with_it(document):
    table = tables(annex(document, "annex-comments"))[0]
    spoken = {comment["id"]: comment["language"] for comment in package()["comments"]}
    for row in table["rows"]:
        language = spoken[texts(row[0])]
        assert row[3][0].get("lang") == (None if language == "en" else language)
        assert row[3][0].get("dir") == ("rtl" if language == "ar" else None if language == "en" else "ltr")


def test_participants_are_all_listed_in_their_constituency(document):
    found = tables(annex(document, "annex-participants"))
    listed = [(texts(table["caption"]).rsplit(", ", 1)[0], row[0]) for table in found for row in rows(table)]
    names = {c["code"]: c["name"] for c in package()["constituencies"]}
    assert sorted(listed) == sorted((names[o["constituency"]], o["name"]) for o in package()["organisations"])


def notes(node: Any) -> list[dict[str, Any]]:
    """The runs that carry a footnote, in reading order."""
    if isinstance(node, list):
        return [found for each in node for found in notes(each)]
    if not isinstance(node, dict):
        return []
    here = [node] if node.get("note") else []
    return here + [found for value in node.values() for found in notes(value)]


def test_every_source_that_is_cited_is_a_footnote_on_its_words_with_all_that_is_known_of_it(document):
    found = notes(document["body"])
    assert [run["note"]["number"] for run in found] == list(range(1, len(found) + 1))
    sources = {source["id"]: source for source in package()["sources"]}
    cited = {
        evidence["source"]
        for mechanism in package()["mechanisms"]
        if mechanism["code"] in recommended()
        for evidence in mechanism["evidence"]
        if evidence["source"]
    }
    assert len(cited) > 10
    said = [texts(run["note"]["text"]) for run in found]
    for code in cited:
        note = next(text for text in said if text.endswith(f"({code})"))
        for name in ("title", "publisher", "url"):
            assert str(sources[code].get(name) or "").rstrip(".") in note
    mechanism = next(m for m in package()["mechanisms"] if m["code"] == "RT1-M1")
    words = [run["text"] for run in notes(entries(document)["RT1-M1"]["blocks"])]
    assert words[:2] == [evidence["text"] for evidence in mechanism["evidence"]]


def test_while_the_ballot_is_open_the_document_says_so_and_holds_every_text(open_document):
    status = open_document["cover"]["status"]
    assert status.startswith("Working draft. Not issued. The ballot has not closed; it closes at ")
    assert [code for code in entries(open_document) if "-M" in code] == [
        m["code"] for m in package()["mechanisms"]
    ]
    assert "None of them is recommended yet" in texts(open_document["summary"])
    assert "left-out" not in [part["id"] for part in sections(open_document["body"])]


def test_while_the_ballot_is_open_no_position_shows_in_any_format(reading_site, open_document):
    client = reading_site.client()
    given = [reason for _code, _name, reason in reasons("support_with_reservation", "object")]
    everything = texts(open_document) + client.get("/hld-2013-decision/outcome").text
    everything += client.get("/hld-2013-decision/outcome.html").text
    assert "provisos" not in str(open_document)
    for reason in given:
        assert reason not in everything


def test_before_any_ballot_the_document_holds_the_texts_as_they_stand(reading_site):
    document = reading_site.api().get("/consultations/hld-2013-review/outcome").json()
    assert len([code for code in entries(document) if "-M" in code]) == len(package()["mechanisms"])
    assert document["cover"]["status"] == "Working draft. Not issued. The ballot has not opened yet."
    assert "left-out" not in [part["id"] for part in sections(document["body"])]


def test_a_closed_group_does_not_occur_in_the_document(site):
    site.tamper("UPDATE working_group SET closed = :yes WHERE public_id = 'wg-1a'", yes=True)
    hidden = {
        p["code"]
        for kind in ("mechanisms", "benchmarks")
        for p in package()[kind]
        if p["working_group"] == "wg-1a"
    }
    assert hidden
    text = texts(site.api("member").get(f"{HLD}/draft.json").json())
    page = site.client("member").get("/hld-2013/outcome?edition=draft").text
    for code in hidden:
        assert code not in re.findall(r"RT\d-[MB]\d+", text)
        assert f'id="{code}"' not in page


def test_in_another_language_titles_are_translated_and_the_rest_is_marked(reading_site):
    document = reading_site.api().get(HLD, params={"lang": "ar"}).json()
    assert (document["language"], document["direction"]) == ("ar", "rtl")
    assert texts(document["cover"]["title"]) == package()["consultation"]["title_i18n"]["ar"]
    summary = entries(document)["RT1-M1"]["blocks"][1]["text"][0]
    assert (summary["lang"], summary["dir"]) == ("en", "ltr")
    english = reading_site.api().get(HLD).json()
    assert [e["paragraphs"] for e in document["contents"]] == [e["paragraphs"] for e in english["contents"]]
