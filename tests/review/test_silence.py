"""The silence procedure through the doors: what breaks it, what adopts a text, and what never does (invariant 16)."""

from datetime import datetime, timedelta

from tests.review.making import AT, SLUG, acts, at, breaks, do, make, plan, state_of
from tests.review.silences import AWAY, WHY, confirm, object_to, ready, silence, standing, step
from tests.support import Form, Site

PAGE = f"/{SLUG}"


def test_one_objection_in_time_breaks_the_silence_on_its_text_at_once_and_on_no_other(site: Site) -> None:
    make(site)
    one, other = ready(site), ready(site, "A fee for none")
    round_ = silence(site)
    assert state_of(site, one) == "under_decision"
    made = object_to(site, one)
    assert made.status_code == 201, made.text
    assert (made.json()["version"], made.json()["round"]) == (1, round_)
    assert standing(site, round_) == {one: "broken", other: "running"}
    assert state_of(site, one) == "ready"
    assert acts(site, one)[-2:] == ["silence_broken", "step_taken"]
    assert breaks(site) == []


def test_a_text_whose_silence_is_broken_can_be_revised_or_put_to_a_ballot(site: Site) -> None:
    api = make(site)
    one, other = ready(site), ready(site, "A fee for none")
    silence(site)
    assert object_to(site, one).status_code == object_to(site, other).status_code == 201
    site.now = at(8)
    back = {"step": "referred_back", "reason": "The fee has to be looked at once more."}
    assert api.post(f"{AT}/proposals/{one}/steps", json=back).status_code == 201
    assert state_of(site, one) == "revised"
    assert plan(api, "ballot", first=9, last=12, code="B").status_code == 201
    opened = do(api, "B", "opening")
    assert opened.status_code == 200, opened.text
    assert state_of(site, other) == "under_decision"


def test_a_later_withdrawal_does_not_mend_the_silence(site: Site) -> None:
    make(site)
    code = ready(site)
    round_ = silence(site)
    objection = object_to(site, code).json()["id"]
    assert step(site, objection, "withdrawn", "state").status_code == 201
    assert standing(site, round_) == {code: "broken"}
    site.now = at(8)
    refused = confirm(site, round_, proposal=code)
    assert refused.status_code == 403
    assert "withdrawn since does not adopt" in refused.json()["detail"]
    assert state_of(site, code) == "ready"


def test_what_nobody_broke_the_chair_confirms_after_the_deadline_and_it_is_adopted(site: Site) -> None:
    make(site)
    one, other = ready(site), ready(site, "A fee for none")
    round_ = silence(site)
    early = confirm(site, round_)
    assert early.status_code == 403
    assert "after the deadline" in early.json()["detail"]
    assert object_to(site, other).status_code == 201
    site.now = at(8)
    assert standing(site, round_) == {one: "unbroken", other: "broken"}
    assert state_of(site, one) == "under_decision", "nothing is adopted by the clock alone"
    for who in ("state", "rapporteur", "secretariat", "observer"):
        assert confirm(site, round_, who).status_code == 403
    assert confirm(site, round_).status_code == 200
    assert standing(site, round_) == {one: "confirmed", other: "broken"}
    assert (state_of(site, one), state_of(site, other)) == ("adopted", "ready")
    said = acts(site, one)
    again = confirm(site, round_)
    assert again.status_code == 200, "a second click changes nothing"
    assert acts(site, one) == said
    assert breaks(site) == []


def test_one_text_is_confirmed_alone_and_the_round_is_completed_when_all_are(site: Site) -> None:
    api = make(site)
    one, other = ready(site), ready(site, "A fee for none")
    round_ = silence(site)
    site.now = at(8)
    assert confirm(site, round_, proposal=one).status_code == 200
    assert (state_of(site, one), state_of(site, other)) == ("adopted", "under_decision")
    early = do(api, round_, "completion")
    assert early.status_code == 403
    assert other in early.json()["detail"]
    assert confirm(site, round_).status_code == 200
    assert do(api, round_, "completion").status_code == 200
    assert confirm(site, round_, proposal="RT1-M99").status_code == 404


def test_at_the_deadline_it_is_too_late_to_object(site: Site) -> None:
    make(site)
    code = ready(site)
    round_ = silence(site)
    closes = site.api().get(f"{AT}/rounds/{round_}/silences").json()["items"][0]["closes_at"]
    site.now = datetime.fromisoformat(closes)
    late = object_to(site, code)
    assert late.status_code == 403
    assert standing(site, round_) == {code: "unbroken"}
    site.now -= timedelta(seconds=1)
    assert object_to(site, code).status_code == 201


def test_only_a_delegation_that_takes_positions_breaks_a_silence(site: Site) -> None:
    make(site)
    code = ready(site)
    round_ = silence(site)
    for who, word in (
        ("observer", "head or an alternate"),
        ("member", "head or an alternate"),
        ("secretariat", "never break"),
    ):
        refused = object_to(site, code, who)
        assert refused.status_code == 403, who
        assert word in refused.json()["detail"]
    assert site.api().post(f"{AT}/proposals/{code}/objections", json={"reason": WHY}).status_code == 401
    site.tamper("UPDATE delegation SET voting = :no WHERE code = 'org-bel'", no=False)
    refused = object_to(site, code)
    assert refused.status_code == 403
    assert "takes no positions" in refused.json()["detail"]
    assert standing(site, round_) == {code: "running"}
    assert object_to(site, code, "ngo").status_code == 201


def test_an_objection_without_its_reason_is_asked_for_it_and_nothing_typed_is_lost(site: Site) -> None:
    make(site)
    code = ready(site)
    round_ = silence(site)
    head = site.client("state")
    form = Form(head.get(f"{PAGE}/{code}/objections"), f"{PAGE}/{code}/objections")
    spot = next(value for value in form.form.inputs["place"].value_options if value.startswith("problem"))
    sent = form.submit(head, follow=False, reason=" \u200b ", removal=AWAY, place=spot)
    assert sent.status_code == 422
    assert "An objection needs its reason" in sent.text
    assert AWAY in sent.text
    assert standing(site, round_) == {code: "running"}
    sent = form.submit(head, follow=False, reason=WHY, removal="", place="")
    assert sent.status_code == 422
    for words in ("what would remove your objection", "Name the paragraph", WHY):
        assert words in sent.text
    quoted = Form(sent, f"{PAGE}/{code}/objections").submit(
        head, follow=False, removal=AWAY, place=spot, quote="words that stand nowhere"
    )
    assert quoted.status_code == 422
    assert "These words are not in" in quoted.text
    done = Form(quoted, f"{PAGE}/{code}/objections").submit(head, follow=False, quote="")
    assert done.status_code == 303, done.text
    assert standing(site, round_) == {code: "broken"}
    shown = head.get(done.headers["location"])
    assert WHY in shown.text
    assert AWAY in shown.text
    again = Form(quoted, f"{PAGE}/{code}/objections").submit(head, follow=False, quote="")
    assert again.headers["location"] == done.headers["location"], "a double click is one objection"


def test_the_same_version_goes_under_silence_again_only_with_a_note(site: Site) -> None:
    api = make(site)
    code = ready(site)
    silence(site)
    assert object_to(site, code).status_code == 201
    site.now = at(8)
    assert plan(api, "silence", first=9, last=14, code="AGAIN").status_code == 201
    bare = do(api, "AGAIN", "opening")
    assert bare.status_code == 422
    assert bare.json()["errors"][0]["field"] == f"notes.{code}"
    assert state_of(site, code) == "ready"
    note = "Its objector has agreed since, and asked for it."
    opened = do(api, "AGAIN", "opening", notes={code: note})
    assert opened.status_code == 200, opened.text
    site.now = at(10)
    assert note in site.client("observer").get(f"{PAGE}/rounds/AGAIN").text
    site.now = at(16)
    assert confirm(site, "AGAIN").status_code == 200
    assert state_of(site, code) == "adopted"


def test_a_cancelled_round_adopts_nothing_and_leaves_its_texts_ready(site: Site) -> None:
    api = make(site)
    code = ready(site)
    round_ = silence(site)
    assert do(api, round_, "cancellation", reason="The chair is ill.").status_code == 200
    assert state_of(site, code) == "ready"
    assert standing(site, round_) == {code: "released"}
    site.now = at(8)
    assert confirm(site, round_).status_code == 403
    assert object_to(site, code).status_code == 403
    assert breaks(site) == []


def test_every_objection_to_a_text_is_kept_though_the_first_broke_the_silence(site: Site) -> None:
    make(site)
    code = ready(site)
    round_ = silence(site)
    first = object_to(site, code).json()["id"]
    second = object_to(site, code, "ngo", reason="We were never asked.")
    assert second.status_code == 201, second.text
    items = site.api().get(f"{AT}/rounds/{round_}/silences").json()["items"]
    assert [(each["objection"], each["objections"]) for each in items] == [(first, 2)]


def test_the_page_of_the_round_says_how_each_text_stands_and_what_the_reader_may_do(site: Site) -> None:
    make(site)
    one, other = ready(site), ready(site, "A fee for none")
    round_ = silence(site)
    here = f"{PAGE}/rounds/{round_}"
    head = site.client("state").get(here).text
    assert f"{PAGE}/{one}/objections" in head
    assert "Silence runs" in head
    assert (
        "Only the head or an alternate of a delegation breaks a silence"
        in site.client("observer").get(here).text
    )
    assert object_to(site, one).status_code == 201
    assert "Silence broken" in site.client().get(here).text
    site.now = at(8)
    chair = site.client("moderator")
    sent = Form(chair.get(here), f"{here}/silences/confirmation").submit(chair, follow=False)
    assert sent.status_code == 303
    assert state_of(site, other) == "adopted"
    page = chair.get(here).text
    assert "Adopted by silence procedure" in page
    assert "binds no State" in page


def test_what_was_adopted_by_silence_stands_in_the_outcome_and_can_be_selected(site: Site) -> None:
    make(site)
    code, other = ready(site), ready(site, "A fee for none")
    round_ = silence(site)
    assert object_to(site, other).status_code == 201
    site.now = at(8)
    assert confirm(site, round_).status_code == 200
    head = site.client("state")
    page = head.get(f"{PAGE}/outcome")
    assert page.status_code == 200
    for words in ("Adopted by silence procedure", "binds no State"):
        assert words in page.text
    leaves = site.api().get(f"{AT}/outcome").text
    assert "confirmed on" in leaves
    assert "A recommendation binds no State" in leaves
    site.tamper("UPDATE consultation SET state = 'consolidation' WHERE slug = :slug", slug=SLUG)
    sent = site.api("secretariat").put(
        f"{AT}/outcome/list/{code}", json={"choice": "include", "decided_on": site.now.date().isoformat()}
    )
    assert sent.status_code in (200, 201), sent.text
    early = {"choice": "include", "decided_on": at(7).date().isoformat()}
    refused = site.api("secretariat").put(f"{AT}/outcome/list/{code}", json=early)
    assert refused.status_code == 422
    assert "adopted by silence procedure on" in refused.json()["detail"]
    refused = site.api("secretariat").put(
        f"{AT}/outcome/list/{other}", json={"choice": "include", "decided_on": site.now.date().isoformat()}
    )
    assert refused.status_code == 403, "what was broken was not adopted"
    shown = head.get(f"{PAGE}/{code}").text
    assert "Adopted by silence procedure" in shown
    assert breaks(site) == []
