"""Reads of comments: the threads of a proposal, the list of a consultation, who spoke."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.consultations.models import Constituency, Consultation, Delegation, Round, WorkingGroup
from app.consultations.rules import own_groups
from app.discussion.models import Comment, Disposition
from app.discussion.views import (
    WHOLE,
    CommentPage,
    CommentView,
    DispositionView,
    Threads,
    ThreadView,
)
from app.drafting.fields import fields_of
from app.drafting.models import Kind, Proposal
from app.drafting.queries import Desk
from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.i18n import LANGUAGES, direction
from app.kernel.i18n import gettext as _

_Parent = aliased(Comment, name="parent_comment")


def threads_of(
    db: Session, consultation: Consultation, proposal: Proposal, *, may_reply: bool = False, fresh: str = ""
) -> Threads:
    """Everything said on a proposal that the caller has found visible; two queries, whatever was said.

    `may_reply` says whether the reader may comment now; `fresh` is the code of a comment just made.
    """
    rows = db.execute(
        _comments()
        .where(col(Comment.proposal_id) == proposal.id)
        .order_by(col(Comment.created_at), col(Comment.id))
    ).all()
    grouped: dict[str, list[CommentView]] = {}
    for view in _in_threads(_views(db, consultation, rows)):
        grouped.setdefault(view.field or WHOLE, []).append(view)
    labels = {WHOLE: _("The whole text"), **_labels(proposal.kind)}
    labels.update({key: key for key in grouped if key not in labels})
    return Threads(
        {
            key: ThreadView(
                key=key,
                label=label,
                comments=tuple(grouped.get(key, ())),
                slug=consultation.slug,
                proposal=proposal.code,
                zone=consultation.timezone,
                may_reply=may_reply,
                fresh=fresh,
            )
            for key, label in labels.items()
        }
    )


def comments_of(
    db: Session,
    consultation: Consultation,
    actor: Actor,
    *,
    proposal: Proposal | None = None,
    round: str = "",
    stance: str = "",
    answer: str = "",
    constituency: str = "",
    cursor: str = "",
    limit: int = 50,
) -> CommentPage:
    """The comments of a consultation that the actor may see, newest first, or of one proposal, oldest first.

    `answer` is "open" or "answered". `cursor` is the code of the last comment of the stretch before. Two queries.
    """
    statement = _comments().where(
        col(Comment.consultation_id) == consultation.id,
        sa.or_(col(WorkingGroup.closed).is_(False), col(WorkingGroup.id).in_(own_groups(actor))),
    )
    key = sa.tuple_(col(Comment.created_at), col(Comment.id))
    if cursor:
        last = aliased(Comment, name="last_comment")
        mark = (
            select(last.created_at, last.id)
            .where(col(last.consultation_id) == consultation.id, last.code == cursor)
            .subquery()
        )
        reached = sa.select(mark.c.created_at, mark.c.id).scalar_subquery()
        statement = statement.where(key > reached if proposal is not None else key < reached)
    if proposal is not None:
        statement = statement.where(col(Comment.proposal_id) == proposal.id)
        statement = statement.order_by(col(Comment.created_at), col(Comment.id))
    else:
        statement = statement.order_by(col(Comment.created_at).desc(), col(Comment.id).desc())
    if round:
        statement = statement.where(col(Round.code) == round)
    if stance:
        statement = statement.where(col(Comment.stance) == stance)
    if constituency:
        statement = statement.where(col(Constituency.code) == constituency)
    if answer:
        answered = sa.exists().where(col(Disposition.comment_id) == Comment.id)
        statement = statement.where(answered if answer == "answered" else ~answered)
    rows = db.execute(statement.limit(limit + 1)).all()
    views = _views(db, consultation, rows[:limit])
    return CommentPage(tuple(views), views[-1].code if len(rows) > limit else None)


def comment_view(db: Session, consultation: Consultation, comment: Comment) -> CommentView:
    """One comment as it is shown; two queries."""
    rows = db.execute(_comments().where(col(Comment.id) == comment.id)).all()
    return _views(db, consultation, rows)[0]


def new_comment_view(
    consultation: Consultation,
    desk: Desk,
    comment: Comment,
    *,
    delegation: Delegation | None,
    constituency: Constituency | None,
    parent: Comment | None,
) -> CommentView:
    """A comment just made, as it is shown: everything is at hand, so nothing is asked of the database."""
    round_ = desk.stage.round
    return _view(
        consultation,
        comment,
        _labels(desk.proposal.kind),
        None,
        proposal_code=desk.proposal.code,
        proposal_title=desk.proposal.title,
        proposal_title_i18n=desk.proposal.title_i18n,
        round_code=round_.code if round_ else None,
        round_title=round_.title if round_ else None,
        delegation_code=delegation.code if delegation else None,
        delegation_name=delegation.short_name if delegation else None,
        constituency_code=constituency.code if constituency else None,
        constituency_name=constituency.name if constituency else None,
        constituency_name_i18n=constituency.name_i18n if constituency else None,
        parent_code=parent.code if parent else None,
    )


@dataclass(frozen=True)
class Before:
    """What must be known before a comment is written: the highest number given so far, whether this person has said
    these words on this text before, and the delegations the person sits in."""

    highest: int
    alike: bool
    delegations: tuple[tuple[Delegation, Constituency], ...]


def before_comment(
    db: Session,
    consultation: Consultation,
    proposal: Proposal,
    *,
    person_id: int,
    text: str,
    delegations: list[int],
) -> Before:
    """Read it in one query, under the consultation's lock. Codes of another form than CM-001 do not count."""
    number = sa.func.substr(col(Comment.code), 4)
    highest = (
        sa.select(sa.func.max(sa.cast(number, sa.Integer)))
        .where(
            col(Comment.consultation_id) == consultation.id,
            col(Comment.code).like("CM-_%"),
            sa.func.rtrim(number, "0123456789") == "",
            sa.func.length(number) < 9,
        )
        .scalar_subquery()
    )
    alike = sa.exists().where(
        col(Comment.proposal_id) == proposal.id,
        col(Comment.person_id) == person_id,
        col(Comment.text) == text,
    )
    facts: list[Any] = [highest, alike]
    if not delegations:
        row = db.execute(sa.select(*facts)).one()
        return Before(row[0] or 0, bool(row[1]), ())
    rows = db.execute(
        sa.select(*facts, Delegation, Constituency)
        .join(Constituency, col(Constituency.id) == Delegation.constituency_id)
        .where(col(Delegation.id).in_(delegations))
        .order_by(col(Delegation.id))
    ).all()
    return Before(rows[0][0] or 0, bool(rows[0][1]), tuple((row[2], row[3]) for row in rows))


def comment_on(db: Session, proposal: Proposal, code: str) -> Comment:
    """The comment of this code on this proposal, or NotFound."""
    found = db.exec(
        select(Comment).where(col(Comment.proposal_id) == proposal.id, Comment.code == code)
    ).first()
    if found is None:
        raise NotFound(
            _("There is no comment “%(code)s” on %(proposal)s.") % {"code": code, "proposal": proposal.code}
        )
    return found


def search_values(
    consultation: Consultation, proposal: Proposal, comment: Comment, *, group: WorkingGroup | None = None
) -> dict[str, Any]:
    """The search entry of a comment, for `put_entry` or `entry_values`: found by its words and by who speaks; where its
    group is closed, by members only."""
    return {
        "consultation_id": consultation.id or 0,
        "kind": "comment",
        "key": comment.code,
        "url": f"/{consultation.slug}/{proposal.code}#{comment.code}",
        "title": f"{comment.author_title}: {proposal.code} {proposal.title}",
        "body": "\n".join(filter(None, (comment.text, comment.proposed_text))),
        "group_id": group.id if group is not None and group.closed else None,
    }


def _comments() -> sa.Select[Any]:
    """The columns of a comment with everything its line says; joins only along foreign keys, one row a comment."""
    columns: list[Any] = [
        Comment,
        col(Proposal.code).label("proposal_code"),
        col(Proposal.title).label("proposal_title"),
        col(Proposal.title_i18n).label("proposal_title_i18n"),
        col(Proposal.kind).label("kind"),
        col(Round.code).label("round_code"),
        col(Round.title).label("round_title"),
        col(Delegation.code).label("delegation_code"),
        col(Delegation.short_name).label("delegation_name"),
        col(Constituency.code).label("constituency_code"),
        col(Constituency.name).label("constituency_name"),
        col(Constituency.name_i18n).label("constituency_name_i18n"),
        col(_Parent.code).label("parent_code"),
    ]
    return (
        sa.select(*columns)
        .join(Proposal, col(Proposal.id) == Comment.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .outerjoin(Round, col(Round.id) == Comment.round_id)
        .outerjoin(Delegation, col(Delegation.id) == Comment.delegation_id)
        .outerjoin(Constituency, col(Constituency.id) == Delegation.constituency_id)
        .outerjoin(_Parent, col(_Parent.id) == Comment.parent_id)
    )


def _views(db: Session, consultation: Consultation, rows: Sequence[Any]) -> list[CommentView]:
    answers = _counted(db, [row.Comment.id for row in rows])
    labels = {kind: _labels(kind) for kind in {row.kind for row in rows}}
    return [
        _view(
            consultation,
            row.Comment,
            labels[row.kind],
            answers.get(row.Comment.id),
            **{name: value for name, value in row._mapping.items() if name not in ("Comment", "kind")},
        )
        for row in rows
    ]


def _view(
    consultation: Consultation,
    comment: Comment,
    labels: Mapping[str, str],
    answer: DispositionView | None,
    *,
    proposal_code: str,
    proposal_title: str,
    proposal_title_i18n: Mapping[str, str] | None,
    round_code: str | None,
    round_title: str | None,
    delegation_code: str | None,
    delegation_name: str | None,
    constituency_code: str | None,
    constituency_name: str | None,
    constituency_name_i18n: Mapping[str, str] | None,
    parent_code: str | None,
) -> CommentView:
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
        delegation=delegation_code,
        delegation_name=delegation_name or "",
        author_title=comment.author_title,
        constituency=constituency_code,
        constituency_name=constituency_name or "",
        constituency_name_i18n=constituency_name_i18n or {},
        created_at=comment.created_at,
        disposition=answer,
    )


def _counted(db: Session, ids: Sequence[int]) -> dict[int, DispositionView]:
    """For each comment its counted disposition: the one with the highest number."""
    if not ids:
        return {}
    found = db.exec(
        select(Disposition)
        .where(col(Disposition.comment_id).in_(ids))
        .order_by(col(Disposition.comment_id), col(Disposition.n))
    ).all()
    return {
        row.comment_id: DispositionView(row.code, row.reason, row.decided_by, row.issued_at, row.n)
        for row in found
    }


def _in_threads(flat: Sequence[CommentView]) -> list[CommentView]:
    """The comments that answer no other, each with everything said below it in the order of time.

    However deep people reply, a thread has two levels: a third would have no room on a telephone.
    """
    parents = {view.code: view.parent for view in flat}
    below: dict[str, list[CommentView]] = {}
    tops = []
    for view in flat:
        if view.parent is None:
            tops.append(view)
            continue
        top = view.parent
        while parents.get(top) is not None:
            top = str(parents[top])
        below.setdefault(top, []).append(view)
    return [replace(view, replies=tuple(below.get(view.code, ()))) for view in tops]


def _labels(kind: str) -> dict[str, str]:
    return {spec.name: spec.label for spec in fields_of(Kind(kind))}


def text_direction(consultation: Consultation, language: str) -> str:
    """`rtl` or `ltr`, as the consultation says, else as the language is written; `auto` for one unknown here."""
    known = direction(language) if language in LANGUAGES else "auto"
    return consultation.text_direction.get(language, known)
