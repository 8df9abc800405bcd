"""Verify holds on the demonstration and says in a sentence whatever was changed behind the application's back."""

import pytest

from app.dossier.verification import verify
from tests.support import Site, commonspace


def breaks(site: Site, slug: str | None = None) -> list[str]:
    with site.database.reading() as db:
        return verify(db, slug).breaks


def test_verify_vouches_for_every_row_of_the_demonstration(demo_url: str) -> None:
    done = commonspace(demo_url, "verify")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert "position: 4690 rows" in lines
    assert "version: 227 rows" in lines
    assert "closed ballots: 1 counted again" in lines
    assert sum(line.startswith("ledger ") for line in lines) == 4
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


CHANGES = [
    (
        "a changed position",
        "UPDATE position SET position = 'abstain', reason = NULL WHERE id = 5",
        "position 5 (BAL-1 RT1-M1 org-mus): the row is not as the ledger says it was left",
    ),
    (
        "a changed time of casting",
        "UPDATE position SET cast_at = (SELECT cast_at FROM position WHERE id = 9) WHERE id = 5",
        "position 5 (BAL-1 RT1-M1 org-mus): the row is not as the ledger says it was left",
    ),
    (
        "a deleted position",
        "DELETE FROM position WHERE id = 9",
        "position 9: the ledger has this row, the table has not",
    ),
    (
        "an added position",
        "INSERT INTO position SELECT 999999, consultation_id, ballot_id, proposal_id, delegation_id, version, 2, false,"
        " position, reason, person_id, author_title, cast_at, nonce, receipt FROM position WHERE id = 5",
        "position 999999 (BAL-1 RT1-M1 org-mus): the ledger knows nothing of this row",
    ),
    (
        "a position that no longer counts",
        "UPDATE position SET current = false WHERE id = 5",
        "position 5 (BAL-1 RT1-M1 org-mus): is the last turn, but does not count",
    ),
    (
        "a changed version",
        "UPDATE version SET content = (SELECT content FROM version WHERE id = 3) WHERE id = 1",
        "version 1 (RT1-M1 version 1): the row is not as the ledger says it was left",
    ),
    (
        "a changed disposition",
        "UPDATE disposition SET reason = 'Because.' WHERE id = 1",
        "disposition 1 (CM-001): the row is not as the ledger says it was left",
    ),
    (
        "a changed comment",
        "UPDATE comment SET text = 'We agree.' WHERE code = 'CM-002' AND id = 2",
        "comment 2 (CM-002): the row is not as the ledger says it was left",
    ),
    (
        "a changed measurement",
        "UPDATE measurement SET value = '1' WHERE id = 1",
        "measurement 1: the row is not as the ledger says it was left",
    ),
    (
        "a changed rule",
        "UPDATE ballot SET closes_at = opens_at WHERE id = 3",
        "ballot 3: the row is not as the ledger says it was left",
    ),
    (
        "an elector who was taken out",
        "DELETE FROM elector WHERE id = 1",
        "elector 1: the ledger has this row, the table has not",
    ),
    (
        "a changed result",
        "UPDATE ballot SET result = (SELECT facts FROM ledger WHERE track = 'site' AND seq = 1) WHERE id = 1",
        "ballot hld-2013 BAL-1: RT1-M1 counted again gives another result than the one that was kept",
    ),
    (
        "a result that is gone",
        "UPDATE ballot SET result = NULL WHERE id = 1",
        "ballot hld-2013 BAL-1: its result was published and is gone",
    ),
    (
        "a changed row of the ledger",
        "UPDATE ledger SET reason = 'Nothing to see.' WHERE track = 'hld-2013' AND seq = 3",
        "ledger hld-2013: row 3 (records_sealed) was changed after it was written",
    ),
    (
        "a removed row of the ledger",
        "DELETE FROM ledger WHERE track = 'hld-2013' AND seq = 3",
        "ledger hld-2013: row 3 is missing before row 4",
    ),
    (
        "a removed last row of the ledger",
        "DELETE FROM ledger WHERE track = 'hld-2013' AND seq = (SELECT seq FROM ledger_head WHERE track = 'hld-2013')",
        "ledger hld-2013: 1 row(s) are missing at the end; the head stands at 23",
    ),
    (
        "a head that is gone",
        "DELETE FROM ledger_head WHERE track = 'site'",
        "ledger site: its head is missing",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sql", "sentence"), [(s, t) for _, s, t in CHANGES], ids=[name for name, _, _ in CHANGES]
)
def test_verify_says_what_was_changed(site: Site, sql: str, sentence: str) -> None:
    assert breaks(site) == []
    site.tamper(sql)
    assert sentence in breaks(site)


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
