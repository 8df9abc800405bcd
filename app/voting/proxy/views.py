"""What the page of proxies shows."""

from dataclasses import dataclass

from app.voting.proxy.queries import Standing


@dataclass(frozen=True)
class Principal:
    """One of the reader's delegations: the proxy that it has, the delegations it could name, and why it names none."""

    code: str
    name: str
    standing: Standing | None
    choices: list[tuple[str, str]]
    why_not: str | None
    why_not_end: str | None


@dataclass(frozen=True)
class ProxyPage:
    """Who speaks for whom; of the reader's own delegations, who gives their positions, and whose positions they give.

    `why_none` says why the reader names no proxy whatever the ballot, `why_none_at_all` why nobody does in this one.
    """

    standing: tuple[Standing, ...]
    mine: list[Principal]
    held: list[Standing]
    why_none: str | None
    why_none_at_all: str | None
    why_not_end: str | None
