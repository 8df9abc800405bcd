"""To put comments together that say the same: answered together, each still counted by itself."""

from collections.abc import Sequence

from sqlmodel import Session

from app.consultations.models import Consultation
from app.consultations.queries import track_of
from app.discussion.answer_rules import answering_seat, why_not_group_comments
from app.discussion.cases import Case, case_of, grouped_under
from app.discussion.events import CommentGrouped
from app.discussion.models import Comment, Grouping
from app.kernel.actor import Actor
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record


def group_comment(
    db: Session, actor: Actor, consultation: Consultation, comment: str, *, lead: str | None
) -> Grouping | None:
    """Put the comment `comment` under `lead`, which says the same; without a `lead` take it out again.

    Both are on the same proposal and of the same round. A lead stands under no other. The same again changes nothing;
    taking out what is in no group gives None. NotFound where one of them may not be seen, Refused with the sentence of
    `why_not_group_comments`, Invalid at `lead`.
    """
    if lead is not None:
        return group_comments(db, actor, consultation, lead, comments=[comment])[0]
    lock_track(db, track_of(consultation))
    case = case_of(db, actor, consultation, comment)
    permit(why_not_group_comments(actor, consultation, case.stage, case.asked))
    return _put(db, actor, consultation, case, None)


def group_comments(
    db: Session, actor: Actor, consultation: Consultation, lead: str, *, comments: Sequence[str]
) -> list[Grouping]:
    """Put several comments under one lead, all of them or none; errors as in `group_comment`."""
    lock_track(db, track_of(consultation))
    above = case_of(db, actor, consultation, lead)
    rounds = above.desk.rounds
    cases = [case_of(db, actor, consultation, code, rounds=rounds) for code in dict.fromkeys(comments)]
    for case in cases:
        permit(why_not_group_comments(actor, consultation, case.stage, case.asked))
    if above.grouping is not None and above.grouping.lead_id is not None:
        raise Invalid.at(
            "lead",
            _("%(lead)s stands under another comment itself. Put this one under that comment.")
            % {"lead": above.comment.code},
        )
    for case in cases:
        why_not = _why_not_under(db, case.comment, above.comment)
        if why_not is not None:
            raise Invalid.at("lead", why_not)
    put = [_put(db, actor, consultation, case, above.comment) for case in cases]
    return [grouping for grouping in put if grouping is not None]


def _why_not_under(db: Session, comment: Comment, lead: Comment) -> str | None:
    if lead.id == comment.id:
        return _("A comment cannot be put under itself.")
    if (lead.proposal_id, lead.round_id) != (comment.proposal_id, comment.round_id):
        return _(
            "Only comments on the same text in the same round are put together; %(lead)s is not one."
        ) % {"lead": lead.code}
    if grouped_under(db, comment):
        return _(
            "%(code)s stands for others. Take these out first, or choose it as the one they stand under."
        ) % {"code": comment.code}
    return None


def _put(
    db: Session, actor: Actor, consultation: Consultation, case: Case, lead: Comment | None
) -> Grouping | None:
    grouping = case.grouping
    lead_id = lead.id if lead is not None else None
    if (grouping.lead_id if grouping is not None else None) == lead_id:
        return grouping
    if grouping is None:
        grouping = Grouping(
            consultation_id=case.comment.consultation_id,
            comment_id=case.comment.id or 0,
            grouped_at=case.stage.at,
        )
    grouping.lead_id, grouping.person_id, grouping.grouped_at = lead_id, actor.person_id, case.stage.at
    db.add(grouping)
    seat = answering_seat(actor, consultation, case.desk.group.id or 0)
    record(
        db,
        actor,
        CommentGrouped(case.comment.code, case.desk.proposal.code, lead.code if lead is not None else None),
        track=track_of(consultation, case.desk.group),
        left=[grouping],
        capacity=seat.title if seat else None,
    )
    return grouping
