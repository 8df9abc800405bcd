"""Who is of the electorate of members (decision 0040): of the day the ballot opens, without those who never give a position."""

from datetime import timedelta
from typing import Any

from tests.review.making import AT, SLUG, at, begin, do, make, plan
from tests.support import NOON, Form, Site
from tests.voting.membership import BALLOT, give, open_it, seat, try_opening, working_group
from tests.voting.test_members import words


def codes_of(site: Site) -> list[str]:
    """The electorate as everybody reads it."""
    return [each["delegation"] for each in site.api().get(BALLOT).json()["electorate"]]


def preview(site: Site) -> str:
    """What the moderator reads before the opening is given."""
    return words(site.client("moderator").get(f"/{SLUG}/rounds/R1/opening"))


def planned(site: Site) -> Any:
    """A round of ballots from day 1 on a text that is ready; gives the moderator's program."""
    begin(site)
    site.tamper("UPDATE proposal SET state = 'ready' WHERE code = 'RT1-M1'")
    api = site.api("moderator")
    plan(api, "ballot", first=1, last=7)
    return api


def test_electorate_of_members_is_that_of_the_day_on_which_the_ballot_opens(site: Site) -> None:
    """m-0 sits until today, m-1 from the opening on; the opening is given today."""
    working_group(site, {"org-bel": 2})
    who = "person_id = (SELECT id FROM person WHERE email = :m)"
    site.tamper(f"UPDATE membership SET until = :day WHERE {who}", day=NOON.date(), m="m-0@demo.example")
    site.tamper(
        f"UPDATE membership SET since = :day WHERE {who}",
        day=NOON.date() + timedelta(days=1), m="m-1@demo.example",
    )  # fmt: skip
    api = planned(site)
    assert "1 member on the day of the opening: States 1." in preview(site)
    assert (
        do(api, "R1", "opening", rule={"franchise": "member", "preset": "simple_majority"}).status_code == 200
    )
    # Before the ballot opens, too, nobody who will sit then is said to have left.
    assert [(e["delegation"], e["left"]) for e in site.api().get(BALLOT).json()["electorate"]] == [
        ("org-bel#1", False)
    ]
    site.now = at(2)
    assert give(site, "m-0", "RT1-M1", "yes").status_code == 403
    given = give(site, "m-1", "RT1-M1", "yes")
    assert given.status_code == 200, given.text
    assert given.json()["delegation"] == "org-bel#1"


def test_secretariat_and_administrators_with_a_seat_of_a_member_are_not_of_the_electorate(site: Site) -> None:
    """They never give a position (invariant 15), so that they would stay silent members, in every quorum."""
    working_group(site, {"org-bel": 1})
    for who in ("secretariat", "m-9"):
        seat(site, who, "picum")
    # Nobody is made administrator from a seat of a member any more; a site may have one from before.
    site.tamper(
        "UPDATE membership SET person_id = (SELECT id FROM person WHERE email = 'm-9@demo.example') WHERE role = 'administrator'"
    )
    planned(site)
    assert "1 member on the day of the opening: States 1." in preview(site)
    opened = do(
        site.api("moderator"), "R1", "opening", rule={"franchise": "member", "preset": "simple_majority"}
    )
    assert opened.status_code == 200, opened.text
    site.now = at(2)
    assert codes_of(site) == ["org-bel#1"]


def test_ballot_by_members_opens_where_no_delegation_has_a_head(site: Site) -> None:
    working_group(site, {"org-bel": 1})
    site.tamper("UPDATE membership SET person_id = NULL WHERE role IN ('head', 'alternate')")
    api = planned(site)
    items = api.get(f"{AT}/rounds/R1/opening").json()["items"]
    assert [i["mark"] for i in items if "No voting delegation has a head" in i["sentence"]] == ["hint"]
    refused = do(api, "R1", "opening")
    assert refused.status_code == 403
    assert "No voting delegation has a head" in refused.json()["detail"]
    browser = site.client("moderator")
    page = browser.get(f"/{SLUG}/rounds/R1/opening")
    assert Form(page, "/opening").submit(browser, franchise="member").status_code == 200
    site.now = at(2)
    assert codes_of(site) == ["org-bel#1"]


def test_without_heads_and_without_members_nothing_is_opened(site: Site) -> None:
    make(site)
    site.tamper("UPDATE membership SET person_id = NULL WHERE role IN ('head', 'alternate')")
    api = planned(site)
    items = api.get(f"{AT}/rounds/R1/opening").json()["items"]
    assert [i["mark"] for i in items if "No voting delegation has a head" in i["sentence"]] == ["missing"]
    refused = do(api, "R1", "opening", rule={"franchise": "member"})
    assert refused.status_code == 422
    assert [each["field"] for each in refused.json()["errors"]] == ["franchise"]


def test_nothing_is_asked_of_a_constituency_from_which_nobody_takes_part(site: Site) -> None:
    """It could never hold, so that nothing would ever be adopted."""
    working_group(site, {"org-bel": 1})
    rule = {
        "preset": "simple_majority",
        "classes": [{"constituency": "CS", "fraction": [1, 2], "more_than": True}],
    }
    answer, _codes = try_opening(site, **rule)
    assert answer.status_code == 422, answer.text
    assert [each["field"] for each in answer.json()["errors"]] == ["classes"]
    assert "Nobody from “CS” takes part" in answer.json()["errors"][0]["message"]
    # Delegations do come from there, until theirs has ended.
    site.tamper(
        "UPDATE delegation SET ended_at = :now WHERE code = 'picum' AND consultation_id = (SELECT id FROM consultation WHERE slug = :s)",
        now=site.now, s=SLUG,
    )  # fmt: skip
    api = site.api("moderator")
    again = do(api, "R1", "opening", rule=rule)
    assert again.status_code == 422
    assert [each["field"] for each in again.json()["errors"]] == ["classes"]
    seat(site, "m-5", "org-bel")
    rule["classes"] = [{"constituency": "STATE", "fraction": [1, 2], "more_than": True}]
    assert do(api, "R1", "opening", rule={"franchise": "member", **rule}).status_code == 200


def test_condition_on_a_constituency_with_members_is_taken(site: Site) -> None:
    working_group(site, {"org-bel": 1, "picum": 1})
    classes = [{"constituency": "CS", "fraction": [1, 2], "more_than": True}]
    open_it(site, preset="simple_majority", classes=classes)
    assert codes_of(site) == ["org-bel#1", "picum#1"]
