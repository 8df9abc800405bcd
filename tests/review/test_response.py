"""The response report of a round: what it says, who publishes it, that it is fixed, and by when it is due."""

import io
import json
import zipfile
from typing import Any

import lxml.html
import pytest

from app.kernel.works import do_work
from app.review.report import files
from app.wiring import WORKS
from tests.review.making import AT, SLUG, answer, at, begin, breaks, comment, do, make, plan
from tests.support import Form, Site

HOSTILE = '<script>alert("x")</script> & #set text(9pt) *bold* [x](javascript:alert(1))'


def completed(site: Site, *, text: str = "The fees are missing.", **round_: Any) -> str:
    """A round of comments that is completed: one comment, answered. Gives the code of the text."""
    api = make(site)
    code = begin(site)
    assert plan(api, **round_).status_code == 201
    assert do(api, "R1", "opening").status_code in (200, 201)
    site.now = at(2)
    said = comment(site, code, text=text)
    assert said.status_code == 201, said.text
    assert answer(site, said.json()["id"]).status_code == 200
    site.now = at(12)
    assert do(api, "R1", "completion").status_code in (200, 201)
    return code


def page(site: Site, who: str | None = None, query: str = "") -> Any:
    return site.client(who).get(f"/{SLUG}/rounds/R1/response{query}")


def publish(site: Site, who: str = "moderator", **values: str) -> Any:
    client = site.client(who)
    shown = client.get(f"/{SLUG}/rounds/R1/response?preview=1")
    return Form(shown, "/response").submit(client, **values)


def sent(site: Site, who: str) -> Any:
    """The form of the response sent by somebody whom it is not shown to."""
    client = site.client(who)
    html = lxml.html.fromstring(client.get(f"/{SLUG}").text)
    token = html.xpath("//input[@name='csrf_token']/@value")[0]
    return client.post(f"/{SLUG}/rounds/R1/response", data={"csrf_token": token, "foreword": "Mine."})


def document(site: Site, name: str = "json", query: str = "") -> Any:
    return site.client().get(f"/{SLUG}/rounds/R1/response.{name}{query}")


def words(site: Site) -> str:
    """Every word of the published response."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            found.extend([node["text"]] if isinstance(node.get("text"), str) else [])
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    answer = document(site)
    assert answer.status_code == 200, answer.text
    walk(json.loads(answer.content))
    return " ".join(found)


def test_the_response_says_what_was_said_and_what_was_done(site: Site) -> None:
    code = completed(site, purpose="Say what the register lacks.", promise="consult")
    assert publish(site, foreword="Thank you all.\n\nWe read everything.").status_code == 200
    said = words(site)
    for expected in (
        "Say what the register lacks.", "to be heard, and to be told", "Thank you all.", "We read everything.",
        "The fees are missing.", "Accepted.", "It is right, and version 2 says so.", code, "CM-001", "Civil society",
        "Whoever took part chose to.",
    ):  # fmt: skip
        assert expected in said, expected
    shown = page(site)
    assert "The fees are missing." in shown.text
    assert "It is right, and version 2 says so." in shown.text
    assert breaks(site) == []


def test_who_does_not_run_the_round_sees_no_preview_and_cannot_publish(site: Site) -> None:
    completed(site)
    for who in (None, "observer", "rapporteur", "state"):
        shown = page(site, who)
        assert shown.status_code == 200
        assert "The fees are missing." not in shown.text
        assert "Publish the response" not in shown.text
    preview = page(site, "moderator").text
    assert "The fees are missing." in preview
    assert "Preview. Not published." in preview
    for who in ("rapporteur", "secretariat", "state"):
        refused = sent(site, who)
        assert refused.status_code == 403, who
        assert "run its rounds" in refused.text
    assert document(site).status_code == 404


def test_the_secretariat_publishes_where_there_is_no_moderator(site: Site) -> None:
    completed(site)
    site.tamper(
        "UPDATE membership SET ended_at = '2026-01-01 00:00:00' WHERE role = 'moderator' AND consultation_id ="
        " (SELECT id FROM consultation WHERE slug = :slug)", slug=SLUG,
    )  # fmt: skip
    assert publish(site, "secretariat").status_code == 200
    assert document(site).status_code == 200


def test_a_response_is_published_only_when_the_round_is_completed(site: Site) -> None:
    api = make(site)
    begin(site)
    plan(api)
    do(api, "R1", "opening")
    site.now = at(12)
    shown = page(site, "moderator")
    assert "The response is published when the round is completed" in shown.text
    assert document(site).status_code == 404


def test_what_was_published_never_changes_and_a_later_one_takes_its_place(site: Site) -> None:
    completed(site)
    publish(site, foreword="First words.")
    before = document(site, query="?n=1").content
    site.now = at(14)
    publish(site, foreword="Second words.")
    assert document(site, query="?n=1").content == before
    assert b"Second words." in document(site).content
    assert b"Second words." not in before
    listed = site.api().get(f"{AT}/rounds/R1/response").json()["published"]
    assert [one["n"] for one in listed] == [2, 1]
    earlier = page(site, query="?n=1").text
    assert "First words." in earlier
    assert "A later response has taken its place." in earlier
    assert breaks(site) == []


def test_a_double_click_publishes_once(site: Site) -> None:
    completed(site)
    publish(site, foreword="The same.")
    publish(site, foreword="The same.")
    assert len(site.api().get(f"{AT}/rounds/R1/response").json()["published"]) == 1


def test_what_was_put_before_is_still_there_where_it_is_too_long(site: Site) -> None:
    completed(site)
    refused = publish(site, foreword="word " * 3000)
    assert refused.status_code == 422
    assert "at most 10000 fit here" in refused.text
    assert "word word word" in refused.text


def test_a_frozen_text_that_is_changed_behind_the_back_is_found(site: Site) -> None:
    completed(site)
    publish(site)
    site.tamper("UPDATE response_text SET hash = 'x'")
    assert any("response_text" in sentence for sentence in breaks(site))


def test_the_countdown_runs_from_the_close_and_is_plainly_late(site: Site) -> None:
    completed(site)
    here = page(site).text
    assert "Response to R1 due in" in here
    assert "Response to R1 due in" in site.client().get(f"/{SLUG}").text
    assert "Response to R1 due in" in site.client().get(f"/{SLUG}/rounds/R1").text
    asked = site.api().get(f"{AT}/rounds/R1/response").json()
    assert asked["due_at"].startswith("2027-02-24")
    assert asked["late"] is False
    site.now = at(120)
    assert "The response to R1 is late" in site.client().get(f"/{SLUG}/rounds/R1").text
    assert site.api().get(f"{AT}/rounds/R1/response").json()["late"] is True
    publish(site)
    for path in (f"/{SLUG}", f"/{SLUG}/rounds/R1", f"/{SLUG}/rounds/R1/response"):
        shown = site.client().get(path).text
        assert "is late" not in shown
        assert "R1 due" not in shown
    assert site.api().get(f"{AT}/rounds/R1/response").json()["due_at"] is None


def test_a_round_that_closed_before_it_came_here_owes_nothing(reading_site: Site) -> None:
    for code in ("R1", "R2"):
        found = reading_site.api().get(f"/consultations/hld-2013/rounds/{code}/response")
        assert found.json()["due_at"] is None
    assert "is late" not in reading_site.client().get("/hld-2013").text


@pytest.mark.parametrize("name", ["docx", "pdf", "html", "md", "json"])
def test_every_format_shows_hostile_words_as_words(site: Site, name: str) -> None:
    completed(site, text=HOSTILE)
    publish(site, foreword=HOSTILE)
    made = document(site, name)
    assert made.status_code == 200, made.text
    assert f"RESPONSE.{name}" in made.headers["content-disposition"]
    if name == "docx":
        with zipfile.ZipFile(io.BytesIO(made.content)) as file:
            text = file.read("word/document.xml").decode()
            links = file.read("word/_rels/document.xml.rels").decode()
        assert "<script" not in text
        assert "&lt;script" in text
        assert "javascript:" not in links
    if name == "html":
        tree = lxml.html.fromstring(made.content)
        assert tree.findall(".//script") == []
        assert not [a for a in tree.iter("a") if (a.get("href") or "").startswith("javascript")]
    if name == "pdf":
        assert made.content.startswith(b"%PDF")
    shown = lxml.html.fromstring(page(site).text)
    assert not [s for s in shown.iter("script") if "alert" in (s.text or "")]


def test_a_response_in_arabic_runs_from_right_to_left(site: Site) -> None:
    completed(site, text="الرسوم غير مذكورة")
    site.tamper('UPDATE consultation SET languages = \'["en", "ar"]\' WHERE slug = :slug', slug=SLUG)
    publish(site)
    assert site.api().get(f"{AT}/rounds/R1/response").json()["published"][0]["languages"] == ["en", "ar"]
    made = document(site, "html", "?lang=ar")
    assert b'<html lang="ar" dir="rtl">' in made.content
    assert document(site, "docx", "?lang=ar").status_code == 200
    arabic = site.client().get(f"/{SLUG}/rounds/R1/response", headers={"Accept-Language": "ar"})
    assert "الرسوم غير مذكورة" in arabic.text


def test_who_spoke_is_not_told_where_the_round_is_not_for_attribution(site: Site) -> None:
    completed(site, attribution="none")
    publish(site)
    said = words(site)
    assert "Not for attribution" in said
    assert "not counted for whom they spoke" in said
    assert "PICUM" not in said
    assert "Civil society" not in said


def test_what_says_the_same_stands_once_and_counts_twice(site: Site) -> None:
    api = make(site)
    code = begin(site)
    plan(api)
    do(api, "R1", "opening")
    site.now = at(2)
    first = comment(site, code, "ngo", "The fees are missing.").json()["id"]
    second = comment(site, code, "state", "Fees are missing here too.").json()["id"]
    grouped = site.api("moderator").put(f"{AT}/comments/{second}/group", json={"lead": first})
    assert grouped.status_code == 200, grouped.text
    for each in (first, second):
        answer(site, each)
    site.now = at(12)
    do(api, "R1", "completion")
    publish(site)
    said = words(site)
    assert "2 comments were made" in said
    assert "The same:" in said
    assert "Fees are missing here too." not in said


def test_the_change_an_answer_made_is_shown_word_by_word(site: Site) -> None:
    api = make(site)
    code = begin(site)
    plan(api)
    do(api, "R1", "opening")
    site.now = at(2)
    member = site.api("member")
    said = site.api("ngo").post(
        f"{AT}/proposals/{code}/comments",
        json={"type": "technical", "stance": "concern", "text": "Who knows them?", "field": "problem"},
    )
    assert said.status_code == 201, said.text
    etag = member.get(f"{AT}/proposals/{code}").headers["ETag"]
    changed = member.patch(
        f"{AT}/proposals/{code}", json={"problem": "Nobody knows them or their fees."}, headers={"If-Match": etag}
    )  # fmt: skip
    assert changed.status_code == 200, changed.text
    site.now = at(12)
    site.api("moderator").put(
        f"{AT}/comments/{said.json()['id']}/disposition",
        json={"code": "accepted", "reason": "", "state": "issued", "version": 2},
    )
    assert do(api, "R1", "completion").status_code in (200, 201)
    publish(site)
    made = document(site, "html").text
    assert "Version 2 says so." in made
    assert "<ins> or their fees</ins>" in made or "<ins>or their fees</ins>" in made
    assert f"/{code}/changes?from=1&amp;to=2" in made


def test_a_very_large_round_is_answered_as_long_work(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    completed(site)
    monkeypatch.setattr(files, "LONG", 0)
    client = site.client("moderator")
    there = Form(client.get(f"/{SLUG}/rounds/R1/response"), "/response").submit(client, foreword="Many.")
    assert "/jobs/" in str(there.url)
    assert document(site).status_code == 404
    work(site)
    made = client.get(f"/{SLUG}/rounds/R1/response.html")
    assert "Make the response, HTML" in made.text
    asked = Form(made, "/response.html").submit(client)
    assert "The response to R1 as HTML" in asked.text
    work(site)
    file = client.get(f"{asked.url.path}/file")
    assert b"The fees are missing." in file.content
    assert b"Many." in file.content
    again = Form(made, "/response.html").submit(client)
    assert again.url == asked.url
    assert breaks(site) == []


def work(site: Site) -> None:
    """What the queue does with the long work of this consultation that waits."""
    waiting = "SELECT public_id FROM work WHERE state = 'waiting' AND place LIKE :here ORDER BY id"
    for (each,) in site.rows(waiting, here=f"%{SLUG}%"):
        assert do_work(site.database, WORKS, each)


def test_nothing_of_a_group_that_is_not_public_stands_in_it(site: Site) -> None:
    completed(site)
    with_closed = page(site, "moderator").text
    assert "WG-2" not in with_closed
    publish(site)
    assert "RT2" not in words(site)
