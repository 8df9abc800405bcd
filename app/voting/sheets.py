"""Reads of what is given: a delegation's sheet, a group's show of support."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.calendar import Stage
from app.consultations.models import Consultation, Delegation, Membership
from app.consultations.rules import voting_seats
from app.drafting.models import Proposal
from app.kernel.actor import Actor
from app.voting.models import Ballot, Elector, Position, ShowOfSupport, Voice
from app.voting.queries import called, lines_of
from app.voting.rules import why_not_show_support
from app.voting.views import BallotView, Given, Row, Sheet, SupportView


def own_delegations(
    db: Session, consultation: Consultation, actor: Actor, ballot: Ballot
) -> list[Delegation]:
    """The delegations of the electorate whose positions this person gives, in the order of the seats; one query."""
    ids = [seat.delegation_id for seat in voting_seats(actor, consultation)]
    if not ids:
        return []
    rows = db.exec(
        select(Delegation)
        .join(Elector, col(Elector.delegation_id) == Delegation.id)
        .where(Elector.ballot_id == ballot.id, col(Delegation.id).in_(ids))
    ).all()
    return sorted(rows, key=lambda d: ids.index(d.id))


def delegation_of(db: Session, consultation: Consultation, code: str) -> Delegation | None:
    """The delegation of this code here; one query."""
    return db.exec(
        select(Delegation).where(Delegation.consultation_id == consultation.id, Delegation.code == code)
    ).first()


def gave_for(db: Session, ballot: Ballot, actor: Actor) -> frozenset[int]:
    """The delegations this person has given positions for in this ballot; one query."""
    if actor.person_id is None:
        return frozenset()
    rows = db.exec(
        select(Position.delegation_id)
        .where(Position.ballot_id == ballot.id, Position.person_id == actor.person_id)
        .distinct()
    ).all()
    return frozenset(rows)


def positions_of(
    db: Session, ballot: Ballot, delegation_id: int, proposals: Collection[int] | None = None
) -> dict[int, Position]:
    """The positions of a delegation that count now, by proposal; one query."""
    statement = select(Position).where(
        Position.ballot_id == ballot.id,
        Position.delegation_id == delegation_id,
        col(Position.current).is_(True),
    )
    if proposals is not None:
        statement = statement.where(col(Position.proposal_id).in_(proposals))
    return {row.proposal_id: row for row in db.exec(statement).all()}


def sheet_of(db: Session, view: BallotView, actor: Actor, delegation: Delegation) -> Sheet:
    """The sheet of a delegation: every proposal with what was given; two queries."""
    given = positions_of(db, view.ballot, delegation.id or 0)
    rows = tuple(Row(line, _given(given.get(line.proposal_id))) for line in lines_of(db, view.ballot, actor))
    return Sheet(
        view=view,
        delegation_id=delegation.id or 0,
        delegation=delegation.code,
        name=called(delegation.short_name, delegation.name_i18n),
        rows=rows,
    )


def voice_of(db: Session, proposal: Proposal, actor: Actor) -> ShowOfSupport | None:
    """The voice of this person on a proposal, as the database has it now; one query."""
    return db.exec(
        select(ShowOfSupport)
        .where(ShowOfSupport.proposal_id == proposal.id, ShowOfSupport.person_id == actor.person_id)
        .execution_options(populate_existing=True)
    ).first()


def support_of(db: Session, actor: Actor, proposal: Proposal, stage: Stage) -> SupportView:
    """The show of support on a proposal that the caller has found visible; one query.

    Words why are shown with the seat they were said from, never with a name of a person.
    """
    rows = db.execute(
        sa.select(
            col(ShowOfSupport.person_id),
            col(ShowOfSupport.choice),
            col(ShowOfSupport.word),
            sa.func.min(Membership.title),
        )
        .join_from(
            ShowOfSupport,
            Membership,
            sa.and_(
                col(Membership.person_id) == ShowOfSupport.person_id,
                col(Membership.group_id) == proposal.group_id,
            ),
            isouter=True,
        )
        .where(col(ShowOfSupport.proposal_id) == proposal.id)
        .group_by(
            col(ShowOfSupport.id),
            col(ShowOfSupport.person_id),
            col(ShowOfSupport.choice),
            col(ShowOfSupport.word),
        )
        .order_by(col(ShowOfSupport.id))
    ).all()
    choices = [row[1] for row in rows]
    mine = next((row for row in rows if row[0] == actor.person_id), None) if actor.signed_in else None
    return SupportView(
        proposal=proposal.code,
        voices={str(voice): choices.count(voice) for voice in Voice},
        words=tuple((row[3] or "", row[1], row[2]) for row in rows if row[2]),
        mine=mine[1] if mine else None,
        my_word=mine[2] if mine else "",
        why_not=why_not_show_support(actor, proposal, stage),
    )


def _given(row: Position | None) -> Given | None:
    if row is None:
        return None
    return Given(
        position=row.position,
        reason=row.reason,
        turn=row.turn,
        version=row.version,
        person_id=row.person_id,
        author_title=row.author_title,
        cast_at=row.cast_at,
        receipt=row.receipt,
        nonce=row.nonce,
    )
