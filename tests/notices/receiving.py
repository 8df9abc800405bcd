"""A program on loopback that is told what happens, and answers as a test wants."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook


@dataclass
class Call:
    """One call as it came in."""

    headers: dict[str, str]
    body: bytes

    def verified(self, secret: str) -> Any:
        """What it says, once its signature is checked with the library that receivers use."""
        return Webhook(secret).verify(self.body, self.headers)


@dataclass
class Receiver:
    """What came in. `answers` are the next statuses, then 200; `dawdles` how many seconds each answer takes, `words` what it says."""

    port: int = 0
    calls: list[Call] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    dawdles: float = 0.0
    leads_to: str = ""
    words: bytes = b"an answer in words"
    arrived: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/told"


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver until the block ends."""
    receiver = Receiver()
    receiver.go_on.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.calls.append(Call(dict(self.headers), body))
            receiver.arrived.set()
            receiver.go_on.wait(20)
            status = receiver.answers.pop(0) if receiver.answers else 200
            try:
                self.send_response(status)
                if receiver.leads_to:
                    self.send_header("Location", receiver.leads_to)
                self.end_headers()
                if receiver.dawdles:
                    until = time.monotonic() + receiver.dawdles
                    while time.monotonic() < until:
                        self.wfile.write(b"x")
                        self.wfile.flush()
                        time.sleep(0.05)
                self.wfile.write(receiver.words)
            except OSError:
                return

        def log_message(self, *_args: object) -> None:
            """Nothing is logged."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.go_on.set()
        server.shutdown()
        server.server_close()
