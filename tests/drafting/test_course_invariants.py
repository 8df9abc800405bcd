"""Whatever people do in whatever order: texts under review never change, codes and ids are never used twice."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.drafting.compare import merge_content
from app.drafting.content import Content, arrange, plain
from app.drafting.course_rules import LEADS_TO, STARTS_FROM, Move
from app.drafting.models import ProposalState
from app.drafting.rules import OPEN_STATES
from tests.support import Site

HERE = "/consultations/{slug}/proposals"
WHO = ("member", "rapporteur", "moderator", "observer", "secretariat")
CODES = ("RT1-M1", "RT1-B1")
WORDS = st.sampled_from(
    ["States", "keep", "a", "register", "of", "recruiters", "and", "publish", "it", "yearly"]
)
PARAGRAPH = st.lists(WORDS, min_size=1, max_size=9).map(" ".join)
TEXT = st.lists(PARAGRAPH, max_size=5)

few = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))

verbs = st.lists(
    st.tuples(
        st.sampled_from(WHO),
        st.sampled_from(CODES),
        st.one_of(
            st.tuples(st.just("save"), PARAGRAPH),
            st.tuples(st.just("step"), st.sampled_from(list(Move))),
            st.tuples(st.just("restore"), st.integers(1, 3)),
            st.tuples(st.just("link"), st.sampled_from(["RT1-B1", "RT1-B2", "RT1-M1"])),
            st.tuples(st.just("unlink"), st.sampled_from(["RT1-B1", "RT1-B2", "RT1-M1"])),
            st.tuples(st.just("begin"), PARAGRAPH),
        ),
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def busy_site(sites: Any, backend: str) -> Iterator[Site]:
    with Site(sites.new(backend, demo=True)) as site:
        yield site


def do(site: Site, slug: str, who: str, code: str, act: tuple[str, Any]) -> int:
    """Try a verb; refusals are answers too."""
    api, at = site.api(who), HERE.format(slug=slug)
    name, what = act
    if name == "save":
        tag = api.get(f"{at}/{code}").headers["ETag"]
        field = "problem" if "-M" in code else "definition"
        answer = api.patch(f"{at}/{code}", headers={"If-Match": tag}, json={field: what})
    elif name == "step":
        body = {"step": what, "reason": "Because the text wants it so.", "into": "RT1-M2"}
        answer = api.post(f"{at}/{code}/steps", json=body)
    elif name == "restore":
        answer = api.post(f"{at}/{code}/restoration", json={"version": what})
    elif name == "begin":
        answer = api.post(
            at, json={"kind": "mechanism", "roundtable": "RT1", "group": "WG-1A", "title": what}
        )
    else:
        answer = api.request("PUT" if name == "link" else "DELETE", f"{at}/{code}/links/{what}")
    assert answer.status_code < 500, answer.text
    return answer.status_code


def stored(site: Site) -> dict[tuple[Any, ...], Any]:
    rows = site.rows(
        "SELECT c.slug, p.code, v.n, v.content, v.note, v.created_at FROM version v JOIN proposal p ON p.id = v.proposal_id"
        " JOIN consultation c ON c.id = p.consultation_id"
    )
    return {(row.slug, row.code, row.n): (row.content, row.note, row.created_at) for row in rows}


@pytest.mark.parametrize("slug", ["hld-2013-review", "hld-2013-decision"])
def test_a_version_never_changes_whatever_is_done(busy_site: Site, slug: str) -> None:
    """Invariant 1: under an open round of comments and under a ballot."""

    @few
    @given(verbs)
    def run(acts: list[Any]) -> None:
        before = stored(busy_site)
        for who, code, act in acts:
            do(busy_site, slug, who, code, act)
        after = stored(busy_site)
        assert {key: after[key] for key in before} == before
        if slug == "hld-2013-decision":
            assert after == before, "under a ballot not even a new version is made"
        else:
            newest = busy_site.rows(
                "SELECT p.code, p.version, (SELECT max(n) FROM version v WHERE v.proposal_id = p.id) AS top FROM proposal p"
            )
            assert all(row.version == row.top for row in newest)

    run()


def test_codes_and_ids_are_unique_and_never_used_again(busy_site: Site) -> None:
    """Invariant 11, on all that the run before has left."""
    api, at = busy_site.api("member"), HERE.format(slug="hld-2013-review")
    for n in range(3):
        api.post(
            at, json={"kind": "mechanism", "roundtable": "RT1", "group": "WG-1A", "title": f"Another {n}"}
        )
    codes = [row.code for row in busy_site.rows("SELECT p.code FROM proposal p JOIN consultation c ON c.id = p.consultation_id WHERE c.slug = 'hld-2013-review'")]  # fmt: skip
    assert len(codes) == len(set(codes))
    begun = sorted(int(code.removeprefix("RT1-M")) for code in codes if code.startswith("RT1-M"))
    assert begun == list(range(1, len(begun) + 1)), "no gap, none twice"
    for code in CODES:
        told = api.get(f"{at}/{code}/versions").json()["items"]
        gone: set[str] = set()
        present: set[str] = set()
        for n in range(1, told[0]["version"] + 1):
            fields = api.get(f"{at}/{code}/versions/{n}").json()["paragraphs"]
            ids = [item["id"] for items in fields.values() for item in items]
            assert len(ids) == len(set(ids))
            assert not gone & set(ids), "what has gone does not come back under its old id"
            gone |= present - set(ids)
            present = set(ids)


def ids_of(content: Content) -> list[str]:
    return [
        item["id"]
        for value in content.values()
        if isinstance(value, list)
        for item in value
        if isinstance(item, dict)
    ]


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=8))
def test_over_any_edits_an_id_names_one_paragraph_for_good(edits: list[tuple[list[str], list[str]]]) -> None:
    content: Content | None = None
    free, gone, present = 1, set[str](), set[str]()
    for problem, steps in edits:
        given_ = {"title": "T", "problem": "\n\n".join(problem), "how_it_works": steps}
        before = (content or {}).get("problem", [])
        content, after = arrange("mechanism", given_, old=content, next_paragraph=free)
        ids = ids_of(content)
        assert len(ids) == len(set(ids))
        assert not gone & set(ids)
        assert after >= free
        assert all(int(id_[1:]) >= free for id_ in set(ids) - present), "new ones are new"
        texts = [item["text"] for item in before]
        for item in before:
            if texts.count(item["text"]) == 1 == problem.count(item["text"]):
                assert item in content["problem"], "an untouched paragraph keeps its id"
        gone |= present - set(ids)
        present, free = set(ids), after


@given(TEXT, TEXT, TEXT)
def test_what_either_side_inserted_is_in_the_merge_or_in_a_collision(
    was: list[str], one: list[str], two: list[str]
) -> None:
    def made(text: list[str], mark: str) -> str:
        return "\n\n".join(f"{part} {mark}{n}" for n, part in enumerate(text))

    base, free = arrange("mechanism", {"title": "T", "problem": "\n\n".join(was)})
    theirs, free = arrange(
        "mechanism", {"title": "T", "problem": made(two, "theirs")}, old=base, next_paragraph=free
    )
    mine, free = arrange(
        "mechanism", {"title": "T", "problem": made(one, "mine")}, old=base, next_paragraph=free
    )
    merged = merge_content("mechanism", base, mine, theirs)
    told = " ".join(
        [plain(merged.content)["problem"], *(f"{c.mine} {c.theirs}" for c in merged.collisions)]
    ).split()
    assert {f"mine{n}" for n in range(len(one))} | {f"theirs{n}" for n in range(len(two))} <= set(told)
    ids = ids_of(merged.content)
    assert len(ids) == len(set(ids))
    assert set(ids) <= set(ids_of(base)) | set(ids_of(mine)) | set(ids_of(theirs))


@given(st.lists(PARAGRAPH, min_size=1, max_size=5, unique=True), TEXT)
def test_a_paragraph_nobody_touched_keeps_its_id_through_a_merge(was: list[str], steps: list[str]) -> None:
    base, free = arrange("mechanism", {"title": "T", "problem": "\n\n".join(was)})
    theirs, free = arrange("mechanism", {**plain(base), "how_it_works": steps}, old=base, next_paragraph=free)
    mine, _free = arrange("mechanism", {**plain(base), "title": "Another"}, old=base, next_paragraph=free)
    merged = merge_content("mechanism", base, mine, theirs)
    assert merged.content["problem"] == base["problem"]
    assert merged.content["title"] == "Another"
    assert merged.collisions == ()


def test_every_step_leads_from_a_state_it_does_not_lead_to() -> None:
    for move in Move:
        assert LEADS_TO[move] not in STARTS_FROM[move]
    assert ProposalState.UNDER_DECISION not in {state for states in STARTS_FROM.values() for state in states}
    assert STARTS_FROM[Move.WITHDRAWN] == STARTS_FROM[Move.MERGED] == OPEN_STATES
