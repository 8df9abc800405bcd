"""What is done with a text is not done with an amendment to one: every verb refuses it, in words."""

from typing import Any

from tests.review.making import AT, SLUG, at, breaks, do, plan
from tests.support import Form, Site
from tests.voting.amendments.moving import moved, paragraphs, text_ready

IT_IS_ONE = "is an amendment and stays as it was moved"


def amended(site: Site) -> tuple[str, str]:
    """The addresses of an amendment for a program, and its code."""
    code = text_ready(site)
    moved(site, "state", code, list(paragraphs(site, code))[1], "There is none.")
    return f"{AT}/proposals/{code}-A1", f"{code}-A1"


def refused(answer: Any, words: str = IT_IS_ONE) -> None:
    assert answer.status_code == 403, answer.text
    assert words in answer.json()["detail"]


def test_it_is_not_edited_stepped_restored_or_linked(site: Site) -> None:
    api, code = amended(site)
    member, moderator = site.api("member"), site.api("moderator")
    refused(member.patch(api, json={"title": "Another"}, headers={"If-Match": '"1"'}))
    for step in ("submitted", "returned", "withdrawn", "taken_up", "merged", "referred_back"):
        body = {"step": step, "reason": "It is not good enough.", "into": f"{code[:-3]}"}
        refused(moderator.post(f"{api}/steps", json=body))
    assert member.get(api).json()["version"] == 1
    assert site.client("member").get(f"/{SLUG}/{code}/edit").status_code in (200, 403)
    assert breaks(site) == []


def test_it_takes_no_comment_objection_or_support_and_is_not_circulated_reviewed_or_rated(site: Site) -> None:
    api, _code = amended(site)
    refused(site.api("member").put(f"{api}/support", json={"choice": "for"}))
    refused(
        site.api("rapporteur").post(
            f"{api}/circulations", json={"version": 1, "to": ["all:CS"], "message": "Read."}
        )
    )
    refused(
        site.api("moderator").post(
            f"{api}/reviews", json={"reviewer": site.actor("member").public_id, "due": "2027-01-20"}
        ),
        "is an amendment",
    )
    plan(site.api("moderator"), "last_call", first=1, last=5)
    do(site.api("moderator"), "R1", "opening")
    site.now = at(2)
    said = {"type": "general", "stance": "concern", "text": "The fees are missing."}
    refused(site.api("ngo").post(f"{api}/comments", json=said))
    refused(
        site.api("ngo").post(
            f"{api}/objections", json={"reason": "It costs too much.", "removal": "Strike it."}
        )
    )
    assert site.api("moderator").get(api).json()["state"] == "ready"
    assert breaks(site) == []


def test_nobody_keeps_a_draft_of_it_or_is_shown_to_be_writing_it(site: Site) -> None:
    _api, code = amended(site)
    member = site.client("member")
    for path in ("draft", "presence"):
        page = member.get(f"/{SLUG}/{code[:-3]}/edit")
        token = Form(page, "/versions").values["csrf_token"][0]
        answer = member.post(
            f"/{SLUG}/{code}/{path}", data={"csrf_token": token, "title": "x", "field": "title"}
        )
        assert answer.status_code == 403
        assert IT_IS_ONE in answer.text


def test_it_is_no_subject_of_the_outcome_or_of_a_pilot(site: Site) -> None:
    _api, code = amended(site)
    site.tamper("UPDATE proposal SET state = 'adopted' WHERE code = :c", c=code)
    assert code not in site.api("secretariat").get(f"{AT}/outcome/list").text
    assert code not in site.client("secretariat").get(f"/{SLUG}/outcome/list").text
    traced = site.client("secretariat").get(f"/{SLUG}/outcome/trace/{code}")
    assert traced.status_code == 404
