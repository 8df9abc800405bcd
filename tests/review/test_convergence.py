"""Convergence from round to round: what is counted, from which moment on, and for whom."""

from typing import Any

from tests.review.making import AT, SLUG, answer, at, comment, do, plan
from tests.review.rating import open_round, program, rate, rate_all, rating
from tests.support import Site

FOUR = ("ngo", "state", "member", "observer")


def read(site: Site, who: str | None = None) -> Any:
    return program(site, who).get(f"{AT}/convergence").json()


def agreement(site: Site) -> list[tuple[str, str | None, int, int]]:
    return [(p["round"], p["measure"], p["agreeing"], p["of"]) for p in read(site)["rounds"]]


def test_each_round_is_read_by_the_measure_of_its_kind_once_it_may_be_shown(site: Site) -> None:
    [text, other] = rating(site, texts=2)
    rate_all(site, text, dict(zip(FOUR, (9, 8, 7, 2), strict=True)))
    rate_all(site, other, {"ngo": 9, "state": 9})
    assert agreement(site) == [("R1", "scores", 0, 0)], "nothing while it is open"
    site.now = at(11)
    assert agreement(site) == [("R1", "scores", 3, 4)], "two people on the other text are too few"
    open_round(site, "R2", first=12, last=14, kind="sense_check")
    rate_all(site, text, dict(zip(FOUR, ("agree", "agree", "unsure", "disagree"), strict=True)), "R2")
    site.now = at(15)
    plan(program(site, "moderator"), "comment", first=16, last=20)
    do(program(site, "moderator"), "R3", "opening")
    site.now = at(17)
    for who, choice in (("member", "for"), ("rapporteur", "neither")):
        done = program(site, who).put(f"{AT}/proposals/{text}/support", json={"choice": choice})
        assert done.status_code == 200
    assert agreement(site) == [("R1", "scores", 3, 4), ("R2", "answers", 2, 4), ("R3", "support", 1, 2)]
    [first, *_rest] = read(site)["rounds"]
    assert first["spread"] == 2.5
    assert [p["of"] for p in read(site)["roundtables"]["RT1"]] == [4, 4, 2]
    assert [p["of"] for p in read(site)["roundtables"]["RT2"]] == [0, 0, 0]


def test_comments_and_objections_that_wait_are_counted_by_their_round(site: Site) -> None:
    [text] = rating(site)
    site.now = at(11)
    api = program(site, "moderator")
    plan(api, "comment", first=12, last=14)
    do(api, "R2", "opening")
    site.now = at(13)
    codes = [comment(site, text, who).json()["id"] for who in ("ngo", "observer")]

    def point(code: str) -> Any:
        return next(p for p in read(site)["rounds"] if p["round"] == code)

    for waiting, code in ((2, codes[0]), (1, codes[1])):
        assert (point("R2")["comments"], point("R2")["unanswered"]) == (2, waiting)
        assert answer(site, code).status_code == 200
    site.now = at(15)
    plan(api, "last_call", first=16, last=25)
    assert do(api, "R3", "opening").status_code == 200
    site.now = at(17)
    place = {"field": "how_it_works", "quote": {"exact": "They register."}}
    body = {"reason": "It excludes small States.", "removal": "Name a fund.", **place}
    raised = []
    for who in ("state", "ngo"):
        made = program(site, who).post(f"{AT}/proposals/{text}/objections", json=body)
        assert made.status_code == 201, made.text
        raised.append(made.json()["id"])
    assert (point("R3")["objections"], point("R3")["open_objections"]) == (2, 2)
    for who, state, standing in (("moderator", "addressed", 2), ("state", "withdrawn", 1)):
        step = program(site, who).post(
            f"{AT}/objections/{raised[0]}/steps",
            json={"state": state, "words": "A fund stands in step 3 now."},
        )
        assert step.status_code == 201, step.text
        assert point("R3")["open_objections"] == standing
    page = site.client().get(f"/{SLUG}/convergence").text
    assert "Open objections" in page
    assert "R3: 1 of 2" in page


def test_what_a_closed_group_does_counts_for_its_members_only(site: Site) -> None:
    [text] = rating(site)
    rate_all(site, text, dict.fromkeys(FOUR, 8))
    site.tamper("UPDATE working_group SET closed = true WHERE code = 'WG-1' AND title = 'Group 1'")
    site.now = at(11)
    assert [p["of"] for p in read(site, "member")["rounds"]] == [4]
    for who in (None, "observer", "ngo", "secretariat", "administrator"):
        assert [p["of"] for p in read(site, who)["rounds"]] == [0]
        assert "RT1-M1" not in site.client(who).get(f"/{SLUG}/rounds/R1/ratings").text
        assert rate(site, who or "ngo", text, 5).status_code in (403, 404)


def test_a_ballot_counts_once_its_result_is_published(site: Site) -> None:
    # The demonstration's consultation of 2013 has a ballot with its published result.
    found = program(site, None).get("/consultations/hld-2013/convergence").json()["rounds"]
    ballot = next(p for p in found if p["measure"] == "positions")
    assert ballot["of"] > ballot["agreeing"] > 0
    site.tamper("UPDATE ballot SET result_published_at = NULL")
    found = program(site, None).get("/consultations/hld-2013/convergence").json()["rounds"]
    assert [(p["agreeing"], p["of"]) for p in found if p["measure"] == "positions"] == [(0, 0)]


def test_the_pages_say_the_same_and_stand_for_each_roundtable(reading_site: Site) -> None:
    client = reading_site.client()
    page = client.get("/hld-2013/convergence")
    assert page.status_code == 200
    assert page.text.count('<svg class="chart"') >= 2
    assert "/hld-2013/convergence/RT1" in page.text
    assert client.get("/hld-2013/convergence/RT1").status_code == 200
    assert client.get("/hld-2013/convergence/RT99").status_code == 404
    assert "/hld-2013/convergence" in client.get("/hld-2013").text
    assert "/hld-2013/convergence" in client.get("/hld-2013/rounds").text


def test_a_round_in_which_nothing_was_said_has_nothing_to_show(site: Site) -> None:
    rating(site)
    page = site.client().get(f"/{SLUG}/convergence")
    assert (page.status_code, "Nothing has been said, rated or decided yet" in page.text) == (200, True)
