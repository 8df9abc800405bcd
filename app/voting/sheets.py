"""Reads of what is given: a delegation's sheet, a group's show of support."""

from collections.abc import Collection
from dataclasses import fields, replace

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.attribution import attribution_words, shown_author
from app.consultations.calendar import Stage
from app.consultations.models import Consultation, Delegation, Membership
from app.consultations.rules import voting_seats
from app.drafting.models import Proposal
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Refused
from app.kernel.i18n import gettext as _
from app.voting.disclosure.models import VoteMark
from app.voting.disclosure.queries import marked_on
from app.voting.members.queries import still_sits
from app.voting.members.rules import by_members, why_no_member, why_not_a_member
from app.voting.members.words import unit_code, unit_name
from app.voting.models import Ballot, Elector, Position, ShowOfSupport, Voice
from app.voting.queries import LINES, called, on_ballot, seen_by
from app.voting.recusal.models import Recusal
from app.voting.rules import why_not_give, why_not_show_support
from app.voting.views import BallotView, Given, Line, Mandate, Row, Sheet, SupportView

# Whoever gives positions by proxy speaks from the delegation that they sit in.
SPOKE_FROM = sa.func.coalesce(col(Position.given_by_id), col(Position.delegation_id))
_spoken = sa.or_(
    *(
        sa.exists().where(
            col(table.ballot_id) == sa.bindparam("ballot"),
            col(table.delegation_id) == col(Delegation.id),
            col(table.person_id) == sa.bindparam("person"),
        )
        for table in (Position, VoteMark)
    )
)
_recused = sa.exists().where(
    col(Recusal.ballot_id) == sa.bindparam("ballot"),
    col(Recusal.person_id) == sa.bindparam("person"),
    col(Recusal.taken_back_at).is_(None),
)
_elsewhere = sa.or_(
    *(
        sa.exists().where(
            col(table.ballot_id) == sa.bindparam("ballot"),
            spoke_from != col(Delegation.id),
            col(table.person_id) == sa.bindparam("person"),
        )
        for table, spoke_from in ((Position, SPOKE_FROM), (VoteMark, col(VoteMark.delegation_id)))
    )
)
_MANDATES = (
    sa.select(
        col(Delegation.id),
        col(Delegation.code),
        col(Delegation.short_name),
        col(Delegation.name_i18n),
        col(Elector.id),
        _spoken,
        _recused,
        _elsewhere,
        col(Elector.constituency_id),
    )
    .join_from(
        Delegation,
        Elector,
        sa.and_(
            col(Elector.delegation_id) == Delegation.id, col(Elector.ballot_id) == sa.bindparam("ballot")
        ),
        isouter=True,
    )
    .where(col(Delegation.id).in_(sa.bindparam("delegations", expanding=True)))
)


def mandates_of(db: Session, consultation: Consultation, actor: Actor, ballot: Ballot) -> list[Mandate]:
    """The delegations whose positions this person gives here, in the order of the seats; one query. Where each member has a
    position of its own, that of the person, if they are one."""
    if by_members(ballot.rule):
        return _own(db, actor, ballot)
    seats = {seat.delegation_id: seat.title for seat in reversed(voting_seats(actor, consultation))}
    if not seats:
        return []
    rows = db.execute(
        _MANDATES, {"ballot": ballot.id, "person": actor.person_id, "delegations": list(seats)}
    ).all()
    order = list(seats)[::-1]
    found = [
        Mandate(
            delegation_id=row[0],
            code=row[1],
            name=called(row[2], row[3]),
            seat=seats[row[0]],
            in_electorate=row[4] is not None,
            spoken=bool(row[5]),
            recused=bool(row[6]),
            elsewhere=bool(row[7]),
            constituency_id=row[8],
            body=row[1],
        )
        for row in rows
    ]
    return sorted(found, key=lambda mandate: order.index(mandate.delegation_id))


_MEMBER = (
    sa.select(
        col(Delegation.id),
        col(Delegation.code),
        col(Delegation.short_name),
        col(Delegation.name_i18n),
        col(Delegation.ended_at),
        col(Elector.seat),
        col(Elector.title),
        col(Elector.constituency_id),
        sa.or_(
            *(
                sa.exists().where(
                    col(table.ballot_id) == col(Elector.ballot_id),
                    col(table.delegation_id) == col(Elector.delegation_id),
                    col(table.seat) == col(Elector.seat),
                )
                for table in (Position, VoteMark)
            )
        ),
        _recused,
    )
    .join_from(Elector, Delegation, col(Delegation.id) == Elector.delegation_id)
    .where(col(Elector.ballot_id) == sa.bindparam("ballot"), col(Elector.person_id) == sa.bindparam("person"))
)


def _own(db: Session, actor: Actor, ballot: Ballot) -> list[Mandate]:
    if actor.person_id is None:
        return []
    asked = {"ballot": ballot.id, "person": actor.person_id}
    rows = db.execute(_MEMBER.add_columns(still_sits(max(now(db), ballot.opens_at))), asked).all()
    return [
        Mandate(
            delegation_id=row[0],
            code=unit_code(row[1], row[5]),
            name=unit_name(called(row[2], row[3]), row[5], row[6]),
            seat=row[6],
            in_electorate=True,
            spoken=bool(row[8]),
            recused=bool(row[9]),
            constituency_id=row[7],
            left=row[4] is not None or not row[10],
            member=row[5],
            body=row[1],
        )
        for row in rows
    ]


def own_mandate(
    actor: Actor, consultation: Consultation, mandates: Collection[Mandate], code: str | None
) -> Mandate:
    """The one position of a member, which need not be named. Refused for whoever is none, and for another's code."""
    mandate = next(iter(mandates), None)
    if mandate is None:
        raise Refused(why_not_a_member(actor, consultation))
    if code not in (None, "", mandate.code):
        raise Refused(
            _("Each member gives its own position in this ballot, and nobody else’s: yours is “%(code)s”.")
            % {"code": mandate.code}
        )
    return mandate


def why_none_given(db: Session, consultation: Consultation, actor: Actor, view: BallotView) -> str | None:
    """Why this person gives no positions in a ballot, as far as that depends on no delegation; None where they may. One
    query where each member has a position, none elsewhere."""
    if not view.by_members:
        return why_not_give(actor, consultation)
    refused = why_no_member(actor, consultation)
    if refused is None and not mandates_of(db, consultation, actor, view.ballot):
        return why_not_a_member(actor, consultation)
    return refused


def delegation_of(db: Session, consultation: Consultation, code: str) -> Delegation | None:
    """The delegation of this code here; one query."""
    return db.exec(
        select(Delegation).where(Delegation.consultation_id == consultation.id, Delegation.code == code)
    ).first()


# The columns are the fields of `Line` and after them those of `Given`, in their order.
_LINE_WIDTH = len(fields(Line))
_ROWS = LINES.add_columns(
    *(getattr(Position, field.name).label(f"given_{field.name}") for field in fields(Given))
).outerjoin(
    Position,
    sa.and_(
        col(Position.ballot_id) == sa.bindparam("ballot"),
        col(Position.proposal_id) == Proposal.id,
        col(Position.delegation_id) == sa.bindparam("delegation"),
        col(Position.seat) == sa.bindparam("seat"),
        col(Position.current).is_(True),
    ),
)
_SOME_ROWS = _ROWS.where(col(Proposal.code).in_(sa.bindparam("codes", expanding=True)))


def rows_of(
    db: Session,
    ballot: Ballot,
    actor: Actor | None,
    delegation_id: int,
    seat: int = 0,
    *,
    codes: Collection[str] | None = None,
) -> tuple[Row, ...]:
    """The proposals on a ballot, each with the position that counts now of a delegation, or of a member; one query."""
    statement = seen_by(_ROWS if codes is None else _SOME_ROWS, actor, ballot)
    asked = {**on_ballot(ballot), "delegation": delegation_id, "seat": seat}
    rows = db.execute(statement, asked if codes is None else {**asked, "codes": list(codes)})
    found = []
    for row in rows:
        given = row[_LINE_WIDTH:]
        found.append(Row(Line(*row[:_LINE_WIDTH]), Given(*given) if given[0] is not None else None))
    return tuple(found)


def sheet_of(db: Session, view: BallotView, actor: Actor, mandate: Mandate) -> Sheet:
    """The sheet of a delegation: every proposal with what was given, of a secret ballot with that it was; one query, in a
    secret ballot two."""
    rows = rows_of(db, view.ballot, actor, *mandate.key)
    if view.rule.is_secret:
        marks = marked_on(db, view.ballot, *mandate.key)
        rows = tuple(
            replace(row, voted_by=marks[row.line.proposal_id].author_title)
            if row.line.proposal_id in marks
            else row
            for row in rows
        )
    return Sheet(view=view, delegation=mandate.code, name=mandate.name, rows=rows)


def voice_of(db: Session, proposal: Proposal, actor: Actor) -> ShowOfSupport | None:
    """The voice of this person on a proposal, as the database has it now; one query."""
    return db.exec(
        select(ShowOfSupport)
        .where(ShowOfSupport.proposal_id == proposal.id, ShowOfSupport.person_id == actor.person_id)
        .execution_options(populate_existing=True)
    ).first()


def support_of(db: Session, actor: Actor, proposal: Proposal, stage: Stage) -> SupportView:
    """The show of support on a proposal that the caller has found visible; one query.

    Words why are shown with the seat they were said from, never with a name of a person; where they were said in a
    round by delegation or not for attribution, as that round shows who speaks. The last one said comes last, so that a
    place in the list is nobody's.
    """
    rows = db.execute(
        sa.select(
            col(ShowOfSupport.person_id),
            col(ShowOfSupport.choice),
            col(ShowOfSupport.word),
            col(ShowOfSupport.attribution),
            sa.func.min(Membership.title),
            sa.func.min(Delegation.short_name),
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
        .outerjoin(Delegation, col(Delegation.id) == Membership.delegation_id)
        .where(col(ShowOfSupport.proposal_id) == proposal.id)
        .group_by(
            col(ShowOfSupport.id),
            col(ShowOfSupport.person_id),
            col(ShowOfSupport.choice),
            col(ShowOfSupport.word),
            col(ShowOfSupport.attribution),
            col(ShowOfSupport.shown_at),
        )
        .order_by(col(ShowOfSupport.shown_at), col(ShowOfSupport.id))
    ).all()
    choices = [row[1] for row in rows]
    mine = next((row for row in rows if row[0] == actor.person_id), None) if actor.signed_in else None
    return SupportView(
        proposal=proposal.code,
        voices={str(voice): choices.count(voice) for voice in Voice},
        words=tuple((_who(*row[3:]), row[1], row[2]) for row in rows if row[2]),
        mine=mine[1] if mine else None,
        my_word=mine[2] if mine else "",
        why_not=why_not_show_support(actor, proposal, stage),
        shown_as=attribution_words(stage.round.attribution)
        if stage.round and stage.round.attribution
        else "",
    )


def _who(attribution: str | None, seat: str | None, delegation: str | None) -> str:
    """Who is shown to have shown support: the seat, or what their round shows."""
    who = shown_author(attribution, title=seat or "", delegation_name=delegation)
    return who.title or (who.speaker if attribution else "")
