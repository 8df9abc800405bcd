"""What waits for an answer: comments for the group, answers for the commenter, objections for both."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.consultations.models import Attribution, Round, Roundtable, WorkingGroup
from app.consultations.queries import seen_groups
from app.discussion.answer_rules import answers_here, why_answers_stand
from app.discussion.models import Acknowledgement, Comment, Disposition, DispositionCode, DispositionDraft
from app.discussion.objections.models import Objection, ObjectionState, ObjectionStep
from app.discussion.waiting import undisposed
from app.drafting.models import Proposal
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.notices.needs.facts import Fact, fact
from app.notices.needs.scene import Here, Scene
from app.notices.needs.views import Need, NeedKind
from app.review.report.rules import response_due

SHOWN = 300  # characters of what was said


def asks(scene: Scene) -> Iterator[sa.Select[Any]]:
    """What is asked of the database."""
    moving = sorted(here.id for here in scene.moving)
    if not moving:
        return
    answered = sorted(here.id for here in scene.moving if answers_here(scene.actor, here.consultation))
    if answered:
        yield _waiting(scene, answered)
    yield _answered(scene, moving)
    yield _objections(scene, moving)


def tells(scene: Scene, facts: dict[str, list[Fact]]) -> Iterator[Need]:
    """The needs that follow from what was found."""
    yield from _to_answer(scene, facts.get("waiting", ()))
    for one in facts.get("answered", ()):
        yield _satisfied(scene.places[one.consultation_id], one)
    for one in facts.get("objection", ()):
        found = _objection(scene.places[one.consultation_id], one)
        if found is not None:
            yield found


def _to_answer(scene: Scene, rows: Any) -> Iterator[Need]:
    """One line a round: what the moderator issues, else what the rapporteur drafts."""
    to_issue: dict[tuple[int, int | None], list[Fact]] = defaultdict(list)
    to_draft: dict[tuple[int, int | None], list[Fact]] = defaultdict(list)
    for one in rows:
        here = scene.places[one.consultation_id]
        round_ = scene.rounds[one.round_id][1] if one.round_id in scene.rounds else None
        if why_answers_stand(here.stage(one.mark), round_) is not None:
            continue
        if one.n and here.moderates(one.group_id or 0):
            to_issue[one.consultation_id, one.round_id].append(one)
        elif one.m and here.drafts_answers(one.group_id or 0):
            to_draft[one.consultation_id, one.round_id].append(one)
    for (place, round_id), found in to_issue.items():
        here, many = scene.places[place], sum(one.n or 0 for one in found)
        title = ngettext(
            "%(n)s comment on %(texts)s waits for a disposition",
            "%(n)s comments on %(texts)s wait for a disposition",
            many,
        )
        act = _("Issue the disposition") if many == 1 else _("Issue the dispositions")
        yield _dispositions(scene, here, round_id, found, title, many, act, found[0].code, drafted=False)
    for (place, round_id), found in to_draft.items():
        here, many = scene.places[place], sum(one.m or 0 for one in found)
        title = ngettext(
            "%(n)s comment on %(texts)s has no draft of a disposition",
            "%(n)s comments on %(texts)s have no draft of a disposition",
            many,
        )
        act = _("Draft a disposition") if many == 1 else _("Draft the dispositions")
        yield _dispositions(scene, here, round_id, found, title, many, act, found[0].words, drafted=True)


def _dispositions(
    scene: Scene,
    here: Here,
    round_id: int | None,
    found: list[Fact],
    title: str,
    many: int,
    act: str,
    first: str,
    *,
    drafted: bool,
) -> Need:
    round_: Round | None = scene.rounds[round_id][1] if round_id in scene.rounds else None
    texts = sorted({one.parent for one in found})
    named = ", ".join(texts) if len(texts) <= 3 else ngettext("%(n)s text", "%(n)s texts", len(texts)) % {"n": len(texts)}  # fmt: skip
    query = "&".join(
        part for part in (f"round={round_.code}" if round_ else "", "drafted=no" if drafted else "") if part
    )
    due: datetime | None = response_due(here.consultation, round_, scene.at) if round_ else None
    if round_ is None:
        why = _("You answer the comments on these texts. They were made outside any round.")
    elif due is None:
        why = _("You answer the comments of “%(round)s”; it is completed when every one is answered.") % {
            "round": round_.title
        }
    else:
        why = _(
            "You answer the comments of “%(round)s”; it is completed when every one is answered, and the response is due then."
        ) % {"round": round_.title}
    return here.need(
        NeedKind.DISPOSITIONS,
        round_.code if round_ else texts[0],
        title=title % {"n": many, "texts": named},
        why=why,
        due_at=due,
        url=f"{here.base}/comments/{first}#answer"
        if many == 1
        else f"{here.base}/answers{'?' if query else ''}{query}",
        act=act,
        since=min((one.at for one in found if one.at is not None), default=None),
    )


def _satisfied(here: Here, one: Fact) -> Need:
    titles = {
        DispositionCode.ACCEPTED: _("Your comment on %(code)s was accepted"),
        DispositionCode.ACCEPTED_IN_PRINCIPLE: _("Your comment on %(code)s was accepted in principle"),
        DispositionCode.PARTIALLY_ACCEPTED: _("Your comment on %(code)s was accepted in part"),
        DispositionCode.NOT_ACCEPTED: _("Your comment on %(code)s was not accepted"),
        DispositionCode.NOTED: _("Your comment on %(code)s was noted"),
        DispositionCode.ALREADY_COVERED: _("Your comment on %(code)s is covered by the text already"),
        DispositionCode.OUT_OF_SCOPE: _("Your comment on %(code)s was found to be out of scope"),
        DispositionCode.DEFERRED: _("Your comment on %(code)s was deferred"),
    }
    title = titles.get(DispositionCode(one.mark), _("Your comment on %(code)s was answered"))
    return here.need(
        NeedKind.ANSWER,
        one.code,
        title=title % {"code": one.parent},
        why=_("%(reason)s Say whether the answer satisfies you.") % {"reason": one.title}
        if one.title
        else _("Say whether the answer satisfies you."),
        due_at=None,
        url=f"{here.base}/comments/{one.code}#satisfied",
        act=_("Say whether it satisfies"),
        since=one.at,
        said=one.words,
        language=one.language,
    )


def _objection(here: Here, one: Fact) -> Need | None:
    """For who answers: one that nobody addressed. For who raised it: one that was addressed and not withdrawn."""
    raised = one.other_id is not None and one.other_id == here.actor.person_id
    by_body = one.n is not None and one.n in here.speaks_for and one.title != Attribution.NONE
    values = {"code": one.code, "text": one.parent}
    if raised or by_body:
        if one.mark != ObjectionState.ADDRESSED:
            return None
        title = _("Your objection %(code)s to %(text)s was addressed") % values
        why = _("Say whether it is settled: withdraw the objection, or sustain it.")
        act = _("Answer it")
    elif one.mark == ObjectionState.OPEN and (
        here.moderates(one.group_id or 0) or here.drafts_answers(one.group_id or 0)
    ):
        title = _("The objection %(code)s to %(text)s is not addressed") % values
        why = _(
            "An objection is addressed before the round is completed, whether or not the text changes for it."
        )
        act = _("Address it")
    else:
        return None
    return here.need(
        NeedKind.OBJECTION,
        one.code,
        title=title,
        why=why,
        due_at=None,
        url=f"{here.base}/objections/{one.code}#next",
        act=act,
        since=one.at,
        said=one.words,
        language=one.language,
    )


def _waiting(scene: Scene, places: list[int]) -> sa.Select[Any]:
    """By text and round: how many comments of others have no disposition, how many of them no draft of one."""
    others = col(Comment.person_id).is_distinct_from(scene.actor.person_id)
    undrafted = sa.and_(others, col(DispositionDraft.id).is_(None))

    def count(which: sa.ColumnElement[bool]) -> Any:
        return sa.func.sum(sa.case((which, 1), else_=0))

    return (
        sa.select(
            *fact(
                "waiting",
                consultation_id=col(Comment.consultation_id),
                round_id=col(Comment.round_id),
                group_id=col(Proposal.group_id),
                parent=col(Proposal.code),
                mark=col(Roundtable.code),
                n=count(others),
                m=count(undrafted),
                code=sa.func.min(sa.case((others, col(Comment.code)))),
                words=sa.func.min(sa.case((undrafted, col(Comment.code)))),
                at=sa.func.min(col(Comment.created_at), type_=Comment.__table__.c.created_at.type),  # type: ignore[attr-defined]
            )
        )
        .join_from(Comment, Proposal, col(Proposal.id) == col(Comment.proposal_id))
        .join(Roundtable, col(Roundtable.id) == col(Proposal.roundtable_id))
        .join(WorkingGroup, col(WorkingGroup.id) == col(Proposal.group_id))
        .outerjoin(DispositionDraft, col(DispositionDraft.comment_id) == col(Comment.id))
        .where(col(Comment.consultation_id).in_(places), undisposed(), seen_groups(scene.actor))
        .group_by(
            col(Comment.consultation_id),
            col(Comment.round_id),
            col(Proposal.group_id),
            col(Proposal.code),
            col(Roundtable.code),
        )
    )


def _answered(scene: Scene, places: list[int]) -> sa.Select[Any]:
    """Dispositions that count of comments of one's own, of which nothing was said yet."""
    newest = (
        sa.select(sa.func.max(col(Disposition.n)))
        .where(col(Disposition.comment_id) == col(Comment.id))
        .correlate(Comment)
        .scalar_subquery()
    )
    said = sa.exists().where(col(Acknowledgement.disposition_id) == col(Disposition.id))
    return (
        sa.select(
            *fact(
                "answered",
                consultation_id=col(Comment.consultation_id),
                code=col(Comment.code),
                parent=col(Proposal.code),
                words=sa.func.substr(col(Comment.text), 1, SHOWN),
                language=col(Comment.language),
                title=sa.func.substr(col(Disposition.reason), 1, SHOWN),
                mark=col(Disposition.code),
                at=col(Disposition.issued_at),
            )
        )
        .join_from(Comment, Disposition, col(Disposition.comment_id) == col(Comment.id))
        .join(Proposal, col(Proposal.id) == col(Comment.proposal_id))
        .join(WorkingGroup, col(WorkingGroup.id) == col(Proposal.group_id))
        .where(
            col(Comment.consultation_id).in_(places),
            col(Comment.person_id) == scene.actor.person_id,
            col(Disposition.n) == newest,
            col(Disposition.code) != DispositionCode.WITHDRAWN,
            ~said,
            seen_groups(scene.actor),
        )
    )


def _objections(scene: Scene, places: list[int]) -> sa.Select[Any]:
    """Objections that are open or addressed, with the round's way to show who speaks."""
    last = (
        sa.select(col(ObjectionStep.state))
        .where(col(ObjectionStep.objection_id) == col(Objection.id))
        .order_by(col(ObjectionStep.n).desc())
        .limit(1)
        .correlate(Objection)
        .scalar_subquery()
    )
    state = sa.func.coalesce(last, ObjectionState.OPEN.value)
    return (
        sa.select(
            *fact(
                "objection",
                consultation_id=col(Objection.consultation_id),
                group_id=col(Proposal.group_id),
                other_id=col(Objection.person_id),
                n=col(Objection.delegation_id),
                code=col(Objection.code),
                parent=col(Proposal.code),
                title=col(Round.attribution),
                words=sa.func.substr(col(Objection.reason), 1, SHOWN),
                language=col(Objection.language),
                mark=state,
                at=col(Objection.raised_at),
            )
        )
        .join_from(Objection, Proposal, col(Proposal.id) == col(Objection.proposal_id))
        .join(WorkingGroup, col(WorkingGroup.id) == col(Proposal.group_id))
        .join(Round, col(Round.id) == col(Objection.round_id))
        .where(
            col(Objection.consultation_id).in_(places),
            state.in_([ObjectionState.OPEN.value, ObjectionState.ADDRESSED.value]),
            seen_groups(scene.actor),
        )
    )
