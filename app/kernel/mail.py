"""Mail goes out in one way: through the server that an address names, or as files where none is named.

Every failure is one sentence; a password never goes over a line that is not encrypted, and never into a sentence.
"""

import os
import smtplib
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from app.kernel.errors import DomainError
from app.kernel.i18n import gettext as _
from app.kernel.ids import new_secret
from app.kernel.text.clean import clean_line

PORTS = {"smtp": 25, "smtps": 465}
PATIENCE = 15.0
# Heads that hold an address of the web: folded, or written in code, no reader of mail finds it (RFC 8058, 8).
UNFOLDED = frozenset({"list-unsubscribe", "list-unsubscribe-post"})


class _Letters(EmailPolicy):
    """How heads are written: as usual, but those that hold an address as they are, in one line."""

    def fold(self, name: str, value: Any) -> str:
        return f"{name}: {value}{self.linesep}" if name.lower() in UNFOLDED else super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in UNFOLDED:
            return self.fold(name, value).encode("ascii", "replace")
        return super().fold_binary(name, value)


_LETTERS = _Letters()


class NotSent(DomainError):
    """The message could not be handed on; the sentence says at which server and why."""

    status = 502
    code = "not_sent"


class AddressRefused(NotSent):
    """The server will never take anything for this address (a reply of 500 and above, RFC 5321, 4.2.1)."""


@dataclass(frozen=True)
class MailServer:
    """`smtp://name:password@host:587` (encrypted by STARTTLS where the server offers it) or `smtps://…` (from the
    first byte). `sender` comes from `?from=…`."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""
    sender: str = ""

    @classmethod
    def of(cls, address: str) -> "MailServer":
        """Read an address. ValueError with a sentence where it is none; the sentence never repeats the address."""
        parts = urlsplit(address)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("must look like smtp://host:25, smtp://name:password@host:587 or smtps://host")
        try:
            port = parts.port
        except ValueError:
            raise ValueError("has a port that is no number up to 65535") from None
        if parts.path not in ("", "/"):
            raise ValueError("has something after the host that does not belong there")
        sender = parse_qs(parts.query).get("from", [""])[0]
        return cls(
            scheme=parts.scheme,
            host=parts.hostname,
            port=port or PORTS[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            sender=sender,
        )

    def __str__(self) -> str:
        """The address for people to read, without name and password."""
        return f"{self.scheme}://{self.host}:{self.port}"


def compose(
    *,
    to: str,
    subject: str,
    text: str,
    sender: str,
    at: datetime,
    automatic: bool = True,
    headers: Mapping[str, str] | None = None,
) -> EmailMessage:
    """A plain message with everything a server asks of one, and further `headers`. Line breaks in a subject, an address
    or a header are taken out.

    AddressRefused where `to` would be read as another address, as several, or as none.
    """
    message = EmailMessage(policy=_LETTERS)
    message["From"] = " ".join(sender.split())
    _address_to(message, " ".join(to.split()))
    # A word that is written in code (RFC 2047) is read as what it hides, which may be a line break and a head of its own.
    message["Subject"] = " ".join(subject.split()).replace("=?", "= ?")
    message["Date"] = format_datetime(at)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or None)
    if automatic:
        message["Auto-Submitted"] = "auto-generated"
    for name, value in (headers or {}).items():
        message[name] = " ".join(value.split())
    message.set_content(text)
    return message


def _address_to(message: EmailMessage, to: str) -> None:
    try:
        message["To"] = to
        read = [one.addr_spec for one in message["To"].addresses]
    except (ValueError, AttributeError, IndexError):
        # The reader of addresses stumbles over damaged ones in these ways.
        read = []
    if read != [to]:
        raise AddressRefused(_("“%(email)s” is not an e-mail address.") % {"email": to[:254]})


def send(address: str, folder: Path, message: EmailMessage, *, patience: float = PATIENCE) -> str:
    """Hand `message` on: to the server at `address`, or where that is empty into a file in `folder`.

    Gives where it went, for people to read. NotSent with one sentence where the server does not take it.
    """
    if not address:
        return str(_keep(folder, message))
    server = MailServer.of(address)
    with _connected(server, patience) as line:
        refused = line.send_message(message)
        assert not refused, "a message to one person is taken or refused"
    return str(server)


def reach(address: str, *, patience: float = PATIENCE) -> str:
    """Speak to the server without sending anything: connect, encrypt, sign in. NotSent where that fails."""
    server = MailServer.of(address)
    with _connected(server, patience) as line:
        line.noop()
    return str(server)


def _keep(folder: Path, message: EmailMessage) -> Path:
    path = folder / f"{new_secret()[:16]}.eml"
    half = path.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with half.open("wb") as file:
            file.write(message.as_bytes(policy=message.policy.clone(linesep=SMTP.linesep)))
            file.flush()
            os.fsync(file.fileno())
        half.rename(path)
    except OSError as error:
        raise NotSent(
            _("The message could not be written to %(folder)s: %(reason)s.")
            % {"folder": folder, "reason": error.strerror or type(error).__name__}
        ) from None
    return path


@contextmanager
def _connected(server: MailServer, patience: float) -> Iterator[smtplib.SMTP]:
    try:
        with _opened(server, patience) as line:
            yield line
    except smtplib.SMTPAuthenticationError:
        raise NotSent(
            _("The mail server %(server)s does not take the name and password of the address.")
            % {"server": server}
        ) from None
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        how = AddressRefused if code >= 500 else NotSent
        raise how(_refused(server, code, said)) from None
    except smtplib.SMTPResponseException as error:
        raise NotSent(_refused(server, error.smtp_code, error.smtp_error)) from None
    except ssl.SSLCertVerificationError as error:
        raise NotSent(
            _("The certificate of the mail server %(server)s is not trusted: %(reason)s.")
            % {"server": server, "reason": error.verify_message}
        ) from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(
            _("The mail server %(server)s does not answer as it should: %(reason)s.")
            % {"server": server, "reason": _why(error)}
        ) from None


@contextmanager
def _opened(server: MailServer, patience: float) -> Iterator[smtplib.SMTP]:
    trust = ssl.create_default_context()
    if server.scheme == "smtps":
        line: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=patience, context=trust)
    else:
        line = smtplib.SMTP(server.host, server.port, timeout=patience)
    with line:
        line.ehlo()
        encrypted = server.scheme == "smtps"
        if not encrypted and line.has_extn("starttls"):
            line.starttls(context=trust)
            line.ehlo()
            encrypted = True
        if server.user:
            if not encrypted:
                raise NotSent(
                    _(
                        "The mail server %(server)s offers no encryption, and the password is not sent without it."
                    )
                    % {"server": server}
                )
            if not line.has_extn("auth"):
                raise NotSent(
                    _("The mail server %(server)s takes no name and password; leave them out of the address.")
                    % {"server": server}
                )
            line.login(server.user, server.password)
        yield line


def _refused(server: MailServer, code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return _("The mail server %(server)s refused: %(code)s %(reason)s") % {
        "server": server,
        "code": code,
        "reason": clean_line(words, limit=None)[:200],
    }


def _why(error: Exception) -> str:
    # The library says of a server that never greets only that the line was closed.
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return _("it is silent")
    if isinstance(error, ConnectionRefusedError):
        return _("nothing listens there")
    if isinstance(error, socket.gaierror):
        return _("its name is not known here")
    text = str(error.strerror if isinstance(error, OSError) and error.strerror else error)
    return " ".join(text.split())[:200] or type(error).__name__
