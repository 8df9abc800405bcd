"""Verbs on tables of comments: keep one as it was read, answer what it leaves open, confirm it. Before somebody confirms,
nothing of it is written but the table itself."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.admission.sheet.words import plain_word
from app.consultations.models import Consultation, Round
from app.consultations.queries import rounds_of
from app.discussion.models import CommentType
from app.discussion.table.checking import (
    LEFT_OUT,
    NO_DELEGATION,
    Becomes,
    Checked,
    check_rows,
)
from app.discussion.table.known import Known, known_to
from app.discussion.table.models import CommentSheet
from app.discussion.table.placing import code_in
from app.discussion.table.reading import Read, TableRow
from app.discussion.table.rules import why_not_bring
from app.discussion.table.words import BODY, CLAUSE, TYPE
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Conflict, FieldError, Invalid, NotFound, Refused, permit
from app.kernel.i18n import gettext as _
from app.kernel.ids import new_secret
from app.kernel.ledger import lock_track
from app.kernel.work import Work
from app.kernel.works import ask_work, works_of

BRINGING_COMMENTS = "comment_sheet"
KEPT = timedelta(days=7)


def keep_table(
    db: Session, actor: Actor, consultation: Consultation, round_: Round, *, filename: str, read: Read
) -> CommentSheet:
    """Keep a table as it was read, for who sent it, until it is confirmed or its week is over. Refused as
    `why_not_bring` says. Nothing else is written."""
    permit(why_not_bring(actor, consultation, round_, now(db)))
    about = {"tables": read.tables, "empty": read.empty, "observed": read.observed, "ignored": read.ignored}
    sheet = CommentSheet(
        public_id=new_secret(),
        consultation_id=consultation.id or 0,
        round_id=round_.id or 0,
        person_id=actor.person_id or 0,
        filename=filename[-120:],
        rows=[about, *(row.stored() for row in read.rows)],
        read_at=now(db),
    )
    db.add(sheet)
    db.flush()
    return sheet


def visible_table(
    db: Session, actor: Actor, consultation: Consultation, round_: Round, public_id: str
) -> CommentSheet:
    """The table of this address. NotFound where there is none, it is another's, or its week is over."""
    found = db.exec(
        select(CommentSheet).where(
            CommentSheet.public_id == public_id,
            CommentSheet.consultation_id == consultation.id,
            CommentSheet.round_id == round_.id,
            CommentSheet.person_id == actor.person_id,
        )
    ).first()
    if found is None or found.read_at < now(db) - KEPT:
        raise NotFound(_("This table is not kept any more. Send it once more."))
    return found


def round_called(db: Session, consultation: Consultation, code: str) -> Round:
    """The round of this code, however it is written, or NotFound."""
    for round_ in rounds_of(db, consultation):
        if round_.code.casefold() == code.casefold():
            return round_
    raise NotFound(_("There is no round “%(code)s” here.") % {"code": code[:60]})


def rows_of(sheet: CommentSheet) -> list[TableRow]:
    """The rows of a table, in their order."""
    return [TableRow(**row) for row in sheet.rows[1:]]


def about_file(sheet: CommentSheet) -> Mapping[str, Any]:
    """What else the file holds: how many tables, rows in which nothing was said, observations; headings not known here."""
    return sheet.rows[0]


def check_table(
    db: Session, actor: Actor, consultation: Consultation, round_: Round, sheet: CommentSheet
) -> tuple[Known, list[Checked]]:
    """Every row as it stands now against what is known now."""
    rows = rows_of(sheet)
    known = known_to(db, actor, consultation, round_, clauses_in(rows, sheet.placed))
    return known, check_rows(known, rows, sheet.placed)


def clauses_in(rows: Iterable[TableRow], placed: Mapping[str, Any]) -> set[str]:
    """What rows say in the column of the text: its code, its title as it is compared, and what was answered."""
    written = {row.get(CLAUSE) for row in rows}
    answers = {str(answer).upper() for answer in placed.get(CLAUSE, {}).values()}
    return {code_in(one)[0] for one in written} | {plain_word(one) for one in written} | answers


def mark_of(rows: Iterable[Checked]) -> str:
    """A mark of what these rows would do: another one as soon as they would do anything else."""
    return hashlib.sha256(repr([_does(row) for row in rows]).encode()).hexdigest()


def _does(one: Checked) -> tuple[object, ...]:
    if one.comment is None or one.becomes is not Becomes.COMMENT:
        return one.row.key, str(one.becomes), one.there
    comment = one.comment
    body = comment.delegation.code if comment.delegation else ""
    return (
        one.row.key,
        comment.said,
        comment.text.version,
        sorted((comment.quote or {}).items()),
        body,
        comment.author,
    )


def answer_questions(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    round_: Round,
    public_id: str,
    *,
    answers: Sequence[tuple[str, str, str]],
) -> CommentSheet:
    """Say what the words mean that a table leaves open: for each a column, the words as they are compared, and the
    answer: the code of a text or of a body, a type, or that its rows are left out. It holds for all its rows.

    Invalid at `answer-N` where the N-th names nothing there is here. A table that was confirmed stays as it is.
    """
    permit(why_not_bring(actor, consultation, round_, now(db)))
    sheet = visible_table(db, actor, consultation, round_, public_id)
    if sheet.confirmed_at is not None:
        raise Refused(_("This table was confirmed."))
    known = known_to(db, actor, consultation, round_, ())
    wrong = []
    placed: dict[str, dict[str, str]] = {column: dict(said) for column, said in sheet.placed.items()}
    for number, (column, key, answer) in enumerate(answers):
        if answer and answer not in offered(known, column):
            wrong.append(FieldError(f"answer-{number}", _("Choose one of the answers that are offered.")))
        elif answer and column in (BODY, CLAUSE, TYPE):
            placed.setdefault(column, {})[key] = answer
    if wrong:
        raise Invalid(wrong[0].message, errors=tuple(wrong))
    sheet.placed = placed
    db.add(sheet)
    db.flush()
    return sheet


def offered(known: Known, column: str) -> set[str]:
    """What may be answered to a question under a column."""
    if column == TYPE:
        return {*CommentType, LEFT_OUT}
    if column == CLAUSE:
        return {text.code for text in known.texts.values() if text.why_not is None} | {LEFT_OUT}
    own = known.own
    bodies = {body.code for body in known.bodies if own is None or body.id in own}
    return bodies | ({LEFT_OUT, NO_DELEGATION} if own is None else {LEFT_OUT})


def confirm_table(
    db: Session, actor: Actor, consultation: Consultation, round_: Round, public_id: str, *, seen: str
) -> Work:
    """Have every row that becomes a comment written as one; the others are left out, as the preview said. `seen` is the
    mark of that preview.

    Confirming again gives the work there is. Refused as `why_not_bring` says, and where nothing is left to write;
    Conflict where the table would do something else by now than was seen.
    """
    lock_track(db, consultation.slug)
    permit(why_not_bring(actor, consultation, round_, now(db)))
    sheet = visible_table(db, actor, consultation, round_, public_id)
    if (work := work_of_table(db, consultation, sheet)) is not None:
        return work
    _known, rows = check_table(db, actor, consultation, round_, sheet)
    if not any(row.becomes is Becomes.COMMENT for row in rows):
        raise Refused(_("No row of this table becomes a comment."))
    if seen != mark_of(rows):
        raise Conflict(
            _(
                "What is known here has changed since, and the table would do something else. Look at it once more."
            )
        )
    sheet.confirmed_at = now(db)
    db.add(sheet)
    arguments = {"sheet": sheet.public_id, "round": round_.code}
    return ask_work(db, actor, place=consultation.slug, kind=BRINGING_COMMENTS, arguments=arguments)


def work_of_table(db: Session, consultation: Consultation, sheet: CommentSheet) -> Work | None:
    """The work that was asked for by confirming this table."""
    if sheet.confirmed_at is None:
        return None
    works = works_of(db, consultation.slug, BRINGING_COMMENTS)
    return next((work for work in works if work.arguments.get("sheet") == sheet.public_id), None)


def clear_old_tables(db: Session) -> int:
    """The tick: tables whose week is over go. Gives how many there were."""
    gone = db.execute(sa.delete(CommentSheet).where(col(CommentSheet.read_at) < now(db) - KEPT))
    return int(gone.rowcount)  # type: ignore[attr-defined]
