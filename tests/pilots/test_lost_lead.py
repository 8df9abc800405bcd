"""A pilot that no State leads any more: on hold at once, said everywhere, and led again only by a State's own act."""

from typing import Any

import lxml.html
import pytest

from app.dossier.verification import verify
from app.pilots.actions.orphans import hold_pilots_without_a_lead
from tests.pilots.acting import AT, SLUG, WHY, begun, done, program, read, refused, wrong
from tests.pilots.test_parties import seat
from tests.site.reading import page, words
from tests.support import Form, Site

ENDED = "The State has closed its mission."
AGREED = "Belgium's partners and Spain agreed on it on 20 November."


def end(site: Site, delegation: str) -> None:
    """The secretariat ends a delegation."""
    answer = program(site, "secretariat").post(
        f"/consultations/{SLUG}/delegations/{delegation}/end", json={"reason": ENDED}
    )
    assert answer.status_code in (200, 201), answer.text
    with site.database.unit_of_work() as db:
        hold_pilots_without_a_lead(db)


def left_alone(site: Site) -> str:
    """A pilot of Belgium alone, after Belgium has left it."""
    code = begun(site)
    done(site, "state", f"/{code}/parties/withdrawal", {"reason": WHY})
    assert read(site, code)["lead_states"] == []
    return code


def breaks(site: Site) -> list[str]:
    """What verifies badly, but for the seats that these tests gave past the ledger."""
    with site.database.reading() as db:
        return [line for line in verify(db, SLUG).breaks if "membership" not in line]


def test_the_end_of_a_delegation_puts_the_pilots_it_led_alone_on_hold_with_its_reason(site: Site) -> None:
    alone, shared = begun(site), str(done(site, "state", "", _plan())["code"])
    seat(site, "org-esp")
    done(site, "state", f"/{shared}/invitations", {"delegation": "org-esp", "part": "lead"})
    done(site, "observer", f"/{shared}/parties", {"part": "lead"})
    for step in ("confirmed", "begun"):
        done(site, "state", f"/{shared}/steps", {"step": step})
    end(site, "org-bel")
    assert (read(site, alone)["state"], read(site, alone)["lead_states"]) == ("on_hold", [])
    assert (read(site, shared)["state"], read(site, shared)["lead_states"]) == ("active", ["org-esp"])
    entries = site.rows(
        "SELECT person, verb, reason FROM ledger WHERE track = :slug AND CAST(facts AS TEXT) LIKE :pilot ORDER BY seq DESC",
        slug=SLUG, pilot=f"%{alone}%",
    )  # fmt: skip
    assert tuple(entries[0]) == ("system", "pilot_step_taken", ENDED)
    text = words(page(site, f"/{SLUG}/pilots/{alone}"))
    for sentence in ("Without a lead", ENDED, "Its delegation ended on 21 November 2026."):
        assert sentence in text
    assert breaks(site) == []


def test_a_pilot_without_a_lead_is_said_on_the_board_and_on_the_secretariats_page(site: Site) -> None:
    code = left_alone(site)
    board = page(site, f"/{SLUG}/pilots", "secretariat")
    assert "1 pilot is without a lead: " + code in words(board)
    assert "Without a lead" in words(board.get_element_by_id(code))
    assert "1 pilot is without a lead." in words(page(site, f"/{SLUG}", "secretariat"))
    assert "No State leads it at present." in site.client().get(f"/{SLUG}/pilots/{code}/report.html").text


def test_not_any_state_takes_a_pilot_without_a_lead(site: Site) -> None:
    code = left_alone(site)
    seat(site, "org-esp")
    assert "the secretariat, when the delegations have agreed" in refused(
        site, "observer", f"/{code}/parties", {"part": "lead"}
    )
    done(site, "observer", f"/{code}/parties", {"part": "partner"})
    assert "led it before" in refused(site, "observer", f"/{code}/parties", {"part": "lead"})
    # The State that led it may, by its own act.
    done(site, "alternate", f"/{code}/parties", {"part": "lead"})
    assert read(site, code)["lead_states"] == ["org-bel"]
    assert done(site, "state", f"/{code}/steps", {"step": "resumed"})["state"] == "active"
    assert breaks(site) == []


@pytest.mark.parametrize("partner", [False, True])
def test_the_secretariat_asks_a_state_that_was_agreed_on_and_the_state_alone_decides(
    site: Site, partner: bool
) -> None:
    code = left_alone(site)
    seat(site, "org-esp")
    if partner:
        done(site, "observer", f"/{code}/parties", {"part": "partner"})
    ask = {"delegation": "org-esp", "reason": AGREED}
    for who in ("state", "ngo", "observer"):
        assert "The secretariat asks" in refused(site, who, f"/{code}/lead", ask)
    assert set(wrong(site, "secretariat", f"/{code}/lead", {**ask, "reason": " "})) == {"reason"}
    for other in ("picum", "nobody"):
        assert set(wrong(site, "secretariat", f"/{code}/lead", {**ask, "delegation": other})) == {
            "delegation"
        }
    for _twice in range(2):
        assert done(site, "secretariat", f"/{code}/lead", ask)["lead_asked_on"] == "2026-11-21"
    found = read(site, code)
    assert (found["lead_states"], found["partners"]) == ([], ["org-esp"] if partner else [])
    assert AGREED in words(page(site, f"/{SLUG}/pilots/{code}/parties"))
    entry = site.rows("SELECT verb, reason FROM ledger WHERE track = :s ORDER BY seq DESC LIMIT 1", s=SLUG)[0]
    assert tuple(entry) == ("lead_asked", AGREED)
    done(site, "observer", f"/{code}/parties", {"part": "lead"})
    found = read(site, code)
    assert (found["state"], found["lead_states"], found["partners"]) == ("on_hold", ["org-esp"], [])
    assert "it alone invites" in refused(site, "secretariat", f"/{code}/lead", ask)
    assert done(site, "observer", f"/{code}/steps", {"step": "resumed"})["state"] == "active"
    assert breaks(site) == []


def test_the_secretariat_asks_in_a_form_that_keeps_what_was_typed(site: Site) -> None:
    code = left_alone(site)
    at, client = f"/{SLUG}/pilots/{code}/parties", site.client("secretariat")
    answer = Form(client.get(at), "/lead").submit(client, delegation="", reason=AGREED)
    assert answer.status_code == 422
    assert lxml.html.fromstring(answer.text).get_element_by_id("reason").text.strip() == AGREED
    answer = Form(answer, "/lead").submit(client, delegation="org-esp")
    assert answer.status_code == 200
    assert "Asked by the secretariat on 21 November 2026 to lead the pilot" in words(page(site, at))


def test_a_pilot_on_hold_does_not_begin_before_its_first_day_by_being_resumed(site: Site) -> None:
    code = str(done(site, "state", "", _plan(start="2026-12-01"))["code"])
    done(site, "state", f"/{code}/steps", {"step": "confirmed"})
    done(site, "state", f"/{code}/parties/withdrawal", {"reason": WHY})
    done(site, "state", f"/{code}/parties", {"part": "lead"})
    assert "1 December 2026" in refused(site, "state", f"/{code}/steps", {"step": "resumed"})


def _plan(**changes: Any) -> dict[str, Any]:
    from_today = {
        "title": "Two that lead",
        "mechanisms": ["RT2-M3"],
        "start": "2026-11-21",
        "end": "2028-11-20",
    }
    return {**from_today, "milestones": [{"title": "First flats let", "due": "2027-03-01"}], **changes}


def test_nobody_outside_reaches_the_form_without_signing_in(site: Site) -> None:
    code = left_alone(site)
    answer = site.api().post(f"{AT}/{code}/lead", json={"delegation": "org-esp", "reason": AGREED})
    assert answer.status_code == 401
