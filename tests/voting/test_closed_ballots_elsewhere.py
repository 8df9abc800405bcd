"""What the pages and files around a ballot make of one that names nobody: the proposal, the document, needs, rounds."""

from typing import Any

from app.voting.actions.results import publish_due_results
from tests.review.making import AT, SLUG, at, certify, do
from tests.support import Site
from tests.voting.assembly import assembly, give

REASON = "The fees are missing."


def whole(site: Site, who: str, name: str) -> str:
    answer = site.client(who).get(name)
    assert answer.status_code == 200, (name, answer.text[:200])
    return " ".join(answer.text.split())


def end(site: Site) -> None:
    site.now = at(9)
    with site.database.unit_of_work() as db:
        publish_due_results(db)
    certify(site)


def positions_asked(site: Site, who: str) -> list[str]:
    needs = site.api(who).get("/account/needs", params={"consultation": SLUG}).json()["items"]
    return [need["title"] for need in needs if need["kind"] == "positions"]


def test_a_secret_ballot_decides_nothing_wherever_it_is_told(site: Site) -> None:
    heads, (code, other) = assembly(site, {"STATE": 5, "CS": 4}, texts=2, disclosure="secret")
    everybody = ["state", *heads["STATE"], *heads["CS"], "ngo"]
    assert positions_asked(site, "state") == ["2 positions of Belgium are not given"]
    for who in everybody:
        assert give(site, who, code, "support").status_code == 200
    assert positions_asked(site, "alternate") == ["1 position of Belgium is not given"]
    early = do(site.api("moderator"), "R1", "closure", reason="All have voted.")
    assert early.status_code == 403, "eleven papers are still to come"
    for who in everybody:
        assert give(site, who, other, "object" if who == "ngo" else "support").status_code == 200
    assert positions_asked(site, "state") == []
    end(site)
    page = whole(site, "ngo", f"/{SLUG}/{code}")
    assert "shows the mood of the meeting and adopts no text" in page
    assert "Asked on version 1 by ballot" in page
    assert "Adopted by consensus" not in page
    assert "Decided on version" not in page
    assert "It recommends" not in page
    trace = whole(site, "ngo", f"/{SLUG}/outcome/trace/{code}/summary")
    assert "Asked in secret, no text is adopted" in trace
    assert "the one that the ballot is about" not in trace
    document = whole(site, "ngo", f"/{SLUG}/outcome.html")
    assert "None of them is recommended yet" in document
    assert "Asked in secret" in document
    assert "nobody knows which position is whose" in document
    assert "Delegations by position" not in document
    votes = site.api().get(f"{AT}/outcome/tables/votes.csv").text
    assert len(votes.splitlines()) == 1
    counts = site.api().get(f"{AT}/outcome/tables/counts.csv").text
    assert "asked_in_secret" in counts
    figures = site.api().get(f"{AT}/convergence").json()
    (point,) = [each for each in figures["rounds"] if each["round"] == "R1"]
    assert (point["of"], point["agreeing"]) == (22, 21)


def test_of_totals_reasons_stand_under_no_name_and_the_text_is_adopted(site: Site) -> None:
    heads, (code,) = assembly(site, {"STATE": 5, "CS": 5, "BIZ": 2}, disclosure="totals")
    for who in ("state", *heads["STATE"], *heads["CS"], *heads["BIZ"], "ngo"):
        said: dict[str, Any] = (
            {"position": "object", "reason": REASON} if who == "ngo" else {"position": "support"}
        )
        assert give(site, who, code, **said).status_code == 200
    end(site)
    page = whole(site, "state", f"/{SLUG}/{code}")
    assert "A delegation" in page
    assert REASON in page
    assert "small constituencies are counted together" in page
    assert "Decided on version 1 by ballot" in page
    document = whole(site, "state", f"/{SLUG}/outcome.html")
    assert f"A delegation</span> objects: {REASON}" in document or "A delegation objects:" in document
    assert "PICUM" not in document[document.index(REASON) - 200 : document.index(REASON) + 200]
    assert "nothing here is by delegation" in document
    votes = site.api().get(f"{AT}/outcome/tables/votes.csv").text
    assert len(votes.splitlines()) == 1
