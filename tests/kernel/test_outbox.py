"""What is posted goes out once: after the commit, again where it could not, by one worker, also where one is killed."""

import asyncio
import email
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import Message
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Line
from sqlmodel import col, select

from app.kernel.actor import ANONYMOUS
from app.kernel.db import Database
from app.kernel.jobs import build_jobs, run_ticks, start_consumer
from app.kernel.outbox import Outgoing, Sender, call_for_mail, clear_old_mail, post, send_waiting
from app.kernel.works import Work, ask_work
from tests.serving import free_port
from tests.support import NOON, Form, Site, address

HERE = "127.0.0.1"
SECRET = "https://site.example/sign-in/open-sesame"


class Inbox:
    """What a server took. It refuses some for good and some for now, and may keep a sender waiting."""

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.arrived, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    async def handle_RCPT(
        self, _server: SMTP, _line: Line, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return "550 5.1.1 There is no such mailbox"
        if address.startswith("later@"):
            return "451 4.7.1 Come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _line: Line, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken.append(email.message_from_bytes(envelope.content))
        self.arrived.set()
        while not self.go_on.is_set():
            await asyncio.sleep(0.01)
        return "250 Taken"


class Office:
    """A mail server that can be opened and closed, and the site that sends by it."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.site, self.inbox, self.port = site, Inbox(), free_port()
        self.way = Sender(f"smtp://{HERE}:{self.port}", folder, "site@site.example")
        self._server: Controller | None = None

    def open(self) -> None:
        self._server = Controller(self.inbox, hostname=HERE, port=self.port)
        self._server.start()

    def close(self) -> None:
        if self._server is not None:
            self.inbox.go_on.set()
            self._server.stop()
            self._server = None

    def write(self, to: str = "state@demo.example") -> None:
        with self.site.database.unit_of_work() as db:
            post(db, to=to, subject="Your link", text=f"Open {SECRET}\n", why="sign_in", locale="en")

    def send(self) -> int:
        return send_waiting(self.site.database, self.way)

    def rows(self) -> list[Outgoing]:
        with self.site.database.reading() as db:
            return list(db.exec(select(Outgoing).order_by(col(Outgoing.id))).all())


@pytest.fixture
def office(empty_site: Site, tmp_path: Path) -> Iterator[Office]:
    made = Office(empty_site, tmp_path)
    yield made
    made.close()


def test_a_message_goes_out_as_soon_as_it_is_committed_and_its_words_are_dropped(
    office: Office, tmp_path: Path
) -> None:
    office.open()
    database = office.site.database
    jobs = build_jobs(database, tmp_path, (), carry=lambda base: send_waiting(base, office.way))
    with database.unit_of_work() as db:
        post(db, to="state@demo.example", subject="Your link", text=SECRET, why="sign_in", locale="en")
        assert jobs.pending_count() == 0
    assert jobs.pending_count() == 1
    jobs.execute(jobs.dequeue())
    [taken] = office.inbox.taken
    assert (taken["To"], taken["Subject"]) == ("state@demo.example", "Your link")
    assert SECRET in taken.get_payload()
    [row] = office.rows()
    assert row.sent_at == NOON
    assert (row.to, row.subject, row.text, row.last_error) == ("", "", "", "")
    assert office.send() == 0
    assert len(office.inbox.taken) == 1


def test_a_message_to_what_is_no_address_keeps_no_other_back(office: Office) -> None:
    office.open()
    office.write("ann@[example.org")
    office.write()
    assert office.send() == 1
    assert office.rows()[0].given_up_at == NOON
    assert "is not an e-mail address" in office.rows()[0].last_error


def test_mail_goes_out_while_long_work_is_done(office: Office, tmp_path: Path) -> None:
    """A link to sign in works for fifteen minutes, and the files of an edition may take as many."""
    office.open()
    database, begun, go_on = office.site.database, threading.Event(), threading.Event()

    def slow(_database: Database, _work: Work, _progress: object) -> None:
        begun.set()
        go_on.wait(60)

    jobs = build_jobs(
        database, tmp_path, (), {"slow": slow}, carry=lambda base: send_waiting(base, office.way)
    )
    consumer = start_consumer(jobs)
    try:
        for n in range(3):
            with database.unit_of_work() as db:
                ask_work(db, ANONYMOUS, place="here", kind="slow", arguments={"n": n})
        assert begun.wait(60)
        office.write()
        assert office.inbox.arrived.wait(60), "it waits behind long work"
        assert not go_on.is_set()
    finally:
        go_on.set()
        consumer.stop(True)
        database.handed.clear()
        database.posted.clear()


def test_what_is_rolled_back_is_never_sent(office: Office, tmp_path: Path) -> None:
    database = office.site.database
    jobs = build_jobs(database, tmp_path, (), carry=lambda base: send_waiting(base, office.way))

    def break_off() -> None:
        with database.unit_of_work() as db:
            post(db, to="state@demo.example", subject="Your link", text=SECRET, why="sign_in", locale="en")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert office.rows() == []
    assert jobs.pending_count() == 0


def test_the_tick_calls_for_mail_only_while_some_is_due(office: Office, tmp_path: Path) -> None:
    office.write()
    database = office.site.database
    jobs = build_jobs(database, tmp_path, (), carry=lambda base: send_waiting(base, office.way))
    run_ticks(database, [call_for_mail])
    assert jobs.pending_count() == 1
    jobs.execute(jobs.dequeue())
    run_ticks(database, [call_for_mail])
    assert jobs.pending_count() == 0, "it is due again in a minute"
    office.site.now += timedelta(minutes=1)
    run_ticks(database, [call_for_mail])
    assert jobs.pending_count() == 1


def test_a_message_waits_for_a_server_that_is_down_and_goes_out_when_it_is_up(office: Office) -> None:
    office.write()
    assert office.send() == 0
    [row] = office.rows()
    assert "nothing listens there" in row.last_error
    assert SECRET in row.text
    office.open()
    assert office.send() == 0, "not before its time"
    office.site.now += timedelta(minutes=1)
    assert office.send() == 1
    [row] = office.rows()
    assert row.sent_at is not None
    assert row.last_error == ""
    assert len(office.inbox.taken) == 1


def test_the_waits_grow_and_after_a_day_it_is_given_up_with_the_sentence_kept(office: Office) -> None:
    office.write()
    waits = []
    while (row := office.rows()[0]).given_up_at is None:
        office.site.now = row.due_at
        office.send()
        waits.append(int((office.rows()[0].due_at - office.site.now).total_seconds() / 60))
    assert waits[:6] == [1, 5, 15, 60, 60, 60]
    assert row.given_up_at - row.created_at >= timedelta(days=1)
    assert row.given_up_at - row.created_at < timedelta(days=1, hours=1)
    assert (row.subject, row.text) == ("", "")
    assert "nothing listens there" in row.last_error
    assert row.to == "state@demo.example", "so that somebody can be told"
    office.open()
    office.site.now += timedelta(days=1)
    assert office.send() == 0


def test_a_refused_address_is_given_up_at_once_and_holds_up_nobody(office: Office) -> None:
    office.open()
    for to in ("nobody@example.org", "later@example.org", "state@demo.example"):
        office.write(to)
    assert office.send() == 1
    refused, later, sent = office.rows()
    assert refused.given_up_at == NOON
    assert "There is no such mailbox" in refused.last_error
    assert refused.text == ""
    assert later.given_up_at is None
    assert "Come back later" in later.last_error
    assert SECRET in later.text
    assert sent.sent_at == NOON


def test_two_workers_send_each_message_once(office: Office) -> None:
    office.open()
    people = [f"person{n}@example.org" for n in range(12)]
    for to in people:
        office.write(to)
    other = Database(office.site.url, office.site.database.clock)
    together = threading.Barrier(2)

    def work(database: Database) -> int:
        together.wait()
        return send_waiting(database, office.way)

    with ThreadPoolExecutor(2) as workers:
        went = list(workers.map(work, (office.site.database, other)))
    other.dispose()
    assert sum(went) == len(people)
    assert sorted(message["To"] for message in office.inbox.taken) == sorted(people)


KILLED = """
import sys
from datetime import datetime
from pathlib import Path
from app.kernel.clock import standing_clock
from app.kernel.db import Database
from app.kernel.outbox import Sender, send_waiting
url, server, folder, at = sys.argv[1:]
send_waiting(Database(url, standing_clock(datetime.fromisoformat(at))), Sender(server, Path(folder), "site@site.example"))
"""


def test_what_a_killed_worker_was_sending_is_sent_by_the_next_under_the_same_name(office: Office) -> None:
    office.open()
    office.inbox.go_on.clear()
    office.write()
    worker = subprocess.Popen(
        [sys.executable, "-c", KILLED, office.site.url, office.way.server, str(office.way.folder), str(NOON)]
    )
    assert office.inbox.arrived.wait(60), "the worker did not reach the server"
    worker.kill()
    worker.wait()
    office.inbox.go_on.set()
    [row] = office.rows()
    assert row.sent_at is None
    assert SECRET in row.text
    assert office.send() == 0, "for all the next knows it is still being sent"
    office.site.now += timedelta(minutes=1)
    assert office.send() == 1
    first, again = office.inbox.taken
    assert first["Message-ID"] == again["Message-ID"]


def test_without_a_server_messages_are_files(office: Office, tmp_path: Path) -> None:
    office.write()
    assert send_waiting(office.site.database, Sender("", tmp_path / "mail", "site@site.example")) == 1
    [file] = (tmp_path / "mail").iterdir()
    assert SECRET in file.read_text()


def test_what_was_sent_is_forgotten_after_a_month(office: Office) -> None:
    office.open()
    office.write()
    office.send()
    office.write("nobody@example.org")
    office.write("later@example.org")
    office.send()
    office.site.now += timedelta(days=31)
    with office.site.database.unit_of_work() as db:
        assert clear_old_mail(db) == 2
    assert [row.to for row in office.rows()] == ["later@example.org"], "what waits is kept"


def test_an_administrator_sees_how_the_mail_stands_and_none_of_its_words(site: Site, tmp_path: Path) -> None:
    office = Office(site, tmp_path)
    site.tamper("DELETE FROM outgoing")
    admin = site.client("administrator")
    assert "No message waits." in admin.get("/admin/mail").text
    office.write("ngo@demo.example")
    office.send()
    page = admin.get("/admin/mail")
    assert "1 message waits" in page.text
    assert "ngo@demo.example" in page.text
    assert "nothing listens there" in page.text
    assert "signing in" in page.text
    assert SECRET not in page.text
    assert "Your link" not in page.text
    assert site.client("secretariat").get("/admin/mail").status_code == 403
    tried = Form(admin.get("/admin/mail"), "/admin/mail/test").submit(admin)
    assert address("administrator") in tried.text
    assert "1 message waits" in tried.text
