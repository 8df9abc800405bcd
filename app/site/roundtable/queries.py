"""A roundtable: its mechanisms and benchmarks, and which benchmark measures which mechanism."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.calendar import Stage, stage_of
from app.consultations.models import Consultation, Roundtable, RoundtableTitle, WorkingGroup
from app.consultations.parts import titles_before
from app.consultations.queries import rounds_of, visible_roundtable
from app.consultations.rules import may_see_group
from app.drafting.models import BenchmarkLink, Kind, Proposal, Version, is_text
from app.drafting.part_rules import why_not_begin_in
from app.drafting.rules import why_not_draft
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.site.visible import readable


@dataclass(frozen=True, slots=True)
class MatrixBenchmark:
    """A column of the matrix."""

    id: int
    code: str
    title: str
    has_baseline: bool
    measures: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A mechanism and, column by column, whether a benchmark measures it; `elsewhere` are benchmarks of other
    roundtables."""

    code: str
    title: str
    title_i18n: Mapping[str, str]
    cells: tuple[bool, ...]
    elsewhere: tuple[str, ...]

    @property
    def measured(self) -> bool:
        """Whether anything measures this mechanism."""
        return any(self.cells) or bool(self.elsewhere)


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group that drafts for the roundtable, and why the reader may not begin a text in it."""

    code: str
    title: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class RoundtablePage:
    """The page of a roundtable, apart from the list that is filtered."""

    roundtable: Roundtable
    columns: tuple[MatrixBenchmark, ...]
    rows: tuple[MatrixRow, ...]
    groups: tuple[GroupLine, ...]
    titles: tuple[RoundtableTitle, ...]
    stage: Stage
    at: datetime

    @property
    def unmeasured(self) -> int:
        """How many mechanisms have no benchmark."""
        return sum(not row.measured for row in self.rows)

    @property
    def without_baseline(self) -> int:
        """How many benchmarks have no baseline yet."""
        return sum(not column.has_baseline for column in self.columns)


def roundtable_page(db: Session, consultation: Consultation, actor: Actor, code: str) -> RoundtablePage:
    """The matrix and the groups of a roundtable; NotFound where there is none of this code. Six queries."""
    roundtable = visible_roundtable(db, consultation, code)
    at = now(db)
    stage = stage_of(consultation, rounds_of(db, consultation), roundtable.code, at)
    columns, mechanisms = _proposals(db, roundtable, actor)
    links: dict[int, set[int]] = defaultdict(set)
    codes: dict[int, str] = {}
    for mechanism_id, benchmark_id, benchmark_code in db.exec(
        select(BenchmarkLink.mechanism_id, BenchmarkLink.benchmark_id, Proposal.code)
        .join(Proposal, col(Proposal.id) == BenchmarkLink.benchmark_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(col(BenchmarkLink.mechanism_id).in_([m.id for m in mechanisms]), readable(actor))
    ):
        links[mechanism_id].add(benchmark_id)
        codes[benchmark_id] = benchmark_code
    here = [column[0] for column in columns]
    rows = tuple(
        MatrixRow(
            code=m.code,
            title=m.title,
            title_i18n=m.title_i18n,
            cells=tuple(benchmark_id in links[m.id or 0] for benchmark_id in here),
            elsewhere=tuple(sorted(codes[b] for b in links[m.id or 0] if b not in here)),
        )
        for m in mechanisms
    )
    groups = db.exec(
        select(WorkingGroup)
        .where(WorkingGroup.roundtable_id == roundtable.id, col(WorkingGroup.ended_at).is_(None))
        .order_by(col(WorkingGroup.code))
    ).all()
    return RoundtablePage(
        roundtable=roundtable,
        columns=tuple(
            MatrixBenchmark(id_, code_, title, has, sum(id_ in links[m.id or 0] for m in mechanisms))
            for id_, code_, title, has in columns
        ),
        rows=rows,
        groups=tuple(
            GroupLine(g.code, g.title, why_not_begin_in(roundtable) or why_not_draft(actor, g, stage))
            for g in groups
            if may_see_group(actor, g)
        ),
        titles=tuple(titles_before(db, roundtable)),
        stage=stage,
        at=at,
    )


def _proposals(
    db: Session, roundtable: Roundtable, actor: Actor
) -> tuple[list[tuple[int, str, str, bool]], list[Proposal]]:
    """The benchmarks in a few words with whether they have a baseline, and the mechanisms."""
    baseline = col(Version.content)[("baseline", "value")].as_string()
    columns: list[tuple[int, str, str, bool]] = []
    mechanisms: list[Proposal] = []
    for proposal, figure in db.execute(
        sa.select(Proposal, baseline)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .join(Version, (col(Version.proposal_id) == Proposal.id) & (col(Version.n) == Proposal.version))
        .where(col(Proposal.roundtable_id) == roundtable.id, is_text(), readable(actor))
        .order_by(col(Proposal.number), col(Proposal.code))
    ):
        if proposal.kind == Kind.MECHANISM:
            mechanisms.append(proposal)
        else:
            columns.append((proposal.id or 0, proposal.code, proposal.title, figure is not None))
    return columns, mechanisms
