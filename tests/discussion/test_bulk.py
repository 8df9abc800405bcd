"""Many comments are answered at once by the rules of one: whom a rule leaves out is named, and the rest is done."""

from datetime import timedelta
from typing import Any

import pytest

from tests.ceilings.counting import counted
from tests.review.making import AT, SLUG, acts, at, begin, breaks, comment, do, make, plan
from tests.support import Form, Site

WORK = f"/{SLUG}/rounds/R1/comments"


@pytest.fixture
def said(site: Site) -> Site:
    """A round of comments that is open on one text, with five comments in it, the last by the moderator."""
    moderator = make(site)
    begin(site)
    plan(moderator)
    do(moderator, "R1", "opening")
    site.now = at(2)
    for n in range(1, 5):
        assert comment(site, "RT1-M1", "ngo", f"Thought number {n} about the register.").status_code == 201
    assert comment(site, "RT1-M1", "moderator", "I wonder about its cost.").status_code == 201
    return site


def codes(site: Site) -> list[str]:
    return [row[0] for row in site.rows(
        "SELECT k.code FROM comment k JOIN consultation c ON c.id = k.consultation_id WHERE c.slug = :slug ORDER BY k.id",
        slug=SLUG,
    )]  # fmt: skip


def drafts(site: Site) -> list[Any]:
    return site.rows("SELECT code, reason FROM disposition_draft ORDER BY comment_id")


def issued(site: Site) -> int:
    return int(
        site.rows(
            "SELECT count(*) FROM disposition d JOIN consultation c ON c.id = d.consultation_id WHERE c.slug = :slug",
            slug=SLUG,
        )[0][0]
    )


def draft(site: Site, who: str, which: list[str], **body: Any) -> Any:
    given = {"comments": which, "code": "noted", "reason": "The group knows this.", **body}
    return site.api(who).post(f"{AT}/dispositions/drafts", json=given)


def issue(site: Site, who: str, which: list[str]) -> Any:
    return site.api(who).post(f"{AT}/dispositions/issue", json={"comments": which})


def test_one_draft_is_saved_for_all_that_are_named(said: Site) -> None:
    answer = draft(said, "rapporteur", codes(said)[:3])
    assert answer.status_code == 200
    assert answer.json() == {"done": codes(said)[:3], "left_out": []}
    assert [tuple(row) for row in drafts(said)] == [("noted", "The group knows this.")] * 3
    assert issued(said) == 0


def test_the_moderators_own_comment_is_left_out_with_a_sentence_and_the_rest_is_issued(said: Site) -> None:
    assert draft(said, "rapporteur", codes(said)).json()["left_out"] == []
    answer = issue(said, "moderator", codes(said)).json()
    assert answer["done"] == codes(said)[:4]
    ((left),) = answer["left_out"]
    assert left["comment"] == codes(said)[4]
    assert "You made this comment, so somebody else answers it" in left["why"]
    assert issued(said) == 4
    assert len(drafts(said)) == 1
    assert breaks(said) == []


def test_one_issued_disposition_is_one_entry_of_the_register(said: Site) -> None:
    draft(said, "rapporteur", codes(said))
    issue(said, "moderator", codes(said))
    assert [acts(said, code).count("disposition_issued") for code in codes(said)] == [1, 1, 1, 1, 0]


def test_issuing_twice_is_issuing_once(said: Site) -> None:
    draft(said, "rapporteur", codes(said)[:4])
    for _ in range(2):
        again = issue(said, "moderator", codes(said)[:4])
        assert again.status_code == 200
        assert again.json() == {"done": codes(said)[:4], "left_out": []}
    assert issued(said) == 4


def test_a_draft_without_its_reason_is_left_out_until_it_has_one(said: Site) -> None:
    draft(said, "rapporteur", codes(said)[:1], code="not_accepted", reason="")
    draft(said, "rapporteur", codes(said)[1:2])
    answer = issue(said, "moderator", codes(said)[:3]).json()
    assert answer["done"] == codes(said)[1:2]
    sentences = {left["comment"]: left["why"] for left in answer["left_out"]}
    assert "Say why" in sentences[codes(said)[0]]
    assert sentences[codes(said)[2]] == "No answer is drafted for it."


def test_a_rapporteur_drafts_and_does_not_issue(said: Site) -> None:
    draft(said, "rapporteur", codes(said))
    refused = issue(said, "rapporteur", codes(said))
    assert refused.status_code == 403
    assert "issued by the moderator" in refused.json()["detail"]
    assert draft(said, "ngo", codes(said)).status_code == 403
    assert issued(said) == 0


@pytest.mark.parametrize(
    ("which", "body", "field"),
    [([], {}, "comments"), (None, {"code": "nonsense"}, "code")],
)
def test_what_cannot_be_is_said_at_its_field(
    said: Site, which: Any, body: dict[str, str], field: str
) -> None:
    answer = draft(said, "rapporteur", codes(said) if which is None else which, **body)
    assert answer.status_code == 422
    assert field in str(answer.json()["errors"])
    assert drafts(said) == []


def test_a_comment_that_is_not_there_is_left_out(said: Site) -> None:
    answer = draft(said, "rapporteur", [codes(said)[0], "CM-999"]).json()
    assert answer["done"] == [codes(said)[0]]
    assert answer["left_out"] == [{"comment": "CM-999", "why": "There is no comment “CM-999” here."}]


def test_many_take_as_many_statements_as_few(said: Site) -> None:
    rapporteur, moderator = said.api("rapporteur"), said.api("moderator")
    every, asked = codes(said), []
    for which in (every[:1], every[1:4]):
        answer = {"comments": which, "code": "noted", "reason": "The group knows this."}
        for api, verb, body in (
            (rapporteur, "drafts", answer),
            (moderator, "issue", {"comments": which}),
        ):
            with counted(said.database) as statements:
                assert api.post(f"{AT}/dispositions/{verb}", json=body).status_code == 200
            asked.append(statements)
    assert [len(each) for each in asked[:2]] == [len(each) for each in asked[2:]]
    assert max(len(each) for each in asked) <= 10, asked


def test_the_list_shows_one_comment_in_full_and_leads_on(said: Site) -> None:
    browser = said.client("moderator")
    first, second, *_ = codes(said)
    page = browser.get(WORK)
    assert page.status_code == 200
    assert "Thought number 1 about the register." in page.text
    assert "1 of 5" in page.text
    assert f"at={second}#{second}" in page.text
    form = Form(page, f"/comments/{first}/answer")
    done = form.submit(browser, follow=False, code="noted", reason="The group knows this.", do="issue")
    assert done.headers["location"].endswith(f"at={second}#{second}")
    page = browser.get(done.headers["location"])
    assert "1 of 4" in page.text
    assert f'id="{second}"' in page.text


def test_what_is_selected_gets_one_draft_and_what_is_drafted_is_issued_at_once(said: Site) -> None:
    browser = said.client("moderator")
    form = Form(browser.get(WORK), "/comments/drafts")
    page = form.submit(browser, comments=codes(said)[:3], code="noted", reason="The group knows this.")
    assert "Drafts saved: 3." in page.text
    page = Form(page, "/comments/issue").submit(browser)
    assert "Dispositions issued: 3." in page.text
    assert issued(said) == 3


def test_what_is_drafted_after_the_page_was_drawn_is_not_issued_unseen(said: Site) -> None:
    browser = said.client("moderator")
    first, second, *_ = codes(said)
    page = Form(browser.get(WORK), "/comments/drafts").submit(
        browser, comments=[first], code="noted", reason="The group knows this."
    )
    said.now += timedelta(minutes=1)
    body = {"code": "noted", "reason": "Meanwhile.", "state": "draft"}
    assert said.api("rapporteur").put(f"{AT}/comments/{second}/disposition", json=body).status_code == 200
    done = Form(page, "/comments/issue").submit(browser)
    assert "Dispositions issued: 1." in done.text
    assert issued(said) == 1
    assert Form(done, "/comments/issue").submit(browser, seen="yesterday").status_code == 422


def test_all_that_fit_get_one_draft_whether_they_are_shown_or_not_and_the_own_one_is_named(
    said: Site,
) -> None:
    browser = said.client("moderator")
    form = Form(browser.get(f"{WORK}?type=general"), "/comments/drafts")
    page = form.submit(browser, all="1", code="noted", reason="The group knows this.")
    assert "Drafts saved: 4." in page.text
    assert "You made this comment, so somebody else answers it" in page.text


def test_nothing_selected_comes_back_as_it_was_typed(said: Site) -> None:
    browser = said.client("moderator")
    page = Form(browser.get(WORK), "/comments/drafts").submit(browser, code="noted", reason="Kept words.")
    assert page.status_code == 422
    assert "Select the comments first." in page.text
    assert "Kept words." in page.text


def test_the_list_is_narrowed_by_where_a_comment_stands_and_by_those_alike(said: Site) -> None:
    first, second, third, *_ = codes(said)
    draft(said, "rapporteur", [first])
    said.api("rapporteur").put(f"{AT}/comments/{third}/group", json={"lead": second})
    browser = said.client("rapporteur")

    def listed(query: str) -> set[str]:
        text = browser.get(f"{WORK}?{query}").text
        return {code for code in codes(said) if f'value="{code}"' in text}

    assert listed("state=drafted") == {first}
    assert listed("state=undrafted") == set(codes(said)) - {first}
    assert listed("group=yes") == {second, third}
    assert listed(f"group={second}") == {second, third}
    assert listed("type=editorial") == set()
    assert listed("roundtable=RT2") == set()
    assert listed("state=answered") == set()


def test_who_answers_nothing_here_is_told_who_does(said: Site) -> None:
    for who in (None, "ngo", "member"):
        page = said.client(who).get(WORK)
        assert page.status_code == 200
        assert "answered by the rapporteur and the moderator of the group" in page.text
        assert "Thought number 1" not in page.text
    refused = said.client("ngo")
    token = Form(refused.get("/account"), "/account").values["csrf_token"]
    assert refused.post(f"{WORK}/issue", data={"csrf_token": token}).status_code == 403
    assert (
        refused.post(f"{WORK}/drafts", data={"csrf_token": token, "comments": codes(said)}).status_code == 403
    )


def test_a_form_leads_back_to_a_page_of_answers_and_nowhere_else(said: Site) -> None:
    browser = said.client("moderator")
    form = Form(browser.get(WORK), "/answer")
    done = form.submit(browser, follow=False, code="noted", reason="The group knows.", back="//example.org/")
    assert done.headers["location"].startswith(f"/{SLUG}/RT1-M1")
