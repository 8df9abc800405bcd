"""Permanent ids of paragraphs, kept across edits."""

from hypothesis import given
from hypothesis import strategies as st

from app.kernel.text.paragraphs import Para, align, alike, split_paragraphs


def sentence(topic: str, size: int = 12) -> str:
    """A paragraph about one topic, sharing no word with another topic's."""
    return " ".join(f"{topic}{n}" for n in range(size))


OLD = [Para("p1", sentence("a")), Para("p2", sentence("b")), Para("p3", sentence("c"))]
TEXTS = [para.text for para in OLD]


def ids(new: list[str], next_id: int = 4) -> list[str]:
    return [para.id for para in align(OLD, new, next_id)[0]]


def test_an_untouched_paragraph_keeps_its_id() -> None:
    assert align(OLD, TEXTS, 4) == (OLD, 4)


def test_an_edited_paragraph_keeps_its_id() -> None:
    assert ids([TEXTS[0], TEXTS[1].replace("b3", "changed"), TEXTS[2]]) == ["p1", "p2", "p3"]


def test_a_moved_paragraph_keeps_its_id() -> None:
    assert ids([TEXTS[2], TEXTS[0], TEXTS[1]]) == ["p3", "p1", "p2"]


def test_a_new_paragraph_gets_a_new_id_and_the_others_keep_theirs() -> None:
    assert ids([TEXTS[0], sentence("x"), TEXTS[1], TEXTS[2]]) == ["p1", "p4", "p2", "p3"]


def test_less_than_half_alike_is_new() -> None:
    mixed = sentence("b", 4) + " " + sentence("x", 9)
    assert alike(TEXTS[1], mixed) < 0.5
    assert ids([TEXTS[0], mixed, TEXTS[2]]) == ["p1", "p4", "p3"]


def test_a_split_leaves_the_id_with_the_first_part_even_when_it_is_the_smaller() -> None:
    words = TEXTS[1].split()
    assert ids([TEXTS[0], " ".join(words[:3]), " ".join(words[3:]), TEXTS[2]]) == ["p1", "p2", "p4", "p3"]


def test_a_join_keeps_the_id_of_the_larger() -> None:
    old = [Para("p1", sentence("a", 4)), Para("p2", sentence("b", 9)), Para("p3", sentence("c", 8))]
    aligned, _ = align(old, [old[0].text + " " + old[1].text, old[2].text], 4)
    assert [para.id for para in aligned] == ["p2", "p3"]
    aligned, _ = align(old, [" ".join(para.text for para in old)], 4)
    assert [para.id for para in aligned] == ["p2"]


def test_an_id_is_never_used_again() -> None:
    shorter, after = align(OLD, TEXTS[:2], 4)
    again, last = align(shorter, TEXTS, after)
    assert [para.id for para in again] == ["p1", "p2", "p4"]
    assert last == 5


def test_chinese_paragraphs_are_recognised_without_spaces() -> None:
    old = [Para("p1", "国家统计局列出关于移徙成本的候选目标"), Para("p2", "会员国审查进展")]
    aligned, _ = align(old, ["会员国审查进展情况", "国家统计局提出关于移徙费用的候选目标"], 3)
    assert [para.id for para in aligned] == ["p2", "p1"]


def test_paragraphs_end_at_an_empty_line() -> None:
    assert split_paragraphs("\n one\nstill one\n \n\n two \n\n") == ["one\nstill one", "two"]


texts = st.lists(
    st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f", "移", "民", "."]), max_size=8).map(" ".join),
    max_size=8,
)


@given(texts, texts, texts)
def test_ids_are_unique_and_the_counter_only_grows(one: list[str], two: list[str], three: list[str]) -> None:
    first, n1 = align([], one, 1)
    second, n2 = align(first, two, n1)
    third, n3 = align(second, three, n2)
    assert n1 <= n2 <= n3
    for before, after, counter, new in ((first, second, n1, two), (second, third, n2, three)):
        assert [para.text for para in after] == new
        given_ids = [para.id for para in after]
        assert len(set(given_ids)) == len(given_ids)
        old_ids = {para.id for para in before}
        assert all(i in old_ids or int(i[1:]) >= counter for i in given_ids)


@given(st.permutations(range(6)), st.sets(st.integers(0, 5)))
def test_in_any_order_each_untouched_paragraph_is_found(order: list[int], dropped: set[int]) -> None:
    old = [Para(f"p{n}", sentence("abcdef"[n])) for n in range(6)]
    kept = [old[n] for n in order if n not in dropped]
    assert align(old, [para.text for para in kept], 6) == (kept, 6)
