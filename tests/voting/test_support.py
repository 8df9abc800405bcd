"""A working group's show of support: one voice a member, shown to readers, deciding nothing."""

import pytest

from tests.support import Form, Site

SLUG = "hld-2013-review"
CODE = "RT1-M1"
API = f"/consultations/{SLUG}/proposals/{CODE}/support"


def test_a_member_shows_support_and_changes_it(site: Site) -> None:
    member = site.api("member")
    first = member.put(API, json={"choice": "for", "word": "It fits the mandate."})
    assert first.status_code == 200
    assert first.json()["voices"] == {"for": 1, "against": 0, "neither": 0}
    again = member.put(API, json={"choice": "for", "word": "It fits the mandate."})
    assert again.json() == first.json()
    changed = member.put(API, json={"choice": "against"})
    assert changed.json()["voices"] == {"for": 0, "against": 1, "neither": 0}
    verbs = site.rows("SELECT verb FROM ledger WHERE track = :track AND verb = 'support_shown'", track=SLUG)
    assert len(verbs) == 2


def test_voices_of_two_members_are_counted_apart(site: Site) -> None:
    site.api("member").put(API, json={"choice": "for"})
    second = site.api("rapporteur").put(API, json={"choice": "neither"})
    assert second.json()["voices"] == {"for": 1, "against": 0, "neither": 1}


@pytest.mark.parametrize("who", ["observer", "secretariat", "administrator", "ngo"])
def test_only_members_of_the_group_show_support(reading_site: Site, who: str) -> None:
    answer = reading_site.api(who).put(API, json={"choice": "for"})
    assert answer.status_code == 403
    assert answer.json()["detail"].startswith("Only members of the working group show support")


def test_support_is_not_shown_while_the_ballot_is_open(reading_site: Site) -> None:
    answer = reading_site.api("member").put(
        f"/consultations/hld-2013-decision/proposals/{CODE}/support", json={"choice": "for"}
    )
    assert answer.status_code == 403
    assert "Support is not shown while" in answer.json()["detail"]


def test_nobody_without_a_token_shows_support(reading_site: Site) -> None:
    assert reading_site.api().put(API, json={"choice": "for"}).status_code == 401


def test_a_choice_that_does_not_exist_is_said_at_its_field(reading_site: Site) -> None:
    member = reading_site.api("member")
    for body in ({"choice": "maybe"}, {}, {"choice": "for", "word": "x" * 501}):
        answer = member.put(API, json=body)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] in ("choice", "word")


def test_the_form_shows_support_and_keeps_what_was_typed(site: Site) -> None:
    member = site.client("member")
    address = f"/{SLUG}/{CODE}/support"
    token = Form(member.get("/sign-in"), "/sign-in/").values["csrf_token"]
    page = member.post(address, data={"choice": "", "word": "Words kept.", "csrf_token": token})
    assert page.status_code == 422
    assert "Words kept." in page.text
    assert "Choose for, against or neither." in page.text
    form = Form(page, address)
    assert form.submit(member, follow=False, choice="for").status_code == 303
    voices = site.rows("SELECT choice, word FROM show_of_support")
    assert [(row.choice, row.word) for row in voices] == [("for", "Words kept.")]
    part = member.post(
        address, data={"choice": "against", "csrf_token": token}, headers={"HX-Request": "true"}
    )
    assert part.status_code == 200
    assert "<html" not in part.text
    assert "0 for, 1 against, 0 neither." in part.text


def test_who_may_not_is_told_beside_the_control(site: Site) -> None:
    observer = site.client("observer")
    token = Form(observer.get("/sign-in"), "/sign-in/").values["csrf_token"]
    answer = observer.post(
        f"/{SLUG}/{CODE}/support", data={"choice": "for", "csrf_token": token}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 403
    assert "Only members of the working group" in answer.text
    assert 'aria-disabled="true"' in answer.text
