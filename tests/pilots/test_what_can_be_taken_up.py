"""A State takes up what the newest edition holds: not what the representative group left out, nor what was dropped since."""

from datetime import timedelta
from typing import Any

import pytest

from app.kernel.actor import SYSTEM
from app.outcome.actions.selecting import select_proposal
from tests.outcome.bench import DAY, SLUG, WHY, here, listing, outline
from tests.outcome.test_editions import EDITIONS, issued, ready
from tests.support import Form, Site

PILOTS = f"/consultations/{SLUG}/pilots"
NOT_HELD = "but the outcome does not hold it"


@pytest.fixture
def published(site: Site) -> Site:
    """An edition is issued, the consultation is at its pilots, and a day has passed."""
    issued(ready(site))
    return piloting(site)


def piloting(site: Site) -> Site:
    site.tamper("UPDATE consultation SET state = 'piloting' WHERE slug = :slug", slug=SLUG)
    site.now += timedelta(days=1)
    return site


def mechanisms(site: Site, *, included: bool) -> list[str]:
    found = outline(site)
    return [c.code for c in found.candidates if c.is_mechanism and found.listing.included(c.code) is included]


def exclude(site: Site, code: str) -> None:
    with site.database.unit_of_work() as db:
        turn = listing(site).selections[code].turn
        select_proposal(db, SYSTEM, here(db), code, choice="exclude", reason=WHY, decided_on=DAY, turn=turn)


def take_up(site: Site, code: str) -> Any:
    start = (site.now + timedelta(days=9)).date().isoformat()
    body = {"title": f"A pilot of {code}", "mechanisms": [code], "start": start}
    return site.api("state").post(PILOTS, json=body)


def refused_at_its_field(answer: Any) -> bool:
    wrong = {error["field"]: error["message"] for error in answer.json()["errors"]}
    return answer.status_code == 422 and set(wrong) == {"mechanisms"} and NOT_HELD in wrong["mechanisms"]


def test_what_the_representative_group_left_out_cannot_be_taken_up(published: Site) -> None:
    out, held = mechanisms(published, included=False)[0], mechanisms(published, included=True)[0]
    assert published.client().get(f"/{SLUG}/outcome/briefs/{out}").status_code == 404
    assert refused_at_its_field(take_up(published, out))
    assert take_up(published, held).status_code == 201
    plan = published.api("state").patch(f"{PILOTS}/PIL-1", json={"mechanisms": [held, out]})
    assert refused_at_its_field(plan)


def test_the_pages_say_why_it_cannot_and_do_not_offer_it(published: Site) -> None:
    out, held = mechanisms(published, included=False)[0], mechanisms(published, included=True)[0]
    browser = published.client("state")
    for code, can in ((out, False), (held, True)):
        page = browser.get(f"/{SLUG}/{code}").text
        assert (NOT_HELD in page) is not can
        assert (f"/pilots/new?mechanism={code}" in page) is can
        form = browser.get(f"/{SLUG}/pilots/new", params={"mechanism": code})
        assert (NOT_HELD in form.text) is not can
        assert (f'<option value="{code}"' in form.text) is can
    sent = Form(browser.get(f"/{SLUG}/pilots/new"), "/pilots").submit(browser, mechanisms="", title="T")
    assert sent.status_code == 422
    assert NOT_HELD not in sent.text


def test_what_a_revision_dropped_cannot_be_taken_up_any_more(published: Site) -> None:
    dropped = mechanisms(published, included=True)[0]
    exclude(published, dropped)
    assert take_up(published, dropped).status_code == 201, "the edition that holds it is still the newest"
    answer = published.api("secretariat").post(EDITIONS, json={"kind": "revision", "note": "Decided anew."})
    assert answer.status_code == 201, answer.text
    published.now += timedelta(days=1)
    state = published.rows(
        "SELECT state FROM proposal WHERE code = :code AND consultation_id = :here",
        code=dropped, here=published.consultation(SLUG).id,
    )  # fmt: skip
    assert state[0][0] == "consolidated"
    assert refused_at_its_field(take_up(published, dropped))
    confirmed = published.api("state").post(f"{PILOTS}/PIL-1/steps", json={"step": "confirmed", "every": 6})
    assert confirmed.status_code == 403
    assert "recommended" in confirmed.json()["detail"]


def test_before_anything_is_issued_what_was_adopted_and_not_left_out_can_be_taken_up(site: Site) -> None:
    ready(site)
    piloting(site)
    assert refused_at_its_field(take_up(site, mechanisms(site, included=False)[0]))
    assert take_up(site, mechanisms(site, included=True)[0]).status_code == 201
