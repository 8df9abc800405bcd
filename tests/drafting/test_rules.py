"""The pure rules of texts: states, needs, arithmetic of fields."""

from datetime import UTC, datetime, timedelta

import pytest

from app.consultations.calendar import Stage
from app.consultations.models import Round, RoundKind
from app.drafting.checks import check_fields
from app.drafting.compare import merge_content, redline_content
from app.drafting.content import arrange, blank, plain
from app.drafting.models import Kind, ProposalState, Version
from app.drafting.queries import text_under_review
from app.drafting.rules import OPEN_STATES, needs, state_after_save, why_not_change

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
FULL = {
    "title": "T", "summary": "S", "problem": "P", "how_it_works": ["a"], "responsible": ["b"],
    "evidence": [{"text": "e", "source": None}],
}  # fmt: skip


def a_round(kind: RoundKind, opens: datetime = AT) -> Round:
    return Round(
        consultation_id=1, code="R1", number=1, title="R1", kind=kind, opens_at=opens,
        closes_at=opens + timedelta(days=9),
    )  # fmt: skip


@pytest.mark.parametrize("state", list(ProposalState))
def test_a_text_under_decision_or_decided_cannot_be_edited_and_the_sentence_says_what_would_change_it(
    state: ProposalState,
) -> None:
    sentence = why_not_change("RT1-M1", state)
    assert (sentence is None) == (state in OPEN_STATES)
    if sentence is not None:
        assert sentence.startswith("RT1-M1")
        assert sentence.count(".") >= 1


@pytest.mark.parametrize(
    ("state", "kind", "after"),
    [
        ("draft", None, "draft"),
        ("submitted", None, "submitted"),
        ("under_review", RoundKind.COMMENT, "under_review"),
        ("under_review", RoundKind.REVISION, "revised"),
        ("under_review", None, "revised"),
        ("revised", None, "revised"),
        ("ready", None, "revised"),
        ("ready", RoundKind.COMMENT, "revised"),
    ],
)
def test_a_save_leaves_what_is_pinned_under_review_and_sends_back_what_was_ready(
    state: str, kind: RoundKind | None, after: str
) -> None:
    assert state_after_save(state, Stage(at=AT, round=a_round(kind) if kind else None)) == after


def test_the_text_under_review_is_the_newest_written_before_the_opening() -> None:
    opens = AT
    made = [Version(consultation_id=1, proposal_id=1, n=n, content={}, created_at=AT + timedelta(hours=h)) for n, h in ((1, -9), (2, -1), (3, 0), (4, 5))]  # fmt: skip
    under = text_under_review(a_round(RoundKind.COMMENT, opens), made)
    assert under is not None
    assert under.n == 2
    assert text_under_review(a_round(RoundKind.COMMENT, opens), made[2:]) is None


def needed(kind: Kind, fields: dict, links: int = 1) -> list[str]:
    content, _next = arrange(kind, fields)
    return [need.field for need in needs(kind, content, links=links) if need.blocks]


def test_a_mechanism_needs_its_problem_description_actors_and_evidence() -> None:
    assert needed(Kind.MECHANISM, FULL) == []
    for name in ("problem", "summary", "how_it_works", "responsible", "evidence"):
        assert needed(Kind.MECHANISM, {**FULL, name: blank("mechanism")[name]}) == [name]


def test_a_mechanism_without_a_benchmark_is_warned_and_not_blocked() -> None:
    content, _next = arrange("mechanism", FULL)
    assert [(n.field, n.blocks) for n in needs("mechanism", content, links=0)] == [("benchmarks", False)]


def test_a_benchmark_needs_a_baseline_or_by_when_there_will_be_one() -> None:
    full = {
        "title": "T", "definition": "D", "unit": "u", "means_of_verification": "m", "frequency": "yearly",
        "responsible": "r", "baseline": {"value": 1, "year": 2013, "note": "", "source": None},
        "target": {"value": 2, "year": 2018, "note": ""},
    }  # fmt: skip
    assert needed(Kind.BENCHMARK, full) == []
    without = {"value": None, "year": None, "note": "", "source": None}
    assert needed(Kind.BENCHMARK, {**full, "baseline": without}) == ["baseline"]
    assert needed(Kind.BENCHMARK, {**full, "baseline": {**without, "note": "By 2015."}}) == []
    assert needed(Kind.BENCHMARK, {**full, "baseline": {**without, "value": 3}}) == ["baseline"]
    assert needed(Kind.BENCHMARK, {**full, "target": {"value": 2, "year": None, "note": ""}}) == ["target"]
    assert needed(Kind.BENCHMARK, full, links=0) == ["mechanisms"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("22.1", 22.1), ("9.0", 9.0), ("15", 15), ("-3", -3), ("\u22123", -3), (0, 0), (2.5, 2.5), ("", None)],
)
def test_a_figure_is_read_as_it_is_written(typed: object, stored: object) -> None:
    checked = check_fields(
        "benchmark", {"title": "T", "target": {"value": typed, "year": "2018", "note": ""}}
    )
    assert checked.errors == []
    assert checked.fields["target"]["value"] == stored
    assert type(checked.fields["target"]["value"]) is type(stored)


@pytest.mark.parametrize("typed", ["1,5", "five", "1e999", "nan", True, "10" * 9])
def test_a_figure_that_is_none_is_refused(typed: object) -> None:
    checked = check_fields("benchmark", {"title": "T", "target": {"value": typed, "year": None, "note": ""}})
    assert [error.field for error in checked.errors] == ["target.value"]


def test_package_shape_comes_back_from_what_is_stored() -> None:
    fields = {
        **blank("mechanism"),
        **FULL,
        "problem": "One.\n\nTwo.",
        "risks": [{"risk": "r", "safeguard": "s"}],
    }
    content, after = arrange("mechanism", fields)
    assert {**blank("mechanism"), **plain(content)} == fields
    ids = [item["id"] for value in content.values() if isinstance(value, list) for item in value]
    assert len(ids) == len(set(ids)) == after - 1


def test_a_changed_source_leaves_the_evidence_its_id() -> None:
    content, after = arrange("mechanism", FULL)
    changed, later = arrange(
        "mechanism",
        {**FULL, "evidence": [{"text": "e", "source": "P-01"}]},
        old=content,
        next_paragraph=after,
    )
    assert changed["evidence"][0]["id"] == content["evidence"][0]["id"]
    assert later == after


def test_each_field_is_merged_by_its_own_nature() -> None:
    base, after = arrange("benchmark", {"title": "Base", "decimals": 0, "target": {"value": 5, "year": 2018, "note": "a b c"}, "mechanisms": ["RT1-M1"]})  # fmt: skip
    mine = {**base, "decimals": 2, "target": {"value": 5, "year": 2019, "note": "A b c"}, "mechanisms": ["RT1-M1", "RT1-M2"]}  # fmt: skip
    theirs = {
        **base,
        "direction": "lower",
        "target": {"value": 6, "year": 2018, "note": "a b C"},
        "mechanisms": [],
    }
    merged = merge_content("benchmark", base, mine, theirs)
    assert merged.collisions == ()
    assert merged.content["decimals"] == 2
    assert merged.content["direction"] == "lower"
    assert merged.content["target"] == {"value": 6, "year": 2019, "note": "A b C"}
    assert merged.content["mechanisms"] == ["RT1-M2"]
    clash = merge_content("benchmark", base, mine, {**theirs, "decimals": 1})
    assert [(c.field, c.mine, c.theirs) for c in clash.collisions] == [("decimals", "2", "1")]
    assert clash.content["decimals"] == 1
    assert after == 1


def test_a_redline_tells_moved_deleted_inserted_changed_and_rewritten_apart() -> None:
    steps = ["alpha beta gamma delta", "one two three four", "red green blue grey", "north south east west", "do re mi fa sol la"]  # fmt: skip
    old, after = arrange("mechanism", {"title": "T", "how_it_works": steps})
    new, _next = arrange(
        "mechanism",
        {"title": "T", "how_it_works": ["red green blue grey", "alpha beta gamma DELTA", "one two five six seven", "brand new words here"]},
        old=old,
        next_paragraph=after,
    )  # fmt: skip
    field = next(
        change for change in redline_content("mechanism", old, new) if change.spec.name == "how_it_works"
    )
    told = [(item.status, item.moved) for item in field.items]
    assert sorted(status for status, _moved in told) == [
        "changed", "deleted", "deleted", "inserted", "rewritten", "same",
    ]  # fmt: skip
    assert sum(moved for _status, moved in told) == 1, "of two that changed places, one moved past the other"
