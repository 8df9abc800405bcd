"""To read what was said: lists, threads, counts; what a closed group says is seen by its members alone."""

import json
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from app.discussion.queries import comments_of, threads_of
from app.drafting.queries import visible_proposal
from app.kernel.actor import ANONYMOUS
from app.kernel.search import search
from tests.ceilings.counting import counted
from tests.support import Site

PACKAGE = json.loads((Path(__file__).parents[2] / "data" / "hld-2013.json").read_text())
ORGANISATIONS = {o["id"]: o["constituency"] for o in PACKAGE["organisations"]}
LEAST = {"type": "general", "stance": "support", "text": "This helps."}


def codes(page: Any) -> list[str]:
    return [row.get("id") for row in lxml.html.fromstring(page.text).find_class("row")]


def test_the_list_holds_every_comment_newest_first_by_pages(reading_site: Site) -> None:
    client = reading_site.client()
    page = client.get("/hld-2013/comments")
    seen = codes(page)
    more = lxml.html.fromstring(page.text).xpath("//a[@rel='next']/@href")
    assert len(seen) == 50
    assert len(more) == 1
    last = client.get(more[0])
    seen += codes(last)
    assert sorted(seen) == sorted(c["id"] for c in PACKAGE["comments"])
    created = {c["id"]: c["created"] for c in PACKAGE["comments"]}
    assert [created[code] for code in seen] == sorted(created.values(), reverse=True)
    assert not lxml.html.fromstring(last.text).xpath("//a[@rel='next']")


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("round=R2", lambda c: c["round"] == "R2"),
        ("stance=concern", lambda c: c["stance"] == "concern"),
        ("answer=open", lambda c: c["disposition"] is None),
        ("answer=answered&round=R2&stance=support", lambda c: c["disposition"] and c["round"] == "R2" and c["stance"] == "support"),
        ("constituency=STATES", lambda c: ORGANISATIONS[c["author"]["organisation"]] == "STATES"),
        ("round=NONE", lambda c: False),
    ],
)  # fmt: skip
def test_the_list_can_be_narrowed(reading_site: Site, query: str, fits: Any) -> None:
    client = reading_site.client()
    page = client.get(f"/hld-2013/comments?{query}")
    seen = codes(page)
    while more := lxml.html.fromstring(page.text).xpath("//a[@rel='next']/@href"):
        page = client.get(more[0])
        seen += codes(page)
    assert sorted(seen) == sorted(c["id"] for c in PACKAGE["comments"] if fits(c))


def test_a_program_gets_all_comments_of_a_text_by_pages_oldest_first(reading_site: Site) -> None:
    api = reading_site.api()
    address = "/consultations/hld-2013/proposals/RT1-M1/comments"
    whole = api.get(address).json()["items"]
    parts, cursor = [], ""
    while cursor is not None:
        answer = api.get(address, params={"limit": 2, "cursor": cursor}).json()
        parts += answer["items"]
        cursor = answer["next"]
    assert parts == whole
    given = [c for c in PACKAGE["comments"] if c["target"]["code"] == "RT1-M1"]
    assert [c["id"] for c in whole] == [c["id"] for c in sorted(given, key=lambda c: c["created"])]
    first = next(c for c in whole if c["id"] == "CM-002")
    assert first["disposition"]["code"] == "accepted"
    assert first["proposed_text"].startswith("Statistical offices")
    assert api.get(address, params={"limit": 0}).status_code == 422


def test_a_thread_holds_replies_under_what_they_answer_even_deep_ones(site: Site) -> None:
    state, rapporteur = site.api("state"), site.api("rapporteur")
    address = "/consultations/hld-2013-review/proposals/RT1-M1/comments"
    above = "CM-002"
    for n in range(5):
        speaker = state if n % 2 else rapporteur
        above = speaker.post(address, json={**LEAST, "text": f"Level {n}", "parent": above}).json()["id"]
    with site.database.reading() as db:
        consultation = site.consultation()
        proposal = visible_proposal(db, ANONYMOUS, consultation, "RT1-M1")
        threads = threads_of(db, consultation, proposal)
    (top,) = [c for c in threads.of("how_it_works").comments if c.code == "CM-002"]
    assert [r.text for r in top.replies if r.text.startswith("Level")] == [f"Level {n}" for n in range(5)]
    assert len(threads.comments) == proposal.comments


def test_what_counts_is_the_last_disposition(site: Site) -> None:
    site.tamper(
        "INSERT INTO disposition (consultation_id, comment_id, n, code, reason, decided_by, issued_at)"
        " SELECT consultation_id, comment_id, n + 1, 'deferred', 'Looked at again.', decided_by, issued_at"
        " FROM disposition WHERE comment_id = (SELECT m.id FROM comment m JOIN consultation c"
        " ON c.id = m.consultation_id WHERE c.slug = 'hld-2013' AND m.code = 'CM-002')"
    )
    items = site.api().get("/consultations/hld-2013/proposals/RT1-M1/comments").json()["items"]
    answer = next(c for c in items if c["id"] == "CM-002")["disposition"]
    assert (answer["code"], answer["reason"]) == ("deferred", "Looked at again.")


def test_threads_take_two_queries_whatever_was_said(reading_site: Site) -> None:
    consultation = reading_site.consultation("hld-2013")
    for code in ("RT1-M1", "RT4-B1"):
        with reading_site.database.reading() as db:
            proposal = visible_proposal(db, ANONYMOUS, consultation, code)
            with counted(reading_site.database) as asked:
                threads_of(db, consultation, proposal)
        assert len(asked) <= 2


def test_what_a_closed_group_says_is_seen_by_its_members_alone(site: Site) -> None:
    slug, address = "hld-2013-review", "/consultations/hld-2013-review/proposals/RT1-M1/comments"
    member = site.api("member")
    # A group is closed before anything is said in it; what the demonstration says in this one goes with it.
    site.tamper("UPDATE working_group SET closed = :yes WHERE code = 'WG-1A'", yes=True)
    made = member.post(address, json={**LEAST, "text": "Between ourselves."})
    assert made.status_code == 201, made.text
    code = made.json()["id"]
    assert "Between ourselves." in site.client("member").get(f"/{slug}/comments").text
    outsider = site.client("state")
    assert "Between ourselves." not in outsider.get(f"/{slug}/comments").text
    assert outsider.get(f"/{slug}/RT1-M1/comments").status_code == 404
    assert outsider.get(f"/{slug}/RT1-M1/comments/text").status_code == 404
    program = site.api("state")
    assert program.get(address).status_code == 404
    assert program.post(address, json=LEAST).status_code == 404
    consultation = site.consultation(slug)
    with site.database.reading() as db:
        own, others = site.actor("member"), site.actor("state")
        assert code in {c.code for c in comments_of(db, consultation, own).items}
        assert code not in {c.code for c in comments_of(db, consultation, others).items}
        hidden = site.rows(
            "SELECT count(*) FROM comment m JOIN proposal p ON p.id = m.proposal_id JOIN working_group g"
            " ON g.id = p.group_id WHERE g.closed AND m.consultation_id = :c",
            c=consultation.id,
        )[0][0]
        assert hidden > 0
        seen = comments_of(db, consultation, own, limit=500).items
        assert len(comments_of(db, consultation, others, limit=500).items) == len(seen) - hidden
        here = [consultation.id or 0]
        assert search(db, "between ourselves", consultations=here, groups=[]) == []
        group = [s.group_id for s in own.seats if s.group_id]
        assert len(search(db, "between ourselves", consultations=here, groups=group)) == 1
    tracks = {row.track for row in site.rows("SELECT track FROM ledger WHERE verb = 'comment_made'")}
    assert tracks != {slug}, "the act stands in the chain of the closed group, not in the consultation's"
    assert all(track.startswith(f"{slug}/") for track in tracks)
    open_text = program.post(f"/consultations/{slug}/proposals/RT2-M1/comments", json=LEAST).json()["id"]
    assert code == "WG-1A-CM-001"
    assert open_text == "CM-055", "no gap in the codes that all see tells that a closed group speaks"
    for cursor in (code, "CM-99999"):
        went_on = outsider.get(f"/{slug}/comments", params={"cursor": cursor}).text
        assert "What was said on every text" in went_on
        assert 'class="row"' not in went_on, (
            "a code that is hidden and one that is not there lead to the same"
        )
