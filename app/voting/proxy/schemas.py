"""Proxies as programs send and receive them."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from app.voting.proxy.queries import Standing


class ProxyIn(BaseModel):
    """The delegation that is to give the positions of one's own, by its code. `delegation` may be left out by who speaks
    for one only. `instead_of` is the proxy that the program saw standing, "" for none; with it, nobody's later choice is
    overwritten unseen."""

    model_config = ConfigDict(extra="forbid", strict=True)

    proxy: str
    delegation: str | None = None
    instead_of: str | None = None


class StandingOut(BaseModel):
    """A delegation that speaks for another one: `proxy` gives the positions of `delegation`."""

    delegation: str
    name: str
    proxy: str
    proxy_name: str
    since: datetime

    @classmethod
    def of(cls, each: Standing) -> "StandingOut":
        """The same for programs."""
        return cls(
            delegation=each.delegation,
            name=each.name,
            proxy=each.holder,
            proxy_name=each.holder_name,
            since=each.since,
        )


class ProxiesOut(BaseModel):
    """For how many others a delegation may speak in this ballot, 0 for none, and who speaks for whom."""

    ballot: str
    allowed: int
    items: list[StandingOut]
