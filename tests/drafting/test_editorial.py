"""A version that is said to change no meaning: what it may change, who sees it, and that one reason takes the mark away."""

from typing import Any

import pytest

from tests.ceilings.counting import counted
from tests.drafting.test_saving import HERE, edit_form
from tests.support import Form, Site, commonspace

API = "/consultations/hld-2013-review/proposals"
WHY = "“May” became “shall”: that is another duty."


def reworded(site: Site, code: str = "RT1-M1", who: str = "rapporteur", **body: Any) -> Any:
    """A word more in the summary, marked as editorial."""
    program = site.api(who)
    text = program.get(f"{API}/{code}")
    first = "summary" if text.json()["kind"] == "mechanism" else "definition"
    sent = {first: f"{text.json()[first]} Indeed.", "note": "Wording", "editorial": True, **body}
    return program.patch(f"{API}/{code}", headers={"If-Match": text.headers["ETag"]}, json=sent)


def marked(site: Site, code: str = "RT1-M1") -> int:
    """The number of a new version of the text with the mark."""
    saved = reworded(site, code)
    assert saved.status_code == 200, saved.text
    n: int = saved.json()["version"]
    return n


def challenge(site: Site, who: str | None, n: int, code: str = "RT1-M1", reason: str = WHY) -> Any:
    return site.api(who).post(f"{API}/{code}/versions/{n}/challenge", json={"reason": reason})


def test_writer_marks_a_version_in_the_form_and_everybody_sees_it(site: Site) -> None:
    writer = site.client("rapporteur")
    form = edit_form(writer)
    assert "editorial" not in form.values
    summary = form.values["summary"][0].replace("a", "à", 1)
    sent = form.submit(writer, follow=False, summary=summary, note="Accents", editorial="1")
    assert sent.status_code == 303
    newest = site.api("rapporteur").get(f"{API}/RT1-M1/versions").json()["items"]
    n = newest[0]["version"]
    assert (newest[0]["editorial"], newest[0]["challenge"]) == (True, None)
    assert not any(version["editorial"] for version in newest[1:])
    reader = site.client()
    assert "Marked as editorial" in reader.get(f"{HERE}/RT1-M1/versions/{n}").text
    changes = reader.get(f"{HERE}/RT1-M1/changes?from={n - 1}&to={n}").text
    assert f"Version {n} is marked as changing no meaning:" in changes
    for page in (f"{HERE}/RT1-M1/versions", f"{HERE}/RT1-M1"):
        assert f'versions/{n}#mark"' in reader.get(page).text
    fact = site.rows("SELECT facts FROM ledger WHERE verb = 'version_saved' ORDER BY recorded_at")[-1]
    assert '"editorial": true' in str(fact.facts).replace("'", '"').replace("True", "true")
    assert commonspace(site.url, "verify").returncode == 0


@pytest.mark.parametrize(
    ("code", "body", "words"),
    [
        ("RT1-M1", {"problem": "Recruiters charge 7 months of wages."}, "The problem"),
        ("RT1-M1", {"responsible": ["Somebody else"]}, "Who is responsible"),
        ("RT1-M1", {"timeframe": {"label": "", "start": None, "end": "2031-12-31"}}, "in “"),
        ("RT1-B1", {"unit": "percent of wages"}, "Unit"),
        ("RT1-B1", {"target": {"value": 17, "year": 2019, "note": ""}}, "Target"),
        ("RT1-B1", {"decimals": 2}, "Decimals"),
        ("RT1-B1", {"mechanisms": []}, "cannot be marked as editorial"),
    ],
)
def test_what_is_a_value_is_never_editorial(site: Site, code: str, body: Any, words: str) -> None:
    before = site.api().get(f"{API}/{code}").json()["version"]
    refused = reworded(site, code, **body)
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["field"] == "editorial"
    assert "cannot be marked as editorial" in refused.text
    assert words in refused.text
    assert site.api().get(f"{API}/{code}").json()["version"] == before
    assert reworded(site, code, **body, editorial=False).status_code == 200


def test_sentence_names_the_figure_and_the_form_keeps_what_was_typed(site: Site) -> None:
    marked(site)
    writer = site.client("rapporteur")
    form = edit_form(writer)
    form.submit(writer, problem="Fees of 12 weeks are charged.", note="One more")
    form = edit_form(writer)
    back = form.submit(writer, problem="Fees of 21 weeks are charged.", note="Typing error", editorial="1")
    assert back.status_code == 422
    assert "has 21 where it had 12" in back.text
    again = Form(back, f"{HERE}/RT1-M1/versions")
    assert again.values["editorial"] == ["1"]
    assert "21 weeks" in again.values["problem"][0]


def test_mark_needs_a_word_of_what_was_done(site: Site) -> None:
    refused = reworded(site, note=" ")
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["note"]


def test_new_proposal_has_nothing_to_be_editorial_to(site: Site) -> None:
    body = {"kind": "mechanism", "roundtable": "RT1", "title": "New", "editorial": True}
    assert site.api("rapporteur").post(API, json=body).status_code == 422


def test_one_challenge_takes_the_mark_away_for_good(site: Site) -> None:
    n = marked(site)
    done = challenge(site, "observer", n)
    assert done.status_code == 201, done.text
    assert (done.json()["version"], done.json()["reason"]) == (n, WHY)
    for who in ("observer", "state"):
        assert challenge(site, who, n).status_code == 403
    version = site.api().get(f"{API}/RT1-M1/versions/{n}").json()
    assert (version["editorial"], version["challenge"]["reason"]) == (True, WHY)
    pages = (f"/versions/{n}", "/versions", f"/changes?from={n - 1}&to={n}")
    for page in pages:
        assert WHY in site.client().get(f"{HERE}/RT1-M1{page}").text, page
    entry = site.rows("SELECT reason, capacity FROM ledger WHERE verb = 'mark_challenged'")[0]
    assert (entry.reason, bool(entry.capacity)) == (WHY, True)
    assert commonspace(site.url, "verify").returncode == 0


def test_page_takes_a_challenge_and_says_what_is_wrong(site: Site) -> None:
    n = marked(site)
    head = site.client("state")
    address = f"{HERE}/RT1-M1/versions/{n}"
    empty = Form(head.get(address), "/challenge").submit(head, reason=" ")
    assert empty.status_code == 422
    assert "Say what this version changes in what the text means." in empty.text
    done = Form(empty, "/challenge").submit(head, reason=WHY)
    assert done.status_code == 200
    assert "The editorial mark was challenged" in done.text
    late = head.post(
        f"{address}/challenge", data={"csrf_token": empty.text.split('csrf_token" value="')[1].split('"')[0]}
    )
    assert late.status_code == 403
    assert 'action="/hld-2013-review/RT1-M1/versions' not in site.client().get(address).text


def test_challenge_is_refused_with_a_sentence(site: Site) -> None:
    n = marked(site)
    assert challenge(site, None, n).status_code in (401, 403)
    plain = challenge(site, "state", 1)
    assert plain.status_code == 403
    assert "Version 1 is not marked as editorial" in plain.text
    assert challenge(site, "state", 99).status_code == 404
    site.tamper(
        "UPDATE proposal SET state = 'adopted' WHERE code = 'RT1-M1' AND consultation_id = :here",
        here=site.consultation().id,
    )
    decided = challenge(site, "state", n)
    assert (decided.status_code, "was decided on as it stands" in decided.text) == (403, True)


def test_author_is_told_on_the_desk_until_there_is_a_newer_version(site: Site) -> None:
    n = marked(site)
    challenge(site, "state", n)

    def told(who: str) -> list[Any]:
        items = site.api(who).get("/account/needs").json()["items"]
        return [need for need in items if need["kind"] == "mark"]

    assert [(need["code"], need["said"]) for need in told("rapporteur")] == [("RT1-M1", WHY)]
    assert told("rapporteur")[0]["url"].endswith(f"/RT1-M1/versions/{n}#mark")
    assert not told("member")
    assert reworded(site, editorial=False).status_code == 200
    assert not told("rapporteur")


def test_closed_group_shows_nothing_of_its_marks(site: Site) -> None:
    n = marked(site)
    challenge(site, "member", n)
    site.tamper(
        "UPDATE working_group SET closed = true WHERE id IN (SELECT group_id FROM proposal WHERE code = 'RT1-M1')"
    )
    for who in (None, "state"):
        assert site.client(who).get(f"{HERE}/RT1-M1/versions/{n}").status_code == 404
    assert challenge(site, "state", n).status_code == 404


def test_mark_survives_a_conflict_and_a_kept_draft(site: Site) -> None:
    writer = site.client("rapporteur")
    form = edit_form(writer)
    assert reworded(site, "RT1-M1", "member", editorial=False).status_code == 200
    clash = form.submit(writer, title=form.values["title"][0] + ".", note="Stop", editorial="1")
    assert clash.status_code == 409
    merge = Form(clash, id="merge")
    assert merge.values["editorial"] == ["1"]
    assert merge.submit(writer, follow=False).status_code == 303
    assert site.api().get(f"{API}/RT1-M1/versions").json()["items"][0]["editorial"] is True


def test_challenge_asks_no_more_than_a_post(site: Site) -> None:
    n = marked(site)
    client = site.api("state")
    with counted(site.database) as statements:
        answer = client.post(f"{API}/RT1-M1/versions/{n}/challenge", json={"reason": WHY})
    assert answer.status_code == 201
    assert len(statements) <= 10, "\n".join(statements)


def test_pages_of_versions_ask_a_fixed_number_of_queries(site: Site) -> None:
    client = site.client("state")
    for _time in range(3):
        challenge(site, "state", marked(site))
    n = marked(site)
    for page, most in ((f"/versions/{n}", 9), ("/versions", 9), (f"/changes?from=1&to={n}", 9), ("", 15)):
        with counted(site.database) as statements:
            assert client.get(f"{HERE}/RT1-M1{page}").status_code == 200
        assert len(statements) <= most, page
