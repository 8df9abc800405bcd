"""A text that comes to a ballot again: what a delegation gave before stands beside it, is never taken over by itself, and
is given again in one press where the text is the very same."""

from datetime import timedelta
from typing import Any

from sqlmodel import select

from app.consultations.models import Delegation
from app.drafting.models import Proposal
from app.voting.models import Ballot, BallotProposal, Position
from tests.ceilings.counting import counted
from tests.support import Form, Site

SLUG = "hld-2013-decision"
API = f"/consultations/{SLUG}/ballots/BAL-1"
SHEET = f"/{SLUG}/ballots/BAL-1/sheet"
SAME, CHANGED, OTHER = "RT1-M5", "RT2-M2", "RT1-M7"
WHY = "The Convention is not for us to sign."


def mine(client: Any) -> dict[str, Any]:
    given: dict[str, Any] = client.get(API).json()["mine"]
    return given


def given_before(site: Site, *, void: bool = True) -> str:
    """An earlier ballot on three of the texts, in which the State objected to all of them; on `CHANGED` a version ago."""
    code: str = site.api("state").get(API).json()["delegation"]
    with site.database.unit_of_work() as db:
        here = site.consultation(SLUG).id or 0
        new = db.exec(select(Ballot).where(Ballot.consultation_id == here)).one()
        body = db.exec(
            select(Delegation).where(Delegation.consultation_id == here, Delegation.code == code)
        ).one()
        opened = new.opens_at - timedelta(days=30)
        old = Ballot(
            consultation_id=here,
            round_id=new.round_id,
            code="BAL-0",
            title="The first attempt",
            opens_at=opened,
            closes_at=opened + timedelta(days=9),
            rule=new.rule,
            voided_at=opened + timedelta(days=10) if void else None,
        )
        db.add(old)
        db.flush()
        for place, text in enumerate((SAME, CHANGED, OTHER)):
            proposal = db.exec(
                select(Proposal).where(Proposal.consultation_id == here, Proposal.code == text)
            ).one()
            version = proposal.version - 1 if text == CHANGED else proposal.version
            facts = {"consultation_id": here, "ballot_id": old.id or 0, "proposal_id": proposal.id or 0}
            db.add(BallotProposal(**facts, version=version, place=place))
            db.add(
                Position(
                    **facts,
                    delegation_id=body.id or 0,
                    version=version,
                    position="object",
                    reason=WHY,
                    cast_at=opened + timedelta(days=1),
                    nonce="n",
                    receipt=f"{place}",
                )
            )
            now = db.exec(
                select(Position).where(Position.ballot_id == new.id, Position.proposal_id == proposal.id)
            ).all()
            assert all(row.delegation_id != body.id for row in now), text
    return code


def test_sheet_shows_what_was_given_before_and_what_changed_since(site: Site) -> None:
    given_before(site)
    page = site.client("state").get(SHEET).text
    assert "in BAL-0, which was declared void: Object." in page
    assert WHY in page
    assert f"/{SLUG}/{CHANGED}/changes?from=" in page
    assert f"/{SLUG}/{SAME}/changes?from=" not in page
    assert "1 text has changed since your delegation gave its position" in page
    assert f'value="{SAME}">Give it again' in page
    assert f'value="{CHANGED}">Give it again' not in page
    assert site.client().get(f"/{SLUG}/{CHANGED}/changes?from=1&to=2").status_code == 200


def test_nothing_is_taken_over_by_itself_and_others_see_nothing_of_it(site: Site) -> None:
    given_before(site, void=False)
    assert {SAME, CHANGED, OTHER}.isdisjoint(mine(site.api("state")))
    sheet = Form(site.client("state").get(SHEET), id="sheet")
    assert SAME not in sheet.values
    for who in ("ngo", "moderator", None):
        client = site.client(who)
        assert WHY not in client.get(f"/{SLUG}/ballots/BAL-1").text
        assert WHY not in client.get(SHEET).text
    assert site.api("member").get(f"{API}/earlier").status_code == 403
    assert site.api().get(f"{API}/earlier").status_code == 401


def test_earlier_position_is_given_again_in_one_press_as_a_new_position(site: Site) -> None:
    given_before(site)
    head = site.client("state")
    answer = Form(head.get(SHEET), id="sheet").submit(head, earlier=SAME)
    assert answer.status_code == 200
    assert "1 position stands as it is on this sheet." in answer.text
    now = mine(site.api("state"))
    assert (now[SAME]["position"], now[SAME]["reason"], now[SAME]["turn"]) == ("object", WHY, 1)
    assert now[SAME]["receipt"] != "0"
    assert {CHANGED, OTHER}.isdisjoint(now)


def test_everything_that_has_not_changed_is_given_again_in_one_press(site: Site) -> None:
    code = given_before(site)
    head = site.client("state")
    before = mine(site.api("state"))
    form = {"csrf_token": Form(head.get(SHEET), id="sheet").values["csrf_token"], "delegation": code}
    assert head.post(SHEET, data={**form, "earlier": "all"}, follow_redirects=False).status_code == 303
    assert set(mine(site.api("state"))) - set(before) == {SAME, OTHER}
    page = head.get(SHEET).text
    assert "Give them all again" not in page
    refused = head.post(SHEET, data={**form, "earlier": CHANGED})
    assert refused.status_code == 403
    assert "The text has changed since, so that your delegation is asked anew." in refused.text
    assert CHANGED not in mine(site.api("state"))
    again = head.post(SHEET, data={**form, "earlier": SAME})
    assert again.status_code == 200
    assert mine(site.api("state"))[SAME]["turn"] == 1


def test_what_is_typed_elsewhere_is_neither_recorded_nor_lost_when_one_is_given_again(site: Site) -> None:
    """Without script: the press sends the whole sheet."""
    given_before(site)
    head = site.client("state")
    page = head.get(SHEET)
    before = mine(site.api("state"))
    choice = {CHANGED: "object", f"{CHANGED}-reason": "Nobody\r\npays."}
    answer = Form(page, id="sheet").submit(head, earlier=SAME, **choice)
    assert answer.status_code == 200
    assert "1 position stands as it is on this sheet." in answer.text
    assert "What you chose in other rows is still here, and not recorded yet." in answer.text
    assert set(mine(site.api("state"))) - set(before) == {SAME}
    drawn = Form(answer, id="sheet")
    assert drawn.values[CHANGED] == ["object"]
    assert drawn.values[f"{CHANGED}-reason"][0].split() == ["Nobody", "pays."]
    # All the others, but the one in which something else is chosen.
    answer = drawn.submit(head, earlier="all", **{OTHER: "abstain"})
    assert mine(site.api("state"))[OTHER]["position"] == "object"
    drawn = Form(answer, id="sheet")
    assert (drawn.values[OTHER], drawn.values[CHANGED]) == (["abstain"], ["object"])
    assert "Record yours once more if it is to count." in answer.text
    # Refused, and nothing of it is lost either.
    refused = drawn.submit(head, earlier=CHANGED)
    assert refused.status_code == 403
    assert Form(refused, id="sheet").values[CHANGED] == ["object"]
    done = Form(refused, id="sheet").submit(head)
    assert done.status_code == 200
    now = mine(site.api("state"))
    assert (now[CHANGED]["position"], now[CHANGED]["reason"]) == ("object", "Nobody\npays.")
    assert now[OTHER]["position"] == "abstain"


def test_what_somebody_else_gave_meanwhile_is_not_overwritten_by_what_was_kept(site: Site) -> None:
    given_before(site)
    head = site.client("state")
    page = head.get(SHEET)
    site.api("alternate").put(f"{API}/positions/{CHANGED}", json={"position": "support"})
    site.api("alternate").put(f"{API}/positions/{OTHER}", json={"position": "support"})
    answer = Form(page, id="sheet").submit(head, earlier=SAME, **{CHANGED: "abstain"})
    assert "Record yours once more if it is to count." in answer.text
    assert f'id="error-{CHANGED}"' in answer.text
    assert f'id="error-{OTHER}"' not in answer.text
    drawn = Form(answer, id="sheet")
    assert (drawn.values[CHANGED], drawn.values[OTHER]) == (["abstain"], ["support"])


def test_enter_in_the_sheet_presses_the_button_that_records_it_all(site: Site) -> None:
    given_before(site)
    sheet = Form(site.client("state").get(SHEET), id="sheet").form
    first = next(button for button in sheet.iter("button") if button.get("type", "submit") == "submit")
    assert first.get("name") is None
    assert {button.get("value") for button in sheet.iter("button") if button.get("name") == "earlier"} == {
        "all",
        SAME,
        OTHER,
    }


def test_need_says_how_many_texts_changed_since(site: Site) -> None:
    given_before(site)
    needs = site.api("state").get("/account/needs").json()
    found = [need for need in needs["items"] if need["kind"] == "positions"]
    assert "1 text has changed since your delegation gave its position." in found[0]["why"]
    assert "has changed since your delegation" not in str(site.api("ngo").get("/account/needs").json())


def test_programs_read_the_same(site: Site) -> None:
    code = given_before(site)
    found = site.api("state").get(f"{API}/earlier").json()
    assert found["delegation"] == code
    assert set(found["items"]) == {SAME, CHANGED, OTHER}
    one = found["items"][CHANGED]
    assert (one["changed"], one["ballot"], one["void"], one["position"]) == (True, "BAL-0", True, "object")
    assert one["under_decision"] == one["version"] + 1
    assert site.api("state").get(f"{API}/earlier?delegation=org-nobody").status_code == 422
    client = site.api("state")
    with counted(site.database) as statements:
        client.get(f"{API}/earlier")
    assert len(statements) <= 9
