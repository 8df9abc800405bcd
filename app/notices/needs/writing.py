"""What waits on texts: drafts, texts that were submitted or can be declared ready, circulations, reviews."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from sqlmodel import col

from app.consultations.calendar import Act, RoundStage, closes, covers, round_stage, why_not_now
from app.consultations.models import Round, RoundKind, Roundtable, WorkingGroup
from app.consultations.queries import seen_groups
from app.discussion.models import Comment
from app.discussion.objections.models import Objection
from app.discussion.objections.queries import untouched
from app.discussion.waiting import undisposed
from app.drafting.models import (
    Circulation,
    CirculationReceipt,
    PersonalDraft,
    Proposal,
    ProposalState,
    Version,
)
from app.drafting.rules import OPEN_STATES
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.notices.needs.facts import Fact, fact, many
from app.notices.needs.scene import Here, Scene
from app.notices.needs.views import Need, NeedKind
from app.review.reviewing.models import Review
from app.review.reviewing.queries import STILL_OPEN
from app.review.rules import OF_COMMENTS, why_not_declare_ready

WRITING = (RoundKind.DRAFTING, RoundKind.REVISION)
# What a new text's draft is kept under: `new:KIND:GROUP`, both kinds nine letters long.
_NEW = 15


def asks(scene: Scene) -> Iterator[sa.Select[Any]]:
    """What is asked of the database."""
    moving = sorted(here.id for here in scene.moving)
    if not moving:
        return
    yield _drafts(scene, moving)
    yield _unsubmitted(scene, moving)
    yield _circulations(scene, moving)
    yield _reviews(scene, moving)
    moderated = sorted(here.id for here in scene.moving if here.runs)
    if moderated:
        yield _to_review(scene, moderated)


def tells(scene: Scene, facts: dict[str, list[Fact]]) -> Iterator[Need]:
    """The needs that follow from what was found."""
    drafted = set()
    for one in facts.get("draft", ()):
        here = scene.places[one.consultation_id]
        if here.writes(one.group_id or 0) and why_not_now(Act.DRAFT, here.stage(one.mark)) is None:
            drafted.add((one.consultation_id, one.code))
            yield _draft(here, one)
    for one in facts.get("unsubmitted", ()):
        here = scene.places[one.consultation_id]
        writes = here.writes(one.group_id or 0) and why_not_now(Act.DRAFT, here.stage(one.mark)) is None
        if writes and (one.consultation_id, one.code) not in drafted:
            yield here.need(
                NeedKind.DRAFT,
                one.code,
                title=_("%(code)s is a draft that is not submitted") % {"code": one.code},
                why=_("You wrote its newest version. A round of comments takes it up once it is submitted."),
                due_at=_writing_ends(here, one.mark),
                url=f"{here.base}/{one.code}#steps",
                act=_("Finish and submit it"),
                since=one.at,
                said=one.title,
            )
    for one in facts.get("circulation", ()):
        here = scene.places[one.consultation_id]
        yield here.need(
            NeedKind.CIRCULATION,
            one.code,
            title=_("Version %(n)s of %(code)s was sent to you") % {"n": one.n, "code": one.parent},
            why=_("Its group asks you to confirm that you have received it."),
            due_at=None,
            url=f"{here.base}/circulations/{one.code}#receipt",
            act=_("Confirm receipt"),
            since=one.at,
            said=one.words,
        )
    for one in facts.get("review", ()):
        yield _review(scene.places[one.consultation_id], one)
    yield from _texts(scene, facts.get("to_review", ()))


def _draft(here: Here, one: Fact) -> Need:
    new = one.code.startswith("new:")
    kind, group = one.code[4:13], one.code[_NEW - 1 :]
    return here.need(
        NeedKind.DRAFT,
        one.words if new else one.code,
        title=_("A new text of %(group)s is not saved yet") % {"group": group}
        if new
        else _("Your changes to %(code)s are not saved yet") % {"code": one.code},
        why=_("Nobody but you sees this draft until you save it as a version."),
        due_at=_writing_ends(here, one.mark),
        url=f"{here.base}/proposals/new?{urlencode({'kind': kind, 'group': group})}"
        if new
        else f"{here.base}/{one.code}/edit",
        act=_("Go on writing"),
        since=one.at,
        said=one.title,
    )


def _writing_ends(here: Here, roundtable: str) -> Any:
    round_ = here.stage(roundtable).round
    return closes(round_) if round_ is not None and round_.kind in WRITING else None


def _review(here: Here, one: Fact) -> Need:
    values = {"code": one.parent, "n": one.n}
    asked = one.at is None
    return here.need(
        NeedKind.REVIEW_ASKED if asked else NeedKind.REVIEW,
        one.code,
        title=(
            _("You are asked to review version %(n)s of %(code)s")
            if asked
            else _("Your review of version %(n)s of %(code)s is due")
        )
        % values,
        why=_("Accept it or decline it with a word, so that somebody else can be asked.")
        if asked
        else _("You accepted it: the group waits for how ready you find it, and why."),
        due_at=one.until,
        url=f"{here.base}/reviews/{one.code}#{'accept' if asked else 'give'}",
        act=_("Answer the request") if asked else _("Hand in the review"),
        since=one.at,
        said=one.title,
    )


def _texts(scene: Scene, rows: Any) -> Iterator[Need]:
    """For who moderates: texts that no round takes up yet, and texts that can be declared ready."""
    idle: dict[int, list[Fact]] = defaultdict(list)
    ready: dict[tuple[int, str], list[Fact]] = defaultdict(list)
    for one in rows:
        here = scene.places[one.consultation_id]
        if one.words in (ProposalState.SUBMITTED, ProposalState.REVISED) and not _taken_up(here, one.mark):
            idle[here.id].append(one)
        why_not = why_not_declare_ready(
            scene.actor,
            here.consultation,
            code=one.code,
            state=one.words,
            group_id=one.group_id or 0,
            roundtable=one.mark,
            rounds=here.rounds,
            at=scene.at,
            unanswered=one.n or 0,
            objected=one.m or 0,
            moderated=here.moderated,
        )
        if why_not is None:
            ready[here.id, _last_round(here, one.mark)].append(one)
    for place, found in idle.items():
        waiting = [one for one in found if one not in [x for rows in ready.values() for x in rows]]
        if waiting:
            yield _plan(scene.places[place], waiting)
    for (place, code), found in ready.items():
        here = scene.places[place]
        yield here.need(
            NeedKind.READY,
            found[0].code if len(found) == 1 else code,
            title=ngettext(
                "%(codes)s can be declared ready for decision",
                "%(n)s texts can be declared ready for decision",
                len(found),
            )
            % {"codes": found[0].code, "n": len(found)},
            why=_("Their round of comments has closed, and every comment on them is answered."),
            due_at=None,
            url=f"{here.base}/rounds/{code}#texts",
            act=_("Declare it ready") if len(found) == 1 else _("Declare them ready"),
        )


def _plan(here: Here, found: list[Fact]) -> Need:
    return here.need(
        NeedKind.SUBMITTED,
        found[0].code if len(found) == 1 else here.consultation.code,
        title=ngettext(
            "%(codes)s was submitted, and no round takes it up",
            "%(n)s texts were submitted, and no round takes them up",
            len(found),
        )
        % {"codes": found[0].code, "n": len(found)},
        why=_("A round of comments on their roundtable is neither open nor planned. You run the rounds."),
        due_at=None,
        url=f"{here.base}/rounds#plan",
        act=_("Plan a round of comments"),
        since=min((one.at for one in found if one.at is not None), default=None),
    )


def _taken_up(here: Here, roundtable: str) -> bool:
    """Whether a round of comments on it is open, planned, or waits to be opened."""
    stages = (RoundStage.OPEN, RoundStage.PLANNED, RoundStage.OVERDUE)
    return any(
        round_.kind in OF_COMMENTS and covers(round_, roundtable) and round_stage(round_, here.at) in stages
        for round_ in here.rounds
    )


def _last_round(here: Here, roundtable: str) -> str:
    """The round of comments on it that closed last."""
    over = [
        round_
        for round_ in here.rounds
        if round_.kind in OF_COMMENTS
        and covers(round_, roundtable)
        and round_stage(round_, here.at) in (RoundStage.CLOSED, RoundStage.COMPLETED)
    ]
    newest: Round | None = max(over, key=lambda r: (r.closes_at, r.number), default=None)
    return newest.code if newest is not None else ""


def _drafts(scene: Scene, places: list[int]) -> sa.Select[Any]:
    """Personal drafts with words in them, of texts that can still be written."""
    place = col(PersonalDraft.place)
    of_group = sa.or_(
        col(WorkingGroup.id) == col(Proposal.group_id),
        sa.and_(
            place.startswith("new:"),
            col(WorkingGroup.consultation_id) == col(PersonalDraft.consultation_id),
            col(WorkingGroup.code) == sa.func.substr(place, _NEW),
        ),
    )
    at_table = col(Roundtable.id) == sa.func.coalesce(
        col(Proposal.roundtable_id), col(WorkingGroup.roundtable_id)
    )
    return (
        sa.select(
            *fact(
                "draft",
                consultation_id=col(PersonalDraft.consultation_id),
                group_id=col(WorkingGroup.id),
                code=place,
                words=col(WorkingGroup.code),
                title=col(Proposal.title),
                mark=col(Roundtable.code),
                at=col(PersonalDraft.kept_at),
            )
        )
        .join_from(
            PersonalDraft,
            Proposal,
            sa.and_(
                col(Proposal.consultation_id) == col(PersonalDraft.consultation_id),
                col(Proposal.code) == place,
            ),
            isouter=True,
        )
        .join(WorkingGroup, of_group)
        .outerjoin(Roundtable, at_table)
        .where(
            col(PersonalDraft.consultation_id).in_(places),
            col(PersonalDraft.person_id) == scene.actor.person_id,
            col(PersonalDraft.base_version) >= 0,
            sa.or_(col(Proposal.id).is_(None), col(Proposal.state).in_(sorted(OPEN_STATES))),
            seen_groups(scene.actor),
        )
    )


def _unsubmitted(scene: Scene, places: list[int]) -> sa.Select[Any]:
    """Texts in draft whose newest version the person wrote."""
    return (
        sa.select(
            *fact(
                "unsubmitted",
                consultation_id=col(Proposal.consultation_id),
                group_id=col(Proposal.group_id),
                code=col(Proposal.code),
                title=col(Proposal.title),
                mark=col(Roundtable.code),
                at=col(Proposal.updated_at),
            )
        )
        .join_from(
            Proposal,
            Version,
            sa.and_(col(Version.proposal_id) == col(Proposal.id), col(Version.n) == col(Proposal.version)),
        )
        .join(Roundtable, col(Roundtable.id) == col(Proposal.roundtable_id))
        .where(
            col(Proposal.consultation_id).in_(places),
            col(Proposal.state) == ProposalState.DRAFT,
            col(Version.person_id) == scene.actor.person_id,
        )
    )


def _circulations(scene: Scene, places: list[int]) -> sa.Select[Any]:
    """Versions that were sent to the person, who has not confirmed to have them."""
    return (
        sa.select(
            *fact(
                "circulation",
                consultation_id=col(Circulation.consultation_id),
                code=col(Circulation.code),
                parent=col(Proposal.code),
                words=sa.func.substr(col(Circulation.message), 1, 300),
                n=col(Circulation.version),
                at=col(Circulation.sent_at),
            )
        )
        .join_from(
            CirculationReceipt, Circulation, col(Circulation.id) == col(CirculationReceipt.circulation_id)
        )
        .join(Proposal, col(Proposal.id) == col(Circulation.proposal_id))
        .join(WorkingGroup, col(WorkingGroup.id) == col(Proposal.group_id))
        .where(
            col(CirculationReceipt.consultation_id).in_(places),
            col(CirculationReceipt.person_id) == scene.actor.person_id,
            col(CirculationReceipt.received_at).is_(None),
            seen_groups(scene.actor),
        )
    )


def _reviews(scene: Scene, places: list[int]) -> sa.Select[Any]:
    """Reviews that the person was asked for or has before them."""
    return (
        sa.select(
            *fact(
                "review",
                consultation_id=col(Review.consultation_id),
                code=col(Review.code),
                parent=col(Proposal.code),
                title=col(Proposal.title),
                n=col(Review.version),
                at=col(Review.accepted_at),
                until=col(Review.due_at),
            )
        )
        .join_from(Review, Proposal, col(Proposal.id) == col(Review.proposal_id))
        .join(WorkingGroup, col(WorkingGroup.id) == col(Proposal.group_id))
        .where(
            col(Review.consultation_id).in_(places),
            col(Review.reviewer_id) == scene.actor.person_id,
            STILL_OPEN,
            seen_groups(scene.actor),
        )
    )


def _to_review(scene: Scene, places: list[int]) -> sa.Select[Any]:
    """Texts between submission and decision, each with how many comments on it are not answered, and objections not addressed."""
    states = (ProposalState.SUBMITTED, ProposalState.UNDER_REVIEW, ProposalState.REVISED)
    return (
        sa.select(
            *fact(
                "to_review",
                consultation_id=col(Proposal.consultation_id),
                group_id=col(Proposal.group_id),
                code=col(Proposal.code),
                words=col(Proposal.state),
                mark=col(Roundtable.code),
                n=many(
                    Comment, col(Comment.proposal_id) == col(Proposal.id), undisposed(), outer=(Proposal,)
                ),
                m=many(
                    Objection, col(Objection.proposal_id) == col(Proposal.id), untouched(), outer=(Proposal,)
                ),
                at=col(Proposal.updated_at),
            )
        )
        .join_from(Proposal, Roundtable, col(Roundtable.id) == col(Proposal.roundtable_id))
        .join(WorkingGroup, col(WorkingGroup.id) == col(Proposal.group_id))
        .where(
            col(Proposal.consultation_id).in_(places),
            col(Proposal.state).in_(states),
            seen_groups(scene.actor),
        )
    )
