"""After an edition: what was decided anew can be declared on, what is printed stands, and nothing is left out in silence."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from app.dossier.verification import verify
from app.kernel.actor import SYSTEM
from app.outcome.actions.selecting import select_proposal
from app.outcome.actions.uniting import unite_proposals
from tests.outcome.bench import API, DAY, SLUG, WHY, here, listing, outline
from tests.outcome.test_editions import issued, ready, said
from tests.support import Form, Site

DECLARATIONS = f"{API}/declarations"
PAGE = f"/{SLUG}/outcome/declarations"
VIEW = {"kind": "minority_view", "text": "It should have stayed."}


@pytest.fixture
def published(site: Site) -> Site:
    """An edition is issued, with one declaration in it; a day has passed."""
    ready(site)
    code = entry(site)
    made = site.api("state").post(DECLARATIONS, json={**VIEW, "text": "As printed.", "proposal": code})
    assert made.status_code == 201, made.text
    issued(site)
    site.now += timedelta(days=1)
    return site


def entry(site: Site, place: int = 0) -> str:
    """A mechanism in the list that nothing is united with."""
    return [each.code for each in outline(site).included if each.is_mechanism][place]


def exclude(site: Site, code: str) -> None:
    with site.database.unit_of_work() as db:
        turn = listing(site).selections[code].turn
        select_proposal(db, SYSTEM, here(db), code, choice="exclude", reason=WHY, decided_on=DAY, turn=turn)


def declare(site: Site, about: str | None, who: str = "state") -> Any:
    return site.api(who).post(DECLARATIONS, json={**VIEW, **({"proposal": about} if about else {})})


def test_while_nothing_is_decided_anew_the_issued_declarations_stand(published: Site) -> None:
    answer = declare(published, entry(published))
    assert answer.status_code == 403
    assert "issued as HLD-2013/OUT/1" in answer.json()["detail"]
    page = published.client("state").get(PAGE)
    assert "Once the representative group decides anew" in page.text
    assert "It stands as it was printed in HLD-2013/OUT/1." in said(page)


def test_a_delegation_declares_on_what_was_decided_anew_and_on_nothing_else(published: Site) -> None:
    out, kept = entry(published, 1), entry(published, 2)
    exclude(published, out)
    for about in (kept, None):
        refused = declare(published, about)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "about"
        assert out in refused.json()["errors"][0]["message"]
    assert declare(published, out).status_code == 201
    made = issued(published, kind="revision", note=WHY)
    document = published.api().get(API).json()
    assert document["edition"] == made["n"]
    annex = next(part for part in document["annexes"] if part["id"] == "annex-declarations")
    assert "It should have stayed." in json.dumps(annex)
    again = declare(published, out)
    assert again.status_code == 403
    with published.database.reading() as db:
        assert verify(db, SLUG).breaks == []


def test_the_page_offers_only_what_was_decided_anew(published: Site) -> None:
    out, kept = entry(published, 1), entry(published, 2)
    exclude(published, out)
    browser = published.client("state")
    page = browser.get(PAGE, params={"about": out})
    form = page.text.partition('name="about"')[2].partition("</select>")[0]
    assert f'value="{out}"' in form
    assert f'value="{kept}"' not in form
    assert 'value=""' not in form
    done = Form(page, PAGE).submit(browser, kind="minority_view", text="It should have stayed.")
    assert done.status_code == 200
    assert "It should have stayed." in done.text


def test_what_is_printed_is_neither_reworded_withdrawn_nor_joined_while_a_revision_is_prepared(
    published: Site,
) -> None:
    out = entry(published, 1)
    exclude(published, out)
    state, ngo = published.api("state"), published.api("ngo")
    for answer in (
        state.patch(f"{DECLARATIONS}/D-1", json={"n": 1, "text": "Another."}),
        state.post(f"{DECLARATIONS}/D-1/withdrawal", json={}),
        ngo.post(f"{DECLARATIONS}/D-1/joining", json={"n": 1}),
    ):
        assert answer.status_code == 403, answer.text
        assert "stands in it as it was printed" in answer.json()["detail"]
    made = declare(published, out).json()["code"]
    assert ngo.post(f"{DECLARATIONS}/{made}/joining", json={"n": 1}).status_code in (200, 201)
    assert state.patch(f"{DECLARATIONS}/{made}", json={"n": 1, "text": "Softer."}).status_code == 200


def test_both_entries_of_a_union_made_since_can_be_declared_on(published: Site) -> None:
    one, into, other = (entry(published, place) for place in (1, 2, 3))
    with published.database.unit_of_work() as db:
        unite_proposals(db, SYSTEM, here(db), one, into=into, reason=WHY)
    assert declare(published, one).status_code == 201
    assert declare(published, into).status_code == 201
    assert declare(published, other).status_code == 422


def test_what_is_left_out_of_a_revision_says_in_which_edition_it_was(published: Site) -> None:
    out = entry(published, 1)
    exclude(published, out)
    bench = said(published.client("secretariat").get(f"/{SLUG}/outcome/workbench?roundtable={out[:3]}"))
    assert "It stands in HLD-2013/OUT/1; the next edition leaves it out." in bench
    trace = published.client().get(f"/{SLUG}/outcome/trace/{out}/summary")
    assert "It is in edition 1; the next edition leaves it out." in said(trace)
    issued(published, kind="revision", note=WHY)
    bench = said(published.client("secretariat").get(f"/{SLUG}/outcome/workbench?roundtable={out[:3]}"))
    assert "It stood in HLD-2013/OUT/1 and was left out of HLD-2013/OUT/1/Rev.1." in bench
    for path in (f"trace/{out}/summary", f"trace/{out}"):
        page = published.client().get(f"/{SLUG}/outcome/{path}")
        assert "It was in edition 1 and was left out of edition 2." in said(page), path
        assert WHY in said(page)
    assert "It is not recommended any more." in said(
        published.client().get(f"/{SLUG}/outcome/trace/{out}/summary")
    )
    row = said(published.client().get(f"/{SLUG}/outcome")).partition("What is not recommended, and why")[2]
    assert f"{WHY} It stood in HLD-2013/OUT/1." in row


def test_what_comes_back_into_the_list_is_left_out_of_nothing(published: Site) -> None:
    out = entry(published, 1)
    exclude(published, out)
    with published.database.unit_of_work() as db:
        select_proposal(db, SYSTEM, here(db), out, choice="include", reason=WHY, decided_on=DAY, turn=2)
    assert "leaves it out" not in said(published.client().get(f"/{SLUG}/outcome/trace/{out}/summary"))
    assert declare(published, out).status_code == 403
