"""Requests that this site makes to other machines: by https, to the address given, for a short time, a small answer."""

import ssl
import time
from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

LARGEST = 512 * 1024
"""How large an answer may be."""
LONGEST = 10.0
"""How many seconds an answer may take as a whole."""
PATIENCE = httpx.Timeout(5.0, connect=4.0)


def may_be_asked(address: str) -> bool:
    """Whether it is an https address, or an http one of this very machine; nothing in it that is not of an address."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or parts.username or parts.password or any(ord(sign) <= 32 for sign in address):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _of_this_machine(host))


def _of_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@cache
def _trusted() -> ssl.SSLContext:
    # All certificates that are trusted here: to read them takes longer than most answers, and each request did.
    return httpx.create_ssl_context()


class Careful(httpx.BaseTransport):
    """Asks no address but those that may be asked, follows no redirect, reads no more and no longer than the limits.

    Each is an `httpx.TransportError` with a reason. A proxy of the environment is used, as other programs do.
    """

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request, its answer read whole."""
        if not may_be_asked(str(request.url)):
            raise httpx.UnsupportedProtocol("the address is not https", request=request)
        # An answer that is packed could be far larger than what is read.
        request.headers["Accept-Encoding"] = "identity"
        until = time.monotonic() + LONGEST
        proxy = None if proxy_bypass(request.url.host) else getproxies().get(request.url.scheme)
        with httpx.HTTPTransport(proxy=proxy, verify=_trusted()) as line:
            answer = line.handle_request(request)
            try:
                body = self._read(answer, until, request)
            finally:
                answer.close()
        if answer.is_redirect:
            raise httpx.ReadError("the answer leads elsewhere", request=request)
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise httpx.ReadError("the answer is packed", request=request)
        kept = {"Content-Type": answer.headers.get("Content-Type", "")}
        return httpx.Response(answer.status_code, headers=kept, content=body, request=request)

    def _read(self, answer: httpx.Response, until: float, request: httpx.Request) -> bytes:
        body = bytearray()
        for part in answer.iter_raw():
            body += part
            if len(body) > LARGEST:
                raise httpx.ReadError("the answer is too large", request=request)
            if time.monotonic() > until:
                raise httpx.ReadTimeout("the answer takes too long", request=request)
        return bytes(body)


def asking() -> httpx.Client:
    """A client for such requests, to be closed after them."""
    return httpx.Client(transport=Careful(), timeout=PATIENCE, follow_redirects=False)
