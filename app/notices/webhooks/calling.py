"""One call to an address elsewhere: by https, to a public address, for ten seconds in all, a small answer, no redirect.

Addresses of this machine and of the network around it are refused after the name was looked up, and the connection goes
to the very address that was looked at: a name that answers differently the second time gains nothing.
"""

import socket
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from ssl import SSLContext
from typing import Any
from urllib.parse import urlsplit

import httpcore

from app.kernel.i18n import gettext as _
from app.kernel.text.clean import clean

LONGEST = 10.0
"""How many seconds a call may take as a whole."""
MOST = 16 * 1024
"""How much of an answer is read."""
LOCAL = ("localhost", "127.0.0.1", "::1")


class NotCalled(Exception):
    """The call did not arrive, or nobody knows whether it did; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status and the beginning of the words."""

    status: int
    words: str

    @property
    def taken(self) -> bool:
        """Whether the call was taken: any status from 200 to 299."""
        return 200 <= self.status < 300


def why_not_this_address(url: str, *, local: bool) -> str | None:
    """Why nothing can be called at this address, or None. `local` is for sites in development, which may call this very
    machine, by http too."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return _("This is not a web address.")
    if not host or any(not 32 < ord(sign) < 127 for sign in url) or parts.scheme not in ("http", "https"):
        return _("This is not a web address. It begins with https:// and has no spaces.")
    if parts.username or parts.password:
        return _("An address with a name or a password in it is not called. The signature says who calls.")
    if local and host in LOCAL:
        return None
    if parts.scheme != "https":
        return _("The address must begin with https://, so that nobody on the way reads or changes a call.")
    if host.casefold() == "localhost" or host.casefold().endswith((".localhost", ".local", ".internal")):
        return _inside()
    try:
        return None if _is_public(host) else _inside()
    except ValueError:
        return None


def call(url: str, body: bytes, headers: Mapping[str, str], *, local: bool = False) -> Answer:
    """Send it once and give the answer. NotCalled with a sentence where nothing answers in time, or nothing may be called."""
    refused = why_not_this_address(url, local=local)
    if refused is not None:
        raise NotCalled(refused)
    sent: list[tuple[bytes | str, bytes | str]] = [
        ("Content-Type", "application/json"),
        ("User-Agent", "Commonspace"),
        *headers.items(),
    ]
    within = _Within(time.monotonic() + LONGEST, local and (urlsplit(url).hostname or "") in LOCAL)
    try:
        with (
            httpcore.ConnectionPool(network_backend=within, retries=0) as pool,
            pool.stream("POST", url, content=body, headers=sent) as answer,
        ):
            words = bytearray()
            if answer.status >= 300:
                for part in answer.iter_stream():
                    words += part
                    if len(words) > MOST:
                        break
            # Whatever stands in it, it can be kept: PostgreSQL keeps no text with a zero byte.
            return Answer(answer.status, clean(words[:MOST].decode("utf-8", "replace"), limit=None))
    except httpcore.TimeoutException as error:
        raise NotCalled(_("It did not answer within ten seconds.")) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as error:
        raise NotCalled(_("Nothing could be reached there, or what answered does not speak HTTP.")) from error


def _inside() -> str:
    return _("This address leads into the network of this site itself. Only public addresses are called.")


def _is_public(address: str) -> bool:
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        # An address of the other kind inside one of this kind is as public as that.
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is not None and not inner.is_global:
            return False
        if inner is None and found not in _GIVEN_OUT:
            return False
    return found.is_global and not found.is_multicast


# All that is given out to be reached from everywhere (RFC 4291); older ways to write an address of this machine are not in it.
_GIVEN_OUT = IPv6Network("2000::/3")


class _Within(httpcore.NetworkBackend):
    """Connects to public addresses alone, and lets everything together take no longer than to an instant."""

    def __init__(self, until: float, local: bool) -> None:
        self._until, self._local, self._sync = until, local, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Look the name up, refuse what is not public, connect to the first address that answers."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise NotCalled(_("There is no machine of this name.")) from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not self._local and not all(_is_public(address) for address in addresses):
            raise NotCalled(_inside())
        last: Exception = httpcore.ConnectError(host)
        for address in addresses[:3]:
            try:
                stream = self._sync.connect_tcp(address, port, _left(self._until), local_address)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
            else:
                return _Line(stream, self._until)
        raise last

    def connect_unix_socket(self, *_args: Any, **_more: Any) -> httpcore.NetworkStream:
        """Never."""
        raise httpcore.ConnectError("no sockets of this machine")

    def sleep(self, seconds: float) -> None:
        """Nothing is tried again here."""


class _Line(httpcore.NetworkStream):
    """A connection of which each step has no more time than is left for all of them."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there."""
        return self._stream.read(max_bytes, _left(self._until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send it."""
        self._stream.write(buffer, _left(self._until))

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Make sure of who answers."""
        return _Line(self._stream.start_tls(ssl_context, server_hostname, _left(self._until)), self._until)

    def get_extra_info(self, info: str) -> Any:
        """What is known of the line."""
        return self._stream.get_extra_info(info)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the call took too long")
    return left
