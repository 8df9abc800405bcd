"""Who speaks for whom in a ballot, as the ledger keeps it."""

from dataclasses import dataclass

from app.kernel.ledger import Event


@dataclass(frozen=True)
class ProxyNamed(Event):
    """A delegation named another one, `proxy`, to give its positions in a ballot. `attribution` and `veil` as with
    positions."""

    ballot: str
    delegation: str
    proxy: str
    attribution: str | None = None
    veil: str | None = None


@dataclass(frozen=True)
class ProxyEnded(Event):
    """A proxy ended before the close: taken back by its delegation, handed back by the other one, or followed by another
    (`how` is `taken_back`, `handed_back` or `replaced`). What was given by it stands."""

    ballot: str
    delegation: str
    proxy: str
    how: str
    attribution: str | None = None
    veil: str | None = None
