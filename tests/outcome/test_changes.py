"""What a corrigendum shows is every change and nothing else; symbols follow each other without a gap."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.consultations.models import Consultation
from app.documents.tree import (
    Block,
    Cover,
    Document,
    Letters,
    Paragraph,
    Run,
    Section,
    Table,
    Text,
    in_language,
    words,
)
from app.outcome.actions.texts import symbol_of
from app.outcome.changes import Change, changes_between, changes_section
from app.outcome.issued import with_changes, without_changes
from app.outcome.models import Edition, EditionKind

WORD = st.sampled_from(["States", "agree", "on", "a", "visa", "of", "talent", "before", "2027"])
SAID = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
PARTS = st.dictionaries(
    st.sampled_from(["RT1", "RT1-M1", "RT1-M2", "RT2"]), st.lists(SAID, max_size=5), max_size=4
)


def document(*sections: Section, summary: tuple[Block, ...] = ()) -> Document:
    return Document(
        Cover("Organ", "S/1", "Draft", (Run("Title"),)), "en", date(2026, 11, 21), summary, sections
    )


def of_parts(parts: dict[str, list[str]]) -> Document:
    return document(
        *(
            Section(
                code,
                (Run(f"Title of {code}"),),
                code,
                tuple(Paragraph((Run(t),), numbered=True) for t in said),
            )
            for code, said in parts.items()
        )
    )


def was(change: Change) -> str:
    return "".join(run.text for run in change.text if run.change != "added")


def came(change: Change) -> str:
    return "".join(run.text for run in change.text if run.change != "removed")


@given(PARTS, PARTS)
def test_nothing_comes_and_nothing_goes_unseen(old: dict[str, list[str]], new: dict[str, list[str]]) -> None:
    found = changes_between(of_parts(old), of_parts(new))
    assert (found == ()) is (old == new)
    for code in old.keys() | new.keys():
        mine = [change for change in found if change.part == code]
        before = [f"Title of {code}", *old[code]] if code in old else []
        after = [f"Title of {code}", *new[code]] if code in new else []
        gone, made = [was(c) for c in mine if was(c)], [came(c) for c in mine if came(c)]
        assert left_of(before, gone) == left_of(after, made)
        assert all(any(run.change for run in change.text) for change in mine)


def left_of(texts: list[str], taken: list[str]) -> list[str]:
    """The texts without those taken, each once and in the order in which they stand."""
    left, waiting = [], list(taken)
    for text in texts:
        if text in waiting:
            waiting.remove(text)
        else:
            left.append(text)
    assert waiting == []
    return sorted(left)


def test_that_a_paragraph_has_another_number_is_no_change() -> None:
    one, two = of_parts({"RT1": ["First."], "RT2": ["Second."]}), of_parts({"RT2": ["Second."]})
    assert [change.part for change in changes_between(one, two)] == ["RT1", "RT1"]


def test_a_change_in_a_table_and_among_letters_is_said_in_its_language() -> None:
    def made(cell: str, letter: Text) -> Document:
        table = Table("t", (Run("Table"),), ((Run("A"),), (Run("B"),)), (((Run("x"),), (Run(cell),)),))
        return document(Section("RT1", (Run("One"),), "RT1", (Letters((letter,)), table)))

    old = made("1", words(in_language("قديم", "ar")))
    changes = changes_between(old, made("2", words(in_language("جديد", "ar"))))
    assert [(was(c), came(c)) for c in changes] == [("قديم", "جديد"), ("x | 1", "x | 2")]
    assert {(run.lang, run.dir) for run in changes[0].text} == {("ar", "rtl")}


def test_the_list_of_changes_is_no_change_itself() -> None:
    old, new = of_parts({"RT1": ["Before."]}), of_parts({"RT1": ["After."]})
    section = changes_section(changes_between(old, new), symbol="S/1", note="It was wrong.")
    marked = with_changes(new, section)
    assert changes_between(new, marked) == ()
    assert without_changes(marked) == new


@given(st.lists(st.sampled_from([EditionKind.CORRIGENDUM, EditionKind.REVISION]), max_size=12))
def test_symbols_are_never_used_again_and_leave_no_gap(kinds: list[EditionKind]) -> None:
    """Invariant 11."""
    day = date(2026, 11, 21)
    at = datetime(2026, 11, 21, tzinfo=UTC)
    consultation = Consultation(
        slug="x", code="A/B-1", title="X", start_date=day, end_date=day, created_at=at
    )
    editions: list[Edition] = []
    for n, kind in enumerate([EditionKind.EDITION, *kinds], 1):
        symbol = symbol_of(consultation, kind, editions)
        editions.append(
            Edition(
                consultation_id=1, n=n, kind=kind, symbol=symbol, language="en", digest="", issued_on=day,
                issued_at=at,
            )
        )  # fmt: skip
    symbols = [edition.symbol for edition in editions]
    assert symbols[0] == "A/B-1/OUT/1"
    assert len(set(symbols)) == len(symbols)
    for symbol in symbols:
        stem, _, last = symbol.rpartition("/")
        kind, _, number = last.partition(".")
        if number:
            assert number == "1" or f"{stem}/{kind}.{int(number) - 1}" in symbols
