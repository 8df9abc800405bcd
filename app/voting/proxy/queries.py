"""Reads of proxies: whose positions somebody gives, who speaks for whom, and who could."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.consultations.models import Consultation, Delegation
from app.kernel.actor import Actor
from app.voting.models import Ballot, Elector, Position, delegation_of_elector
from app.voting.proxy.models import Proxy
from app.voting.proxy.rules import Place
from app.voting.queries import called
from app.voting.recusal.models import Recusal
from app.voting.sheets import SPOKE_FROM, mandates_of
from app.voting.views import BallotView, Mandate


@dataclass(frozen=True)
class Standing:
    """One delegation that speaks for another, both as the reader calls them; `left` and `holder_left` say which of them
    has left the consultation since."""

    delegation: str
    name: str
    holder: str
    holder_name: str
    since: datetime
    delegation_id: int
    holder_id: int
    left: bool = False
    holder_left: bool = False


def held_of(db: Session, consultation: Consultation, actor: Actor, view: BallotView) -> list[Mandate]:
    """The delegations whose positions this person gives in a ballot: those they sit in, and after them those that these
    speak for by proxy. One query, two where the rule knows proxies.

    Where not every position is published, a proxy shows what it gave no longer than it speaks: until the close. Who sits in a
    delegation and in its proxy has one mandate for it, the own one: they would decide alone for two (invariant 22).
    """
    own = mandates_of(db, consultation, actor, view.ballot)
    if not own or not view.rule.proxies or (view.counted and not view.rule.is_open):
        return own
    held = _by_proxy(db, actor, view.ballot, own)
    codes = {mandate.code for mandate in own}
    return [*own, *(mandate for mandate in held if mandate.code not in codes)]


_spoken = sa.exists().where(
    col(Position.ballot_id) == sa.bindparam("ballot"),
    col(Position.delegation_id) == col(Proxy.delegation_id),
    col(Position.person_id) == sa.bindparam("person"),
)
_recused = sa.exists().where(
    col(Recusal.ballot_id) == sa.bindparam("ballot"),
    col(Recusal.person_id) == sa.bindparam("person"),
    col(Recusal.taken_back_at).is_(None),
)
_elsewhere = sa.exists().where(
    col(Position.ballot_id) == sa.bindparam("ballot"),
    col(Proxy.holder_id) != SPOKE_FROM,
    col(Position.person_id) == sa.bindparam("person"),
)
_HELD = (
    sa.select(
        col(Proxy.delegation_id),
        col(Proxy.holder_id),
        col(Delegation.code),
        col(Delegation.short_name),
        col(Delegation.name_i18n),
        col(Delegation.ended_at),
        col(Elector.constituency_id),
        _spoken,
        _recused,
        _elsewhere,
    )
    .join_from(Proxy, Delegation, col(Delegation.id) == Proxy.delegation_id)
    .join(
        Elector,
        delegation_of_elector(Proxy),
    )
    .where(
        col(Proxy.ballot_id) == sa.bindparam("ballot"),
        col(Proxy.holder_id).in_(sa.bindparam("holders", expanding=True)),
        col(Proxy.ended_at).is_(None),
    )
    .order_by(col(Elector.place), col(Delegation.code))
)


def _by_proxy(db: Session, actor: Actor, ballot: Ballot, own: Collection[Mandate]) -> list[Mandate]:
    seats = {mandate.delegation_id: mandate for mandate in own}
    rows = db.execute(_HELD, {"ballot": ballot.id, "person": actor.person_id, "holders": list(seats)}).all()
    return [
        Mandate(
            delegation_id=row[0],
            code=row[2],
            name=called(row[3], row[4]),
            seat=seats[row[1]].seat,
            in_electorate=True,
            spoken=bool(row[7]),
            recused=bool(row[8]),
            elsewhere=bool(row[9]),
            constituency_id=row[6],
            holder_id=row[1],
            holder=seats[row[1]].code,
            holder_name=seats[row[1]].name,
            body=row[2],
            left=row[5] is not None,
        )
        for row in rows
    ]


def standing_in(db: Session, view: BallotView) -> tuple[Standing, ...]:
    """Who speaks for whom in a ballot, after the close as it was then, in the order of the electorate; one query, none
    where the rule knows no proxies."""
    if not view.rule.proxies:
        return ()
    holder = aliased(Delegation)
    rows = db.execute(
        sa.select(
            col(Delegation.code),
            col(Delegation.short_name),
            col(Delegation.name_i18n),
            col(holder.code),
            col(holder.short_name),
            col(holder.name_i18n),
            col(Proxy.named_at),
            col(Proxy.delegation_id),
            col(Proxy.holder_id),
            col(Delegation.ended_at),
            col(holder.ended_at),
        )
        .join_from(Proxy, Delegation, col(Delegation.id) == Proxy.delegation_id)
        .join(holder, col(holder.id) == Proxy.holder_id)
        .join(
            Elector,
            delegation_of_elector(Proxy),
        )
        .where(col(Proxy.ballot_id) == view.ballot.id, col(Proxy.ended_at).is_(None))
        .order_by(col(Elector.place), col(Delegation.code))
    )
    return tuple(
        Standing(
            delegation=row[0],
            name=called(row[1], row[2]),
            holder=row[3],
            holder_name=called(row[4], row[5]),
            since=row[6],
            delegation_id=row[7],
            holder_id=row[8],
            left=row[9] is not None,
            holder_left=row[10] is not None,
        )
        for row in rows
    )


def proxy_of(db: Session, ballot: Ballot, delegation_id: int) -> Proxy | None:
    """The proxy of a delegation that stands in a ballot, as the database has it now; one query."""
    return db.exec(
        select(Proxy)
        .where(
            Proxy.ballot_id == ballot.id, Proxy.delegation_id == delegation_id, col(Proxy.ended_at).is_(None)
        )
        .execution_options(populate_existing=True)
    ).first()


def places_in(db: Session, view: BallotView, standing: Collection[Standing]) -> dict[str, Place]:
    """Where each delegation of the electorate stands with proxies, by its code, in the order of the names; one query."""
    away = {each.delegation_id for each in standing}
    holding = [each.holder_id for each in standing]
    rows = db.execute(
        sa.select(
            col(Delegation.id),
            col(Delegation.code),
            col(Delegation.short_name),
            col(Delegation.name_i18n),
            col(Delegation.ended_at),
        )
        .join_from(Elector, Delegation, col(Delegation.id) == Elector.delegation_id)
        .where(col(Elector.ballot_id) == view.ballot.id)
    ).all()
    found = {
        row[1]: Place(
            row[0],
            called(row[2], row[3]),
            left=row[4] is not None,
            given_away=row[0] in away,
            holds=holding.count(row[0]),
        )
        for row in rows
    }
    return dict(sorted(found.items(), key=lambda each: (each[1].name.casefold(), each[0])))


def speakers_in(db: Session, given_by: Collection[int]) -> dict[int, str]:
    """What these delegations are called that gave positions by proxy, by their number; one query, none for nobody."""
    if not given_by:
        return {}
    rows = db.execute(
        sa.select(col(Delegation.id), col(Delegation.short_name), col(Delegation.name_i18n)).where(
            col(Delegation.id).in_(sorted(given_by))
        )
    )
    return {row[0]: called(row[1], row[2]) for row in rows}


def given_by_proxy(db: Session, ballot: Ballot) -> list[tuple[int, int, int]]:
    """The positions that count and were given by proxy: proposal, delegation, and who gave it; one query."""
    rows = db.execute(
        sa.select(col(Position.proposal_id), col(Position.delegation_id), col(Position.given_by_id)).where(
            col(Position.ballot_id) == ballot.id,
            col(Position.current).is_(True),
            col(Position.given_by_id).is_not(None),
        )
    )
    return [(row[0], row[1], row[2]) for row in rows]
