"""The page of a consultation: where it stands, what it has, who takes part, what comes next."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, case, col, exists, func, select

from app.consultations.attribution import attributed, shown_author
from app.consultations.calendar import RoundStage, closes, round_stage
from app.consultations.models import (
    CalendarEvent,
    Constituency,
    Consultation,
    Delegation,
    Membership,
    Round,
    RoundKind,
    Roundtable,
    WorkingGroup,
)
from app.consultations.queries import rounds_of, roundtables_of
from app.consultations.rules import may_see_group, visibility_of
from app.discussion.models import Comment, Disposition
from app.drafting.models import BenchmarkLink, Kind, Proposal, Version, is_text
from app.kernel.actor import Actor
from app.kernel.clock import local_day, now
from app.pilots.queries import pilots_counted
from app.review.report.queries import owed_responses
from app.site.consultation.views import (
    ConstituencyLine,
    ConsultationPage,
    Figures,
    GroupLine,
    RoundtableLine,
    Said,
    Stretch,
)
from app.site.course import coming, last_day, open_rounds, share_gone
from app.site.visible import readable
from app.voting.members.rules import by_members
from app.voting.models import Ballot


@dataclass(frozen=True, slots=True)
class _Counted:
    round_id: int | None
    roundtable_id: int
    delegation_id: int | None
    many: int
    open: int


@dataclass(frozen=True, slots=True)
class _Drafted:
    roundtable_id: int
    kind: str
    state: str
    created_at: datetime
    no_baseline: bool
    linked: bool


def consultation_page(db: Session, consultation: Consultation, actor: Actor) -> ConsultationPage:
    """Everything on the page of a consultation; the number of queries does not grow with its size."""
    at = now(db)
    rounds = rounds_of(db, consultation)
    roundtables = [table for table in roundtables_of(db, consultation) if table.ended_at is None]
    drafted = _drafted(db, consultation, actor)
    counted = _counted(db, consultation, actor)
    events = db.exec(
        select(CalendarEvent)
        .where(CalendarEvent.consultation_id == consultation.id)
        .order_by(col(CalendarEvent.day), col(CalendarEvent.id))
    ).all()
    pilots, without_lead = pilots_counted(db, consultation)
    now_open = open_rounds(rounds, at)
    current = next((r.id for r in rounds if now_open and r.code == now_open[0].code), None)
    constituencies, observers = _constituencies(db, consultation, counted, current)
    today = local_day(at, consultation.timezone)
    rules = _rules(db, rounds)
    return ConsultationPage(
        at=at,
        standfirst=opening(consultation.description),
        open=tuple(now_open),
        course=tuple(_course(consultation, rounds, drafted, counted, at)),
        roundtables=tuple(_roundtable(r, drafted, counted, current) for r in roundtables),
        latest=tuple(latest_comments(db, consultation, actor, limit=6)),
        constituencies=constituencies,
        groups=tuple(_groups(db, consultation, actor, roundtables)),
        coming=tuple(coming(consultation, rounds, events, at)[:6]),
        past=tuple(event for event in events if (event.until or event.day) < today),
        observers=observers,
        states=Counter(row.state for row in drafted),
        pilots=pilots,
        without_lead=without_lead,
        owed=tuple(owed_responses(db, consultation, rounds, at)),
        by_members=frozenset(code for code, rule in rules if by_members(rule)),
        running=frozenset(code for code, rule in rules if rule.get("running")),
    )


def _rules(db: Session, rounds: Sequence[Round]) -> list[tuple[str, Mapping[str, Any]]]:
    """The rules of the ballots, each with the code of its round; one query, none where no round is a ballot."""
    codes = {r.id: r.code for r in rounds if r.kind == RoundKind.BALLOT}
    if not codes:
        return []
    rows = db.execute(
        sa.select(col(Ballot.round_id), col(Ballot.rule)).where(
            col(Ballot.round_id).in_(codes), col(Ballot.voided_at).is_(None)
        )
    )
    return [(codes[round_id], rule) for round_id, rule in rows]


def opening(description: str) -> str:
    """The first sentence of a description, or the first two where they are short."""
    sentences = description.split("\n\n")[0].split(". ")
    words = ". ".join(sentences[:2])
    if len(words) > 260:
        words = sentences[0]
    return words if not words or words.endswith(".") else words + "."


def latest_comments(db: Session, consultation: Consultation, actor: Actor, *, limit: int) -> list[Said]:
    """The newest comments that the actor may read, replies left out."""
    rows = db.exec(
        select(Comment, Proposal, Delegation.short_name, Round.attribution)
        .join(Proposal, col(Proposal.id) == Comment.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .outerjoin(Delegation, col(Delegation.id) == Comment.delegation_id)
        .outerjoin(Round, col(Round.id) == Comment.round_id)
        .where(Comment.consultation_id == consultation.id, col(Comment.parent_id).is_(None), readable(actor))
        .order_by(col(Comment.created_at).desc(), col(Comment.id).desc())
        .limit(limit)
    ).all()
    return [
        Said(
            code=comment.code,
            proposal=proposal.code,
            title=proposal.title,
            title_i18n=proposal.title_i18n,
            text=comment.text,
            language=comment.language,
            stance=comment.stance,
            who=shown_author(shown, title=comment.author_title, delegation_name=name).speaker,
            at=comment.created_at,
            comments=proposal.comments,
        )
        for comment, proposal, name, shown in rows
    ]


def _drafted(db: Session, consultation: Consultation, actor: Actor) -> list[_Drafted]:
    """Every readable proposal in a few words, with its gaps: a benchmark without a baseline, a mechanism without
    a benchmark."""
    baseline = col(Version.content)[("baseline", "value")].as_string()
    linked = exists().where(col(BenchmarkLink.mechanism_id) == col(Proposal.id))
    rows = db.execute(
        sa.select(
            col(Proposal.roundtable_id),
            col(Proposal.kind),
            col(Proposal.state),
            col(Proposal.created_at),
            baseline,
            linked,
        )
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .join(Version, (col(Version.proposal_id) == Proposal.id) & (col(Version.n) == Proposal.version))
        .where(col(Proposal.consultation_id) == consultation.id, is_text(), readable(actor))
    )
    return [
        _Drafted(roundtable_id, kind, state, created, figure is None, bool(has))
        for roundtable_id, kind, state, created, figure, has in rows
    ]


def _counted(db: Session, consultation: Consultation, actor: Actor) -> list[_Counted]:
    """Comments by round, roundtable and delegation, with how many have no disposition yet. What is not for attribution
    counts for no delegation."""
    speaks = case((attributed(), col(Comment.delegation_id)))
    answered = exists().where(col(Disposition.comment_id) == col(Comment.id))
    rows = db.execute(
        sa.select(
            col(Comment.round_id),
            col(Proposal.roundtable_id),
            speaks,
            func.count(),
            func.sum(case((answered, 0), else_=1)),
        )
        .join(Proposal, col(Proposal.id) == Comment.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .outerjoin(Round, col(Round.id) == Comment.round_id)
        .where(col(Comment.consultation_id) == consultation.id, readable(actor))
        .group_by(col(Comment.round_id), col(Proposal.roundtable_id), speaks)
    )
    return [_Counted(r, rt, d, many, int(unanswered)) for r, rt, d, many, unanswered in rows]


def _figures(counted: Sequence[_Counted]) -> Figures:
    return Figures(
        comments=sum(row.many for row in counted),
        delegations=len({row.delegation_id for row in counted} - {None}),
        open=sum(row.open for row in counted),
    )


def _course(
    consultation: Consultation,
    rounds: Sequence[Round],
    drafted: Sequence[_Drafted],
    counted: Sequence[_Counted],
    at: datetime,
) -> list[Stretch]:
    zone = consultation.timezone
    today = local_day(at, zone)

    def by_days(kind: str, title: str, first: date, last: date) -> Stretch:
        stage = "done" if last < today else "now" if first <= today else "planned"
        days = max((last - first).days + 1, 1)
        share = min(100, max(0, round((today - first).days / days * 100)))
        return Stretch(kind, title, first, last, stage, share, Figures())

    course = []
    if drafted:
        begun = local_day(min(row.created_at for row in drafted), zone)
        course.append(by_days("draft", "", begun, begun))
    stages = {
        RoundStage.PLANNED: "planned",
        RoundStage.OVERDUE: "overdue",
        RoundStage.OPEN: "now",
        RoundStage.CLOSED: "done",
        RoundStage.COMPLETED: "done",
    }
    for r in (r for r in rounds if round_stage(r, at) is not RoundStage.CANCELLED):
        course.append(
            Stretch(
                kind=r.kind,
                title=r.title,
                first=local_day(r.opens_at, zone),
                last=last_day(closes(r), zone),
                stage=stages[round_stage(r, at)],
                share=share_gone(r.opens_at, closes(r), at),
                figures=_figures([row for row in counted if row.round_id == r.id]),
                code=r.code,
            )
        )
    if consultation.dialogue_start:
        end = consultation.dialogue_end or consultation.dialogue_start
        course.append(by_days("dialogue", "", consultation.dialogue_start, end))
        course.append(by_days("pilots", "", end, consultation.end_date))
    return sorted(course, key=lambda s: (s.first, s.last))


def _roundtable(
    roundtable: Roundtable,
    drafted: Sequence[_Drafted],
    counted: Sequence[_Counted],
    current: int | None,
) -> RoundtableLine:
    mine = [row for row in drafted if row.roundtable_id == roundtable.id]
    mechanisms = [row for row in mine if row.kind == Kind.MECHANISM]
    benchmarks = [row for row in mine if row.kind == Kind.BENCHMARK]
    return RoundtableLine(
        code=roundtable.code,
        number=roundtable.number,
        title=roundtable.title,
        title_i18n=roundtable.title_i18n,
        description=roundtable.description,
        mechanisms=len(mechanisms),
        benchmarks=len(benchmarks),
        no_baseline=sum(row.no_baseline for row in benchmarks),
        no_benchmark=sum(not row.linked for row in mechanisms),
        comments=sum(
            row.many
            for row in counted
            if row.roundtable_id == roundtable.id and (current is None or row.round_id == current)
        ),
        adopted=sum(row.state in ("adopted", "consolidated") for row in mine),
    )


def _constituencies(
    db: Session, consultation: Consultation, counted: Sequence[_Counted], current: int | None
) -> tuple[tuple[ConstituencyLine, ...], int]:
    """The constituencies with their delegations, and how many observers sit beside them."""
    rows = db.exec(
        select(Constituency, Delegation)
        .outerjoin(Delegation, col(Delegation.constituency_id) == Constituency.id)
        .where(Constituency.consultation_id == consultation.id)
        .order_by(
            col(Constituency.place), col(Constituency.code), col(Delegation.place), col(Delegation.code)
        )
    ).all()
    seats: dict[int, list[Delegation]] = defaultdict(list)
    observers = 0
    places: dict[int, Constituency] = {}
    for constituency, delegation in rows:
        places[constituency.id or 0] = constituency
        if delegation is not None and delegation.voting:
            seats[constituency.id or 0].append(delegation)
        elif delegation is not None and delegation.ended_at is None:
            observers += 1
    lines = []
    for key, constituency in places.items():
        # What a delegation said that has ended since stays its constituency's.
        ids = {delegation.id for delegation in seats[key]}
        living = [delegation for delegation in seats[key] if delegation.ended_at is None]
        theirs = [row for row in counted if row.delegation_id in ids]
        lines.append(
            ConstituencyLine(
                name=constituency.name,
                name_i18n=constituency.name_i18n,
                description=constituency.description,
                delegations=len(living),
                spoken=len({row.delegation_id for row in theirs}),
                comments_now=sum(row.many for row in theirs if row.round_id == current),
                comments=sum(row.many for row in theirs),
                names=tuple((delegation.short_name, delegation.name_i18n or {}) for delegation in living),
            )
        )
    return tuple(lines), observers


def _groups(
    db: Session, consultation: Consultation, actor: Actor, roundtables: Sequence[Roundtable]
) -> list[GroupLine]:
    tables = {roundtable.id: roundtable for roundtable in roundtables}
    members: dict[str, list[tuple[str, str]]] = defaultdict(list)
    groups: dict[str, WorkingGroup] = {}
    for group, role, title in db.exec(
        select(WorkingGroup, Membership.role, Membership.title)
        .outerjoin(
            Membership,
            (col(Membership.group_id) == WorkingGroup.id) & col(Membership.ended_at).is_(None),
        )
        .where(WorkingGroup.consultation_id == consultation.id, col(WorkingGroup.ended_at).is_(None))
        .order_by(col(WorkingGroup.code), col(Membership.id))
    ):
        if may_see_group(actor, group):
            groups[group.code] = group
            if title:
                members[group.code].append((role, title))
    found = []
    for code, group in groups.items():
        table = tables.get(group.roundtable_id)
        found.append(
            GroupLine(
                code=code,
                title=group.title,
                mandate=group.mandate,
                roundtable=table.code if table else "",
                roundtable_number=table.number if table else 0,
                visibility=visibility_of(group),
                members=tuple(members[code]),
            )
        )
    return found
