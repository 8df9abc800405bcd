"""What may stand in a file: characters that XML can hold, and addresses that are safe to follow."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9_-]")


def plain(text: str) -> str:
    """The text without the characters that XML 1.0 cannot hold. Every writer uses it, so all formats say the same."""
    return _UNWRITABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def safe_href(address: str | None) -> str | None:
    """The address when it is a place in the document, a web address or a mail address; otherwise None."""
    if not address:
        return None
    address = plain(address).strip()
    if address.startswith("#"):
        return "#" + anchor(address[1:])
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if (parts.scheme in ("http", "https") and parts.netloc) or (parts.scheme == "mailto" and parts.path):
        return address
    return None


def anchor(name: str) -> str:
    """A node's id as a name that every format accepts: letters, figures, hyphen and underscore."""
    return _NOT_IN_ID.sub("-", name) or "part"
