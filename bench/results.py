"""What a closed ballot costs: its result page, its register and its shortlist at a million positions."""

import shutil
import sqlite3
import time
import urllib.request
from contextlib import closing
from pathlib import Path

from bench.load import again, load, request
from bench.report import Report
from bench.sites import command, serving, synth, wait_for_rest

TEXTS = DELEGATIONS = 1_000


def prepare_results(report: Report, database: Path) -> None:
    """Write a ballot on a thousand texts in which a thousand delegations gave every position, and let its time pass."""
    unfinished = database.with_suffix(".part")
    command(unfinished, "demo", "--no-serve")
    took = synth(
        unfinished, "million", proposals=TEXTS, comments=0, delegations=DELEGATIONS, positions=TEXTS * DELEGATIONS
    )  # fmt: skip
    report.add("database of a ballot with 10⁶ positions, written", f"{took:.0f} s")
    with closing(sqlite3.connect(unfinished)) as rows, rows:
        here = "consultation_id = (SELECT id FROM consultation WHERE slug = 'million')"
        over = rows.execute(f"SELECT max(cast_at) FROM position WHERE {here}").fetchone()[0]
        rows.execute(f"UPDATE ballot SET closes_at = ? WHERE {here}", (over,))
    shutil.move(unfinished, database)


def measure_results(report: Report, folder: Path) -> None:
    """The first reading of a result, which keeps it, and readings after that."""
    database = folder / "million.db"
    if not database.exists():
        prepare_results(report, database)
    with serving(database) as site:
        wait_for_rest(database)
        base = f"http://127.0.0.1:{site.port}"
        for what, path in (
            ("result page of a ballot with 10⁶ positions", "/million/ballots/BAL-1"),
            ("result of one of its texts", "/million/ballots/BAL-1/RT1-M1"),
            ("its tally, API", "/api/v1/consultations/million/ballots/BAL-1/tally"),
        ):
            began = time.perf_counter()
            with urllib.request.urlopen(base + path) as answer:
                size = len(answer.read())
            first = time.perf_counter() - began
            after = load(site.port, again(request("GET", path)), connections=1, seconds=6)
            report.add(
                what, f"first {first:.1f} s, then p50 {after.p50:.2f} s", floor=f"{size / 1e3:.0f} KB plain"
            )
        report.add("memory of the process after that", f"{site.memory:.0f} MiB")
