"""A version is sent to a list of recipients, each confirms its receipt once, and nobody else learns what was sent."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.drafting.actions.circulation import circulate_version
from tests.support import Form, Site, commonspace

REVIEW = "/hld-2013-review"
CIRCULATE = f"{REVIEW}/RT1-M1/circulate"
API = "/consultations/hld-2013-review"


def send(site: Site, *to: str, who: str = "rapporteur", message: str = "Please read section 2.") -> Any:
    """Circulate the newest version of RT1-M1 through the form; gives the page that came back."""
    client = site.client(who)
    form = Form(client.get(CIRCULATE), "/circulations")
    return form.submit(client, to=list(to), message=message)


def confirm(site: Site, who: str, code: str = "CIR-001") -> Any:
    client = site.client(who)
    return Form(client.get(f"{REVIEW}/circulations/{code}"), "/receipt").submit(client)


def close_group(site: Site) -> None:
    site.tamper("UPDATE working_group SET closed = :yes WHERE code = 'WG-1A'", yes=True)


def test_each_recipient_finds_it_with_a_link_to_what_changed_and_confirms_it(site: Site) -> None:
    sent = send(site, "all:heads")
    assert sent.url.path == f"{REVIEW}/circulations/CIR-001"
    assert "Not yet" in sent.text
    head = site.client("state")
    listed = head.get(f"{REVIEW}/circulations")
    assert "Confirm it" in listed.text
    assert "Please read section 2." in listed.text
    opened = head.get(f"{REVIEW}/circulations/CIR-001")
    assert "changes?from=1&amp;to=2" in opened.text
    assert head.get(f"{REVIEW}/RT1-M1/changes?from=1&to=2").status_code == 200
    answer = Form(opened, "/receipt").submit(head)
    assert answer.status_code == 200
    assert "Confirmed" in answer.text
    assert "21 November 2026, 12:00 UTC" in answer.text
    receipts = site.client("member").get(f"{REVIEW}/circulations/CIR-001").text
    assert receipts.count("Confirmed</span>") == 1


def test_a_receipt_is_recorded_once_although_the_button_is_pressed_twice(site: Site) -> None:
    send(site, "all:heads")
    head = site.client("state")
    form = Form(head.get(f"{REVIEW}/circulations/CIR-001"), "/receipt")
    form.submit(head)
    first = site.rows("SELECT received_at FROM circulation_receipt WHERE received_at IS NOT NULL")
    site.now = site.now.replace(hour=13)
    assert form.submit(head).status_code == 200
    assert site.rows("SELECT received_at FROM circulation_receipt WHERE received_at IS NOT NULL") == first
    assert len(site.rows("SELECT seq FROM ledger WHERE verb = 'circulation_received'")) == 1


def test_a_double_click_on_send_sends_once_and_another_message_sends_again(site: Site) -> None:
    client = site.client("rapporteur")
    form = Form(client.get(CIRCULATE), "/circulations")
    for _ in range(2):
        assert form.submit(client, to=["all:heads"], message="Once.").url.path.endswith("CIR-001")
    assert form.submit(client, to=["all:heads"], message="Twice.").url.path.endswith("CIR-002")
    assert form.submit(client, to=["all:observers"], message="Twice.").url.path.endswith("CIR-003")


def test_the_differences_start_from_the_version_circulated_last(site: Site) -> None:
    send(site, "all:WG-1A")
    member = site.client("member")
    for words in ("Third.", "Fourth."):
        Form(member.get(f"{REVIEW}/RT1-M1/edit"), id="draft").submit(member, problem=words)
    assert "changes?from=2&amp;to=4" in send(site, "all:WG-1A").text
    assert "changes?from=2&amp;to=4" in send(site, "all:heads").text


def test_each_person_gets_one_receipt_however_often_chosen_and_the_sender_none(site: Site) -> None:
    send(site, "all:WG-1A", "all:heads", "all:alternates")
    rows = site.rows("SELECT person_id, count(*) AS n FROM circulation_receipt GROUP BY person_id")
    assert rows
    assert all(row.n == 1 for row in rows)
    sender = site.actor("rapporteur").person_id
    assert sender not in {row.person_id for row in rows}


@pytest.mark.parametrize("who", ["member", "observer", "state", "secretariat", "administrator"])
def test_only_the_rapporteur_and_the_convenor_circulate(site: Site, who: str) -> None:
    other = site.client(who)
    answer = other.get(CIRCULATE)
    assert answer.status_code == 403
    assert "The rapporteur and the convenor of WG-1A circulate its texts." in answer.text
    body = {"to": ["all:heads"]}
    assert site.api(who).post(f"{API}/proposals/RT1-M1/circulations", json=body).status_code == 403
    assert not site.rows("SELECT id FROM circulation")


def test_a_closed_consultation_takes_no_circulation_any_more(site: Site) -> None:
    answer = site.client("rapporteur").get("/hld-2013/RT1-M1/circulate")
    assert answer.status_code == 403
    assert "its record stands as it is" in answer.text


def test_what_was_sent_does_not_exist_for_whoever_it_was_not_sent_to(site: Site) -> None:
    send(site, "all:heads")
    for who in (None, "observer", "secretariat"):
        assert site.client(who).get(f"{REVIEW}/circulations/CIR-001").status_code == 404
        api = site.api(who)
        assert api.get(f"{API}/circulations/CIR-001").status_code == 404
        assert api.post(f"{API}/circulations/CIR-001/receipt").status_code in (401, 404)
        assert api.get(f"{API}/circulations").json()["items"] == []
    answer = site.api("member").post(f"{API}/circulations/CIR-001/receipt")
    assert answer.status_code == 403
    assert "This was not sent to you" in answer.json()["detail"]


def test_a_visitor_is_asked_to_sign_in(site: Site) -> None:
    answer = site.client().get(f"{REVIEW}/circulations")
    assert answer.status_code == 403
    assert "Sign in first" in answer.text


def test_a_closed_group_sends_to_its_own_people_only_and_in_a_series_of_its_own(site: Site) -> None:
    close_group(site)
    page = site.client("rapporteur").get(CIRCULATE)
    assert "all:WG-1A" in page.text
    assert "all:heads" not in page.text
    answer = send(site, "all:heads")
    assert answer.status_code == 422
    assert "is nobody this text of WG-1A can be sent to" in answer.text
    sent = send(site, "all:WG-1A")
    assert sent.url.path.endswith("/WG-1A-CIR-001")
    track = site.rows("SELECT track FROM ledger WHERE verb = 'circulation_sent'")[0].track
    assert track.startswith("hld-2013-review/")
    for who in ("state", "observer"):
        assert site.client(who).get(f"{REVIEW}/circulations/WG-1A-CIR-001").status_code == 404
    assert confirm(site, "member", "WG-1A-CIR-001").status_code == 200
    found = commonspace(site.url, "verify", "hld-2013-review")
    assert "circulation 1" not in found.stdout, found.stdout
    assert "circulation_receipt 1" not in found.stdout, found.stdout


def test_people_of_another_closed_group_are_not_offered(site: Site) -> None:
    member = site.actor("member").public_id or ""
    site.tamper("UPDATE working_group SET closed = :yes WHERE code <> 'WG-1A'", yes=True)
    page = site.client("rapporteur").get(CIRCULATE).text
    assert f'value="{member}"' in page
    codes = {row.code for row in site.rows("SELECT code FROM working_group WHERE code <> 'WG-1A'")}
    assert not [code for code in codes if f"all:{code}" in page]


def test_a_form_with_nobody_chosen_comes_back_with_what_was_typed(site: Site) -> None:
    answer = send(site, message="For whom?")
    assert answer.status_code == 422
    assert "Choose who is to receive it" in answer.text
    assert "For whom?" in answer.text
    answer = send(site, "all:heads", "p-nobody", message="x" * 2001)
    assert answer.status_code == 422
    assert "at most 2000 fit here" in answer.text
    form = Form(answer, "/circulations")
    assert form.values["to"] == ["all:heads"]
    assert not site.rows("SELECT id FROM circulation")


def test_a_version_that_is_not_there_is_refused(site: Site) -> None:
    api = site.api("rapporteur")
    for version in (0, 9):
        body = {"to": ["all:heads"], "version": version}
        assert api.post(f"{API}/proposals/RT1-M1/circulations", json=body).status_code == 422


def test_programs_send_read_and_confirm(site: Site) -> None:
    rapporteur, head = site.api("rapporteur"), site.api("state")
    answer = rapporteur.post(
        f"{API}/proposals/RT1-M1/circulations", json={"to": ["all:heads", "all:WG-1A"], "message": "Read it."}
    )
    assert answer.status_code == 201, answer.text
    sent = answer.json()
    assert (sent["code"], sent["version"], sent["since"], sent["confirmed"]) == ("CIR-001", 2, 1, 0)
    assert len(sent["receipts"]) == sent["recipients"] > 1
    mine = head.get(f"{API}/circulations").json()["items"]
    assert [(line["code"], line["received"]) for line in mine] == [("CIR-001", None)]
    confirmed = head.post(f"{API}/circulations/CIR-001/receipt").json()
    assert confirmed["received"] is not None
    assert confirmed["receipts"] == []
    listed = rapporteur.get(f"{API}/proposals/RT1-M1/circulations").json()["items"]
    assert [(line["code"], line["confirmed"]) for line in listed] == [("CIR-001", 1)]


def test_unconfirmed_ones_stand_first(site: Site) -> None:
    send(site, "all:heads", message="First.")
    send(site, "all:heads", message="Second.")
    confirm(site, "state", "CIR-002")
    page = site.client("state").get(f"{REVIEW}/circulations").text
    assert page.index("First.") < page.index("Second.")


def test_a_recipient_whose_seat_has_ended_is_not_offered(site: Site) -> None:
    head = site.actor("state").public_id or ""
    assert f'value="{head}"' in site.client("rapporteur").get(CIRCULATE).text
    site.tamper(
        "UPDATE membership SET ended_at = :at WHERE person_id = :id",
        at="2026-11-20 12:00:00.000000",
        id=site.actor("state").person_id,
    )
    assert f'value="{head}"' not in site.client("rapporteur").get(CIRCULATE).text


def test_everything_is_as_the_ledger_says_and_a_receipt_made_up_is_found(site: Site) -> None:
    send(site, "all:heads", "all:WG-1A")
    confirm(site, "state")
    found = commonspace(site.url, "verify", "hld-2013-review")
    assert found.returncode == 0, found.stdout
    site.tamper("UPDATE circulation_receipt SET received_at = :at", at="2026-11-21 12:00:00.000000")
    found = commonspace(site.url, "verify", "hld-2013-review")
    assert found.returncode == 1
    assert "circulation_receipt" in found.stdout


def test_circulations_sent_at_the_same_moment_get_codes_without_gaps(site: Site) -> None:
    actor, here = site.actor("rapporteur"), site.consultation()

    def send_one(n: int) -> str:
        with site.database.unit_of_work() as db:
            sent = circulate_version(db, actor, here, "RT1-M1", version=2, to=["all:heads"], message=f"{n}")
            return sent.code

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(send_one, range(4)))
    assert sorted(codes) == ["CIR-001", "CIR-002", "CIR-003", "CIR-004"]
