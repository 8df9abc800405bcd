"""Measures a real server, each figure beside its floor in the same run. `--quick` leaves the growth of data out."""

import argparse
import gzip
import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from bench.documents import measure_documents
from bench.growth import measure_growth
from bench.load import Request, Timing, again, load, request
from bench.report import Report
from bench.results import measure_results
from bench.sites import Served, command, environment, serving, signed_in, synth, wait_for_rest
from bench.streams import measure_streams

ROOT = Path(__file__).parents[1]
API = "/api/v1/consultations"


def main() -> None:
    """Load, serve, measure, clean up; write the table into docs/performance.md."""
    given = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    given.add_argument("--quick", action="store_true", help="without the growth of data")
    given.add_argument(
        "--in", dest="folder", help="keep the databases of the growth there, and use them again"
    )
    given.add_argument("--write", action="store_true", help="write docs/performance.md")
    asked = given.parse_args()
    report = Report()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = folder / "bench.db"
        prepare(report, database)
        measure_requests(report, database, folder / "floor.db")
        measure_streams(report, database)
        measure_documents(report, database, folder)
        if not asked.quick:
            kept = Path(asked.folder) if asked.folder else folder
            measure_growth(report, kept)
            measure_results(report, kept)
    if asked.write:
        (ROOT / "docs" / "performance.md").write_text(report.markdown(datetime.now(UTC).date()))


def prepare(report: Report, database: Path) -> None:
    """The demonstration, and a consultation of 1,000 proposals."""
    began = time.perf_counter()
    command(database, "demo", "--no-serve")
    report.add("the demonstration loaded, from nothing", f"{time.perf_counter() - began:.1f} s")
    for n in (300, 1000):
        took = synth(database, f"big-{n}", proposals=n, comments=5 * n, delegations=100, positions=20 * n)
        report.add(f"import of {n:,} proposals, {5 * n:,} comments, {20 * n:,} positions", f"{took:.1f} s")


def measure_requests(report: Report, database: Path, floor: Path) -> None:
    """The requests that matter most, on the site and on the floor, in turn."""
    subprocess.run([sys.executable, "-m", "bench.floor"], check=True, env=environment(floor))
    bearer = {
        who: {"Authorization": "Bearer " + command(database, "token", "add", f"{who}@demo.example", "--label", "bench")}
        for who in ("state", "member")
    }  # fmt: skip
    with serving(database) as site:
        report.add(
            "files of an edition, 72 in six languages, in the background", f"{wait_for_rest(database):.0f} s"
        )
        report.add("memory of the process after writing them", f"{site.memory:.0f} MiB")
    with serving(database) as site, serving(floor, floor=True) as least:
        report.add("memory of the process at its start", f"{site.memory:.0f} MiB", floor=f"{least.memory:.0f} MiB",
                   budget="under 120 MiB", held=site.memory < 120)  # fmt: skip
        report.add("start to first answer", f"{site.started:.1f} s", floor=f"{least.started:.1f} s",
                   budget="under 2 s", held=site.started < 2)  # fmt: skip
        weigh(report, site)
        cookie = {"Cookie": signed_in(database, site)}
        reading = again(request("GET", "/big-1000/proposals", cookie))
        compare(
            report,
            "list of 50 of 1,000, page, signed in",
            site,
            reading,
            least,
            again(request("GET", "/list")),
            0.60,
        )
        compare(report, "list of 50 of 1,000, API", site, again(request("GET", f"{API}/big-1000/proposals")), least,
                again(request("GET", "/list")))  # fmt: skip
        compare(report, "proposal with its comments, signed in", site, again(request("GET", "/hld-2013-review/RT1-M1", cookie)),
                least, again(request("GET", "/page")), 0.60)  # fmt: skip
        compare(
            report, "search, signed in", site, again(request("GET", "/big-1000/search?q=remittance", cookie))
        )
        turn = iter(range(10**9))

        def remark(_n: int) -> bytes:
            body = {"type": "general", "stance": "support", "text": f"Remark {next(turn)}"}
            path = f"{API}/hld-2013-review/proposals/RT1-M2/comments"
            return request("POST", path, bearer["member"], json.dumps(body).encode())

        compare(report, "comment with its ledger row", site, remark, least,
                lambda n: request("POST", "/comment", body=json.dumps({"text": f"Remark {n}"}).encode()), 0.60)  # fmt: skip

        def position(n: int) -> bytes:
            path = f"{API}/hld-2013-decision/ballots/BAL-1/positions/RT1-M1"
            body = {"position": ("support", "abstain")[n % 2]}
            return request("PUT", path, bearer["state"], json.dumps(body).encode())

        cast = compare(report, "position with its receipt and ledger row", site, position, least,
                       lambda n: request("PUT", "/position", body=b'{"position": "support"}'), 0.50)  # fmt: skip
        report.add(
            "position, slowest of a hundred",
            f"{cast.p99 * 1e3:.0f} ms",
            budget="under 50 ms",
            held=cast.p99 < 0.05,
        )
        report.add("memory of the process after all this", f"{site.memory:.0f} MiB", floor=f"{least.memory:.0f} MiB",
                   budget="under 120 MiB", held=site.memory < 120)  # fmt: skip


def compare(
    report: Report, what: str, site: Served, ask: Request, least: Served | None = None, floor: Request | None = None,
    share: float | None = None,
) -> Timing:  # fmt: skip
    """Measure the site and its floor in turn, twice each, and note the better run of each."""
    runs, floors = [], []
    for _ in range(2):
        runs.append(load(site.port, ask))
        if least is not None and floor is not None:
            floors.append(load(least.port, floor))
    best = max(runs, key=lambda timing: timing.rate)
    figure = f"{best.rate:,.0f}/s, p50 {best.p50 * 1e3:.1f}, p99 {best.p99 * 1e3:.1f} ms"
    if not floors:
        report.add(what, figure)
        return best
    bare = max(timing.rate for timing in floors)
    held = best.rate >= share * bare if share is not None else None
    budget = f"at least {share:.0%} of the floor" if share is not None else ""
    report.add(what, figure, floor=f"{bare:,.0f}/s ({best.rate / bare:.0%})", budget=budget, held=held)
    return best


def weigh(report: Report, site: Served) -> None:
    """The bytes to the first view of a page with everything it needs, on the wire."""
    base = f"http://localhost:{site.port}"

    def fetched(path: str) -> tuple[int, bytes]:
        asked = urllib.request.Request(base + path, headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(asked) as answer:
            raw = answer.read()
            return len(raw), gzip.decompress(raw) if answer.headers.get("Content-Encoding") == "gzip" else raw

    for what, path in (("a list", "/big-1000/proposals"), ("a proposal", "/hld-2013/RT1-M1")):
        size, page = fetched(path)
        parts = re.findall(rb'(?:src|href)="(/static/[^"]+\.(?:js|css)[^"]*)"', page)
        total = size + sum(fetched(part.decode())[0] for part in sorted(set(parts)))
        report.add(
            f"bytes to the first view of {what}",
            f"{total / 1000:.1f} KB",
            budget="under 50 KB",
            held=total < 50_000,
        )


if __name__ == "__main__":
    main()
