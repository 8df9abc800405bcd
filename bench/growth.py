"""What growth costs: the same requests with a hundred times the proposals and the positions."""

import json
from pathlib import Path

from bench.load import Request, again, load, request
from bench.report import Report
from bench.sites import command, serving, signed_in, synth, wait_for_rest

API = "/api/v1/consultations"
# The largest consultation that codes of two figures leave room for; five of them make a hundred thousand proposals.
MOST = 19_600


def prepare_growth(report: Report, small: Path, large: Path) -> None:
    """Write the two databases, which takes most of the time."""
    unfinished = large.with_suffix(".part")
    for database in (small, unfinished):
        command(database, "demo", "--no-serve")
    took = synth(small, "one", proposals=1000, comments=1000, delegations=100, positions=10_000)
    report.add("database of 10³ proposals and 10⁴ positions, written", f"{took:.0f} s")
    took = sum(
        synth(unfinished, slug, proposals=MOST, comments=5000, delegations=200, positions=200_000)
        for slug in ("one", "two", "three", "four", "five")
    )
    took += synth(unfinished, "six", proposals=2000, comments=1000, delegations=100, positions=1000)
    report.add("database of 10⁵ proposals and 10⁶ positions, written", f"{took:.0f} s")
    unfinished.rename(large)


def measure_growth(report: Report, folder: Path) -> None:
    """A database of 1,000 proposals and 10,000 positions beside one of 10^5 and 10^6."""
    small, large = folder / "small.db", folder / "large.db"
    if not large.exists():
        prepare_growth(report, small, large)
    tokens = {
        database: command(database, "token", "add", "state@demo.example", "--label", "bench")
        for database in (small, large)
    }
    with serving(small) as few, serving(large) as many:
        wait_for_rest(small)
        wait_for_rest(large)
        signed = {
            site: {"Cookie": signed_in(database, site)} for site, database in ((few, small), (many, large))
        }
        for what, path in (
            ("list, first page", "/one/proposals"),
            ("list, API, filtered", f"{API}/one/proposals?kind=benchmark&q=remittance"),
            ("proposal page", "/one/RT1-M1"),
            ("search", "/one/search?q=pensions"),
            ("ballot", f"{API}/one/ballots/BAL-1"),
        ):
            before = load(few.port, again(request("GET", path, signed[few])), seconds=3)
            after = load(many.port, again(request("GET", path, signed[many])), seconds=3)
            times = after.p50 / before.p50
            report.add(
                f"{what}, 10⁵ beside 10³ proposals",
                f"p50 {after.p50 * 1e3:.1f} ms",
                floor=f"{before.p50 * 1e3:.1f} ms (x{times:.1f})",
            )

        def position(token: str) -> Request:
            path = f"{API}/hld-2013-decision/ballots/BAL-1/positions/RT1-M1"
            head = {"Authorization": f"Bearer {token}"}
            return lambda n: request(
                "PUT", path, head, json.dumps({"position": ("support", "abstain")[n % 2]}).encode()
            )

        before, after = load(few.port, position(tokens[small])), load(many.port, position(tokens[large]))
        report.add(
            "position cast, 10⁶ beside 10⁴ positions",
            f"p50 {after.p50 * 1e3:.1f}, p99 {after.p99 * 1e3:.1f} ms",
            floor=f"{before.p50 * 1e3:.1f} ms (x{after.p50 / before.p50:.1f})",
        )
        report.add("memory with 10⁵ proposals", f"{many.memory:.0f} MiB", floor=f"{few.memory:.0f} MiB with 10³",
                   budget="under 120 MiB", held=many.memory < 120)  # fmt: skip
