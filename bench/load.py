"""A client that costs little: plain sockets, kept open, one request after another on each."""

import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Request = Callable[[int], bytes]


@dataclass(frozen=True)
class Timing:
    """How many answers came in how many seconds, and how long each took, in seconds."""

    count: int
    seconds: float
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.count / self.seconds


def request(method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"") -> bytes:
    """The bytes of a request as a browser would send it."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Accept-Encoding: gzip"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def again(ask: bytes) -> Request:
    """The same request for every turn."""
    return lambda _turn: ask


def load(port: int, ask: Request, *, connections: int = 4, seconds: float = 4.0) -> Timing:
    """Ask for a while over so many connections, once on each before it counts.

    Raises AssertionError at the first answer that is not 200 or 201.
    """
    return asyncio.run(_load(port, ask, connections, seconds))


async def _load(port: int, ask: Request, connections: int, seconds: float) -> Timing:
    times: list[float] = []
    turn = iter(range(10**9))
    streams = [await asyncio.open_connection("127.0.0.1", port) for _ in range(connections)]

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> float:
        now = time.perf_counter()
        writer.write(ask(next(turn)))
        status, body = await answer_of(reader)
        assert status in (200, 201), f"{status}: {body[:300]!r}"
        return time.perf_counter() - now

    # The first answers read what the disk holds and build what is kept; they are not what this is about.
    for stream in streams:
        await once(*stream)
    began = time.perf_counter()
    until = began + seconds

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while time.perf_counter() < until:
            times.append(await once(reader, writer))
        writer.close()

    await asyncio.gather(*(one(*stream) for stream in streams))
    took = time.perf_counter() - began
    times.sort()
    return Timing(len(times), took, statistics.median(times), times[int(len(times) * 0.99)])


async def answer_of(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """The next answer on a connection: its status and its body."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status = int(head.split(" ", 2)[1])
    if "transfer-encoding: chunked" in head:
        body = b""
        while size := int(await reader.readline(), 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
        return status, body
    length = next(line for line in head.splitlines() if line.startswith("content-length:"))
    return status, await reader.readexactly(int(length.partition(":")[2]))
