"""What the writing desk and circulations may ask of the database, with few recipients and with many."""

from typing import Any

from tests.ceilings.counting import counted
from tests.ceilings.test_query_ceilings import LIST, POST, WHOLE
from tests.support import Form, Site

REVIEW = "/hld-2013-review"
EDIT = f"{REVIEW}/RT1-M1/edit"


def asked(site: Site, client: Any, method: str, address: str, **sent: Any) -> list[str]:
    """The statements of one request, which must succeed."""
    with counted(site.database) as statements:
        answer = client.request(method, address, follow_redirects=False, **sent)
    assert answer.status_code < 400, f"{address}: {answer.status_code}"
    return statements


def test_keeping_a_draft_and_saying_where_one_writes_ask_no_more_than_a_post_may(site: Site) -> None:
    member = site.client("member")
    form = Form(member.get(EDIT), id="draft").values
    for door, data in (
        ("RT1-M1/draft", {**form, "tab": "a"}),
        ("RT1-M1/draft", {**form, "tab": "a"}),
        ("RT1-M1/presence", {"csrf_token": form["csrf_token"], "field": "problem"}),
        ("new:mechanism:WG-1A/draft", form),
        ("RT1-M1/draft/discard", {"csrf_token": form["csrf_token"]}),
    ):
        statements = asked(site, member, "POST", f"{REVIEW}/{door}", data=data)
        assert len(statements) <= POST, "\n".join(statements)


def test_saving_a_version_with_a_draft_behind_it_asks_no_more_than_a_post_may(site: Site) -> None:
    member = site.client("member")
    form = Form(member.get(EDIT), id="draft").values
    member.post(f"{REVIEW}/RT1-M1/draft", data=form)
    data = {**form, "tags": "indicators"}
    statements = asked(site, member, "POST", f"{REVIEW}/RT1-M1/versions", data=data)
    assert len(statements) <= POST, "\n".join(statements)


def test_sending_and_confirming_ask_no_more_than_a_post_may_whatever_the_number_of_recipients(
    site: Site,
) -> None:
    rapporteur, head = site.client("rapporteur"), site.client("state")
    token = Form(rapporteur.get(f"{REVIEW}/RT1-M1/circulate"), "/circulations").values["csrf_token"]
    counts = []
    for to in (["all:heads"], ["all:heads", "all:WG-1A", "all:observers", "all:alternates"]):
        data = {"csrf_token": token, "version": "2", "to": to, "message": str(len(to))}
        statements = asked(site, rapporteur, "POST", f"{REVIEW}/RT1-M1/circulations", data=data)
        assert len(statements) <= POST, "\n".join(statements)
        counts.append(len(statements))
    assert counts[0] == counts[1]
    form = Form(head.get(f"{REVIEW}/circulations/CIR-001"), "/receipt")
    statements = asked(site, head, "POST", f"{REVIEW}/circulations/CIR-001/receipt", data=form.values)
    assert len(statements) <= POST, "\n".join(statements)
    for address in (f"{REVIEW}/circulations", f"{REVIEW}/circulations/CIR-001"):
        statements = asked(site, head, "GET", address)
        assert len(statements) <= LIST, "\n".join(statements)
    statements = asked(site, rapporteur, "GET", f"{REVIEW}/RT1-M1/circulate")
    assert len(statements) <= LIST, "\n".join(statements)


def test_a_proposal_with_drafts_presence_and_circulations_keeps_its_ceiling_for_its_writers(
    site: Site,
) -> None:
    rapporteur, member = site.client("rapporteur"), site.client("member")
    sent = {"to": ["all:heads"]}
    site.api("rapporteur").post(
        "/consultations/hld-2013-review/proposals/RT1-M1/circulations", json=sent
    ).raise_for_status()
    form = Form(member.get(EDIT), id="draft").values
    member.post(f"{REVIEW}/RT1-M1/draft", data=form)
    member.post(f"{REVIEW}/RT1-M1/presence", data={"csrf_token": form["csrf_token"], "field": "problem"})
    for client in (rapporteur, member):
        statements = asked(site, client, "GET", f"{REVIEW}/RT1-M1")
        assert len(statements) <= WHOLE, "\n".join(statements)
        statements = asked(site, client, "GET", EDIT)
        assert len(statements) <= WHOLE, "\n".join(statements)
    statements = asked(site, site.client("state"), "GET", REVIEW)
    assert len(statements) <= WHOLE, "\n".join(statements)
