"""Databases to measure on, and servers to measure."""

import http.cookiejar
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path


def environment(database: Path) -> dict[str, str]:
    """The environment of a command or a server on this database, whatever the caller's says."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMMONSPACE_")}
    return kept | {
        "COMMONSPACE_DATABASE_URL": f"sqlite:///{database}",
        "COMMONSPACE_RATE_LIMITS": "off",
        "BENCH_FLOOR": str(database),
    }


def command(database: Path, *args: str) -> str:
    """Run `commonspace` and give the last line of what it printed."""
    ran = subprocess.run(
        [sys.executable, "-m", "app", *args], capture_output=True, text=True, check=False, env=environment(database)
    )  # fmt: skip
    if ran.returncode:
        raise RuntimeError(f"commonspace {' '.join(args)}: {ran.stderr[-500:]}")
    return ran.stdout.strip().splitlines()[-1] if ran.stdout.strip() else ""


def synth(
    database: Path, slug: str, *, proposals: int, comments: int, delegations: int, positions: int
) -> float:
    """Write a synthetic consultation; gives the seconds it took."""
    began = time.perf_counter()
    sizes = {"proposals": proposals, "comments": comments, "delegations": delegations, "positions": positions}
    command(database, "synth", slug, *(part for name, n in sizes.items() for part in (f"--{name}", str(n))))
    return time.perf_counter() - began


def wait_for_rest(database: Path, *, seconds: float = 600) -> float:
    """Wait until a server on this database has no long work left, so that it is not measured with the requests.

    Gives how many seconds that took. RuntimeError where it does not end.
    """
    began = time.perf_counter()
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as rows:
        while rows.execute("SELECT count(*) FROM work WHERE finished_at IS NULL").fetchone()[0]:
            if time.perf_counter() - began > seconds:
                raise RuntimeError("the long work does not end")
            time.sleep(0.5)
    return time.perf_counter() - began


@dataclass(frozen=True)
class Served:
    """A running server: its port, its process, and how long it took to its first answer, in seconds."""

    port: int
    pid: int
    started: float

    @property
    def memory(self) -> float:
        """What the process holds of the machine's memory, shared pages split, in MiB."""
        for line in Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
        return 0.0


@contextmanager
def serving(database: Path, *, floor: bool = False) -> Iterator[Served]:
    """Serve the site on a database, or the floor, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    site = [sys.executable, "-m", "app", "serve", "--port", str(port)]
    least = [
        sys.executable,
        "-m",
        "uvicorn",
        "bench.floor:app",
        "--port",
        str(port),
        "--log-level",
        "warning",
    ]
    began = time.perf_counter()
    process = subprocess.Popen(least if floor else site, env=environment(database))
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if process.poll() is not None or time.perf_counter() - began > 60:
                    raise RuntimeError("the server did not start") from None
                time.sleep(0.01)
        yield Served(port, process.pid, time.perf_counter() - began)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def signed_in(database: Path, site: Served) -> str:
    """A session of the member, as the browser sends it."""
    secret = command(database, "link", "member@demo.example").rsplit("/", 1)[1]
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    at = f"http://localhost:{site.port}/sign-in/{secret}"
    page = browser.open(at).read().decode()
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, "the page of the sign-in has no form"
    browser.open(at, urllib.parse.urlencode({"csrf_token": found[1]}).encode())
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
