"""A program that follows the events of a consultation over the wire."""

import json
import queue
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass
class Told:
    """One event as it came: `ready`, `change`, `reset`, or `beat` for a comment that keeps the line open."""

    kind: str
    id: str = ""
    data: dict[str, Any] = field(default_factory=dict)


class Follower:
    """Reads a stream in the background. `next()` waits for an event and fails when none comes."""

    def __init__(self) -> None:
        self.came: queue.Queue[Told] = queue.Queue()
        self.status = 0
        self.headers: httpx.Headers = httpx.Headers()
        self.raw = ""
        self.last = ""
        self.ended = threading.Event()
        self._client = httpx.Client(timeout=httpx.Timeout(10, read=40))
        self._socket: socket.socket | None = None
        self._open = threading.Event()

    def start(self, url: str, headers: dict[str, str], cookies: dict[str, str]) -> None:
        def read() -> None:
            try:
                with self._client.stream("GET", url, headers=headers, cookies=cookies) as answer:
                    self.status, self.headers = answer.status_code, answer.headers
                    self._socket = answer.extensions["network_stream"].get_extra_info("socket")
                    self._open.set()
                    block: list[str] = []
                    for line in answer.iter_lines():
                        self.raw += line + "\n"
                        if line:
                            block.append(line)
                        elif block:
                            self._take(block)
                            block = []
            except (httpx.TransportError, RuntimeError):
                pass
            finally:
                self._open.set()
                self.ended.set()

        threading.Thread(target=read, daemon=True).start()
        assert self._open.wait(20)

    def _take(self, block: list[str]) -> None:
        if block == [":"]:
            self.came.put(Told("beat"))
            return
        said = dict(line.split(": ", 1) for line in block)
        self.last = said["id"]
        self.came.put(Told(said["event"], said["id"], json.loads(said["data"])))

    def next(self, kind: str = "change", *, within: float = 20) -> Told:
        """The next event of this kind; beats in between are nothing to wait for."""
        until = time.monotonic() + within
        while True:
            told = self.came.get(timeout=max(0.0, until - time.monotonic()))
            if told.kind == kind:
                return told
            assert told.kind == "beat", f"{told} came before {kind}"

    def quiet(self) -> list[Told]:
        """What came and was not asked for, beats aside."""
        left = []
        while not self.came.empty():
            left.append(self.came.get())
        return [told for told in left if told.kind != "beat"]

    def leave(self) -> None:
        """Hang up: whoever reads is told at once, which closing alone would not do."""
        if self._socket is not None and not self.ended.is_set():
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


@contextmanager
def following(
    address: str,
    slug: str = "hld-2013-review",
    *,
    token: str = "",
    cookies: dict[str, str] | None = None,
    after: str = "",
) -> Iterator[Follower]:
    """Follow a consultation: as a program with a token or as nobody, or as a browser with cookies."""
    path = f"/{slug}/events" if cookies is not None else f"/api/v1/consultations/{slug}/events"
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if after:
        headers["Last-Event-ID"] = after
    follower = Follower()
    follower.start(address + path, headers, cookies or {})
    try:
        yield follower
    finally:
        follower.leave()
