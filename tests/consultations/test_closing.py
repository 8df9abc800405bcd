"""What is closed or archived is read-only: no round runs on in it, and no position is given (domain D3)."""

from tests.support import Site

AT = "/consultations/hld-2013-decision"


def test_nothing_is_adopted_or_closed_while_a_ballot_is_open(site: Site) -> None:
    api = site.api("secretariat")
    assert api.post(f"{AT}/stage", json={"state": "consolidation"}).status_code == 200
    for before, to in (("consolidation", "adopted"), ("adopted", "piloting"), ("piloting", "closed")):
        site.tamper("UPDATE consultation SET state = :state WHERE slug = 'hld-2013-decision'", state=before)
        refused = api.post(f"{AT}/stage", json={"state": to})
        assert refused.status_code == 403
        assert "not over" in refused.json()["detail"]
    site.now = site.now.replace(year=2027)
    assert api.post(f"{AT}/stage", json={"state": "closed"}).status_code == 200


def test_no_position_is_taken_in_an_archive(site: Site) -> None:
    site.tamper("UPDATE consultation SET state = 'archived' WHERE slug = 'hld-2013-decision'")
    door = f"{AT}/ballots/BAL-1/positions/RT1-M2"
    answer = site.api("state").put(door, json={"position": "abstain", "reason": ""})
    assert answer.status_code == 403
    assert "its record stands" in answer.json()["detail"]
