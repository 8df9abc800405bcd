"""A real server on a real port, for tests that go over the wire."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import httpx

from tests.support import NOON, command_environment


@dataclass
class Server:
    """A running `commonspace serve`: where it answers, and the process to kill."""

    address: str
    process: subprocess.Popen[bytes]
    database_url: str


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    database_url: str,
    *,
    clock: datetime | None = NOON,
    port: int | None = None,
    options: tuple[str, ...] = (),
    given: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """Run `commonspace serve` on the database until the block ends, with further `options` and settings `given` in the
    environment if there are any."""
    port = port or free_port()
    address = f"http://localhost:{port}"
    environment = command_environment(database_url, clock) | {
        "COMMONSPACE_BASE_URL": address,
        **(given or {}),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--port", str(port), *options], env=environment
    )
    try:
        wait_for(address, process)
        yield Server(address, process, database_url)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers: two minutes at most, because a busy machine is slow to start."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended before it answered"
        try:
            if httpx.get(f"{address}/healthz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the server did not answer within two minutes")
