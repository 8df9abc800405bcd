"""Mail goes through a real server, encrypted where it can be, or into files; what fails is one sentence."""

import datetime as dt
import email
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.kernel.mail import AddressRefused, MailServer, NotSent, compose, reach, send
from tests.serving import free_port

AT = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
HERE = "127.0.0.1"


class Inbox:
    """What a server took, and what it refuses."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], bytes, bool]] = []

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return "550 5.1.1 There is no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken.append((envelope.rcpt_tos, envelope.content, session.ssl is not None))
        return "250 Taken"


def knows(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"site", b"p@ss word")
    return AuthResult(success=right, handled=False)


@contextmanager
def listening(**options: Any) -> Iterator[tuple[Inbox, int]]:
    """A mail server on a port of its own."""
    inbox = Inbox()
    server = Controller(inbox, hostname=HERE, port=free_port(), **options)
    server.start()
    try:
        yield inbox, server.port
    finally:
        server.stop()


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate for this machine, and trust in it as an operator gives it, by SSL_CERT_FILE."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    made = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(made - dt.timedelta(days=1))
        .not_valid_after(made + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HERE))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = signed.public_bytes(serialization.Encoding.PEM)
    (tmp_path / "trusted.pem").write_bytes(public)
    (tmp_path / "server.pem").write_bytes(secret + public)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "server.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
    return context


def message(to: str = "ann@example.org", subject: str = "Résumé of the day · 中文") -> Any:
    return compose(
        to=to, subject=subject, text="Good day.\n\nمرحبا\n", sender="commonspace@example.org", at=AT
    )


def test_a_message_arrives_at_the_server_whole(tmp_path: Path) -> None:
    with listening() as (inbox, port):
        assert send(f"smtp://{HERE}:{port}", tmp_path, message()) == f"smtp://{HERE}:{port}"
    [(recipients, content, encrypted)] = inbox.taken
    assert recipients == ["ann@example.org"]
    assert not encrypted, "this server offers none"
    read = email.message_from_bytes(content, policy=default)
    assert read["Subject"] == "Résumé of the day · 中文"
    assert "مرحبا" in read.get_content()
    assert read["Date"].datetime == AT
    assert read["Message-ID"]
    assert read["Auto-Submitted"] == "auto-generated"
    assert list(tmp_path.iterdir()) == []


def test_the_line_is_encrypted_as_soon_as_the_server_offers_it_and_then_the_password_is_sent(
    tmp_path: Path, certificate: ssl.SSLContext
) -> None:
    options = {"tls_context": certificate, "authenticator": knows, "auth_required": True}
    with listening(**options) as (inbox, port):
        send(f"smtp://site:p%40ss%20word@{HERE}:{port}", tmp_path, message())
        with pytest.raises(NotSent, match="does not take the name and password") as wrong:
            send(f"smtp://site:other@{HERE}:{port}", tmp_path, message())
        assert "other" not in wrong.value.message
    assert [encrypted for _to, _content, encrypted in inbox.taken] == [True]


def test_encryption_from_the_first_byte(tmp_path: Path, certificate: ssl.SSLContext) -> None:
    with listening(ssl_context=certificate) as (inbox, port):
        assert reach(f"smtps://{HERE}:{port}") == f"smtps://{HERE}:{port}"
        send(f"smtps://{HERE}:{port}", tmp_path, message())
    assert len(inbox.taken) == 1


def test_a_certificate_that_is_not_trusted_ends_it(
    tmp_path: Path, certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    for scheme, options in (("smtps", {"ssl_context": certificate}), ("smtp", {"tls_context": certificate})):
        with (
            listening(**options) as (inbox, port),
            pytest.raises(NotSent, match=r"certificate .* not trusted"),
        ):
            send(f"{scheme}://{HERE}:{port}", tmp_path, message())
        assert inbox.taken == []


def test_a_password_never_goes_over_a_line_that_is_not_encrypted(tmp_path: Path) -> None:
    with (
        listening(authenticator=knows, auth_require_tls=False) as (inbox, port),
        pytest.raises(NotSent, match="offers no encryption"),
    ):
        send(f"smtp://site:secret@{HERE}:{port}", tmp_path, message())
    assert inbox.taken == []


def test_a_refused_address_is_said_in_the_words_of_the_server(tmp_path: Path) -> None:
    with listening() as (_inbox, port), pytest.raises(NotSent, match="no such mailbox"):
        send(f"smtp://{HERE}:{port}", tmp_path, message("nobody@example.org"))


def test_a_server_that_is_not_there_or_silent_or_no_mail_server_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind((HERE, 0))
        silent.listen()
        addresses = {
            f"smtp://{HERE}:{free_port()}": "nothing listens there",
            f"smtp://{HERE}:{silent.getsockname()[1]}": "it is silent",
            "smtp://no-such-host.invalid": "its name is not known here",
        }
        for address, reason in addresses.items():
            for act in (
                lambda at=address: send(at, tmp_path, message(), patience=0.5),
                lambda at=address: reach(at, patience=0.5),
            ):
                with pytest.raises(NotSent) as wrong:
                    act()
                assert reason in wrong.value.message
                assert "\n" not in wrong.value.message


def test_without_a_server_a_message_is_a_file_that_any_program_reads(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "mail"
    place = Path(send("", folder, message()))
    assert place.parent == folder
    assert [path.suffix for path in folder.iterdir()] == [".eml"]
    content = place.read_bytes()
    assert b"\r\n\r\n" in content
    assert content.replace(b"\r\n", b"").count(b"\n") == 0
    read = email.message_from_bytes(content, policy=default)
    assert (read["To"], read["From"]) == ("ann@example.org", "commonspace@example.org")
    assert "مرحبا" in read.get_content()


def test_a_folder_that_takes_no_files_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")
    with pytest.raises(NotSent, match="could not be written"):
        send("", tmp_path / "mail", message())


def test_a_line_break_puts_nothing_into_the_head_of_a_message() -> None:
    made = message(subject="Hello\r\nX-Evil: yes")
    assert made["X-Evil"] is None
    assert made["Subject"] == "Hello X-Evil: yes"


def test_a_subject_written_in_code_puts_nothing_into_the_head_of_a_message() -> None:
    for subject in ("=?utf-8?q?=0D=0ABcc:_eve=40example.org?= invites you", "=?utf-8?q?=0A=0AClick?="):
        read = email.message_from_bytes(message(subject=subject).as_bytes(), policy=default)
        assert read["Bcc"] is None
        assert read["Subject"] == subject.replace("=?", "= ?")
        assert read.get_content().startswith("Good day.")


@pytest.mark.parametrize(
    "to",
    ["ann@example.org\nBcc: eve@example.org", "ann,eve@example.org", "=?utf-8?q?eve=40example.com=2C?=@example.org",
     "ann@[example.org", "=?utf-8?q?=0A?=@example.org", ""],
)  # fmt: skip
def test_what_would_be_read_as_another_address_is_refused(to: str) -> None:
    with pytest.raises(AddressRefused, match="is not an e-mail address"):
        message(to)


@pytest.mark.parametrize(
    "address", ["mail.example.org", "http://mail.example.org", "smtp:///x", "smtp://h:99999", "smtp://h/x"]
)
def test_what_is_no_address_of_a_server_is_said_without_repeating_it(address: str) -> None:
    with pytest.raises(ValueError) as wrong:
        MailServer.of(address)
    assert address not in str(wrong.value)


def test_an_address_is_shown_without_its_password() -> None:
    server = MailServer.of("smtp://site:p%40ss@mail.example.org:587?from=desk@example.org")
    assert str(server) == "smtp://mail.example.org:587"
    assert (server.user, server.password, server.sender) == ("site", "p@ss", "desk@example.org")
    assert MailServer.of("smtps://mail.example.org").port == 465
