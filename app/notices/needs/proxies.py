"""What the heads and alternates of a delegation are asked to give for another one by proxy."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.consultations.calendar import RoundStage, closes
from app.consultations.models import Delegation
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.notices.needs.facts import Fact, fact, many
from app.notices.needs.scene import Scene
from app.notices.needs.views import Need, NeedKind
from app.voting.models import Ballot, BallotProposal, Elector, Position
from app.voting.proxy.models import Proxy
from app.voting.queries import called
from app.voting.recusal.models import Recusal
from app.voting.rules import why_not_give
from app.voting.sheets import SPOKE_FROM


def asks(scene: Scene) -> Iterator[sa.Select[tuple[object, ...]]]:
    """What is asked of the database."""
    voters = sorted(body for here in scene.moving for body in here.speaks_for)
    if voters and (rounds := sorted(scene.in_stage(RoundStage.OPEN))):
        yield _held(scene, voters, rounds)


def tells(scene: Scene, facts: dict[str, list[Fact]]) -> Iterator[Need]:
    """The needs that follow from what was found; each is about the delegation that is spoken for."""
    for one in facts.get("by_proxy", ()):
        here, round_, _stage = scene.rounds[one.round_id or 0]
        left = (one.n or 0) - (one.m or 0)
        if left <= 0 or why_not_give(scene.actor, here.consultation) is not None:
            continue
        named = {"name": called(one.words, one.i18n)}
        yield here.need(
            NeedKind.PROXY,
            one.parent,
            title=ngettext(
                "%(n)s position to give for %(name)s by proxy",
                "%(n)s positions to give for %(name)s by proxy",
                left,
            )
            % {"n": left, **named},
            why=_("%(name)s has named your delegation as its proxy in “%(ballot)s”.")
            % {**named, "ballot": one.title},
            due_at=min(filter(None, (one.until, closes(round_)))),
            url=f"{here.base}/ballots/{one.code}/sheet?{urlencode({'delegation': one.parent})}",
            act=_("Open its voting sheet"),
            since=one.at,
        )


def proxy_named() -> Any:
    """The name of the delegation that speaks for the elector of a row around it, for a query of the electors of ballots."""
    holder = aliased(Delegation)
    return (
        sa.select(col(holder.short_name))
        .join_from(Proxy, holder, col(holder.id) == Proxy.holder_id)
        .where(
            col(Proxy.ballot_id) == Elector.ballot_id,
            col(Proxy.delegation_id) == Elector.delegation_id,
            col(Proxy.ended_at).is_(None),
        )
        .correlate(Elector)
        .scalar_subquery()
    )


def _held(scene: Scene, voters: list[int], rounds: list[int]) -> sa.Select[tuple[object, ...]]:
    """For each delegation that another one speaks for in an open ballot how many positions are asked and given. Nothing of
    one that has left, and nothing for who takes no part or has spoken from elsewhere (invariant 22)."""
    around = (Ballot, Proxy)
    elsewhere = sa.exists().where(
        col(Position.ballot_id) == col(Ballot.id),
        col(Position.person_id) == scene.actor.person_id,
        col(Proxy.holder_id) != SPOKE_FROM,
    )
    recused = sa.exists().where(
        col(Recusal.ballot_id) == col(Ballot.id),
        col(Recusal.person_id) == scene.actor.person_id,
        col(Recusal.taken_back_at).is_(None),
    )
    return (
        sa.select(
            *fact(
                "by_proxy",
                consultation_id=col(Ballot.consultation_id),
                round_id=col(Ballot.round_id),
                code=col(Ballot.code),
                parent=col(Delegation.code),
                title=col(Ballot.title),
                words=col(Delegation.short_name),
                i18n=col(Delegation.name_i18n),
                at=col(Proxy.named_at),
                until=col(Ballot.closes_at),
                n=many(BallotProposal, col(BallotProposal.ballot_id) == col(Ballot.id), outer=around),
                m=many(
                    Position,
                    col(Position.ballot_id) == col(Ballot.id),
                    col(Position.delegation_id) == col(Proxy.delegation_id),
                    col(Position.current).is_(True),
                    outer=around,
                ),
            )
        )
        .join_from(Proxy, Ballot, col(Ballot.id) == col(Proxy.ballot_id))
        .join(Delegation, col(Delegation.id) == col(Proxy.delegation_id))
        .where(
            col(Proxy.holder_id).in_(voters),
            col(Proxy.delegation_id).not_in(voters),
            col(Proxy.ended_at).is_(None),
            col(Delegation.ended_at).is_(None),
            col(Ballot.round_id).in_(rounds),
            col(Ballot.opens_at) <= scene.at,
            col(Ballot.closes_at) > scene.at,
            ~elsewhere,
            ~recused,
        )
    )
