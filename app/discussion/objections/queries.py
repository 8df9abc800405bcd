"""Reads of objections: one, those of a text, of a round, of a consultation, each with its steps. Two queries a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.attribution import shown_author
from app.consultations.calendar import Stage, closes, stage_of
from app.consultations.models import (
    Constituency,
    Consultation,
    Delegation,
    Round,
    RoundKind,
    Roundtable,
    WorkingGroup,
)
from app.consultations.queries import seen_groups
from app.discussion.answer_rules import answering_seat
from app.discussion.models import Comment
from app.discussion.objections.models import Objection, ObjectionState, ObjectionStep
from app.discussion.objections.rules import Standing, why_not_step
from app.discussion.objections.views import ObjectionPage, ObjectionView, Short, StepView
from app.discussion.reading import part_labels, text_direction
from app.discussion.waiting import undisposed
from app.drafting.models import Proposal
from app.kernel.actor import ANONYMOUS, Actor
from app.kernel.errors import NotFound
from app.kernel.i18n import current_locale
from app.kernel.i18n import gettext as _

BY_AUTHOR = (ObjectionState.WITHDRAWN, ObjectionState.SUSTAINED)

_LAST_STATE = (
    sa.select(col(ObjectionStep.state))
    .where(col(ObjectionStep.objection_id) == col(Objection.id))
    .order_by(col(ObjectionStep.n).desc())
    .limit(1)
    .correlate(Objection)
    .scalar_subquery()
)


_SHORT: sa.Select[Any] = (
    sa.select(
        Objection,
        _LAST_STATE,
        col(Round.attribution),
        col(Delegation.short_name),
        col(Delegation.name_i18n),
    )
    .join(Round, col(Round.id) == Objection.round_id)
    .outerjoin(Delegation, col(Delegation.id) == Objection.delegation_id)
    .where(col(Objection.proposal_id) == sa.bindparam("proposal"))
    .order_by(col(Objection.id))
)


@dataclass(frozen=True)
class Reader:
    """Who reads. With the `rounds` and the instant it is said at each objection what this person may do with it."""

    actor: Actor = ANONYMOUS
    rounds: Sequence[Round] | None = None
    at: Any = None

    def stage(self, consultation: Consultation, roundtable: str) -> Stage | None:
        """The moment in the calendar of one roundtable."""
        if self.rounds is None or self.at is None:
            return None
        return stage_of(consultation, self.rounds, roundtable, self.at)


def untouched() -> sa.ColumnElement[bool]:
    """The condition that nothing was done yet on an objection: it is open."""
    return ~sa.exists().where(col(ObjectionStep.objection_id) == col(Objection.id))


def waiting_counts(db: Session, consultation: Consultation) -> tuple[dict[int, int], dict[int, int]]:
    """How many comments on each text, by its id, have no disposition yet, and how many objections to it nobody has
    addressed; one query. It counts those of closed groups too: the caller leaves out what the reader may not see."""
    asked: tuple[tuple[Any, sa.ColumnElement[bool]], ...] = (Comment, undisposed()), (Objection, untouched())
    parts = [
        sa.select(sa.literal(place), table.proposal_id, sa.func.count())
        .where(table.consultation_id == consultation.id, waits)
        .group_by(table.proposal_id)
        for place, (table, waits) in enumerate(asked)
    ]
    found: tuple[dict[int, int], dict[int, int]] = ({}, {})
    for place, proposal, n in db.execute(sa.union_all(*parts)):
        found[place][proposal] = n
    return found


def unaddressed(
    db: Session, consultation: Consultation, round_: Round, *, actor: Actor | None = None
) -> list[str]:
    """The codes of the objections of a last call on which nothing was done yet, in order; one query.

    With an `actor` only those on texts that this person may see: without one there may be more, and a code of a closed
    group is told to nobody outside it (invariant 14). Empty for a round of another kind.
    """
    return [code for code, seen in _unaddressed(db, consultation, round_, actor) if seen]


def unaddressed_before(
    db: Session, consultation: Consultation, round_: Round, actor: Actor
) -> tuple[str, ...]:
    """The same before the actor, empty in the place of each on a text that the actor may not see; one query."""
    return tuple(code if seen else "" for code, seen in _unaddressed(db, consultation, round_, actor))


def _unaddressed(
    db: Session, consultation: Consultation, round_: Round, actor: Actor | None
) -> list[tuple[str, bool]]:
    if round_.kind != RoundKind.LAST_CALL:
        return []
    statement = (
        sa.select(col(Objection.code), sa.literal(True) if actor is None else seen_groups(actor))
        .join(Proposal, col(Proposal.id) == Objection.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(
            col(Objection.consultation_id) == consultation.id,
            col(Objection.round_id) == round_.id,
            untouched(),
        )
        .order_by(col(Objection.id))
    )
    return [(code, bool(seen)) for code, seen in db.execute(statement)]


def standing_counts(db: Session, consultation: Consultation) -> dict[int, int]:
    """How many objections stand against each text, by its id: neither withdrawn nor overruled. One query.

    The caller leaves out what the reader may not see.
    """
    state = sa.func.coalesce(_LAST_STATE, ObjectionState.OPEN.value)
    rows = db.execute(
        sa.select(col(Objection.proposal_id), sa.func.count())
        .where(
            col(Objection.consultation_id) == consultation.id,
            state.not_in([ObjectionState.WITHDRAWN.value, ObjectionState.OVERRULED.value]),
        )
        .group_by(col(Objection.proposal_id))
    ).all()
    return {row[0]: row[1] for row in rows}


def objections_of(
    db: Session,
    consultation: Consultation,
    reader: Reader,
    *,
    proposal: Proposal | None = None,
    round: str = "",
    state: str = "",
    cursor: str = "",
    limit: int = 50,
) -> ObjectionPage:
    """The objections that the reader may see, oldest first; of one text, one round, or in one state, where named.

    `cursor` is the code of the last one of the stretch before. Two queries.
    """
    statement = _rows(reader).where(col(Objection.consultation_id) == consultation.id)
    if proposal is not None:
        statement = statement.where(col(Objection.proposal_id) == proposal.id)
    if round:
        statement = statement.where(sa.func.lower(col(Round.code)) == round.lower())
    if state == ObjectionState.OPEN:
        statement = statement.where(_LAST_STATE.is_(None))
    elif state:
        statement = statement.where(_LAST_STATE.in_([state]))
    if cursor:
        # Whether a code of a closed group exists must not show in what a list goes on with.
        mark = (
            _rows(reader)
            .with_only_columns(col(Objection.id), maintain_column_froms=True)
            .where(col(Objection.consultation_id) == consultation.id, col(Objection.code) == cursor)
            .scalar_subquery()
        )
        statement = statement.where(col(Objection.id) > mark)
    views = _read(db, consultation, statement.order_by(col(Objection.id)).limit(limit + 1), reader)
    return ObjectionPage(tuple(views[:limit]), views[limit - 1].code if len(views) > limit else None)


def facing(db: Session, consultation: Consultation, reader: Reader, round_: Round) -> list[ObjectionView]:
    """Every objection that a last call faces and the reader may see, oldest first; two queries.

    Those raised in it, and those raised before it closed on a text in its scope that were not withdrawn or overruled
    before it opened: what nobody settled earlier is not forgotten because the round it was said in is over.
    """
    statement = _rows(reader).where(_faced_by(consultation, round_))
    return _read(db, consultation, statement.order_by(col(Objection.id)), reader)


def _faced_by(consultation: Consultation, round_: Round) -> sa.ColumnElement[bool]:
    settled_before = sa.exists().where(
        col(ObjectionStep.objection_id) == col(Objection.id),
        col(ObjectionStep.state).in_([ObjectionState.WITHDRAWN.value, ObjectionState.OVERRULED.value]),
        col(ObjectionStep.taken_at) < round_.opens_at,
    )
    earlier = sa.and_(col(Objection.raised_at) < closes(round_), ~settled_before)
    if round_.scope:
        earlier = sa.and_(earlier, col(Roundtable.code).in_(round_.scope))
    return sa.and_(
        col(Objection.consultation_id) == consultation.id,
        sa.or_(col(Objection.round_id) == round_.id, earlier),
    )


def states_in(
    db: Session, consultation: Consultation, actor: Actor, round_: Round
) -> dict[str, ObjectionState]:
    """Where each objection stands that a last call faces and the actor may see, by its code, oldest first; one query."""
    statement = (
        sa.select(col(Objection.code), _LAST_STATE)
        .join(Proposal, col(Proposal.id) == Objection.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .join(Roundtable, col(Roundtable.id) == Proposal.roundtable_id)
        .where(_faced_by(consultation, round_), seen_groups(actor))
        .order_by(col(Objection.id))
    )
    return {code: ObjectionState(state or ObjectionState.OPEN) for code, state in db.execute(statement)}


def objections_on(db: Session, consultation: Consultation, proposal: Proposal) -> tuple[Short, ...]:
    """Every objection to one text that the caller has found visible, in one line each, oldest first; one query."""
    labels = part_labels(proposal.kind)
    return tuple(
        Short(
            one.code,
            ObjectionState(state or ObjectionState.OPEN),
            shown_author(
                attribution,
                title=one.author_title,
                delegation=name or None,
                delegation_name=called(consultation, name, names) if name else None,
            ).speaker,
            labels.get(one.field or "", ""),
            one.reason,
            one.language,
            text_direction(consultation, one.language),
        )
        for one, state, attribution, name, names in db.execute(_SHORT, {"proposal": proposal.id})
    )


def objection_view(db: Session, consultation: Consultation, reader: Reader, code: str) -> ObjectionView:
    """The objection of this code; NotFound where there is none, or its group is closed to the reader. Two queries."""
    statement = _rows(reader).where(
        col(Objection.consultation_id) == consultation.id, col(Objection.code) == code
    )
    found = _read(db, consultation, statement, reader)
    if not found:
        raise NotFound(_("There is no objection “%(code)s” here.") % {"code": code[:60]})
    return found[0]


def _rows(reader: Reader) -> sa.Select[Any]:
    columns: list[Any] = [
        Objection,
        _LAST_STATE.label("state"),
        col(Proposal.code).label("proposal_code"),
        col(Proposal.title).label("proposal_title"),
        col(Proposal.title_i18n).label("proposal_title_i18n"),
        col(Proposal.kind).label("kind"),
        col(Proposal.version).label("newest"),
        col(Proposal.group_id).label("group_id"),
        col(Roundtable.code).label("roundtable"),
        col(Round.code).label("round_code"),
        col(Round.title).label("round_title"),
        col(Round.kind).label("round_kind"),
        col(Round.attribution).label("attribution"),
        col(Comment.code).label("comment_code"),
        col(Delegation.code).label("delegation_code"),
        col(Delegation.short_name).label("delegation_name"),
        col(Delegation.name_i18n).label("delegation_name_i18n"),
        col(Constituency.code).label("constituency_code"),
        col(Constituency.name).label("constituency_name"),
        col(Constituency.name_i18n).label("constituency_name_i18n"),
    ]
    return (
        sa.select(*columns)
        .select_from(Objection)
        .join(Proposal, col(Proposal.id) == Objection.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .join(Roundtable, col(Roundtable.id) == Proposal.roundtable_id)
        .join(Round, col(Round.id) == Objection.round_id)
        .outerjoin(Comment, col(Comment.id) == Objection.comment_id)
        .outerjoin(Delegation, col(Delegation.id) == Objection.delegation_id)
        .outerjoin(Constituency, col(Constituency.id) == Delegation.constituency_id)
        .where(seen_groups(reader.actor))
    )


def called(consultation: Consultation, name: str | None, i18n: Mapping[str, str] | None) -> str | None:
    """What a delegation is called in the reader's language; in the consultation's own by its short name."""
    if current_locale() == consultation.default_language:
        return name
    return (i18n or {}).get(current_locale()) or name


def _read(
    db: Session, consultation: Consultation, statement: sa.Select[Any], reader: Reader
) -> list[ObjectionView]:
    rows = db.execute(statement).all()
    steps: dict[int, list[ObjectionStep]] = {}
    ids = [row.Objection.id for row in rows if row.state is not None]
    if ids:
        for step in db.scalars(
            sa.select(ObjectionStep)
            .where(col(ObjectionStep.objection_id).in_(ids))
            .order_by(col(ObjectionStep.objection_id), col(ObjectionStep.n))
        ):
            steps.setdefault(step.objection_id, []).append(step)
    labels = {kind: part_labels(kind) for kind in {row.kind for row in rows}}
    return [
        _view(consultation, row, steps.get(row.Objection.id, []), labels[row.kind], reader) for row in rows
    ]


def _view(
    consultation: Consultation,
    row: Any,
    steps: Sequence[ObjectionStep],
    labels: Mapping[str, str],
    reader: Reader,
) -> ObjectionView:
    one: Objection = row.Objection
    author = shown_author(
        row.attribution,
        title=one.author_title,
        delegation=row.delegation_code,
        delegation_name=called(consultation, row.delegation_name, row.delegation_name_i18n),
        constituency=row.constituency_code,
        constituency_name=row.constituency_name,
        constituency_name_i18n=row.constituency_name_i18n,
    )
    actor = reader.actor
    told = Standing(
        one.code,
        row.proposal_code,
        row.group_id,
        ObjectionState(steps[-1].state) if steps else ObjectionState.OPEN,
        one.person_id,
        one.delegation_id,
        row.attribution,
    )
    stage = reader.stage(consultation, row.roundtable)
    return ObjectionView(
        id=one.id or 0,
        code=one.code,
        proposal=row.proposal_code,
        proposal_title=row.proposal_title,
        proposal_title_i18n=row.proposal_title_i18n or {},
        round=row.round_code,
        round_title=row.round_title,
        round_kind=row.round_kind,
        version=one.version,
        newest=row.newest,
        field=one.field,
        anchor=labels.get(one.field or "", one.field or ""),
        paragraph=one.paragraph,
        quoted=one.quoted,
        reason=one.reason,
        removal=one.removal,
        comment=row.comment_code,
        language=one.language,
        direction=text_direction(consultation, one.language),
        author=author,
        raised_at=one.raised_at,
        steps=tuple(
            StepView(
                step.n,
                step.state,
                step.words,
                step.rule,
                step.version,
                # Who withdraws or sustains is shown as the objection's round shows who raised it.
                author.title or author.speaker if step.state in BY_AUTHOR else step.author_title,
                step.taken_at,
            )
            for step in steps
        ),
        mine=actor.signed_in and one.person_id == actor.person_id,
        is_of=told.is_of(actor, consultation),
        answers=answering_seat(actor, consultation, row.group_id) is not None,
        may={
            step.value: why_not_step(actor, consultation, stage, told, step)
            for step in ObjectionState
            if step is not ObjectionState.OPEN
        }
        if stage is not None
        else {},
    )
