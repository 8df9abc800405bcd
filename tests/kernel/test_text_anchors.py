"""Quoted words keep their place: followed into later texts, said to be changed or removed, never at wrong words."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.drafting.content import arrange
from app.kernel.text.anchors import Anchor, follow, locate, occurrences, squeezed, surroundings
from app.kernel.text.paragraphs import Para, align, split_paragraphs

OLD = [
    Para("p1", "States register the recruiters, and the State publishes the list."),
    Para("p2", "Workers pay no fee. The employer pays the fee, as the State has said."),
]


def after(*texts: str) -> list[Para]:
    return align(OLD, list(texts), 3)[0]


def words(anchor: Anchor, rows: list[Para]) -> str:
    text = next(para.text for para in rows if para.id == anchor.paragraph)
    return text[anchor.start : anchor.end]


def test_words_that_stand_still_are_kept() -> None:
    anchor = follow({"exact": "publishes the list"}, "p1", OLD, OLD)
    assert (anchor.kind, anchor.paragraph, words(anchor, OLD)) == ("kept", "p1", "publishes the list")


def test_words_follow_an_edit_before_them() -> None:
    new = after(
        "Since 2014 all States register the recruiters, and the State publishes the list.", OLD[1].text
    )
    anchor = follow({"exact": "publishes the list"}, "p1", OLD, new)
    assert anchor.kind == "kept"
    assert words(anchor, new) == "publishes the list"


def test_words_follow_their_paragraph_to_another_place() -> None:
    new = after(OLD[1].text, "A new beginning, of which nobody spoke.", OLD[0].text)
    anchor = follow({"exact": "recruiters"}, "p1", OLD, new)
    assert (anchor.kind, anchor.paragraph) == ("kept", "p1")


def test_changed_gives_both_texts() -> None:
    new = after("States register the recruiters, and the State prints the list.", OLD[1].text)
    anchor = follow({"exact": "publishes the list"}, "p1", OLD, new)
    assert anchor == Anchor("changed", "p1", old=OLD[0].text, new=new[0].text)
    assert not anchor.unsettled


def test_removed_gives_the_quote() -> None:
    anchor = follow({"exact": "publishes the list"}, "p1", OLD, after(OLD[1].text))
    assert anchor == Anchor("removed", old="publishes the list")


def test_words_split_off_into_a_new_paragraph_are_followed() -> None:
    new = after(OLD[0].text, "Workers pay no fee.", "The employer pays the fee, as the State has said.")
    assert new[1].id == "p2" != new[2].id
    anchor = follow({"exact": "as the State has said"}, "p2", OLD, new)
    assert (anchor.kind, anchor.paragraph) == ("kept", new[2].id)


def test_when_the_words_meant_are_gone_the_same_words_beside_them_are_not_taken() -> None:
    old = [Para("p1", "A fee is paid by the worker in some States; a fee is paid by the employer in others.")]
    quote = {"exact": "fee is paid", "prefix": "", "suffix": " by the worker"}
    new = [
        Para("p1", "Nothing is paid by the worker in some States; a fee is paid by the employer in others.")
    ]
    assert follow(quote, "p1", old, new).kind == "changed"


def test_a_word_is_not_found_inside_a_longer_one() -> None:
    old = [Para("p1", "Every migrant has a file, and all migrants may read it at any time they like.")]
    place = locate({"exact": "migrant"}, None, old)
    assert place is not None
    assert place.start == 6
    new = [Para("p1", "Every person has a file, and all migrants may read it at any time they like.")]
    assert follow({"exact": "migrant"}, "p1", old, new).kind == "changed"


def test_several_places_are_settled_by_the_surroundings_or_the_paragraph_and_else_by_nothing() -> None:
    assert locate({"exact": "the State"}, None, OLD) is None
    assert locate({"exact": "the State"}, "p2", OLD) == (1, 50, 59)
    assert locate({"exact": "the State", "suffix": " publishes"}, None, OLD) == (0, 36, 45)
    twice = [Para("p1", "yes and yes")]
    assert locate({"exact": "yes"}, "p1", twice) is None
    assert follow({"exact": "yes"}, "p1", twice, twice).unsettled


def test_white_space_does_not_count() -> None:
    broken = [Para("p1", "States  register\n the recruiters.")]
    place = locate({"exact": "States register the"}, None, broken)
    assert place is not None
    assert broken[0].text[place.start : place.end] == "States  register\n the"


def test_nothing_is_found_nowhere() -> None:
    for exact in ("", "   ", "\u200b", "\u202e"):
        assert locate({"exact": exact}, "p1", OLD) is None
        assert follow({"exact": exact}, "p1", OLD, OLD).kind != "kept"


WORD = st.sampled_from(
    ["fee", "State", "the", "the State", "pays", "worker", "no", "in", "العمال", "移民", "a"]
)
PARAGRAPH = st.lists(WORD, min_size=1, max_size=14).map(" ".join)


@st.composite
def edited(draw: Any) -> tuple[list[Para], list[Para], dict[str, str], Para]:
    """A field, the same field after somebody's edits, and words quoted from the first."""
    before = draw(st.lists(PARAGRAPH, min_size=1, max_size=5))
    field = "problem"
    content, next_id = arrange("mechanism", {field: "\n\n".join(before)})
    texts = [item["text"] for item in content[field]]
    for _ in range(draw(st.integers(0, 4))):
        act = draw(st.sampled_from(["drop", "add", "edit", "split", "join", "swap"]))
        n = draw(st.integers(0, len(texts) - 1)) if texts else 0
        if act == "add" or not texts:
            texts.insert(n, draw(PARAGRAPH))
        elif act == "drop":
            del texts[n]
        elif act == "edit":
            parts = texts[n].split(" ")
            parts[draw(st.integers(0, len(parts) - 1))] = draw(WORD)
            texts[n] = " ".join(parts)
        elif act == "split" and " " in texts[n]:
            parts = texts[n].split(" ")
            cut = draw(st.integers(1, len(parts) - 1))
            texts[n : n + 1] = [" ".join(parts[:cut]), " ".join(parts[cut:])]
        elif act == "join" and n + 1 < len(texts):
            texts[n : n + 2] = [f"{texts[n]} {texts[n + 1]}"]
        elif act == "swap":
            texts.append(texts.pop(n))
    later, _next = arrange("mechanism", {field: "\n\n".join(texts)}, old=content, next_paragraph=next_id)
    old = [Para(item["id"], item["text"]) for item in content[field]]
    new = [Para(item["id"], item["text"]) for item in later[field]]
    from_row = draw(st.integers(0, len(old) - 1))
    parts = old[from_row].text.split(" ")
    start = draw(st.integers(0, len(parts) - 1))
    end = draw(st.integers(start + 1, len(parts)))
    at = len(" ".join(parts[:start])) + (1 if start else 0)
    exact = " ".join(parts[start:end])
    quote = {"exact": exact}
    if draw(st.booleans()):
        text = old[from_row].text
        quote |= {"prefix": text[max(0, at - 32) : at], "suffix": text[at + len(exact) :][:32]}
    return old, new, quote, old[from_row]


@given(edited())
def test_words_are_never_marked_at_wrong_words(
    made: tuple[list[Para], list[Para], dict[str, str], Para],
) -> None:
    old, new, quote, home = made
    anchor = follow(quote, home.id, old, new)
    if anchor.kind == "kept":
        assert squeezed(words(anchor, new)) == squeezed(quote["exact"])
        if anchor.paragraph != home.id:
            assert occurrences(quote, new) == 1
    elif anchor.kind == "changed":
        assert anchor.new in [para.text for para in new]
        assert anchor.old == home.text
    else:
        assert home.id not in [para.id for para in new]
        assert anchor.old == quote["exact"]


@given(edited())
def test_words_of_a_text_that_did_not_change_are_kept_where_they_were_found(
    made: tuple[list[Para], list[Para], dict[str, str], Para],
) -> None:
    old, _new, quote, home = made
    place = locate(quote, home.id, old)
    if place is None:
        assert occurrences(quote, old) > 1
        return
    prefix, suffix = surroundings(old, place)
    anchor = follow({**quote, "prefix": prefix, "suffix": suffix}, old[place.row].id, old, old)
    assert (anchor.kind, anchor.start, anchor.end) == ("kept", place.start, place.end)


@given(st.text(), st.text())
def test_any_words_on_any_text_give_an_answer(exact: str, text: str) -> None:
    rows = [Para(f"p{n}", part) for n, part in enumerate(split_paragraphs(text))]
    anchor = follow({"exact": exact}, None, rows, rows)
    if anchor.kind == "kept":
        assert squeezed(words(anchor, rows)) == squeezed(exact)
