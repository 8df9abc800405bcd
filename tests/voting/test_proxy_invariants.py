"""Whatever is named, ended and cast in whatever order: each delegation counts once, with the last position before the close,
and nobody gives one for a delegation in which they hold no seat and whose proxy theirs does not hold, nor decides for two in
which they sit (invariants 3 and 22)."""

from collections import defaultdict
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from app.consultations.actions.seats import seat_person
from app.consultations.models import Consultation, Delegation
from app.consultations.queries import visible_consultation
from app.kernel.actor import SYSTEM, Actor
from app.kernel.errors import DomainError
from app.voting.actions.casting import Wish, cast_positions
from app.voting.models import Ballot, Position
from app.voting.parameters import chosen_rule
from app.voting.proxy.actions import end_proxy, name_proxy
from tests.review.making import SLUG, at
from tests.support import Site
from tests.voting.assembly import assembly
from tests.voting.test_proxy import code_of

PEOPLE = ("state", "alternate", "ngo", "head-0", "head-1")
WHO, WHERE = st.sampled_from(PEOPLE), st.integers(0, 3)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("name"), WHO, WHERE, WHERE),
        st.tuples(st.just("end"), WHO, WHERE, st.just(0)),
        st.tuples(st.just("cast"), WHO, WHERE, st.integers(0, 1)),
        st.tuples(st.just("close"), WHO, st.just(0), st.just(0)),
    ),
    max_size=16,
)  # fmt: skip


class Undone(Exception):
    """Nothing of an example stays."""


@dataclass
class Model:
    """What should stand: who speaks for whom, the positions that count with who gave them, and from where people spoke."""

    seats: dict[str, set[str]]
    limit: int
    closed: bool = False
    standing: dict[str, str] = field(default_factory=dict)
    counted: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    spoke: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def name(self, who: str, principal: str, proxy: str) -> bool:
        if self.closed or principal not in self.seats[who] or principal in self.standing.values():
            return False
        if self.spoke[who] - {principal}:
            return False
        if self.standing.get(principal) == proxy:
            return True
        if proxy in self.seats[who]:
            return False
        holds = [each for each in self.standing.values() if each == proxy]
        if proxy == principal or proxy in self.standing or len(holds) >= self.limit:
            return False
        self.standing[principal] = proxy
        return True

    def end(self, who: str, principal: str) -> bool:
        if self.closed or {principal, self.standing.get(principal)}.isdisjoint(self.seats[who]):
            return False
        self.standing.pop(principal, None)
        return True

    def cast(self, who: str, delegation: str, position: str) -> bool:
        # Who sits in a delegation speaks for it from there alone.
        way = delegation if delegation in self.seats[who] else self.standing.get(delegation, delegation)
        if self.closed or way not in self.seats[who] or not self.spoke[who] <= {way}:
            return False
        if self.counted.get(delegation, ("", None))[0] != position:
            self.counted[delegation] = (position, None if way == delegation else way)
            self.spoke[who].add(way)
        return True


@pytest.fixture(scope="module")
def ground(sites, backend: str):  # type: ignore[no-untyped-def]
    """Four delegations; the head of the last one is alternate in another, too."""
    with Site(sites.new(backend, demo=True)) as site:
        heads, (text,) = assembly(site, {"CS": 2}, proxies=1)
        codes = ["org-bel", "picum", *(code_of(site, head) for head in heads["CS"])]
        with site.database.unit_of_work() as db:
            here = visible_consultation(db, SYSTEM, SLUG)
            seat_person(
                db, SYSTEM, here, email="head-1@demo.example", role="alternate", title="A", delegation="picum"
            )
        yield site, codes, text


@given(acts=ACTS, limit=st.integers(1, 2))
def test_each_delegation_counts_once_by_who_may_speak_for_it(
    ground: tuple[Site, list[str], str], acts: list[tuple[str, str, int, int]], limit: int
) -> None:
    site, codes, text = ground
    one, two, three, four = codes
    seats = {"state": {one}, "alternate": {one}, "ngo": {two}, "head-0": {three}, "head-1": {four, two}}
    model = Model(seats, limit)
    site.now = at(2)
    people = {who: site.actor(who) for who in PEOPLE}
    with pytest.raises(Undone):
        play(site, people, model, codes, text, acts)
    site.now = at(2)


def play(
    site: Site,
    people: dict[str, Actor],
    model: Model,
    codes: list[str],
    text: str,
    acts: list[tuple[str, str, int, int]],
) -> None:
    """Act, and hold what stands against the model after each act; then undo it all."""
    with site.database.unit_of_work() as db:
        here = visible_consultation(db, SYSTEM, SLUG)
        ballot = db.exec(select(Ballot).where(Ballot.consultation_id == here.id)).one()
        ballot.rule = chosen_rule({"proxies": model.limit})
        for act, who, first, second in acts:
            if act == "close":
                site.now, model.closed = at(9), True
                continue
            done = attempt(db, people[who], here, text, act, codes[first], second, codes)
            if act == "name":
                expected = model.name(who, codes[first], codes[second])
            elif act == "end":
                expected = model.end(who, codes[first])
            else:
                expected = model.cast(who, codes[first], ("support", "abstain")[second])
            assert done is expected, (act, who, codes[first], second, model)
            assert counted(db, ballot) == model.counted
        raise Undone


def attempt(
    db: Session,
    actor: Actor,
    here: Consultation,
    text: str,
    act: str,
    code: str,
    second: int,
    codes: list[str],
) -> bool:
    try:
        if act == "name":
            name_proxy(db, actor, here, "BAL-1", proxy=codes[second], delegation=code)
        elif act == "end":
            end_proxy(db, actor, here, "BAL-1", delegation=code)
        else:
            wish = Wish(text, ("support", "abstain")[second])
            cast_positions(db, actor, here, "BAL-1", [wish], delegation=code)
    except DomainError:
        return False
    db.flush()
    return True


def counted(db: Session, ballot: Ballot) -> dict[str, tuple[str, str | None]]:
    codes = {row[0]: row[1] for row in db.execute(sa.select(col(Delegation.id), col(Delegation.code)))}
    rows = db.execute(
        sa.select(col(Position.delegation_id), col(Position.position), col(Position.given_by_id)).where(
            col(Position.ballot_id) == ballot.id, col(Position.current).is_(True)
        )
    ).all()
    found = {codes[row[0]]: (row[1], codes.get(row[2])) for row in rows}
    assert len(found) == len(rows)
    return found
