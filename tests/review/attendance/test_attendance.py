"""Who a round asks, who has looked, who has spoken, who declined."""

from datetime import timedelta
from typing import Any

import pytest

from app.consultations.models import Attribution
from app.consultations.queries import rounds_of
from app.kernel.actor import SYSTEM
from app.people.privacy.actions import pseudonym_of
from app.people.queries import person_by_email
from app.review.attendance.actions import clear_old_looks
from app.review.attendance.erasing import let_go
from app.review.attendance.queries import Asked, asked_in
from tests.review.making import AT, SLUG, acts, at, begin, breaks, comment, do, make, plan
from tests.support import Form, Site

ROUND = f"/{SLUG}/rounds/R1"


@pytest.fixture
def running(site: Site) -> Site:
    """A round of comments that is open on one text."""
    moderator = make(site)
    begin(site)
    plan(moderator)
    do(moderator, "R1", "opening")
    site.now = at(2)
    return site


def asked(site: Site, code: str = "R1") -> dict[str, Asked]:
    with site.database.reading() as db:
        here = site.consultation(SLUG)
        round_ = next(r for r in rounds_of(db, here) if r.code == code)
        return {one.code: one for one in asked_in(db, here, round_)}


def looks(site: Site) -> list[Any]:
    return site.rows("SELECT person_id, first_at, last_at, delegation_id FROM round_look ORDER BY id")


def test_every_delegation_is_asked_in_a_round_of_comments_with_who_speaks_for_it(running: Site) -> None:
    found = asked(running)
    assert sorted(found) == ["org-bel", "picum"]
    belgium = next(one for one in found.values() if one.constituency == "STATE")
    assert belgium.heads == (running.actor("state").person_id, running.actor("alternate").person_id)
    assert (belgium.looked, belgium.spoken, belgium.declined, belgium.undecided) == (
        False,
        False,
        False,
        True,
    )


def test_looking_at_the_round_is_noted_after_the_answer(running: Site) -> None:
    assert running.client("state").get(ROUND).status_code == 200
    assert [row[0] for row in looks(running)] == [running.actor("state").person_id]
    assert next(one for one in asked(running).values() if one.constituency == "STATE").looked
    assert not next(one for one in asked(running).values() if one.constituency == "CS").looked


def test_looking_at_a_text_of_its_roundtables_counts(running: Site) -> None:
    assert running.client("ngo").get(f"/{SLUG}/RT1-M1").status_code == 200
    assert next(one for one in asked(running).values() if one.constituency == "CS").looked


def test_a_look_is_noted_at_most_once_an_hour_and_the_first_stays(running: Site) -> None:
    browser = running.client("state")
    browser.get(ROUND)
    once = looks(running)
    running.now += timedelta(minutes=30)
    browser.get(f"/{SLUG}/RT1-M1")
    assert looks(running) == once
    running.now += timedelta(minutes=31)
    browser.get(ROUND)
    ((_who, first, last, _body),) = looks(running)
    assert first == once[0][1]
    assert last > once[0][2]


def test_a_look_is_noted_only_while_the_round_is_open_and_of_people_with_a_seat(running: Site) -> None:
    running.client().get(ROUND)
    running.client("reporter").get(ROUND)
    running.now = at(12)
    running.client("state").get(ROUND)
    assert looks(running) == []


def test_a_comment_for_a_delegation_is_its_word_in_the_round(running: Site) -> None:
    assert comment(running, "RT1-M1", "ngo").status_code == 201
    voices = {one.constituency: one.spoken for one in asked(running).values()}
    assert voices == {"STATE": False, "CS": True}


def test_nobody_is_shown_who_spoke_where_nothing_is_for_attribution(site: Site) -> None:
    moderator = make(site)
    begin(site)
    assert plan(moderator, attribution=Attribution.NONE).status_code == 201
    do(moderator, "R1", "opening")
    site.now = at(2)
    assert comment(site, "RT1-M1", "ngo").status_code == 201
    assert not any(one.spoken for one in asked(site).values())
    assert site.api("moderator").get(f"{AT}/rounds/R1/attendance").json()["attributed"] is False


def test_no_delegation_is_asked_where_the_groups_write(site: Site) -> None:
    moderator = make(site)
    plan(moderator, "drafting")
    do(moderator, "R1", "opening")
    site.now = at(2)
    assert asked(site) == {}
    refused = site.api("state").post(f"{AT}/rounds/R1/declines", json={})
    assert refused.status_code == 403
    assert "No delegation is asked" in refused.json()["detail"]


def test_a_head_declines_with_a_word_why_and_takes_it_back(running: Site) -> None:
    browser = running.client("state")
    page = browser.get(f"{ROUND}/decline")
    sent = Form(page, "/decline").submit(browser, follow=False, reason="We were consulted in May.")
    assert sent.status_code == 303
    body = next(one for one in asked(running).values() if one.constituency == "STATE")
    assert (body.declined, body.undecided, body.why) == (True, False, "We were consulted in May.")
    page = browser.get(f"{ROUND}/decline")
    assert "We were consulted in May." in page.text
    assert Form(page, "/decline/back").submit(browser, follow=False).status_code == 303
    assert next(one for one in asked(running).values() if one.constituency == "STATE").undecided
    Form(browser.get(f"{ROUND}/decline"), "/decline").submit(browser, reason="Again.")
    assert running.rows("SELECT n FROM decline ORDER BY n") == [(1,), (2,)]
    assert breaks(running) == []


def test_declining_twice_is_declining_once(running: Site) -> None:
    api = running.api("alternate")
    for _ in range(2):
        assert api.post(f"{AT}/rounds/R1/declines", json={"reason": "No."}).status_code == 201
    assert acts(running, "R1").count("decline_given") == 1


def test_only_those_who_speak_for_a_delegation_decline(running: Site) -> None:
    bodies = {one.constituency: one.code for one in asked(running).values()}
    for who, body in (("member", ""), ("moderator", ""), ("state", bodies["CS"])):
        refused = running.api(who).post(f"{AT}/rounds/R1/declines", json={"delegation": body})
        assert refused.status_code == 403, who
        assert "Only the head or an alternate" in refused.json()["detail"]
    assert running.api().post(f"{AT}/rounds/R1/declines", json={}).status_code == 401


@pytest.mark.parametrize(
    ("day", "words"), [(0.5, "can decline once its opening is given"), (12, "is closed")]
)
def test_a_delegation_declines_from_the_opening_to_the_close(site: Site, day: float, words: str) -> None:
    moderator = make(site)
    begin(site)
    plan(moderator)
    if day > 1:
        do(moderator, "R1", "opening")
    site.now = at(day)
    refused = site.api("state").post(f"{AT}/rounds/R1/declines", json={})
    assert refused.status_code == 403
    assert words in refused.json()["detail"]


def test_too_long_a_word_why_comes_back_as_typed(running: Site) -> None:
    browser = running.client("state")
    answer = Form(browser.get(f"{ROUND}/decline"), "/decline").submit(browser, reason="x" * 501)
    assert answer.status_code == 422
    assert "x" * 501 in answer.text


def test_those_who_run_the_rounds_are_shown_who_takes_part_and_nobody_else(running: Site) -> None:
    shown = running.api("moderator").get(f"{AT}/rounds/R1/attendance")
    assert shown.status_code == 200
    assert {item["undecided"] for item in shown.json()["items"]} == {True}
    for who in ("state", "member", "secretariat"):
        assert running.api(who).get(f"{AT}/rounds/R1/attendance").status_code == 403
    assert running.api().get(f"{AT}/rounds/R1/attendance").status_code == 401


def test_a_delegation_is_asked_on_the_page_of_the_round(running: Site) -> None:
    assert "Your delegation is asked in this round." in running.client("state").get(ROUND).text
    assert "Your delegation is asked" not in running.client("member").get(ROUND).text


def test_looks_are_forgotten_a_year_later_and_with_whoever_leaves_the_site(running: Site) -> None:
    for who in ("state", "ngo"):
        running.client(who).get(ROUND)
    with running.database.unit_of_work() as db:
        person = person_by_email(db, "ngo@demo.example")
        let_go(db, SYSTEM, person, pseudonym_of(person), "")
        assert clear_old_looks(db) == 0
    assert [row[0] for row in looks(running)] == [running.actor("state").person_id]
    running.now += timedelta(days=366)
    with running.database.unit_of_work() as db:
        assert clear_old_looks(db) == 1


def test_looking_at_a_silence_counts(site: Site) -> None:
    moderator = make(site)
    begin(site)
    site.tamper("UPDATE proposal SET state = 'ready' WHERE code = 'RT1-M1'")
    plan(moderator, "silence")
    do(moderator, "R1", "opening")
    site.now = at(2)
    assert site.client("state").get(f"{ROUND}/silences").status_code == 200
    assert asked(site)["org-bel"].looked
    assert not asked(site)["picum"].looked


def test_the_register_says_no_more_of_a_decline_than_the_round_shows_of_who_speaks(site: Site) -> None:
    moderator = make(site)
    begin(site)
    plan(moderator, attribution=Attribution.NONE)
    do(moderator, "R1", "opening")
    site.now = at(2)
    assert site.api("state").post(f"{AT}/rounds/R1/declines", json={}).status_code == 201
    entry = next(
        one for one in site.api().get(f"{AT}/ledger").json()["items"] if one["verb"] == "decline_given"
    )
    told = str(entry)
    assert "org-bel" not in told
    assert str(site.actor("state").public_id) not in told
    assert breaks(site) == []
