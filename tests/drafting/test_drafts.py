"""What is being written and not saved: kept as typed, for its writer alone, and never in the way of the record."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.drafting.actions.drafts import OtherWindow, keep_draft
from tests.support import Form, Site, commonspace

REVIEW = "/hld-2013-review"
EDIT = f"{REVIEW}/RT1-M1/edit"
DRAFT = f"{REVIEW}/RT1-M1/draft"
IN_PLACE = {"HX-Request": "true"}


def keep(client: TestClient, page: Any, *, fragment: bool = True, **typed: Any) -> Any:
    """Press "Keep as my draft", or let the script do it, on a form as it was drawn."""
    form = Form(page, id="draft")
    address = str(page.url).split("?", maxsplit=1)[0].removesuffix("/edit") + "/draft"
    if "place" in form.values:
        address = f"{REVIEW}/{form.values['place'][0]}/draft"
    data = {**form.values, **typed}
    return client.post(address, data=data, headers=IN_PLACE if fragment else {}, follow_redirects=False)


def typed_on(page: Any, name: str = "problem") -> str:
    """What stands in a control of the form."""
    return "\n".join(Form(page, id="draft").values[name])


def drafts(site: Site) -> list[Any]:
    return site.rows("SELECT place, base_version, typed, stroke FROM personal_draft ORDER BY id")


def test_what_was_typed_comes_back_when_the_form_is_opened_again(site: Site) -> None:
    member = site.client("member")
    assert keep(member, member.get(EDIT), problem="Half a sentence, and", note="Why").status_code == 200
    again = site.client("member").get(EDIT)
    assert typed_on(again) == "Half a sentence, and"
    assert typed_on(again, "note") == "Why"
    assert "You were writing this on 21 November 2026, 12:00 UTC. It is not saved as a version." in again.text
    assert "Discard it and start from version 2" in again.text


def test_what_cannot_be_saved_can_be_kept_rows_links_and_all(site: Site) -> None:
    member = site.client("member")
    page = member.get(EDIT)
    rows = ["One\r\n\r\n", "", "  three  "]
    keep(member, page, title="", **{"evidence.text": rows, "evidence.source": ["", "S-1", "no such"]})
    form = Form(member.get(EDIT), id="draft")
    assert form.values["title"] == [""]
    kept = dict(zip(form.values["evidence.source"], form.values["evidence.text"], strict=True))
    assert kept["no such"].strip() == "three"
    assert "S-1" in kept


def test_a_draft_is_no_act_and_no_version(site: Site) -> None:
    member = site.client("member")
    before = site.rows("SELECT seq FROM ledger_head WHERE track = 'hld-2013-review'")[0].seq
    keep(member, member.get(EDIT), problem="Not saved.")
    assert site.rows("SELECT seq FROM ledger_head WHERE track = 'hld-2013-review'")[0].seq == before
    assert "Not saved." not in site.client().get(f"{REVIEW}/RT1-M1").text
    assert len(drafts(site)) == 1


def test_a_draft_is_seen_by_its_writer_alone(site: Site) -> None:
    member = site.client("member")
    keep(member, member.get(EDIT), problem="For my eyes.")
    assert "For my eyes." not in site.client("rapporteur").get(EDIT).text
    assert "Also writing" not in site.client("rapporteur").get(EDIT).text


@pytest.mark.parametrize("who", ["observer", "state", "secretariat", "administrator"])
def test_only_writers_of_the_group_keep_drafts(site: Site, who: str) -> None:
    member, other = site.client("member"), site.client(who)
    form = Form(member.get(EDIT), id="draft").values
    token = Form(other.get("/sign-in"), "/sign-in").values["csrf_token"]
    for door in (
        DRAFT,
        f"{DRAFT}/discard",
        f"{REVIEW}/new:mechanism:WG-1A/draft",
        f"{REVIEW}/RT1-M1/presence",
    ):
        answer = other.post(door, data={**form, "csrf_token": token})
        assert answer.status_code == 403, door
        assert "Only members of WG-1A" in answer.text
    assert not drafts(site)


def test_a_draft_of_a_closed_group_is_404_for_others(site: Site) -> None:
    site.tamper("UPDATE working_group SET closed = :yes WHERE code = 'WG-1A'", yes=True)
    ngo = site.client("ngo")
    token = Form(ngo.get("/sign-in"), "/sign-in").values["csrf_token"]
    for door in (DRAFT, f"{REVIEW}/new:mechanism:WG-1A/draft", f"{REVIEW}/RT1-M1/presence"):
        assert ngo.post(door, data={"csrf_token": token}).status_code == 404, door
    assert ngo.get(f"{REVIEW}/RT1-M1/presence").status_code == 404
    member = site.client("member")
    assert keep(member, member.get(EDIT), problem="In confidence.").status_code == 200


def test_an_ended_session_is_told_so_and_the_same_page_keeps_again_with_a_new_token(site: Site) -> None:
    member = site.client("member")
    page = member.get(EDIT)
    site.tamper("UPDATE web_session SET ended_at = :at", at="2026-11-21 11:00:00.000000")
    answer = keep(member, page, problem="Typed meanwhile.")
    assert answer.status_code == 401
    assert "You are signed out" in answer.text
    assert member.get(DRAFT, headers=IN_PLACE).status_code == 401
    back = site.client("member")
    assert keep(back, page, problem="Typed meanwhile.").status_code == 403
    state = back.get(DRAFT, headers=IN_PLACE)
    token = state.text.partition('data-token="')[2].partition('"')[0]
    assert keep(back, page, problem="Typed meanwhile.", csrf_token=token).status_code == 200
    assert typed_on(back.get(EDIT)) == "Typed meanwhile."


def test_an_older_window_does_not_write_over_a_newer_one(site: Site) -> None:
    member = site.client("member")
    first, second = member.get(EDIT), member.get(EDIT)
    assert keep(member, first, problem="From the first.", tab="a").status_code == 200
    answer = keep(member, second, problem="From the second.", tab="b")
    assert answer.status_code == 409
    assert 'data-stroke="1"' in answer.text
    assert typed_on(member.get(EDIT)) == "From the first."
    assert keep(member, second, problem="From the second.", tab="b", stroke="1").status_code == 200
    assert typed_on(member.get(EDIT)) == "From the second."


def test_one_window_keeps_on_although_an_answer_was_lost(site: Site) -> None:
    member = site.client("member")
    page = member.get(EDIT)
    for words in ("One", "One two", "One two three"):
        assert keep(member, page, problem=words, tab="a").status_code == 200
    assert typed_on(member.get(EDIT)) == "One two three"


def test_without_a_script_the_button_keeps_and_the_other_window_is_shown(site: Site) -> None:
    member = site.client("member")
    first, second = member.get(EDIT), member.get(EDIT)
    answer = keep(member, first, fragment=False, problem="From the first.")
    assert (answer.status_code, answer.headers["location"]) == (303, EDIT)
    answer = keep(member, second, fragment=False, problem="From the second.")
    assert answer.status_code == 409
    assert "You have kept other words here from another window" in answer.text
    assert typed_on(answer) == "From the second."
    assert keep(member, answer, fragment=False, problem="From the second.").status_code == 404
    form = Form(answer, id="draft").values
    assert member.post(DRAFT, data=form, follow_redirects=False).status_code == 303
    assert typed_on(member.get(EDIT)) == "From the second."


def test_what_is_too_large_for_a_draft_is_refused_with_a_sentence_and_stays_in_the_form(site: Site) -> None:
    member = site.client("member")
    page, much = member.get(EDIT), "ß" * 260_000
    for fragment in (True, False):
        answer = keep(member, page, fragment=fragment, problem=much)
        assert answer.status_code == 422
        assert "larger than a draft can be (500 KB)" in answer.text
    assert typed_on(answer) == much
    assert not drafts(site)
    assert keep(member, page, problem="ß" * 200_000).status_code == 200


def test_saving_the_version_empties_the_draft_and_a_late_keeping_does_not_fill_it_again(site: Site) -> None:
    member = site.client("member")
    page = member.get(EDIT)
    keep(member, page, problem="The whole sentence.", tab="a")
    Form(page, id="draft").submit(member, problem="The whole sentence.")
    assert keep(member, page, problem="The whole sent", tab="a").status_code == 409
    again = member.get(EDIT)
    assert "You were writing this" not in again.text
    assert typed_on(again) == "The whole sentence."
    assert [row.stroke for row in drafts(site)] == [2]


def test_a_save_that_is_refused_leaves_the_draft(site: Site) -> None:
    member = site.client("member")
    keep(member, member.get(EDIT), problem="Still mine.", title="")
    answer = Form(member.get(EDIT), id="draft").submit(member)
    assert answer.status_code == 422
    assert typed_on(member.get(EDIT)) == "Still mine."


def test_a_program_that_saves_a_field_leaves_the_draft_of_its_person(site: Site) -> None:
    member = site.client("member")
    keep(member, member.get(EDIT), problem="In the browser.")
    api = site.api("member")
    answer = api.patch(
        "/consultations/hld-2013-review/proposals/RT1-M1", headers={"If-Match": '"2"'}, json={"tags": ["new"]}
    )
    assert answer.status_code == 200, answer.text
    again = member.get(EDIT)
    assert typed_on(again) == "In the browser."
    assert "You began from version 2, and version 3 has been saved since." in again.text


def test_a_draft_behind_a_newer_version_goes_through_the_conflict_page(site: Site) -> None:
    member, rapporteur = site.client("member"), site.client("rapporteur")
    keep(member, member.get(EDIT), problem="My words on the problem.")
    Form(rapporteur.get(EDIT), id="draft").submit(rapporteur, problem="Their words on the problem.")
    opened = member.get(EDIT)
    assert typed_on(opened) == "My words on the problem."
    answer = Form(opened, id="draft").submit(member)
    assert answer.status_code == 409
    assert "Their words on the problem." in answer.text
    assert "You were writing this" in member.get(EDIT).text
    merged = Form(answer, id="merge").submit(member, problem="Our words on the problem.")
    assert merged.status_code == 200
    assert "You were writing this" not in member.get(EDIT).text


def test_a_draft_is_discarded_and_the_form_opens_with_the_newest_version(site: Site) -> None:
    member = site.client("member")
    saved = typed_on(member.get(EDIT))
    keep(member, member.get(EDIT), problem="Away with it.")
    answer = Form(member.get(EDIT), "/draft/discard").submit(member)
    assert answer.status_code == 200
    assert typed_on(answer) == saved
    assert keep(member, answer, problem="Begun anew.").status_code == 200


def test_a_new_text_has_its_draft_by_kind_and_group_until_it_has_a_code(site: Site) -> None:
    member = site.client("member")
    new = f"{REVIEW}/proposals/new?kind=mechanism&roundtable=RT1"
    page = member.get(new)
    answer = keep(member, page, fragment=False, title="A register")
    assert answer.status_code == 303
    assert "kind=mechanism" in answer.headers["location"]
    assert "group=WG-1A" in answer.headers["location"]
    opened = member.get(answer.headers["location"])
    assert typed_on(opened, "title") == "A register"
    assert "Discard it and start with an empty form" in opened.text
    benchmark = member.get(f"{REVIEW}/proposals/new?kind=benchmark&roundtable=RT1")
    assert typed_on(benchmark, "title") == ""
    begun = Form(opened, id="draft").submit(member)
    assert begun.status_code == 200
    assert typed_on(member.get(new), "title") == ""


def test_words_are_kept_although_the_text_stands_still_by_now(site: Site) -> None:
    member = site.client("member")
    page = member.get(EDIT)
    site.tamper("UPDATE proposal SET state = 'under_decision' WHERE code = 'RT1-M1'")
    long = "A name far too long. " * 200
    kept = keep(member, page, problem="Too late to save, not to keep.", title=long)
    assert kept.status_code == 200
    assert member.get(EDIT).status_code == 403
    assert f'href="{DRAFT}"' in member.get(f"{REVIEW}/RT1-M1").text
    read = member.get(DRAFT)
    assert "Too late to save, not to keep." in read.text
    assert long.strip() in read.text
    assert "is under decision, so its text stands still" in read.text
    assert site.client("rapporteur").get(DRAFT).status_code == 404
    discarded = Form(read, "/draft/discard").submit(member)
    assert discarded.url.path == f"{REVIEW}/RT1-M1"
    assert member.get(DRAFT).status_code == 404


def test_a_place_that_is_none_is_not_found(site: Site) -> None:
    member = site.client("member")
    token = Form(member.get("/sign-in"), "/sign-in").values["csrf_token"]
    for place in ("RT9-M9", "new:mechanism:WG-99", "new:nothing:WG-1A", "new:mechanism:"):
        answer = member.post(f"{REVIEW}/{place}/draft", data={"csrf_token": token, "problem": "x"})
        assert answer.status_code == 404, place
    assert not drafts(site)


def test_controls_from_nowhere_are_kept_and_do_no_harm(site: Site) -> None:
    member = site.client("member")
    odd = {
        "title": "\x00<b>\u202e\u200b",
        "base_version": "9" * 40,
        "kind": "elephant",
        "stroke": "-1",
        "x" * 300: "y",
    }
    assert keep(member, member.get(EDIT), **odd).status_code == 200
    opened = member.get(EDIT)
    assert opened.status_code == 200
    assert "<b>\u202e" not in opened.text
    assert Form(opened, id="draft").submit(member).status_code == 422


def test_everything_is_still_as_the_ledger_says_after_drafts_were_kept_saved_and_discarded(
    site: Site,
) -> None:
    member = site.client("member")
    page = member.get(EDIT)
    keep(member, page, problem="Once.", tab="a")
    Form(page, id="draft").submit(member, problem="Once.")
    keep(member, member.get(EDIT), problem="Twice.")
    Form(member.get(EDIT), "/draft/discard").submit(member)
    found = commonspace(site.url, "verify", "hld-2013-review")
    assert found.returncode == 0, found.stdout


def test_of_windows_that_keep_at_the_same_moment_one_is_kept_and_the_others_are_told(site: Site) -> None:
    actor, here = site.actor("member"), site.consultation()

    def keep_from(window: int) -> str:
        with site.database.unit_of_work() as db:
            try:
                keep_draft(
                    db,
                    actor,
                    here,
                    place="RT1-M1",
                    base_version=2,
                    typed=[("problem", f"From window {window}"), ("tab", str(window))],
                    stroke=0,
                )
            except OtherWindow:
                return "told"
            return "kept"

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(keep_from, range(6)))
    assert sorted(answers) == ["kept", *["told"] * 5]
    assert f"From window {answers.index('kept')}" in str(drafts(site)[0].typed)
