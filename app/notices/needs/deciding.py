"""Positions that a delegation has not given in ballots that are open."""

from collections.abc import Iterator
from urllib.parse import urlencode

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.calendar import RoundStage, closes
from app.consultations.models import Delegation
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.notices.needs.scene import Scene
from app.notices.needs.views import Need, NeedKind
from app.voting.models import Ballot, BallotProposal, Elector, Position
from app.voting.queries import called
from app.voting.rules import why_not_give


def positions(db: Session, scene: Scene) -> Iterator[Need]:
    """For each delegation whose positions the person gives, what it has not given in an open ballot. One query at most.

    Who has given positions of another delegation in the same ballot speaks for that one alone (invariant 22).
    """
    found = scene.in_stage(RoundStage.OPEN)
    bodies = {
        body: here
        for here in scene.moving
        for body in here.speaks_for
        if why_not_give(scene.actor, here.consultation) is None
    }
    if not found or not bodies:
        return
    lines = _count(BallotProposal, col(BallotProposal.ballot_id) == col(Ballot.id))
    given = _count(
        Position,
        col(Position.ballot_id) == col(Ballot.id),
        col(Position.delegation_id) == col(Elector.delegation_id),
        col(Position.current).is_(True),
    )
    for_another = sa.exists().where(
        col(Position.ballot_id) == col(Ballot.id),
        col(Position.person_id) == scene.actor.person_id,
        col(Position.delegation_id) != col(Elector.delegation_id),
    )
    rows = db.execute(
        sa.select(
            col(Ballot.round_id),
            col(Ballot.code),
            col(Ballot.title),
            col(Ballot.closes_at),
            col(Delegation.code).label("delegation"),
            col(Delegation.short_name),
            col(Delegation.name_i18n),
            lines.label("lines"),
            given.label("given"),
        )
        .join_from(Elector, Ballot, col(Ballot.id) == col(Elector.ballot_id))
        .join(Delegation, col(Delegation.id) == col(Elector.delegation_id))
        .where(
            col(Elector.delegation_id).in_(sorted(bodies)),
            col(Ballot.round_id).in_(sorted(found)),
            col(Ballot.opens_at) <= scene.at,
            col(Ballot.closes_at) > scene.at,
            ~for_another,
        )
        .order_by(col(Ballot.id), col(Elector.delegation_id))
    )
    for row in rows:
        missing = row.lines - row.given
        if missing <= 0:
            continue
        here, round_ = found[row.round_id]
        asked = {"show": "missing"} if row.given else {}
        if len(here.speaks_for) > 1:
            asked["delegation"] = row.delegation
        address = f"{here.base}/ballots/{row.code}/sheet"
        yield Need(
            consultation=here.consultation.slug,
            kind=NeedKind.POSITIONS,
            code=row.code,
            title=ngettext(
                "%(n)s position of %(delegation)s is not given",
                "%(n)s positions of %(delegation)s are not given",
                missing,
            )
            % {"n": missing, "delegation": called(row.short_name, row.name_i18n)},
            why=_("You give its positions in “%(ballot)s”: %(given)s of %(all)s are given.")
            % {"ballot": row.title, "given": row.given, "all": row.lines},
            due_at=min(row.closes_at, closes(round_)),
            url=f"{address}?{urlencode(asked)}" if asked else address,
            act=_("Open the voting sheet"),
            since=round_.opens_at,
        )


def _count(model: type, *where: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .select_from(model)
        .where(*where)
        .correlate(Ballot, Elector)
        .scalar_subquery()
    )
