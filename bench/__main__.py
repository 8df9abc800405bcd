"""Measures a real server on a synthetic consultation of 1,000 proposals, one client after another request.

Prints for each kind of request how many a second and the median and 99th percentile. The floors to hold them against
are not measured yet.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

PORT = 8971
SECONDS = 4.0
AT = f"http://localhost:{PORT}"


def command(*args: str) -> str:
    """Run `commonspace` and give the last line of what it printed."""
    ran = subprocess.run([sys.executable, "-m", "app", *args], capture_output=True, text=True, check=True)
    return ran.stdout.strip().splitlines()[-1] if ran.stdout.strip() else ""


def measure(name: str, ask: Callable[[int], httpx.Response], *, seconds: float = SECONDS) -> None:
    """Ask again and again for a while, and print the figures."""
    times: list[float] = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        began = time.perf_counter()
        answer = ask(len(times))
        times.append(time.perf_counter() - began)
        assert answer.status_code in (200, 201), f"{name}: {answer.status_code} {answer.text[:200]}"
    times.sort()
    last = times[int(len(times) * 0.99)]
    median = statistics.median(times)
    sys.stdout.write(
        f"{name:<28} {len(times) / sum(times):8.0f}/s   p50 {median * 1e3:7.1f} ms   p99 {last * 1e3:7.1f} ms\n"
    )


def main() -> None:
    """Load, serve, measure, clean up."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COMMONSPACE_DATABASE_URL"] = f"sqlite:///{Path(folder) / 'bench.db'}"
        os.environ["COMMONSPACE_RATE_LIMITS"] = "off"
        began = time.perf_counter()
        command("demo", "--no-serve")
        sys.stdout.write(f"{'demo, three imports':<28} {time.perf_counter() - began:8.1f} s\n")
        began = time.perf_counter()
        command(
            "synth",
            "big",
            "--proposals",
            "1000",
            "--comments",
            "5000",
            "--delegations",
            "100",
            "--positions",
            "20000",
        )
        sys.stdout.write(f"{'synth, 1,000 proposals':<28} {time.perf_counter() - began:8.1f} s\n")
        began = time.perf_counter()
        command("export", "hld-2013", "--format", "docx", "--output", str(Path(folder) / "o.docx"))
        sys.stdout.write(f"{'export DOCX of the demo':<28} {time.perf_counter() - began:8.1f} s\n")
        state = {
            "Authorization": "Bearer " + command("token", "add", "state@demo.example", "--label", "bench")
        }
        member = {
            "Authorization": "Bearer " + command("token", "add", "member@demo.example", "--label", "bench")
        }
        server = subprocess.Popen([sys.executable, "-m", "app", "serve", "--port", str(PORT)])
        try:
            measure_server(state, member)
        finally:
            server.terminate()
            server.wait()


def measure_server(state: dict[str, str], member: dict[str, str]) -> None:
    """The requests that matter most."""
    began = time.perf_counter()
    client = httpx.Client(base_url=AT, timeout=30)
    while True:
        try:
            client.get("/healthz")
            break
        except httpx.TransportError:
            time.sleep(0.02)
    sys.stdout.write(f"{'start to first answer':<28} {time.perf_counter() - began:8.1f} s\n")
    api = "/api/v1/consultations"
    measure("list of 50 of 1,000, page", lambda _n: client.get("/big/proposals"))
    measure("list of 50 of 1,000, API", lambda _n: client.get(f"{api}/big/proposals"))
    measure("proposal page", lambda _n: client.get("/hld-2013-review/RT1-M1"))
    measure("search", lambda _n: client.get("/big/search", params={"q": "remittance"}))
    measure(
        "comment, posted",
        lambda n: client.post(
            f"{api}/hld-2013-review/proposals/RT1-M2/comments",
            json={"type": "general", "stance": "support", "text": f"Remark {n}"},
            headers=member,
        ),
    )
    choices = ("support", "abstain")
    measure(
        "position, cast",
        lambda n: client.put(
            f"{api}/hld-2013-decision/ballots/BAL-1/positions/RT1-M1",
            json={"position": choices[n % 2]},
            headers=state,
        ),
    )


main()
