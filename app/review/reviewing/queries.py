"""Reads of reviews: one, those of a text, those of a consultation. One query a list, whatever there is."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.consultations.attribution import shown_author
from app.consultations.models import Attribution, Consultation, Delegation, Round, WorkingGroup
from app.consultations.queries import seen_groups
from app.consultations.rules import moderator_seat
from app.discussion.rules import delegations_of_actor, speaking_seat
from app.drafting.circulation import recipients_offered
from app.drafting.models import Proposal, Version
from app.drafting.queries import Desk, visible_desk
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import NotFound
from app.kernel.i18n import current_locale
from app.kernel.i18n import gettext as _
from app.review.reviewing.models import Review
from app.review.reviewing.rules import (
    NEGATIVE,
    Reviewed,
    is_late,
    stage_of,
    why_not_accept,
    why_not_answer,
    why_not_ask,
    why_not_be_reviewer,
    why_not_offer,
    why_not_take_back,
)
from app.review.reviewing.views import ReviewCounts, Reviewing, ReviewLeave, ReviewView

STILL_OPEN: sa.ColumnElement[bool] = sa.and_(
    col(Review.handed_in_at).is_(None), col(Review.declined_at).is_(None), col(Review.withdrawn_at).is_(None)
)


def reviews_of(db: Session, consultation: Consultation, actor: Actor, *, proposal: str) -> list[ReviewView]:
    """The reviews of one text that the actor may see, those that are waited for first, by deadline. One query."""
    statement = _rows().where(
        col(Review.consultation_id) == consultation.id, seen_groups(actor), col(Proposal.code) == proposal
    )
    statement = statement.order_by(
        sa.case((STILL_OPEN, 0), else_=1), col(Review.due_at), col(Review.id).desc()
    )
    return [_view(db, consultation, actor, row) for row in db.execute(statement)]


def list_reviews(
    db: Session,
    consultation: Consultation,
    actor: Actor,
    *,
    proposal: str = "",
    stage: str = "",
    cursor: str = "",
    limit: int = 50,
) -> tuple[list[ReviewView], str | None]:
    """The reviews of a consultation that the actor may see, newest first, and the code after which the next stretch goes
    on. `stage` is `open`, `handed_in`, or empty for all. Reviews of texts of a closed group are for its people. One query.
    """
    seen = seen_groups(actor)
    statement = _rows().where(col(Review.consultation_id) == consultation.id, seen)
    if proposal:
        statement = statement.where(col(Proposal.code) == proposal)
    if stage == "open":
        statement = statement.where(STILL_OPEN)
    if stage == "handed_in":
        statement = statement.where(col(Review.handed_in_at).is_not(None))
    if cursor:
        last = aliased(Review, name="last_review")
        # Whether a code of a closed group exists must not show in what a list goes on with.
        mark = (
            sa.select(col(last.id))
            .join(Proposal, col(Proposal.id) == col(last.proposal_id))
            .join(WorkingGroup, col(WorkingGroup.id) == col(Proposal.group_id))
            .where(col(last.consultation_id) == consultation.id, col(last.code) == cursor, seen)
            .scalar_subquery()
        )
        statement = statement.where(col(Review.id) < mark)
    rows = db.execute(statement.order_by(col(Review.id).desc()).limit(limit + 1)).all()
    views = [_view(db, consultation, actor, row) for row in rows[:limit]]
    return views, views[-1].code if len(rows) > limit else None


def review_row(
    db: Session, consultation: Consultation, actor: Actor, code: str
) -> tuple[Review, Proposal, WorkingGroup, Round | None]:
    """The review of this code with its text, its group and its round; NotFound where there is none or it is hidden."""
    row = _found(db, consultation, actor, code)
    return row.Review, row.Proposal, row.WorkingGroup, row.Round


def visible_review(db: Session, consultation: Consultation, actor: Actor, code: str) -> ReviewView:
    """One review as its reader sees it; NotFound as `review_row`. One query."""
    return _view(db, consultation, actor, _found(db, consultation, actor, code))


def reviewed_of(db: Session, desk: Desk) -> Reviewed:
    """What the rules look at of a text: with who wrote it. One query."""
    writers = db.execute(
        sa.select(col(Version.person_id)).where(col(Version.proposal_id) == desk.proposal.id).distinct()
    ).scalars()
    proposal = desk.proposal
    return Reviewed(
        proposal.code, proposal.state, proposal.group_id, frozenset(writers), proposal.amends_id is not None
    )


def reviewing_of(db: Session, consultation: Consultation, actor: Actor, code: str) -> Reviewing:
    """The page of the reviews of one text; NotFound as `visible_desk`. At most six queries."""
    desk = visible_desk(db, actor, consultation, code)
    reviews = reviews_of(db, consultation, actor, proposal=code)
    text = reviewed_of(db, desk)
    standing = reviews_on(db, desk)
    # Who offered one where nobody is shown to speak is not told to whoever looks for reviewers either.
    veiled = [round_.id for round_ in desk.rounds if round_.attribution == Attribution.NONE]
    told = {r.reviewer_id for r in standing if r.asked_by_id is not None or r.round_id not in veiled}
    why_not = why_not_ask(actor, consultation, text)
    bodies = recipients_offered(db, actor, consultation, desk.group) if why_not is None else []
    people = [one.person_id for body in bodies for one in body.people]
    unfit = {
        person: reason
        for person in people
        if (reason := why_not_be_reviewer(person, text, open_for=told)) is not None
    }
    return Reviewing(
        desk=desk,
        reviews=tuple(reviews),
        why_not_ask=why_not,
        why_not_offer=why_not_offer(
            actor, consultation, text, open_for={review.reviewer_id for review in standing}
        ),
        bodies=tuple(bodies),
        load=load_of(db, consultation, actor, people, veiled) if people else {},
        unfit=unfit,
    )


def reviews_on(db: Session, desk: Desk) -> Sequence[Review]:
    """The reviews of the newest version of a text that are open or handed in. One query."""
    return db.exec(
        select(Review)
        .where(
            Review.proposal_id == desk.proposal.id,
            Review.version == desk.proposal.version,
            col(Review.declined_at).is_(None),
            col(Review.withdrawn_at).is_(None),
        )
        .order_by(col(Review.id))
    ).all()


def load_of(
    db: Session, consultation: Consultation, actor: Actor, people: Sequence[int], veiled: Sequence[int | None]
) -> dict[int, int]:
    """How many open reviews each of these people has here, as far as the actor may see the texts; without those that
    were offered in the `veiled` rounds, in which nobody is shown to speak. One query."""
    rows = db.execute(
        sa.select(col(Review.reviewer_id), sa.func.count())
        .join(Proposal, col(Proposal.id) == col(Review.proposal_id))
        .join(WorkingGroup, col(WorkingGroup.id) == col(Proposal.group_id))
        .where(
            col(Review.consultation_id) == consultation.id,
            col(Review.reviewer_id).in_(people),
            STILL_OPEN,
            seen_groups(actor),
            sa.or_(
                col(Review.asked_by_id).is_not(None),
                col(Review.round_id).is_(None),
                col(Review.round_id).not_in(veiled),
            ),
        )
        .group_by(col(Review.reviewer_id))
    )
    return {row[0]: row[1] for row in rows}


def counts_on(proposal_id: Any) -> tuple[sa.ColumnElement[Any], ...]:
    """How the reviews of a text stand, as columns of a query about it: open, handed in on its newest version, those of
    them that say that something has to be done, and the first of these; in the order of `ReviewCounts`."""

    def many(what: Any, *where: sa.ColumnElement[bool]) -> Any:
        return (
            sa.select(what)
            .where(col(Review.proposal_id) == proposal_id, *where)
            .correlate_except(Review)
            .scalar_subquery()
        )

    on_newest = col(Review.version) == (
        sa.select(col(Proposal.version))
        .where(col(Proposal.id) == proposal_id)
        .correlate_except(Proposal)
        .scalar_subquery()
    )
    given = sa.and_(col(Review.handed_in_at).is_not(None), on_newest)
    negative = sa.and_(given, col(Review.grade).in_(NEGATIVE))
    count = sa.func.count()
    return (
        many(count, STILL_OPEN).label("reviews_open"),
        many(count, given).label("reviews_given"),
        many(count, negative).label("reviews_negative"),
        many(sa.func.min(Review.code), negative).label("review_first"),
    )


def counts_for(db: Session, proposal: Proposal) -> ReviewCounts:
    """How the reviews of one text stand. One query."""
    row = db.execute(sa.select(*counts_on(proposal.id))).one()
    return ReviewCounts(row[0], row[1], row[2], row[3] or "")


def next_code(db: Session, consultation: Consultation, group: WorkingGroup) -> str:
    """The next code, to be asked under the consultation's lock. One query.

    A closed group counts for itself, so that no gap in the open series tells that it is reviewed.
    """
    series = f"{group.code}-REV-" if group.closed else "REV-"
    many = db.execute(
        sa.select(sa.func.count())
        .select_from(Review)
        .where(
            col(Review.consultation_id) == consultation.id,
            col(Review.code).startswith(series, autoescape=True),
        )
    ).scalar_one()
    return f"{series}{many + 1}"


def seat_for(consultation: Consultation, actor: Actor, desk: Desk) -> tuple[str, int | None]:
    """In which capacity, and for which delegation, somebody reviews of their own will: as in `speaking_seat`."""
    delegations = delegations_of_actor(actor, consultation)
    seat = speaking_seat(actor, consultation, desk.proposal, delegations[0] if delegations else None)
    return (seat.title if seat else ""), (seat.delegation_id if seat else None)


def _found(db: Session, consultation: Consultation, actor: Actor, code: str) -> Any:
    row = db.execute(
        _rows().where(
            col(Review.consultation_id) == consultation.id, col(Review.code) == code, seen_groups(actor)
        )
    ).first()
    if row is None:
        raise NotFound(_("There is no review “%(code)s” here.") % {"code": code[:60]})
    return row


def _rows() -> sa.Select[Any]:
    columns: list[Any] = [Review, Proposal, WorkingGroup, Round, Delegation]
    return (
        sa.select(*columns)
        .select_from(Review)
        .join(Proposal, col(Proposal.id) == col(Review.proposal_id))
        .join(WorkingGroup, col(WorkingGroup.id) == col(Proposal.group_id))
        .outerjoin(Round, col(Round.id) == col(Review.round_id))
        .outerjoin(Delegation, col(Delegation.id) == col(Review.delegation_id))
    )


def _view(db: Session, consultation: Consultation, actor: Actor, row: Any) -> ReviewView:
    review: Review = row.Review
    proposal: Proposal = row.Proposal
    round_: Round | None = row.Round
    body: Delegation | None = row.Delegation
    stage = stage_of(review)
    return ReviewView(
        code=review.code,
        proposal=proposal.code,
        proposal_title=proposal.title,
        proposal_title_i18n=proposal.title_i18n,
        version=review.version,
        newest=proposal.version,
        stage=stage,
        late=is_late(review, now(db)),
        offered=review.asked_by_id is None,
        author=shown_author(
            round_.attribution if round_ else None,
            title=review.reviewer_title,
            delegation=body.code if body else None,
            delegation_name=(body.name_i18n.get(current_locale()) or body.short_name) if body else None,
        ),
        asked_at=review.asked_at,
        due_at=review.due_at,
        accepted_at=review.accepted_at,
        settled_at=review.declined_at or review.withdrawn_at,
        word=review.word,
        grade=review.grade,
        reasons=review.reasons,
        handed_in_at=review.handed_in_at,
        round_title=round_.title if round_ else "",
        leave=ReviewLeave(
            accept=why_not_accept(actor, consultation, review),
            answer=why_not_answer(actor, consultation, review),
            take_back=why_not_take_back(actor, consultation, review, proposal.group_id),
            mine=actor.signed_in and review.reviewer_id == actor.person_id,
            runs=actor.signed_in
            and (
                review.asked_by_id == actor.person_id
                or moderator_seat(actor, consultation, proposal.group_id) is not None
            ),
        ),
    )
