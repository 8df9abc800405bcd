"""No adopted proposal is ever lost, and what stands in one entry has everything of all that stand in it (invariant 10)."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from app.documents.jsonfile import as_data
from app.dossier.verification import verify
from app.kernel.errors import Conflict, Invalid, Refused
from app.outcome.actions.ordering import move_entry
from app.outcome.actions.selecting import include_undecided, select_proposal
from app.outcome.actions.uniting import part_proposals, unite_proposals
from app.outcome.listing import Listing, Selected, United, listing_of
from app.outcome.outline import Candidate, Outline, outline_of
from app.outcome.queries import outcome_document
from tests.outcome.bench import DAY, SLUG, here, in_consolidation, outline
from tests.outcome.recount import texts
from tests.support import Site

AT = datetime(2026, 12, 1, tzinfo=UTC)
MECHANISMS = [f"RT{table}-M{n}" for table in (1, 2) for n in (1, 2, 3)]
BENCHMARKS = [f"RT{table}-B{n}" for table in (1, 2) for n in (1, 2, 3)]
TABLES = ("RT1", "RT2")


def candidate(code: str) -> Candidate:
    kind = "mechanism" if "-M" in code else "benchmark"
    return Candidate(0, code, kind, code, {}, "adopted", 1, code[:3], "WG")


@st.composite
def outlines(draw: st.DrawFn) -> Outline:
    """Any list: also one whose unions point to what is excluded, decided no more, or no candidate any more."""
    codes = draw(st.lists(st.sampled_from(MECHANISMS + BENCHMARKS), unique=True))
    chosen = draw(
        st.dictionaries(st.sampled_from(MECHANISMS + BENCHMARKS), st.sampled_from(["include", "exclude"]))
    )
    unions = {}
    for kind in (MECHANISMS, BENCHMARKS):
        leads = draw(st.lists(st.sampled_from(kind), unique=True, max_size=3))
        for code in draw(st.lists(st.sampled_from(kind), unique=True, max_size=3)):
            if leads and code not in leads:
                unions[code] = United(code, draw(st.sampled_from(leads)), "Alike.", AT)
    listing = Listing(
        {code: Selected(choice, "", date(2026, 12, 1), 1, "", AT) for code, choice in chosen.items()},
        unions,
        draw(st.dictionaries(st.sampled_from(codes or MECHANISMS), st.integers(1, 9))),
    )
    links = draw(
        st.dictionaries(st.sampled_from(MECHANISMS), st.lists(st.sampled_from(BENCHMARKS), unique=True))
    )
    return Outline([candidate(code) for code in sorted(codes)], listing, links)


def shown(found: Outline) -> list[str]:
    """Every code that the outline names, as the lead of an entry, in one, or as its measure with those united with it."""
    codes = []
    for table in TABLES:
        for entry in found.entries(table):
            codes += [entry.code, *(one.code for one in entry.united)]
            for measure in entry.measures:
                codes += [measure.code, *(one.code for one in found.united(measure.code))]
    return codes


@settings(max_examples=40)
@given(outlines())
def test_whatever_is_included_stands_in_the_outline(found: Outline) -> None:
    codes = shown(found)
    assert {each.code for each in found.included} == set(codes)
    leads = [entry.code for table in TABLES for entry in found.entries(table)]
    assert len(leads) == len(set(leads)), "no entry stands twice"


def test_what_is_excluded_stands_in_no_entry_though_it_was_united_with_one() -> None:
    chosen = {
        code: Selected(choice, "", date(2026, 12, 1), 1, "", AT)
        for code, choice in (("RT1-M1", "include"), ("RT1-M2", "exclude"))
    }
    unions = {"RT1-M2": United("RT1-M2", "RT1-M1", "Alike.", AT)}
    found = Outline([candidate(code) for code in ("RT1-M1", "RT1-M2")], Listing(chosen, unions, {}), {})
    assert shown(found) == ["RT1-M1"]


@settings(max_examples=40)
@given(outlines())
def test_every_candidate_is_included_excluded_or_said_to_be_missing(found: Outline) -> None:
    included = {each.code for each in found.included}
    excluded = {each.code for each in found.candidates if found.listing.excluded(each.code)}
    waiting = {each.code for each in found.undecided}
    assert included | excluded | waiting == set(found.by_code)
    assert not included & excluded
    assert not (included | excluded) & waiting


@settings(max_examples=40)
@given(outlines())
def test_an_entry_is_measured_by_all_that_measures_what_stands_in_it(found: Outline) -> None:
    for entry in (entry for table in TABLES for entry in found.entries(table)):
        for each in (entry.lead, *entry.united):
            for code in found.links.get(each.code, ()) if each.is_mechanism else ():
                if found.listing.included(code) and code in found.by_code:
                    assert (found.into(code) or code) in {one.code for one in entry.measures}


VERBS = ("include", "exclude", "unite", "part", "move", "all")
Act = tuple[str, int, int]


@pytest.fixture(scope="module")
def bench(sites, backend: str) -> Site:  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        yield in_consolidation(site)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(VERBS), st.integers(0, 26), st.integers(0, 26)), min_size=3, max_size=12
    )
)
def test_whatever_the_secretariat_does_the_document_names_every_adopted_proposal(
    bench: Site, acts: list[Act]
) -> None:
    codes = [each.code for each in outline(bench).candidates]
    assert len(codes) == 27
    with bench.database.unit_of_work() as db:
        for act in acts:
            do(bench, db, act, codes)
        consultation = here(db)
        found = outline_of(db, consultation, listing_of(db, consultation))
        printed = texts(as_data(outcome_document(db, consultation))["body"])
        assert verify(db, SLUG).breaks == []
        db.rollback()
    assert {each.code for each in found.candidates} == set(codes)
    for code in codes:
        assert code in printed, f"{code} is lost"
    for selected in found.listing.selections.values():
        assert selected.included or selected.reason in printed


def do(bench: Site, db: Session, act: Act, codes: list[str]) -> None:
    """One verb; what the rules refuse is no harm."""
    verb, first, second = act
    actor, consultation = bench.actor("secretariat"), here(db)
    code, other = codes[first], codes[second]
    try:
        if verb == "include":
            select_proposal(
                db, actor, consultation, code, choice="include", decided_on=DAY, reason="They met again."
            )
        elif verb == "exclude":
            select_proposal(
                db, actor, consultation, code, choice="exclude", decided_on=DAY, reason=f"Not {code}."
            )
        elif verb == "unite":
            unite_proposals(db, actor, consultation, code, into=other, reason="Alike.")
        elif verb == "part":
            part_proposals(db, actor, consultation, code, reason="Not alike.")
        elif verb == "move":
            now = outline_of(db, consultation, listing_of(db, consultation))
            move_entry(db, actor, consultation, code[:3], code=code, by=1, mark=now.mark(code[:3]))
        else:
            include_undecided(db, actor, consultation, decided_on=DAY)
    except (Refused, Invalid, Conflict):
        pass
