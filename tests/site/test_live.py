"""The stream of events over the wire: who is told what, what is missed and made up for, and what nobody is told."""

import asyncio
import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest
import sqlalchemy as sa

from app.consultations.actions.seats import give_seat
from app.consultations.live import live_from, mark_of, places_of
from app.consultations.models import Consultation, ConsultationState, Membership, WorkingGroup
from app.consultations.queries import roundtables_of
from app.drafting.actions.saving import create_proposal
from app.drafting.models import Kind
from app.kernel.actor import ANONYMOUS, SYSTEM, Actor
from app.kernel.db import Database
from app.kernel.ids import new_id
from app.kernel.tail import EVERY, KEPT, Tail
from app.people.actions import add_api_token, add_person, sign_out
from app.people.queries import person_by_email
from app.people.ways.links import demo_secret, sign_in
from app.site.live.stream import MOST
from app.web.csrf import SESSION_COOKIE
from tests.ceilings.counting import counted
from tests.serving import Server, serving
from tests.site.following import following
from tests.support import KEY, Site, address, run_apart

SLUG = "hld-2013-review"


class Served(Site):
    """A site whose pages a real server answers; what the test itself writes comes from another process than that."""

    server: Server

    def token(self, who: str) -> str:
        with self.database.unit_of_work() as db:
            return add_api_token(db, person_by_email(db, address(who)), label="test")

    def comment(
        self, who: str, text: str, code: str = "RT1-M1", *, at: Server | None = None
    ) -> httpx.Response:
        return httpx.post(
            f"{(at or self.server).address}/api/v1/consultations/{SLUG}/proposals/{code}/comments",
            json={"type": "general", "stance": "support", "text": text},
            headers={"Authorization": f"Bearer {self.token(who)}"},
            timeout=20,
        )

    def seat_an_observer(self, slug: str = SLUG) -> None:
        with self.database.unit_of_work() as db:
            consultation = db.get_one(Consultation, self.consultation(slug).id)
            person = add_person(db, SYSTEM, email="new@demo.example", name="Somebody new")
            give_seat(db, SYSTEM, person, role="observer", title="Observer", consultation=consultation)

    def closed_group(self, *members: str) -> WorkingGroup:
        with self.database.unit_of_work() as db:
            consultation = db.get_one(Consultation, self.consultation(SLUG).id)
            roundtable = db.execute(
                sa.text("SELECT id FROM roundtable WHERE consultation_id = :c AND code = 'RT1'"),
                {"c": consultation.id},
            ).scalar_one()
            group = WorkingGroup(
                consultation_id=consultation.id or 0,
                roundtable_id=roundtable,
                public_id=new_id("wg"),
                code="WG-QUIET",
                title="Quiet",
                closed=True,
            )
            db.add(group)
            db.flush()
            for who in members:
                person = person_by_email(db, address(who))
                give_seat(
                    db, SYSTEM, person, role="member", title="Member", consultation=consultation, group=group
                )
        return group

    def begin(self, who: str, group: WorkingGroup, title: str) -> str:
        with self.database.unit_of_work() as db:
            consultation = db.get_one(Consultation, group.consultation_id)
            roundtable = next(r for r in roundtables_of(db, consultation) if r.id == group.roundtable_id)
            made = create_proposal(
                db, self.actor(who), consultation, kind=Kind.MECHANISM, group=group, roundtable=roundtable,
                fields={"title": title},
            )  # fmt: skip
            return made.proposal.code


@pytest.fixture
def served(served_url: str) -> Iterator[Served]:
    with Served(served_url) as site, serving(served_url) as server:
        site.server = server
        yield site


def test_an_act_is_told_to_whoever_follows_in_codes_only(served: Served) -> None:
    with (
        following(served.server.address) as nobody,
        following(served.server.address, token=served.token("ngo")) as ngo,
    ):
        assert nobody.status == 200
        assert nobody.headers["content-type"].startswith("text/event-stream")
        assert nobody.headers["cache-control"] == "no-store"
        assert "content-encoding" not in nobody.headers
        nobody.next("ready"), ngo.next("ready")
        assert served.comment("member", "A sentence that is nobody else's.").status_code == 201
        told = nobody.next()
        assert told.data == {"about": "proposal", "subject": "RT1-M1", "verb": "comment_made", "round": "R2"}
        assert ngo.next().data == told.data
        assert "sentence" not in nobody.raw
        assert "member" not in nobody.raw


def test_what_another_process_writes_is_told_too(served: Served) -> None:
    with following(served.server.address) as nobody:
        nobody.next("ready")
        served.seat_an_observer()
        assert nobody.next().data == {
            "about": "consultation",
            "subject": SLUG,
            "verb": "seat_given",
            "round": None,
        }


def test_what_was_missed_while_the_server_was_down_comes_after_it_is_back(
    served: Served, served_url: str
) -> None:
    with following(served.server.address) as nobody:
        nobody.next("ready")
        served.comment("member", "Heard.")
        last = nobody.next().id
        served.server.process.terminate()
        assert nobody.ended.wait(10), "an open stream does not hold up the server's end"
        served.server.process.join(10)
    with serving(served_url) as meanwhile:
        for code in ("RT1-M2", "RT1-M3"):
            assert served.comment("member", "Missed.", code, at=meanwhile).status_code == 201
    with serving(served_url) as again, following(again.address, after=last) as nobody:
        nobody.next("ready")
        assert [nobody.next().data["subject"] for _ in range(2)] == ["RT1-M2", "RT1-M3"]
        assert nobody.quiet() == []
    with serving(served_url) as again, following(again.address, after=nobody.last) as nobody:
        nobody.next("ready")
        assert nobody.quiet() == []


@pytest.mark.parametrize(
    "mark", ["nonsense", "e30", base64.urlsafe_b64encode(json.dumps({"": 10**6}).encode()).decode()]
)
def test_a_mark_that_leads_nowhere_begins_anew(served: Served, mark: str) -> None:
    with following(served.server.address, after=mark) as nobody:
        first = nobody.came.get(timeout=20)
        assert first.kind == ("ready" if mark == "e30" else "reset")
        served.comment("member", "Still told.")
        assert nobody.next().data["verb"] == "comment_made"


def test_whoever_missed_more_than_is_kept_reads_anew(served: Served) -> None:
    with served.database.reading() as db:
        mark = live_from(db, ANONYMOUS, served.consultation(SLUG))
    head = served.rows("SELECT * FROM ledger WHERE track = :t ORDER BY seq DESC LIMIT 1", t=SLUG)[0]._mapping
    extra = [{**head, "seq": head["seq"] + n} for n in range(1, KEPT + 2)]
    columns = ", ".join(head)
    with served.database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(
            sa.text(f"INSERT INTO ledger ({columns}) VALUES ({', '.join(':' + c for c in head)})"),
            [{k: json.dumps(v) if isinstance(v, dict) else v for k, v in row.items()} for row in extra],
        )
        connection.execute(
            sa.text("UPDATE ledger_head SET seq = :n WHERE track = :t"), {"n": extra[-1]["seq"], "t": SLUG}
        )
    with following(served.server.address, after=mark or "") as nobody:
        nobody.next("ready")
        nobody.next("reset")
        assert nobody.quiet() == []


def test_positions_are_told_to_nobody_but_the_delegation_that_gave_them_and_not_which(served: Served) -> None:
    slug, url = "hld-2013-decision", f"{served.server.address}/api/v1/consultations/hld-2013-decision"
    state = {"Authorization": f"Bearer {served.token('state')}"}
    with (
        following(served.server.address, slug) as nobody,
        following(served.server.address, slug, token=served.token("ngo")) as another,
        following(served.server.address, slug, token=served.token("alternate")) as alternate,
    ):
        nobody.next("ready"), another.next("ready"), alternate.next("ready")
        given = httpx.put(
            f"{url}/ballots/BAL-1/positions/RT1-M2", json={"position": "abstain"}, headers=state, timeout=20
        )
        assert given.status_code == 200, given.text
        served.seat_an_observer(slug)
        assert alternate.next().data == {
            "about": "ballot",
            "subject": "BAL-1",
            "verb": "position_cast",
            "round": None,
        }
        for follower in (nobody, another, alternate):
            assert follower.next().data == {
                "about": "consultation",
                "subject": slug,
                "verb": "seat_given",
                "round": None,
            }
            assert "position" not in follower.raw or follower is alternate
            assert "RT1-M2" not in follower.raw
            assert "abstain" not in follower.raw


def test_a_closed_group_is_told_of_to_its_members_only_and_only_while_they_are(served: Served) -> None:
    group = served.closed_group("member", "rapporteur")
    outsiders = [None, "observer", "state", "secretariat", "administrator", "moderator"]
    with following(served.server.address, token=served.token("member")) as member:
        member.next("ready")
        streams = [
            following(served.server.address, token=served.token(who) if who else "") for who in outsiders
        ]
        others = [stream.__enter__() for stream in streams]
        for other in others:
            other.next("ready")
        code = served.begin("rapporteur", group, "Hidden")
        assert member.next().data == {
            "about": "proposal",
            "subject": code,
            "verb": "proposal_created",
            "round": None,
        }
        served.comment("ngo", "The next thing everybody hears of.")
        assert member.next().data["verb"] == "comment_made"
        for other in others:
            assert other.next().data["verb"] == "comment_made", "nothing came before it"
            assert code not in other.raw
            assert group.public_id not in base64.urlsafe_b64decode(other.last + "==").decode()
        with served.database.unit_of_work() as db:
            db.execute(
                sa.update(Membership)
                .where(
                    Membership.group_id == group.id, Membership.person_id == served.actor("member").person_id
                )  # type: ignore[arg-type]
                .values(ended_at=datetime(2026, 11, 20, tzinfo=UTC))
            )
        hidden = served.begin("rapporteur", group, "Hidden from one more")
        served.comment("ngo", "And another thing.", "RT1-M2")
        assert member.next().data["subject"] == "RT1-M2"
        assert hidden not in member.raw
        held = places_of(served.consultation(SLUG), member.last)
        assert held is not None
        assert list(held) == [SLUG]
        for stream in streams:
            stream.__exit__(None, None, None)
    # A mark that names the chain of a closed group opens it to nobody.
    forged = mark_of(served.consultation(SLUG), {SLUG: 10**6, f"{SLUG}/{group.public_id}": 0})
    with following(served.server.address, after=forged) as nobody:
        nobody.next("reset")
        assert nobody.quiet() == []


def test_the_stream_of_a_consultation_being_set_up_is_not_there_for_outsiders(served: Served) -> None:
    served.tamper(
        "UPDATE consultation SET state = :s WHERE slug = :slug", s=ConsultationState.DRAFT, slug=SLUG
    )
    hidden = httpx.get(f"{served.server.address}/api/v1/consultations/{SLUG}/events", timeout=20)
    never = httpx.get(f"{served.server.address}/api/v1/consultations/nowhere/events", timeout=20)
    assert (hidden.status_code, never.status_code) == (404, 404)
    assert hidden.text.replace(SLUG, "nowhere") == never.text
    assert httpx.get(f"{served.server.address}/{SLUG}/events", timeout=20).status_code == 404
    with following(served.server.address, token=served.token("secretariat")) as secretariat:
        assert secretariat.status == 200


def test_a_token_that_is_not_known_opens_no_stream(served: Served) -> None:
    with following(served.server.address, token="cs_unknown") as somebody:
        assert somebody.status == 401


def test_the_stream_ends_at_the_next_beat_after_the_session_has(served: Served) -> None:
    with served.database.unit_of_work() as db:
        cookie, _person = sign_in(db, link=demo_secret(KEY, address("member")))
    with (
        following(served.server.address, cookies={SESSION_COOKIE: cookie}) as member,
        following(served.server.address, cookies={}) as nobody,
    ):
        member.next("ready"), nobody.next("ready")
        sql = "SELECT id, person_id FROM web_session ORDER BY id DESC LIMIT 1"
        session, person = served.rows(sql)[0]
        with served.database.unit_of_work() as db:
            sign_out(db, Actor(person_id=person, public_id="p", session_id=session))
        assert member.ended.wait(25)
        nobody.next("beat", within=25)
        assert not nobody.ended.is_set()


def test_the_head_of_a_stream_is_answered_at_once(served: Served) -> None:
    answer = httpx.head(f"{served.server.address}/{SLUG}/events", timeout=10)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")


def test_more_than_one_process_serves_are_asked_to_come_back(served: Served) -> None:
    host, port = served.server.address.removeprefix("http://").split(":")
    asked = f"GET /api/v1/consultations/{SLUG}/events HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()

    async def follow() -> tuple[bytes, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(asked)
        return await asyncio.wait_for(reader.readuntil(b"event: ready"), 30), writer

    async def crowd() -> httpx.Response:
        opened = []
        for _ in range(25):
            opened += await asyncio.gather(*(follow() for _ in range(MOST // 25)))
        assert all(head.startswith(b"HTTP/1.1 200") for head, _writer in opened)
        async with httpx.AsyncClient(base_url=served.server.address, timeout=30) as client:
            page = await client.get(f"/{SLUG}")
            assert page.status_code == 200, "pages are served all the same"
            refused = await client.get(f"/api/v1/consultations/{SLUG}/events")
        for _head, writer in opened:
            writer.close()
        return refused

    refused = run_apart(crowd())
    assert refused.status_code == 503
    assert int(refused.headers["retry-after"]) > 0
    assert refused.json()["code"] == "busy"


def test_nothing_is_asked_of_the_database_while_nobody_listens(site: Site) -> None:
    async def listened(database: Database) -> list[str]:
        tail = Tail(database)
        async with tail.listen({SLUG: None}) as listener:
            assert listener.places[SLUG]
        with counted(database) as statements:
            with database.unit_of_work() as db:
                give_seat(
                    db, SYSTEM, add_person(db, SYSTEM, email="new@demo.example", name="Somebody new"), role="observer", title="Observer",
                    consultation=db.get_one(Consultation, site.consultation(SLUG).id),
                )  # fmt: skip
            written = len(statements)
            await asyncio.sleep(2 * EVERY)
            asked = statements[written:]
        tail.close()
        return asked

    assert run_apart(listened(site.database)) == []


def test_pages_of_a_consultation_that_has_ended_follow_nothing(site: Site) -> None:
    with site.database.reading() as db:
        assert live_from(db, ANONYMOUS, site.consultation(SLUG))
        for state in ("adopted", "closed", "archived"):
            consultation = site.consultation(SLUG)
            consultation.state = state
            assert live_from(db, ANONYMOUS, consultation) is None
