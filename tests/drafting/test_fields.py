"""All fields of a mechanism and of a benchmark: there and back, checked, compared, merged, read."""

from typing import Any

import pytest

from app.drafting.checks import check_fields
from app.drafting.compare import merge_content, redline_content
from app.drafting.content import arrange, blank, content_hash, plain
from app.drafting.fields import LATER, SHAPES, fields_of
from app.drafting.models import Kind
from app.drafting.reading import clauses_of
from tests.support import Form, Site

API = "/consultations/hld-2013-review/proposals"
MECHANISM: dict[str, Any] = {
    "mechanism_type": "service",
    "level": "national",
    "resources": ["Two officers in each consulate", "A telephone line"],
    "good_practice": [
        {"text": "A help line", "place": "Manila", "years": "2009 to 2012", "results": "40,000 calls"}
    ],
    "transferability": "Any State with consulates.\n\nOthers through a partner.",
    "pilot_readiness": "Sweden could lead.",
    "markers": {"gender": "Most callers are women.", "children": "Schools are told of it."},
    "sponsors": ["org-bel"],
    "instruments": ["ICRMW, article 65"],
    "language": "fr",
}
BENCHMARK: dict[str, Any] = {
    "result_level": "outcome",
    "computation": "Calls answered by all calls.",
    "milestones": [
        {"value": 10, "year": 2015, "note": ""},
        {"value": 12.5, "year": 2016, "note": "Mid-term"},
    ],
    "limitations": "It says nothing of those who do not call.",
    "smart": {"specific": "yes", "relevant": "no", "relevant_note": "The need is elsewhere."},
    "markers": {"human_rights": "Access to redress."},
    "sponsors": ["org-swe"],
    "instruments": ["MDG 8"],
    "language": "es",
}
FULL = {"mechanism": MECHANISM, "benchmark": BENCHMARK}


def test_every_later_field_is_tried_here() -> None:
    assert set(MECHANISM) | set(BENCHMARK) == LATER
    for kind, given in FULL.items():
        assert set(given) == set(SHAPES[Kind(kind)]) & LATER


@pytest.mark.parametrize("kind", FULL)
def test_form_and_reader_know_the_same_fields(kind: str) -> None:
    assert {spec.name: spec.shape for spec in fields_of(kind)} == SHAPES[Kind(kind)]


@pytest.mark.parametrize("kind", FULL)
def test_a_text_without_the_later_fields_says_what_it_said_before_they_were_there(kind: str) -> None:
    short, _next = arrange(kind, {"title": "T"})
    assert not set(short) & LATER
    assert content_hash(arrange(kind, blank(kind) | {"title": "T"})[0]) == content_hash(short)


@pytest.mark.parametrize("kind", FULL)
def test_programs_send_and_get_every_field(site: Site, kind: str) -> None:
    api = site.api("member")
    made = api.post(API, json={"kind": kind, "roundtable": "RT1", "title": "All of it", **FULL[kind]})
    assert made.status_code == 201, made.text
    assert {name: made.json()[name] for name in FULL[kind]} == FULL[kind]
    empty = api.post(API, json={"kind": kind, "roundtable": "RT1", "title": "None of it"}).json()
    assert {name: empty[name] for name in FULL[kind]} == {name: blank(kind)[name] for name in FULL[kind]}
    # Taking a field out again is a change like any other.
    code = made.json()["code"]
    gone = api.patch(f"{API}/{code}", headers={"If-Match": '"1"'}, json={"markers": {}, "instruments": []})
    assert gone.status_code == 200, gone.text
    assert gone.json()["markers"] == {}
    assert gone.json()["sponsors"] == FULL[kind]["sponsors"]


@pytest.mark.parametrize("kind", FULL)
def test_the_form_brings_back_every_field_and_the_page_reads_it(site: Site, kind: str) -> None:
    code = site.api("member").post(API, json={"kind": kind, "roundtable": "RT1", "title": "All of it", **FULL[kind]}).json()["code"]  # fmt: skip
    member = site.client("member")
    page = member.get(f"/hld-2013-review/{code}/edit")
    saved = Form(page, "/versions").submit(member, follow=False)
    assert saved.status_code == 303
    assert site.rows("SELECT max(version) AS n FROM proposal WHERE code = :code", code=code)[0].n == 1
    text = member.get(f"/hld-2013-review/{code}/versions/1").text
    for words in ("A help line", "Manila, 2009 to 2012", "A service", "Most callers are women.") if kind == "mechanism" else ("Mid-term", "by 2015", "Outcome", "The need is elsewhere.", "Access to redress."):  # fmt: skip
        assert words in text
    assert 'lang="fr"' in text if kind == "mechanism" else 'lang="es"' in text


@pytest.mark.parametrize(
    ("kind", "given", "field", "sentence"),
    [
        ("mechanism", {"markers": {"gender": "  "}}, "markers.gender", "Say how the text serves"),
        ("mechanism", {"markers": {"gender": "\u200b"}}, "markers.gender", "Say how the text serves"),
        ("mechanism", {"good_practice": [{"text": "", "place": "Manila"}]}, "good_practice.0.text", "Say what was done"),
        ("benchmark", {"milestones": [{"value": 3}]}, "milestones.0.year", "Say in which year"),
        ("benchmark", {"milestones": [{"year": 2015}]}, "milestones.0.value", "Say what is to be reached"),
        ("mechanism", {"sponsors": ["org-nowhere"]}, "sponsors", "No delegation here"),
        ("mechanism", {"language": "tlh"}, "language", "en, fr, es, ar, zh, ru"),
        ("mechanism", {"transferability": "x" * 200_000}, "transferability", ""),
        ("mechanism", {"good_practice": [{"text": f"Practice {n}"} for n in range(61)]}, "good_practice", "at most 60"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_one_sentence_at_its_field(
    site: Site, kind: str, given: dict[str, Any], field: str, sentence: str
) -> None:
    answer = site.api("member").post(API, json={"kind": kind, "roundtable": "RT1", "title": "T", **given})
    assert answer.status_code == 422
    errors = answer.json()["errors"]
    assert [error["field"] for error in errors] == [field]
    assert sentence in errors[0]["message"]


def test_a_paste_of_200_kb_comes_back_with_its_sentence_and_nothing_lost(site: Site) -> None:
    member = site.client("member")
    form = Form(member.get("/hld-2013-review/RT1-M1/edit"), "/versions")
    pasted = "слово " * 33_000
    answer = form.submit(
        member, transferability=pasted, summary="\u202eRight to left\u202c and \u200bzero wide"
    )
    assert answer.status_code == 422
    assert "at most 5000 fit here" in answer.text
    again = Form(answer, "/versions")
    assert again.values["transferability"][0].strip() == pasted.strip()
    assert "zero wide" in again.values["summary"][0]
    saved = again.submit(member, follow=False, transferability="слово")
    assert saved.status_code == 303
    shown = member.get("/hld-2013-review/RT1-M1").text
    assert "Right to left" in shown


def test_a_group_of_the_form_is_open_where_it_holds_something(site: Site) -> None:
    member = site.client("member")
    new = member.get("/hld-2013-review/proposals/new?roundtable=RT1").text
    assert '<details id="more-practice">' in new
    form = Form(member.get("/hld-2013-review/proposals/new?roundtable=RT1"), "/proposals")
    wrong = form.submit(member, title="T", language="tlh", **{"markers.gender": "For women."})
    assert wrong.status_code == 422
    assert '<details id="more-rights" open>' in wrong.text
    assert '<details id="more-links" open>' in wrong.text


def test_a_comment_can_be_made_on_a_later_field(site: Site) -> None:
    api = site.api("member")
    body = {"type": "general", "stance": "support", "text": "Good.", "field": "pilot_readiness"}
    answer = api.post(f"{API}/RT1-M1/comments", json=body)
    assert answer.status_code == 201, answer.text


def milestones(*given: tuple[Any, int, str]) -> list[dict[str, Any]]:
    return [{"id": f"p{n}", "value": v, "year": y, "note": note} for n, (v, y, note) in enumerate(given, 1)]


def test_figures_of_a_milestone_are_never_mixed_from_two() -> None:
    base, _next = arrange("benchmark", {"title": "T"})
    base |= {"milestones": milestones((5.5, 2015, "one two three four"))}
    mine = base | {"milestones": milestones((6.5, 2015, "ONE two three four"))}
    theirs = base | {"milestones": milestones((5.7, 2016, "one two three FOUR"))}
    merged = merge_content("benchmark", base, mine, theirs)
    assert merged.content["milestones"] == milestones((5.7, 2016, "ONE two three FOUR"))
    assert [(c.id, c.part, c.mine, c.theirs) for c in merged.collisions] == [("p1", "value", "6.5", "5.7")]


def test_markers_and_answers_merge_each_by_itself() -> None:
    base, _next = arrange(
        "benchmark", {"title": "T", "markers": {"gender": "For women."}, "smart": {"specific": "no"}}
    )
    mine = base | {
        "markers": {"gender": "For women.", "children": "In schools."},
        "smart": {"specific": "yes"},
    }
    theirs = {name: value for name, value in base.items() if name != "markers"} | {"smart": {"specific": "no", "relevant": "yes"}}  # fmt: skip
    merged = merge_content("benchmark", base, mine, theirs)
    assert merged.content["markers"] == {"children": "In schools."}
    assert merged.content["smart"] == {"specific": "yes", "relevant": "yes"}
    assert merged.collisions == ()


def test_what_changed_in_a_later_field_is_shown_in_words() -> None:
    old, after = arrange("mechanism", {"title": "T", "level": "local"})
    new, _after = arrange("mechanism", {"title": "T", **MECHANISM}, old=old, next_paragraph=after)
    changes = {change.spec.name: change for change in redline_content("mechanism", old, new)}
    assert {name for name, change in changes.items() if change.changed} == set(MECHANISM) - {"language"} | {
        "language"
    }
    pieces = changes["level"].items[0].parts[0].pieces
    assert {(piece.op, piece.text.strip()) for piece in pieces} == {("del", "Local"), ("ins", "National")}


@pytest.mark.parametrize("kind", FULL)
def test_what_is_wrong_in_shape_is_said_and_breaks_nothing(kind: str) -> None:
    for name in FULL[kind]:
        for odd in (7, "text", ["a", 3], {"x": 1}, [{"y": 2}], True):
            checked = check_fields(kind, {"title": "T", name: odd})
            clauses_of(kind, arrange(kind, {"title": "T"})[0])
            assert checked.errors or plain(arrange(kind, checked.fields)[0])["title"] == "T"
