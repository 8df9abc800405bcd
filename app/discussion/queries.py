"""Reads of comments: the threads of a proposal, the list of a consultation, who spoke."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.consultations.attribution import Shown, attributed, shown_author
from app.consultations.models import Constituency, Consultation, Delegation, Round, WorkingGroup
from app.consultations.queries import seen_groups
from app.discussion.anchoring import placed
from app.discussion.models import Comment, Disposition
from app.discussion.reading import (
    Reader,
    comment_rows,
    part_labels,
    read_comments,
    read_comments_on,
    view_of,
    with_alike,
)
from app.discussion.views import WHOLE, CommentPage, CommentView, Threads, ThreadView
from app.drafting.content import Content
from app.drafting.models import Proposal
from app.drafting.queries import Desk
from app.kernel.actor import Actor
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _

_NOBODY = Reader()


def threads_of(
    db: Session,
    consultation: Consultation,
    proposal: Proposal,
    *,
    reader: Reader = _NOBODY,
    texts: Mapping[int, Content] | None = None,
    may_reply: bool = False,
    fresh: str = "",
) -> Threads:
    """Everything said on a proposal that the caller has found visible; two queries, whatever was said.

    For the `reader` it says at each comment what may be done with it. With `texts`, the text of every version by its
    number, quoted words are followed into the newest. `may_reply` says whether the reader may comment now; `fresh` is
    the code of a comment just made.
    """
    found = with_alike(read_comments_on(db, consultation, proposal, reader))
    tops = _in_threads(found)
    grouped: dict[str, list[CommentView]] = {}
    for view in placed(proposal.kind, tops, texts) if texts else tops:
        grouped.setdefault(view.field or WHOLE, []).append(view)
    labels = {WHOLE: _("The whole text"), **part_labels(proposal.kind)}
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
    seen = seen_groups(actor)
    statement = comment_rows().where(col(Comment.consultation_id) == consultation.id, seen)
    key = sa.tuple_(col(Comment.created_at), col(Comment.id))
    if cursor:
        last = aliased(Comment, name="last_comment")
        # Whether a code of a closed group exists must not show in what a list goes on with.
        mark = (
            select(last.created_at, last.id)
            .join(Proposal, col(Proposal.id) == last.proposal_id)
            .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
            .where(col(last.consultation_id) == consultation.id, last.code == cursor, seen)
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
        statement = statement.where(col(Constituency.code) == constituency, attributed())
    if answer:
        answered = sa.exists().where(col(Disposition.comment_id) == Comment.id)
        statement = statement.where(answered if answer == "answered" else ~answered)
    views = read_comments(db, consultation, statement.limit(limit + 1), Reader(actor))
    return CommentPage(tuple(views[:limit]), views[limit - 1].code if len(views) > limit else None)


def comment_view(
    db: Session, consultation: Consultation, comment: Comment, reader: Reader = _NOBODY
) -> CommentView:
    """One comment as it is shown to the reader; two queries."""
    statement = comment_rows().where(col(Comment.id) == comment.id)
    return read_comments(db, consultation, statement, reader)[0]


def comment_by_code(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, reader: Reader | None = None
) -> CommentView:
    """The comment of this code, two queries; NotFound where there is none, or its group is closed to the actor."""
    statement = comment_rows().where(
        col(Comment.consultation_id) == consultation.id,
        col(Comment.code) == code,
        seen_groups(actor),
    )
    found = read_comments(db, consultation, statement, reader or Reader(actor))
    if not found:
        raise NotFound(_("There is no comment “%(code)s” here.") % {"code": code[:60]})
    return found[0]


def new_comment_view(
    consultation: Consultation,
    desk: Desk,
    comment: Comment,
    *,
    delegation: Delegation | None,
    constituency: Constituency | None,
    parent: Comment | None,
) -> CommentView:
    """A comment just made, as it is shown to its author: everything is at hand, so nothing is asked of the database."""
    round_ = desk.stage.commented
    return view_of(
        consultation,
        comment,
        part_labels(desk.proposal.kind),
        newest=desk.proposal.version,
        proposal_code=desk.proposal.code,
        proposal_title=desk.proposal.title,
        proposal_title_i18n=desk.proposal.title_i18n,
        round_code=round_.code if round_ else None,
        round_title=round_.title if round_ else None,
        delegation_code=delegation.code if delegation else None,
        delegation_name=delegation.short_name if delegation else None,
        delegation_name_i18n=delegation.name_i18n if delegation else None,
        constituency_code=constituency.code if constituency else None,
        constituency_name=constituency.name if constituency else None,
        constituency_name_i18n=constituency.name_i18n if constituency else None,
        parent_code=parent.code if parent else None,
        attribution=round_.attribution if round_ else None,
        mine=True,
    )


def shown_in(round_: Round | None, comment: Comment, delegation: Delegation | None) -> Shown:
    """Who is shown to have made a comment in this round for this delegation."""
    return shown_author(
        round_.attribution if round_ else None,
        title=comment.author_title,
        delegation=delegation.code if delegation else None,
        delegation_name=delegation.short_name if delegation else None,
    )


@dataclass(frozen=True)
class Before:
    """What must be known before a comment is written: the highest number given so far, whether this person has said
    these words on this text before, and the delegations the person sits in."""

    highest: int
    alike: bool
    delegations: tuple[tuple[Delegation, Constituency], ...]


# A colon follows the nine, so that what begins with the series and a digit stands between the two in the index.
_number: sa.ColumnElement[str] = sa.func.substr(col(Comment.code), sa.bindparam("first_digit"))
_highest = (
    sa.select(sa.func.max(sa.cast(_number, sa.Integer)))
    .where(
        col(Comment.consultation_id) == sa.bindparam("consultation"),
        col(Comment.code) > sa.bindparam("series"),
        col(Comment.code) < sa.bindparam("beyond"),
        sa.func.rtrim(_number, "0123456789") == "",
        sa.func.length(_number) < 9,
    )
    .scalar_subquery()
)
_alike = sa.exists().where(
    col(Comment.proposal_id) == sa.bindparam("proposal"),
    col(Comment.person_id) == sa.bindparam("person"),
    col(Comment.text) == sa.bindparam("text"),
)
_BEFORE = sa.select(_highest, _alike)
_BEFORE_FOR = (
    sa.select(_highest, _alike, Delegation, Constituency)
    .join_from(Delegation, Constituency, col(Constituency.id) == Delegation.constituency_id)
    .where(col(Delegation.id).in_(sa.bindparam("delegations", expanding=True)))
    .order_by(col(Delegation.id))
)


def series_of(group: WorkingGroup) -> str:
    """What the codes of comments begin with. Those of a closed group are numbered apart, so that no gap in the others
    tells that it speaks."""
    return f"{group.code}-CM-" if group.closed else "CM-"


def before_comment(
    db: Session,
    consultation: Consultation,
    proposal: Proposal,
    *,
    series: str,
    person_id: int,
    text: str,
    delegations: list[int],
) -> Before:
    """Read it in one query, under the consultation's lock. Only codes of the form SERIES001 count."""
    asked = {
        "consultation": consultation.id,
        "series": series,
        "beyond": series + ":",
        "first_digit": len(series) + 1,
        "proposal": proposal.id,
        "person": person_id,
        "text": text,
    }
    if not delegations:
        row = db.execute(_BEFORE, asked).one()
        return Before(row[0] or 0, bool(row[1]), ())
    rows = db.execute(_BEFORE_FOR, {**asked, "delegations": delegations}).all()
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
    consultation: Consultation,
    proposal: Proposal,
    comment: Comment,
    author: Shown,
    *,
    group: WorkingGroup | None = None,
) -> dict[str, Any]:
    """The search entry of a comment, for `put_entry` or `entry_values`: found by its words and by who is shown to speak;
    where its group is not public, by those who see that."""
    # Without a name: the words for “not for attribution” are in the language of whoever reads.
    speaks = author.title or author.delegation_name
    return {
        "consultation_id": consultation.id or 0,
        "kind": "comment",
        "key": comment.code,
        "url": f"/{consultation.slug}/{proposal.code}#{comment.code}",
        "title": f"{speaks}: {proposal.code} {proposal.title}"
        if speaks
        else f"{proposal.code} {proposal.title}",
        "body": "\n".join(filter(None, (comment.text, comment.proposed_text))),
        "group_id": group.id if group is not None and group.closed else None,
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
