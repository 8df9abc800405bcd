"""Where a request comes from. A proxy's word for it is taken only where the operator trusts that proxy."""

from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from fastapi import Request


def address_of(request: Request) -> str:
    """The address of whoever asks, for the security log; empty where it is not known.

    `X-Forwarded-For` is read from its end, which the nearest proxy wrote, and only as far as each who wrote is one of
    COMMONSPACE_TRUSTED_PROXIES: what stands before that, anybody may have made up.
    """
    trusted = networks_in(request.app.state.settings.trusted_proxies)
    nearest = _read(request.client.host) if request.client else None
    told = ",".join(request.headers.getlist("X-Forwarded-For")).split(",")
    while nearest is not None and told and any(nearest in network for network in trusted):
        before = _read(told.pop())
        if before is None:
            break
        nearest = before
    return str(nearest or "")


def neighbourhood_of(address: str) -> str:
    """What counts as one place: an IPv4 address; of IPv6 the first 64 bits, because one subscriber has all the rest."""
    read = _read(address)
    if isinstance(read, IPv6Address):
        return str(ip_network((read, 64), strict=False))
    return str(read or "")


def came_from(request: Request) -> dict[str, str]:
    """What a session of the database remembers of its request, for the security log."""
    return {"address": address_of(request), "agent": request.headers.get("User-Agent", "")[:200]}


@cache
def networks_in(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """The addresses and networks in a list with commas. ValueError where one is none."""
    return tuple(ip_network(one.strip(), strict=False) for one in text.split(",") if one.strip())


def _read(text: str) -> IPv4Address | IPv6Address | None:
    """An address, also as some proxies write it: with a port, in brackets. None for everything else."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        read = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return read.ipv4_mapped or read if isinstance(read, IPv6Address) else read
