"""The server's end, heard in time: answers that never end by themselves must end before the server waits for them."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any


@contextlib.contextmanager
def told_of_the_end(tell: Callable[[], None]) -> Iterator[None]:
    """Within the block, call `tell` when the process is asked to end, and then whoever listened before.

    The server first waits for every open answer and only then tells the application that it ends. Signals are heard in
    the main thread only; elsewhere (in tests) nobody sends any.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def hear(number: int, frame: FrameType | None) -> Any:
        tell()
        listened = before[signal.Signals(number)]
        if callable(listened):
            listened(number, frame)

    for number, listened in before.items():
        if callable(listened):
            signal.signal(number, hear)
    try:
        yield
    finally:
        for number, listened in before.items():
            if signal.getsignal(number) is hear:
                signal.signal(number, listened)
