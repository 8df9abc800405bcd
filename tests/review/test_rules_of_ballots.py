"""A ballot under any of the rules that bodies really use: chosen with the opening, cast, counted, read, tried."""

from typing import Any

import pytest

from app.voting.presets import PRESETS
from tests.review.making import AT, SLUG, at, breaks, do, plan, state_of
from tests.review.test_ballots import ready, vote
from tests.support import Form, Site

# The rule, what the State and the civil society body give, and what it comes to.
CASES = [
    ({"preset": "consent"}, "consent", ("concern", "Who pays?"), "consensus"),
    ({"preset": "consent"}, "consent", ("objection", "Nobody pays."), "not_adopted"),
    ({"preset": "rough_consensus"}, "agree", ("abstain", None), "adopted"),
    ({"preset": "evaluation"}, "yes", ("no_objection", None), "adopted"),
    ({"preset": "evaluation"}, "yes", ("discuss", "Say who pays."), "not_adopted"),
    ({"preset": "evaluation"}, "yes", ("recuse", None), "adopted"),
    ({"preset": "committee"}, "approve", ("disapprove", "It costs too much."), "not_adopted"),
    ({"preset": "un_recorded_vote"}, "in_favour", ("abstaining", None), "adopted"),
    ({"preset": "un_recorded_vote"}, "in_favour", ("against", None), "not_adopted"),
    ({"preset": "un_without_vote"}, None, ("dissociate", "We take no part."), "consensus"),
    ({"preset": "simple_majority"}, "yes", ("no", None), "not_adopted"),
    ({"preset": "simple_majority", "quorum_percent": 100}, "yes", None, "no_quorum"),
    ({"preset": "silence"}, None, None, "consensus"),
    ({"preset": "rating_1_9"}, "9", ("7", None), "adopted"),
    ({"preset": "approval"}, "approve", None, "adopted"),
    (
        {
            "preset": "multi_class",
            "classes": [
                {"constituency": "STATE", "fraction": [2, 3]},
                {"constituency": "CS", "fraction": [1, 2], "more_than": True},
            ],
        },
        "yes",
        ("no", None),
        "not_adopted",
    ),
    ({"preset": "simple_majority", "franchise": "constituency"}, "yes", None, "adopted"),
    ({"preset": "consultation", "related_as_one": True}, "support", ("abstain", None), "consensus"),
    ({"quorum_each_percent": 50}, "support", None, "no_quorum"),
    ({"backing_fraction": [2, 3]}, "support", ("abstain", None), "not_adopted"),
    (
        {"preset": "un_recorded_vote", "support_fraction": [2, 3]},
        "in_favour",
        ("abstaining", None),
        "adopted",
    ),
]


@pytest.mark.parametrize(("rule", "state", "ngo", "outcome"), CASES)
def test_a_ballot_decides_under_the_rule_it_was_opened_with(
    site: Site, rule: dict[str, Any], state: str | None, ngo: tuple[str, str | None] | None, outcome: str
) -> None:
    (code,) = ready(site)
    api = site.api("moderator")
    plan(api, "ballot", first=5, last=8)
    opened = do(api, "R2", "opening", rule=rule)
    assert opened.status_code == 200, opened.text
    ballot = api.get(f"{AT}/ballots/BAL-1").json()
    preset = rule.get("preset", "consultation")
    assert ballot["preset"] == preset
    assert ballot["rule_in_words"]
    site.now = at(6)
    if state:
        assert vote(site, "state", code, state).status_code == 200
    if ngo:
        given = vote(site, "ngo", code, ngo[0], **({"reason": ngo[1]} if ngo[1] else {}))
        assert given.status_code == 200, given.text
        if ngo[1]:
            again = vote(site, "ngo", code, ngo[0], reason=" ")
            assert again.status_code == 422, "the reason is due"
    assert vote(site, "ngo", code, "support" if preset != "consultation" else "yes").status_code == 422
    site.now = at(9.5)
    result = api.get(f"{AT}/ballots/BAL-1/tally").json()["results"][0]
    assert result["outcome"] == outcome, result["why"]
    names = [stance.name for stance in PRESETS[preset].stances]
    assert list(result["overall"]) == [*names, "not_voted"]
    assert sum(result["overall"].values()) == 2
    page = site.client().get(f"/{SLUG}/ballots/BAL-1/{code}")
    assert page.status_code == 200
    if ngo and ngo[1]:
        assert ngo[1] in page.text
    assert breaks(site) == []


def test_the_sheet_offers_the_positions_of_its_rule(site: Site) -> None:
    (code,) = ready(site)
    plan(site.api("moderator"), "ballot", first=5, last=8)
    assert do(site.api("moderator"), "R2", "opening", rule={"preset": "evaluation"}).status_code == 200
    site.now = at(6)
    browser = site.client("state")
    page = browser.get(f"/{SLUG}/ballots/BAL-1/sheet")
    offered = [
        name
        for name in ("yes", "no_objection", "discuss", "abstain", "recuse", "support")
        if f'value="{name}"' in page.text
    ]
    assert offered == ["yes", "no_objection", "discuss", "abstain", "recuse"]
    sheet = Form(page, "/sheet")
    lacking = sheet.submit(browser, **{code: "discuss"})
    assert lacking.status_code == 422
    assert "An objection needs its reason" in lacking.text
    done = sheet.submit(browser, **{code: "discuss", f"{code}-reason": "Say who pays."})
    assert done.status_code == 200
    assert "Say who pays." in done.text


WRONG = [
    ({"preset": "coin"}, "preset"),
    ({"preset": "evaluation", "support_fraction": [2, 3]}, "support_fraction"),
    ({"preset": "evaluation", "quorum_percent": 101}, "quorum_percent"),
    ({"preset": "consent", "classes": [{"constituency": "CS", "fraction": [2, 3]}]}, "classes"),
    ({"preset": "multi_class", "classes": [{"constituency": "MARS", "fraction": [2, 3]}]}, "classes"),
    ({"preset": "multi_class", "classes": [{"constituency": "CS", "fraction": [3, 2]}]}, "classes"),
    ({"preset": "multi_class", "classes": [{"constituency": "CS", "fraction": [2, 3]}] * 2}, "classes"),
    ({"preset": "multi_class", "classes": 5}, "classes"),
    ({"preset": []}, "preset"),
    ({"preset": "multi_class", "few": -1}, "few"),
    ({"preset": "simple_majority", "few": 3}, "few"),
    ({"preset": "silence", "backing_fraction": [1, 2]}, "backing_fraction"),
    ({"preset": "un_without_vote", "quorum_percent": 50}, "quorum_percent"),
    ({"preset": "consent", "franchise": "constituency"}, "franchise"),
    (
        {"preset": "simple_majority", "franchise": "constituency", "quorum_each_percent": 50},
        "quorum_each_percent",
    ),
    ({"support_positions": ["support_with_reservation"]}, "support_positions"),
    ({"preset": "committee", "support_positions": ["approve"]}, "support_positions"),
    ({"quorum_each_percent": 0}, "quorum_each_percent"),
    ({"backing_fraction": [3, 2]}, "backing_fraction"),
    ({"franchise": "planet"}, "franchise"),
    ({"related_as_one": "yes"}, "related_as_one"),
]


def test_a_part_of_a_rule_that_cannot_be_is_named(site: Site) -> None:
    ready(site)
    api = site.api("moderator")
    plan(api, "ballot", first=5, last=8)
    for rule, field in WRONG:
        wrong = do(api, "R2", "opening", rule=rule)
        assert wrong.status_code == 422, rule
        assert [error["field"] for error in wrong.json()["errors"]] == [field], rule
    browser = site.client("moderator")
    form = Form(browser.get(f"/{SLUG}/rounds/R2/opening"), "/opening")
    assert form.submit(browser, preset="committee", support="2/3", **{"class.CS": "more"}).status_code == 200
    rule = api.get(f"{AT}/ballots/BAL-1").json()["rule"]
    asked = [(each["name"], each["test"], each["share"], each["within"]) for each in rule["conditions"]]
    assert asked == [("support", ">", [1, 2], ["CS"]), ("opposition", "<=", [1, 4], "all")]


def test_a_rule_is_tried_on_the_positions_of_an_earlier_ballot(site: Site) -> None:
    one, two = ready(site, "One", "Two")
    plan(site.api("moderator"), "ballot", first=5, last=8)
    do(site.api("moderator"), "R2", "opening")
    site.now = at(6)
    for who, code, position in (("state", one, "support"), ("ngo", one, "object"), ("state", two, "support")):
        assert vote(site, who, code, position, reason="Because.").status_code == 200
    path = f"/{SLUG}/ballots/BAL-1/trial"
    anybody = site.client()
    assert anybody.get(path).status_code == 403, "not while the ballot is open"
    site.now = at(9.5)
    before = [state_of(site, code) for code in (one, two)]
    assert anybody.get(path).status_code == 200
    tried = anybody.get(path, params={"preset": "consultation", "support": "1/2", "block": "2/3"})
    assert "Under this rule 1 of 2 would have carried." in tried.text
    tried = anybody.get(path, params={"preset": "simple_majority", "quorum": "100"})
    assert "Under this rule 0 of 2 would have carried." in tried.text
    assert f"/ballots/BAL-1/{two}" in tried.text
    wrong = anybody.get(path, params={"preset": "consent", "quorum": "lots"})
    assert wrong.status_code == 422
    assert "whole number from 0 to 100" in wrong.text
    assert 'value="lots"' in wrong.text
    assert [state_of(site, code) for code in (one, two)] == before
