"""Rating and sense checks through the doors: who gives what until when, what is shown to whom, what never changes."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.review.making import AT, SLUG, at, begin, breaks, do, make, plan, state_of
from tests.review.rating import RATERS, open_round, program, rate, rate_all, rating, results
from tests.support import Form, Site

SHEET = f"/{SLUG}/rounds/R1/sheet"


def given_by(site: Site, who: str, code: str = "R1") -> list[tuple[str, int | None, str, int]]:
    mine = program(site, who).get(f"{AT}/rounds/{code}/ratings").json()["mine"]
    return [(one["proposal"], one["score"], one["word"], one["turn"]) for one in mine]


def test_everybody_admitted_rates_and_changes_it_until_the_round_closes(site: Site) -> None:
    [text] = rating(site)
    for who in RATERS:
        assert rate(site, who, text, 7, word=f"By {who}.").status_code == 200
    again = rate(site, "ngo", text, 7)
    assert (again.json()["turn"], again.json()["word"]) == (1, "By ngo.")
    changed = rate(site, "ngo", text, 3)
    assert (changed.json()["turn"], changed.json()["score"], changed.json()["version"]) == (2, 3, 1)
    assert given_by(site, "ngo") == [(text, 3, "By ngo.", 2)]
    rows = site.rows("SELECT turn, score FROM rating ORDER BY turn DESC, id")
    assert (rows[0].turn, rows[0].score, len(rows)) == (2, 3, 9)
    site.now = at(11)
    late = rate(site, "state", text, 1)
    assert late.status_code == 403
    assert late.json()["detail"].startswith("This round is closed.")
    assert breaks(site) == []


@pytest.mark.parametrize(
    ("who", "status", "sentence"),
    [
        (None, 401, "Send the token"),
        ("administrator", 403, "Administrators look after the site and rate nothing."),
        ("reporter", 403, "People with a seat in this consultation rate"),
    ],
)
def test_whoever_has_no_seat_rates_nothing(site: Site, who: str | None, status: int, sentence: str) -> None:
    [text] = rating(site)
    answer = program(site, who).put(f"{AT}/rounds/R1/ratings/{text}", json={"score": 5})
    assert (answer.status_code, answer.json()["detail"].startswith(sentence)) == (status, True)
    page = site.client(who).get(SHEET)
    assert page.status_code == 200
    assert "Save this sheet" in page.text
    assert 'type="radio"' not in page.text


def test_what_cannot_be_given_is_said_at_its_field(site: Site) -> None:
    [text] = rating(site)
    for body, field in (
        ({"score": 0}, "score"), ({"score": 10}, "score"), ({}, "score"), ({"choice": "agree"}, "choice"),
        ({"score": 5, "word": "x" * 501}, "word"), ({"score": "5"}, "score"),
    ):  # fmt: skip
        answer = program(site, "ngo").put(f"{AT}/rounds/R1/ratings/{text}", json=body)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field), body
    assert rate(site, "ngo", "RT1-M9", 5).status_code == 404
    assert rate(site, "ngo", text, 5, "R9").status_code == 404
    assert rate(site, "ngo", text, 5, version=2).status_code == 409
    assert rate(site, "ngo", text, 5, version=1).status_code == 200


def test_a_round_that_has_not_opened_and_a_round_of_another_kind_take_nothing(site: Site) -> None:
    make(site)
    text = begin(site)
    api = program(site, "moderator")
    plan(api, "rating", first=2, last=4)
    assert do(api, "R1", "opening").status_code == 200
    early = rate(site, "ngo", text, 5)
    assert (early.status_code, early.json()["detail"]) == (403, "This round has not opened yet.")
    plan(api, "comment", first=5, last=9)
    assert rate(site, "ngo", text, 5, "R2").status_code == 404
    assert site.client().get(f"/{SLUG}/rounds/R2/sheet").status_code == 404


def test_a_text_that_was_not_submitted_or_began_later_is_not_rated(site: Site) -> None:
    make(site)
    draft = begin(site, "A draft", submit=False)
    text = begin(site)
    open_round(site)
    refused = rate(site, "ngo", draft, 5)
    assert (refused.status_code, refused.json()["detail"]) == (
        403, f"{draft} is not among the texts of this round.",
    )  # fmt: skip
    assert results(site, who="ngo")["texts"] == [text]
    assert draft not in site.client("ngo").get(SHEET).text


def test_a_sense_check_asks_its_question_on_its_scale(site: Site) -> None:
    [text] = rating(site, kind="sense_check", terms={"scale": "consent"})
    assert rate(site, "ngo", text, 5).status_code == 422
    assert rate(site, "ngo", text, "agree").status_code == 422
    rate_all(site, text, {"ngo": "consent", "state": "consent", "member": "concern", "observer": "objection"})
    page = site.client("ngo").get(SHEET).text
    assert "Could your organisation live with it?" in page
    assert "You answered: Consent." in page
    site.now = at(11)
    [found] = results(site)["results"]
    assert found["figures"]["answers"] == {"consent": 2, "concern": 1, "objection": 1}
    shown = site.client().get(f"/{SLUG}/rounds/R1/ratings").text
    assert "4 answers: Consent 2, Concern 1, Objection 1." in shown
    assert "Indicative: it decides nothing" in shown
    table = site.client().get(f"/{SLUG}/rounds/R1/ratings.csv").content.decode("utf-8-sig")
    assert next(iter(csv.DictReader(io.StringIO(table))))["concern"] == "1"


def test_nobody_sees_results_before_the_round_has_closed(site: Site) -> None:
    [text] = rating(site)
    rate_all(site, text, dict.fromkeys(RATERS, 8))
    for who in (None, "observer", "moderator", "secretariat", "administrator"):
        read = results(site, who=who)
        assert read["results"] is None
        assert read["why_no_results"].startswith("This round is still open.")
        for path in ("ratings", "sheet", ""):
            page = site.client(who).get(f"/{SLUG}/rounds/R1/{path}".rstrip("/"))
            assert page.status_code == 200
            assert "Median" not in page.text
            assert "The criterion is met" not in page.text
        for name in ("csv", "xlsx"):
            assert site.client(who).get(f"/{SLUG}/rounds/R1/ratings.{name}").status_code == 403
    site.now = at(11)
    assert "The criterion is met" in site.client().get(f"/{SLUG}/rounds/R1/ratings").text


def test_results_say_median_spread_share_and_whether_the_criterion_is_met(site: Site) -> None:
    [text, other, third] = rating(site, texts=3)
    values = dict(zip(RATERS, (9, 8, 8, 7, 7, 7, 5, 2), strict=True))
    rate_all(site, text, values)
    rate_all(site, other, {"ngo": 1, "state": 2})
    site.now = at(11)
    first, second = results(site)["results"]
    assert first["figures"] == {
        "people": 8, "scores": [0, 1, 0, 0, 1, 0, 3, 2, 1], "median": 7.0, "quartiles": [6.5, 8.0], "high": 6, "low": 1,
        "answers": None,
    }  # fmt: skip
    assert first["criterion_met"] is True
    assert (second["people"], second["figures"], second["words"]) == (2, None, [])
    page = site.client().get(f"/{SLUG}/rounds/R1/ratings").text
    assert "of 8 scores 6 are from 7 to 9 (75 per cent" in page
    assert "Fewer than three people have rated it." in page
    assert '<svg class="chart"' in page
    assert "8 scores. Median 7; half of the scores lie between 6.5 and 8." in page
    assert third not in page
    on_the_round = site.client().get(f"/{SLUG}/rounds/R1").text
    assert "Criterion" in on_the_round
    assert "6.5 – 8" in on_the_round
    table = site.client().get(f"/{SLUG}/rounds/R1/ratings.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [(r["proposal"], r["median"], r["criterion_met"]) for r in rows] == [
        (text, "7", "yes"),
        (other, "", ""),
    ]
    sheet = site.client().get(f"/{SLUG}/rounds/R1/ratings.xlsx")
    assert sheet.status_code == 200
    assert sheet.content[:2] == b"PK"
    assert site.client().get(f"/{SLUG}/rounds/R1/ratings.pdf").status_code == 404


def test_constituencies_are_shown_only_of_three_people_and_more(site: Site) -> None:
    [text, other] = rating(site, texts=2)
    # Belgium has two raters, civil society one, and five speak for no delegation.
    rate_all(site, text, dict.fromkeys(RATERS, 8))
    rate_all(site, other, {"state": 2, "alternate": 3, "ngo": 9, "member": 5, "observer": 5})
    site.now = at(11)
    first, second = results(site)["results"]
    assert [(s["constituency"], s["people"]) for s in first["by_constituency"]] == [("", 5)]
    assert second["by_constituency"] == []


def test_the_next_round_shows_what_came_out_and_how_far_one_has_moved(site: Site) -> None:
    [text] = rating(site)
    for who, score in zip(RATERS, (9, 8, 8, 7, 7, 7, 5, 2), strict=True):
        rate(site, who, text, score, word=f"Word {score}")
    open_round(site, "R2", first=20, last=30)
    page = site.client("ngo").get(f"/{SLUG}/rounds/R2/sheet").text
    assert "In “Round R1”: median 7, half between 6.5 and 8, from 8 scores. You gave 2." in page
    assert "Word 9" in page
    rate(site, "ngo", text, 4, "R2")
    assert (
        "You gave 4. 2 points more than in the round before."
        in site.client("ngo").get(f"/{SLUG}/rounds/R2/sheet").text
    )
    rate_all(site, text, {"state": 7, "member": 7, "moderator": 7}, "R2")
    outsider = site.client("reporter").get(f"/{SLUG}/rounds/R2/sheet").text
    assert "You gave" not in outsider
    site.now = at(31)
    [found] = results(site, "R2")["results"]
    assert (found["rated_in_both"], found["moved_by_one_at_most"]) == (4, 3)
    shown = site.client().get(f"/{SLUG}/rounds/R2/ratings").text
    assert "The scores still move: 3 of the 4 people" in shown
    assert (
        "The median was 7 in the round before" in shown or "The median is 7 as in the round before." in shown
    )


def test_a_text_is_rated_no_more_often_than_the_criterion_says(site: Site) -> None:
    [text] = rating(site)
    rate(site, "ngo", text, 5)
    open_round(site, "R2", first=20, last=30, terms={"rounds": 1})
    refused = rate(site, "ngo", text, 6, "R2")
    assert refused.status_code == 403
    assert (
        refused.json()["detail"]
        == f"{text} was rated in 1 round, which is the most that the criterion allows."
    )
    assert (
        "which is the most that the criterion allows"
        in site.client("ngo").get(f"/{SLUG}/rounds/R2/sheet").text
    )


def test_the_sheet_is_saved_whole_without_javascript_and_keeps_what_was_typed(site: Site) -> None:
    first, second, third = rating(site, texts=3)
    ngo = site.client("ngo")
    form = Form(ngo.get(SHEET), "/sheet")
    done = form.submit(ngo, follow=False, **{first: "7", f"{first}-word": "It works.", second: "3"})
    assert (done.status_code, done.headers["location"]) == (303, f"{SHEET}?saved=2")
    page = ngo.get(done.headers["location"]).text
    assert "2 texts stand as they are on this sheet." in page
    assert "2 of 3 given" in page
    missing = ngo.get(f"{SHEET}?show=missing").text
    assert (f'id="{third}"' in missing, f'id="{first}"' in missing) == (True, False)
    form = Form(ngo.get(SHEET), "/sheet")
    wrong = form.submit(ngo, **{third: "11", f"{second}-word": "Kept words."})
    assert wrong.status_code == 422
    assert "Kept words." in wrong.text
    assert f"{third}: Choose a score from 1 to 9." in wrong.text
    assert [one[:3] for one in given_by(site, "ngo")] == [(first, 7, "It works."), (second, 3, "")]


def test_a_row_is_saved_as_one_goes_along(site: Site) -> None:
    first, second = rating(site, texts=2)
    ngo = site.client("ngo")
    values = Form(ngo.get(SHEET), "/sheet").values
    part = ngo.post(
        SHEET, data={**values, "only": first, first: "8", second: "1"}, headers={"HX-Request": "true"}
    )
    assert part.status_code == 200
    assert "<html" not in part.text
    assert "You gave 8." in part.text
    assert "1 of 2 given" in part.text
    assert [one[0] for one in given_by(site, "ngo")] == [first]
    alone = ngo.post(
        SHEET, data={**values, "only": second, f"{second}-word": "Why"}, headers={"HX-Request": "true"}
    )
    assert (alone.status_code, "Choose a score; your word why is saved with it." in alone.text) == (422, True)
    stale = ngo.post(SHEET, data={**values, "only": first, first: "2"}, headers={"HX-Request": "true"})
    assert (stale.status_code, "has changed since you opened this sheet" in stale.text) == (409, True)
    site.now = at(11)
    late = ngo.post(SHEET, data={**values, "only": first, first: "2"}, headers={"HX-Request": "true"})
    assert (late.status_code, "This round is closed." in late.text) == (403, True)


@pytest.mark.parametrize("kind", ["rating", "sense_check"])
def test_whatever_is_given_the_state_of_a_text_stays(site: Site, kind: str) -> None:
    texts = rating(site, texts=2, kind=kind)
    before = [state_of(site, text) for text in texts]
    answers = ("agree", "unsure", "disagree")
    wishes = st.lists(st.tuples(st.sampled_from(RATERS), st.integers(1, 9)), min_size=1, max_size=4)

    @given(wishes)
    @settings(max_examples=8, deadline=None)
    def check(some: list[tuple[str, int]]) -> None:
        for who, score in some:
            value: int | str = score if kind == "rating" else answers[score % 3]
            for text in texts:
                assert rate(site, who, text, value).status_code == 200
        assert site.rows("SELECT state FROM proposal WHERE code = :code", code=texts[0])[-1][0] == before[0]

    check()
    site.now = at(11)
    assert do(program(site, "moderator"), "R1", "completion").status_code == 200
    assert [state_of(site, text) for text in texts] == before
    assert site.rows("SELECT count(*) FROM proposal_step WHERE round_code = 'R1'")[0][0] == 0
