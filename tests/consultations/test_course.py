"""The course of a consultation: forward one stage at a time, back only with a reason, out of the archive never."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.consultations.course import earlier_stages, next_stages
from app.consultations.models import ConsultationState
from app.kernel.text.fold import fold
from tests.consultations.founding import breaks, founder, ready_to_open
from tests.support import Form, Site

AT = "/consultations/hld-2027"


def move(api, state: str, reason: str = "", at: str = AT):  # type: ignore[no-untyped-def]
    return api.post(f"{at}/stage", json={"state": state, "reason": reason})


def in_state(site: Site, state: str, slug: str = "hld-2027") -> None:
    site.tamper("UPDATE consultation SET state = :state WHERE slug = :slug", state=state, slug=slug)


def close_the_calendar(site: Site, slug: str = "hld-2027") -> None:
    site.tamper(
        "UPDATE round SET cancelled_at = '2026-11-01 00:00:00.000000' WHERE consultation_id ="
        " (SELECT id FROM consultation WHERE slug = :slug)",
        slug=slug,
    )


def test_consultation_opens_only_when_nothing_on_the_checklist_is_missing(site: Site) -> None:
    api = ready_to_open(site)
    api.patch(AT, json={"mandate": " "})
    assert api.get(f"{AT}/checklist").json()["missing"] == 1
    refused = move(api, "open")
    assert refused.status_code == 403
    assert "checklist" in refused.json()["detail"]
    api.patch(AT, json={"mandate": "Resolution 67/219."})
    assert move(api, "open").json()["state"] == "open"
    assert site.client().get("/hld-2027").status_code == 200
    assert breaks(site) == []


def test_whole_course_to_the_archive_stands_in_the_register(site: Site) -> None:
    api = ready_to_open(site)
    for state in ("open", "deliberation"):
        assert move(api, state).status_code == 200
    close_the_calendar(site)
    for state in ("consolidation", "adopted", "piloting", "closed", "archived"):
        answer = move(api, state)
        assert answer.status_code == 200, answer.text
        assert answer.json()["state"] == state
    rows = [r for r in api.get(f"{AT}/ledger?limit=500").json()["items"] if r["verb"] == "consultation_moved"]
    assert [(r["facts"]["from_stage"], r["facts"]["to_stage"]) for r in rows][:2] == [
        ("draft", "open"), ("open", "deliberation"),
    ]  # fmt: skip
    assert rows[-1]["facts"]["to_stage"] == "archived"


def test_consolidation_waits_for_every_round_of_comments(site: Site) -> None:
    api = ready_to_open(site)
    in_state(site, "deliberation")
    refused = move(api, "consolidation")
    assert refused.status_code == 403
    assert "First review round" in refused.json()["detail"]
    close_the_calendar(site)
    assert move(api, "consolidation").status_code == 200


def test_step_back_needs_a_reason_and_the_register_shows_it(site: Site) -> None:
    api = ready_to_open(site)
    in_state(site, "deliberation")
    for empty in ("", "  \n", "\u200b\u200f"):
        refused = move(api, "open", empty)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "reason"
    assert move(api, "open", "The zero drafts of two groups are missing.").status_code == 200
    register = site.client().get("/hld-2027/register").text
    assert "The zero drafts of two groups are missing." in register
    assert "deliberation" in register


def test_consultation_is_not_set_up_anew_once_something_was_written_in_it(site: Site) -> None:
    refused = move(site.api("secretariat"), "draft", "Begin again.", "/consultations/hld-2013-review")
    assert refused.status_code == 403
    assert "written" in refused.json()["detail"]
    api = ready_to_open(site)
    in_state(site, "open")
    assert move(api, "draft", "The titles were wrong.").status_code == 200
    assert site.client().get("/hld-2027").status_code == 404


def test_chair_s_summary_is_never_adopted(site: Site) -> None:
    api = ready_to_open(site, outcome_kinds=["chair_summary"])
    in_state(site, "consolidation")
    refused = move(api, "adopted")
    assert refused.status_code == 403
    assert "chair’s summary" in refused.json()["detail"]
    assert move(api, "summarised").status_code == 200
    changed = api.patch(AT, json={"outcome_kinds": ["negotiated_outcome"]})
    assert changed.status_code == 422
    assert changed.json()["errors"][0]["field"] == "outcome_kinds"


def test_negotiated_outcome_is_not_summed_up_instead(site: Site) -> None:
    api = ready_to_open(site, outcome_kinds=["negotiated_outcome"])
    in_state(site, "consolidation")
    assert move(api, "summarised").status_code == 403
    assert move(api, "adopted").status_code == 200


def test_nobody_but_the_secretariat_moves_a_consultation(site: Site) -> None:
    for who in (None, "member", "moderator", "administrator", "state"):
        refused = move(site.api(who), "consolidation", at="/consultations/hld-2013-review")
        assert refused.status_code == 403, who
        assert "secretariat" in refused.json()["detail"]
    assert site.consultation().state == "deliberation"


def test_archived_consultation_takes_no_change_at_all(site: Site) -> None:
    api = ready_to_open(site)
    in_state(site, "archived")
    for answer in (
        move(api, "closed", "We forgot something."),
        api.patch(AT, json={"venue": "Geneva"}),
        api.patch(AT, json={"timezone": "UTC"}),
    ):
        assert answer.status_code == 403
        assert "archived" in answer.json()["detail"]
    client = founder(site)
    page = client.get("/hld-2027/setup")
    assert page.status_code == 200
    assert "/hld-2027/setup/stage" not in page.text
    form = Form(client.get("/hld-2027/setup/settings"), "/setup/settings")
    refused = form.submit(client, venue="Geneva")
    assert refused.status_code == 403
    assert "archived" in refused.text
    assert 'value="Geneva"' in refused.text


def test_closed_consultation_is_moved_back_before_its_settings_change(site: Site) -> None:
    api = ready_to_open(site)
    in_state(site, "closed")
    refused = api.patch(AT, json={"venue": "Geneva"})
    assert refused.status_code == 403
    assert "back" in refused.json()["detail"]
    assert move(api, "piloting", "A pilot reports late.").status_code == 200
    assert api.patch(AT, json={"venue": "Geneva"}).status_code == 200


def test_unknown_stage_gets_a_sentence(site: Site) -> None:
    api = ready_to_open(site)
    answer = move(api, "finished")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "state"
    assert move(api, "open", "x" * 200_000).status_code == 422


def test_second_click_does_no_harm(site: Site) -> None:
    api = ready_to_open(site)
    assert move(api, "open").status_code == 200
    assert move(api, "open").status_code == 200
    moved = [
        r for r in api.get(f"{AT}/ledger?limit=500").json()["items"] if r["verb"] == "consultation_moved"
    ]
    assert len(moved) == 1


def test_course_is_taken_in_the_browser(site: Site) -> None:
    ready_to_open(site)
    client = founder(site)
    page = client.get("/hld-2027/setup")
    assert "Nothing is missing any more" in page.text
    opened = Form(page, "/setup/stage").submit(client)
    assert opened.url.path == "/hld-2027/setup"
    back = Form(opened, "/setup/stage", id="step-back").submit(client, state="draft", reason=" ")
    assert back.status_code == 422
    assert "Say why it goes back" in back.text
    done = Form(back, "/setup/stage", id="step-back").submit(client, state="draft", reason="Too early.")
    assert done.status_code == 200
    assert site.consultation("hld-2027").state == "draft"


def test_refused_step_says_why_and_keeps_the_reason_as_typed(site: Site) -> None:
    client = site.client("secretariat")
    form = Form(client.get("/hld-2013-review/setup"), "/setup/stage", id="step-back")
    refused = form.submit(client, state="draft", reason="We begin again.")
    assert refused.status_code == 403
    assert "something was written" in refused.text
    assert "We begin again." in refused.text


@pytest.fixture(scope="module")
def moving_site(sites, backend: str):  # type: ignore[no-untyped-def]
    with Site(sites.new(backend, demo=True)) as site:
        site.founder_api = ready_to_open(site)  # type: ignore[attr-defined]
        yield site


states = st.sampled_from(list(ConsultationState))
reasons = st.one_of(st.just(""), st.just(" \u200b"), st.just("Because it is needed."))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=states, steps=st.lists(st.tuples(states, reasons), min_size=1, max_size=6))
def test_no_path_goes_back_without_a_reason_and_none_leaves_the_archive(
    moving_site: Site, start: ConsultationState, steps: list[tuple[ConsultationState, str]]
) -> None:
    api = moving_site.founder_api  # type: ignore[attr-defined]
    in_state(moving_site, start)
    for to, reason in steps:
        before = moving_site.consultation("hld-2027")
        answer = move(api, to, reason)
        after = moving_site.consultation("hld-2027").state
        if answer.status_code != 200:
            assert after == before.state
            assert answer.json()["errors"] or answer.status_code == 403
            continue
        assert after == to
        if to == before.state:
            continue
        assert before.state != ConsultationState.ARCHIVED
        assert to in next_stages(before) or (to in earlier_stages(before) and fold(reason))


def test_where_no_step_back_is_possible_the_page_says_why(site: Site) -> None:
    in_state(site, "open", "hld-2013-review")
    page = site.client("secretariat").get("/hld-2013-review/setup")
    assert "something was written in it already" in page.text
    assert 'id="step-back"' not in page.text
    assert 'id="why-step-back"' in page.text
