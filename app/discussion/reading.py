"""How comments are read: one statement for every list of them, and one for their answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.consultations.attribution import shown_author
from app.consultations.calendar import Stage, stage_of
from app.consultations.models import Constituency, Consultation, Delegation, Round, Roundtable, WorkingGroup
from app.discussion.answer_rules import (
    Asked,
    answering_seat,
    body_of,
    sees_drafts,
    was_brought,
    why_not_acknowledge,
    why_not_draft_disposition,
    why_not_issue_disposition,
    why_not_withdraw_comment,
)
from app.discussion.models import (
    Acknowledgement,
    Comment,
    Disposition,
    DispositionCode,
    DispositionDraft,
    Grouping,
)
from app.discussion.views import AcknowledgementView, CommentView, DispositionView, DraftView, Leave
from app.drafting.fields import fields_of
from app.drafting.models import Kind, Proposal, Version
from app.drafting.queries import Desk
from app.kernel.actor import ANONYMOUS, Actor
from app.kernel.i18n import LANGUAGES, current_locale, direction
from app.kernel.i18n import gettext as _

_Parent = aliased(Comment, name="parent_comment")
_Lead = aliased(Comment, name="lead_comment")


@dataclass(frozen=True)
class Reader:
    """Who reads, and the moment: what is needed to say at each comment what this person may do with it.

    Without `rounds` (None) nothing is said of it; drafts are shown to those who may see them all the same.
    """

    actor: Actor = ANONYMOUS
    rounds: Sequence[Round] | None = None
    at: datetime | None = None
    stages: dict[str, Stage] = field(default_factory=dict)

    @classmethod
    def at_desk(cls, actor: Actor, desk: Desk) -> "Reader":
        """Somebody before one proposal."""
        return cls(actor, desk.rounds, desk.stage.at, {desk.roundtable.code: desk.stage})

    def stage(self, consultation: Consultation, roundtable: str) -> Stage | None:
        """The moment in the calendar of one roundtable."""
        if self.rounds is None or self.at is None:
            return None
        if roundtable not in self.stages:
            self.stages[roundtable] = stage_of(consultation, self.rounds, roundtable, self.at)
        return self.stages[roundtable]


@cache
def comment_rows() -> sa.Select[Any]:
    """The columns of a comment with everything its line says; joins only along foreign keys, one row a comment.

    `others_wrote` says whether anybody but the person `reader`, a value that `read_comments` gives, wrote a version of
    the text.
    """
    others_wrote = sa.exists().where(
        col(Version.proposal_id) == col(Comment.proposal_id),
        col(Version.person_id).is_distinct_from(sa.bindparam("reader")),
    )
    columns: list[Any] = [
        Comment,
        DispositionDraft,
        col(_Lead.code).label("lead"),
        others_wrote.label("others_wrote"),
        col(Proposal.kind).label("kind"),
        col(Proposal.group_id).label("group_id"),
        col(Roundtable.code).label("roundtable"),
        col(Proposal.version).label("newest"),
        col(Proposal.code).label("proposal_code"),
        col(Proposal.title).label("proposal_title"),
        col(Proposal.title_i18n).label("proposal_title_i18n"),
        col(Round.code).label("round_code"),
        col(Round.title).label("round_title"),
        col(Round.attribution).label("attribution"),
        col(Delegation.code).label("delegation_code"),
        col(Delegation.short_name).label("delegation_name"),
        col(Delegation.name_i18n).label("delegation_name_i18n"),
        col(Constituency.code).label("constituency_code"),
        col(Constituency.name).label("constituency_name"),
        col(Constituency.name_i18n).label("constituency_name_i18n"),
        col(_Parent.code).label("parent_code"),
    ]
    return (
        sa.select(*columns)
        .select_from(Comment)
        .join(Proposal, col(Proposal.id) == Comment.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .join(Roundtable, col(Roundtable.id) == Proposal.roundtable_id)
        .outerjoin(Round, col(Round.id) == Comment.round_id)
        .outerjoin(Delegation, col(Delegation.id) == Comment.delegation_id)
        .outerjoin(Constituency, col(Constituency.id) == Delegation.constituency_id)
        .outerjoin(_Parent, col(_Parent.id) == Comment.parent_id)
        .outerjoin(DispositionDraft, col(DispositionDraft.comment_id) == Comment.id)
        .outerjoin(Grouping, col(Grouping.comment_id) == Comment.id)
        .outerjoin(_Lead, col(_Lead.id) == Grouping.lead_id)
    )


@cache
def comments_on() -> sa.Select[Any]:
    """The comments on the proposal `proposal`, in the order in which they were made."""
    return (
        comment_rows()
        .where(col(Comment.proposal_id) == sa.bindparam("proposal"))
        .order_by(col(Comment.created_at), col(Comment.id))
    )


@cache
def _answers_on() -> sa.Select[Any]:
    return answers_to(comments_on())


def read_comments_on(
    db: Session, consultation: Consultation, proposal: Proposal, reader: Reader
) -> list[CommentView]:
    """Every comment on a proposal with its answers: two queries, however many, built once as every page asks them."""
    values = {"proposal": proposal.id, "reader": reader.actor.person_id}
    rows = db.execute(comments_on(), values).all()
    answers = db.execute(_answers_on(), values).all() if rows else ()
    return _views(consultation, rows, _by_comment(answers), reader)


def read_comments(
    db: Session, consultation: Consultation, statement: sa.Select[Any], reader: Reader
) -> list[CommentView]:
    """The comments that `statement` (made of `comment_rows`) finds, with their answers: two queries, however many."""
    rows = db.execute(statement, {"reader": reader.actor.person_id}).all()
    answers = db.execute(answers_to(statement)).all() if rows else ()
    return _views(consultation, rows, _by_comment(answers), reader)


def _views(
    consultation: Consultation,
    rows: Sequence[Any],
    answers: Mapping[int, Sequence[DispositionView]],
    reader: Reader,
) -> list[CommentView]:
    labels = {kind: part_labels(kind) for kind in {row.kind for row in rows}}
    views = []
    for row in rows:
        known = answers.get(row.Comment.id, ())
        views.append(
            view_of(
                consultation,
                row.Comment,
                labels[row.kind],
                known,
                draft=_draft(consultation, row, reader),
                leave=_leave(consultation, row, known, reader),
                mine=reader.actor.signed_in and row.Comment.person_id == reader.actor.person_id,
                **{name: row._mapping[name] for name in _SHOWN},
            )
        )
    return views


def with_alike(views: Sequence[CommentView]) -> list[CommentView]:
    """A comment that stands for others of `views` knows them."""
    below: dict[str, list[CommentView]] = {}
    for view in views:
        if view.lead is not None:
            below.setdefault(view.lead, []).append(view)
    return [
        replace(
            view,
            alike=tuple(other.code for other in below[view.code]),
            own_alike=tuple(other.code for other in below[view.code] if other.leave and other.leave.mine),
        )
        if view.code in below
        else view
        for view in views
    ]


_SHOWN = (
    "lead", "newest", "proposal_code", "proposal_title", "proposal_title_i18n", "round_code", "round_title", "attribution", "delegation_code",
    "delegation_name", "delegation_name_i18n", "constituency_code", "constituency_name", "constituency_name_i18n", "parent_code",
)  # fmt: skip


def _called(consultation: Consultation, name: str | None, i18n: Mapping[str, str] | None) -> str | None:
    """What a delegation is called in the reader's language; in the consultation's own by its short name."""
    language = current_locale()
    return name if language == consultation.default_language else (i18n or {}).get(language) or name


def view_of(
    consultation: Consultation,
    comment: Comment,
    labels: Mapping[str, str],
    answers: Sequence[DispositionView] = (),
    *,
    proposal_code: str,
    proposal_title: str,
    proposal_title_i18n: Mapping[str, str] | None,
    round_code: str | None,
    round_title: str | None,
    delegation_code: str | None,
    delegation_name: str | None,
    delegation_name_i18n: Mapping[str, str] | None,
    constituency_code: str | None,
    constituency_name: str | None,
    constituency_name_i18n: Mapping[str, str] | None,
    parent_code: str | None,
    attribution: str | None = None,
    lead: str | None = None,
    newest: int = 0,
    draft: DraftView | None = None,
    leave: Leave | None = None,
    mine: bool = False,
) -> CommentView:
    """A comment as it is shown, from its parts. `answers` are its issued dispositions, the one that counts last."""
    author = shown_author(
        attribution,
        title=comment.author_title,
        delegation=delegation_code,
        delegation_name=_called(consultation, delegation_name, delegation_name_i18n),
        constituency=constituency_code,
        constituency_name=constituency_name,
        constituency_name_i18n=constituency_name_i18n,
    )
    # A comment is withdrawn by its author, who is shown there as with the comment.
    answers = [
        replace(answer, decided_by=author.title) if answer.code == DispositionCode.WITHDRAWN else answer
        for answer in answers
    ]
    return CommentView(
        id=comment.id or 0,
        code=comment.code,
        proposal=proposal_code,
        proposal_title=proposal_title,
        proposal_title_i18n=proposal_title_i18n or {},
        round=round_code,
        round_title=round_title or "",
        version=comment.version,
        field=comment.field,
        anchor=labels.get(comment.field, comment.field) if comment.field else _("The whole text"),
        quote=comment.quote,
        type=comment.type,
        stance=comment.stance,
        severity=comment.severity,
        text=comment.text,
        proposed_text=comment.proposed_text,
        language=comment.language,
        direction=text_direction(consultation, comment.language),
        parent=parent_code,
        author=author,
        created_at=comment.created_at,
        disposition=answers[-1] if answers else None,
        earlier=tuple(answers[:-1]),
        paragraph=comment.paragraph,
        draft=draft,
        lead=lead,
        leave=leave,
        mine=mine,
        newest=newest,
        late=comment.late,
        brought=was_brought(comment, attribution),
    )


def part_labels(kind: str) -> dict[str, str]:
    """The words for the parts of a text that comments are made on."""
    return {spec.name: spec.label for spec in fields_of(Kind(kind))}


def text_direction(consultation: Consultation, language: str) -> str:
    """`rtl` or `ltr`, as the consultation says, else as the language is written; `auto` for one unknown here."""
    known = direction(language) if language in LANGUAGES else "auto"
    return consultation.text_direction.get(language, known)


def answers_to(statement: sa.Select[Any]) -> sa.Select[Any]:
    """The issued dispositions of the comments that `statement` finds, with what the commenters said of them."""
    which = statement.with_only_columns(col(Comment.id), maintain_column_froms=True).subquery()
    answers: sa.Select[Any] = (
        sa.select(*cast(list[Any], [Disposition, Acknowledgement]))
        .join(which, which.c.id == Disposition.comment_id)
        .outerjoin(Acknowledgement, col(Acknowledgement.disposition_id) == Disposition.id)
        .order_by(col(Disposition.comment_id), col(Disposition.n), col(Acknowledgement.n))
    )
    return answers


def _by_comment(rows: Sequence[Any]) -> dict[int, list[DispositionView]]:
    """For each comment its issued dispositions, oldest first, with what the commenter last said of each."""
    found: dict[int, dict[int, DispositionView]] = {}
    for row, said in rows:
        # The last of several acknowledgements comes last and stands.
        found.setdefault(row.comment_id, {})[row.n] = DispositionView(
            code=row.code,
            reason=row.reason,
            decided_by=row.decided_by,
            issued_at=row.issued_at,
            n=row.n,
            version=row.resulting_version,
            acknowledgement=AcknowledgementView(said.satisfied, said.word, said.given_at) if said else None,
        )
    return {comment: _in_turn(list(by_number.values())) for comment, by_number in found.items()}


def _in_turn(answers: list[DispositionView]) -> list[DispositionView]:
    """Each says when the next one took its place."""
    later = [*(answer.issued_at for answer in answers[1:]), None]
    return [replace(answer, superseded_at=at) for answer, at in zip(answers, later, strict=True)]


def _draft(consultation: Consultation, row: Any, reader: Reader) -> DraftView | None:
    draft: DispositionDraft | None = row.DispositionDraft
    if draft is None or not sees_drafts(reader.actor, consultation, row.group_id):
        return None
    return DraftView(draft.code, draft.reason, draft.resulting_version, draft.author_title, draft.drafted_at)


def _leave(
    consultation: Consultation, row: Any, answers: Sequence[DispositionView], reader: Reader
) -> Leave | None:
    stage = reader.stage(consultation, row.roundtable)
    if stage is None or not reader.actor.signed_in:
        return None
    actor, counted = reader.actor, answers[-1].code if answers else None
    round_ = next((r for r in reader.rounds or () if r.id == row.Comment.round_id), None)
    asked = Asked(
        row.Comment.code,
        row.proposal_code,
        row.group_id,
        row.Comment.person_id,
        round_,
        withdrawn=counted == DispositionCode.WITHDRAWN,
        written_by_actor_alone=not row.others_wrote,
        body_id=body_of(row.Comment, round_),
    )
    answers_here = answering_seat(actor, consultation, row.group_id) is not None
    mine = asked.is_by(actor)
    if not answers_here and not mine:
        return None
    return Leave(
        draft=why_not_draft_disposition(actor, consultation, stage, asked),
        issue=why_not_issue_disposition(actor, consultation, stage, asked),
        withdraw=why_not_withdraw_comment(actor, stage, asked),
        acknowledge=why_not_acknowledge(actor, stage, asked, counted),
        answers=answers_here,
        mine=mine,
    )
