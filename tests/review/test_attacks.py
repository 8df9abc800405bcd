"""What a clumsy or hostile user does to rounds, and what must not come of it."""

import pytest

from app.consultations.actions.seats import end_seat, seat_person
from app.kernel.actor import SYSTEM
from tests.review.making import AT, NOON, SLUG, answer, at, begin, breaks, day, do, make, plan, state_of
from tests.review.silences import AWAY, WHY, declare, last_call, object_to, ready, silence, step
from tests.support import Site, address

TECHNICAL = {"type": "technical", "stance": "concern", "text": "The fees are missing."}


def end_terms(site: Site, column: str, day: object) -> None:
    """Change the days of every seat from which a delegation speaks."""
    site.tamper(
        f"UPDATE membership SET {column} = :day WHERE role IN ('head', 'alternate')"
        " AND consultation_id = (SELECT id FROM consultation WHERE slug = :slug)",
        day=day,
        slug=SLUG,
    )


@pytest.mark.parametrize("column", ["until", "since"])
def test_no_silence_opens_that_nobody_could_break_because_every_term_is_over_or_has_not_begun(
    site: Site, column: str
) -> None:
    api = make(site)
    code = ready(site)
    end_terms(site, column, at(20).date() if column == "since" else NOON.date())
    site.now = at(2)
    assert plan(site.api("moderator"), "silence", first=3, last=9).status_code == 201
    refused = do(api, "R1", "opening")
    assert refused.status_code == 403
    assert "No voting delegation has a head or an alternate" in refused.text
    assert state_of(site, code) == "ready"


def test_a_silence_may_be_opened_for_a_day_on_which_the_heads_are_seated(site: Site) -> None:
    api = make(site)
    ready(site)
    end_terms(site, "since", at(3).date())
    plan(api, "silence", first=3, last=9)
    assert do(api, "R1", "opening").status_code == 200


def test_an_objection_that_was_withdrawn_can_be_raised_again_in_the_same_words(site: Site) -> None:
    make(site)
    code = begin(site)
    last_call(site)
    first = object_to(site, code).json()["id"]
    assert object_to(site, code).json()["id"] == first, "a double click"
    assert step(site, first, "withdrawn", "state").status_code == 201
    again = object_to(site, code)
    assert again.status_code == 201
    assert (again.json()["id"], again.json()["state"]) == ("OBJ-002", "open")
    assert object_to(site, code).json()["id"] == "OBJ-002"
    assert breaks(site) == []


@pytest.mark.parametrize("typed", ["20261210", "2026-W50-4", "2026W504"])
def test_a_day_in_another_way_of_writing_is_not_read_as_its_first_instant(site: Site, typed: str) -> None:
    api = make(site)
    wrong = plan(api, opens="2026-11-25", closes=typed)
    assert wrong.status_code == 422
    assert "is not a day" in wrong.text


def test_a_text_with_an_objection_that_nobody_addressed_is_not_declared_ready(site: Site) -> None:
    api = make(site)
    code = begin(site)
    plan(api)
    do(api, "R1", "opening")
    site.now = at(2)
    comment = site.api("ngo").post(f"{AT}/proposals/{code}/comments", json=TECHNICAL).json()["id"]
    answer(site, comment)
    site.api("ngo").post(f"{AT}/comments/{comment}/acknowledgement", json={"satisfied": False, "word": "No."})
    raised = site.api("ngo").post(
        f"{AT}/proposals/{code}/objections",
        json={"reason": WHY, "removal": AWAY, "field": "problem", "comment": comment},
    )
    site.now = at(12)
    for path in (f"proposals/{code}/readiness", "rounds/R1/readiness"):
        refused = api.post(f"{AT}/{path}")
        assert refused.status_code == 403
        assert f"1 objection to {code} is not addressed yet" in refused.text
    assert "1 objection waits to be addressed" in site.client("moderator").get(f"/{SLUG}/rounds/R1").text
    assert "can be declared ready" not in site.client("moderator").get("/desk").text
    assert step(site, raised.json()["id"], "addressed").status_code == 201
    assert f"{code} can be declared ready" in site.client("moderator").get("/desk").text
    assert api.post(f"{AT}/proposals/{code}/readiness").status_code == 200


def unseat(site: Site, who: str) -> None:
    """End every seat of a person here, by the secretariat."""
    with site.database.unit_of_work() as db:
        here = site.consultation(SLUG)
        numbers = site.rows(
            "SELECT m.id FROM membership m JOIN person p ON p.id = m.person_id"
            " WHERE p.email = :email AND m.consultation_id = :here",
            email=address(who),
            here=here.id,
        )
        for (number,) in numbers:
            end_seat(db, site.actor("secretariat"), here, number, reason="The term is over.")


def test_who_left_a_delegation_neither_withdraws_its_objection_nor_says_that_it_stands(site: Site) -> None:
    make(site)
    code = begin(site)
    last_call(site)
    objection = object_to(site, code, "state").json()["id"]
    step(site, objection, "addressed")
    unseat(site, "state")
    for what in ("withdrawn", "sustained"):
        refused = step(site, objection, what, "state")
        assert refused.status_code == 403
        assert "by the delegation that did" in refused.text
    assert step(site, objection, "sustained", "alternate").status_code == 201
    assert breaks(site) == []


def test_who_has_no_seat_any_more_hands_in_no_review(site: Site) -> None:
    make(site)
    code = begin(site)
    ngo = site.api("ngo")
    assert ngo.post(f"{AT}/proposals/{code}/reviews/offer", json={"due": day(9)}).status_code == 201
    unseat(site, "ngo")
    result = {"grade": "not_ready", "reasons": "Because I say so."}
    refused = ngo.post(f"{AT}/reviews/REV-1/result", json=result)
    assert refused.status_code == 403
    assert "people with a seat in this consultation" in refused.text
    assert site.client("ngo").get(f"/{SLUG}/reviews/REV-1").status_code == 200


def test_another_chairs_statement_drops_nothing_of_a_group_that_is_closed_to_that_chair(site: Site) -> None:
    convenor = make(site)
    code = begin(site)
    last_call(site, first=1, last=5)
    objection = object_to(site, code, "member").json()["id"]
    step(site, objection, "addressed")
    site.now = at(7)
    site.tamper("UPDATE working_group SET closed = :yes WHERE code = 'WG-1'", yes=True)
    with site.database.unit_of_work() as db:
        seat_person(
            db, SYSTEM, site.consultation(SLUG), email=address("observer"), role="moderator", title="Chair"
        )
    there = f"{AT}/rounds/R1/statements"
    said = {"words": "Rough consensus.", "addressed": {objection: "By version 2."}}
    assert convenor.post(there, json=said).status_code == 201
    other = site.api("observer").post(there, json={"words": "All is well.", "addressed": {}})
    assert (other.status_code, other.json()["n"], other.json()["objections"]) == (201, 2, [])
    assert objection not in site.client("observer").get(f"/{SLUG}/rounds/R1/statements").text
    [_first, second] = site.api("member").get(there).json()["items"]
    assert [one["addressed"] for one in second["objections"]] == ["By version 2."]


def test_the_response_lists_what_the_statement_lists_also_of_an_earlier_round(site: Site) -> None:
    chair = make(site)
    code = begin(site)
    last_call(site, first=1, last=5)
    objection = object_to(site, code).json()["id"]
    step(site, objection, "addressed")
    step(site, objection, "sustained", "state")
    site.now = at(7)
    assert do(chair, "R1", "completion").status_code == 200
    plan(chair, "last_call", first=8, last=12)
    do(chair, "R2", "opening")
    site.now = at(13)
    said = {"words": "Rough consensus.", "addressed": {objection: "The group sees no way to meet it."}}
    assert chair.post(f"{AT}/rounds/R2/statements", json=said).status_code == 201
    assert do(chair, "R2", "completion").status_code == 200
    page = site.client("moderator").get(f"/{SLUG}/rounds/R2/response").text
    for words in ("Rough consensus.", objection, "The group sees no way to meet it.", "Sustained"):
        assert words in page
    site.tamper("UPDATE working_group SET closed = :yes WHERE code = 'WG-1'", yes=True)
    page = site.client("moderator").get(f"/{SLUG}/rounds/R2/response").text
    assert "Rough consensus." in page
    assert objection not in page


def test_the_same_words_under_another_number_go_under_silence_again_only_with_a_note(site: Site) -> None:
    chair = make(site)
    code = ready(site)
    silence(site, first=1, last=6)
    assert object_to(site, code).status_code == 201
    site.now = at(8)
    member = site.api("member")
    for n, words in enumerate(("Every recruiter is in it.", "Every recruiter stands in it."), start=1):
        sent = member.patch(f"{AT}/proposals/{code}", json={"summary": words}, headers={"If-Match": f'"{n}"'})
        assert sent.json()["version"] == n + 1
    declare(site, code)
    plan(chair, "silence", first=9, last=14)
    refused = do(chair, "R2", "opening")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == f"notes.{code}"
    assert f'name="notes.{code}"' in site.client("moderator").get(f"/{SLUG}/rounds/R2/opening").text
    assert do(chair, "R2", "opening", notes={code: "Belgium asks for it."}).status_code == 200
    assert breaks(site) == []


def test_whoever_looks_for_reviewers_is_not_told_who_offered_one_where_nobody_is_shown(site: Site) -> None:
    chair = make(site)
    code = begin(site)
    last_call(site, attribution="none")
    before = chair.get(f"{AT}/proposals/{code}/reviewers").text
    page = site.client("moderator").get(f"/{SLUG}/{code}/reviews").text.count("disabled")
    sent = site.api("ngo").post(f"{AT}/proposals/{code}/reviews/offer", json={"due": day(9)})
    assert sent.status_code == 201
    assert chair.get(f"{AT}/proposals/{code}/reviewers").text == before
    assert site.client("moderator").get(f"/{SLUG}/{code}/reviews").text.count("disabled") == page
    again = site.api("ngo").post(f"{AT}/proposals/{code}/reviews/offer", json={"due": day(8)})
    assert "You have a review of this version" in again.text
