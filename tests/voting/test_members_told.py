"""Where each member has a position of its own, members are told, asked and reminded, and nobody in their place."""

from app.voting.actions.results import publish_due_results
from tests.notices.mailing import letters, quiet, tick
from tests.review.making import AT, SLUG, at
from tests.support import Form, Site
from tests.voting.membership import BALLOT, HERE, give, members, open_it, try_opening, working_group
from tests.voting.test_members import words

ROUND = f"/{SLUG}/rounds/R1"


def unseat(site: Site, *who: str) -> None:
    """They lose their seats in the working groups; another, as that of a head, they keep."""
    for each in who:
        site.tamper(
            "UPDATE membership SET ended_at = :now WHERE group_id IS NOT NULL"
            " AND person_id = (SELECT id FROM person WHERE email = :m)",
            now=site.now, m=f"{each}@demo.example",
        )  # fmt: skip


def remind(site: Site) -> list[str]:
    """Remind everybody of R1; gives who is written to."""
    site.api("moderator").post(f"{AT}/rounds/R1/reminders", json={"word": "Please."})
    return sorted(one.to.partition("@")[0] for one in letters(site, why="reminder"))


def test_who_lost_the_seat_or_is_recused_is_not_reminded(site: Site) -> None:
    members(site, {"org-bel": 3})
    # One of them becomes head of the same delegation, and sits no more in the group.
    site.tamper(
        "UPDATE membership SET person_id = (SELECT id FROM person WHERE email = 'm-0@demo.example')"
        " WHERE person_id = (SELECT id FROM person WHERE email = 'state@demo.example')"
        " AND consultation_id = (SELECT id FROM consultation WHERE slug = :s)",
        s=SLUG,
    )  # fmt: skip
    unseat(site, "m-0")
    assert site.api("m-1").put(f"{BALLOT}/recusal", json={"reason": "My brother."}).status_code == 200
    assert remind(site) == ["m-2"]


def test_nobody_is_reminded_where_all_members_lost_their_seats(site: Site) -> None:
    members(site, {"org-bel": 2})
    unseat(site, "m-0", "m-1")
    assert remind(site) == []
    quiet(site)
    site.now = at(6.6)
    tick(site)
    assert letters(site, why="urgent") == []


def test_reminder_of_a_member_is_written_for_a_member(site: Site) -> None:
    members(site, {"org-bel": 1})
    quiet(site)
    assert remind(site) == ["m-0"]
    site.now = at(6.6)
    tick(site)
    for why in ("reminder", "urgent"):
        (letter,) = letters(site, why=why)
        assert "Your own positions are not given yet." in letter.text
        assert "You get this because you have a position of your own in a ballot" in letter.text
        assert f"{HERE}/sheet" in letter.text
        assert "speak" not in letter.text
        assert ROUND not in letter.text
        assert "Positions of Belgium" not in letter.text
    page = site.client("moderator").get(f"{ROUND}/reminders")
    assert "Positions of Belgium" not in page.text


def test_nobody_declines_for_members(site: Site) -> None:
    members(site, {"org-bel": 1})
    refused = site.api("state").post(f"{AT}/rounds/R1/declines", json={"reason": "Nothing."})
    assert refused.status_code == 403
    assert "each member has a position of its own" in refused.json()["detail"]
    back = site.api("state").delete(f"{AT}/rounds/R1/declines/org-bel")
    assert back.status_code == 403
    assert "declines" not in site.client("state").get(ROUND).text
    # Also where one stands all the same.
    site.tamper(
        "INSERT INTO decline (consultation_id, round_id, delegation_id, n, reason, author_title, declined_at)"
        " SELECT r.consultation_id, r.id, d.id, 1, '', '', :now FROM round r JOIN delegation d"
        " ON d.consultation_id = r.consultation_id AND d.code = 'org-bel' WHERE r.code = 'R1' AND r.consultation_id ="
        " (SELECT id FROM consultation WHERE slug = :s)",
        now=site.now, s=SLUG,
    )  # fmt: skip
    assert remind(site) == ["m-0"]


def test_member_is_led_to_the_sheet_from_a_text_and_the_head_is_not(site: Site) -> None:
    _seated, (code,) = members(site, {"org-bel": 1})
    text = f"/{SLUG}/{code}"
    assert f"{HERE}/sheet#{code}" in site.client("m-0").get(text).text
    assert "Open your voting sheet" not in site.client("state").get(text).text
    unseat(site, "m-0")
    assert "Open your voting sheet" not in site.client("m-0").get(text).text


def test_pages_of_the_round_and_the_consultation_speak_of_members(site: Site) -> None:
    members(site, {"org-bel": 1})
    for address in (ROUND, f"/{SLUG}"):
        page = words(site.client().get(address))
        assert "Each member of the working groups has one position" in page, address
        assert "positions of the delegations" not in page
        assert "Heads of delegation and their alternates: one position" not in page
        assert "Each delegation gives one position" not in page
        assert "ne position for each delegation" not in page
    assert "Positions stay hidden until it closes." in page


def test_nothing_is_called_hidden_where_counts_are_shown_before_the_close(site: Site) -> None:
    working_group(site, {"org-bel": 1})
    open_it(site, franchise="delegation", running=True)
    page = words(site.client().get(f"/{SLUG}"))
    assert "One ballot on all proposals, one position for each delegation." in page
    assert "hidden until it closes" not in page


def test_nothing_of_members_is_called_hidden_where_counts_are_shown_before_the_close(site: Site) -> None:
    members(site, {"org-bel": 1}, running=True)
    page = words(site.client().get(f"/{SLUG}"))
    assert "Each member of the working groups has one position" in page
    assert "hidden until it closes" not in page


def test_member_is_not_spoken_to_as_a_delegation(site: Site) -> None:
    _seated, (code, other) = members(site, {"org-bel": 1}, texts=2)
    browser = site.client("m-0")
    first, second = (Form(browser.get(f"{HERE}/sheet"), "/sheet") for _n in range(2))
    page = words(browser.get(f"{HERE}/sheet"))
    assert "What you cannot accept, and what would change that" in page
    assert "your delegation cannot accept" not in page
    assert "with your delegation" not in page
    assert first.submit(browser, **{code: "support"}).status_code == 200
    late = second.submit(browser, **{code: "abstain"})
    assert late.status_code == 409
    assert "You have changed a position elsewhere" in words(late)
    for position in ("object", "support_with_reservation"):
        bare = give(site, "m-0", other, position)
        assert bare.status_code == 422
        assert "you cannot accept" in bare.json()["detail"]
    assert "others of your delegation" not in words(browser.get(f"{HERE}/recusal"))
    site.now = at(9)
    with site.database.unit_of_work() as db:
        publish_due_results(db)
    results = words(browser.get(HERE))
    assert "The sheet of your delegation" not in results
    assert "Your voting sheet" in results
    for address in (f"/{SLUG}/{code}", f"{HERE}/{code}"):
        text = words(site.client().get(address))
        assert "One seat for each member" in text, address
        assert "One seat for each delegation" not in text
    document = site.client().get(f"{HERE}/results.md").text
    assert "1 member was asked for a position on 2 proposals." in document
    assert "delegation was asked" not in document


def test_too_few_members_for_a_secret_are_called_members(site: Site) -> None:
    working_group(site, {"org-bel": 2})
    refused, _codes = try_opening(site, disclosure="secret")
    assert refused.status_code == 422
    assert "Only 2 members take part" in refused.json()["errors"][0]["message"]
