"""Five hundred at once: eight server processes on PostgreSQL, threads of one on SQLite, killed in the middle. Every
acknowledged position is in the recount, none twice, nobody hangs."""

import json
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field

import httpx
import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.models import Consultation, Delegation, Membership
from app.drafting.models import Proposal
from app.kernel.db import Database
from app.people.actions import add_api_token
from app.people.models import Person
from app.voting.models import Ballot, BallotProposal, Choice, Elector
from tests.serving import Server, serving
from tests.support import NOON, commonspace

SLUG = "hld-2013-decision"
CLIENTS = 8
EACH = 63


@dataclass
class Client:
    """A head of delegation behind a program: what to send, and what was acknowledged."""

    token: str
    delegation: str
    wishes: list[tuple[str, str]]
    acknowledged: list[tuple[str, str, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def heads(url: str) -> list[Client]:
    """Eight delegations, each with a head, a token, and fifty positions to give, some of them twice over."""
    database = Database(url, lambda: NOON)
    with database.unit_of_work() as db:
        ballot = db.exec(
            select(Ballot).join(Consultation, col(Consultation.id) == Ballot.consultation_id).where(Consultation.slug == SLUG)
        ).one()  # fmt: skip
        codes = list(
            db.exec(
                select(Proposal.code).join(BallotProposal, col(BallotProposal.proposal_id) == Proposal.id)
                .where(BallotProposal.ballot_id == ballot.id).order_by(col(BallotProposal.place))
            ).all()
        )  # fmt: skip
        delegations = db.exec(
            select(Delegation).join(Elector, col(Elector.delegation_id) == Delegation.id)
            .where(Elector.ballot_id == ballot.id).order_by(col(Elector.place)).limit(CLIENTS)
        ).all()  # fmt: skip
        found = [_head(db, ballot, delegation, codes, n) for n, delegation in enumerate(delegations)]
    database.dispose()
    return found


def _head(db: Session, ballot: Ballot, delegation: Delegation, codes: list[str], n: int) -> Client:
    person = Person(
        public_id=f"p-crowd-{n}", email=f"head{n}@crowd.example", name=f"Head {n}", created_at=NOON
    )
    db.add(person)
    db.flush()
    db.add(
        Membership(
            consultation_id=ballot.consultation_id, delegation_id=delegation.id, person_id=person.id,
            role="head", title=f"Head of delegation {n}",
        )
    )  # fmt: skip
    words = list(Choice)
    wishes = [(codes[k % 40], str(words[(k + n + k // 40) % 4])) for k in range(EACH)]
    return Client(add_api_token(db, person, label="crowd"), delegation.code, wishes)


def give(client: Client, address: str, left: list[tuple[str, str]]) -> None:
    """Send positions one after the other, keeping what was acknowledged; stop when the server is gone."""
    base = f"{address}/api/v1/consultations/{SLUG}/ballots/BAL-1/positions"
    headers = {"Authorization": f"Bearer {client.token}"}
    with httpx.Client(headers=headers, timeout=60) as program:
        while left:
            code, position = left[0]
            body = {"position": position, "reason": "Because of the crowd.", "delegation": client.delegation}
            try:
                answer = program.put(f"{base}/{code}", json=body)
            except httpx.TransportError:
                return
            left.pop(0)
            if answer.status_code == 200:
                client.acknowledged.append((code, position, answer.json()["receipt"]))
            else:
                client.refused.append(f"{answer.status_code} {answer.text}")


def counted_by(url: str, clients: list[Client]) -> None:
    """Hold the database against what was acknowledged: each receipt once, each last position in the count."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(
            sa.text(
                "SELECT q.code, d.code AS delegation, p.position, p.receipt, p.turn, p.current FROM position p"
                " JOIN proposal q ON q.id = p.proposal_id JOIN delegation d ON d.id = p.delegation_id"
                " JOIN consultation c ON c.id = p.consultation_id WHERE c.slug = :slug"
            ),
            {"slug": SLUG},
        ).all()
    engine.dispose()
    receipts = [row.receipt for row in rows]
    assert len(receipts) == len(set(receipts))
    turns = [(row.code, row.delegation, row.turn) for row in rows]
    assert len(turns) == len(set(turns))
    current = {(row.code, row.delegation): row for row in rows if row.current}
    assert len(current) == sum(bool(row.current) for row in rows)
    for client in clients:
        assert not client.refused
        last = {}
        for code, position, receipt in client.acknowledged:
            assert receipt in receipts
            last[code] = (position, receipt)
        for code, (position, receipt) in last.items():
            row = current[code, client.delegation]
            assert (row.position, row.receipt) == (position, receipt)
    document = json.loads(commonspace(url, "tally", SLUG, "BAL-1", "--json", "--provisional").stdout)
    for result in document["results"]:
        for name, n in result["overall"].items():
            given = [row for key, row in current.items() if key[0] == result["proposal"]]
            assert n == (50 - len(given) if name == "not_voted" else sum(r.position == name for r in given))


@pytest.mark.slow
def test_every_position_acknowledged_before_and_after_a_kill_is_counted_once(served_url: str) -> None:
    clients = heads(served_url)
    left = [list(client.wishes) for client in clients]
    many = CLIENTS if served_url.startswith("postgresql") else 1
    with ExitStack() as running, ThreadPoolExecutor(CLIENTS) as crowd:
        servers = [running.enter_context(serving(served_url)) for _n in range(many)]
        sent = give_all(crowd, clients, servers, left)
        while sum(len(client.acknowledged) for client in clients) < 60:
            time.sleep(0.01)
        for server in servers:
            server.process.kill()
        for done in sent:
            done.result(timeout=120)
    before = sum(len(client.acknowledged) for client in clients)
    assert 60 <= before < CLIENTS * EACH
    with serving(served_url) as server, ThreadPoolExecutor(CLIENTS) as crowd:
        for done in give_all(crowd, clients, [server], left):
            done.result(timeout=300)
    assert sum(len(client.acknowledged) for client in clients) == CLIENTS * EACH
    counted_by(served_url, clients)


def give_all(
    crowd: ThreadPoolExecutor,
    clients: list[Client],
    servers: Sequence[Server],
    left: list[list[tuple[str, str]]],
) -> list[Future[None]]:
    """Every client at its own process, or all at the one there is."""
    return [
        crowd.submit(give, client, servers[n % len(servers)].address, rest)
        for n, (client, rest) in enumerate(zip(clients, left, strict=True))
    ]
