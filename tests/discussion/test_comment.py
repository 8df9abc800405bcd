"""To comment: by page and by API, on the text that is under review, and once however often it is sent."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from app.discussion.actions.commenting import add_comment
from app.discussion.models import Comment
from app.kernel.breaks import Known, chain_breaks, row_breaks
from app.kernel.search import search
from tests.support import Form, Site

SLUG = "hld-2013-review"
PAGE = f"/{SLUG}/RT1-M1/comments"
API = f"/consultations/{SLUG}/proposals/RT1-M1/comments"
LEAST = {"type": "general", "stance": "support", "text": "This helps."}


def comments(site: Site, text: str) -> list[Any]:
    return site.rows("SELECT * FROM comment WHERE text = :text ORDER BY id", text=text)


def counter(site: Site, code: str = "RT1-M1") -> int:
    return site.rows(
        "SELECT p.comments FROM proposal p JOIN consultation c ON c.id = p.consultation_id"
        " WHERE c.slug = :slug AND p.code = :code",
        slug=SLUG, code=code,
    )[0][0]  # fmt: skip


def test_an_observer_comments_by_page_and_is_led_to_the_comment(site: Site) -> None:
    client = site.client("observer")
    before = counter(site)
    form = Form(client.get(PAGE + "?field=problem"), "/comments")
    answer = form.submit(client, follow=False, text="The figures are old.", stance="concern")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/{SLUG}/RT1-M1#CM-055"
    (made,) = comments(site, "The figures are old.")
    assert (made.code, made.field, made.stance, made.type) == ("CM-055", "problem", "concern", "general")
    assert made.author_title == "Observer"
    assert made.delegation_id is None
    assert counter(site) == before + 1
    page = client.get(f"/{SLUG}/RT1-M1").text
    assert 'id="CM-055"' in page
    assert "The figures are old." in page


def test_a_program_comments_with_the_least_body(site: Site) -> None:
    state = site.api("state")
    answer = state.post(API, json=LEAST)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["id"] == "CM-055"
    assert made["severity"] == "minor"
    assert made["author"] == {
        "title": "Head of delegation, Belgium", "delegation": "org-bel", "constituency": "STATES",
    }  # fmt: skip
    assert made["disposition"] is None
    assert state.get(API).json()["items"][-1] == made
    assert site.api().get(API).json()["items"][-1] == {**made, "mine": False}


def test_a_reply_stands_in_the_thread_of_what_it_answers(site: Site) -> None:
    client = site.client("state")
    form = Form(client.get(PAGE + "?parent=CM-002"), "/comments")
    assert form.submit(client, text="We agree with the Population Division.", stance="support")
    (made,) = comments(site, "We agree with the Population Division.")
    (parent,) = site.rows("SELECT id, field FROM comment WHERE code = 'CM-002' AND consultation_id = :c", c=made.consultation_id)  # fmt: skip
    assert made.parent_id == parent.id
    assert made.field == parent.field
    page = client.get(PAGE).text
    thread = page[page.index('id="CM-002"') : page.index('id="thread-risks"')]
    assert f'id="{made.code}"' in thread


def test_a_reply_to_a_comment_on_another_text_is_wrong(site: Site) -> None:
    other = site.rows(
        "SELECT m.code FROM comment m JOIN proposal p ON p.id = m.proposal_id WHERE p.code <> 'RT1-M1' LIMIT 1"
    )[0][0]
    answer = site.api("state").post(API, json={**LEAST, "parent": other})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "parent"


def test_a_comment_can_quote_words_of_the_text_under_review(site: Site) -> None:
    state = site.api("state")
    text = state.get(f"/consultations/{SLUG}/proposals/RT1-M1").json()["problem"]
    words = " ".join(text.split()[2:7])
    answer = state.post(API, json={**LEAST, "field": "problem", "quote": {"exact": words}})
    assert answer.status_code == 201, answer.text
    assert answer.json()["quote"]["exact"] == words
    assert words in site.client().get(PAGE).text


def test_quoted_words_that_are_not_there_are_wrong_at_the_quote(site: Site) -> None:
    quoted = {**LEAST, "field": "problem", "quote": {"exact": "words nobody wrote"}}
    answer = site.api("state").post(API, json=quoted)
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == ["quote"]
    assert "The problem" in answer.json()["errors"][0]["message"]


def test_a_field_that_the_kind_does_not_have_is_wrong_at_the_field(site: Site) -> None:
    answer = site.api("state").post(API, json={**LEAST, "field": "baseline"})
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == ["field"]


def test_the_same_sent_twice_is_said_once(site: Site) -> None:
    client = site.client("state")
    before = counter(site)
    form = Form(client.get(PAGE), "/comments")
    first = form.submit(client, follow=False, text="Once is enough.", stance="support")
    second = form.submit(client, follow=False, text="Once is enough.", stance="support")
    assert first.headers["location"] == second.headers["location"]
    assert len(comments(site, "Once is enough.")) == 1
    assert counter(site) == before + 1


def test_the_same_sent_at_once_from_several_places_is_said_once(site: Site) -> None:
    actor, consultation = site.actor("state"), site.consultation(SLUG)
    before = counter(site)

    def send(words: str) -> str:
        with site.database.unit_of_work() as db:
            return add_comment(
                db, actor, consultation, "RT1-M1", type="general", stance="support", text=words
            ).code

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(send, ["All at once."] * 4 + ["Another.", "A third."]))
    assert len(set(codes[:4])) == 1
    assert len(set(codes)) == 3
    assert counter(site) == before + 3


def test_the_same_words_on_another_field_are_another_comment(site: Site) -> None:
    state = site.api("state")
    codes = {state.post(API, json={**LEAST, "field": f}).json()["id"] for f in (None, "problem", "summary")}
    assert codes == {"CM-055", "CM-056", "CM-057"}


def test_a_comment_is_bound_to_the_version_under_review_whatever_is_saved_later(site: Site) -> None:
    address = f"/consultations/{SLUG}/proposals/RT1-M1"
    rapporteur = site.api("rapporteur")
    now = rapporteur.get(address)
    pinned = now.json()["version"]
    saved = rapporteur.patch(
        address, json={"summary": "A new summary, after the round opened."}, headers={"If-Match": now.headers["ETag"]}
    )  # fmt: skip
    assert saved.json()["version"] == pinned + 1
    state = site.api("state")
    assert state.post(API, json=LEAST).json()["version"] == pinned
    missing = {**LEAST, "text": "x", "field": "summary", "quote": {"exact": "A new summary"}}
    assert state.post(API, json=missing).status_code == 422


def test_every_comment_is_in_the_ledger_without_its_words(site: Site) -> None:
    site.api("state").post(API, json={**LEAST, "text": "Not to be found in the ledger."})
    (entry,) = site.rows("SELECT * FROM ledger WHERE verb = 'comment_made'")
    assert entry.track == SLUG
    assert entry.subject == "CM-055"
    assert entry.capacity == "Head of delegation, Belgium"
    assert entry.delegation == "org-bel"
    assert "Not to be found" not in str(tuple(entry))
    with site.database.reading() as db:
        known: Known = {}
        assert list(chain_breaks(db, SLUG, known)) == []
        key = f"comment:{comments(site, 'Not to be found in the ledger.')[0].id}"
        assert key in known["comment"]


def test_a_comment_changed_in_the_database_is_noticed(site: Site) -> None:
    site.api("state").post(API, json={**LEAST, "text": "Before."})
    site.tamper("UPDATE comment SET text = 'After.' WHERE text = 'Before.'")
    known: Known = {}
    with site.database.reading() as db:
        for slug in ("hld-2013", "hld-2013-review", "hld-2013-decision", "hld-2013-pilots"):
            assert list(chain_breaks(db, slug, known)) == []
        changed = comments(site, "After.")[0].id
        (sentence,) = row_breaks(db, Comment, known)
    assert str(changed) in sentence


def test_a_comment_is_found_by_its_words(site: Site) -> None:
    site.api("state").post(API, json={**LEAST, "text": "Zanzibar is missing here."})
    with site.database.reading() as db:
        (hit,) = search(db, "zanzibar", consultations=[site.consultation(SLUG).id or 0], groups=[])
    assert (hit.kind, hit.key, hit.url) == ("comment", "CM-055", f"/{SLUG}/RT1-M1#CM-055")


def test_counters_agree_with_the_comments(site: Site) -> None:
    state = site.api("state")
    for n in range(3):
        state.post(API, json={**LEAST, "text": f"Comment {n}"})
    wrong = site.rows(
        "SELECT p.code FROM proposal p WHERE p.comments <> (SELECT count(*) FROM comment m WHERE m.proposal_id = p.id)"
    )
    assert wrong == []


def test_in_place_the_form_comes_back_empty_with_the_thread(site: Site) -> None:
    client = site.client("state")
    form = Form(client.get(PAGE), "/comments")
    sent = {**form.values, "text": "From the page itself.", "stance": "support", "field": "summary"}
    answer = client.post(PAGE, data=sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'id="comment-form"' in answer.text
    assert '<hx-partial hx-target="#thread-summary"' in answer.text
    assert "From the page itself." in answer.text.split("<hx-partial")[1]
    assert "From the page itself." not in answer.text.split("<hx-partial")[0]


def test_a_thread_can_be_asked_for_alone(site: Site) -> None:
    answer = site.client().get(f"{PAGE}/how_it_works", headers={"HX-Request": "true"})
    assert answer.text.strip().startswith('<aside class="notes" id="thread-how_it_works"')
    assert 'id="CM-002"' in answer.text
    assert site.client().get(f"{PAGE}/no_such_part").status_code == 404


def test_numbers_go_on_after_the_highest_whatever_else_was_imported(site: Site) -> None:
    consultation = site.consultation(SLUG).id
    for n, code in enumerate(("CM-XYZ", "CM-", "REMARK-900", "CM-99999999999", "CM-7b", "CM-120")):
        site.tamper(
            "UPDATE comment SET code = :code WHERE consultation_id = :c AND code = :old",
            code=code, c=consultation, old=f"CM-{n + 1:03d}",
        )  # fmt: skip
    state = site.api("state")
    assert [state.post(API, json={**LEAST, "text": t}).json()["id"] for t in "ab"] == ["CM-121", "CM-122"]
