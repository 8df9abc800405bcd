"""The course of a proposal, step by step: who takes which step when, with which reason, and what stays."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.dossier.verification import verify
from tests.drafting.test_fields import BENCHMARK, MECHANISM
from tests.support import NOON, Form, Site

HERE = "/hld-2013-review"
API = "/consultations/hld-2013-review/proposals"
BETWEEN = NOON + timedelta(days=40)
WHY = "Two texts say the same thing."
COMPLETE: dict[str, Any] = {
    "title": "A register of recruiters", "summary": "Every recruiter stands in it.", "problem": "Nobody knows them.",
    "how_it_works": ["They register."], "responsible": ["Ministries of labour"],
    "evidence": [{"text": "Manila has one.", "source": None}],
}  # fmt: skip


def begin(api: TestClient, **fields: Any) -> str:
    body = {"kind": "mechanism", "roundtable": "RT1", "group": "WG-1A", **COMPLETE, **fields}
    made = api.post(API, json=body)
    assert made.status_code == 201, made.text
    return str(made.json()["code"])


def step(api: TestClient, code: str, name: str, reason: str = WHY, **more: str) -> Any:
    return api.post(f"{API}/{code}/steps", json={"step": name, "reason": reason, **more})


def state(api: TestClient, code: str) -> str:
    return str(api.get(f"{API}/{code}").json()["state"])


def test_a_writer_submits_what_is_complete_and_the_step_stays_readable(site: Site) -> None:
    member = site.api("member")
    code = begin(member)
    made = step(member, code, "submitted", "")
    assert made.status_code == 201, made.text
    assert made.json() | {"at": ""} == {
        "n": 1, "step": "submitted", "from_state": "draft", "state": "submitted", "version": 1, "reason": "",
        "by": "Policy analyst, Migration Policy Institute", "round": "R2", "at": "",
    }  # fmt: skip
    assert state(member, code) == "submitted"
    assert site.api().get(f"{API}/{code}/steps").json()["items"] == [made.json()]
    page = site.client().get(f"{HERE}/{code}").text
    assert "Submitted" in page
    assert "Policy analyst, Migration Policy Institute" in page


def test_what_is_incomplete_is_not_submitted_and_the_page_leads_to_the_fields(site: Site) -> None:
    member = site.api("member")
    code = begin(member, problem="", evidence=[])
    refused = step(member, code, "submitted")
    assert refused.status_code == 403
    assert "“The problem” is empty. “Evidence” is empty." in refused.json()["detail"]
    page = site.client("member").get(f"{HERE}/{code}").text
    assert f'href="{HERE}/{code}/edit#problem"' in page
    assert "cannot be submitted yet" in page


@pytest.mark.parametrize("who", [None, "observer", "state", "secretariat", "administrator"])
def test_only_writers_of_the_group_submit(site: Site, who: str | None) -> None:
    code = begin(site.api("member"))
    refused = step(site.api(who), code, "submitted")
    assert refused.status_code in (401, 403)
    assert "WG-1A" in refused.json()["detail"]
    assert state(site.api(), code) == "draft"


def test_a_step_that_goes_back_or_ends_something_needs_its_reason(site: Site) -> None:
    api = site.api("rapporteur")
    code = begin(api)
    step(api, code, "submitted")
    for name in ("returned", "withdrawn"):
        for reason, sentence in (("", "Give the reason"), ("  short   ", "Give the reason"), ("\u200b" * 30, "Give the reason"), ("x" * 2001, "at most 2000")):  # fmt: skip
            wrong = step(api, code, name, reason)
            assert wrong.status_code == 422, (name, reason)
            assert wrong.json()["errors"][0]["field"] == "reason"
            assert sentence in wrong.json()["detail"]
    assert state(api, code) == "submitted"
    assert step(api, code, "returned", "Its evidence is \u202ethin\u202c here.").status_code == 201
    assert state(api, code) == "draft"


def test_author_rapporteur_and_convenor_return_and_withdraw_and_no_other_member(site: Site) -> None:
    member, rapporteur, moderator = (site.api(who) for who in ("member", "rapporteur", "moderator"))
    theirs, own = begin(rapporteur), begin(member)
    step(member, theirs, "submitted", "")
    for name in ("returned", "withdrawn"):
        refused = step(member, theirs, name)
        assert refused.status_code == 403
        assert "the rapporteur or the convenor of WG-1A" in refused.json()["detail"]
    assert step(moderator, theirs, "returned").status_code == 201
    assert step(member, own, "withdrawn").status_code == 201, "who began it withdraws it"
    assert step(rapporteur, theirs, "withdrawn").status_code == 201


def test_who_wrote_the_newest_version_returns_it(site: Site) -> None:
    member, rapporteur = site.api("member"), site.api("rapporteur")
    code = begin(rapporteur)
    member.patch(
        f"{API}/{code}", headers={"If-Match": '"1"'}, json={"problem": "Fewer know them than one thinks."}
    )
    step(member, code, "submitted", "")
    assert step(member, code, "returned").status_code == 201
    refused = step(member, code, "withdrawn")
    assert refused.status_code == 403, "the first version is another's"


def test_what_was_withdrawn_stays_readable_with_its_reason_and_is_taken_up_again(site: Site) -> None:
    api, member = site.api("rapporteur"), site.api("member")
    assert step(api, "RT1-M1", "withdrawn").status_code == 201
    page = site.client().get(f"{HERE}/RT1-M1").text
    assert WHY in page
    assert "can take it up again" in page
    edit = site.client("member").get(f"{HERE}/RT1-M1/edit")
    assert edit.status_code == 403
    assert "was withdrawn" in edit.text
    assert "A writer of its group can take it up again" in edit.text
    assert step(site.api("state"), "RT1-M1", "taken_up").status_code == 403
    assert step(member, "RT1-M1", "taken_up", "We sponsor it now.").status_code == 201
    assert state(api, "RT1-M1") == "draft"
    assert site.client("member").get(f"{HERE}/RT1-M1/edit").status_code == 200


def test_a_double_click_takes_one_step(site: Site) -> None:
    api = site.api("member")
    code = begin(api)
    first, second = step(api, code, "submitted", ""), step(api, code, "submitted", "")
    assert first.json() == second.json()
    assert len(api.get(f"{API}/{code}/steps").json()["items"]) == 1
    assert (
        site.rows("SELECT count(*) AS n FROM ledger WHERE verb = 'step_taken' AND track = 'hld-2013-review'")[
            0
        ].n
        == 1
    )


def test_a_step_that_does_not_begin_here_says_where_the_text_stands(site: Site) -> None:
    api = site.api("rapporteur")
    code = begin(api)
    for name, sentence in (
        ("returned", "is a draft"),
        ("taken_up", "is a draft"),
        ("referred_back", "convenor"),
    ):
        refused = step(api, code, name)
        assert refused.status_code == 403, name
        assert sentence in refused.json()["detail"]
    assert step(api, "RT1-M99", "withdrawn").status_code == 404
    assert step(api, code, "adopted").status_code == 422


def test_a_merge_keeps_the_union_and_both_texts_readable(site: Site) -> None:
    api = site.api("rapporteur")
    one = begin(api, contributions=["C-01", "C-02"], sponsors=["org-bel", "org-swe"], benchmarks=["RT1-B1", "RT1-B2"], evidence=[{"text": "Sweden did it.", "source": "P-01"}])  # fmt: skip
    other = begin(api, contributions=["C-02", "C-03"], sponsors=["org-phl", "org-bel"], benchmarks=["RT1-B3", "RT1-B1"])  # fmt: skip
    merged = step(api, one, "merged", into=other.lower())
    assert merged.status_code == 201, merged.text
    target = api.get(f"{API}/{other}").json()
    assert target["contributions"] == ["C-02", "C-03", "C-01"]
    assert target["sponsors"] == ["org-phl", "org-bel", "org-swe"]
    assert target["benchmarks"] == ["RT1-B3", "RT1-B1", "RT1-B2"]
    assert [item["source"] for item in target["evidence"]] == [None, "P-01"]
    assert (target["version"], target["problem"]) == (2, COMPLETE["problem"])
    source = api.get(f"{API}/{one}").json()
    assert (source["state"], source["version"], source["sponsors"]) == ("merged", 1, ["org-bel", "org-swe"])
    page = site.client().get(f"{HERE}/{one}").text
    assert f'href="{HERE}/{other}"' in page
    assert WHY in page
    assert f'href="{HERE}/{one}"' in site.client().get(f"{HERE}/{other}").text
    edit = site.client("rapporteur").get(f"{HERE}/{one}/edit")
    assert "was merged into another proposal. Edit that one." in edit.text


def test_comments_stay_with_the_text_that_was_merged(site: Site) -> None:
    api = site.api("rapporteur")
    before = api.get(f"{API}/RT1-M1/comments").json()["items"]
    assert before
    assert step(api, "RT1-M1", "merged", into=begin(api)).status_code == 201
    assert api.get(f"{API}/RT1-M1/comments").json()["items"] == before


@pytest.mark.parametrize(
    ("into", "status", "sentence"),
    [
        ("", 422, "Name the code"),
        ("RT9-M9", 422, "There is no proposal"),
        ("RT1-B1", 403, "a mechanism is merged into a mechanism"),
        ("RT2-M1", 403, "both groups"),
        ("itself", 403, "into itself"),
    ],
)
def test_a_merge_needs_a_living_text_of_the_same_kind_whose_group_one_leads(
    site: Site, into: str, status: int, sentence: str
) -> None:
    api = site.api("rapporteur")
    code = begin(api)
    answer = step(api, code, "merged", into=code if into == "itself" else into)
    assert answer.status_code == status, answer.text
    assert sentence in answer.json()["detail"]
    assert state(api, code) == "draft"


def test_a_member_does_not_merge(site: Site) -> None:
    api = site.api("member")
    refused = step(api, begin(api), "merged", into="RT1-M1")
    assert refused.status_code == 403
    assert "The rapporteur or the convenor of WG-1A merges" in refused.json()["detail"]


def test_what_is_ready_or_decided_is_referred_back_by_the_convenor_with_a_reason(site: Site) -> None:
    site.now = BETWEEN
    moderator = site.api("moderator")
    for before in ("ready", "not_adopted", "adopted"):
        site.tamper("UPDATE proposal SET state = :s WHERE code = 'RT1-M1'", s=before)
        refused = step(site.api("rapporteur"), "RT1-M1", "referred_back")
        assert refused.status_code == 403
        assert "The convenor of WG-1A" in refused.json()["detail"]
        assert step(moderator, "RT1-M1", "referred_back").status_code == 201
        assert state(moderator, "RT1-M1") == "revised"


def test_nothing_is_referred_back_while_positions_are_being_given(site: Site) -> None:
    at = "/consultations/hld-2013-decision/proposals/RT1-M1/steps"
    body = {"step": "referred_back", "reason": WHY}
    refused = site.api("moderator").post(at, json=body)
    assert refused.status_code == 403
    assert "Positions are being given" in refused.json()["detail"]
    site.tamper("UPDATE proposal SET state = 'ready' WHERE code = 'RT1-M1'")
    assert site.api("moderator").post(at, json=body).status_code == 403, "not even what is not on the ballot"


def test_no_step_is_taken_in_a_consultation_that_has_ended(site: Site) -> None:
    api = site.api("moderator")
    for name in ("withdrawn", "referred_back"):
        refused = api.post(
            "/consultations/hld-2013/proposals/RT1-M1/steps", json={"step": name, "reason": WHY}
        )
        assert refused.status_code == 403


def test_a_step_is_taken_on_the_page_without_script(site: Site) -> None:
    code = begin(site.api("member"))
    member = site.client("member")
    page = member.get(f"{HERE}/{code}")
    assert Form(page, "/steps").submit(member, follow=False, step="submitted").status_code == 303
    rapporteur = site.client("rapporteur")
    form = Form(rapporteur.get(f"{HERE}/{code}"), "/steps")
    assert form.values["step"] == ["returned"]
    short = form.submit(rapporteur, reason="No.")
    assert short.status_code == 422
    again = Form(short, "/steps")
    assert again.values["reason"] == ["No."]
    assert "Give the reason in 10 characters" in short.text
    done = again.submit(rapporteur, reason="No, its evidence is too thin.")
    assert done.status_code == 200
    assert "No, its evidence is too thin." in done.text


def test_a_refusal_on_the_page_keeps_what_was_typed(site: Site) -> None:
    code = begin(site.api("rapporteur"))
    rapporteur, member = site.client("rapporteur"), site.client("member")
    form = Form(
        rapporteur.get(f"{HERE}/{code}"),
        "/steps",
    )
    token = Form(member.get(f"{HERE}/{code}"), "/steps").values["csrf_token"]
    refused = member.post(form.url, data={"csrf_token": token, "step": "withdrawn", "reason": WHY})
    assert refused.status_code == 403
    assert WHY in refused.text
    assert "Who began it, the rapporteur or the convenor of WG-1A" in refused.text


def test_an_earlier_text_comes_back_as_a_new_version(site: Site) -> None:
    api = site.api("member")
    code = begin(api, **MECHANISM, benchmarks=["RT1-B1"])
    first = api.get(f"{API}/{code}/versions/1").json()["fields"]
    api.patch(f"{API}/{code}", headers={"If-Match": '"1"'}, json={"problem": "Another one.", "markers": {}, "level": "", "how_it_works": []})  # fmt: skip
    member = site.client("member")
    old = member.get(f"{HERE}/{code}/versions/1")
    assert Form(old, "/restoration").submit(member, follow=False, version="1").status_code == 303
    now = api.get(f"{API}/{code}/versions/3").json()
    assert now["fields"] == first
    assert now["note"] == "As version 1"
    assert now["parent"] == 2
    again = api.post(f"{API}/{code}/restoration", json={"version": 1})
    assert again.json()["version"] == 3, "what is there already is not saved again"
    assert api.post(f"{API}/{code}/restoration", json={"version": 9}).status_code == 404
    assert site.api("state").post(f"{API}/{code}/restoration", json={"version": 1}).status_code == 403


def test_a_link_is_one_click_from_either_side_and_a_new_version(site: Site) -> None:
    api, member = site.api("member"), site.client("member")
    code = begin(api)
    other = api.post(API, json={"kind": "benchmark", "roundtable": "RT1", "title": "Recruiters", **BENCHMARK}).json()["code"]  # fmt: skip
    page = member.get(f"{HERE}/{code}")
    linked = Form(page, "/links").submit(member, other=other)
    assert linked.status_code == 200
    assert api.get(f"{API}/{code}").json()["benchmarks"] == [other]
    assert api.get(f"{API}/{other}").json()["mechanisms"] == [code]
    assert api.get(f"{API}/{code}/versions").json()["items"][0]["note"] == f"Linked with {other}"
    again = api.put(f"{API}/{code}/links/{other}")
    assert (again.status_code, again.json()["version"]) == (200, 2), "linking what is linked writes nothing"
    gone = Form(linked, "/removal").submit(member, follow=False)
    assert gone.status_code == 303
    assert api.get(f"{API}/{code}").json()["benchmarks"] == []
    back = api.put(f"{API}/{other}/links/{code}")
    assert (back.json()["code"], back.json()["mechanisms"]) == (other, [code])
    assert api.delete(f"{API}/{other}/links/{code}").json()["mechanisms"] == []


def test_a_link_needs_a_writer_of_one_of_the_two_groups(site: Site) -> None:
    refused = site.api("observer").put(f"{API}/RT1-M1/links/RT1-B2")
    assert refused.status_code == 403
    assert site.api("member").put(f"{API}/RT1-M1/links/RT1-M2").status_code == 403
    assert site.api("member").put(f"{API}/RT1-M1/links/RT1-B99").status_code == 404
    # The member writes for the mechanism's group, so a benchmark of another group is linked from there.
    from_there = site.api("member").put(f"{API}/RT2-B1/links/RT1-M1")
    assert from_there.status_code == 200, from_there.text
    assert from_there.json()["code"] == "RT1-M1"
    decided = site.api("member").put("/consultations/hld-2013-decision/proposals/RT1-M1/links/RT1-B2")
    assert decided.status_code == 403


def test_the_course_of_a_closed_group_does_not_exist_for_others(site: Site) -> None:
    site.tamper("UPDATE working_group SET closed = true WHERE code = 'WG-1A'")
    other, member = site.api("state"), site.api("member")
    code = begin(member)
    assert member.get(f"{API}/{code}/steps").status_code == 200
    for answer in (
        step(other, code, "withdrawn"),
        other.get(f"{API}/{code}/steps"),
        other.put(f"{API}/{code}/links/RT1-B1"),
        other.delete(f"{API}/RT2-B1/links/{code}"),
        other.post(f"{API}/{code}/restoration", json={"version": 1}),
    ):
        assert answer.status_code == 404
        assert "A register of recruiters" not in answer.text


def test_every_step_is_in_the_ledger_and_verifies(site: Site) -> None:
    api = site.api("rapporteur")
    code = begin(api)
    for name in ("submitted", "returned", "withdrawn", "taken_up"):
        assert step(api, code, name).status_code == 201
    step(api, code, "merged", into="RT1-M1")
    api.post(f"{API}/RT1-M1/restoration", json={"version": 1})
    reasons = [
        row.reason
        for row in site.rows(
            "SELECT reason FROM ledger WHERE verb = 'step_taken' AND track = 'hld-2013-review' ORDER BY seq"
        )
    ]
    assert reasons == [WHY] * 5
    with site.database.reading() as db:
        assert verify(db).breaks == []
    site.tamper("UPDATE proposal_step SET reason = 'Another one altogether' WHERE verb = 'withdrawn'")
    with site.database.reading() as db:
        assert verify(db).breaks != []
