"""How people come in: by invitation and by accreditation, with letters that go through a real mail server."""

import email
import re
from collections.abc import Iterator
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import lxml.html
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Line

from app.dossier.verification import verify
from app.kernel.outbox import Sender, send_waiting
from tests.consultations.admission.post import end_head
from tests.serving import free_port
from tests.support import Form, Site

HERE = "/hld-2013-decision"
API = f"/consultations{HERE}"
SWEDEN = f"{HERE}/delegations/org-swe"
KARIN, NILS, YLVA, INES = "karin@example.se", "nils@example.se", "ylva@example.se", "ines@example.org"


class Letters:
    """What the mail server took, newest last."""

    def __init__(self, site: Site, folder: Path, port: int) -> None:
        self.site, self.taken = site, list[EmailMessage]()
        self.way = Sender(f"smtp://127.0.0.1:{port}", folder, "commonspace@example.org")

    async def handle_DATA(self, _server: SMTP, _line: Line, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken.append(
            cast(EmailMessage, email.message_from_bytes(envelope.content, policy=policy.default))
        )
        return "250 Taken"

    def to(self, address: str) -> list[EmailMessage]:
        send_waiting(self.site.database, self.way)
        return [letter for letter in self.taken if letter["To"] == address]

    def link(self, address: str, kind: str = "invitations") -> str:
        for letter in reversed(self.to(address)):
            if found := re.search(rf"http://localhost:8000(/\S*{kind}/\S+)", letter.get_content()):
                return found[1]
        raise AssertionError(f"no link to {address}")


@pytest.fixture
def letters(site: Site, tmp_path: Path) -> Iterator[Letters]:
    port = free_port()
    taken = Letters(site, tmp_path, port)
    server = Controller(taken, hostname="127.0.0.1", port=port)
    server.start()
    yield taken
    server.stop()


def words(page: Any) -> str:
    return " ".join(lxml.html.fromstring(page.text).text_content().split())


def accepts(site: Site, letters: Letters, address: str, **values: str) -> Any:
    """Somebody new opens the link in the letter, presses the button, and is in; gives the browser."""
    guest = site.client()
    page = guest.get(letters.link(address))
    assert page.status_code == 200, words(page)
    arrived = Form(page, "/invitations/").submit(guest, **values)
    assert arrived.url.path == HERE, words(arrived)
    assert "Sign out" in arrived.text
    return guest


def gives_a_position(site: Site, who: str) -> int:
    answer = site.api(who).put(f"{API}/ballots/BAL-1/positions/RT1-M1", json={"position": "support"})
    return int(answer.status_code)


def test_a_delegation_comes_in_by_letters_acts_and_its_terms_end(site: Site, letters: Letters) -> None:
    desk = site.client("secretariat")
    end_head(site, "org-swe", HERE.strip("/"))
    form = Form(desk.get(f"{HERE}/setup/invitations?role=head&delegation=org-swe"), "/setup/invitations")
    assert form.submit(desk, follow=False, email=KARIN, name="Karin Berg").status_code == 303
    scanner = site.client()
    scanner.get(letters.link(KARIN))
    scanner.get(letters.link(KARIN))
    assert site.rows("SELECT id FROM person WHERE email = :email", email=KARIN) == []

    head = accepts(site, letters, KARIN)
    own = head.get(f"{HERE}/delegations")
    assert own.url.path == SWEDEN
    for address, name, until in ((NILS, "Nils Lund", ""), (YLVA, "Ylva Holm", "2026-12-31")):
        form = Form(head.get(SWEDEN), f"{SWEDEN}/invitations")
        assert form.submit(head, follow=False, email=address, name=name, until=until).status_code == 303
    assert "Karin Berg, Head of delegation" in letters.to(NILS)[0].get_content()
    assert "Until 31 December 2026." in letters.to(YLVA)[0].get_content()
    deputy, member = accepts(site, letters, NILS), accepts(site, letters, YLVA, name="Ylva Maria Holm")
    assert "Ylva Maria Holm" in head.get(SWEDEN).text

    assert (gives_a_position(site, NILS), gives_a_position(site, KARIN)) == (403, 200)
    form = Form(head.get(SWEDEN), "/alternates")
    assert "Nils Lund" in lxml.html.tostring(form.form, encoding="unicode")
    form.submit(head)
    assert (gives_a_position(site, NILS), gives_a_position(site, YLVA)) == (200, 403)
    assert "Invite somebody" in deputy.get(SWEDEN).text
    assert "The head of the delegation of Sweden" in words(deputy.get(SWEDEN))

    seats = site.rows(
        "SELECT m.id FROM membership m JOIN person p ON p.id = m.person_id"
        " WHERE p.email = :email AND m.role = 'alternate'",
        email=NILS,
    )
    ended = Form(head.get(SWEDEN), f"/members/{seats[0][0]}/end").submit(head, reason="Posted elsewhere.")
    assert ended.status_code == 200
    assert gives_a_position(site, NILS) == 403

    site.now += timedelta(days=45)
    assert site.now.isoformat() > "2027"
    reader = site.client("state")
    assert "Ylva Maria Holm" in reader.get(f"{HERE}/members?on=2026-12-31").text
    after = reader.get(f"{HERE}/members?on=2027-01-01").text
    assert "Nils Lund" in after
    assert "Ylva Maria Holm" not in after
    assert "Nils Lund" not in member.get(f"{HERE}/members").text, "whose seat has ended reads no names"
    held = site.api("secretariat").get(f"{API}/seats?on=2026-12-31").json()["items"]
    assert {"Karin Berg", "Nils Lund", "Ylva Maria Holm"} <= {seat["name"] for seat in held}
    with site.database.reading() as db:
        assert verify(db).breaks == []


def test_a_stranger_asks_to_be_accredited_and_heads_a_delegation_another_is_refused(
    site: Site, letters: Letters
) -> None:
    desk = site.client("secretariat")
    criteria = "Bodies that work on migration in more than one country."
    Form(desk.get(f"{HERE}/setup/settings"), "/setup/settings").submit(desk, admits="yes", criteria=criteria)
    asked = (
        ("Andean Migrants’ Network", INES, "Inés Rojas"),
        ("Harbour Sports Club", "sam@example.org", "Sam Field"),
    )
    guest = site.client()
    for name, address, contact in asked:
        page = guest.get(f"{HERE}/accreditation")
        assert criteria in page.text
        form = Form(page, "/accreditation")
        place = form.form.xpath(".//select[@name='constituency']/option/@value")[-1]
        sent = form.submit(
            guest, name=name, constituency=place, statement="We work with migrants.", contact_name=contact,
            contact_email=address,
        )  # fmt: skip
        assert "A link was sent to the contact" in words(sent)
        page = guest.get(letters.link(address, "confirmation"))
        assert "One more click" in words(page)
        assert "is confirmed" in words(Form(page, "/confirmation/").submit(guest))
    waiting = words(desk.get(f"{HERE}/setup/applications"))
    assert "AP-001" in waiting
    assert "AP-002" in waiting
    for code, decision, reason in (
        ("AP-001", "accepted", "It works in four countries."),
        ("AP-002", "refused", "It does not work on migration."),
    ):
        page = desk.get(f"{HERE}/setup/applications/{code}")
        done = Form(page, f"/applications/{code}").submit(desk, decision=decision, reason=reason)
        assert done.status_code == 200, words(done)
    public = words(site.client().get(f"{HERE}/accreditation"))
    for said in (asked[0][0], asked[1][0], "It works in four countries.", "It does not work on migration."):
        assert said in public
    for private in ("Inés", "Sam Field", INES):
        assert private not in public
    assert "It does not work on migration." in letters.to("sam@example.org")[-1].get_content()
    assert [
        letter for letter in letters.to("sam@example.org") if "/invitations/" in letter.get_content()
    ] == []

    head = accepts(site, letters, INES)
    own = head.get(f"{HERE}/delegations")
    assert asked[0][0] in own.text
    form = Form(own, f"{own.url.path}/invitations")
    assert form.submit(head, follow=False, email="luz@example.org", name="Luz").status_code == 303
    assert "Inés Rojas" in letters.to("luz@example.org")[0].get_content()
    with site.database.reading() as db:
        assert verify(db).breaks == []
