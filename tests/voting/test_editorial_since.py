"""A text that had only editorial changes since a delegation gave its position: it is given again in one press, until somebody
challenges the mark; then those who relied on it are asked, and nobody else."""

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import event

from app.voting.parameters import chosen_rule
from tests.ceilings.counting import counted
from tests.support import NOON, Form, Site
from tests.voting.test_earlier_positions import API, CHANGED, SHEET, SLUG, WHY, given_before, mine

REASON = "“May” became “shall”: that is another duty."


def mark_newest(site: Site) -> int:
    """The version of `CHANGED` under decision has the mark."""
    n: int = site.rows(
        "SELECT version FROM proposal WHERE code = :code AND consultation_id = :here",
        code=CHANGED, here=site.consultation(SLUG).id,
    )[0][0]  # fmt: skip
    site.tamper(
        "UPDATE version SET editorial = true WHERE n = :n AND proposal_id IN"
        " (SELECT id FROM proposal WHERE code = :code AND consultation_id = :here)",
        n=n, code=CHANGED, here=site.consultation(SLUG).id,
    )  # fmt: skip
    return n


def challenged(site: Site, n: int, who: str = "observer") -> Any:
    site.now = site.now + timedelta(minutes=1) if getattr(site, "now", None) else NOON
    answer = site.api(who).post(
        f"/consultations/{SLUG}/proposals/{CHANGED}/versions/{n}/challenge", json={"reason": REASON}
    )
    assert answer.status_code == 201, answer.text
    return answer


def secret_rule() -> str:
    """The usual rule as it is stored, made secret."""
    return json.dumps(chosen_rule({"disclosure": "secret", "smallest": 5}))


def needs(site: Site, who: str) -> list[Any]:
    items = site.api(who).get("/account/needs").json()["items"]
    return [need for need in items if need["kind"] == "challenged"]


def test_only_editorial_changes_are_said_and_given_again_in_one_press(site: Site) -> None:
    given_before(site)
    mark_newest(site)
    head = site.client("state")
    page = head.get(SHEET)
    assert "Only editorial changes since." in page.text
    assert f"/{SLUG}/{CHANGED}/changes?from=" in page.text
    assert f'value="{CHANGED}">Give it again' in page.text
    assert "changed since your delegation gave its position" not in page.text
    assert CHANGED not in mine(site.api("state")), "nobody votes without acting"
    Form(page, id="sheet").submit(head, earlier=CHANGED)
    given = mine(site.api("state"))[CHANGED]
    assert (given["position"], given["reason"], given["turn"]) == ("object", WHY, 1)
    one = site.api("state").get(f"{API}/earlier").json()["items"][CHANGED]
    assert (one["changed"], one["editorial"], one["challenges"]) == (True, True, [])


def test_challenge_before_turns_it_back_at_once(site: Site) -> None:
    given_before(site)
    n = mark_newest(site)
    head = site.client("state")
    form = Form(head.get(SHEET), id="sheet")
    challenged(site, n)
    refused = form.submit(head, earlier=CHANGED)
    assert refused.status_code == 403
    assert CHANGED not in mine(site.api("state"))
    page = head.get(SHEET).text
    assert REASON in page
    assert "1 text has changed since your delegation gave its position" in page
    one = site.api("state").get(f"{API}/earlier").json()["items"][CHANGED]
    assert (one["editorial"], one["challenges"][0]["reason"]) == (False, REASON)
    assert not needs(site, "state"), "it relied on nothing yet"


def test_what_is_given_again_is_read_under_the_lock(site: Site) -> None:
    """A challenge committed between the read and the lock would be neither refused nor asked about."""
    given_before(site)
    mark_newest(site)
    head = site.client("state")
    page = head.get(SHEET)
    asked: list[str] = []

    def listen(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.extend(
            table
            for table in ("ledger_head", "mark_challenge")
            if f"FROM {table}" in statement or f"JOIN {table}" in statement
        )

    event.listen(site.database.engine, "before_cursor_execute", listen)
    try:
        page_form = Form(page, id="sheet")
        assert page_form.submit(head, follow=False, earlier=CHANGED).status_code == 303
    finally:
        event.remove(site.database.engine, "before_cursor_execute", listen)
    assert "mark_challenge" in asked
    assert asked.index("ledger_head") < asked.index("mark_challenge")


def test_those_who_relied_on_the_mark_are_asked_and_their_position_stands(site: Site) -> None:
    given_before(site)
    n = mark_newest(site)
    head = site.client("state")
    Form(head.get(SHEET), id="sheet").submit(head, earlier=CHANGED)
    challenged(site, n)
    found = needs(site, "state")
    assert [need["code"] for need in found] == ["BAL-1"]
    assert not needs(site, "ngo")
    assert mine(site.api("state"))[CHANGED]["turn"] == 1, "a position stands until its delegation changes it"
    page = head.get(SHEET)
    assert REASON in page.text
    assert f'value="{CHANGED}">It stands' in page.text
    assert 'look at <a href="#RT2-M2">RT2-M2</a> once more' in page.text
    for who in ("ngo", None):
        assert REASON in site.client(who).get(f"/{SLUG}/{CHANGED}").text
    assert "It stands<" not in site.client("ngo").get(SHEET).text
    assert REASON in site.client("ngo").get(SHEET).text


def test_saying_that_it_stands_is_a_new_turn_and_settles_it(site: Site) -> None:
    given_before(site)
    n = mark_newest(site)
    head = site.client("state")
    Form(head.get(SHEET), id="sheet").submit(head, earlier=CHANGED)
    challenged(site, n)
    site.now = site.now + timedelta(minutes=1)
    form = Form(head.get(SHEET), id="sheet")
    for _click in range(2):
        assert form.submit(head, earlier=CHANGED).status_code == 200
    now = mine(site.api("state"))[CHANGED]
    assert (now["position"], now["reason"], now["turn"]) == ("object", WHY, 2)
    assert not needs(site, "state")
    assert "It stands<" not in head.get(SHEET).text


def test_changing_the_position_settles_it_too(site: Site) -> None:
    given_before(site)
    n = mark_newest(site)
    head = site.client("state")
    Form(head.get(SHEET), id="sheet").submit(head, earlier=CHANGED)
    challenged(site, n)
    site.now = site.now + timedelta(minutes=1)
    site.api("state").put(f"{API}/positions/{CHANGED}", json={"position": "support"})
    assert not needs(site, "state")


def test_position_on_an_unmarked_change_relied_on_no_mark(site: Site) -> None:
    given_before(site)
    n = mark_newest(site)
    site.tamper(
        "UPDATE position SET version = version - 1 WHERE current = true AND position = 'object' AND proposal_id IN"
        " (SELECT id FROM proposal WHERE code = :code AND consultation_id = :here) AND ballot_id IN"
        " (SELECT id FROM ballot WHERE code = 'BAL-0')",
        code=CHANGED, here=site.consultation(SLUG).id,
    )  # fmt: skip
    site.api("state").put(f"{API}/positions/{CHANGED}", json={"position": "support"})
    challenged(site, n)
    assert not needs(site, "state")
    assert "It stands<" not in site.client("state").get(SHEET).text


def test_secret_sheet_shows_the_challenge_and_nothing_that_was_given_before(site: Site) -> None:
    given_before(site)
    challenged(site, mark_newest(site))
    site.tamper(
        "UPDATE ballot SET rule = :rule WHERE code = 'BAL-1' AND consultation_id = :here",
        rule=secret_rule(), here=site.consultation(SLUG).id,
    )  # fmt: skip
    page = site.client("state").get(SHEET).text
    assert REASON in page
    assert "in BAL-0" not in page
    assert "It stands<" not in page


def test_need_counts_only_changes_of_substance(site: Site) -> None:
    given_before(site)
    mark_newest(site)
    needs_ = site.api("state").get("/account/needs").json()
    assert "changed since your delegation" not in str(needs_)


def test_sheet_asks_no_query_more_for_marks(site: Site) -> None:
    given_before(site)
    head = site.client("state")
    with counted(site.database) as before:
        head.get(SHEET)
    challenged(site, mark_newest(site))
    with counted(site.database) as after:
        head.get(SHEET)
    assert len(after) == len(before)
