"""The long work that a confirmed table asks for: its rows become comments, some in each transaction."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.consultations.attribution import capacity_in
from app.consultations.models import Consultation, Delegation, Round
from app.consultations.queries import actor_found_by, track_of, visible_consultation, with_seats
from app.discussion.events import CommentMade
from app.discussion.models import Comment, Severity
from app.discussion.queries import before_comment, search_values, series_of, shown_in
from app.discussion.table.actions import check_table, clauses_in, round_called, rows_of
from app.discussion.table.checking import Becomes, Brought, Checked, check_rows
from app.discussion.table.known import known_to
from app.discussion.table.models import CommentSheet
from app.discussion.table.reading import TableRow
from app.discussion.table.rules import is_late, own_delegations, why_not_bring
from app.documents import sheets_csv
from app.documents.sheets import Column, Sheet
from app.kernel.actor import SYSTEM, Actor
from app.kernel.clock import now
from app.kernel.db import Database, insert_many
from app.kernel.errors import NotFound, Refused, permit
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.kernel.ledger import Event, lock_track, record_each
from app.kernel.search import SearchEntry, entry_values
from app.kernel.work import Work
from app.kernel.works import Made, Progress
from app.people.models import Person
from app.people.queries import KNOWN

_AT_ONCE = 250
_OF_PERSON = with_seats(
    sa.select(*KNOWN, sa.cast(sa.null(), sa.Integer)).where(col(Person.public_id) == sa.bindparam("person"))
)
_PROPOSALS = SQLModel.metadata.tables["proposal"]
_SOME_MORE = (
    sa.update(_PROPOSALS)
    .where(_PROPOSALS.c.id == sa.bindparam("of_id"))
    .values(comments=_PROPOSALS.c.comments + sa.bindparam("more"))
)


def bring_comments(database: Database, work: Work, progress: Progress) -> Made:
    """The long work: writes the comments of a confirmed table, as whoever confirmed it.

    Done twice it changes nothing the second time: what it wrote stands already then. It stops where whoever confirmed
    may not bring a table to this round any more; what came of each row stands in the file it makes.
    """
    with database.reading() as db:
        consultation, round_, actor, sheet = _at_work(db, work)
        _known, checked = check_table(db, actor, consultation, round_, sheet)
        rows = rows_of(sheet)
        tables, filename = len({row.table for row in rows}), sheet.filename
    codes: dict[int, str] = {}
    right = [one.row for one in checked if one.becomes is Becomes.COMMENT]
    stage = _("Writing the comments")
    for start in range(0, len(right), _AT_ONCE):
        progress(stage, start, len(right))
        with database.unit_of_work() as db:
            lock_track(db, work.place)
            consultation, round_, actor, sheet = _at_work(db, work)
            permit(why_not_bring(actor, consultation, round_, now(db)))
            some = right[start : start + _AT_ONCE]
            known = known_to(db, actor, consultation, round_, clauses_in(some, sheet.placed))
            here = [one for one in check_rows(known, some, sheet.placed) if one.becomes is Becomes.COMMENT]
            codes |= _write(db, actor, consultation, round_, here, filename, named=tables > 1)
    progress(stage, len(right), len(right))
    return _report(checked, codes)


def source_of(filename: str, row: TableRow, *, named: bool) -> str:
    """Where a comment came from, as its row keeps it: `table.xlsx row 12`, or with several tables which of them."""
    return f"{filename} table {row.table} row {row.number}" if named else f"{filename} row {row.number}"


def _at_work(db: Session, work: Work) -> tuple[Consultation, Round, Actor, CommentSheet]:
    consultation = visible_consultation(db, SYSTEM, work.place)
    actor = actor_found_by(db, _OF_PERSON, {"person": work.asked_by}, now(db))
    if actor is None:
        raise Refused(_("Whoever confirmed this table has no account here any more."))
    sheet = db.exec(select(CommentSheet).where(CommentSheet.public_id == work.arguments["sheet"])).first()
    if sheet is None:
        raise NotFound(_("This table is not kept any more. Send it once more."))
    return consultation, round_called(db, consultation, str(work.arguments["round"])), actor, sheet


def _write(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    round_: Round,
    rows: Sequence[Checked],
    filename: str,
    *,
    named: bool,
) -> dict[int, str]:
    """The rows as comments with their codes, entries of the ledger and of the search; gives the code of each row."""
    own = set(own_delegations(actor, consultation))
    numbers: dict[str, int] = {}
    made: list[tuple[Checked, Brought, Comment]] = []
    at = now(db)
    for one in rows:
        brought = one.comment
        assert brought is not None
        series = series_of(brought.text.group)
        if series not in numbers:
            numbers[series] = before_comment(
                db, consultation, brought.text.proposal, series=series, person_id=0, text="", delegations=[]
            ).highest
        numbers[series] += 1
        body = brought.delegation
        comment = Comment(
            consultation_id=consultation.id or 0, code=f"{series}{numbers[series]:03d}", round_id=round_.id,
            proposal_id=brought.text.proposal.id or 0, version=brought.text.version, field=brought.field,
            quote=brought.quote, paragraph=brought.paragraph, type=brought.type, stance=brought.stance,
            severity=Severity.MINOR, text=brought.words, proposed_text=brought.change, language=brought.language,
            person_id=actor.person_id if body is not None and body.id in own else None,
            delegation_id=body.id if body else None, author_title=brought.author, created_at=at,
            late=is_late(round_, at), source=source_of(filename, one.row, named=named), brought_by_id=actor.person_id,
        )  # fmt: skip
        made.append((one, brought, comment))
    _insert(db, consultation, [comment for _one, _brought, comment in made])
    more = Counter(comment.proposal_id for _one, _brought, comment in made)
    if made:
        db.connection().execute(_SOME_MORE, [{"of_id": number, "more": n} for number, n in more.items()])
    insert_many(
        db,
        SearchEntry,
        [_findable(consultation, round_, brought, comment) for _one, brought, comment in made],
    )
    _record(db, actor, consultation, round_, made)
    return {one.row.key: comment.code for one, _brought, comment in made}


def _insert(db: Session, consultation: Consultation, comments: Sequence[Comment]) -> None:
    """Write comments with few statements, and give each the number that the database gave it."""
    insert_many(db, Comment, [comment.model_dump(exclude={"id"}) for comment in comments])
    rows = db.execute(
        sa.select(col(Comment.code), col(Comment.id)).where(
            col(Comment.consultation_id) == consultation.id,
            col(Comment.code).in_([comment.code for comment in comments]),
        )
    )
    numbers = {row.code: row.id for row in rows}
    for comment in comments:
        comment.id = numbers[comment.code]


def _findable(
    consultation: Consultation, round_: Round, brought: Brought, comment: Comment
) -> dict[str, object]:
    body = brought.delegation
    delegation = Delegation.model_construct(code=body.code, short_name=body.signs) if body else None
    speaks = shown_in(round_, comment, delegation)
    text = brought.text
    return entry_values(**search_values(consultation, text.proposal, comment, speaks, group=text.group))


def _record(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    round_: Round,
    made: Sequence[tuple[Checked, Brought, Comment]],
) -> None:
    """An entry for each comment, in the chain of its group, with what the round lets be kept of who spoke."""
    grouped: dict[tuple[str, str | None, str | None], list[tuple[Event, list[SQLModel]]]] = defaultdict(list)
    for _one, brought, comment in made:
        body = brought.delegation
        kept = capacity_in(round_, comment.author_title, body.code if body else None)
        fact = CommentMade(
            comment=comment.code, proposal=brought.text.code, version=comment.version, round=round_.code,
            field=comment.field, parent=None, attribution=kept.attribution, veil=kept.veil,
        )  # fmt: skip
        where = track_of(consultation, brought.text.group), kept.capacity, kept.delegation
        grouped[where].append((fact, [comment]))
    for (track, capacity, delegation), facts in grouped.items():
        record_each(db, actor, facts, track=track, capacity=capacity, delegation=delegation)


def _report(checked: Sequence[Checked], codes: dict[int, str]) -> Made:
    """What came of each row: the code of its comment, or why there is none."""
    words = {
        Becomes.ASIDE: "kept aside", Becomes.ASKED: "not answered", Becomes.WRONG: "wrong", Becomes.THERE: "there already",
    }  # fmt: skip
    lines: list[tuple[Any, ...]] = []
    for one in checked:
        code = codes.get(one.row.key) or one.there
        result = words.get(one.becomes) or ("comment" if one.row.key in codes else "there already")
        lines.append((one.row.table, one.row.number, result, code))
    columns = (
        Column("table", _("Table")), Column("row", _("Row")), Column("result", _("What came of it")), Column("comment", _("Comment")),
    )  # fmt: skip
    notice = ngettext("%(num)s comment was added.", "%(num)s comments were added.", len(codes))
    table = Sheet("rows", _("What came of each row"), columns, tuple(lines))
    return Made(
        sheets_csv.write(table),
        "comments-result.csv",
        "text/csv; charset=utf-8",
        notice % {"num": len(codes)},
    )
