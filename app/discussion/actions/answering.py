"""To answer comments: the rapporteur drafts a disposition, the moderator issues it; the author may withdraw."""

from dataclasses import dataclass, replace

from sqlmodel import Session

from app.consultations.attribution import capacity_in
from app.consultations.models import Consultation
from app.consultations.queries import track_of
from app.consultations.rules import moderator_seat
from app.discussion.answer_rules import (
    REASON_LEAST,
    REASON_LIMIT,
    answering_seat,
    body_of,
    why_not_draft_disposition,
    why_not_issue_disposition,
    why_not_withdraw_comment,
)
from app.discussion.cases import Case, case_of, grouped_under, round_of
from app.discussion.events import CommentWithdrawn, DispositionDrafted, DispositionIssued
from app.discussion.models import Comment, Disposition, DispositionCode, DispositionDraft
from app.kernel.actor import Actor
from app.kernel.errors import FieldError, Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.kernel.text.clean import clean
from app.kernel.text.fold import fold


@dataclass(frozen=True)
class Answer:
    """What is said to a comment, as it will be stored. `version` is where the text was changed for it."""

    code: str
    reason: str
    version: int | None = None


@dataclass(frozen=True)
class Answered:
    """What an issue left behind: the comment, its disposition that counts, the alike comments answered with it by code,
    and a sentence for each that was left out."""

    comment: Comment
    disposition: Disposition
    alike: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def draft_disposition(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    comment: str,
    *,
    code: str,
    reason: str = "",
    version: int | None = None,
) -> DispositionDraft:
    """Draft the answer to the comment `comment`, or write the draft anew. It is no answer yet; the same again is the same.

    NotFound where the comment may not be seen, Refused with the sentence of `why_not_draft_disposition`, Invalid at
    `code`, `reason` or `version`. A draft may still lack its reason.
    """
    lock_track(db, track_of(consultation))
    case = case_of(db, actor, consultation, comment)
    permit(why_not_draft_disposition(actor, consultation, case.stage, case.asked))
    answer = checked_answer(case, code, reason, version, due=False)
    draft = case.draft
    if draft is not None and Answer(draft.code, draft.reason, draft.resulting_version) == answer:
        return draft
    seat = answering_seat(actor, consultation, case.desk.group.id or 0)
    if draft is None:
        draft = DispositionDraft(
            consultation_id=case.comment.consultation_id,
            comment_id=case.comment.id or 0,
            code=answer.code,
            drafted_at=case.stage.at,
        )
    draft.code, draft.reason, draft.resulting_version = answer.code, answer.reason, answer.version
    draft.person_id, draft.author_title = actor.person_id, seat.title if seat else ""
    draft.drafted_at = case.stage.at
    db.add(draft)
    # What it says is not for the register before it is issued.
    record(
        db,
        actor,
        DispositionDrafted(case.comment.code, case.desk.proposal.code),
        track=track_of(consultation, case.desk.group),
        capacity=draft.author_title or None,
    )
    return draft


def issue_disposition(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    comment: str,
    *,
    code: str,
    reason: str = "",
    version: int | None = None,
    alike: bool = False,
) -> Answered:
    """Answer the comment `comment`. A later answer supersedes the one before, and both stay readable.

    With `alike`, the comments grouped under it get the same answer, each a disposition of its own; one's own comments,
    withdrawn ones and those answered so already are left out. Saying what counts already changes nothing, so that a
    double click does no harm. The draft is emptied.

    NotFound where the comment may not be seen, Refused with the sentence of `why_not_issue_disposition`, Invalid at
    `code`, `reason` (due for everything but `accepted`) or `version`.
    """
    lock_track(db, track_of(consultation))
    case = case_of(db, actor, consultation, comment)
    permit(why_not_issue_disposition(actor, consultation, case.stage, case.asked))
    answer = checked_answer(case, code, reason, version, due=True)
    disposition = _issue(db, actor, consultation, case, answer)
    done: list[str] = []
    left_out: list[str] = []
    for other, counted in grouped_under(db, case.comment) if alike else []:
        asked = replace(
            case.asked,
            code=other.code,
            person_id=other.person_id,
            body_id=body_of(other, round_of(other, case.desk)),
            withdrawn=counted is not None and counted.code == DispositionCode.WITHDRAWN,
        )
        why_not = why_not_issue_disposition(actor, consultation, case.stage, asked)
        if why_not is not None:
            left_out.append(f"{other.code}: {why_not}")
            continue
        _issue(db, actor, consultation, replace(case, comment=other, counted=counted, draft=None), answer)
        done.append(other.code)
    return Answered(case.comment, disposition, tuple(done), tuple(left_out))


def withdraw_comment(
    db: Session, actor: Actor, consultation: Consultation, comment: str, *, reason: str = ""
) -> Disposition:
    """Take one's own comment back. It stays readable, marked as withdrawn; nothing is left in it to answer.

    NotFound where it may not be seen, Refused with the sentence of `why_not_withdraw_comment`, Invalid at `reason`.
    Withdrawing twice is withdrawing once.
    """
    lock_track(db, track_of(consultation))
    case = case_of(db, actor, consultation, comment)
    permit(why_not_withdraw_comment(actor, case.stage, case.asked))
    if case.counted is not None and case.asked.withdrawn:
        return case.counted
    said = _reason(reason)
    if said and len(fold(said)) < REASON_LEAST:
        raise Invalid.at("reason", _("Say why in a sentence, or leave it empty: nobody has to."))
    said = said or _("Withdrawn by its author.")
    kept = capacity_in(case.asked.round, case.comment.author_title or None)
    disposition = next_disposition(case, Answer(DispositionCode.WITHDRAWN, said), actor, kept.capacity or "")
    db.add(disposition)
    if case.draft is not None:
        db.delete(case.draft)
    record(
        db,
        actor,
        CommentWithdrawn(
            case.comment.code, case.desk.proposal.code, disposition.n, kept.attribution, kept.veil
        ),
        track=track_of(consultation, case.desk.group),
        left=[disposition],
        capacity=kept.capacity,
    )
    return disposition


def _issue(db: Session, actor: Actor, consultation: Consultation, case: Case, answer: Answer) -> Disposition:
    if case.draft is not None:
        db.delete(case.draft)
    counted = case.counted
    if counted is not None and Answer(counted.code, counted.reason, counted.resulting_version) == answer:
        return counted
    seat = moderator_seat(actor, consultation, case.desk.group.id or 0)
    title = seat.title if seat else ""
    disposition = next_disposition(case, answer, actor, title)
    db.add(disposition)
    record(
        db,
        actor,
        DispositionIssued(
            case.comment.code, case.desk.proposal.code, answer.code, disposition.n, answer.version
        ),
        track=track_of(consultation, case.desk.group),
        left=[disposition],
        capacity=title or None,
    )
    return disposition


def next_disposition(case: Case, answer: Answer, actor: Actor, title: str) -> Disposition:
    """The disposition that says this answer; it supersedes the one that counts."""
    return Disposition(
        consultation_id=case.comment.consultation_id,
        comment_id=case.comment.id or 0,
        n=case.counted.n + 1 if case.counted is not None else 1,
        code=answer.code,
        reason=answer.reason,
        person_id=actor.person_id,
        decided_by=title,
        resulting_version=answer.version,
        issued_at=case.stage.at,
    )


def checked_answer(case: Case, code: str, reason: str, version: int | None, *, due: bool) -> Answer:
    """The answer as it will be stored; Invalid with a sentence for each part that is wrong."""
    wrong: list[FieldError] = []
    if code == DispositionCode.WITHDRAWN:
        wrong.append(
            FieldError(
                "code", _("A comment is withdrawn by the person who made it. Choose what becomes of it.")
            )
        )
    elif code not in list(DispositionCode):
        wrong.append(FieldError("code", _("Say what becomes of the comment.")))
    said = ""
    try:
        said = _reason(reason)
    except Invalid as error:
        wrong.extend(error.errors)
    else:
        # Folding takes invisible signs away: what is left empty is no reason to a reader.
        if due and code != DispositionCode.ACCEPTED and len(fold(said)) < REASON_LEAST:
            wrong.append(FieldError("reason", _("Say why, in a sentence that the author can answer.")))
    newest = case.desk.proposal.version
    if version is not None and not 1 <= version <= newest:
        wrong.append(
            FieldError(
                "version",
                _("%(code)s has no version %(n)s; its newest is version %(newest)s.")
                % {"code": case.desk.proposal.code, "n": version, "newest": newest},
            )
        )
    if wrong:
        raise Invalid(wrong[0].message, errors=tuple(wrong))
    return Answer(code, said, version)


def _reason(text: str) -> str:
    try:
        said = clean(text, limit=REASON_LIMIT).strip()
    except ValueError as error:
        raise Invalid.at("reason", str(error)) from None
    return said if fold(said) else ""
