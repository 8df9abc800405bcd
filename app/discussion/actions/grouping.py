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
    lock_track(db, track_of(consultation))
    case = case_of(db, actor, consultation, comment)
    permit(why_not_group_comments(actor, consultation, case.stage, case.asked))
    above = _lead(db, actor, consultation, case, lead) if lead else None
    return _put(db, actor, consultation, case, above)


def group_comments(
    db: Session, actor: Actor, consultation: Consultation, lead: str, *, comments: Sequence[str]
) -> list[Grouping]:
    """Put several comments under one lead at once, all of them or none; errors as in `group_comment`."""
    made = [
        group_comment(db, actor, consultation, code, lead=lead)
        for code in dict.fromkeys(comments)
        if code != lead
    ]
    return [grouping for grouping in made if grouping is not None]


def _lead(db: Session, actor: Actor, consultation: Consultation, case: Case, code: str) -> Comment:
    lead = case_of(db, actor, consultation, code)
    if lead.comment.id == case.comment.id:
        raise Invalid.at("lead", _("A comment cannot be put under itself."))
    same = (lead.comment.proposal_id, lead.comment.round_id) == (
        case.comment.proposal_id,
        case.comment.round_id,
    )
    if not same:
        raise Invalid.at(
            "lead",
            _("Only comments on the same text in the same round are put together; %(lead)s is not one.")
            % {"lead": lead.comment.code},
        )
    if lead.grouping is not None and lead.grouping.lead_id is not None:
        raise Invalid.at(
            "lead",
            _("%(lead)s stands under another comment itself. Put this one under that comment.")
            % {"lead": lead.comment.code},
        )
    if grouped_under(db, case.comment):
        raise Invalid.at(
            "lead",
            _("%(code)s stands for others. Take these out first, or choose it as the one they stand under.")
            % {"code": case.comment.code},
        )
    return lead.comment


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
