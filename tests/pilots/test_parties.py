"""Who takes part in a pilot: every delegation by its own decision; without a State that leads it is on hold."""

from app.dossier.verification import verify
from tests.pilots.acting import AT, SLUG, WHY, begun, done, read, refused, wrong
from tests.support import Site


def seat(site: Site, delegation: str, person: str = "observer") -> None:
    """Make somebody of the demonstration the head of a delegation."""
    site.tamper(
        "INSERT INTO membership (consultation_id, delegation_id, person_id, role, title)"
        " SELECT d.consultation_id, d.id, p.id, 'head', 'Head of delegation' FROM delegation d"
        " JOIN consultation c ON c.id = d.consultation_id JOIN person p ON p.email = :email"
        " WHERE c.slug = :slug AND d.code = :code",
        email=f"{person}@demo.example", slug=SLUG, code=delegation,
    )  # fmt: skip


def test_an_invited_state_leads_only_after_it_has_joined_by_its_own_act(site: Site) -> None:
    code = begun(site)
    seat(site, "org-esp")
    assert "has not been invited" in refused(site, "observer", f"/{code}/parties", {"part": "lead"})
    done(site, "state", f"/{code}/invitations", {"delegation": "org-esp", "part": "lead"})
    assert (read(site, code)["lead_states"], read(site, code)["invited"]) == (["org-bel"], ["org-esp"])
    assert "States that lead" in refused(site, "observer", f"/{code}/steps", {"step": "held", "reason": WHY})
    done(site, "observer", f"/{code}/parties", {"part": "lead"})
    assert (read(site, code)["lead_states"], read(site, code)["invited"]) == (["org-bel", "org-esp"], [])
    assert done(site, "observer", f"/{code}/steps", {"step": "held", "reason": WHY})["state"] == "on_hold"


def test_any_delegation_joins_as_partner_and_only_a_state_leads(site: Site) -> None:
    code = begun(site)
    assert "Only a State leads" in refused(site, "ngo", f"/{code}/parties", {"part": "lead"})
    assert done(site, "ngo", f"/{code}/parties", {"part": "partner"})["joined_on"] == "2026-11-21"
    assert read(site, code)["partners"] == ["picum"]
    done(site, "ngo", f"/{code}/parties", {"part": "partner"})
    assert read(site, code)["partners"] == ["picum"]
    assert "leads this pilot already" in refused(site, "state", f"/{code}/parties", {"part": "partner"})
    assert "voluntary" in refused(site, "secretariat", f"/{code}/parties")
    assert site.api().post(f"{AT}/{code}/parties", json={}).status_code == 401


def test_an_invitation_is_wrong_for_who_is_not_here_or_takes_part_already(site: Site) -> None:
    for delegation, part in (
        ("nobody", "partner"),
        ("picum", "partner"),
        ("picum", "lead"),
        ("org-bel", "lead"),
    ):
        found = wrong(site, "state", "/PIL-4/invitations", {"delegation": delegation, "part": part})
        assert set(found) == {"delegation"}
    assert "part" in wrong(site, "state", "/PIL-4/invitations", {"delegation": "org-esp", "part": "boss"})
    assert "States that lead" in refused(
        site, "ngo", "/PIL-4/invitations", {"delegation": "org-esp", "part": "lead"}
    )


def test_one_of_two_that_lead_may_leave_and_the_last_one_leaves_it_on_hold_by_the_system(site: Site) -> None:
    code = begun(site)
    seat(site, "org-esp")
    done(site, "state", f"/{code}/invitations", {"delegation": "org-esp", "part": "lead"})
    done(site, "observer", f"/{code}/parties", {"part": "lead"})
    assert set(wrong(site, "observer", f"/{code}/parties/withdrawal")) == {"reason"}
    done(site, "observer", f"/{code}/parties/withdrawal", {"reason": WHY})
    assert (read(site, code)["state"], read(site, code)["lead_states"]) == ("active", ["org-bel"])
    done(site, "alternate", f"/{code}/parties/withdrawal", {"reason": WHY})
    assert (read(site, code)["state"], read(site, code)["lead_states"]) == ("on_hold", [])
    last = site.rows(
        "SELECT person, verb FROM ledger WHERE track = :slug ORDER BY seq DESC LIMIT 1", slug=SLUG
    )
    assert tuple(last[0]) == ("system", "pilot_step_taken")
    # Nobody is left who could invite: a State takes the lead by itself, and lets the pilot go on.
    done(site, "observer", f"/{code}/parties", {"part": "lead"})
    assert done(site, "observer", f"/{code}/steps", {"step": "resumed"})["state"] == "active"
    with site.database.reading() as db:
        # The seat of this test was given past the ledger.
        assert [line for line in verify(db, SLUG).breaks if "membership" not in line] == []


def test_an_invitation_can_be_declined(site: Site) -> None:
    code = begun(site)
    done(site, "state", f"/{code}/invitations", {"delegation": "picum", "part": "partner"})
    done(site, "ngo", f"/{code}/parties/withdrawal", {"reason": "We have no staff for it."})
    assert (read(site, code)["invited"], read(site, code)["partners"]) == ([], [])
    assert "in this pilot" in refused(site, "ngo", f"/{code}/parties/withdrawal", {"reason": WHY})
