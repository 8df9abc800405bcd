"""Reads of proposals, their versions and what they are linked to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from app.consultations.calendar import Stage, stage_of
from app.consultations.models import Consultation, Round, Roundtable, WorkingGroup
from app.consultations.queries import SEEN_GROUPS, groups_of, rounds_of, seen_groups, sight_values
from app.consultations.rules import may_see_group
from app.contributions.models import Contribution, Source
from app.drafting.content import Content, search_body
from app.drafting.models import BenchmarkLink, Kind, Proposal, Version, is_text
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.kernel.search import SearchEntry, terms_of


@dataclass(frozen=True)
class Desk:
    """A proposal with what is needed to judge who may work on it now."""

    proposal: Proposal
    group: WorkingGroup
    roundtable: Roundtable
    rounds: Sequence[Round]
    stage: Stage


# Whatever is asked about a proposal begins with this, so it is built once.
_OF_CODE = (
    select(Proposal, WorkingGroup, Roundtable)
    .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
    .join(Roundtable, col(Roundtable.id) == Proposal.roundtable_id)
    .where(Proposal.consultation_id == sa.bindparam("consultation"), Proposal.code == sa.bindparam("code"))
    .execution_options(populate_existing=True)
)


def visible_proposal(db: Session, actor: Actor, consultation: Consultation, code: str) -> Proposal:
    """The proposal of this code, or NotFound where there is none or its group is closed to the actor."""
    return _visible(db, actor, consultation, code)[0]


def visible_writing(
    db: Session, actor: Actor, consultation: Consultation, code: str
) -> tuple[Proposal, WorkingGroup]:
    """The proposal with the group that writes it, in one query; NotFound as `visible_proposal`."""
    proposal, group, _roundtable = _visible(db, actor, consultation, code)
    return proposal, group


def visible_desk(db: Session, actor: Actor, consultation: Consultation, code: str) -> Desk:
    """The proposal with its group, roundtable, and the moment in the calendar; NotFound as `visible_proposal`."""
    proposal, group, roundtable = _visible(db, actor, consultation, code)
    rounds = rounds_of(db, consultation)
    return Desk(proposal, group, roundtable, rounds, stage_of(consultation, rounds, roundtable.code, now(db)))


def series_of(group: WorkingGroup, roundtable: Roundtable, kind: str) -> str:
    """What the codes of a group's proposals of this kind begin with: `RT1-M`, and of a closed group `WG-9-M`.

    Those of a closed group are numbered apart, so that no gap in the others tells that it writes (invariant 14).
    """
    return f"{group.code if group.closed else roundtable.code}-{'M' if kind == Kind.MECHANISM else 'B'}"


def next_number(db: Session, group: WorkingGroup, roundtable: Roundtable, kind: str) -> int:
    """The next number in the series of the group; one query, to be asked under the consultation's lock."""
    series = [col(Proposal.kind) == kind, col(Proposal.consultation_id) == group.consultation_id]
    if group.closed:
        series.append(col(Proposal.group_id) == group.id)
    else:
        closed = sa.select(col(WorkingGroup.id)).where(
            col(WorkingGroup.consultation_id) == group.consultation_id, col(WorkingGroup.closed).is_(True)
        )
        series += [col(Proposal.roundtable_id) == roundtable.id, col(Proposal.group_id).not_in(closed)]
    highest: int | None = db.execute(sa.select(sa.func.max(col(Proposal.number))).where(*series)).scalar_one()
    return 1 + (highest or 0)


@dataclass(frozen=True)
class Work:
    """A proposal with the version a text was written from and the newest one."""

    desk: Desk
    base: Version | None
    current: Version


def visible_work(db: Session, actor: Actor, consultation: Consultation, code: str, base_version: int) -> Work:
    """What saving needs, in two queries; NotFound as `visible_proposal`. `base` is None where there is no such version."""
    rows = db.exec(
        select(Proposal, WorkingGroup, Roundtable, Version)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .join(Roundtable, col(Roundtable.id) == Proposal.roundtable_id)
        .join(Version, col(Version.proposal_id) == Proposal.id)
        .where(Proposal.consultation_id == consultation.id, Proposal.code == code)
        .where(or_(col(Version.n) == base_version, col(Version.n) == col(Proposal.version)))
        .execution_options(populate_existing=True)
    ).all()
    if not rows or not may_see_group(actor, rows[0][1]):
        raise NotFound(_("There is no proposal “%(code)s” here.") % {"code": code})
    proposal, group, roundtable, _version = rows[0]
    versions = {row[3].n: row[3] for row in rows}
    rounds = rounds_of(db, consultation)
    stage = stage_of(consultation, rounds, roundtable.code, now(db))
    desk = Desk(proposal, group, roundtable, rounds, stage)
    return Work(desk, versions.get(base_version), versions[proposal.version])


def _visible(
    db: Session, actor: Actor, consultation: Consultation, code: str
) -> tuple[Proposal, WorkingGroup, Roundtable]:
    found = db.exec(_OF_CODE, params={"consultation": consultation.id, "code": code}).first()
    if found is None or not may_see_group(actor, found[1]):
        raise NotFound(_("There is no proposal “%(code)s” here.") % {"code": code})
    return found[0], found[1], found[2]


@dataclass(frozen=True)
class Line:
    """A proposal as it stands in a list. Equal ones are drawn alike, so a drawn one is kept (`drawn` of templates)."""

    code: str
    kind: str
    title: str
    title_i18n: dict[str, str] = field(hash=False)
    summary: str
    roundtable: str
    group: str
    state: str
    version: int
    comments: int
    tags: list[str] = field(hash=False)
    updated_at: datetime


@dataclass(frozen=True)
class Listed:
    """One page of a list; `next` is the code to go on after, or None."""

    items: list[Line]
    next: str | None


_LINE: tuple[Any, ...] = (
    Proposal.code, Proposal.kind, Proposal.title, Proposal.title_i18n, Proposal.summary, Roundtable.code,
    WorkingGroup.code, Proposal.state, Proposal.version, Proposal.comments, Proposal.tags, Proposal.updated_at,
)  # fmt: skip

_LINES: sa.Select[*tuple[Any, ...]] = (
    sa.select(*_LINE)
    .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
    .join(Roundtable, col(Roundtable.id) == Proposal.roundtable_id)
    .where(
        col(Proposal.consultation_id) == sa.bindparam("consultation"),
        is_text(),
        SEEN_GROUPS,
    )
    .order_by(col(Roundtable.number), col(Proposal.kind).desc(), col(Proposal.number), col(Proposal.code))
    .limit(sa.bindparam("stretch", type_=sa.Integer))
)


def list_proposals(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    *,
    kind: str | None = None,
    roundtable: str | None = None,
    state: str | None = None,
    q: str = "",
    limit: int = 50,
    after: str | None = None,
) -> Listed:
    """The proposals the actor may see, by roundtable, mechanisms first, by number; `limit` of them after `after`.

    `q` keeps those in whose text every term occurs. NotFound where `after` is no code of this consultation.
    """
    statement = _LINES
    asked = {"consultation": consultation.id, "stretch": limit + 1, **sight_values(actor)}
    if kind:
        statement = statement.where(col(Proposal.kind) == kind)
    if roundtable:
        statement = statement.where(col(Roundtable.code) == roundtable)
    if state:
        statement = statement.where(col(Proposal.state) == state)
    if terms := terms_of(q):
        statement = statement.join(
            SearchEntry,
            and_(
                col(SearchEntry.consultation_id) == Proposal.consultation_id,
                col(SearchEntry.kind) == Proposal.kind,
                col(SearchEntry.key) == Proposal.code,
            ),
        ).where(*(col(SearchEntry.folded).contains(term, autoescape=True) for term in terms))
    if after:
        last = _place(db, actor, consultation, after)
        statement = statement.where(
            or_(
                col(Roundtable.number) > last[0],
                and_(col(Roundtable.number) == last[0], col(Proposal.kind) < last[1]),
                and_(
                    col(Roundtable.number) == last[0],
                    col(Proposal.kind) == last[1],
                    col(Proposal.number) > last[2],
                ),
                and_(
                    col(Roundtable.number) == last[0],
                    col(Proposal.kind) == last[1],
                    col(Proposal.number) == last[2],
                    col(Proposal.code) > after,
                ),
            )
        )
    lines = [Line(*row) for row in db.execute(statement, asked)]
    return Listed(lines[:limit], lines[limit - 1].code if len(lines) > limit else None)


def _place(db: Session, actor: Actor, consultation: Consultation, code: str) -> tuple[int, str, int]:
    found = db.exec(
        select(Roundtable.number, Proposal.kind, Proposal.number)
        .join(Proposal, col(Proposal.roundtable_id) == Roundtable.id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(Proposal.consultation_id == consultation.id, Proposal.code == code)
        .where(is_text(), seen_groups(actor))
    ).first()
    if found is None:
        raise NotFound(_("This list does not go on from “%(code)s”.") % {"code": code})
    return found[0], found[1], found[2]


def version_of(db: Session, proposal: Proposal, n: int) -> Version:
    """One version, or NotFound."""
    found = db.exec(select(Version).where(Version.proposal_id == proposal.id, Version.n == n)).first()
    if found is None:
        raise NotFound(
            _("%(code)s has no version %(n)s; its newest is version %(newest)s.")
            % {"code": proposal.code, "n": n, "newest": proposal.version}
        )
    return found


def current_version(db: Session, proposal: Proposal) -> Version:
    """The newest version."""
    return version_of(db, proposal, proposal.version)


def versions_of(db: Session, proposal: Proposal) -> Sequence[Version]:
    """Every version, newest first."""
    return db.exec(
        select(Version).where(Version.proposal_id == proposal.id).order_by(col(Version.n).desc())
    ).all()


def text_under_review(round_: Round, versions: Iterable[Version]) -> Version | None:
    """The text a round is about: the newest version written before it opened, which therefore never changes.

    None where the proposal was begun after the opening: it waits for the next round.
    """
    before = [version for version in versions if version.created_at < round_.opens_at]
    return max(before, key=lambda version: version.n, default=None)


def version_under_review(db: Session, proposal: Proposal, round_: Round) -> Version | None:
    """`text_under_review` read from the database."""
    return db.exec(
        select(Version)
        .where(Version.proposal_id == proposal.id, Version.created_at < round_.opens_at)
        .order_by(col(Version.n).desc())
        .limit(1)
    ).first()


@dataclass(frozen=True)
class Linked:
    """A proposal at the other end of a link."""

    id: int
    code: str
    kind: str
    title: str
    title_i18n: dict[str, str]
    state: str
    closed_group: int | None = None
    frozen: dict[str, Any] | None = None


_LINKED: tuple[Any, ...] = (
    Proposal.id, Proposal.code, Proposal.kind, Proposal.title, Proposal.title_i18n, Proposal.state,
    sa.case((col(WorkingGroup.closed).is_(True), col(WorkingGroup.id))), Proposal.frozen,
)  # fmt: skip


def linked_proposals(db: Session, actor: Actor, proposal: Proposal) -> list[Linked]:
    """A mechanism's benchmarks or a benchmark's mechanisms that the actor may see, in their order."""
    mine, theirs = _link_sides(proposal.kind)
    rows = db.execute(
        sa.select(*_LINKED)
        .join(BenchmarkLink, theirs == Proposal.id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .where(mine == proposal.id)
        .where(seen_groups(actor))
        .order_by(col(BenchmarkLink.place), col(Proposal.number), col(Proposal.code))
    )
    return [Linked(*row) for row in rows]


def linkable_proposals(db: Session, actor: Actor, consultation: Consultation, kind: str) -> list[Linked]:
    """What a proposal of this kind can be linked to: the other kind's proposals that the actor may see."""
    other = Kind.BENCHMARK if kind == Kind.MECHANISM else Kind.MECHANISM
    values = {"consultation": consultation.id, "kind": other, **sight_values(actor)}
    return [Linked(*row) for row in db.execute(_OF_KIND, values)]


_OF_KIND = (
    sa.select(*_LINKED)
    .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
    .join(Roundtable, col(Roundtable.id) == Proposal.roundtable_id)
    .where(
        col(Proposal.consultation_id) == sa.bindparam("consultation"),
        col(Proposal.kind) == sa.bindparam("kind"),
        is_text(),
        SEEN_GROUPS,
    )
    .order_by(col(Roundtable.number), col(Proposal.number), col(Proposal.code))
)


def _link_sides(kind: str) -> tuple[Any, Any]:
    sides = (col(BenchmarkLink.mechanism_id), col(BenchmarkLink.benchmark_id))
    return sides if kind == Kind.MECHANISM else (sides[1], sides[0])


@dataclass(frozen=True)
class Reference:
    """Something a text may name by its code."""

    id: int
    code: str
    title: str


def sources_of(db: Session, consultation: Consultation) -> list[Reference]:
    """The sources that evidence may name, by code."""
    rows = db.exec(
        select(Source.id, Source.code, Source.title)
        .where(Source.consultation_id == consultation.id)
        .order_by(col(Source.code))
    ).all()
    return [Reference(id_ or 0, code, title) for id_, code, title in rows]


def contributions_of(db: Session, consultation: Consultation) -> list[Reference]:
    """The contributions a text may be derived from, by code."""
    rows = db.exec(
        select(Contribution.id, Contribution.code, Contribution.title)
        .where(Contribution.consultation_id == consultation.id)
        .order_by(col(Contribution.code))
    ).all()
    return [Reference(id_ or 0, code, title) for id_, code, title in rows]


def writing_groups(db: Session, consultation: Consultation, actor: Actor) -> list[WorkingGroup]:
    """The groups that draft, for a roundtable or across them, as far as the actor may know of them."""
    return [group for group in groups_of(db, consultation, actor) if group.ended_at is None]


def search_values(
    consultation: Consultation, proposal: Proposal, content: Content, *, closed_group: int | None
) -> dict[str, Any]:
    """The search entry of a proposal: found under its kind and code, and where its group is closed by members only."""
    return {
        "consultation_id": consultation.id or 0,
        "kind": str(proposal.kind),
        "key": proposal.code,
        "url": f"/{consultation.slug}/{proposal.code}",
        "title": proposal.title,
        "body": search_body(content),
        "group_id": closed_group,
    }
