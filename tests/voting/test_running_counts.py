"""Counts before the close: shown to nobody by default, to everybody where the rule says so, and never with an outcome."""

from tests.review.making import at, begin, do, make, plan
from tests.support import Site
from tests.voting.assembly import BALLOT, HERE, assembly, give

SO_FAR = f"{BALLOT}/so-far"


def test_nobody_sees_counts_before_the_close_by_default(site: Site) -> None:
    _heads, codes = assembly(site, {"STATE": 2})
    give(site, "head-0", codes[0], "support")
    for who in ("moderator", "secretariat", "head-0"):
        refused = site.api(who).get(SO_FAR)
        assert refused.status_code == 403
        assert "shows no counts before the close" in refused.json()["detail"]
    assert "Given so far" not in site.client("moderator").get(HERE).text


def test_everybody_sees_how_many_gave_which_position_where_the_rule_says_so(site: Site) -> None:
    _heads, codes = assembly(site, {"STATE": 3}, running=True)
    give(site, "head-0", codes[0], "support")
    give(site, "head-1", codes[0], "object", reason="The costs are not named.")
    found = site.api("observer").get(SO_FAR).json()
    assert found["electorate"] == 5
    [one] = found["items"]
    assert (one["proposal"], one["counts"]["support"], one["counts"]["object"]) == (codes[0], 1, 1)
    assert one["counts"]["not_voted"] == 3
    page = site.client().get(HERE).text
    assert "Given so far" in page
    assert "whoever watches can tell from it who gave which" in page
    assert "The costs are not named." not in page


def test_a_position_that_is_changed_is_counted_once(site: Site) -> None:
    _heads, codes = assembly(site, {"STATE": 1}, running=True)
    give(site, "head-0", codes[0], "support")
    give(site, "head-0", codes[0], "abstain")
    [one] = site.api("observer").get(SO_FAR).json()["items"]
    assert (one["counts"]["support"], one["counts"]["abstain"]) == (0, 1)


def test_the_result_and_the_register_wait_for_the_close_all_the_same(site: Site) -> None:
    _heads, codes = assembly(site, {"STATE": 1}, running=True)
    give(site, "head-0", codes[0], "support")
    for part in ("tally", "register", "register.json", "declaration"):
        assert site.api("moderator").get(f"{BALLOT}/{part}").status_code == 403, part
    site.now = at(9)
    assert site.api("moderator").get(f"{BALLOT}/tally").status_code == 200
    over = site.api("moderator").get(SO_FAR)
    assert (over.status_code, "has closed" in over.json()["detail"]) == (403, True)


def test_counts_before_the_close_are_refused_with_a_rule_that_names_no_delegation(site: Site) -> None:

    api = make(site)
    begin(site, "Text")
    site.tamper("UPDATE proposal SET state = 'ready' WHERE title = 'Text'")
    plan(api, "ballot", first=1, last=7)
    for rule, words in (
        ({"disclosure": "totals", "running": True}, "Show none before the close."),
        ({"disclosure": "secret", "running": True}, "Show none before the close."),
        ({"preset": "un_without_vote", "running": True}, "nothing is counted"),
        ({"running": "often"}, "Say true or false."),
    ):
        refused = do(api, "R1", "opening", rule=rule)
        assert refused.status_code == 422, rule
        at_field = {error["field"]: error["message"] for error in refused.json()["errors"]}
        assert words in at_field.get("running", ""), (rule, at_field)
