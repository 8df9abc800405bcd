"""The commenter, and nobody else, says whether an answer satisfies; what supersedes it is open again."""

from datetime import timedelta
from typing import Any

from tests.discussion.answers import PROPOSAL, SLUG, answer, assert_verified, comment, verbs
from tests.support import Form, Site


def say(site: Site, code: str, who: str = "state", **body: Any) -> Any:
    return site.api(who).post(f"/consultations/{SLUG}/comments/{code}/acknowledgement", json=body)


def test_the_commenter_says_whether_it_satisfies_and_changes_the_mind_by_a_new_row(site: Site) -> None:
    code = comment(site)
    answer(site, code)
    first = say(site, code, satisfied=False, word="The census is in 2020.")
    assert first.status_code == 200, first.text
    assert first.json()["disposition"]["acknowledgement"]["satisfied"] is False
    for _ in range(2):
        site.now += timedelta(minutes=1)
        assert say(site, code, satisfied=True).json()["disposition"]["acknowledgement"]["satisfied"] is True
    rows = site.rows("SELECT n, satisfied FROM acknowledgement ORDER BY n")
    assert [(row.n, bool(row.satisfied)) for row in rows] == [(1, False), (2, True)]
    assert verbs(site).count("disposition_acknowledged") == 2
    assert_verified(site)


def test_it_stands_beside_the_answer_for_all(site: Site) -> None:
    code = comment(site)
    answer(site, code)
    state = site.client("state")
    form = Form(state.get(f"/{SLUG}/comments/{code}"), "/acknowledgement")
    assert form.submit(state, satisfied="no", word="").status_code == 422
    assert form.submit(state).status_code == 422
    done = form.submit(state, follow=False, satisfied="no", word="It says nothing of the fees.")
    assert done.status_code == 303
    page = site.client().get(f"/{SLUG}/RT1-M1").text
    assert "is not satisfied" in page
    assert "It says nothing of the fees." in page


def test_a_superseding_answer_is_open_again(site: Site) -> None:
    code = comment(site)
    answer(site, code)
    say(site, code, satisfied=True)
    assert answer(site, code, reason="On second thought.").json()["disposition"]["acknowledgement"] is None
    page = site.client().get(f"/{SLUG}/comments/{code}").text
    assert "is satisfied" in page, "what was said of the earlier answer stays readable with it"


def test_nobody_else_says_it(site: Site) -> None:
    code = comment(site)
    assert "no disposition yet" in say(site, code, satisfied=True).json()["detail"]
    answer(site, code)
    for who in ("alternate", "moderator", "rapporteur", "secretariat", "administrator"):
        assert say(site, code, who, satisfied=True).status_code == 403, who
    assert site.api().post(
        f"/consultations/{SLUG}/comments/{code}/acknowledgement", json={"satisfied": True}
    ).status_code == 401  # fmt: skip
    assert say(site, code, satisfied=False).status_code == 422
    assert say(site, code, satisfied=False, word="\u200b").status_code == 422
    assert say(site, code, satisfied=True, word="x" * 200_000).status_code == 422
    assert "acknowledgement" in site.api().get(f"{PROPOSAL}/comments").text


def test_by_page_others_are_refused_with_the_sentence(site: Site) -> None:
    code = comment(site)
    answer(site, code)
    ngo, state = site.client("ngo"), site.client("state")
    form = Form(state.get(f"/{SLUG}/comments/{code}"), "/withdrawal")
    token = Form(ngo.get(f"/{SLUG}/RT1-M1/comments"), "/comments").values["csrf_token"]
    for path, body in (
        ("withdrawal", {}),
        ("acknowledgement", {"satisfied": "yes"}),
        ("group", {"comments": "CM-001"}),
    ):
        refused = ngo.post(f"/{SLUG}/comments/{code}/{path}", data={**body, "csrf_token": token})
        assert refused.status_code == 403, path
        assert 'role="alert"' in refused.text, path
    assert form.submit(state, follow=False, reason="x" * 6000).status_code == 422
    assert form.submit(state, follow=False, reason="It was meant for RT1-M2.").status_code == 303
    assert "It was meant for RT1-M2." in state.get(f"/{SLUG}/RT1-M1").text
    assert_verified(site)
