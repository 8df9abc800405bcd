"""Verify holds on the demonstration and says in a sentence whatever was changed behind the application's back."""

import pytest

from app.dossier.verification import verify
from tests.support import Site, commonspace

# By name, as a table gets columns over the years.
COPIED = (
    "consultation_id, ballot_id, proposal_id, delegation_id, seat, version, position, reason, person_id, author_title,"
    " cast_at, nonce, receipt"
)


def breaks(site: Site, slug: str | None = None) -> list[str]:
    with site.database.reading() as db:
        return verify(db, slug).breaks


def test_verify_vouches_for_every_row_of_the_demonstration(demo_url: str) -> None:
    done = commonspace(demo_url, "verify")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert "position: 7733 rows" in lines
    assert "version: 304 rows" in lines
    assert "closed ballots: 2 counted again" in lines
    assert sum(line.startswith("ledger ") for line in lines) == 5
    assert "issued editions: 6 texts and 0 files with the hashes they had" in lines
    assert lines[-1] == "Everything is as the ledger says."


def test_verify_of_one_consultation_looks_at_it_and_at_the_site(reading_site: Site) -> None:
    with reading_site.database.reading() as db:
        report = verify(db, "hld-2013")
    assert report.breaks == []
    assert report.rows["position"] == 3043
    assert [name for name, _, _ in report.chains] == ["hld-2013", "site"]


def test_verify_of_an_unknown_consultation_ends_with_2(demo_url: str) -> None:
    done = commonspace(demo_url, "verify", "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == ["There is no consultation “nowhere” here."]


def test_verify_ends_with_1_and_says_each_break_on_a_line(site: Site) -> None:
    site.tamper("UPDATE position SET reason = 'We never said so.' WHERE id IN (5, 6)")
    done = commonspace(site.url, "verify")
    assert done.returncode == 1
    found = [line for line in done.stdout.splitlines() if "not as the ledger says" in line]
    assert len(found) == 2
    assert found[0].startswith("position 5 (BAL-1 RT1-M1 ")


def changed(site: Site, *changes: tuple[str, str]) -> None:
    """Make every change and hold verify to every sentence; the changes touch different rows and chains."""
    for sql, _ in changes:
        site.tamper(sql)
    found = breaks(site)
    for sql, sentence in changes:
        assert sentence in found, (sql, found)


def test_verify_says_which_rows_were_changed_deleted_and_added(site: Site) -> None:
    other = "(SELECT %s FROM %s WHERE id = 9)"
    left = "the row is not as the ledger says it was left"
    changed(
        site,
        (
            "UPDATE position SET position = 'abstain' WHERE id = 5",
            f"position 5 (BAL-1 RT1-M1 org-mus): {left}",
        ),
        ("UPDATE position SET reason = 'So.' WHERE id = 6", f"position 6 (BAL-1 RT1-M1 org-bel): {left}"),
        (
            f"UPDATE position SET cast_at = {other % ('opens_at', 'round')} WHERE id = 7",
            f"position 7 (BAL-1 RT1-M1 org-che): {left}",
        ),
        ("DELETE FROM position WHERE id = 9", "position 9: the ledger has this row, the table has not"),
        (
            f"INSERT INTO position (id, turn, current, {COPIED}) SELECT 999999, 2, false, {COPIED} FROM position WHERE id = 8",
            "position 999999 (BAL-1 RT1-M1 org-bgd): the ledger knows nothing of this row",
        ),
        (
            f"UPDATE version SET content = {other % ('content', 'version')} WHERE id = 1",
            f"version 1 (RT1-M1 version 1): {left}",
        ),
        ("UPDATE disposition SET reason = 'Because.' WHERE id = 1", f"disposition 1 (CM-001): {left}"),
        ("UPDATE comment SET text = 'We agree.' WHERE id = 2", f"comment 2 (CM-002): {left}"),
        ("UPDATE measurement SET value = '1' WHERE id = 1", f"measurement 1: {left}"),
        ("UPDATE ballot SET closes_at = opens_at WHERE id = 3", f"ballot 3: {left}"),
        ("DELETE FROM elector WHERE id = 1", "elector 1: the ledger has this row, the table has not"),
    )


def test_verify_says_which_position_is_wrongly_marked_as_the_one_that_counts(site: Site) -> None:
    changed(
        site,
        (
            "UPDATE position SET current = false WHERE id = 5",
            "position 5 (BAL-1 RT1-M1 org-mus): is the last turn, but does not count",
        ),
    )


def test_verify_says_where_a_chain_was_broken(site: Site) -> None:
    last = "SELECT seq FROM ledger_head WHERE track = 'hld-2013-decision'"
    count = site.rows(last)[0][0]
    changed(
        site,
        (
            "UPDATE ledger SET reason = 'Nothing.' WHERE track = 'hld-2013' AND seq = 3",
            "ledger hld-2013: row 3 (records_sealed) was changed after it was written",
        ),
        (
            "DELETE FROM ledger WHERE track = 'hld-2013-review' AND seq = 3",
            "ledger hld-2013-review: row 3 is missing before row 4",
        ),
        (
            f"DELETE FROM ledger WHERE track = 'hld-2013-decision' AND seq = ({last})",
            f"ledger hld-2013-decision: 1 row(s) are missing at the end; the head stands at {count}",
        ),
        ("DELETE FROM ledger_head WHERE track = 'site'", "ledger site: its head is missing"),
    )


def test_verify_counts_every_closed_ballot_again(site: Site) -> None:
    changed(
        site,
        (
            "UPDATE ballot SET result = (SELECT facts FROM ledger WHERE track = 'site' AND seq = 1) WHERE id = 1",
            "ballot hld-2013 BAL-1: RT1-M1 counted again gives another result than the one that was kept",
        ),
    )
    assert "ballot hld-2013 BAL-1: its result is not the one that was published" in breaks(site)
    changed(
        site,
        (
            "UPDATE ballot SET result = NULL WHERE id = 1",
            "ballot hld-2013 BAL-1: its result was published and is gone",
        ),
    )


def test_verify_of_one_consultation_does_not_mind_a_break_in_another(site: Site) -> None:
    site.tamper(
        "UPDATE comment SET text = 'We agree.' WHERE consultation_id ="
        " (SELECT id FROM consultation WHERE slug = 'hld-2013-review')"
    )
    assert breaks(site, "hld-2013") == []
    assert len(breaks(site, "hld-2013-review")) == 54


def test_a_row_that_cannot_be_read_any_more_is_a_break_and_no_crash(site: Site) -> None:
    site.tamper("UPDATE version SET content = '3' WHERE id = 3")
    site.tamper("UPDATE position SET position = 'maybe' WHERE id = 5")
    found = breaks(site)
    assert any(line.startswith("version 3 ") for line in found)
    assert any("BAL-1: cannot be counted again" in line for line in found)


def test_verify_sees_one_moment_while_others_write(site: Site) -> None:
    with site.database.snapshot() as db:
        assert verify(db).breaks == []
        site.tamper("UPDATE position SET reason = 'So.' WHERE id = 6")
        assert verify(db).breaks == []
    assert len(breaks(site)) == 1


def test_verify_says_when_a_whole_chain_and_its_head_are_gone(site: Site) -> None:
    site.tamper("DELETE FROM ledger WHERE track = 'site'")
    site.tamper("DELETE FROM ledger_head WHERE track = 'site'")
    assert "ledger site: its head is missing" in breaks(site)
    assert "ledger site: its head is missing" in breaks(site, "hld-2013")


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE membership SET role = 'head' WHERE role = 'observer'",
        "UPDATE round SET closes_at = opens_at WHERE code = 'R3'",
        "UPDATE working_group SET closed = true WHERE code = 'WG-1A'",
        "UPDATE delegation SET voting = true WHERE NOT voting",
        "INSERT INTO membership (consultation_id, delegation_id, person_id, role, title)"
        " SELECT m.consultation_id, d.id, m.person_id, 'head', 'x' FROM membership m JOIN delegation d"
        " ON d.consultation_id = m.consultation_id WHERE d.code = 'org-swe' AND m.role = 'reporter'",
    ],
)
def test_verify_sees_who_was_given_a_seat_and_a_moved_deadline(site: Site, tampering: str) -> None:
    site.tamper(tampering)
    assert breaks(site)


def test_verify_of_a_new_installation_has_nothing_to_say(empty_site: Site) -> None:
    assert breaks(empty_site) == []


def test_verify_holds_every_receipt_against_the_public_names_there_are_now(site: Site) -> None:
    here = site.consultation("hld-2013").id
    where = f"WHERE consultation_id = {here} AND code ="
    site.tamper(f"UPDATE delegation SET code = 'aside' {where} 'org-bel'")
    site.tamper(f"UPDATE delegation SET code = 'org-bel' {where} 'picum'")
    site.tamper(f"UPDATE delegation SET code = 'picum' {where} 'aside'")
    found = breaks(site, "hld-2013")
    said = {
        name: [line for line in found if f" {name}): its receipt is not" in line]
        for name in ("org-bel", "picum")
    }
    assert all(said.values()), "two delegations changed names, and with them their positions"
    renamed = [line for line in found if line.startswith("delegation ")]
    assert len(renamed) == 2
    assert len(found) == len(renamed) + sum(len(lines) for lines in said.values())


def test_verify_says_which_title_and_which_number_are_not_those_of_the_newest_version(site: Site) -> None:
    here = site.consultation("hld-2013").id
    where = f"WHERE consultation_id = {here} AND code ="
    site.tamper(f"UPDATE proposal SET title = 'Another one' {where} 'RT1-M2'")
    site.tamper(f"UPDATE proposal SET version = version + 1 {where} 'RT1-M3'")
    found = breaks(site, "hld-2013")
    assert len(found) == 2
    assert "(RT1-M2): its title is not that of version" in found[0]
    assert "(RT1-M3): it stands at version" in found[1]


def test_what_cannot_be_counted_or_compared_is_a_break_and_no_crash(site: Site) -> None:
    site.tamper("UPDATE ballot SET result = '5' WHERE result IS NOT NULL")
    assert [line for line in breaks(site) if line.startswith("ballot: a row cannot be read")]
