"""To answer many comments at once: one draft for all of them, and all drafted answers issued together.

Each comment is judged by the same rules as alone; whom a rule leaves out is told with its sentence, and the rest is done.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.models import Consultation
from app.consultations.queries import track_of
from app.consultations.rules import moderator_seat
from app.discussion.actions.answering import Answer, checked_answer, next_disposition
from app.discussion.answer_rules import (
    answering_seat,
    why_not_draft_disposition,
    why_not_issue_disposition,
)
from app.discussion.cases import Case, cases_of
from app.discussion.events import DispositionDrafted, DispositionIssued
from app.discussion.models import Disposition, DispositionDraft
from app.kernel.actor import Actor
from app.kernel.db import keep_all, upsert_many
from app.kernel.errors import Invalid, Refused
from app.kernel.i18n import gettext as _
from app.kernel.ledger import Event, lock_track, record_each

MOST = 2_000
"""So many comments are answered at once at most: a round of the largest consultation has fewer that wait."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A comment that was not answered with the others, and why in a sentence."""

    comment: str
    why: str


@dataclass(frozen=True, slots=True)
class Bulk:
    """What became of many comments at once: the codes of those that were answered, and those that were left out."""

    done: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()


def draft_dispositions(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    comments: Sequence[str],
    *,
    code: str,
    reason: str = "",
) -> Bulk:
    """Draft one answer to all these comments, in place of the drafts they have. It is no answer yet, and the same again
    changes nothing; as many statements as for one comment in each chain.

    Left out is whatever `why_not_draft_disposition` refuses, one's own comments first of all. Refused where it refuses
    every one; Invalid at `comments` where none or too many are named, at `code` or `reason`.
    """
    lock_track(db, track_of(consultation))
    wanted = _wanted(comments)
    cases = cases_of(db, actor, consultation, wanted)
    left_out = [one for name in wanted if (one := _left(actor, consultation, name, cases, _DRAFT))]
    allowed = _allowed(wanted, cases, left_out)
    answer = checked_answer(allowed[0], code, reason, None, due=False)
    changed = [case for case in allowed if not _says(case.draft, answer)]
    titles = {case.comment.code: _drafter(actor, consultation, case) for case in changed}
    upsert_many(
        db,
        DispositionDraft,
        [
            {
                "consultation_id": case.comment.consultation_id,
                "comment_id": case.comment.id,
                "code": answer.code,
                "reason": answer.reason,
                "resulting_version": None,
                "person_id": actor.person_id,
                "author_title": titles[case.comment.code],
                "drafted_at": case.stage.at,
            }
            for case in changed
        ],
        key=["comment_id"],
        update=["code", "reason", "resulting_version", "person_id", "author_title", "drafted_at"],
    )
    _record(
        db,
        actor,
        consultation,
        (
            (
                case,
                titles[case.comment.code],
                DispositionDrafted(case.comment.code, case.desk.proposal.code),
                None,
            )
            for case in changed
        ),
    )
    return Bulk(tuple(case.comment.code for case in allowed), tuple(left_out))


def issue_dispositions(
    db: Session, actor: Actor, consultation: Consultation, comments: Sequence[str]
) -> Bulk:
    """Issue the drafted answer of each of these comments; as many statements as for one comment in each chain.

    Left out is what has no draft, what `why_not_issue_disposition` refuses (nobody answers a comment of their own:
    invariant 7), and a draft that is no answer yet because it lacks its reason. Refused where the rule refuses every
    one; Invalid at `comments` where none or too many are named. A second time there is nothing left to issue.
    """
    lock_track(db, track_of(consultation))
    wanted = _wanted(comments)
    cases = cases_of(db, actor, consultation, wanted)
    left_out = [one for name in wanted if (one := _left(actor, consultation, name, cases, _ISSUE))]
    allowed = _allowed(wanted, cases, left_out)
    issued: list[tuple[Case, str, Disposition]] = []
    drafts: list[int] = []
    for case in allowed:
        if case.draft is None:
            continue
        drafts.append(case.draft.id or 0)
        answer = _drafted(case, case.draft)
        if not _says(case.counted, answer):
            seat = moderator_seat(actor, consultation, case.desk.group.id or 0)
            title = seat.title if seat else ""
            issued.append((case, title, next_disposition(case, answer, actor, title)))
    db.execute(sa.delete(DispositionDraft).where(col(DispositionDraft.id).in_(drafts)))
    kept = _kept(db, [disposition for _case, _title, disposition in issued])
    _record(
        db,
        actor,
        consultation,
        (
            (
                case,
                title,
                DispositionIssued(
                    case.comment.code,
                    case.desk.proposal.code,
                    row.code,
                    row.n,
                    row.resulting_version,
                ),
                row,
            )
            for case, title, row in ((case, title, kept[row.comment_id]) for case, title, row in issued)
        ),
    )
    return Bulk(tuple(case.comment.code for case in allowed), tuple(left_out))


def why_left_out(
    db: Session, actor: Actor, consultation: Consultation, comments: Sequence[str], *, issuing: bool
) -> list[LeftOut]:
    """For each of these comments that cannot be drafted, or issued, together with others: why, in a sentence. Two queries.

    It is what the two verbs leave out, asked again, so that it can be said on the page they lead back to.
    """
    cases = cases_of(db, actor, consultation, comments) if comments else {}
    rule = _ISSUE if issuing else _DRAFT
    return [one for name in comments if (one := _left(actor, consultation, name, cases, rule))]


def _why_not_issue_draft(actor: Actor, consultation: Consultation, case: Case) -> str | None:
    refused = why_not_issue_disposition(actor, consultation, case.stage, case.asked)
    if refused is not None:
        return refused
    if case.draft is None:
        # What is answered already was issued before, by the same click or by somebody else.
        return None if case.counted is not None else _("No answer is drafted for it.")
    try:
        _drafted(case, case.draft)
    except Invalid as error:
        return error.message
    return None


def _why_not_draft(actor: Actor, consultation: Consultation, case: Case) -> str | None:
    return why_not_draft_disposition(actor, consultation, case.stage, case.asked)


_Rule = Callable[[Actor, Consultation, Case], str | None]
_DRAFT: _Rule = _why_not_draft
_ISSUE: _Rule = _why_not_issue_draft


def _left(
    actor: Actor, consultation: Consultation, name: str, cases: Mapping[str, Case], rule: _Rule
) -> LeftOut | None:
    if name not in cases:
        return LeftOut(name, _("There is no comment “%(code)s” here.") % {"code": name[:60]})
    why_not = rule(actor, consultation, cases[name])
    return LeftOut(name, why_not) if why_not is not None else None


def _allowed(wanted: Sequence[str], cases: Mapping[str, Case], left_out: Sequence[LeftOut]) -> list[Case]:
    """Those that nothing stands against; Refused with the sentence of the first where that is none."""
    left = {one.comment for one in left_out}
    allowed = [cases[name] for name in wanted if name not in left]
    if not allowed:
        raise Refused(left_out[0].why)
    return allowed


def _drafted(case: Case, draft: DispositionDraft) -> Answer:
    """The answer that is drafted, as it would be issued; Invalid where it is none yet."""
    return checked_answer(case, draft.code, draft.reason, draft.resulting_version, due=True)


def _wanted(comments: Sequence[str]) -> list[str]:
    wanted = list(dict.fromkeys(comments))
    if not wanted:
        raise Invalid.at("comments", _("Select the comments first."))
    if len(wanted) > MOST:
        raise Invalid.at("comments", _("These are too many at once. Select %(n)s at most.") % {"n": MOST})
    return wanted


def _kept(db: Session, rows: Sequence[Disposition]) -> dict[int, Disposition]:
    """Insert these dispositions, one for each comment, and give them with their keys, by comment."""
    if not rows:
        return {}
    pairs = [(row.comment_id, row.n) for row in rows]
    found = sa.select(Disposition).where(
        sa.tuple_(col(Disposition.comment_id), col(Disposition.n)).in_(pairs)
    )
    return {row.comment_id: row for row in keep_all(db, rows, found)}


def _says(row: DispositionDraft | Disposition | None, answer: Answer) -> bool:
    return row is not None and Answer(row.code, row.reason, row.resulting_version) == answer


def _drafter(actor: Actor, consultation: Consultation, case: Case) -> str:
    seat = answering_seat(actor, consultation, case.desk.group.id or 0)
    return seat.title if seat else ""


def _record(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    facts: Iterable[tuple[Case, str, Event, Disposition | None]],
) -> None:
    """One entry for each fact, chain by chain and capacity by capacity: a closed group has a chain of its own."""
    chains: dict[tuple[str, str], list[tuple[Event, list[Disposition]]]] = {}
    for case, title, fact, row in facts:
        chain = chains.setdefault((track_of(consultation, case.desk.group), title), [])
        chain.append((fact, [row] if row is not None else []))
    for (track, title), entries in chains.items():
        record_each(db, actor, entries, track=track, capacity=title or None)
