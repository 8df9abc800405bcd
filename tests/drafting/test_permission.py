"""Who may write, when, and what is said to everybody else."""

import pytest

from tests.support import Form, Site


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        (None, "Sign in first"),
        ("observer", "Only members of WG-1A"),
        ("state", "Only members of WG-1A"),
        ("secretariat", "Only members of WG-1A"),
        ("administrator", "Only members of WG-1A"),
    ],
)
def test_only_writers_of_the_group_edit_and_the_others_are_told_why(
    reading_site: Site, who: str | None, sentence: str
) -> None:
    answer = reading_site.client(who).get("/hld-2013-review/RT1-M1/edit")
    assert answer.status_code == 403
    assert sentence in answer.text


def test_a_member_of_another_group_may_not_edit(reading_site: Site) -> None:
    answer = reading_site.client("member").get("/hld-2013-review/RT2-M1/edit")
    assert answer.status_code == 403
    assert "Only members of WG-2" in answer.text


@pytest.mark.parametrize("who", ["ngo", "observer", "secretariat"])
def test_a_save_or_a_preview_is_refused_where_the_form_would_be(site: Site, who: str) -> None:
    member, other = site.client("member"), site.client(who)
    form = Form(member.get("/hld-2013-review/RT1-M1/edit"), "/versions")
    token = Form(other.get("/sign-in"), "/sign-in").values["csrf_token"]
    for door in ("RT1-M1/versions", "RT1-M1/preview"):
        answer = other.post(
            f"/hld-2013-review/{door}", data={**form.values, "title": "x", "csrf_token": token}
        )
        assert answer.status_code == 403, door
        assert "Only members of WG-1A" in answer.text
    answer = other.post(
        "/hld-2013-review/proposals", data={"title": "x", "csrf_token": token, "group": "WG-1A"}
    )
    assert answer.status_code == 403
    assert "no writer’s seat" in answer.text
    assert (
        site.rows("SELECT count(*) AS n FROM ledger WHERE verb IN ('version_saved', 'proposal_created')")[0].n
        == 0
    )


def test_a_text_under_decision_stands_still_and_says_what_would_change_that(reading_site: Site) -> None:
    answer = reading_site.client("member").get("/hld-2013-decision/RT1-M1/edit")
    assert answer.status_code == 403
    assert "under decision" in answer.text
    assert "refer it back" in answer.text


def test_a_decided_text_stands_still(reading_site: Site) -> None:
    answer = reading_site.client("member").get("/hld-2013/RT1-M1/edit")
    assert answer.status_code == 403
    assert "refer it back" in answer.text


def test_nothing_is_begun_while_the_ballot_is_open(reading_site: Site) -> None:
    answer = reading_site.client("member").get("/hld-2013-decision/proposals/new?roundtable=RT1")
    assert answer.status_code == 403
    assert "Texts stand still while" in answer.text


def test_begin_a_proposal_is_refused_without_a_seat(reading_site: Site) -> None:
    for who, sentence in ((None, "Sign in first"), ("state", "no writer’s seat")):
        answer = reading_site.client(who).get("/hld-2013-review/proposals/new")
        assert answer.status_code == 403
        assert sentence in answer.text


def test_what_a_closed_group_writes_does_not_exist_for_others(site: Site) -> None:
    site.tamper("UPDATE working_group SET closed = :yes WHERE code = 'WG-1A'", yes=True)
    ngo, member = site.client("ngo"), site.client("member")
    for path in ("edit", "versions", "versions/1", "changes"):
        assert ngo.get(f"/hld-2013-review/RT1-M1/{path}").status_code == 404, path
        assert member.get(f"/hld-2013-review/RT1-M1/{path}").status_code == 200, path
    api = site.api("ngo")
    assert api.get("/consultations/hld-2013-review/proposals/RT1-M1").status_code == 404
    listed = api.get("/consultations/hld-2013-review/proposals?limit=200").json()["items"]
    assert not [item for item in listed if item["group"] == "WG-1A"]
    assert [item for item in site.api("member").get("/consultations/hld-2013-review/proposals?limit=200").json()["items"] if item["group"] == "WG-1A"]  # fmt: skip


def test_what_a_closed_group_saves_is_found_by_its_members_only(site: Site) -> None:
    site.tamper("UPDATE working_group SET closed = :yes WHERE code = 'WG-1A'", yes=True)
    member = site.client("member")
    form = Form(member.get("/hld-2013-review/RT1-M1/edit"), "/versions")
    form.submit(member, summary="Quokkas in confidence.")
    entry = site.rows("SELECT group_id FROM search_entry WHERE folded LIKE '%quokkas%'")
    assert [row.group_id is not None for row in entry] == [True]
    ledger = site.rows("SELECT track FROM ledger WHERE verb = 'version_saved'")
    assert [row.track.startswith("hld-2013-review/") for row in ledger] == [True]
