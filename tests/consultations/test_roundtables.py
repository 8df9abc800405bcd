"""Roundtables: codes are never given again, old titles stay on old papers, and an end has its condition."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.consultations.parts import API, SETUP, SLUG, acts, refusal, verified, wrong
from tests.support import Form, Site


def add(site: Site, code: str = "RT9", **values: object):  # type: ignore[no-untyped-def]
    body = {"code": code, "title": "Return and reintegration", **values}
    return site.api("secretariat").post(f"{API}/roundtables", json=body)


def test_the_secretariat_adds_a_roundtable_that_is_then_read_and_found(site: Site) -> None:
    client = site.client("secretariat")
    form = Form(client.get(f"{SETUP}/roundtables"), f"{SETUP}/roundtables")
    values = {"code": "rt9", "title": "Return and reintegration", "title.fr": "Retour et réintégration"}
    done = form.submit(client, follow=False, guiding_questions="Who returns?\n\nHow?", **values)
    assert done.status_code == 303
    table = site.api().get(f"{API}/roundtables/RT9").json()
    assert table["title_i18n"]["fr"] == "Retour et réintégration"
    assert table["guiding_questions"] == ["Who returns?", "How?"]
    assert table["number"] == 5
    assert "Return and reintegration" in site.client().get(f"/{SLUG}/RT9").text
    assert f"/{SLUG}/RT9" in site.client().get(f"/{SLUG}/search?q=reintegration").text
    assert verified(site)


def test_a_code_used_twice_is_one_sentence_and_what_was_typed_stays(site: Site) -> None:
    client = site.client("secretariat")
    form = Form(client.get(f"{SETUP}/roundtables"), f"{SETUP}/roundtables")
    again = form.submit(client, code="RT1", title="Something else entirely", description="Kept as typed.")
    assert again.status_code == 422
    assert "RT1 is a roundtable here already" in again.text
    assert "Something else entirely" in again.text
    assert "Kept as typed." in again.text


def test_sending_the_same_roundtable_twice_makes_one(site: Site) -> None:
    assert add(site).status_code == 201
    assert add(site).status_code == 201
    assert len(acts(site, SLUG, "roundtable_added")) == 1


@pytest.mark.parametrize(
    "code", ["", "RT-9", "RT 9", "9RT", "RT\u200b9", "\u202eRT9", "ＲＴ９", "RT9" * 10, "РТ9", "RT9/../x"]
)
def test_a_code_is_plain_letters_and_digits(site: Site, code: str) -> None:
    assert set(wrong(add(site, code))) == {"code"}


@pytest.mark.parametrize("title", ["", "   ", "\u200b\u200f\u2060", "x" * 301])
def test_a_title_is_something_to_read(site: Site, title: str) -> None:
    assert set(wrong(add(site, title=title))) == {"title"}


def test_signs_that_nobody_sees_stay_out_of_a_title(site: Site) -> None:
    assert (
        add(site, title="Re\u200bturn \u202eand reintegration").json()["title"] == "Return and reintegration"
    )


def test_another_title_needs_a_reason_and_the_old_one_stays_on_old_papers(site: Site) -> None:
    api = site.api("secretariat")
    old = api.get(f"{API}/roundtables/RT1").json()
    assert set(wrong(api.patch(f"{API}/roundtables/RT1", json={"title": "Measuring migration"}))) == {
        "reason"
    }
    site.now += timedelta(days=2)
    new = {"title": "Measuring migration", "short_title": "Measuring", "reason": "Decided on 3 June."}
    assert api.patch(f"{API}/roundtables/RT1", json=new).status_code == 200
    assert api.patch(f"{API}/roundtables/RT1", json=new).status_code == 200
    site.now += timedelta(days=2)
    saved = site.api("member").patch(
        f"{API}/proposals/RT1-M1", json={"tags": ["figures"]}, headers={"If-Match": '"2"'}
    )
    assert saved.status_code == 200, saved.text
    reader = site.client()
    assert old["short_title"] in reader.get(f"/{SLUG}/RT1-M1/versions/2").text
    newest = reader.get(f"/{SLUG}/RT1-M1/versions/3").text
    assert "Measuring" in newest
    assert old["short_title"] not in newest
    page = reader.get(f"/{SLUG}/RT1").text
    assert "Measuring migration" in page
    assert old["title"] in page
    assert "Decided on 3 June." in page
    before = api.get(f"{API}/roundtables/RT1").json()["titles_before"]
    assert [one["title"] for one in before] == [old["title"]]
    assert "Measuring migration" in reader.get(f"/{SLUG}/search?q=Measuring migration").text
    assert len(acts(site, SLUG, "roundtable_retitled")) == 1
    assert verified(site)


def test_a_translation_that_was_missing_is_added_without_a_reason(site: Site) -> None:
    add(site)
    api = site.api("secretariat")
    done = api.patch(f"{API}/roundtables/RT9", json={"title_i18n": {"fr": "Retour"}})
    assert done.json()["title_i18n"]["fr"] == "Retour"
    assert done.json()["titles_before"] == []
    other = api.patch(f"{API}/roundtables/RT9", json={"title_i18n": {"fr": "Revenir"}})
    assert set(wrong(other)) == {"reason"}
    unknown = api.patch(f"{API}/roundtables/RT9", json={"title_i18n": {"fr": "Retour", "tlh": "bogh"}})
    assert "tlh" in wrong(unknown)["title"]


def test_what_stands_with_a_roundtable_is_changed_by_the_page_and_its_title_stays(site: Site) -> None:
    client = site.client("secretariat")
    form = Form(client.get(f"{SETUP}/roundtables/RT1"), id="change-roundtable")
    assert form.submit(client, follow=False, description="In other words.").status_code == 303
    table = site.api().get(f"{API}/roundtables/RT1").json()
    assert table["description"] == "In other words."
    assert table["titles_before"] == []


def test_a_roundtable_with_proposals_does_not_end(site: Site) -> None:
    page = site.client("secretariat").get(f"{SETUP}/roundtables/RT1/end").text
    assert "RT1 still has proposals" in page
    answer = site.api("secretariat").post(f"{API}/roundtables/RT1/end", json={"reason": "Enough."})
    assert "withdrawn or merged" in refusal(answer)


def test_an_ended_roundtable_keeps_its_page_and_its_code_is_never_given_again(site: Site) -> None:
    add(site)
    api = site.api("secretariat")
    assert set(wrong(api.post(f"{API}/roundtables/RT9/end", json={"reason": " "}))) == {"reason"}
    assert api.post(f"{API}/roundtables/RT9/end", json={"reason": "Its theme moved to RT2."}).json()[
        "ended_at"
    ]
    assert site.client().get(f"/{SLUG}/RT9").status_code == 200
    assert "never given again" in wrong(add(site))["code"]
    assert "has ended" in refusal(api.patch(f"{API}/roundtables/RT9", json={"description": "x"}))
    group = {"code": "WG-9", "title": "Nine", "roundtable": "RT9"}
    assert set(wrong(api.post(f"{API}/groups", json=group))) == {"roundtable"}
    assert acts(site, SLUG, "roundtable_ended")[0][1] == "Its theme moved to RT2."
    assert verified(site)


@pytest.mark.parametrize("who", [None, "observer", "member", "moderator", "state", "administrator"])
def test_only_the_secretariat_sets_up_roundtables(site: Site, who: str | None) -> None:
    answer = site.api(who).post(f"{API}/roundtables", json={"code": "RT9", "title": "Mine"})
    assert "secretariat" in refusal(answer)
    assert site.client(who).get(f"{SETUP}/roundtables").status_code == 403


def test_nothing_is_set_up_in_a_consultation_that_has_closed(site: Site) -> None:
    api = site.api("secretariat")
    answer = api.post("/consultations/hld-2013/roundtables", json={"code": "RT9", "title": "Late"})
    assert "closed" in refusal(answer)


CODES = st.sampled_from(["RT7", "RT8", "RT9"])


@given(st.lists(st.tuples(st.sampled_from(["add", "end"]), CODES), max_size=12))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sequence_of_adding_and_ending_gives_a_code_twice(
    site: Site, steps: list[tuple[str, str]]
) -> None:
    """Invariant 11: whoever has a code once has it for good."""
    api = site.api("secretariat")
    for turn, (verb, code) in enumerate(steps):
        if verb == "add":
            api.post(f"{API}/roundtables", json={"code": code, "title": f"Theme {turn}"})
        else:
            api.post(f"{API}/roundtables/{code}/end", json={"reason": "Done."})
    added = [subject for subject, _reason, _facts in acts(site, SLUG, "roundtable_added")]
    assert len(added) == len(set(added))
