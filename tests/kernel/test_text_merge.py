"""Three-way merges: nothing anybody wrote is lost."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from app.kernel.text.merge import Conflict, merge_lists, merge_text
from app.kernel.text.tokens import tokens

vocabulary = st.sampled_from(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"])
texts = st.lists(vocabulary, max_size=25).map(" ".join)


def bag(text: str) -> Counter[str]:
    return Counter(t.word for t in tokens(text) if t.word)


@st.composite
def edited(draw: st.DrawFn, base: str, mark: str) -> str:
    """`base` with some words taken out, changed or put in; new words carry the mark of their side."""
    out: list[str] = []
    for n, word in enumerate(base.split()):
        act = draw(st.sampled_from(["keep", "keep", "keep", "drop", "change", "insert"]))
        if act != "drop":
            out.append(f"{mark}{n}" if act == "change" else word)
        if act == "insert":
            out.append(f"{mark}new{n}")
    return " ".join(out)


@st.composite
def three(draw: st.DrawFn) -> tuple[str, str, str]:
    base = draw(texts)
    return base, draw(edited(base, "m")), draw(edited(base, "t"))


@given(three())
def test_every_inserted_word_is_in_the_merge_or_in_a_conflict(sides: tuple[str, str, str]) -> None:
    base, mine, theirs = sides
    merged = merge_text(base, mine, theirs)
    here = bag(merged.text)
    for conflict in merged.conflicts:
        here += bag(conflict.mine) + bag(conflict.theirs)
    for side in (mine, theirs):
        new = {word: count for word, count in bag(side).items() if word not in bag(base)}
        assert all(here[word] >= count for word, count in new.items())


@given(texts, texts)
def test_what_only_one_side_changed_is_taken_from_it(base: str, changed: str) -> None:
    assert merge_text(base, changed, base).text == changed
    assert merge_text(base, base, changed).text == changed
    assert merge_text(base, changed, changed).text == changed
    assert not merge_text(base, changed, base).conflicts


def test_changes_in_different_places_merge() -> None:
    merged = merge_text("one two three four five", "one TWO three four five", "one two three FOUR five")
    assert merged.text == "one TWO three FOUR five"
    assert merged.conflicts == ()


def test_the_same_word_changed_in_two_ways_keeps_both() -> None:
    merged = merge_text("one two three", "one deux three", "one zwei three")
    assert merged.text == "one zwei three"
    assert merged.conflicts == (Conflict("two ", "deux ", "zwei "),)


def test_taking_out_what_the_other_changed_is_a_conflict() -> None:
    merged = merge_text("keep this. Drop that part.", "keep this.", "keep this. Drop that big part.")
    assert "big" in merged.text or any("big" in c.theirs for c in merged.conflicts)
    assert len(merged.conflicts) == 1


def para(*pairs: str) -> list[dict[str, str]]:
    return [dict(zip(("id", "text"), pair.split(":"), strict=True)) for pair in pairs]


def test_paragraphs_added_by_both_sides_stand_both_in_the_merge() -> None:
    merged = merge_lists(
        para("p1:a", "p2:b"), para("p1:a", "p4:mine", "p2:b"), para("p1:a", "p3:theirs", "p2:b")
    )
    assert [item["text"] for item in merged.items] == ["a", "theirs", "mine", "b"]
    assert merged.conflicts == ()


def test_the_same_addition_by_both_is_taken_once() -> None:
    merged = merge_lists(para("p1:a"), para("p1:a", "p4:new"), para("p1:a", "p3:new"))
    assert [item["id"] for item in merged.items] == ["p1", "p3"]


def test_a_paragraph_one_side_took_out_and_the_other_left_alone_is_gone() -> None:
    assert merge_lists(para("p1:a", "p2:b"), para("p1:a"), para("p1:a", "p2:b")).items == para("p1:a")
    assert merge_lists(para("p1:a", "p2:b"), para("p1:a", "p2:b"), para("p2:b")).items == para("p2:b")


def test_a_paragraph_one_side_took_out_and_the_other_changed_stays_as_a_conflict() -> None:
    merged = merge_lists(para("p1:a", "p2:b"), para("p1:a"), para("p1:a", "p2:better"))
    assert merged.items == para("p1:a", "p2:better")
    assert merged.conflicts == (Conflict("b", "", "better", "p2", "text"),)


def test_a_move_by_one_side_and_an_edit_by_the_other_are_both_kept() -> None:
    merged = merge_lists(para("p1:a", "p2:b"), para("p2:b", "p1:a"), para("p1:a", "p2:better"))
    assert merged.items == para("p2:better", "p1:a")


def test_each_part_of_an_item_is_merged_by_itself() -> None:
    base = [{"id": "p1", "risk": "late", "safeguard": "money"}]
    mine = [{"id": "p1", "risk": "very late", "safeguard": "money"}]
    theirs = [{"id": "p1", "risk": "late", "safeguard": "more money"}]
    assert merge_lists(base, mine, theirs).items == [
        {"id": "p1", "risk": "very late", "safeguard": "more money"}
    ]


def test_two_different_orders_keep_the_saved_one_and_say_so() -> None:
    base = para("p1:a", "p2:b", "p3:c")
    merged = merge_lists(base, [base[1], base[0], base[2]], [base[0], base[2], base[1]])
    assert [item["id"] for item in merged.items] == ["p1", "p3", "p2"]
    assert [c.part for c in merged.conflicts] == ["order"]


ids = st.lists(st.sampled_from(["p1", "p2", "p3", "p4", "p5"]), unique=True)


@given(ids, ids, ids, st.lists(texts, min_size=5, max_size=5), st.lists(texts, min_size=5, max_size=5))
def test_no_item_of_either_side_is_lost_without_its_base_being_taken_out(
    was: list[str], one: list[str], two: list[str], texts_m: list[str], texts_t: list[str]
) -> None:
    base = [{"id": i, "text": f"base {i}"} for i in was]
    mine = [{"id": i, "text": f"mine {texts_m[int(i[1]) - 1]}"} for i in one]
    theirs = [{"id": i, "text": f"theirs {texts_t[int(i[1]) - 1]}"} for i in two]
    merged = merge_lists(base, mine, theirs)
    found = [item["id"] for item in merged.items]
    missing = (set(one) | set(two)) - set(found)
    assert len(found) == len(set(found))
    # Only where both rewrote the same item is one of mine not in the merge, and then it is in a conflict.
    assert missing <= set(one) - set(two)
    assert merged.conflicts or not missing
    words = bag(
        " ".join([i["text"] for i in merged.items] + [c.mine + " " + c.theirs for c in merged.conflicts])
    )
    assert all(word in words for item in [*mine, *theirs] for word in bag(item["text"]))


def test_a_paragraph_both_rewrote_from_the_ground_up_is_a_collision() -> None:
    base = [{"id": "p1", "text": "One."}, {"id": "p2", "text": "Old words."}, {"id": "p3", "text": "Three."}]
    mine = [base[0], {"id": "p9", "text": "Mine altogether."}, base[2]]
    theirs = [base[0], {"id": "p4", "text": "Saved instead."}, base[2]]
    merged = merge_lists(base, mine, theirs)
    assert [item["text"] for item in merged.items] == ["One.", "Saved instead.", "Three."]
    assert [(c.base, c.mine, c.theirs) for c in merged.conflicts] == [
        ("Old words.", "Mine altogether.", "Saved instead.")
    ]


def test_what_both_add_in_one_place_without_taking_anything_out_is_kept_twice() -> None:
    base = [{"id": "p1", "text": "One."}]
    mine, theirs = [*base, {"id": "p9", "text": "Mine."}], [*base, {"id": "p4", "text": "Theirs."}]
    merged = merge_lists(base, mine, theirs)
    assert {item["text"] for item in merged.items} == {"One.", "Mine.", "Theirs."}
    assert merged.conflicts == ()
