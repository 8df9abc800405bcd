"""The pages of amendments, as a browser without a script uses them."""

from typing import Any

from tests.review.making import AT, SLUG, at, breaks, do, plan
from tests.support import Form, Site
from tests.voting.amendments.moving import PROBLEM, WHY, moved, order_of, paragraphs, ready, text_ready

PUBLIC = "States have no public register."


def form(site: Site, who: str, code: str, paragraph: str, **asked: Any) -> tuple[Any, Form]:
    client = site.client(who)
    query = {"field": "problem", "paragraph": paragraph, **asked}
    page = client.get(f"/{SLUG}/{code}/amendments/new", params=query)
    assert page.status_code == 200, page.text
    return client, Form(page, f"/{SLUG}/{code}/amendments")


def test_a_paragraph_is_chosen_its_words_changed_looked_at_and_moved(site: Site) -> None:
    code = text_ready(site)
    _first, second, _third = paragraphs(site, code)
    client = site.client("state")
    choose = client.get(f"/{SLUG}/{code}/amendments/new")
    assert f"/{SLUG}/{code}/amendments/new?field=problem&amp;paragraph={second}" in choose.text
    assert "Not by an amendment:" in choose.text
    client, written = form(site, "state", code, second)
    assert "States have no register." in written.values["text"]
    preview = written.submit(client, text=PUBLIC, reason=WHY, do="preview")
    assert preview.status_code == 200
    assert "1 word from the text" in preview.text
    assert order_of(site, code) == [], "nothing has been moved yet"
    done = Form(preview, f"/{SLUG}/{code}/amendments").submit(client)
    assert done.url.path == f"/{SLUG}/{code}-A1"
    for words in (
        f"Amendment to {code}",
        ", paragraph 2",
        WHY,
        "It waits for the next ballot",
        "1 word from the text",
    ):
        assert words in done.text
    at_text = client.get(f"/{SLUG}/{code}").text
    assert f'href="/{SLUG}/{code}-A1"' in at_text
    assert breaks(site) == []


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(site: Site) -> None:
    code = text_ready(site)
    _first, second, _third = paragraphs(site, code)
    client, written = form(site, "state", code, second)
    wrong = written.submit(client, text="States have no register.", reason="")
    assert wrong.status_code == 422
    assert "This says what the text says already" in wrong.text
    assert "Say in a sentence why" in wrong.text
    without_reason = written.submit(client, text=PUBLIC, reason="")
    assert without_reason.status_code == 422
    assert Form(without_reason, f"/{SLUG}/{code}/amendments").values["text"][0].strip() == PUBLIC
    assert "So it reads in the redline" in without_reason.text
    gone = written.submit(client, paragraph="p99", text=PUBLIC, reason=WHY)
    assert gone.status_code == 422
    assert "has no paragraph “p99”" in gone.text
    assert PUBLIC in gone.text


def test_where_the_text_has_moved_on_both_texts_are_shown_and_it_can_be_moved_on_the_new_one(
    site: Site,
) -> None:
    code = text_ready(site)
    _first, second, _third = paragraphs(site, code)
    client, written = form(site, "state", code, second)
    change = {"problem": f"{PROBLEM}\n\nStates have no register yet."}
    saved = site.api("member").patch(f"{AT}/proposals/{code}", json=change, headers={"If-Match": '"1"'})
    assert saved.status_code == 200
    ready(site, code)
    clash = written.submit(client, text=PUBLIC, reason=WHY)
    assert clash.status_code == 409
    assert "States have no register yet." in clash.text
    again = Form(clash, f"/{SLUG}/{code}/amendments")
    assert again.values["text"][0].strip() == PUBLIC
    assert again.submit(client).url.path == f"/{SLUG}/{code}-A1"


def test_who_may_not_move_one_reads_why_and_a_form_sent_all_the_same_is_refused_with_its_words(
    site: Site,
) -> None:
    code = text_ready(site)
    _first, second, _third = paragraphs(site, code)
    client, written = form(site, "state", code, second)
    for who, why in ((None, "Sign in first"), ("observer", "you are none of them")):
        for path in ("/amendments", "/amendments/new"):
            assert why in site.client(who).get(f"/{SLUG}/{code}{path}").text
    site.tamper("UPDATE proposal SET state = 'under_decision' WHERE code = :c", c=code)
    refused = written.submit(client, text=PUBLIC, reason=WHY)
    assert refused.status_code == 403
    assert "is under decision" in refused.text
    assert PUBLIC in refused.text


def test_the_list_shows_them_in_order_and_the_chair_puts_them_in_another(site: Site) -> None:
    code = text_ready(site)
    _first, second, _third = paragraphs(site, code)
    moved(site, "state", code, second, PUBLIC)
    moved(site, "ngo", code, second, "Nobody knows anything of anybody who recruits.")
    home = f"/{SLUG}/{code}/amendments"
    page = site.client("moderator").get(home)
    assert page.text.index(f'id="{code}-A2"') < page.text.index(f'id="{code}-A1"')
    assert "10 words from the text" in page.text or "11 words from the text" in page.text
    assert "amendments/order" not in site.client("ngo").get(home).text
    chair = site.client("moderator")
    written = Form(chair.get(home), f"{home}/order")
    twice = written.submit(chair, **{f"place-{code}-A1": "1", f"place-{code}-A2": "1"})
    assert twice.status_code == 422
    assert "Give each a place of its own" in twice.text
    done = written.submit(chair, **{f"place-{code}-A1": "1", f"place-{code}-A2": "2"})
    assert done.status_code == 200
    assert order_of(site, code) == [f"{code}-A1", f"{code}-A2"]
    assert "Place 1, as the chair put it." in done.text
    Form(done, f"{home}/order").submit(chair, do="furthest")
    assert order_of(site, code) == [f"{code}-A2", f"{code}-A1"]


def test_its_own_page_offers_to_withdraw_it_and_nothing_that_makes_no_sense(site: Site) -> None:
    code = text_ready(site)
    _first, second, _third = paragraphs(site, code)
    moved(site, "state", code, second, PUBLIC)
    home = f"/{SLUG}/{code}-A1"
    assert "Withdraw it" not in site.client("ngo").get(home).text
    client = site.client("state")
    page = client.get(home)
    for what in ("/edit", "/comments", "/circulate", "/support", "/reviews", "/steps", "/links"):
        assert f"{home}{what}" not in page.text
    gone = Form(page, f"{home}/withdrawal").submit(client, reason="It is settled.")
    assert "It was withdrawn by who moved it." in gone.text
    assert "Withdrawn" in client.get(f"/{SLUG}/{code}/amendments").text


def test_one_on_an_older_version_says_so_and_leads_to_the_same_paragraph(site: Site) -> None:
    code = text_ready(site)
    _first, second, _third = paragraphs(site, code)
    moved(site, "state", code, second, PUBLIC)
    site.api("member").patch(
        f"{AT}/proposals/{code}", json={"title": "A better register"}, headers={"If-Match": '"1"'}
    )
    ready(site, code)
    page = site.client("state").get(f"/{SLUG}/{code}-A1").text
    assert "Written on version 1; the text is now version 2: move it again, or withdraw it." in page
    assert f"/{SLUG}/{code}/amendments/new?field=problem&amp;paragraph={second}" in page


def test_those_of_a_closed_group_are_seen_by_its_members_alone(site: Site) -> None:
    code = text_ready(site)
    _first, second, _third = paragraphs(site, code)
    moved(site, "member", code, second, f"{PUBLIC} Wintergreen.")
    site.tamper("UPDATE working_group SET closed = :yes WHERE code = 'WG-1'", yes=True)
    for path in (f"/{SLUG}/{code}-A1", f"/{SLUG}/{code}/amendments", f"/{SLUG}/{code}/amendments/new"):
        assert site.client("state").get(path).status_code == 404
        assert site.client("member").get(path).status_code == 200
    assert site.api("state").get(f"{AT}/proposals/{code}-A1").status_code == 404
    for who in ("state", "member"):
        assert f"{code}-A1" not in site.client(who).get("/search?q=wintergreen").text


def test_a_change_that_a_comment_proposes_is_made_in_the_words_it_quotes(site: Site) -> None:
    code = text_ready(site)
    _first, second, third = paragraphs(site, code)
    site.tamper("UPDATE proposal SET state = 'under_review' WHERE code = :c", c=code)
    plan(site.api("moderator"), "comment", first=1, last=5)
    do(site.api("moderator"), "R1", "opening")
    site.now = at(2)
    body = {"type": "technical", "stance": "proposed_change", "text": WHY, "field": "problem"}
    quoting = {**body, "quote": {"exact": "no register"}, "proposed_text": "no public register"}
    vague = {**body, "text": "All of it.", "proposed_text": "Words for nowhere."}
    said, other = (
        site.api("ngo").post(f"{AT}/proposals/{code}/comments", json=sent).json()["id"]
        for sent in (quoting, vague)
    )
    site.now = at(6)
    ready(site, code)
    client = site.client("state")
    new = f"/{SLUG}/{code}/amendments/new"
    assert f"?comment={said}" in client.get(new).text
    written = Form(client.get(f"{new}?comment={said}"), f"/{SLUG}/{code}/amendments")
    assert written.values["text"][0].strip() == PUBLIC
    assert written.values["paragraph"] == [second]
    done = written.submit(client)
    assert "Made from the change proposed in" in done.text
    unplaced = client.get(f"{new}?comment={other}").text
    assert "cannot be placed in this version" in unplaced
    chosen = client.get(new, params={"field": "problem", "paragraph": third, "comment": other})
    assert Form(chosen, f"/{SLUG}/{code}/amendments").values["text"][0].strip() == "Words for nowhere."
