"""Packages in by the command: all or nothing, once, and as they stood on a day."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from app.consultations.calendar import RoundStage, round_stage
from app.consultations.models import Consultation, Round
from app.dossier.loading import import_package
from app.dossier.package import check_package
from app.dossier.replay import Replay
from app.drafting.content import plain
from app.drafting.models import Version
from app.kernel.actor import SYSTEM
from app.kernel.errors import Refused
from app.kernel.search import search
from app.tables import metadata
from tests.dossier.packages import FILE, content, real, small, spoiled, written
from tests.support import Site, commonspace


def counts(site: Site) -> dict[str, int]:
    """How many rows every table has."""
    with site.database.engine.connect() as connection:
        return {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def imported(site: Site, slug: str = "hld-2013", day: str | None = None) -> Consultation:
    with site.database.unit_of_work() as db:
        return import_package(
            db, SYSTEM, small(), slug=slug, replay=Replay.on(day) if day else None
        ).consultation


def states(site: Site, slug: str) -> dict[str, int]:
    rows = site.rows(
        "SELECT p.state, count(*) FROM proposal p JOIN consultation c ON c.id = p.consultation_id"
        " WHERE c.slug = :slug GROUP BY p.state",
        slug=slug,
    )
    return dict(rows)


def test_import_says_what_it_loaded_and_the_same_again_changes_nothing(empty_site: Site) -> None:
    first = commonspace(empty_site.url, "import", str(FILE))
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("hld-2013: 68 proposals, 72 comments and 3043 positions were loaded.")
    before = counts(empty_site)
    again = commonspace(empty_site.url, "import", str(FILE))
    assert again.returncode == 0
    assert again.stdout == "hld-2013: loaded before with the same content; nothing was changed.\n"
    assert counts(empty_site) == before


def test_a_broken_package_ends_with_2_every_error_on_a_line_of_its_own_and_nothing_written(
    empty_site: Site, tmp_path: Path
) -> None:
    def spoil(given: dict[str, Any]) -> None:
        given["comments"][3]["round"] = "R9"
        given["ballots"][0]["positions"].append(given["ballots"][0]["positions"][0])
        given["sources"][0].pop("title")

    before = counts(empty_site)
    done = commonspace(empty_site.url, "import", str(written(tmp_path, spoiled(spoil))))
    assert done.returncode == 2
    assert done.stdout == ""
    assert sorted(done.stderr.splitlines()) == [
        '$.ballots[0].positions[100]: "org-swe on RT1-M1": a second position; the first is positions[0]',
        '$.comments[3].round: "R9": there is no round of this id',
        "$.sources[0].title: nothing: this has to be given",
    ]
    assert counts(empty_site) == before


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["import", "nowhere.json"], "$: nowhere.json: the file cannot be read (No such file or directory)"),
        (["import", str(FILE), "--replay", "2013-06-10"],
         "--replay and --as go together: a replayed consultation needs a slug of its own."),
        (["import", str(FILE), "--replay", "June", "--as", "june"],
         '--replay: "June": not a date, written YYYY-MM-DD'),
        (["import", str(FILE), "--replay", "2013-06-10", "--as", "static"],
         '--as: "static": this word is reserved for an address of the site itself'),
        (["import", str(FILE), "--replay", "2013-06-10", "--as", ""],
         '--as: "": does not have the form ^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
        (["import", str(FILE), "--replay", "2013-06-10", "--as", "a/b"],
         '--as: "a/b": does not have the form ^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    ],
)  # fmt: skip
def test_a_wrong_argument_is_one_line_and_exit_2(tmp_path: Path, arguments: list[str], line: str) -> None:
    done = commonspace(f"sqlite:///{tmp_path}/none.db", *arguments)
    assert (done.returncode, done.stdout, done.stderr.splitlines()) == (2, "", [line])


def test_a_dry_run_checks_and_writes_nothing(empty_site: Site) -> None:
    before = counts(empty_site)
    done = commonspace(empty_site.url, "import", str(FILE), "--dry-run")
    assert done.returncode == 0
    assert "3043 positions would be loaded; nothing was written." in done.stdout
    assert counts(empty_site) == before


def test_the_same_id_with_other_content_is_refused(empty_site: Site, tmp_path: Path) -> None:
    imported(empty_site)
    before = counts(empty_site)
    other = written(tmp_path, spoiled(lambda p: p["comments"][0].update(text="Something else.")))
    done = commonspace(empty_site.url, "import", str(other))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "was loaded before with other content" in done.stderr
    assert counts(empty_site) == before


def test_a_slug_that_is_taken_by_something_else_is_refused(empty_site: Site) -> None:
    imported(empty_site)
    with pytest.raises(Refused, match="was loaded before as it was, not replayed"):
        imported(empty_site, "hld-2013", "2013-06-10")


def test_what_was_loaded_says_what_the_package_says(empty_site: Site) -> None:
    given, here = content(), imported(empty_site)
    rows = counts(empty_site)
    assert {name: rows[name] for name in ("proposal", "comment", "position", "organisation", "pilot")} == {
        "proposal": 68, "comment": 72, "position": 100, "organisation": 52, "pilot": 6,
    }  # fmt: skip
    assert rows["source"] == len(given["sources"])
    assert rows["milestone"] == sum(len(p["milestones"]) for p in given["pilots"])
    assert rows["benchmark_link"] == sum(len(m["benchmarks"]) for m in given["mechanisms"])
    assert rows["version"] == 40 + sum(len(m["history"]) for m in given["mechanisms"])
    assert rows["disposition"] == sum(c["disposition"] is not None for c in given["comments"])
    assert (here.timezone, here.title_i18n["ar"]) == ("UTC", given["consultation"]["title_i18n"]["ar"])


def test_names_are_mapped_as_the_format_says(empty_site: Site) -> None:
    imported(empty_site)

    def column(sql: str) -> set[str]:
        return {row[0] for row in empty_site.rows(sql)}

    assert column("SELECT DISTINCT kind FROM round") == {"comment", "ballot"}
    assert column("SELECT DISTINCT code FROM disposition") == {
        "accepted", "partially_accepted", "noted", "not_accepted",
    }  # fmt: skip
    assert column("SELECT DISTINCT role FROM membership") == {"moderator", "rapporteur", "member", "observer"}
    assert column("SELECT DISTINCT state FROM pilot") == {"active", "completed"}
    assert column("SELECT DISTINCT state FROM milestone") == {"met", "planned", "rescheduled"}
    assert column("SELECT DISTINCT severity FROM comment") == {"minor"}


def test_a_day_opens_at_its_beginning_and_closes_at_its_end_in_the_zone_of_the_consultation(
    empty_site: Site, tmp_path: Path
) -> None:
    given = content()
    given["consultation"]["timezone"] = "America/New_York"
    given["ballots"][0]["positions"] = []
    done = commonspace(empty_site.url, "import", str(written(tmp_path, json.dumps(given).encode())))
    assert done.returncode == 0, done.stderr
    with empty_site.database.reading() as db:
        round_ = db.exec(select(Round).where(Round.code == "R2")).one()
    assert round_.opens_at == datetime(2013, 5, 20, 4, tzinfo=UTC)
    assert round_.closes_at == datetime(2013, 7, 13, 4, tzinfo=UTC)


def test_paragraphs_keep_their_ids_through_the_versions(empty_site: Site) -> None:
    imported(empty_site)
    given = next(m for m in content()["mechanisms"] if m["code"] == "RT1-M1")
    with empty_site.database.reading() as db:
        old, new = db.exec(
            select(Version).where(
                Version.proposal_id == sa.text("(SELECT id FROM proposal WHERE code = 'RT1-M1')")
            ).order_by(Version.n)  # type: ignore[arg-type]
        ).all()  # fmt: skip
    steps = {item["id"]: item["text"] for item in old.content["how_it_works"]}
    assert list(steps.values()) == given["history"][1]["replaced"]["how_it_works"]
    now = {item["id"]: item["text"] for item in new.content["how_it_works"]}
    assert list(now.values()) == given["how_it_works"]
    assert [key for key in steps if steps[key] == now.get(key)] == [
        step for step in steps if step != list(steps)[1]
    ]
    assert (new.parent, new.note, new.round_code) == (1, given["history"][1]["note"], "R1")
    assert plain(new.content)["summary"] == given["summary"]


def test_organisations_are_one_across_consultations(empty_site: Site) -> None:
    imported(empty_site)
    imported(empty_site, "again", "2013-06-10")
    assert counts(empty_site)["organisation"] == 52
    assert counts(empty_site)["delegation"] == 104


def test_everything_is_found_by_search_in_any_script(empty_site: Site) -> None:
    here = imported(empty_site)

    def found(query: str, kind: str | None = None) -> list[tuple[str, str]]:
        with empty_site.database.reading() as db:
            hits = search(db, query, consultations=[here.id or 0], groups=[], kind=kind)
        return [(hit.kind, hit.url) for hit in hits]

    assert ("mechanism", "/hld-2013/RT1-M1") in found("post-2015 development framework indicators")
    assert ("roundtable", "/hld-2013/RT1") in found("国际移民")
    assert ("comment", "/hld-2013/RT1-M1#CM-001") in found("weakness of 2006")
    kinds = {row[0] for row in empty_site.rows("SELECT DISTINCT kind FROM search_entry")}
    assert kinds == {
        "mechanism", "benchmark", "comment", "roundtable", "group", "contribution", "source",
        "response", "pilot",
    }  # fmt: skip


def test_a_comment_is_bound_to_the_version_that_stood_when_its_round_opened(empty_site: Site) -> None:
    imported(empty_site)
    rows = empty_site.rows(
        "SELECT p.code, r.code, c.version FROM comment c JOIN round r ON r.id = c.round_id"
        " JOIN proposal p ON p.id = c.proposal_id"
    )
    given = content()
    opens = {r["id"]: r["opens"] for r in given["review_rounds"]}
    dated = {m["code"]: [h["date"] for h in m["history"]] for m in given["mechanisms"]}
    for code, round_, version in rows:
        assert version == sum(day < opens[round_] for day in dated.get(code, ["2013-01-28"]))
    assert {version for _, _, version in rows} == {1, 2}


def test_a_replayed_consultation_stands_open_today_with_the_counter_of_its_comments(empty_site: Site) -> None:
    here = imported(empty_site, "review", "2013-06-10")
    with empty_site.database.reading() as db:
        stages = {
            r.code: round_stage(r, empty_site.now)
            for r in db.exec(select(Round).where(Round.consultation_id == here.id))
        }
    assert stages == {"R1": RoundStage.CLOSED, "R2": RoundStage.OPEN, "R3": RoundStage.PLANNED}
    assert states(empty_site, "review") == {"under_review": 68}
    (comments, counted) = empty_site.rows(
        "SELECT (SELECT count(*) FROM comment), (SELECT sum(comments) FROM proposal)"
    )[0]
    assert comments == counted > 0


def test_a_replayed_ballot_closes_by_the_clock_and_then_its_outcome_decides(empty_site: Site) -> None:
    imported(empty_site, "decision", "2013-09-05")
    assert states(empty_site, "decision") == {"under_decision": 68}
    empty_site.now += timedelta(days=30)
    imported(empty_site)
    assert sum(states(empty_site, "hld-2013").values()) == 68
    assert "under_decision" not in states(empty_site, "hld-2013")


def test_what_a_first_ballot_left_undecided_is_under_decision_while_a_second_is_open(
    empty_site: Site,
) -> None:
    given = content()
    days = {"opens": "2026-11-10", "closes": "2026-12-10"}
    given["review_rounds"].append({**given["review_rounds"][2], "id": "R4", "number": 4, **days})
    again = {**given["ballots"][0], "id": "BAL-2", "round": "R4", "proposals": ["RT1-M7"], "positions": []}
    given["ballots"].append({**again, **days})
    package = check_package(json.dumps(given).encode())
    with empty_site.database.unit_of_work() as db:
        import_package(db, SYSTEM, package, slug="hld-2013")
    found = dict(empty_site.rows("SELECT code, state FROM proposal"))
    assert (found["RT1-M7"], found["RT1-M6"]) == ("under_decision", "ready")


def test_two_imports_of_one_package_give_the_same_receipts(sites: Any, backend: str) -> None:
    found = []
    for _ in range(2):
        url = sites.new(backend, demo=False)
        with Site(url) as site:
            imported(site)
            found.append(sorted(row[0] for row in site.rows("SELECT receipt FROM position")))
        sites.drop(url)
    assert found[0] == found[1]
    assert len(set(found[0])) == 100


def test_the_ledger_has_the_hash_of_the_package(empty_site: Site) -> None:
    imported(empty_site)
    (facts,) = empty_site.rows("SELECT facts FROM ledger WHERE verb = 'consultation_imported'")[0]
    assert small().sha256 in str(facts)
    assert small().sha256 != real().sha256
