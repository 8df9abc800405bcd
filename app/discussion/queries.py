"""Reads of comments: the threads of a proposal, the list of a consultation, who spoke."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.consultations.calendar import Act, Who
from app.consultations.models import Constituency, Consultation, Delegation, Round, WorkingGroup
from app.consultations.rules import own_groups
from app.discussion.models import Comment, Disposition
from app.discussion.views import (
    WHOLE,
    CommentPage,
    CommentView,
    ConstituencyVoice,
    DispositionView,
    RoundVoice,
    Threads,
    ThreadView,
    Voices,
)
from app.drafting.content import rows as rows_of
from app.drafting.fields import fields_of
from app.drafting.models import Kind, Proposal, Version
from app.drafting.queries import Desk, current_version, version_under_review
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


def latest_comments(
    db: Session, consultation: Consultation, actor: Actor, *, limit: int = 5
) -> tuple[CommentView, ...]:
    """What is under discussion: the newest comments that the actor may see."""
    return comments_of(db, consultation, actor, limit=limit).items


def comment_view(db: Session, consultation: Consultation, comment: Comment) -> CommentView:
    """One comment as it is shown."""
    rows = db.execute(_comments().where(col(Comment.id) == comment.id)).all()
    return _views(db, consultation, rows)[0]


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


def version_commented(db: Session, desk: Desk) -> Version:
    """The version a comment made now is about: in a round the one that stood when it opened, otherwise the newest."""
    if desk.stage.round is None or desk.stage.who_may(Act.COMMENT) is Who.WRITERS:
        return current_version(db, desk.proposal)
    version = version_under_review(db, desk.proposal, desk.stage.round)
    return version or current_version(db, desk.proposal)


def texts_by_part(proposal: Proposal, version: Version) -> dict[str, list[str]]:
    """The words of a version, paragraph by paragraph, under the names of its fields; the whole text has none itself."""
    parts = {spec.name: spec.shape for spec in fields_of(Kind(proposal.kind))}
    return defaultdict(
        list,
        {
            name: [row.text for row in rows_of(shape, version.content.get(name))]
            for name, shape in parts.items()
        },
    )


def who_commented(db: Session, consultation: Consultation, actor: Actor) -> Voices:
    """Who spoke in the comments that the actor may see, by round, constituency and delegation; two queries."""
    answered = sa.select(col(Disposition.comment_id).label("comment_id")).distinct().subquery()
    columns: list[Any] = [
        col(Round.code),
        col(Constituency.code),
        col(Delegation.code),
        sa.func.count(col(Comment.id)),
        sa.func.count(answered.c.comment_id),
    ]
    rows = db.execute(
        sa.select(*columns)
        .select_from(Comment)
        .join(Proposal, col(Proposal.id) == Comment.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .outerjoin(Round, col(Round.id) == Comment.round_id)
        .outerjoin(Delegation, col(Delegation.id) == Comment.delegation_id)
        .outerjoin(Constituency, col(Constituency.id) == Delegation.constituency_id)
        .outerjoin(answered, answered.c.comment_id == Comment.id)
        .where(
            col(Comment.consultation_id) == consultation.id,
            sa.or_(col(WorkingGroup.closed).is_(False), col(WorkingGroup.id).in_(own_groups(actor))),
        )
        .group_by(*columns[:3])
    ).all()
    seats = db.execute(
        sa.select(col(Constituency.code), sa.func.count(col(Delegation.id)))
        .select_from(Constituency)
        .outerjoin(Delegation, col(Delegation.constituency_id) == Constituency.id)
        .where(col(Constituency.consultation_id) == consultation.id)
        .group_by(col(Constituency.code))
    ).all()
    by_delegation: dict[str, int] = {}
    for _round, _constituency, delegation, count, _answered in rows:
        if delegation:
            by_delegation[delegation] = by_delegation.get(delegation, 0) + count
    return Voices(
        comments=sum(row[3] for row in rows),
        answered=sum(row[4] for row in rows),
        by_round={
            code: RoundVoice(
                comments=sum(row[3] for row in rows if row[0] == code),
                answered=sum(row[4] for row in rows if row[0] == code),
                delegations=len({row[2] for row in rows if row[0] == code and row[2]}),
            )
            for code in {row[0] for row in rows if row[0]}
        },
        by_constituency={
            code: ConstituencyVoice(
                delegations=held,
                spoke=len({row[2] for row in rows if row[1] == code}),
                comments=sum(row[3] for row in rows if row[1] == code),
            )
            for code, held in seats
        },
        by_delegation=by_delegation,
    )


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
    views = []
    for row in rows:
        comment: Comment = row.Comment
        views.append(
            CommentView(
                id=comment.id or 0,
                code=comment.code,
                proposal=row.proposal_code,
                proposal_title=row.proposal_title,
                proposal_title_i18n=row.proposal_title_i18n or {},
                round=row.round_code,
                round_title=row.round_title or "",
                version=comment.version,
                field=comment.field,
                anchor=labels[row.kind].get(comment.field, comment.field)
                if comment.field
                else _("The whole text"),
                quote=comment.quote,
                type=comment.type,
                stance=comment.stance,
                severity=comment.severity,
                text=comment.text,
                proposed_text=comment.proposed_text,
                language=comment.language,
                direction=text_direction(consultation, comment.language),
                parent=row.parent_code,
                delegation=row.delegation_code,
                delegation_name=row.delegation_name or "",
                author_title=comment.author_title,
                constituency=row.constituency_code,
                constituency_name=row.constituency_name or "",
                constituency_name_i18n=row.constituency_name_i18n or {},
                created_at=comment.created_at,
                disposition=answers.get(comment.id or 0),
            )
        )
    return views


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
