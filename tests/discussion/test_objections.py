"""Objections in a last call, out of comments, and what becomes of them, through the doors."""

import pytest

from tests.review.making import AT, SLUG, acts, answer, at, begin, breaks, do, make, plan
from tests.review.silences import AWAY, WHY, last_call, object_to, step
from tests.support import Form, Site

PAGE = f"/{SLUG}"


def technical(site: Site, code: str, who: str = "ngo") -> str:
    """A technical comment on words of a text."""
    body = {
        "type": "technical", "stance": "concern", "text": "Knowing them is not enough.", "field": "problem",
        "quote": {"exact": "Nobody knows them"},
    }  # fmt: skip
    made = site.api(who).post(f"{AT}/proposals/{code}/comments", json=body)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def dissatisfied(site: Site, comment: str, who: str = "ngo") -> None:
    """Its author says that the answer does not satisfy."""
    assert answer(site, comment).status_code == 200
    said = {"satisfied": False, "word": "It leaves the fee open."}
    assert site.api(who).post(f"{AT}/comments/{comment}/acknowledgement", json=said).status_code == 200


def in_last_call(site: Site) -> str:
    make(site)
    code = begin(site)
    last_call(site)
    return code


def test_anybody_admitted_objects_in_a_last_call_and_names_the_paragraph(site: Site) -> None:
    code = in_last_call(site)
    for who, capacity in (("observer", "observer"), ("member", "member"), ("state", "head")):
        made = object_to(site, code, who)
        assert made.status_code == 201, made.text
        body = made.json()
        assert (body["state"], body["version"], body["field"], body["round_kind"]) == (
            "open", 1, "problem", "last_call",
        )  # fmt: skip
        assert body["quoted"] == "Nobody knows them."
        assert body["paragraph"]
        assert capacity in body["author"]["title"]
    assert site.api().post(f"{AT}/proposals/{code}/objections", json={"reason": WHY}).status_code == 401
    listed = site.api().get(f"{AT}/objections").json()["items"]
    assert [each["id"] for each in listed] == ["OBJ-001", "OBJ-002", "OBJ-003"]
    first = site.api().get(f"{AT}/objections?limit=1").json()
    assert first["next"] == "OBJ-001"
    rest = site.api().get(f"{AT}/proposals/{code}/objections?cursor=OBJ-001").json()["items"]
    assert [each["id"] for each in rest] == ["OBJ-002", "OBJ-003"]
    assert breaks(site) == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "\u200b\u2060 "}, "reason"),
        ({"removal": ""}, "removal"),
        ({"field": None}, "field"),
        ({"field": "colour"}, "field"),
        ({"paragraph": "p999"}, "field"),
        ({"quote": {"exact": "words that are nowhere"}}, "quote"),
        ({"delegation": "org-nobody"}, "delegation"),
        ({"language": "tlh"}, "language"),
        ({"reason": "a" * 5001}, "reason"),
    ],
)
def test_what_an_objection_lacks_is_said_at_its_field(
    site: Site, given: dict[str, object], field: str
) -> None:
    code = in_last_call(site)
    refused = object_to(site, code, **given)
    assert refused.status_code == 422
    assert [each["field"] for each in refused.json()["errors"]] == [field]
    assert site.api().get(f"{AT}/objections").json()["items"] == []


def test_objections_wait_for_a_last_call_or_a_silence(site: Site) -> None:
    api = make(site)
    code = begin(site)
    assert object_to(site, code).status_code == 403
    plan(api, "comment", first=1, last=5, code="R1")
    do(api, "R1", "opening")
    site.now = at(2)
    refused = object_to(site, code)
    assert refused.status_code == 403
    assert "last call" in refused.json()["detail"]


def test_the_same_again_is_the_same_objection_and_the_same_words_elsewhere_are_another(site: Site) -> None:
    code = in_last_call(site)
    first = object_to(site, code).json()["id"]
    assert object_to(site, code).json()["id"] == first
    other = object_to(site, code, field="summary").json()["id"]
    assert other != first
    assert len(site.api().get(f"{AT}/objections").json()["items"]) == 2


def test_an_objection_is_addressed_and_its_author_says_whether_it_stands(site: Site) -> None:
    code = in_last_call(site)
    objection = object_to(site, code).json()["id"]
    early = step(site, objection, "sustained", "state")
    assert early.status_code == 403
    for who in ("observer", "ngo", "state", "secretariat"):
        assert step(site, objection, "addressed", who).status_code == 403, who
    assert step(site, objection, "addressed", words="").status_code == 422
    assert step(site, objection, "addressed", version=9).status_code == 422
    assert step(site, objection, "addressed", "rapporteur").status_code == 201
    assert step(site, objection, "addressed", "rapporteur").status_code == 201, "twice is once"
    assert step(site, objection, "sustained", "ngo").status_code == 403
    stands = step(site, objection, "sustained", "alternate", words="It still binds them.")
    assert stands.status_code == 201, "the alternate speaks for the delegation as its head does"
    said = stands.json()
    assert [each["state"] for each in said["steps"]] == ["addressed", "sustained"]
    assert said["state"] == "sustained"
    again = step(site, objection, "addressed", words="Version 2 exempts them.")
    assert again.status_code == 201
    assert step(site, objection, "withdrawn", "state", words="").status_code == 201
    over = step(site, objection, "addressed", words="And more.")
    assert over.status_code == 403
    assert "withdrawn" in over.json()["detail"]
    assert breaks(site) == []


def test_an_objection_is_overruled_only_under_a_published_rule_with_reasons_and_never_by_its_author(
    site: Site,
) -> None:
    code = in_last_call(site)
    objection, own = object_to(site, code).json()["id"], object_to(site, code, "moderator").json()["id"]
    rule = {"rule": "Terms of reference, paragraph 4"}
    assert step(site, objection, "overruled", **rule).status_code == 403, "it is not addressed yet"
    assert step(site, objection, "addressed").status_code == 201
    assert step(site, objection, "overruled").json()["errors"][0]["field"] == "rule"
    assert step(site, objection, "overruled", words="", **rule).json()["errors"][0]["field"] == "words"
    assert step(site, objection, "overruled", "rapporteur", **rule).status_code == 403
    done = step(site, objection, "overruled", words="All others agree, and it was answered.", **rule)
    assert done.status_code == 201, done.text
    assert done.json()["steps"][-1]["rule"] == rule["rule"]
    assert step(site, own, "addressed").status_code == 403
    assert step(site, own, "addressed", "rapporteur").status_code == 201
    assert step(site, own, "overruled", **rule).status_code == 403
    page = site.client().get(f"{PAGE}/objections/{objection}").text
    for words in ("Overruled with reasons", rule["rule"], "All others agree"):
        assert words in page


def test_the_author_of_a_technical_comment_turns_it_into_an_objection_once(site: Site) -> None:
    api = make(site)
    code = begin(site)
    plan(api, "comment", first=1, last=5, code="R1")
    do(api, "R1", "opening")
    site.now = at(2)
    comment = technical(site, code)
    early = object_to(site, code, "ngo", comment=comment)
    assert early.status_code == 403
    assert "does not satisfy" in early.json()["detail"]
    dissatisfied(site, comment)
    assert object_to(site, code, "state", comment=comment).status_code == 403
    page = site.client("ngo").get(f"{PAGE}/comments/{comment}")
    assert f"/objections?comment={comment}" in page.text
    ngo = site.client("ngo")
    form = Form(ngo.get(f"{PAGE}/{code}/objections?comment={comment}"), f"{PAGE}/{code}/objections")
    assert form.values["reason"] == ["Knowing them is not enough."], "what was said is there to go on from"
    sent = form.submit(ngo, follow=False, removal=AWAY)
    assert sent.status_code == 303, sent.text
    made = site.api().get(f"{AT}/objections/OBJ-001").json()
    assert (made["comment"], made["round"], made["quoted"]) == (comment, "R1", "Nobody knows them")
    assert form.submit(ngo, follow=False, removal=AWAY).headers["location"] == sent.headers["location"]
    second = object_to(site, code, "ngo", comment=comment)
    assert second.status_code == 403
    assert "OBJ-001" in second.json()["detail"]
    other = technical(site, code, "state")
    assert answer(site, other).status_code == 200
    assert object_to(site, code, "state", comment=other).status_code == 403, (
        "it was not said to be unsatisfied"
    )
    assert acts(site, "OBJ-001") == ["objection_raised"]
    assert breaks(site) == []


def test_a_last_call_is_completed_when_every_objection_is_addressed_and_then_the_chair_states_it(
    site: Site,
) -> None:
    code = in_last_call(site)
    api = site.api("moderator")
    one, other = object_to(site, code).json()["id"], object_to(site, code, "ngo").json()["id"]
    here = f"{AT}/rounds/R1/statements"
    early = api.post(here, json={"words": "All agree.", "addressed": {}})
    assert early.status_code == 403
    site.now = at(12)
    waits = do(api, "R1", "completion")
    assert waits.status_code == 403
    assert one in waits.json()["detail"]
    for each in (one, other):
        assert step(site, each, "addressed").status_code == 201
    assert step(site, other, "sustained", "ngo", words="It stands.").status_code == 201
    assert do(api, "R1", "completion").status_code == 200
    lacking = api.post(here, json={"words": "All but one agree.", "addressed": {one: "By version 2."}})
    assert lacking.status_code == 422
    assert other in lacking.json()["detail"]
    assert [each["field"] for each in lacking.json()["errors"]] == [f"addressed.{other}"]
    assert site.api("secretariat").post(here, json={"words": "x", "addressed": {}}).status_code == 403
    how = {one: "By version 2.", other: "The fee was halved; PICUM asks for none."}
    body = {"words": "All but one agree.", "addressed": how}
    made = api.post(here, json=body)
    assert made.status_code == 201, made.text
    assert [(o["objection"], o["state"]) for o in made.json()["objections"]] == [
        (other, "sustained"), (one, "addressed"),
    ]  # fmt: skip
    assert api.post(here, json=body).json()["n"] == 1, "a second click issues no second statement"
    later = api.post(here, json={**body, "words": "All agree now."})
    assert later.json()["n"] == 2
    both = site.api().get(here).json()["items"]
    assert [each["superseded_at"] is None for each in both] == [False, True]
    page = site.client().get(f"{PAGE}/rounds/R1").text
    assert "All agree now." in page
    whole = site.client().get(f"{PAGE}/rounds/R1/statements").text
    for words in ("All agree now.", "All but one agree.", how[other]):
        assert words in whole
    assert breaks(site) == []


def test_a_statement_that_lacks_a_sentence_comes_back_as_it_was_typed(site: Site) -> None:
    code = in_last_call(site)
    one = object_to(site, code).json()["id"]
    site.now = at(12)
    chair = site.client("moderator")
    form = Form(chair.get(f"{PAGE}/rounds/R1/statements"), "/statements")
    sent = form.submit(chair, follow=False, words="Nearly all agree.")
    assert sent.status_code == 422
    assert f"how {one} was addressed" in sent.text
    assert "Nearly all agree." in sent.text
    done = Form(sent, "/statements").submit(chair, follow=False, **{f"addressed.{one}": "By version 2."})
    assert done.status_code == 303


def test_the_proposal_says_what_stands_against_it(site: Site) -> None:
    code = in_last_call(site)
    objection = object_to(site, code).json()["id"]
    page = site.client().get(f"{PAGE}/{code}").text
    assert f"{PAGE}/objections/{objection}" in page
    assert "1 objection to be addressed" in page
    assert "Object to" in site.client("ngo").get(f"{PAGE}/{code}/objections").text


def test_what_is_objected_in_a_closed_group_is_nobody_elses(site: Site) -> None:
    code = in_last_call(site)
    objection = object_to(site, code).json()["id"]
    site.tamper("UPDATE working_group SET closed = :yes WHERE code = 'WG-1'", yes=True)
    for who in (None, "observer", "ngo", "secretariat", "state"):
        assert site.client(who).get(f"{PAGE}/objections/{objection}").status_code == 404, who
        assert site.api(who).get(f"{AT}/objections/{objection}").status_code == 404
        assert site.api(who).get(f"{AT}/objections").json()["items"] == []
        assert site.client(who).get(f"{PAGE}/{code}/objections").status_code == 404
    assert site.api("member").get(f"{AT}/objections/{objection}").status_code == 200
    assert object_to(site, code, "ngo").status_code == 404
