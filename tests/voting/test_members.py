"""Each member of the working groups has a position of its own (decision 0040), through page and API."""

import ast
import json
from pathlib import Path

import lxml.html

from app.consultations.live import position_news
from app.consultations.queries import visible_consultation
from app.kernel.actor import SYSTEM
from app.kernel.tail import Told
from app.site.live.voices import voices_of
from app.voting import asked, sentences
from app.voting.actions.results import publish_due_results
from app.voting.disclosure import sentences as disclosure_sentences
from app.voting.members import twins
from tests.review.making import AT, SLUG, at, breaks, plan
from tests.support import Form, Site
from tests.voting.membership import (
    BALLOT,
    HERE,
    give,
    members,
    open_it,
    seat,
    second_group,
    try_opening,
    working_group,
)


def words(page: object) -> str:
    """What a reader reads on a page."""
    return " ".join(lxml.html.fromstring(page.text).text_content().split())  # type: ignore[attr-defined]


def close(site: Site) -> None:
    site.now = at(9)
    with site.database.unit_of_work() as db:
        publish_due_results(db)


def test_two_members_of_one_delegation_give_different_positions_and_both_count(site: Site) -> None:
    seated, (code,) = members(site, {"org-bel": 2, "picum": 1}, preset="simple_majority")
    first, second = seated["org-bel"]
    yes, no = give(site, first, code, "yes"), give(site, second, code, "no")
    assert (yes.status_code, no.status_code) == (200, 200), (yes.text, no.text)
    assert (yes.json()["delegation"], no.json()["delegation"]) == ("org-bel#1", "org-bel#2")
    assert give(site, seated["picum"][0], code, "yes").json()["delegation"] == "picum#1"
    close(site)
    found = site.api().get(f"{BALLOT}/tally").json()
    assert found["electorate"] == 3
    (result,) = found["results"]
    assert (result["overall"]["yes"], result["overall"]["no"], result["overall"]["not_voted"]) == (2, 1, 0)
    assert result["by_constituency"]["STATE"]["yes"] == result["by_constituency"]["STATE"]["no"] == 1
    register = site.api().get(f"{BALLOT}/register").json()["items"]
    assert [(row["delegation"], row["position"]) for row in register] == [
        ("org-bel#1", "yes"), ("org-bel#2", "no"), ("picum#1", "yes"),
    ]  # fmt: skip
    assert breaks(site) == []


def test_moderator_sees_how_many_members_there_are_and_chooses_them(site: Site) -> None:
    working_group(site, {"org-bel": 2, "picum": 1})
    answer, _codes = try_opening(site, franchise="nobody")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "franchise"
    browser = site.client("moderator")
    page = browser.get(f"/{SLUG}/rounds/R1/opening")
    assert "3 members on the day of the opening: States 2, Civil society 1" in words(page)
    wrong = Form(page, "/opening").submit(browser, franchise="member", proxies="1")
    assert wrong.status_code == 422
    assert "nobody gives it in its place" in words(wrong)
    opened = Form(wrong, "/opening").submit(browser, proxies="0")
    assert opened.status_code == 200
    site.now = at(2)
    ballot = site.api().get(BALLOT).json()
    assert [each["delegation"] for each in ballot["electorate"]] == ["org-bel#1", "org-bel#2", "picum#1"]
    assert ballot["rule"]["franchise"] == "member"
    assert "Each member of the working groups has one position" in ballot["rule_in_words"][0]
    assert "half of all members gave a position" in ballot["rule_in_words"][1]
    assert not any("delegation" in sentence for sentence in ballot["rule_in_words"])


def test_ballot_without_members_is_refused_in_words(site: Site) -> None:
    working_group(site, {})
    answer, _codes = try_opening(site)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "franchise"
    assert "there is no member" in answer.json()["errors"][0]["message"]


def test_whoever_sits_in_two_groups_counts_once_and_who_sits_for_no_body_not_at_all(site: Site) -> None:
    working_group(site, {"org-bel": 1})
    second_group(site)
    seat(site, "m-0", "picum", group="WG-3")
    seat(site, "m-1", "picum", group="WG-3")
    seat(site, "m-8", "org-bel", personal=True)
    seat(site, "m-9", "org-bel", role="observer")
    (code,) = open_it(site, preset="simple_majority")
    seats = site.api().get(BALLOT).json()["electorate"]
    assert [each["delegation"] for each in seats] == ["org-bel#1", "picum#1"]
    assert give(site, "m-0", code, "yes").status_code == 200
    refused = give(site, "m-8", code, "yes")
    assert refused.status_code == 403
    assert "personal capacity" in refused.json()["detail"]
    assert give(site, "m-9", code, "yes").status_code == 403


def test_head_who_is_no_member_is_refused_in_words_on_every_door(site: Site) -> None:
    _seated, (code,) = members(site, {"org-bel": 1})
    refused = give(site, "state", code, "support")
    assert refused.status_code == 403
    assert "You are head or alternate, and no member." in refused.json()["detail"]
    browser = site.client("state")
    assert "no member" in words(browser.get(HERE))
    sheet = browser.get(f"{HERE}/sheet")
    assert sheet.status_code == 403
    assert "no member" in words(sheet)
    assert browser.get(f"{HERE}/sheet.xlsx").status_code == 403
    assert site.api("state").get(BALLOT).json()["mine"] is None
    house = give(site, "secretariat", code, "support")
    assert house.status_code == 403
    assert "never give a position" in house.json()["detail"]
    assert site.api().put(f"{BALLOT}/positions/{code}", json={"position": "support"}).status_code == 401


def test_members_sheet_is_its_own_and_nobody_gives_anothers(site: Site) -> None:
    seated, codes = members(site, {"org-bel": 2}, texts=2)
    first, second = seated["org-bel"]
    browser = site.client(first)
    page = browser.get(f"{HERE}/sheet")
    assert "Belgium, member 1 (Member m-0)" in words(page)
    done = Form(page, "/sheet").submit(browser, **{codes[0]: "support", codes[1]: "abstain"})
    assert done.status_code == 200
    assert "2 positions stand" in words(done)
    mine = site.api(first).get(BALLOT).json()
    assert mine["delegation"] == "org-bel#1"
    assert {code: each["position"] for code, each in mine["mine"].items()} == {
        codes[0]: "support", codes[1]: "abstain",
    }  # fmt: skip
    other = site.api(second).get(BALLOT).json()
    assert (other["delegation"], other["mine"]) == ("org-bel#2", {})
    foreign = give(site, second, codes[0], "object", reason="No.", delegation="org-bel#1")
    assert foreign.status_code == 403
    assert "yours is “org-bel#2”" in foreign.json()["detail"]
    named = give(site, second, codes[0], "object", reason="No.", delegation="org-bel#2")
    assert named.status_code == 200
    # One row saved by itself, as the script does.
    row = browser.post(
        f"{HERE}/sheet",
        data={**Form(browser.get(f"{HERE}/sheet"), "/sheet").values, codes[0]: "abstain", "only": codes[0]},
        headers={"HX-Request": "true", "HX-Target": codes[0]},
    )
    assert row.status_code == 200, row.text
    assert "delegation=org-bel%231" in row.text or "org-bel#1" not in row.text


def test_member_who_loses_the_seat_stays_and_gives_nothing_more(site: Site) -> None:
    seated, (code,) = members(site, {"org-bel": 2}, preset="simple_majority")
    first, second = seated["org-bel"]
    assert give(site, first, code, "yes").status_code == 200
    site.tamper(
        "UPDATE membership SET ended_at = :now WHERE person_id = (SELECT id FROM person WHERE email = :m)",
        now=site.now, m=f"{first}@demo.example",
    )  # fmt: skip
    refused = give(site, first, code, "no")
    assert refused.status_code == 403
    assert "no longer hold the seat" in refused.json()["detail"]
    assert "What you gave stands" in words(site.client(first).get(f"{HERE}/sheet"))
    assert [each["left"] for each in site.api().get(BALLOT).json()["electorate"]] == [True, False]
    # Who joins afterwards takes no part.
    seat(site, "m-7", "org-bel")
    late = give(site, "m-7", code, "yes")
    assert late.status_code == 403
    assert "when it was opened" in late.json()["detail"]
    close(site)
    (result,) = site.api().get(f"{BALLOT}/tally").json()["results"]
    assert (result["overall"]["yes"], result["overall"]["not_voted"]) == (1, 1)
    assert second


def test_member_recuses_itself_and_takes_that_back(site: Site) -> None:
    _seated, (code,) = members(site, {"org-bel": 1})
    browser = site.client("m-0")
    page = browser.get(f"{HERE}/recusal")
    assert page.status_code == 200
    Form(page, "/recusal").submit(browser, reason="My brother is a recruiter.")
    refused = give(site, "m-0", code, "support")
    assert refused.status_code == 403
    assert "recused yourself" in refused.json()["detail"]
    assert site.api("m-0").post(f"{BALLOT}/recusal/withdrawal").status_code == 200
    assert give(site, "m-0", code, "support").status_code == 200


def test_proxies_and_explanations_are_refused_where_members_vote(site: Site) -> None:
    working_group(site, {"org-bel": 1})
    answer, _codes = try_opening(site, proxies=1)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["proxies"]
    open_again = site.api("moderator").post(f"{AT}/rounds/R1/opening", json={"rule": {"franchise": "member"}})
    assert open_again.status_code == 200
    site.now = at(2)
    said = site.api("state").post(f"{BALLOT}/explanations", json={"text": "Because."})
    assert said.status_code == 403
    assert "a delegation has none to explain" in said.json()["detail"]
    assert site.client("state").get(f"{HERE}/explanations").status_code == 200


def test_earlier_positions_of_members_and_delegations_never_mix(site: Site) -> None:
    _seated, (code,) = members(site, {"org-bel": 1})
    give(site, "m-0", code, "support")
    close(site)
    site.tamper("UPDATE proposal SET state = 'ready' WHERE code = :c", c=code)
    api = site.api("moderator")
    plan(api, "ballot", first=10, last=17)
    assert api.post(f"{AT}/rounds/R2/opening", json={"rule": {}}).status_code == 200
    site.now = at(12)
    assert site.api("state").get(f"{AT}/ballots/BAL-2/earlier").json()["items"] == {}
    refused = site.api("m-0").get(f"{BALLOT}/earlier")
    assert refused.status_code == 403
    assert "not given again" in refused.json()["detail"]


def test_member_fills_in_its_sheet_off_line(site: Site) -> None:
    _seated, (code,) = members(site, {"org-bel": 2})
    browser = site.client("m-1")
    file = browser.get(f"{HERE}/sheet.xlsx")
    assert file.status_code == 200
    assert "BAL-1-org-bel-2.xlsx" in file.headers["content-disposition"]
    line = f"Ballot,Delegation,Code,Version,Position\nBAL-1,org-bel#2,{code},1,Support\n"
    page = browser.get(f"{HERE}/sheet")
    token = Form(page, "/sheet").values["csrf_token"]
    brought = browser.post(
        f"{HERE}/sheet/file",
        data={"csrf_token": token, "delegation": "org-bel#2"},
        files={"file": ("sheet.csv", line.encode(), "text/csv")},
    )
    assert brought.status_code == 200, words(brought)
    done = Form(brought, "/sheet").submit(browser)
    assert done.status_code == 200
    assert site.api("m-1").get(BALLOT).json()["mine"][code]["position"] == "support"
    foreign = line.replace("#2", "#1")
    refused = browser.post(
        f"{HERE}/sheet/file",
        data={"csrf_token": token, "delegation": "org-bel#2"},
        files={"file": ("sheet.csv", foreign.encode(), "text/csv")},
    )
    assert "another delegation" in words(refused)


def test_ledger_and_receipts_name_the_member(site: Site) -> None:
    _seated, (code,) = members(site, {"org-bel": 2})
    first = give(site, "m-0", code, "support").json()["receipt"]
    give(site, "m-1", code, "support")
    again = give(site, "m-0", code, "abstain").json()["receipt"]
    facts = [
        row[0] for row in site.rows("SELECT facts FROM ledger WHERE verb = 'position_cast' ORDER BY seq")
    ]
    cast = [(json.loads(each) if isinstance(each, str) else each)["delegation"] for each in facts]
    assert cast[-3:] == ["org-bel#1", "org-bel#2", "org-bel#1"]
    close(site)
    page = site.client().get(f"{HERE}/receipts?receipt={first}")
    assert page.status_code == 200
    assert "Belgium, member 1" in words(page)
    assert "Belgium, member 1" in words(site.client().get(f"{HERE}/receipts?receipt={again}"))


def test_member_is_told_to_vote_and_reminded_and_heads_are_not(site: Site) -> None:
    seated, (code,) = members(site, {"org-bel": 2}, texts=1)
    first, second = seated["org-bel"]
    own = f"/{SLUG}/ballots/BAL-1/sheet"
    for who, told in ((first, True), (second, True), ("state", False), ("alternate", False)):
        assert (own in site.client(who).get("/desk").text) is told, who
    give(site, first, code, "support")
    assert own not in site.client(first).get("/desk").text
    assert own in site.client(second).get("/desk").text
    assert "You have not given 1 position" in words(site.client(second).get("/desk"))
    sent = site.api("moderator").post(f"{AT}/rounds/R1/reminders", json={"word": "Please."})
    assert sent.status_code in (200, 201), sent.text
    to = {row[0] for row in site.rows("SELECT \"to\" FROM outgoing WHERE text LIKE '%Please.%'")}
    assert to == {f"{second}@demo.example"}


def test_every_sentence_on_delegations_in_rules_and_results_has_its_twin_on_members() -> None:
    """A sentence that is added to a rule or a result is said of members too."""
    known = {*twins._twins(), *twins._counted(1)}
    # Under these nobody votes by member, or delegations are meant.
    meant = ("Each constituency counts as one", "those of the constituencies, not of the delegations")
    for module in (asked, sentences, disclosure_sentences):
        for node in ast.walk(ast.parse(Path(module.__file__ or "").read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "ngettext"):
                first = node.args[0]
                text = first.value if isinstance(first, ast.Constant) else ""
                if "delegation" in str(text) and not any(each in str(text) for each in meant):
                    assert text in known, text


def test_stream_tells_a_position_to_the_member_alone(site: Site) -> None:
    members(site, {"org-bel": 2})
    with site.database.reading() as db:
        here = visible_consultation(db, SYSTEM, SLUG)
        voices = {who: voices_of(db, site.actor(who), here) for who in ("m-0", "m-1", "state")}
    assert voices == {
        "m-0": {"BAL-1 org-bel#1"}, "m-1": {"BAL-1 org-bel#2"}, "state": {"org-bel"},
    }  # fmt: skip
    facts = {"ballot": "BAL-1", "delegation": "org-bel#1", "proposal": "RT1-M1"}
    told = Told(SLUG, 1, "position_cast", "RT1-M1", facts)
    heard = {who for who, codes in voices.items() if position_news(here, told, codes) is not None}
    assert heard == {"m-0"}
