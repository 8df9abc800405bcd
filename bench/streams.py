"""Many who follow: how long after an act the last of them is told, and what they cost the server's other requests."""

import asyncio
import json
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.load import again, answer_of, load, request
from bench.report import Report
from bench.sites import Served, command, serving, wait_for_rest

API = "/api/v1/consultations"
WHERE = "hld-2013-review"
READERS = 200
ACTS = 20
BETWEEN = 0.25
"""How many seconds lie between two acts."""
PATIENCE = 10.0


@dataclass
class Told:
    """When each reader was told of each change, by the number of the change in the order of arrival, in seconds."""

    moments: list[list[float]] = field(default_factory=list)

    def after(self, act: int, answered: float) -> float | None:
        """How long after the answer to an act the last reader was told of it; None where one was not."""
        if any(len(heard) <= act for heard in self.moments):
            return None
        return max(0.0, max(heard[act] for heard in self.moments) - answered)


def measure_streams(report: Report, database: Path) -> None:
    """200 readers of the live stream of one consultation, while somebody comments in it and others read pages."""
    token = command(database, "token", "add", "member@demo.example", "--label", "streams")
    with serving(database) as site:
        wait_for_rest(database)
        page = again(request("GET", f"/{WHERE}/RT1-M1"))
        alone = load(site.port, page, seconds=3)
        before = site.memory
        taken, missed, beside, after = asyncio.run(_follow(site, token))
    report.add(f"from an act to the last of {READERS} readers told",
               f"p50 {statistics.median(taken) * 1e3:.0f}, slowest {max(taken) * 1e3:.0f} ms",
               floor=f"{ACTS} acts, {missed} not told in {PATIENCE:.0f} s")  # fmt: skip
    report.add(f"a proposal's page beside {READERS} readers", f"p50 {statistics.median(beside) * 1e3:.1f}, slowest {max(beside) * 1e3:.1f} ms",
               floor=f"p50 {alone.p50 * 1e3:.1f} ms without them")  # fmt: skip
    report.add(f"memory of the process with {READERS} readers", f"{after:.0f} MiB", floor=f"{before:.0f} MiB without them")  # fmt: skip


async def _follow(site: Served, token: str) -> tuple[list[float], int, list[float], float]:
    told = Told([[] for _reader in range(READERS)])
    ready = [asyncio.Event() for _reader in range(READERS)]
    readers = [asyncio.create_task(_read(site.port, told.moments[n], ready[n])) for n in range(READERS)]
    await asyncio.wait_for(asyncio.gather(*(each.wait() for each in ready)), 60)
    over = asyncio.Event()
    visiting = asyncio.create_task(_visit(site.port, over))
    answered = await _act(site.port, token)
    until = time.perf_counter() + PATIENCE
    while time.perf_counter() < until and any(len(heard) < ACTS for heard in told.moments):
        await asyncio.sleep(0.05)
    over.set()
    beside = await visiting
    memory = site.memory
    for reader in readers:
        reader.cancel()
    await asyncio.gather(*readers, return_exceptions=True)
    found = [told.after(n, moment) for n, moment in enumerate(answered)]
    taken = [each for each in found if each is not None]
    return taken or [float("nan")], len(found) - len(taken), beside, memory


async def _read(port: int, heard: list[float], ready: asyncio.Event) -> None:
    """One reader: notes when each change came."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request("GET", f"{API}/{WHERE}/events").replace(b"Accept-Encoding: gzip\r\n", b""))
        while line := await reader.readline():
            if line.startswith(b"event: ready"):
                ready.set()
            elif line.startswith(b"event: change"):
                heard.append(time.perf_counter())
    finally:
        writer.close()


async def _act(port: int, token: str) -> list[float]:
    """Comment, one after the other; gives when each was answered, which is after it was committed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answered = []
    for n in range(ACTS):
        body = {"type": "general", "stance": "support", "text": f"Said to {READERS}, {n} {time.time()}"}
        head = {"Authorization": f"Bearer {token}"}
        path = f"{API}/{WHERE}/proposals/RT1-M2/comments"
        writer.write(request("POST", path, head, json.dumps(body).encode()))
        status, words = await answer_of(reader)
        if status != 201:
            raise RuntimeError(f"{status}: {words[:300]!r}")
        answered.append(time.perf_counter())
        await asyncio.sleep(BETWEEN)
    writer.close()
    return answered


async def _visit(port: int, over: asyncio.Event) -> list[float]:
    """Somebody who reads pages meanwhile, one after the other."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    times = []
    while not over.is_set():
        began = time.perf_counter()
        writer.write(request("GET", f"/{WHERE}/RT1-M1"))
        await answer_of(reader)
        times.append(time.perf_counter() - began)
        await asyncio.sleep(0.02)
    writer.close()
    return times
