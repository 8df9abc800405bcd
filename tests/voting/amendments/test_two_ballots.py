"""Amendments that were on two ballots, and texts that two ballots amend: each ballot undoes what it did itself, and nothing else."""

from typing import Any

from tests.review.making import AT, SLUG, at, breaks, certify
from tests.support import Site
from tests.voting.amendments.deciding import all_support, amended, ballot_opened, published, states
from tests.voting.amendments.moving import move, moved, paragraphs, text_ready


def voided(site: Site, ballot: str) -> Any:
    return site.api("secretariat").post(
        f"{AT}/ballots/{ballot}/voiding", json={"reason": "Two papers were lost."}
    )


def newest(site: Site, code: str) -> int:
    return int(site.api().get(f"{AT}/proposals/{code}").json()["version"])


def on_two_ballots(site: Site) -> tuple[str, list[str]]:
    """Amendments that the first ballot left without a quorum, and the second adopted: none is certified."""
    code, _codes = amended(site)
    lines = ballot_opened(site)
    site.now = at(9)
    published(site)
    assert ballot_opened(site, first=10, ballot="BAL-2") == lines
    all_support(site, lines, ballot="BAL-2")
    site.now = at(19)
    published(site)
    return code, lines


def twice_amended(site: Site) -> tuple[str, list[str]]:
    """A text that the certified BAL-1 amended, and BAL-2, not certified yet, amends once more."""
    code, _codes = amended(site)
    lines = ballot_opened(site)
    all_support(site, lines)
    site.now = at(9)
    published(site)
    certify(site)
    third = list(paragraphs(site, code))[2]
    later = moved(site, "state", code, third, "In 2013 there were many.", version=newest(site, code))["code"]
    assert ballot_opened(site, first=10, ballot="BAL-2") == [later]
    all_support(site, [later], ballot="BAL-2")
    site.now = at(19)
    published(site)
    return code, [*lines, later]


def test_a_ballot_that_adopted_nothing_enters_nothing_when_it_is_certified_late(site: Site) -> None:
    code, _lines = on_two_ballots(site)
    certify(site, "BAL-1")
    assert newest(site, code) == 1
    certify(site, "BAL-2")
    notes = [site.api().get(f"{AT}/proposals/{code}/versions/{n}").json()["note"] for n in (2, 3)]
    assert all(note.endswith("(BAL-2)") for note in notes)
    assert breaks(site) == []


def test_a_void_of_a_ballot_that_adopted_nothing_takes_nothing_out(site: Site) -> None:
    code, lines = on_two_ballots(site)
    certify(site, "BAL-2")
    before = paragraphs(site, code), states(site, lines)
    answer = voided(site, "BAL-1")
    assert (answer.status_code, answer.json()["left_as_they_stand"]) == (201, [])
    assert (paragraphs(site, code), states(site, lines)) == before
    assert "was edited since" not in site.client("secretariat").get(f"/{SLUG}/ballots/BAL-1").text
    assert breaks(site) == []


def test_a_text_that_a_newer_ballot_holds_stays_held_whatever_becomes_of_an_older_one(site: Site) -> None:
    code = text_ready(site)
    first, second, _third = paragraphs(site, code)
    moved(site, "state", code, first, "Recruiters take fees.")
    ballot_opened(site)
    site.now = at(9)
    published(site)
    later = moved(site, "state", code, second, "States have no public register.")["code"]
    for who in ("state", "member"):
        for one in site.api().get(f"{AT}/proposals/{code}/amendments").json()["items"]:
            if one["code"] != later and one["state"] == "ready":
                site.api(who).post(f"{AT}/proposals/{one['code']}/withdrawal", json={})
    assert ballot_opened(site, first=10, ballot="BAL-2") == [later]
    for act in (lambda: certify(site, "BAL-1"), lambda: voided(site, "BAL-1")):
        act()
        refused = site.api("member").post(
            f"{AT}/proposals/{code}/steps", json={"step": "withdrawn", "reason": "Not needed now."}
        )
        assert refused.status_code == 403
        assert "BAL-2" in refused.json()["detail"]
    assert breaks(site) == []


def test_a_ballot_is_not_void_while_a_later_one_stands_on_the_words_it_gave(site: Site) -> None:
    code, lines = twice_amended(site)
    assert voided(site, "BAL-1").status_code == 403
    certify(site, "BAL-2")
    refused = voided(site, "BAL-1")
    assert refused.status_code == 403
    assert f"{code} is under a later decision" in refused.json()["detail"]
    assert voided(site, "BAL-2").status_code == 201
    answer = voided(site, "BAL-1")
    assert (answer.status_code, answer.json()["left_as_they_stand"]) == (201, [])
    assert next(iter(paragraphs(site, code).values())).startswith("Migrant workers pay fees")
    assert set(states(site, [code, *lines])) == {"ready"}
    assert breaks(site) == []


def test_a_text_that_was_only_referred_back_gives_the_words_of_a_void_ballot_back(site: Site) -> None:
    code, _codes = amended(site)
    before = paragraphs(site, code)
    lines = ballot_opened(site)
    all_support(site, lines)
    site.now = at(9)
    published(site)
    certify(site)
    back = site.api("moderator").post(
        f"{AT}/proposals/{code}/steps", json={"step": "referred_back", "reason": "Work on it more."}
    )
    assert back.status_code in (200, 201), back.text
    answer = voided(site, "BAL-1")
    assert (answer.status_code, answer.json()["left_as_they_stand"]) == (201, [])
    assert paragraphs(site, code) == before
    assert breaks(site) == []


def test_words_that_nobody_can_see_are_none(site: Site) -> None:
    code = text_ready(site)
    first, second, _third = paragraphs(site, code)
    assert move(site, "state", code, first, "\u200b").json()["text"] == ""
    evidence = next(iter(paragraphs(site, code, "evidence")))
    assert move(site, "state", code, evidence, "\u200b", field="evidence").status_code == 422
    assert second
