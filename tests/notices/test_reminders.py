"""The moderators remind whom they wait for, and nobody else: once a day, on the record, in words they can see before."""

from datetime import timedelta

from tests.notices.mailing import forget, letters, opened, quiet, tick, wish
from tests.review.making import AT, SLUG, acts, at, begin, breaks, comment, make
from tests.support import Form, Site


def ready(site: Site, **more: object) -> tuple[str, str]:
    """A text in an open round of comments, of which nobody was mailed yet; gives both codes."""
    make(site)
    quiet(site)
    text = begin(site)
    code = opened(site, **more)
    site.now = at(1.5)
    return text, code


def remind(site: Site, code: str, who: str = "moderator", **body: object) -> object:
    return site.api(who).post(f"{AT}/rounds/{code}/reminders", json=body)


def test_only_the_undecided_are_reminded_with_a_word_and_it_is_recorded(site: Site) -> None:
    text, code = ready(site)
    comment(site, text, "ngo")
    client = site.client("moderator")
    page = client.get(f"/{SLUG}/rounds/{code}/reminders")
    assert page.status_code == 200
    assert "Belgium" in page.text
    assert "PICUM" not in Form(page, "/reminders").form.text_content()
    sent = Form(page, "/reminders").submit(client, word="We need you.\nPlease.", delegation=["org-bel"])
    assert sent.status_code == 200, sent.text
    to = {one.to.partition("@")[0]: one for one in letters(site, why="reminder")}
    assert set(to) == {"state", "alternate"}
    assert "> We need you.\n> Please." in to["state"].text
    assert "asked for it" in to["state"].text
    assert acts(site, code)[-1] == "reminders_sent"
    assert breaks(site) == []


def test_a_delegation_is_reminded_once_a_day_at_most(site: Site) -> None:
    _text, code = ready(site)
    assert remind(site, code).json() == {"messages": 3}  # type: ignore[attr-defined]
    again = remind(site, code)
    assert again.status_code == 403  # type: ignore[attr-defined]
    assert "once a day at most" in again.json()["detail"]  # type: ignore[attr-defined]
    site.now += timedelta(days=1)
    assert remind(site, code, delegations=["picum"]).json() == {"messages": 1}  # type: ignore[attr-defined]


def test_who_has_stopped_mail_is_not_reminded_and_the_page_says_how_many(site: Site) -> None:
    _text, code = ready(site)
    wish(site, "ngo", stopped=True)
    page = site.client("moderator").get(f"/{SLUG}/rounds/{code}/reminders")
    assert "1 of these people has stopped mail" in page.text
    assert remind(site, code, delegations=["picum"]).status_code == 403  # type: ignore[attr-defined]
    assert remind(site, code).json() == {"messages": 2}  # type: ignore[attr-defined]
    assert letters(site, "ngo") == []


def test_a_reminder_is_refused_to_others_and_outside_an_open_round(site: Site) -> None:
    _text, code = ready(site)
    assert remind(site, code, "member").status_code == 403  # type: ignore[attr-defined]
    assert site.client("member").get(f"/{SLUG}/rounds/{code}/reminders").status_code == 403
    assert remind(site, "R99").status_code == 404  # type: ignore[attr-defined]
    site.now = at(20)
    refused = remind(site, code)
    assert "while a round is open" in refused.json()["detail"]  # type: ignore[attr-defined]
    assert letters(site) == []


def test_a_word_that_is_too_long_comes_back_with_what_was_chosen(site: Site) -> None:
    _text, code = ready(site)
    client = site.client("moderator")
    form = Form(client.get(f"/{SLUG}/rounds/{code}/reminders"), "/reminders")
    wrong = form.submit(client, word="x" * 1001, delegation=["picum"])
    assert wrong.status_code == 422
    back = Form(wrong, "/reminders")
    assert back.values["delegation"] == ["picum"]
    assert back.values["word"] == ["x" * 1001]
    none = form.submit(client, word="", delegation=[])
    assert none.status_code == 422
    assert "Choose at least one delegation." in none.text


def test_what_closes_within_a_day_is_told_at_once_and_once(site: Site) -> None:
    text, code = ready(site)
    comment(site, text, "ngo")
    tick(site)
    forget(site)
    wish(site, "alternate", frequency="never")
    site.now = at(9.6)
    tick(site)
    urgent = {one.to.partition("@")[0]: one for one in letters(site, why="urgent")}
    assert set(urgent) == {"state", "alternate"}, "also who wants no digest, and not who has spoken"
    assert "closes within a day" in urgent["state"].subject
    assert f"/{SLUG}/rounds/{code}" in urgent["state"].text
    forget(site)
    site.now += timedelta(hours=3)
    tick(site)
    assert letters(site, why="urgent") == []


def test_where_nothing_is_for_attribution_mail_tells_nobody_who_has_spoken(site: Site) -> None:
    text, _code = ready(site, attribution="none")
    comment(site, text, "ngo")
    site.now = at(9.6)
    tick(site)
    urgent = letters(site, why="urgent")
    assert {one.to.partition("@")[0] for one in urgent} == {"state", "alternate", "ngo"}
    assert all("has not spoken" not in one.text for one in urgent)


def test_the_log_says_what_was_sent_to_whom_without_words_and_addresses(site: Site) -> None:
    text, code = ready(site)
    remind(site, code, word="A secret word.")
    comment(site, text, "observer")
    page = site.client("moderator").get(f"/{SLUG}/mail")
    assert page.status_code == 200
    assert page.text.count("It waits to be sent.") == 3
    assert "demo.example" not in page.text.partition("What was mailed")[2]
    assert "A secret word" not in page.text
    assert "If yours went out now" in page.text, "what would go out next, as it would be sent"
    assert site.client("ngo").get(f"/{SLUG}/mail").status_code == 403
    assert site.client("secretariat").get(f"/{SLUG}/mail").status_code == 200
