"""The order of amendments is total and depends on nothing but the text, the words and the chair; how far one is, is bounded."""

import itertools
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drafting.content import arrange, plain
from app.drafting.models import Kind
from app.kernel.errors import Invalid
from app.voting.amendments.passages import change_of, distance, passages_of, put, words_of
from app.voting.amendments.rules import in_order, is_amendment

WORDS = st.lists(st.sampled_from(["every", "State", "keeps", "one", "public", "register", "of", "5", "recruiters", "and", "shall", "review", "it"]), max_size=12)  # fmt: skip
TEXTS = WORDS.map(" ".join)
FIELDS: dict[str, Any] = {
    "title": "A register", "summary": "Every recruiter stands in it.", "problem": "One.\n\nTwo.\n\nThree.",
    "how_it_works": ["They register.", "They pay."], "responsible": ["Ministries"],
    "evidence": [{"text": "Manila has one.", "source": "S-1"}],
}  # fmt: skip
CONTENT, NEXT = arrange(Kind.MECHANISM, FIELDS)
PLACES = [(one.field, one.paragraph) for one in passages_of(Kind.MECHANISM, CONTENT)]


@dataclass(frozen=True)
class Moved:
    code: str
    field: str
    paragraph: str
    distance: int
    place: int | None


@st.composite
def moved(draw: Any) -> list[Moved]:
    return [
        Moved(f"RT1-M1-A{n}", *draw(st.sampled_from([*PLACES, ("problem", "p99")])), draw(st.integers(0, 3)), draw(st.none() | st.integers(1, 3)))
        for n in range(1, draw(st.integers(0, 12)) + 1)
    ]  # fmt: skip


@given(moved(), st.randoms(use_true_random=False))
def test_the_order_is_the_same_in_whatever_order_they_were_moved(found: list[Moved], chance: Any) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert in_order(Kind.MECHANISM, CONTENT, shuffled) == in_order(Kind.MECHANISM, CONTENT, found)
    assert sorted(one.code for one in found) == sorted(
        one.code for one in in_order(Kind.MECHANISM, CONTENT, found)
    )


@given(moved())
def test_paragraphs_stand_together_in_the_order_of_the_text_and_the_furthest_first_unless_the_chair_says(
    found: list[Moved],
) -> None:
    ordered = in_order(Kind.MECHANISM, CONTENT, found)
    groups = [key for key, _some in itertools.groupby(ordered, key=lambda one: (one.field, one.paragraph))]
    assert len(groups) == len(set(groups))
    known = [PLACES.index(key) for key in groups if key in PLACES]
    assert known == sorted(known)
    for one, other in itertools.pairwise(ordered):
        if (one.field, one.paragraph) != (other.field, other.paragraph):
            continue
        if one.place is None and other.place is None:
            assert one.distance >= other.distance
        elif one.place is not None and other.place is not None:
            assert one.place <= other.place
        else:
            assert one.place is not None, "what the chair put in order comes before what came later"


def test_the_tenth_comes_after_the_second_and_not_before() -> None:
    ten = [Moved(f"RT1-M1-A{n}", "title", "", 4, None) for n in (10, 2, 1)]
    assert [one.code for one in in_order(Kind.MECHANISM, CONTENT, ten)] == [
        "RT1-M1-A1",
        "RT1-M1-A2",
        "RT1-M1-A10",
    ]


@given(TEXTS, TEXTS)
def test_how_far_is_bounded_by_the_words_there_are_and_nought_only_for_the_same(old: str, new: str) -> None:
    n = distance(old, new)
    a, b = len(old.split()), len(new.split())
    assert abs(a - b) <= n <= a + b or (n == 1 and old != new)
    assert (n == 0) == (old == new)


@given(TEXTS)
def test_to_take_a_paragraph_out_is_as_far_as_it_has_words(old: str) -> None:
    assert distance(old, "") == len(old.split())
    assert distance("", old) == len(old.split())


def test_signs_are_no_words_but_a_change_of_a_sign_alone_counts() -> None:
    assert distance("At least 5, and more.", "At least 5 and more") == 1
    assert distance("≥ 5", "≤ 5") == 1
    assert distance("five regions", "three regions") == 2


@given(st.sampled_from(PLACES), TEXTS)
def test_what_is_put_in_is_found_again_and_everything_else_stays(place: tuple[str, str], text: str) -> None:
    field, paragraph = place
    changed, following = put(Kind.MECHANISM, CONTENT, NEXT, field, paragraph, text)
    assert words_of(Kind.MECHANISM, CONTENT, changed, field, paragraph) == text
    assert following >= NEXT
    for name in {*CONTENT, *changed} - {field}:
        assert changed.get(name) == CONTENT.get(name)
    for one in CONTENT.get(field) or [] if isinstance(CONTENT.get(field), list) else []:
        if one["id"] != paragraph:
            assert one in changed[field]


@given(st.lists(st.tuples(st.sampled_from(PLACES), TEXTS), max_size=4, unique_by=lambda each: each[0]))
def test_those_to_different_paragraphs_enter_in_any_order_and_say_the_same(
    many: list[tuple[tuple[str, str], str]],
) -> None:
    said = []
    for order in (many, many[::-1]):
        content, following = CONTENT, NEXT
        for (field, paragraph), text in order:
            content, following = put(Kind.MECHANISM, content, following, field, paragraph, text)
        said.append(plain(content))
        ids = [
            item["id"]
            for value in content.values()
            if isinstance(value, list)
            for item in value
            if isinstance(item, dict)
        ]
        assert len(ids) == len(set(ids)), "no paragraph id is there twice"
    assert said[0] == said[1]


def test_several_paragraphs_of_one_amendment_get_ids_that_were_never_given() -> None:
    first = CONTENT["problem"][0]["id"]
    changed = change_of(
        Kind.MECHANISM, CONTENT, NEXT, field="problem", paragraph=first, text="One.\n\nAnd a half."
    )
    assert [item["id"] for item in changed.content["problem"]][:2] == [first, f"p{NEXT}"]
    assert changed.next_paragraph == NEXT + 1


def test_a_required_field_is_not_emptied_and_a_source_stays_with_its_words() -> None:
    only = CONTENT["evidence"][0]["id"]
    with pytest.raises(Invalid, match="would lack what it must have"):
        change_of(Kind.MECHANISM, CONTENT, NEXT, field="evidence", paragraph=only, text="")
    changed = change_of(
        Kind.MECHANISM, CONTENT, NEXT, field="evidence", paragraph=only, text="Colombo has one."
    )
    assert changed.content["evidence"] == [{"id": only, "text": "Colombo has one.", "source": "S-1"}]


def test_the_code_tells_an_amendment_from_a_text() -> None:
    assert is_amendment("RT1-M1-A1")
    assert is_amendment("WG-9-B12-A30")
    assert not any(map(is_amendment, ("RT1-M1", "RT1-B2", "WG-A1-M1", "RT1-M1-A", "RT1-A1", "CM-A1")))
