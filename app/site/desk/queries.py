"""Reads of the desk: what needs the reader and what is theirs, in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.consultations.models import Consultation, WorkingGroup
from app.consultations.queries import all_consultations, seen_groups
from app.consultations.rules import own_groups
from app.discussion.models import Comment, Disposition
from app.discussion.waiting import undisposed
from app.drafting.models import Proposal, Version, is_text
from app.kernel.actor import Actor
from app.kernel.clock import day_ends, local_day, now
from app.kernel.i18n import gettext as _
from app.notices.needs.queries import needs_of, places_of
from app.notices.needs.views import Need
from app.site.desk.views import DeskPage, OwnComment, OwnPlace, OwnText, Waiting, When
from app.web.render import time_left, written_date, written_day, written_weekday

TEXTS, COMMENTS = 12, 8  # how many of the reader's own the desk shows
QUOTED = 240  # characters of a comment


def own_places(db: Session, actor: Actor) -> tuple[list[Consultation], list[Consultation]]:
    """The consultations in which the reader has a seat, or all for the secretariat of the site; and the others they may
    see. One query."""
    found = all_consultations(db, actor)
    own = places_of(actor, found)
    return own, [c for c in found if c not in own]


def desk_page(
    db: Session,
    actor: Actor,
    own: Sequence[Consultation],
    others: Sequence[Consultation],
    *,
    chosen: str = "",
) -> DeskPage:
    """The desk of a person with these consultations, narrowed to the one of the slug `chosen` where it is among them. Six
    queries at most."""
    at = now(db)
    by_slug = {c.slug: c for c in own}
    chosen = chosen if chosen in by_slug else ""
    needs = needs_of(db, actor, own)
    shown = [need for need in needs if chosen in ("", need.consultation)]
    waiting = grouped(shown, by_slug, at)
    places = {c.id or 0: c for c in own if chosen in ("", c.slug)}
    return DeskPage(
        at=at,
        waiting=waiting,
        many=len(shown),
        late=sum(w.late for group in waiting.values() for w in group),
        places=_places(db, actor, own, needs),
        texts=_texts(db, actor, places),
        comments=_comments(db, actor, places),
        others=tuple(others),
        chosen=chosen,
    )


def grouped(
    needs: Sequence[Need], places: Mapping[str, Consultation], at: datetime
) -> dict[When, tuple[Waiting, ...]]:
    """The needs by when they are due, in their order. A day ends where the consultation takes place."""
    found: dict[When, list[Waiting]] = {when: [] for when in When}
    for need in needs:
        here = places[need.consultation]
        late = need.due_at is not None and need.due_at <= at
        when = _when(need.due_at, here.timezone, at)
        found[when].append(Waiting(need, here, late, _elapsed(need, at), _by(need, here.timezone, at, when)))
    return {when: tuple(waiting) for when, waiting in found.items()}


def _when(due: datetime | None, zone: str, at: datetime) -> When:
    if due is None:
        return When.OPEN
    today = local_day(at, zone)
    if due <= day_ends(today, zone):
        return When.TODAY
    return When.WEEK if due <= day_ends(today + timedelta(days=6), zone) else When.LATER


def _by(need: Need, zone: str, at: datetime, when: When) -> str:
    """ "By Friday", "By 30 November", or how long it waits already."""
    if need.due_at is None:
        if need.since is None:
            return ""
        return _("Today") if at - need.since < timedelta(days=1) else time_left(need.since, at)
    last = need.due_at - timedelta(microseconds=1)
    if when is When.TODAY:
        return _("Today")
    if when is When.WEEK:
        return _("By %(day)s") % {"day": written_weekday(last, zone)}
    same_year = local_day(last, zone).year == local_day(at, zone).year
    return _("By %(day)s") % {"day": written_day(last, zone) if same_year else written_date(last, zone)}


def _elapsed(need: Need, at: datetime) -> int | None:
    if need.due_at is None or need.since is None or not need.since <= at < need.due_at:
        return None
    return round(100 * ((at - need.since) / (need.due_at - need.since)))


def _places(
    db: Session, actor: Actor, own: Sequence[Consultation], needs: Sequence[Need]
) -> tuple[OwnPlace, ...]:
    seated = own_groups(actor)
    groups = (
        db.exec(select(WorkingGroup).where(col(WorkingGroup.id).in_(seated)).order_by(col(WorkingGroup.code)))
        if seated
        else ()
    )
    by_place: dict[int, list[tuple[str, str]]] = {}
    for group in groups:
        by_place.setdefault(group.consultation_id, []).append((group.code, group.title))
    return tuple(
        OwnPlace(
            consultation,
            tuple(dict.fromkeys(seat.title for seat in actor.seats_in(consultation.id or 0))),
            tuple(by_place.get(consultation.id or 0, ())),
            sum(need.consultation == consultation.slug for need in needs),
        )
        for consultation in own
    )


def _texts(db: Session, actor: Actor, places: Mapping[int, Consultation]) -> tuple[OwnText, ...]:
    """The texts of which the reader wrote a version, those changed last first; one query."""
    wrote = sa.exists().where(
        col(Version.proposal_id) == col(Proposal.id), col(Version.person_id) == actor.person_id
    )
    unanswered = (
        sa.select(sa.func.count())
        .select_from(Comment)
        .where(col(Comment.proposal_id) == col(Proposal.id), undisposed())
        .correlate(Proposal)
        .scalar_subquery()
    )
    rows = db.execute(
        sa.select(
            col(Proposal.consultation_id),
            col(Proposal.code),
            col(Proposal.title),
            col(Proposal.title_i18n),
            col(Proposal.state),
            col(Proposal.version),
            col(Proposal.comments),
            unanswered,
        )
        .join(WorkingGroup, col(WorkingGroup.id) == col(Proposal.group_id))
        .where(col(Proposal.consultation_id).in_(sorted(places)), wrote, is_text(), seen_groups(actor))
        .order_by(col(Proposal.updated_at).desc(), col(Proposal.code))
        .limit(TEXTS)
    )
    return tuple(OwnText(places[row[0]], *row[1:]) for row in rows)


def _comments(db: Session, actor: Actor, places: Mapping[int, Consultation]) -> tuple[OwnComment, ...]:
    """The reader's newest comments, each with the disposition that counts and how many replied to it; one query."""
    reply = aliased(Comment, name="reply")
    newest = (
        sa.select(sa.func.max(col(Disposition.n)))
        .where(col(Disposition.comment_id) == col(Comment.id))
        .correlate(Comment)
        .scalar_subquery()
    )
    replies = (
        sa.select(sa.func.count())
        .select_from(reply)
        .where(
            col(reply.parent_id) == col(Comment.id), col(reply.person_id).is_distinct_from(actor.person_id)
        )
        .correlate(Comment)
        .scalar_subquery()
    )
    rows = db.execute(
        sa.select(
            col(Comment.consultation_id),
            col(Comment.code),
            col(Proposal.code),
            sa.func.substr(col(Comment.text), 1, QUOTED),
            col(Comment.language),
            col(Comment.created_at),
            col(Disposition.code),
            col(Disposition.issued_at),
            replies,
        )
        .join_from(Comment, Proposal, col(Proposal.id) == col(Comment.proposal_id))
        .join(WorkingGroup, col(WorkingGroup.id) == col(Proposal.group_id))
        .outerjoin(
            Disposition,
            sa.and_(col(Disposition.comment_id) == col(Comment.id), col(Disposition.n) == newest),
        )
        .where(
            col(Comment.consultation_id).in_(sorted(places)),
            col(Comment.person_id) == actor.person_id,
            seen_groups(actor),
        )
        .order_by(col(Comment.created_at).desc(), col(Comment.id).desc())
        .limit(COMMENTS)
    )
    return tuple(OwnComment(places[row[0]], *row[1:]) for row in rows)
