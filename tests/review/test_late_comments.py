"""Comments after the deadline: taken and shown as late where the plan of the round said so, refused everywhere else."""

from typing import Any

from tests.review.making import AT, SLUG, answer, at, begin, breaks, comment, day, do, make, plan
from tests.support import Form, Site

LATE = "The fees are still missing."


def closed_round(site: Site, *, late: bool, kind: str = "comment") -> tuple[Any, str]:
    """A round of comments that closed two days ago and is not completed; with a text whose group has revised it since."""
    api = make(site)
    text = begin(site)
    planned = plan(api, kind, first=1, last=2, late=late)
    assert planned.status_code == 201, planned.text
    assert planned.json()["late"] is late
    assert do(api, "R1", "opening").status_code == 200
    site.now = at(4)
    newest = site.api("member").get(f"{AT}/proposals/{text}").headers["ETag"]
    body = {"summary": "Every recruiter and agent stands in it."}
    saved = site.api("member").patch(f"{AT}/proposals/{text}", json=body, headers={"If-Match": newest})
    assert saved.status_code == 200, saved.text
    return api, text


def test_a_late_comment_is_taken_where_the_round_says_so_and_shown_as_late(site: Site) -> None:
    api, text = closed_round(site, late=True)
    in_time = site.api("state").get(f"{AT}/proposals/{text}").json()
    assert in_time["state"] == "revised"
    said = comment(site, text, text=LATE)
    assert said.status_code == 201, said.text
    made = said.json()
    assert (made["late"], made["round"], made["version"]) == (True, "R1", 1), (
        "it is about the text of the round"
    )
    assert comment(site, text, text=LATE).json()["id"] == made["id"], "a double click says it once"
    page = site.client().get(f"/{SLUG}/{text}").text
    assert "<b>late</b>" in page
    assert "It still takes comments until it is completed" in site.client("ngo").get(f"/{SLUG}/{text}").text
    assert "<b>late</b>" in site.client().get(f"/{SLUG}/comments").text
    assert "after its deadline" in site.client().get(f"/{SLUG}/comments/{made['id']}").text
    assert "Comments after the deadline are taken" in site.client().get(f"/{SLUG}/rounds/R1").text
    refused = do(api, "R1", "completion")
    assert refused.status_code == 403
    assert made["id"] in refused.json()["detail"], "a late comment is answered like any other (invariant 6)"
    answer(site, made["id"])
    assert do(api, "R1", "completion").status_code == 200
    assert comment(site, text, text="Once more.").status_code == 403
    assert breaks(site) == []


def test_a_late_comment_is_refused_where_the_round_does_not_take_it(site: Site) -> None:
    _api, text = closed_round(site, late=False)
    refused = comment(site, text, text=LATE)
    assert refused.status_code == 403
    assert "Comments wait for a round" in refused.json()["detail"]


def test_a_comment_in_time_is_not_late(site: Site) -> None:
    api = make(site)
    text = begin(site)
    plan(api, first=1, last=2, late=True)
    do(api, "R1", "opening")
    site.now = at(1.5)
    assert comment(site, text).json()["late"] is False


def test_a_text_that_was_declared_ready_or_was_not_in_the_round_takes_no_late_comment(site: Site) -> None:
    api, text = closed_round(site, late=True)
    other = begin(site, "Begun afterwards")
    assert comment(site, other).status_code == 403
    assert api.post(f"{AT}/proposals/{text}/readiness").status_code == 200
    assert comment(site, text, text=LATE).status_code == 403


def test_a_later_round_of_comments_takes_them_in_time(site: Site) -> None:
    api, text = closed_round(site, late=True)
    plan(api, first=5, last=9)
    do(api, "R2", "opening")
    site.now = at(6)
    made = comment(site, text, text=LATE).json()
    assert (made["late"], made["round"]) == (False, "R2")


def test_whether_late_comments_are_taken_is_chosen_in_the_plan_and_stands_from_the_opening_on(
    site: Site,
) -> None:
    api = make(site)
    begin(site)
    plan(api)
    browser = site.client("moderator")
    form = Form(browser.get(f"/{SLUG}/rounds/R1"), "/plan")
    assert form.values["late"] == ["no"]
    assert form.submit(browser, late="yes", promise="consult").status_code == 200
    round_ = api.get(f"{AT}/rounds/R1").json()
    assert (round_["late"], round_["promise"], round_["terms"]) == (True, "consult", {})
    turned = Form(browser.get(f"/{SLUG}/rounds/R1"), "/plan").submit(browser, kind="ballot")
    assert turned.status_code == 422
    assert "rounds of comments and last calls alone" in turned.text
    assert do(api, "R1", "opening").status_code == 200
    assert api.patch(f"{AT}/rounds/R1", json={"late": False}).status_code == 403
    assert api.patch(f"{AT}/rounds/R1", json={"closes": day(12)}).status_code == 403
    assert api.get(f"{AT}/rounds/R1").json()["late"] is True
