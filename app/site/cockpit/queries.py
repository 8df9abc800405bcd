"""The cockpit of a round, read in a fixed number of queries, however many texts, comments and delegations there are."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from app.consultations.calendar import RoundStage, covers
from app.consultations.models import Consultation, Round
from app.consultations.queries import roundtables_of
from app.discussion.answer_rules import answering_seat, sees_drafts
from app.discussion.models import Comment, CommentType, Disposition, DispositionCode, DispositionDraft
from app.discussion.objections.models import Objection, ObjectionState, ObjectionStep
from app.drafting.models import Proposal
from app.kernel.actor import Actor
from app.kernel.errors import permit
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.notices.letters import REMINDER
from app.notices.models import Mailing
from app.notices.reminders import is_waited_for
from app.notices.rules import why_not_remind
from app.review.attendance.queries import Asked, asked_in
from app.review.attendance.rules import tells_who_spoke, why_not_see_attendance
from app.review.queries import controls_of, room_of
from app.review.views import Room, Text
from app.site.cockpit.regions import REGION_OF, REGIONS, region_name
from app.site.cockpit.sentences import mover_of, what_waits
from app.site.cockpit.views import Blocks, Cockpit, Heard, Table, Tally, Waiting

STRETCH = 50
# What was taken up asks for a version that says it; until one does, the text waits for its rapporteur.
TAKEN_UP = (
    DispositionCode.ACCEPTED,
    DispositionCode.ACCEPTED_IN_PRINCIPLE,
    DispositionCode.PARTIALLY_ACCEPTED,
)
UNDRAFTED, DRAFTED, OBJECTED, REMINDED = "undrafted", "drafted", "objected", "reminded"


@dataclass
class Said:
    """What was said on one text in the round: comments by where they stand, and by type and where they stand."""

    states: Counter[str] = field(default_factory=Counter)
    types: Counter[tuple[str, str]] = field(default_factory=Counter)
    delegations: set[int] = field(default_factory=set)
    asks_for_version: int = 0
    objections: int = 0

    @property
    def open(self) -> int:
        """How many comments wait."""
        return self.states[UNDRAFTED] + self.states[DRAFTED]

    @property
    def comments(self) -> int:
        """How many comments there are."""
        return sum(self.states.values())


def cockpit_of(
    db: Session, consultation: Consultation, actor: Actor, code: str, *, table: str = "", after: str = ""
) -> Cockpit:
    """A round as those see it who run it. NotFound where there is no such round, Refused for everybody else.

    `table` is the roundtable whose texts are listed, else the first that waits for something; `after` the code of the
    text after which the list goes on. Five queries besides those of the room.
    """
    room = room_of(db, consultation, actor, code)
    permit(why_not_see_attendance(actor, consultation, moderated=room.moderated))
    round_ = room.round
    said, reminded_at = _said(db, consultation, round_)
    asked = asked_in(db, consultation, round_)
    attributed = tells_who_spoke(round_)
    lines = [_waiting(consultation, actor, room, text, said.get(text.id, Said())) for text in room.seen]
    ids = {text.code: text.id for text in room.seen}
    tables = tuple(
        _table(
            one,
            [line for line in lines if line.roundtable == one.code],
            [said.get(ids[line.code], Said()) for line in lines if line.roundtable == one.code],
            attributed=attributed,
        )
        for one in roundtables_of(db, consultation)
        if covers(round_, one.code) and any(line.roundtable == one.code for line in lines)
    )
    shown = _shown(tables, table)
    here = [line for line in lines if line.roundtable == shown]
    listed = [line for line in here if line.waits]
    first = next((n + 1 for n, line in enumerate(listed) if line.code == after), 0)
    texts = tuple(listed[first : first + STRETCH])
    found = [said.get(text.id, Said()) for text in room.seen]
    codes: Counter[str] = Counter()
    for one in found:
        codes.update({state: n for state, n in one.states.items() if state not in (UNDRAFTED, DRAFTED)})
    return Cockpit(
        room=room,
        controls=controls_of(room, actor),
        blocks=tuple(_blocks(room, sum(line.drafted for line in lines))),
        tables=tables,
        table=shown,
        texts=texts,
        quiet=tuple(line.code for line in here if not line.waits),
        next=texts[-1].code if len(listed) > first + STRETCH else "",
        asked=tuple(asked),
        undecided=tuple(one for one in asked if is_waited_for(round_, one)),
        attributed=attributed,
        constituencies=_heard(
            asked,
            lambda one: one.constituency,
            lambda _code, some: (some[0].constituency_name, some[0].constituency_name_i18n),
        ),
        regions=_heard(
            sorted(asked, key=_region_place), _region, lambda region, _some: (region_name(region), {})
        ),
        tallies=_tallies(found),
        reminded_at=reminded_at,
        why_not_remind=why_not_remind(actor, consultation, round_, room.at, moderated=room.moderated),
        mine=sum(line.open for line in lines if line.mine),
        answers=any(line.comments and line.mine for line in lines),
        others=tuple(sorted({line.group for line in lines if line.open and not line.mine})),
        answered=sum(codes.values()),
        comments=sum(one.comments for one in found),
        by_code=codes,
    )


def _said(db: Session, consultation: Consultation, round_: Round) -> tuple[dict[int, Said], datetime | None]:
    """What was said in the round on each text, by its number, and when somebody was last reminded of it; one query.

    It counts what is said on texts of closed groups too: the caller keeps to those that the reader may see.
    """
    newest = (
        sa.select(sa.func.max(Disposition.n))
        .where(col(Disposition.comment_id) == col(Comment.id))
        .correlate(Comment)
        .scalar_subquery()
    )
    state = sa.case(
        (col(Disposition.id).is_not(None), col(Disposition.code)),
        (col(DispositionDraft.id).is_not(None), DRAFTED),
        else_=UNDRAFTED,
    )
    unwritten = sa.case(
        (
            sa.and_(
                col(Disposition.code).in_([code.value for code in TAKEN_UP]),
                col(Disposition.resulting_version).is_(None),
                col(Comment.version) >= col(Proposal.version),
                col(Comment.stance) != "support",
            ),
            1,
        ),
        else_=0,
    )
    moment = SQLModel.metadata.tables["mailing"].c.made_at.type
    never = sa.type_coerce(sa.cast(sa.null(), sa.DateTime(timezone=True)), moment)
    comments = (
        sa.select(
            col(Comment.proposal_id).label("proposal"),
            col(Comment.delegation_id).label("delegation"),
            col(Comment.type).label("type"),
            state.label("state"),
            sa.func.count().label("n"),
            sa.func.sum(unwritten).label("unwritten"),
            never.label("at"),
        )
        .join(Proposal, col(Proposal.id) == Comment.proposal_id)
        .outerjoin(
            Disposition,
            sa.and_(col(Disposition.comment_id) == col(Comment.id), col(Disposition.n) == newest),
        )
        .outerjoin(DispositionDraft, col(DispositionDraft.comment_id) == Comment.id)
        .where(col(Comment.consultation_id) == consultation.id, col(Comment.round_id) == round_.id)
        .group_by(col(Comment.proposal_id), col(Comment.delegation_id), col(Comment.type), state)
    )
    last = (
        sa.select(col(ObjectionStep.state))
        .where(col(ObjectionStep.objection_id) == col(Objection.id))
        .order_by(col(ObjectionStep.n).desc())
        .limit(1)
        .correlate(Objection)
        .scalar_subquery()
    )
    open_yet = sa.func.coalesce(last, ObjectionState.OPEN.value) == ObjectionState.OPEN.value
    nothing = sa.cast(sa.null(), sa.Integer)
    objections = (
        sa.select(
            col(Objection.proposal_id),
            nothing,
            sa.literal(""),
            sa.literal(OBJECTED),
            sa.func.count(),
            sa.literal(0),
            never,
        )
        .where(
            col(Objection.consultation_id) == consultation.id,
            col(Objection.round_id) == round_.id,
            open_yet,
        )
        .group_by(col(Objection.proposal_id))
    )
    reminders = sa.select(
        nothing,
        nothing,
        sa.literal(""),
        sa.literal(REMINDED),
        sa.func.count(),
        sa.literal(0),
        sa.func.max(col(Mailing.made_at)),
    ).where(col(Mailing.round_id) == round_.id, col(Mailing.kind) == REMINDER)
    found: dict[int, Said] = {}
    reminded_at: datetime | None = None
    for proposal, delegation, kind, where, n, unsaid, at in db.execute(
        sa.union_all(comments, objections, reminders)
    ):
        if where == REMINDED:
            reminded_at = at
            continue
        said = found.setdefault(proposal, Said())
        if where == OBJECTED:
            said.objections += n
            continue
        said.states[where] += n
        said.types[kind, where] += n
        said.asks_for_version += int(unsaid)
        if delegation is not None:
            said.delegations.add(delegation)
    return found, reminded_at


def _waiting(consultation: Consultation, actor: Actor, room: Room, text: Text, said: Said) -> Waiting:
    drafted = said.states[DRAFTED] if sees_drafts(actor, consultation, text.group_id) else 0
    return Waiting(
        code=text.code,
        title=text.title,
        title_i18n=text.title_i18n,
        group=text.group,
        roundtable=text.roundtable,
        comments=said.comments,
        open=said.open,
        drafted=drafted,
        objections=said.objections,
        waits=what_waits(room, text, said.objections, said.asks_for_version),
        mover=mover_of(room, text, drafted == said.open, said.objections, said.asks_for_version),
        mine=answering_seat(actor, consultation, text.group_id) is not None,
    )


def _table(one: Any, lines: Sequence[Waiting], said: Sequence[Said], *, attributed: bool) -> Table:
    voices = set().union(*(each.delegations for each in said)) if attributed else set()
    return Table(
        code=one.code,
        title=one.short_title or one.title,
        title_i18n={} if one.short_title else one.title_i18n,
        texts=len(lines),
        waiting=sum(bool(line.waits) for line in lines),
        comments=sum(line.comments for line in lines),
        delegations=len(voices),
    )


def _shown(tables: Sequence[Table], wanted: str) -> str:
    """The roundtable whose texts are listed: the one that is asked for, else the first that waits for something."""
    codes = [table.code for table in tables]
    if wanted in codes:
        return wanted
    return next((table.code for table in tables if table.waiting), codes[0] if codes else "")


def _blocks(room: Room, drafted: int) -> Iterable[Blocks]:
    """What stands against completing the round, apart from that it has not closed."""
    there = f"/{room.consultation.slug}/rounds/{room.round.code}"
    if room.stage not in (RoundStage.OPEN, RoundStage.CLOSED):
        return
    if room.waiting:
        n = len(room.waiting)
        links = []
        if drafted:
            words = ngettext("%(n)s is drafted", "%(n)s are drafted", drafted) % {"n": drafted}
            links.append((words, f"{there}/comments?state=drafted"))
        yield Blocks(
            ngettext("%(n)s comment has no disposition.", "%(n)s comments have no disposition.", n)
            % {"n": n},
            tuple(links),
        )
    if room.unaddressed:
        n = len(room.unaddressed)
        yield Blocks(
            ngettext("%(n)s objection is not addressed.", "%(n)s objections are not addressed.", n)
            % {"n": n},
            tuple((code, f"/{room.consultation.slug}/objections/{code}") for code in room.unaddressed),
        )
    if room.unconfirmed and room.stage is RoundStage.CLOSED:
        n = len(room.unconfirmed)
        yield Blocks(
            ngettext(
                "The silence on %(n)s text was not broken and is not confirmed.",
                "The silence on %(n)s texts was not broken and is not confirmed.",
                n,
            )
            % {"n": n},
            tuple((code, f"{there}/silences") for code in room.unconfirmed),
        )
    if room.stage is RoundStage.CLOSED:
        for codes, words in (
            (room.undeclared, _("The result of the ballot is computed, and no moderator has declared it.")),
            (
                room.uncertified,
                _("The result of the ballot is declared, and the secretariat has not certified it."),
            ),
        ):
            if codes:
                base = f"/{room.consultation.slug}/ballots"
                yield Blocks(words, tuple((code, f"{base}/{code}#standing") for code in codes))
    # That there is something at all is said when it stands in the way, and not before.
    if room.unseen_waiting and room.stage is RoundStage.CLOSED:
        yield Blocks(_("A working group that is closed to you has still to answer what was said to it."))


def _heard(
    asked: Sequence[Asked], key: Callable[[Asked], str], named: Callable[[str, list[Asked]], tuple[str, Any]]
) -> tuple[Heard, ...]:
    """The delegations by what `key` gives, the gaps first: where the smallest part has spoken, and of those the largest."""
    groups: dict[str, list[Asked]] = {}
    for one in asked:
        groups.setdefault(key(one), []).append(one)
    rows = []
    for code, some in groups.items():
        name, i18n = named(code, some)
        rows.append(
            Heard(
                name=name,
                name_i18n=i18n,
                asked=len(some),
                looked=sum(one.looked for one in some),
                spoken=sum(one.spoken for one in some),
                declined=sum(one.declined and not one.spoken for one in some),
                silent=tuple(one for one in some if one.undecided),
                last=not code,
            )
        )
    return tuple(
        sorted(rows, key=lambda row: (row.last, (row.spoken + row.declined) / row.asked, -row.asked))
    )


def _region(asked: Asked) -> str:
    return REGION_OF.get(asked.iso3 or "", "")


def _region_place(asked: Asked) -> int:
    region = _region(asked)
    return REGIONS.index(region) if region else len(REGIONS)


def _tallies(found: Iterable[Said]) -> tuple[Tally, ...]:
    types: Counter[tuple[str, str]] = Counter()
    for one in found:
        types.update(one.types)
    tallies = []
    for kind in CommentType:
        mine = {where: n for (type_, where), n in types.items() if type_ == kind}
        if mine:
            every = sum(mine.values())
            undrafted, drafted = mine.get(UNDRAFTED, 0), mine.get(DRAFTED, 0)
            tallies.append(Tally(kind.value, every, undrafted, drafted, every - undrafted - drafted))
    return tuple(tallies)
