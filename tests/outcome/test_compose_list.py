"""The document follows the list of the secretariat, and no list can lose or change what somebody else said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.jsonfile import as_data
from app.documents.tree import Document, Letters, Paragraph, Provisos, Run, Section, Table, Text, walk
from app.kernel.i18n import in_locale
from app.outcome.compose import compose, said_in, word_count
from app.outcome.declaring import Declared, Speaker
from app.outcome.listing import FrontWords, Listing, Selected, United
from app.outcome.material import Annexed, Material
from app.outcome.models import Choice
from app.outcome.queries import annexed, outcome_material
from tests.outcome.recount import recommended
from tests.support import NOON, Site

ADOPTED = recommended()
MECHANISMS = [code for code in ADOPTED if "-M" in code]


@pytest.fixture(scope="module")
def found(reading_site: Site) -> Iterator[tuple[Material, Annexed]]:
    """The decided consultation of the demonstration before anybody began a list."""
    with reading_site.database.reading() as db, in_locale("en"):
        consultation = reading_site.consultation("hld-2013")
        material = replace(outcome_material(db, consultation), listing=Listing(), declared=())
        yield material, annexed(db, material, "en")


def chosen(include: bool, reason: str = "", day: date | None = None) -> Selected:
    return Selected(Choice.INCLUDE if include else Choice.EXCLUDE, reason, day, 1, "Secretariat", NOON)


def all_in(**changes: Any) -> dict[str, Selected]:
    """Everything adopted is included, but what is named."""
    return {**dict.fromkeys(ADOPTED, chosen(True)), **changes}


def composed(found: tuple[Material, Annexed], listing: Listing, *declared: Declared) -> Document:
    material, annexes = found
    with in_locale("en"):
        return compose(replace(material, listing=listing, declared=declared), annexes, "en")


def plain(text: Text) -> str:
    return "".join(run.text for run in text)


def section(document: Document, name: str) -> Section:
    return next(
        block
        for _level, block in walk(document.body + document.annexes)
        if isinstance(block, Section) and block.id == name
    )


def said(part: Section) -> str:
    lines: list[str] = []
    for _level, block in walk(part.blocks):
        if isinstance(block, Paragraph):
            lines.append(plain(block.text))
        elif isinstance(block, Letters | Provisos):
            lines += map(plain, block.items)
        elif isinstance(block, Table):
            lines += [" | ".join(map(plain, row)) for row in block.rows]
    return "\n".join(lines)


def entries(document: Document) -> list[str]:
    parts = [part for part in document.body if isinstance(part, Section)]
    return [entry.id for part in parts for entry in part.blocks if isinstance(entry, Section)]


def test_excluded_proposal_stands_with_reason_and_day_among_what_is_not_recommended(found) -> None:
    reason = "It repeats *RT1-M4*, and *RT1-M4* says it better."
    listing = Listing(selections=all_in(**{"RT1-M1": chosen(False, reason, date(2013, 9, 20))}))
    document = composed(found, listing)
    assert "RT1-M1" not in entries(document)
    row = next(line for line in said(section(document, "left-out")).splitlines() if line.startswith("RT1-M1"))
    assert row.endswith(f"did not include it on 20 September 2013: {reason}")
    assert f"recommend {len(ADOPTED) - 1} of 68 proposals" in plain(document.summary[0].text)
    assert "did not include 1 that they had decided for" in plain(document.summary[0].text)


def test_adopted_proposal_without_a_decision_is_listed_as_still_to_be_selected(found) -> None:
    selections = all_in()
    del selections["RT2-M5"]
    document = composed(found, Listing(selections=selections))
    assert "RT2-M5" not in entries(document)
    assert "RT2-M5" in said(section(document, "waiting"))
    assert "RT2-M5" not in said(section(document, "left-out"))


def test_entries_stand_in_the_order_of_the_list(found) -> None:
    mine = [code for code in entries(composed(found, Listing())) if code.startswith("RT1")]
    turned = mine[::-1]
    listing = Listing(selections=all_in(), places={code: n for n, code in enumerate(turned)})
    assert [code for code in entries(composed(found, listing)) if code.startswith("RT1")] == turned


def test_united_entry_holds_the_words_measures_sources_and_records_of_both(found) -> None:
    one, other = "RT1-M1", "RT3-M1"
    listing = Listing(selections=all_in(), unions={other: United(other, one, "They ask for the same.", NOON)})
    document = composed(found, listing)
    assert other not in entries(document)
    entry, alone = said(section(document, one)), composed(found, Listing())
    item = found[0].item(other)
    assert item is not None
    assert f"Together with {other}, {item.title}:" in entry
    assert item.content["summary"][0]["text"] in entry
    for was in (one, other):
        apart = section(alone, was)
        notes = [run.note for _l, b in walk(apart.blocks) for run in runs(b) if run.note]
        united = [run.note for _l, b in walk(section(document, one).blocks) for run in runs(b) if run.note]
        assert set(notes) <= set(united)
        for code in found[0].linked(found[0].item(was)):
            assert (f"({code})" in said(apart)) is (f"({code})" in entry)
    for proviso in item.provisos:
        assert any(line.endswith(f"on {other}: {proviso.reason}") for line in entry.splitlines())
    row = next(
        line for line in said(section(document, "annex-provenance")).splitlines() if line.startswith(other)
    )
    assert row
    assert f"It stands in the entry of {one}: They ask for the same." in said(
        section(document, "annex-provenance")
    )


def runs(block: Any) -> list[Run]:
    if isinstance(block, Paragraph):
        return list(block.text)
    if isinstance(block, Letters | Provisos):
        return [run for item in block.items for run in item]
    return []


def test_united_text_says_only_what_the_lead_does_not_say_already(found) -> None:
    one, other = "RT1-M1", "RT1-M2"
    material = found[0]
    lead, second = material.item(one), material.item(other)
    assert lead is not None
    assert second is not None
    same = {**second.content, "prerequisites": lead.content["prerequisites"]}
    items = tuple(replace(item, content=same) if item is second else item for item in material.items)
    listing = Listing(selections=all_in(), unions={other: United(other, one, "", NOON)})
    document = composed((replace(material, items=items), found[1]), listing)
    need = lead.content["prerequisites"][0]["text"]
    assert said(section(document, one)).count(need.rstrip(".")) == 1


def test_front_matter_stands_before_the_body_without_numbers_and_marked_where_it_is_the_original(
    found,
) -> None:
    material, annexes = found
    front = {
        ("foreword", "en"): FrontWords("foreword", "en", 1, "A *first* word.\n\nA second.", "S", NOON),
        ("foreword", "fr"): FrontWords("foreword", "fr", 1, "Un premier mot.", "S", NOON),
        ("method", "en"): FrontWords("method", "en", 1, "By ballot.", "S", NOON),
        ("thanks", "en"): FrontWords("thanks", "en", 2, "  ", "S", NOON),
    }
    listed = replace(material, listing=Listing(front=front))
    with in_locale("fr"):
        document = compose(listed, annexes, "fr")
    parts = [part for part in document.body if isinstance(part, Section)]
    assert [part.id for part in parts[:3]] == ["front-foreword", "front-method", "RT1"]
    assert not any(b.numbered for part in parts[:2] for b in part.blocks if isinstance(b, Paragraph))
    assert plain(parts[0].blocks[0].text) == "Un premier mot."
    assert parts[0].blocks[0].text[0].lang is None
    assert parts[1].blocks[0].text[0].lang == "en"
    assert composed(found, Listing()).body == composed(found, Listing(front={})).body


def test_every_numbered_paragraph_says_where_its_words_come_from(found) -> None:
    document = composed(found, Listing())
    material = found[0]
    seen = 0
    for code in entries(document):
        for block in section(document, code).blocks:
            if isinstance(block, Paragraph) and block.numbered:
                name, field, *part = block.origin.split("/")
                item = material.item(name)
                assert item is not None
                assert name == code
                if part:
                    words = next(p["text"] for p in item.content[field] if p["id"] == part[0])
                    assert words in plain(block.text)
                    seen += 1
    assert seen > 40


def test_masthead_mandate_and_terms_are_those_of_the_consultation(found) -> None:
    material, annexes = found
    masthead = {"organ": "Second Committee", "session": "Sixty-eighth session", "agenda_item": "21 (e)", "distribution": "General"}  # fmt: skip
    consultation = material.consultation.model_copy(
        update={"masthead": masthead, "mandate": "Resolution 67/219.", "terms_of_reference": "Voluntary."}
    )
    document = composed((replace(material, consultation=consultation), annexes), Listing())
    cover = document.cover
    assert (cover.organ, cover.session, cover.agenda_item, cover.distribution, cover.original) == (
        "Second Committee", "Sixty-eighth session", "Agenda item 21 (e)", "Distr.: General", "Original: English",
    )  # fmt: skip
    mandate = said(section(document, "annex-mandate"))
    assert "Resolution 67/219." in mandate
    assert "Voluntary." in mandate
    labels = [part.label for part in document.annexes]
    assert (
        labels == [f"Annex {n}." for n in ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")][: len(labels)]
    )


@pytest.mark.parametrize("kind", ["chair_summary", "report"])
def test_document_on_which_nobody_decides_never_says_that_it_was_adopted(found, kind: str) -> None:
    material, annexes = found
    consultation = material.consultation.model_copy(update={"outcome_kinds": [kind]})
    listing = Listing(selections=all_in(**{"RT1-M1": chosen(False, "No.")}))
    document = composed((replace(material, consultation=consultation), annexes), listing)
    data = as_data(document)
    front = str([data["cover"], data["summary"]]).lower()
    assert "adopt" not in front
    assert "nobody decides on it" in front


def test_terms_are_those_that_occur(found) -> None:
    table = said(section(composed(found, Listing()), "annex-terms"))
    assert "GFMD | Global Forum on Migration and Development" in table
    assert "UNCTAD |" in table or "UNCTAD" not in said_in(composed(found, Listing()))
    assert "ICPD |" not in table


def test_words_are_counted_without_annexes_and_a_chinese_sign_is_a_word(found) -> None:
    document = composed(found, Listing())
    small = replace(
        document, summary=(Paragraph((Run("One two, — three."),)),), body=(Paragraph((Run("移民 four"),)),)
    )
    assert word_count(small) == 6
    assert 5_000 < word_count(document) < 30_000


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60)
DECLARED = st.builds(
    lambda n, kind, proposal, text, language: Declared(
        f"D-{n}", 1, kind, proposal, "", Speaker(1, "org-bel", "Belgium"), (), language, text, "", NOON
    ),
    st.integers(1, 99),
    st.sampled_from(["minority_view", "proviso"]),
    st.sampled_from([None, *ADOPTED, "RT2-M1"]),
    WORDS,
    st.sampled_from(["en", "ar", "zh"]),
)
CHOICES = st.dictionaries(
    st.sampled_from(ADOPTED), st.builds(chosen, st.booleans(), WORDS), min_size=1, max_size=12
)


@settings(max_examples=30)
@given(
    changes=CHOICES,
    missing=st.sets(st.sampled_from(ADOPTED), max_size=5),
    pairs=st.lists(st.tuples(st.sampled_from(MECHANISMS), st.sampled_from(MECHANISMS)), max_size=4),
    places=st.dictionaries(st.sampled_from(ADOPTED), st.integers(0, 20), max_size=10),
    declared=st.lists(DECLARED, max_size=5),
)
def test_no_list_can_lose_a_proposal_or_change_what_a_delegation_said(
    found, changes, missing, pairs, places, declared
) -> None:
    """Invariant 10, and the rule that no editor drops a reservation, an objection or a declaration."""
    selections = {code: pick for code, pick in all_in(**changes).items() if code not in missing}
    unions: dict[str, United] = {}
    for one, into in pairs:
        if (
            one != into
            and one not in unions
            and into not in unions
            and one not in [u.into for u in unions.values()]
        ):
            unions[one] = United(one, into, "Alike.", NOON)
    lean = replace(found[1], comments=(), participants=(), by_position={}, came={})
    listing = Listing(selections=selections, unions=unions, places=places)
    document = composed((found[0], lean), listing, *declared)
    material = replace(found[0], listing=listing)
    everything = {plain(item) for _l, b in walk(document.body + document.annexes) if isinstance(b, Provisos) for item in b.items}  # fmt: skip
    body = {part: said(section(document, part)) for part in ("left-out", *(["waiting"] if material.undecided else []))}  # fmt: skip
    in_body = "\n".join(said(part) for part in document.body if isinstance(part, Section))
    for item in material.items:
        if material.included(item):
            assert (
                item.code in entries(document)
                or f"({item.code}" in in_body
                or f"with {item.code}," in in_body
            )
            for proviso in item.provisos:
                assert any(
                    text.startswith(proviso.name) and text.endswith(proviso.reason) for text in everything
                )
        else:
            assert any(f"{item.code} | " in part for part in body.values())
        if (excluded := material.listing.excluded(item.code)) is not None:
            assert excluded.reason in body["left-out"]
    for each in declared:
        assert any(text.startswith("Belgium ") and text.endswith(f": {each.text}") for text in everything)
