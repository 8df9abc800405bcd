"""Where links in mail lead, and the one that stops it, which needs no sign-in."""

import hashlib
import hmac
from dataclasses import dataclass

STOP = "/account/mail/stop"
WISHES = "/account/mail"


@dataclass(frozen=True)
class Home:
    """The site as people reach it from their mail: the address that links begin with, and the key that signs them."""

    address: str
    key: str

    def at(self, path: str) -> str:
        """The whole address of a page."""
        return f"{self.address}{path}"

    def stop_link(self, person: str, slug: str) -> str:
        """The address that stops mail about a consultation to the person with this public id. It has no end: a message
        may be opened years later (RFC 8058 asks that the link alone is enough)."""
        return self.at(f"{STOP}/{person}/{slug}/{self.mark(person, slug)}")

    def mark(self, person: str, slug: str) -> str:
        """What shows that such a link was made here."""
        said = f"stop-mail:{person}:{slug}"
        return hmac.new(self.key.encode(), said.encode(), hashlib.sha256).hexdigest()[:32]

    def is_marked(self, person: str, slug: str, mark: str) -> bool:
        """Whether a link was made here."""
        return hmac.compare_digest(mark.encode(), self.mark(person, slug).encode())
