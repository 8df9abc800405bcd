"""No mail lost and none twice: sixty digests over a real mail server, the worker killed in the middle and begun again."""

import asyncio
import email
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import Message
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Line
from sqlmodel import Session, col, select

from app.consultations.models import Membership
from app.kernel.jobs import build_jobs, run_ticks
from app.kernel.outbox import Outgoing, call_for_mail
from app.notices.actions.posting import note_deliveries
from app.notices.models import Mailing
from app.people.models import Person
from tests.notices.mailing import letters, quiet, tick
from tests.review.making import SLUG, begin, make
from tests.serving import FORKS, free_port, serve
from tests.support import NOON, Site, command_environment, commonspace, settings_for

HERE = "127.0.0.1"
MANY = 60
HANDS = 3
"""So many messages a worker has in its hands at once: a link to sign in does not wait behind digests."""


class Inbox:
    """What a server took. It keeps the sender of the twentieth message waiting until it is let go on."""

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.halfway, self.go_on = threading.Event(), threading.Event()

    async def handle_RCPT(
        self, _server: SMTP, _line: Line, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.startswith("bounced"):
            return f"550 5.1.1 <{address}>: there is no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _line: Line, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken.append(email.message_from_bytes(envelope.content))
        if len(self.taken) == MANY // 3:
            self.halfway.set()
            while not self.go_on.is_set():
                await asyncio.sleep(0.01)
        return "250 Taken"


def seat_many(db: Session, site: Site) -> None:
    """Sixty people with a seat, one of whom has an address that is gone."""
    here = site.consultation(SLUG).id
    for n in range(MANY):
        address = "bounced@people.example" if n == 30 else f"person{n}@people.example"
        person = Person(public_id=f"p-many{n}", email=address, name=f"Person {n}", created_at=NOON)
        db.add(person)
        db.flush()
        db.add(Membership(consultation_id=here, person_id=person.id, role="observer", title=f"Observer {n}"))


@contextmanager
def worker(site: Site, server: str) -> Iterator[Callable[[], None]]:
    """`commonspace worker` in a process of its own, at the site's present time; gives how to kill it."""
    environment = command_environment(site.url, site.now) | {"COMMONSPACE_MAIL_URL": server}
    process = FORKS.Process(target=serve, args=(["worker"], environment))
    process.start()

    def kill() -> None:
        process.kill()
        process.join()

    try:
        yield kill
    finally:
        kill()


def until(what: Callable[[], bool]) -> None:
    """Wait until it is so; a minute at most, because a busy machine is slow."""
    for _ in range(1200):
        if what():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come to that within a minute")


def test_each_message_arrives_once_though_the_worker_is_killed_in_the_middle(site: Site) -> None:
    make(site)
    quiet(site)
    with site.database.unit_of_work() as db:
        seat_many(db, site)
    site.tamper("DELETE FROM outgoing")
    begin(site)
    inbox, port = Inbox(), free_port()
    postmaster = Controller(inbox, hostname=HERE, port=port)
    postmaster.start()
    queue = build_jobs(site.database, settings_for(site.url).var, (), carry=lambda _database: None)
    try:
        # Put out before the worker is there, which ticks by itself and would count them too.
        put_out = tick(site)
        assert put_out >= MANY
        with worker(site, f"smtp://{HERE}:{port}") as kill:
            run_ticks(site.database, [call_for_mail])
            assert inbox.halfway.wait(60), "the worker sent nothing"
            kill()
        before = {message["Message-ID"] for message in inbox.taken}
        inbox.go_on.set()
        waiting = len([row for row in letters(site) if row.sent_at is None])
        assert waiting >= MANY // 2, "it was killed in the middle"
        # What the killed worker had in its hands is tried again after a minute, by whoever is there then.
        site.now += timedelta(minutes=2)
        with worker(site, f"smtp://{HERE}:{port}"):
            run_ticks(site.database, [call_for_mail])
            until(lambda: not letters(site))
        tick(site)
        assert letters(site) == [], "nothing is put out twice"
    finally:
        inbox.go_on.set()
        postmaster.stop()
        site.database.posted.clear()
        queue.flush()
    arrived = Counter(message["Message-ID"] for message in inbox.taken)
    assert len(arrived) == put_out - 1, "every message but the one to the address that is gone"
    # SMTP has no way to know whether what was taken without a word was taken: what the worker had in its hands, and
    # nothing else, came again, under its name.
    again = {mark: times for mark, times in arrived.items() if times > 1}
    assert len(again) <= HANDS
    assert set(again) <= before
    assert set(again.values()) <= {2}
    to = Counter(message["To"] for message in {m["Message-ID"]: m for m in inbox.taken}.values())
    assert set(to.values()) == {1}, "one digest for each"
    assert to["person0@people.example"] == to[f"person{MANY - 1}@people.example"] == 1


def test_an_address_that_bounces_is_shown_to_the_moderators_and_keeps_nobody_back(site: Site) -> None:
    make(site)
    quiet(site)
    site.tamper("UPDATE person SET email = 'bounced@demo.example' WHERE email = 'ngo@demo.example'")
    begin(site)
    tick(site)
    with site.database.unit_of_work() as db:
        for row in db.exec(select(Outgoing)).all():
            gone = row.to.startswith("bounced")
            row.sent_at, row.given_up_at = (None, site.now) if gone else (site.now, None)
            row.last_error = "The mail server refused: 550 5.1.1 <bounced@demo.example>: gone" if gone else ""
            db.add(row)
    page = site.client("moderator").get(f"/{SLUG}/mail?failed=true").text.partition("What was mailed")[2]
    assert "Not delivered." in page
    assert "550 5.1.1 …: gone" in page
    assert "@demo.example" not in page
    with site.database.unit_of_work() as db:
        assert note_deliveries(db) > 3
        assert note_deliveries(db) == 0
        failed = db.exec(select(Mailing).where(col(Mailing.failed_at).is_not(None))).all()
    assert [row.failure for row in failed] == ["The mail server refused: 550 5.1.1 …: gone"]
    site.tamper("DELETE FROM outgoing")
    again = site.client("moderator").get(f"/{SLUG}/mail").text
    assert "Not delivered." in again, "also when the message itself is forgotten"
    assert "Handed to the mail server" in again


def test_a_back_up_keeps_the_log_and_leaves_the_messages_out(
    site: Site, empty_url: str, tmp_path: Path
) -> None:
    make(site)
    quiet(site)
    begin(site)
    assert tick(site) > 3
    kept = tmp_path / "back-up.zip"
    assert commonspace(site.url, "backup", str(kept)).returncode == 0
    restored = commonspace(empty_url, "restore", str(kept))
    assert restored.returncode == 0, restored.stderr
    with Site(empty_url) as again:
        again.now = site.now
        assert again.rows("SELECT count(*) FROM mailing WHERE outgoing_id IS NULL")[0][0] > 3
        assert tick(again) == 0, "what was told is not told again"
