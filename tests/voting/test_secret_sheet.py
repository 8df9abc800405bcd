"""The sheet of a ballot that is not open: how it is chosen, what it says, how papers are handed in, and what is never drawn."""

import io
import json
import re
from datetime import datetime, timedelta
from typing import Any

import lxml.html
import openpyxl
import pytest

from app.consultations.actions.delegations import accredit
from app.consultations.actions.seats import seat_person
from app.consultations.live import news_of, position_news
from app.consultations.queries import visible_consultation
from app.kernel.actor import SYSTEM
from app.kernel.tail import Told
from app.voting.actions.results import publish_due_results
from tests.review.making import AT, SLUG, at, begin, do, make, plan
from tests.support import Form, Site
from tests.voting.assembly import BALLOT, HERE, assembly, give

SHEET = f"{HERE}/sheet"
SIZES = {"STATE": 3, "CS": 3}


def chosen_on(client: Any, **papers: str) -> Any:
    """The page that asks once more, after these positions were chosen on the sheet."""
    return Form(client.get(SHEET), id="sheet").submit(client, **{code.replace("_", "-"): position for code, position in papers.items()})  # fmt: skip


def hand_in(client: Any, asked: Any) -> Any:
    """What answers when the page that asks once more is confirmed."""
    return Form(asked, "/sheet").submit(client, do="hand_in")


def keys_in(page: Any) -> list[str]:
    return [code.text_content() for code in lxml.html.fromstring(page.text).xpath("//main//table//code")]


def words_of(page: Any) -> str:
    return " ".join(lxml.html.fromstring(page.text).xpath("//main")[0].text_content().split())


def underscored(code: str) -> str:
    return code.replace("-", "_")


def test_disclosure_is_chosen_with_the_opening_and_what_was_typed_stays(site: Site) -> None:
    api = make(site)
    begin(site)
    site.tamper("UPDATE proposal SET state = 'ready' WHERE consultation_id = (SELECT id FROM consultation WHERE slug = :s)", s=SLUG)  # fmt: skip
    plan(api, "ballot", first=1, last=7)
    moderator, there = site.client("moderator"), f"/{SLUG}/rounds/R1/opening"
    form = Form(moderator.get(there), "/opening")
    for typed, field, sentence in (
        ({"smallest": "5"}, "smallest", "no constituency is too small"),
        ({"disclosure": "secret", "smallest": "2"}, "smallest", "from 3 to 100"),
        ({"disclosure": "secret", "smallest": "some"}, "smallest", "from 3 to 100"),
        ({"disclosure": "secret"}, "smallest", "Only 2 delegations take part"),
        ({"disclosure": "totals", "related": "yes"}, "disclosure", "counted as one only"),
        ({"disclosure": "hidden"}, "disclosure", "Choose open, totals or secret"),
    ):
        refused = form.submit(moderator, **typed)
        assert refused.status_code == 422
        page = lxml.html.fromstring(refused.text)
        assert sentence in page.xpath(f"string(//*[@id='error-opening-{field}'])"), typed
        assert page.xpath(f"//main//a[@href='#opening-{field}']"), typed
        assert page.xpath("string(//input[@name='smallest']/@value)") == typed.get("smallest", "")
    assert page.xpath("count(//select[@name='disclosure']/option)") == 3
    assert api.get(f"{AT}/ballots").json()["items"] == []
    done = form.submit(moderator, disclosure="totals", smallest="", follow=False)
    assert done.status_code == 422, "five is the least where nothing is said"
    with site.database.unit_of_work() as db:
        # Enough delegations for what may be told apart.
        here = visible_consultation(db, SYSTEM, SLUG)
        accredit(db, SYSTEM, here, organisation="org-phl", constituency="STATE", voting=True)
    assert form.submit(moderator, disclosure="totals", smallest="3", follow=False).status_code == 303
    ballot = api.get(f"{BALLOT}").json()
    assert (ballot["disclosure"], ballot["rule"]["smallest"]) == ("totals", 3)
    assert any("only totals are published" in sentence for sentence in ballot["rule_in_words"])
    assert any("fewer than 3 delegations" in sentence for sentence in ballot["rule_in_words"])


def test_the_trial_of_a_rule_takes_no_disclosure_and_does_not_break_on_one(reading_site: Site) -> None:
    page = reading_site.client().get(
        "/hld-2013/ballots/BAL-1/trial?preset=simple_majority&quorum=&disclosure=secret&smallest=5"
    )
    assert page.status_code == 200
    assert not lxml.html.fromstring(page.text).xpath("//*[@name='disclosure' or @name='smallest']")


def test_ballot_and_list_name_the_disclosure_and_the_rule_says_what_it_means(site: Site) -> None:
    assembly(site, SIZES, disclosure="secret", smallest=4)
    client = site.client()
    assert "Secret ballot" in words_of(client.get(f"/{SLUG}/ballots"))
    words = words_of(client.get(HERE))
    assert "Secret ballot" in words
    for sentence in (
        "nobody learns which position is whose, neither before the close nor after it, unless all of those counted together gave the same",
        "fewer than 4 delegations",
        "votes on a text once",
        "adopts no text",
    ):
        assert sentence in words
    told = site.api().get(BALLOT).json()
    assert told["disclosure"] == "secret"
    assert any("adopts no text" in sentence for sentence in told["rule_in_words"])


def test_an_open_ballot_says_what_it_did(reading_site: Site) -> None:
    found = reading_site.api().get("/consultations/hld-2013-decision/ballots/BAL-1").json()
    assert found["disclosure"] == "open"
    assert not any("totals" in sentence or "secret" in sentence for sentence in found["rule_in_words"])
    page = words_of(reading_site.client("state").get("/hld-2013-decision/ballots/BAL-1/sheet"))
    assert "Delegation, position and reason are published after the close" in page
    assert "do not name yourselves" not in page


def test_the_sheet_of_totals_says_that_reasons_stand_without_a_name(site: Site) -> None:
    _heads, (code,) = assembly(site, SIZES, disclosure="totals")
    head = site.client("state")
    page = head.get(SHEET)
    words = words_of(page)
    assert "Only the totals of the constituencies are published after the close" in words
    assert "Delegation, position and reason are published" not in words
    hint = lxml.html.fromstring(page.text).xpath(f"//*[@id='hint-{code}-reason']")[0]
    assert "do not name yourselves in it" in hint.text_content()
    sent = Form(page, id="sheet").submit(head, **{code: "object", f"{code}-reason": "Too early."})
    assert "1 of 1 given" in words_of(sent)
    mine = site.api("alternate").get(BALLOT).json()
    assert (mine["mine"][code]["reason"], mine["voted"]) == ("Too early.", [code])


def test_papers_are_chosen_looked_at_once_more_and_handed_in_without_javascript(site: Site) -> None:
    _heads, (one, two, three) = assembly(site, SIZES, texts=3, disclosure="secret")
    head = site.client("state")
    page = head.get(SHEET)
    html = lxml.html.fromstring(page.text)
    assert html.xpath("count(//input[@type='radio'])") == 12
    assert not html.xpath("//main//textarea | //main//select | //script[contains(@src, 'sheet.js')]")
    assert "Missing, 3" in words_of(page)
    asked = chosen_on(head, **{underscored(one): "support", underscored(two): "object"})
    assert asked.status_code == 200
    assert asked.headers["cache-control"] == "no-store"
    words = words_of(asked)
    assert "Hand in these papers?" in words
    assert "Object" in words
    assert "1 proposal has no paper yet" in words
    assert site.rows("SELECT count(*) FROM paper")[0][0] == 0, "nothing is handed in before it is confirmed"
    # Changing something brings the sheet with all that was chosen.
    again = Form(asked, "/sheet").submit(head, do="back")
    assert [
        (e.get("name"), e.get("value")) for e in lxml.html.fromstring(again.text).xpath("//input[@checked]")
    ] == [(one, "support"), (two, "object")]
    # What loses its mark is not handed in.
    form = Form(asked, "/sheet")
    del form.values[two]
    done = form.submit(head, do="hand_in")
    assert done.status_code == 200
    assert done.headers["cache-control"] == "no-store"
    keys = keys_in(done)
    assert keys == [row[0] for row in site.rows("SELECT key FROM paper")]
    after = head.get(SHEET)
    assert "Missing, 2" in words_of(after)
    assert "Voted, by head" in words_of(after)
    for shown in (after, head.get(HERE), site.client("alternate").get(SHEET)):
        assert keys[0] not in shown.text
    only = lxml.html.fromstring(head.get(f"{SHEET}?show=missing").text).xpath("//*[@class='choice']/@id")
    assert only == [two, three]


def test_a_second_hand_in_from_the_same_page_is_refused_and_counts_nothing(site: Site) -> None:
    _heads, (one, two) = assembly(site, SIZES, texts=2, disclosure="secret")
    head = site.client("state")
    asked = chosen_on(head, **{underscored(one): "support", underscored(two): "abstain"})
    assert hand_in(head, asked).status_code == 200
    again = hand_in(head, asked)
    assert again.status_code == 403
    words = words_of(again)
    assert f"Your delegation has voted on {one} and {two}. A secret ballot is cast once" in words
    assert "Nothing was handed in." in words
    assert keys_in(again) == []
    assert "Your delegation has voted on every proposal" in words
    assert site.rows("SELECT count(*) FROM paper")[0][0] == 2


def test_the_second_half_of_a_delegation_learns_that_it_was_voted_and_never_how(site: Site) -> None:
    _heads, (one, two) = assembly(site, SIZES, texts=2, disclosure="secret")
    head, alternate = site.client("state"), site.client("alternate")
    stale = alternate.get(SHEET)
    assert hand_in(head, chosen_on(head, **{underscored(one): "object"})).status_code == 200
    # From a sheet that was drawn before: asked nothing of what was voted on, and what else was chosen stays.
    refused = Form(stale, id="sheet").submit(alternate, **{one: "support", two: "abstain"})
    assert refused.status_code == 403
    assert f"Your delegation has voted on {one}." in words_of(refused)
    html = lxml.html.fromstring(refused.text)
    assert html.xpath("//input[@checked]/@name") == [two]
    row = html.get_element_by_id(one)
    assert "Voted, by head" in row.text_content()
    assert not row.xpath(".//input")
    assert "bject" not in row.text_content()
    assert hand_in(alternate, Form(refused, id="sheet").submit(alternate)).status_code == 200
    for who in ("state", "alternate"):
        mine = site.api(who).get(BALLOT).json()
        assert (mine["mine"], mine["voted"]) == ({}, [one, two])
    assert "Voted, by alternate" in words_of(head.get(SHEET))


def test_nothing_or_nonsense_on_a_secret_sheet_is_said_and_hands_in_nothing(site: Site) -> None:
    _heads, (code,) = assembly(site, SIZES, disclosure="secret")
    head = site.client("state")
    nothing = chosen_on(head)
    assert nothing.status_code == 422
    assert "Choose a position in at least one row." in words_of(nothing)
    for button in ("", "hand_in"):
        wrong = Form(head.get(SHEET), id="sheet").submit(head, **{code: "perhaps"}, do=button)
        assert wrong.status_code == 422
        assert "is no position of this ballot" in words_of(wrong)
        assert lxml.html.fromstring(wrong.text).xpath(f"//*[@id='error-{code}']")
    older = Form(head.get(SHEET), id="sheet").submit(head, **{code: "support", f"{code}-version": "9", "do": "hand_in"})  # fmt: skip
    assert older.status_code == 422
    assert "Read it and choose again" in words_of(older)
    foreign = Form(head.get(SHEET), id="sheet").submit(head, **{"RT9-M9": "support", "do": "hand_in"})
    assert foreign.status_code == 422
    token = Form(head.get(SHEET), id="sheet").values["csrf_token"][0]
    for junk in (f"{code}=%ED%A0%80", f"{code}=%00support", f"{code}=support&{code}-version=%D9%A1", f"delegation=%ED%A0%80&{code}=%ED%A0%80&do=hand_in"):  # fmt: skip
        answer = head.post(
            SHEET,
            content=f"csrf_token={token}&{junk}".encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        assert answer.status_code < 500, junk
    # A form of another kind of ballot hands in nothing unasked.
    asked = Form(head.get(SHEET), id="sheet").submit(
        head, **{code: "support", f"{code}-turn": "0", "only": code}
    )
    assert "Hand in these papers?" in words_of(asked)
    assert site.rows("SELECT count(*) FROM paper")[0][0] == 0


@pytest.mark.parametrize("seconds", [0, 1])
def test_papers_that_come_too_late_are_refused_in_words(site: Site, seconds: int) -> None:
    _heads, (code,) = assembly(site, SIZES, disclosure="secret")
    head = site.client("state")
    asked = chosen_on(head, **{underscored(code): "support"})
    closes = site.api().get(BALLOT).json()["closes"]
    site.now = datetime.fromisoformat(closes) + timedelta(seconds=seconds)
    late = hand_in(head, asked)
    assert late.status_code == 403
    assert "This ballot is closed." in words_of(late)
    assert "What else you chose is still here" not in words_of(late)
    assert site.rows("SELECT count(*) FROM paper")[0][0] == 0
    assert "Not voted on" in words_of(head.get(SHEET))


def test_who_gives_no_positions_here_is_told_why(site: Site) -> None:
    _heads, (code,) = assembly(site, SIZES, disclosure="secret")
    for who in ("moderator", "secretariat", "member"):
        assert site.client(who).get(SHEET).status_code == 403, who
    head = site.client("state")
    asked = chosen_on(head, **{underscored(code): "support"})
    recusal = head.get(f"{HERE}/recusal")
    assert Form(recusal, "/recusal").submit(head, reason="I chair the fund.").status_code == 200
    refused = hand_in(head, asked)
    assert refused.status_code == 403
    assert "You have recused yourself from this ballot." in words_of(refused)
    page = lxml.html.fromstring(head.get(SHEET).text)
    assert not page.xpath("//input[@type='radio']")
    # The others of the delegation vote.
    alternate = site.client("alternate")
    assert hand_in(alternate, chosen_on(alternate, **{underscored(code): "support"})).status_code == 200


def test_who_joined_after_the_opening_hands_in_nothing(site: Site) -> None:
    assembly(site, SIZES, disclosure="secret")
    with site.database.unit_of_work() as db:
        here = visible_consultation(db, SYSTEM, SLUG)
        accredit(db, SYSTEM, here, organisation=_free_body(site), constituency="CS", voting=True)
        seat_person(db, SYSTEM, here, email="reporter@demo.example", role="head", title="Head", delegation=_free_body(site))  # fmt: skip
    refused = site.client("reporter").get(SHEET)
    assert refused.status_code == 403
    assert "not in the electorate" in refused.text


def _free_body(site: Site) -> str:
    rows = site.rows(
        "SELECT public_id FROM organisation WHERE id NOT IN (SELECT organisation_id FROM delegation WHERE consultation_id ="
        " (SELECT id FROM consultation WHERE slug = :s)) ORDER BY public_id DESC",
        s=SLUG,
    )
    return str(rows[0][0])


def test_a_head_of_two_delegations_votes_for_one_of_them(site: Site) -> None:
    _heads, (one, two) = assembly(site, SIZES, texts=2, disclosure="secret")
    with site.database.unit_of_work() as db:
        here = visible_consultation(db, SYSTEM, SLUG)
        seat_person(db, SYSTEM, here, email="state@demo.example", role="alternate", title="Adviser", delegation="picum")  # fmt: skip
    head = site.client("state")
    first = head.get(SHEET)
    assert len(lxml.html.fromstring(first.text).xpath("//nav[@aria-label='Delegation']//a")) == 2
    asked = chosen_on(head, **{underscored(one): "support"})
    assert "Whoever votes for one delegation votes for no other" in words_of(asked)
    done = hand_in(head, asked)
    assert done.status_code == 200
    assert "delegation=org-bel" in lxml.html.fromstring(done.text).xpath(
        "string(//main//p[@class='act']/a/@href)"
    )
    other = head.get(f"{SHEET}?delegation=picum")
    assert "Nobody speaks for two in the same ballot" in words_of(other)
    assert not lxml.html.fromstring(other.text).xpath("//input[@type='radio']")
    refused = Form(head.get(f"{SHEET}?delegation=org-bel"), id="sheet").submit(head, **{two: "support", "delegation": "picum", "do": "hand_in"})  # fmt: skip
    assert refused.status_code == 403
    assert site.rows("SELECT count(*) FROM paper")[0][0] == 1


def test_there_is_no_file_of_a_secret_sheet_and_one_of_totals(site: Site) -> None:
    _heads, (code,) = assembly(site, SIZES, disclosure="secret")
    head = site.client("state")
    refused = head.get(f"{SHEET}.xlsx")
    assert refused.status_code == 403
    assert "A secret ballot is cast on its sheet only" in refused.text
    token = Form(head.get(SHEET), id="sheet").values["csrf_token"][0]
    sent = head.post(
        f"{SHEET}/file",
        data={"csrf_token": token, "delegation": "org-bel"},
        files={"file": ("sheet.csv", f"code,position\n{code},support\n".encode(), "text/csv")},
    )
    assert sent.status_code == 403
    assert "A secret ballot is cast on its sheet only" in sent.text
    assert "sheet.xlsx" not in head.get(SHEET).text


def test_the_sheet_of_totals_is_filled_in_off_line_as_ever(site: Site) -> None:
    _heads, (code,) = assembly(site, SIZES, disclosure="totals")
    head = site.client("state")
    file = head.get(f"{SHEET}.xlsx")
    words = [
        str(cell) for row in openpyxl.load_workbook(io.BytesIO(file.content)).active.values for cell in row
    ]
    assert any("do not name yourselves in them" in each for each in words)
    token = Form(head.get(SHEET), id="sheet").values["csrf_token"][0]
    lines = f"code,version,position,reason,ballot,delegation\n{code},1,object,Too early.,BAL-1,org-bel\n"
    shown = head.post(
        f"{SHEET}/file",
        data={"csrf_token": token, "delegation": "org-bel"},
        files={"file": ("sheet.csv", lines.encode(), "text/csv")},
    )
    assert shown.status_code == 200
    assert Form(shown, id="sheet").submit(head).status_code == 200
    assert site.api("state").get(BALLOT).json()["mine"][code]["position"] == "object"


def test_what_was_given_aloud_is_not_offered_for_a_secret_paper(site: Site) -> None:
    _heads, (code,) = assembly(site, SIZES)
    assert give(site, "state", code, "support").status_code == 200
    api = site.api("moderator")
    site.now = at(9)
    with site.database.unit_of_work() as db:
        publish_due_results(db)
    site.tamper("UPDATE proposal SET state = 'ready' WHERE consultation_id = (SELECT id FROM consultation WHERE slug = :s)", s=SLUG)  # fmt: skip
    do(api, "R1", "completion")
    plan(api, "ballot", first=10, last=12)
    opened = do(api, "R2", "opening", rule={"disclosure": "secret", "smallest": 3})
    assert opened.status_code == 200, opened.text
    site.now = at(11)
    earlier = site.api("state").get(f"{AT}/ballots/BAL-2/earlier")
    assert earlier.json()["items"] == {}
    page = site.client("state").get(f"/{SLUG}/ballots/BAL-2/sheet")
    assert page.status_code == 200
    assert "Give it again" not in page.text
    assert "Given on version" not in page.text


def test_only_the_delegation_itself_is_told_that_it_was_voted(site: Site) -> None:
    _heads, (code,) = assembly(site, SIZES, disclosure="secret")
    assert give(site, "state", code, "support").status_code == 200
    here = site.consultation(SLUG)
    facts = {"proposal": code, "ballot": "BAL-1", "delegation": "org-bel"}
    told = Told(track=SLUG, seq=1, verb="vote_cast", subject=code, facts=facts)
    assert news_of(here, told) is None
    assert position_news(here, told, {"picum"}) is None
    news = position_news(here, told, {"org-bel"})
    assert news is not None
    assert (news.about, news.subject, news.verb) == ("ballot", "BAL-1", "vote_cast")
    entry = next(e for e in site.api("observer").get(f"{AT}/ledger?limit=200").json()["items"] if e["verb"] == "vote_cast")  # fmt: skip
    assert not {"receipt", "position", "turn"} & entry.keys()
    assert re.search(r"support|object|abstain", json.dumps(entry)) is None
