"""To answer comments: drafted by the rapporteur, issued by the moderator with a reason, superseded and never edited."""

from datetime import timedelta

from app.discussion.waiting import waiting_comments
from tests.discussion.answers import (
    AFTER,
    LEAST,
    NOTED,
    PROPOSAL,
    SLUG,
    answer,
    assert_verified,
    comment,
    disposition,
    issued,
    verbs,
)  # fmt: skip
from tests.support import Form, Site


def test_the_rapporteur_drafts_and_the_moderator_issues(site: Site) -> None:
    code = comment(site)
    drafted = answer(site, code, "rapporteur", state="draft")
    assert drafted.status_code == 200, drafted.text
    assert drafted.json()["disposition"] is None
    assert drafted.json()["disposition_draft"]["code"] == "noted"
    assert issued(site, code) == []
    done = answer(site, code)
    assert done.status_code == 200, done.text
    assert done.json()["disposition"]["code"] == "noted"
    assert done.json()["disposition"]["decided_by"] == "Moderator, round table 1"
    assert done.json()["disposition_draft"] is None
    assert site.rows("SELECT count(*) FROM disposition_draft")[0][0] == 0
    listed = site.api().get(f"{PROPOSAL}/comments", params={"limit": 200}).json()["items"]
    assert next(item for item in listed if item["id"] == code) == done.json()
    assert verbs(site)[-2:] == ["disposition_drafted", "disposition_issued"]
    assert_verified(site)


def test_a_draft_is_seen_by_the_groups_writers_and_its_moderators_alone(site: Site) -> None:
    code = comment(site)
    answer(site, code, "rapporteur", state="draft", reason="Between us for now.")
    for who, sees in (("member", True), ("moderator", True), ("state", False), ("secretariat", False), (None, False)):  # fmt: skip
        items = site.api(who).get(f"{PROPOSAL}/comments", params={"limit": 200}).json()["items"]
        assert (next(i for i in items if i["id"] == code)["disposition_draft"] is not None) == sees, who
        for page in (f"/{SLUG}/RT1-M1", f"/{SLUG}/comments/{code}", f"/{SLUG}/comments"):
            text = site.client(who).get(page).text
            assert sees or "Between us for now." not in text, (who, page)
    assert "Between us" not in str(site.rows("SELECT * FROM ledger WHERE verb = 'disposition_drafted'"))
    assert "noted" not in str(site.rows("SELECT facts FROM ledger WHERE verb = 'disposition_drafted'"))


def test_issuing_again_supersedes_and_both_stay_readable(site: Site) -> None:
    code = comment(site)
    answer(site, code)
    site.now += timedelta(hours=1)
    again = answer(site, code, code="partially_accepted", reason="Version 2 will name the census.")
    assert again.json()["disposition"]["code"] == "partially_accepted"
    first, second = issued(site, code)
    assert (first.n, first.code, second.n, second.code) == (1, "noted", 2, "partially_accepted")
    page = site.client().get(f"/{SLUG}/comments/{code}").text
    assert NOTED["reason"] in page
    assert "superseded on" in page
    assert "Version 2 will name the census." in page
    assert_verified(site)


def test_the_same_sent_twice_is_answered_once(site: Site) -> None:
    code = comment(site)
    before = len(verbs(site))
    assert [answer(site, code).status_code for _ in range(3)] == [200, 200, 200]
    assert len(issued(site, code)) == 1
    assert len(verbs(site)) == before + 1
    for _ in range(2):
        answer(site, code, "rapporteur", state="draft", code="deferred")
    assert verbs(site).count("disposition_drafted") == 1


def test_everything_but_an_acceptance_needs_a_reason(site: Site) -> None:
    made = comment(site)
    for code in ("noted", "not_accepted", "out_of_scope", "accepted_in_principle"):
        for reason in ("", "  ", "\u200b\u200d\u202e", "no"):
            refused = answer(site, made, code=code, reason=reason)
            assert refused.status_code == 422, (code, reason)
            assert [e["field"] for e in refused.json()["errors"]] == ["reason"]
    assert issued(site, made) == []
    assert answer(site, made, code="accepted", reason="").status_code == 200


def test_a_paste_of_two_hundred_kilobytes_is_refused_in_one_sentence(site: Site) -> None:
    code = comment(site)
    refused = answer(site, code, reason="x" * 200_000)
    assert refused.status_code == 422
    assert "5000" in refused.json()["errors"][0]["message"]


def test_words_from_right_to_left_stay_as_they_were_written(site: Site) -> None:
    code = comment(site, text="الأرقام قديمة")
    words = "نعم، \u200fسنراجعها\u200e في النسخة 2"
    assert answer(site, code, reason=words).json()["disposition"]["reason"] == words


def test_an_answer_names_a_version_that_exists(site: Site) -> None:
    code = comment(site)
    newest = site.api().get(PROPOSAL).json()["version"]
    wrong = answer(site, code, version=newest + 1)
    assert [e["field"] for e in wrong.json()["errors"]] == ["version"]
    right = answer(site, code, version=newest)
    assert right.json()["disposition"]["version"] == newest
    assert f"changed in version {newest}" in site.client().get(f"/{SLUG}/RT1-M1").text
    assert_verified(site)


def test_others_neither_draft_nor_issue(site: Site) -> None:
    code = comment(site, "alternate")
    for who in ("observer", "member", "secretariat", "administrator", "state", "ngo"):
        for state in ("draft", "issued"):
            refused = answer(site, code, who, state=state)
            assert refused.status_code == 403, who
            assert refused.json()["detail"]
    assert site.api().put(disposition(code), json=NOTED).status_code == 401


def test_the_rapporteur_does_not_issue(site: Site) -> None:
    refused = answer(site, comment(site), "rapporteur")
    assert refused.status_code == 403
    assert "rapporteur drafts it" in refused.json()["detail"]


def test_a_moderator_of_another_group_does_not_answer(site: Site) -> None:
    code = comment(site, code="RT3-M1")
    assert answer(site, code).status_code == 403


def test_a_moderator_of_the_whole_consultation_issues_in_every_group(site: Site) -> None:
    code = comment(site, code="RT3-M1")
    site.tamper("UPDATE membership SET group_id = NULL WHERE role = 'moderator'")
    assert answer(site, code).status_code == 200


def test_nobody_answers_the_own_comment(site: Site) -> None:
    code = comment(site, "moderator")
    for state in ("draft", "issued"):
        refused = answer(site, code, state=state)
        assert refused.status_code == 403
        assert "You made this comment" in refused.json()["detail"]
    assert answer(site, code, "rapporteur", state="draft").status_code == 200
    assert answer(site, comment(site, "rapporteur"), "rapporteur", state="draft").status_code == 403


def test_who_alone_wrote_every_version_does_not_issue(site: Site) -> None:
    code = comment(site)
    mine = site.actor("moderator").person_id
    site.tamper(
        "UPDATE version SET person_id = :me WHERE proposal_id IN (SELECT p.id FROM proposal p JOIN consultation c"
        " ON c.id = p.consultation_id WHERE c.slug = :slug AND p.code = 'RT1-M1')",
        me=mine, slug=SLUG,
    )  # fmt: skip
    refused = answer(site, code)
    assert refused.status_code == 403
    assert "alone wrote every version" in refused.json()["detail"]
    assert answer(site, code, state="draft").status_code == 200


def test_answers_go_on_after_the_close_until_the_round_is_completed(site: Site) -> None:
    code = comment(site)
    site.now = AFTER
    assert answer(site, code).status_code == 200
    site.tamper("UPDATE round SET completed_at = :at WHERE code = 'R2'", at=site.rows("SELECT closes_at FROM round WHERE code = 'R2'")[0][0])  # fmt: skip
    refused = answer(site, code, reason="Too late to say so.")
    assert refused.status_code == 403
    assert "is completed" in refused.json()["detail"]


def test_nothing_is_answered_while_a_ballot_is_open_or_after_the_consultation_closed(site: Site) -> None:
    for slug in ("hld-2013-decision", "hld-2013"):
        there = f"/consultations/{slug}/comments/CM-001/disposition"
        refused = site.api("moderator").put(there, json=NOTED)
        assert refused.status_code == 403, slug


def test_the_commenter_withdraws_and_nobody_else(site: Site) -> None:
    code = comment(site)
    withdrawn = {"code": "withdrawn", "state": "issued"}
    assert site.api("moderator").put(disposition(code), json=withdrawn).status_code == 403
    assert site.api("alternate").put(disposition(code), json=withdrawn).status_code == 403
    assert answer(site, code, "moderator", state="draft", code="withdrawn").status_code == 422
    done = [site.api("state").put(disposition(code), json=withdrawn) for _ in range(2)]
    assert [d.status_code for d in done] == [200, 200]
    assert done[0].json()["disposition"]["code"] == "withdrawn"
    (row,) = issued(site, code)
    assert row.reason
    assert row.decided_by == "Head of delegation, Belgium"
    assert "withdrawn by its author" in answer(site, code).json()["detail"]
    page = site.client().get(f"/{SLUG}/RT1-M1").text
    assert LEAST["text"] in page
    assert_verified(site)


def test_a_comment_of_a_closed_group_is_answered_where_nobody_else_sees_it(site: Site) -> None:
    site.tamper("UPDATE working_group SET closed = :yes WHERE code = 'WG-1A'", yes=True)
    code = comment(site, "member", text="Between ourselves.")
    assert code == "WG-1A-CM-001"
    assert answer(site, code, "state").status_code == 404
    for who in ("state", None):
        for page in (f"/{SLUG}/comments/{code}", f"/{SLUG}/comments/{code}/answer"):
            assert site.client(who).get(page).status_code == 404
    assert answer(site, code).status_code == 200
    tracks = site.rows("SELECT DISTINCT track FROM ledger WHERE verb = 'disposition_issued'")
    assert [row.track for row in tracks] != [SLUG]


def test_by_page_an_answer_is_drafted_issued_and_led_back(site: Site) -> None:
    code = comment(site)
    moderator = site.client("moderator")
    form = Form(moderator.get(f"/{SLUG}/comments/{code}"), "/answer")
    wrong = form.submit(moderator, code="not_accepted", reason="", version="two", do="issue")
    assert wrong.status_code == 422
    assert "such as 2" in wrong.text
    wrong = form.submit(moderator, code="not_accepted", reason="", do="issue")
    assert wrong.status_code == 422
    assert "Say why, in a sentence" in wrong.text
    assert 'value="not_accepted" checked' in wrong.text
    done = form.submit(
        moderator, follow=False, code="not_accepted", reason="The census says otherwise.", do="issue"
    )
    assert done.status_code == 303
    assert done.headers["location"] == f"/{SLUG}/RT1-M1#{code}"
    assert "The census says otherwise." in moderator.get(f"/{SLUG}/RT1-M1").text


def test_what_was_typed_comes_back_when_the_round_was_completed_meanwhile(site: Site) -> None:
    code = comment(site)
    moderator = site.client("moderator")
    form = Form(moderator.get(f"/{SLUG}/comments/{code}"), "/answer")
    site.tamper("UPDATE round SET completed_at = opens_at WHERE code = 'R2'")
    refused = form.submit(moderator, code="noted", reason="Typed with care.", do="issue")
    assert refused.status_code == 403
    assert "Typed with care." in refused.text
    assert "is completed" in refused.text


def test_the_thread_offers_to_answer_or_says_why_not(site: Site) -> None:
    code, own = comment(site), comment(site, "moderator")
    page = site.client("moderator").get(f"/{SLUG}/RT1-M1").text
    assert f'hx-get="/{SLUG}/comments/{code}/answer"' in page
    assert f'hx-get="/{SLUG}/comments/{own}/answer"' not in page
    assert "You made this comment" in page
    part = site.client("moderator").get(f"/{SLUG}/comments/{code}/answer", headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert f'id="answer-{code}"' in part.text
    assert "Answer this comment" not in site.client("state").get(f"/{SLUG}/RT1-M1").text


def test_the_page_of_answers_has_what_waits_with_its_draft_and_leads_on(site: Site) -> None:
    first, second = comment(site), comment(site, "ngo", text="Something quite different.")
    answer(site, first, "rapporteur", state="draft", reason="Drafted words.")
    rapporteur = site.client("rapporteur")
    page = rapporteur.get(f"/{SLUG}/answers")
    assert f'id="{first}"' in page.text
    assert f'id="{second}"' in page.text
    assert "Drafted words." in page.text
    assert "CM-043" not in page.text, "comments of other groups are not hers to answer"
    assert first not in rapporteur.get(f"/{SLUG}/answers?drafted=no").text
    assert second not in rapporteur.get(f"/{SLUG}/answers?drafted=yes").text
    assert first not in rapporteur.get(f"/{SLUG}/answers?proposal=RT1-M2").text
    assert first not in rapporteur.get(f"/{SLUG}/answers?round=R1").text
    moderator = site.client("moderator")
    form = Form(moderator.get(f"/{SLUG}/answers"), f"/{first}/answer")
    done = form.submit(moderator, follow=False, do="issue")
    assert done.headers["location"] == f"/{SLUG}/answers#{second}"
    assert first not in moderator.get(f"/{SLUG}/answers").text
    assert "There is nothing here for you" in site.client("state").get(f"/{SLUG}/answers").text


def test_the_page_of_answers_goes_on_by_key(site: Site) -> None:
    codes = [
        comment(site, text=f"{word} is missing") for word in ("Water", "Fire", "Earth", "Air and more of it")
    ]
    with site.database.reading() as db:
        actor, consultation = site.actor("moderator"), site.consultation(SLUG)
        seen, cursor = [], ""
        while True:
            page = waiting_comments(db, consultation, actor, limit=3, cursor=cursor)
            assert page.all == len(codes)
            seen += [one.comment.code for one in page.items]
            if page.next is None:
                break
            cursor = page.next
    assert seen == codes


def test_the_way_back_leads_nowhere_else(site: Site) -> None:
    code = comment(site)
    moderator = site.client("moderator")
    form = Form(moderator.get(f"/{SLUG}/comments/{code}"), "/answer")
    for back in ("https://elsewhere.example/", "//elsewhere.example", f"/{SLUG}/RT1-M1"):
        done = form.submit(moderator, follow=False, code="accepted", do="issue", back=back)
        assert done.headers["location"] == f"/{SLUG}/RT1-M1#{code}"
