"""The table of domain D3: what each kind of round permits to whom, at every door, in rounds planned and opened here."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from tests.review.making import AT, SLUG, answer, at, begin, comment, do, make, plan
from tests.support import Site

DRAFT, COMMENT, DISPOSE, SUPPORT, DECIDE = "draft", "comment", "dispose", "show support", "decide"
# Who may do what: w the group's writers, a anyone admitted, v who hold a position, - nobody.
TABLE = {
    "drafting": {DRAFT: "w", COMMENT: "w", DISPOSE: "-", SUPPORT: "w", DECIDE: "-"},
    "comment": {DRAFT: "w", COMMENT: "a", DISPOSE: "w", SUPPORT: "w", DECIDE: "-"},
    "revision": {DRAFT: "w", COMMENT: "-", DISPOSE: "w", SUPPORT: "w", DECIDE: "-"},
    "last_call": {DRAFT: "-", COMMENT: "a", DISPOSE: "w", SUPPORT: "-", DECIDE: "-"},
    "ballot": {DRAFT: "-", COMMENT: "-", DISPOSE: "-", SUPPORT: "-", DECIDE: "v"},
    # What everybody gives in these is their rating, at a door of its own; the show of support stays that of the group.
    "rating": {DRAFT: "-", COMMENT: "a", DISPOSE: "-", SUPPORT: "w", DECIDE: "-"},
    "sense_check": {DRAFT: "-", COMMENT: "a", DISPOSE: "-", SUPPORT: "w", DECIDE: "-"},
    # What is decided in these is decided at other doors: an objection breaks a silence, the moderator declares a selection.
    "silence": {DRAFT: "-", COMMENT: "-", DISPOSE: "-", SUPPORT: "-", DECIDE: "-"},
    "selection": {DRAFT: "-", COMMENT: "a", DISPOSE: "-", SUPPORT: "-", DECIDE: "-"},
}
# In these the text itself is under decision or decided, which is said before what the round permits.
SETTLED = ("ballot", "silence", "selection")
TERMS = {"sense_check": {"terms": {"question": "Could you live with it?"}}}
SENTENCES = {
    DRAFT: "Texts stand still while",
    COMMENT: "Comments are not taken while",
    DISPOSE: "Comments are not answered while",
    SUPPORT: "Support is not shown while",
}
MAY = {"w": {"member"}, "a": {"member", "observer", "state"}, "v": {"state"}, "-": set[str]()}


def draft(api: TestClient, code: str, _comment: str) -> tuple[int, str]:
    newest = api.get(f"{AT}/proposals/{code}").headers["ETag"]
    done = api.patch(f"{AT}/proposals/{code}", json={"tags": ["one"]}, headers={"If-Match": newest})
    return done.status_code, done.text


def say(api: TestClient, code: str, _comment: str) -> tuple[int, str]:
    body = {"type": "general", "stance": "concern", "text": "One word more."}
    done = api.post(f"{AT}/proposals/{code}/comments", json=body)
    return done.status_code, done.text


def support(api: TestClient, code: str, _comment: str) -> tuple[int, str]:
    done = api.put(f"{AT}/proposals/{code}/support", json={"choice": "for"})
    return done.status_code, done.text


def decide(api: TestClient, code: str, _comment: str) -> tuple[int, str]:
    done = api.put(f"{AT}/ballots/BAL-1/positions/{code}", json={"position": "support"})
    return done.status_code, done.text


def dispose(api: TestClient, _code: str, comment_code: str) -> tuple[int, str]:
    body = {"code": "noted", "reason": "It is noted once more.", "state": "issued"}
    done = api.put(f"{AT}/comments/{comment_code}/disposition", json=body)
    return done.status_code, done.text


DOORS: dict[str, Callable[[TestClient, str, str], tuple[int, str]]] = {
    DRAFT: draft, COMMENT: say, SUPPORT: support, DECIDE: decide,
}  # fmt: skip


def opened(site: Site, kind: str) -> tuple[str, str, str]:
    """A round of this kind, planned and opened by the moderator, on a text that was commented on and answered before.

    Gives the text, another that is still a draft, and the comment.
    """
    api = make(site)
    text, other = begin(site), begin(site, "Still a draft", submit=False)
    plan(api, first=1, last=2)
    do(api, "R1", "opening")
    site.now = at(1.5)
    said = comment(site, text).json()["id"]
    site.now = at(3.5)
    assert answer(site, said).status_code == 200
    assert api.post(f"{AT}/proposals/{text}/readiness").status_code == 200
    if kind in SETTLED:
        assert do(api, "R1", "completion").status_code == 200
    if kind == "selection":
        site.tamper("UPDATE proposal SET state = 'adopted' WHERE code = :code AND consultation_id IN"
                    " (SELECT id FROM consultation WHERE slug = :slug)", code=text, slug=SLUG)  # fmt: skip
    assert plan(api, kind, first=4, last=9).status_code == 201
    given = do(api, "R2", "opening", **TERMS.get(kind, {}))
    assert given.status_code == 200, given.text
    site.now = at(5)
    return text, other, said


@pytest.mark.parametrize("kind", TABLE)
def test_each_kind_of_round_permits_exactly_what_the_table_says(site: Site, kind: str) -> None:
    text, other, said = opened(site, kind)
    row = TABLE[kind]
    for act in (COMMENT, SUPPORT, DECIDE, DRAFT):
        for who in ("observer", "state", "member"):
            status, words = DOORS[act](site.api(who), text, said)
            expected = (200, 201) if who in MAY[row[act]] else (403, 404)
            assert status in expected, f"{who} {act} in {kind}: {status} {words}"
    status, words = dispose(site.api("moderator"), text, said)
    assert (status == 200) is (row[DISPOSE] == "w"), words
    for act, sentence in SENTENCES.items():
        if row[act] == "-" and not (kind == "ballot" and act == COMMENT):
            target = other if kind in SETTLED and act != DISPOSE else text
            who = "moderator" if act == DISPOSE else "member"
            door = dispose if act == DISPOSE else DOORS[act]
            assert sentence in door(site.api(who), target, said)[1], act
    assert site.api("member").post(
        f"{AT}/proposals", json={"kind": "mechanism", "roundtable": "RT1", "group": "WG-1", "title": "New"}
    ).status_code == (201 if row[DRAFT] == "w" else 403)


@pytest.mark.parametrize("kind", TABLE)
def test_the_page_of_a_round_says_all_six_rows_of_the_table(site: Site, kind: str) -> None:
    make(site)
    plan(site.api("moderator"), kind)
    page = site.client().get(f"/{SLUG}/rounds/R1").text
    for act in ("Draft", "Suggest changes", "Comment", "Answer comments", "Show support", "Decide"):
        assert f"</svg> {act}</th>" in page, act


@pytest.mark.parametrize("kind", ["last_call", "silence", "ballot"])
def test_the_page_of_a_text_says_why_it_stands_still(site: Site, kind: str) -> None:
    text, _other, _said = opened(site, kind)
    page = site.client("member").get(f"/{SLUG}/{text}").text
    assert "Texts stand still while" in page or "under decision, so its text stands still" in page
