"""A real server on a real port, for tests that go over the wire."""

import os
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess

import httpx

from app.cli import cli
from tests.support import NOON, command_environment

# Most of a server's start is reading its code and making its doors: one process has done it, and every server is a fork
# of that.
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["tests.preloaded", "tests.serving", "uvicorn.protocols.http.httptools_impl"])


@dataclass
class Server:
    """A running `commonspace serve`: where it answers, and the process to kill."""

    address: str
    process: ForkServerProcess
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
    process = FORKS.Process(target=serve, args=(["serve", "--port", str(port), *options], environment))
    process.start()
    try:
        wait_for(address, process)
        yield Server(address, process, database_url)
    finally:
        process.terminate()
        process.join(10)
        if process.exitcode is None:
            process.kill()
            process.join()


def serve(arguments: list[str], environment: dict[str, str]) -> None:
    """What the process of a server does: the command, in its environment."""
    os.environ.clear()
    os.environ.update(environment)
    # Where several processes serve, each opens standard input by the number it has here.
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdin = os.fdopen(0)
    cli(arguments)


def wait_for(address: str, process: ForkServerProcess) -> None:
    """Wait until the server answers: two minutes at most, because a busy machine is slow to start."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        assert process.exitcode is None, "the server ended before it answered"
        try:
            if httpx.get(f"{address}/healthz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the server did not answer within two minutes")
