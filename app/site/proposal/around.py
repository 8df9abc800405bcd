"""A proposal with the texts around it: its versions and steps, what it is linked with, what was merged into it; one query."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.consultations.models import WorkingGroup
from app.consultations.queries import SEEN_GROUPS, sight_values
from app.drafting.editorial.models import MarkChallenge
from app.drafting.editorial.queries import ITS_CHALLENGE
from app.drafting.editorial.views import Challenge
from app.drafting.models import BenchmarkLink, Kind, Proposal, Step, Version, is_text
from app.kernel.actor import Actor
from app.pilots.figures import Figures, figures
from app.review.reviewing.queries import counts_on
from app.review.reviewing.views import ReviewCounts
from app.voting.amendments.queries import moved_to


@dataclass(frozen=True, slots=True)
class Partner:
    """A linked proposal: a benchmark of the mechanism with its figures, or a mechanism of the benchmark."""

    code: str
    kind: str
    title: str
    title_i18n: Mapping[str, str]
    state: str
    comments: int
    definition: str
    verified: str
    baseline_note: str
    figures: Figures | None

    @property
    def lacks_baseline(self) -> bool:
        """Whether it is a benchmark whose baseline is not known yet."""
        return self.figures is not None and self.figures.baseline is None


@dataclass(frozen=True, slots=True)
class Texts:
    """What one reading of texts gives: the versions and steps of the proposal, its partners, its kin by merging, how
    its reviews stand, and whether amendments to it were moved."""

    own: list[Version]
    steps: list[Step]
    partners: list[Partner]
    kin: list[Proposal]
    challenges: dict[int, Challenge]
    reviews: ReviewCounts
    amended: bool


def read_texts(db: Session, actor: Actor, proposal: Proposal) -> Texts:
    """Every version of the proposal with the steps taken with it, what it is linked to with its newest text, what was
    merged into it and what it was merged into, and how its reviews stand: one query."""
    values = {"proposal": proposal.id, "into": proposal.merged_into_id, **sight_values(actor)}
    found_rows = db.execute(_texts_around(proposal.kind), values).all()
    rows = [(row[0], row[1], row[2]) for row in found_rows]
    open_, given, negative, first, amended = found_rows[0][4:]
    challenged = [row[3] for row in found_rows if row[3] and row[3].proposal_id == proposal.id]
    others = [(found, version) for version, found, _step in rows if found.id != proposal.id]
    own = {version.n: version for version, found, _step in rows if found.id == proposal.id}
    return Texts(
        own=list(own.values()),
        steps=[step for _version, _found, step in rows if step is not None],
        partners=[_partner(found, version) for found, version in others if found.kind != proposal.kind],
        kin=[found for found, _version in others if found.kind == proposal.kind],
        challenges={row.n: Challenge.of(row) for row in challenged},
        reviews=ReviewCounts(open_, given, negative, first or ""),
        amended=bool(amended),
    )


@cache
def _texts_around(kind: str) -> sa.Select[*tuple[Any, ...]]:
    """What `read_texts` asks, built once: of the `proposal`, which was merged `into` another, for a reader with the values of `SEEN_GROUPS`."""
    mine, theirs = col(BenchmarkLink.mechanism_id), col(BenchmarkLink.benchmark_id)
    if kind == Kind.BENCHMARK:
        mine, theirs = theirs, mine
    this: sa.BindParameter[Any] = sa.bindparam("proposal")
    merged = sa.and_(col(Proposal.merged_into_id) == this, is_text())
    kin = sa.or_(merged, col(Proposal.id) == sa.bindparam("into"))
    # Named first, so that no database walks through every version there is to find them.
    around = sa.union_all(
        sa.select(this),
        sa.select(theirs).where(mine == this),
        sa.select(col(Proposal.id)).where(kin),
    )
    taken = sa.and_(
        col(Step.proposal_id) == this,
        col(Version.proposal_id) == this,
        col(Step.version) == col(Version.n),
    )
    return (
        sa.select(Version, Proposal, Step, MarkChallenge, *counts_on(this), moved_to(this))
        .select_from(Version)
        .join(Proposal, col(Proposal.id) == Version.proposal_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Proposal.group_id)
        .join(BenchmarkLink, sa.and_(theirs == Proposal.id, mine == this), isouter=True)
        .join(Step, taken, isouter=True)
        .join(MarkChallenge, ITS_CHALLENGE, isouter=True)
        .where(
            col(Proposal.id).in_(around),
            sa.or_(col(Proposal.id) == this, sa.and_(col(Version.n) == Proposal.version, SEEN_GROUPS)),
        )
        .order_by(col(BenchmarkLink.place), col(Proposal.code), col(Version.n), col(Step.n))
    )


def _partner(found: Proposal, version: Version) -> Partner:
    content = version.content
    benchmark = found.kind == Kind.BENCHMARK
    verified = " ".join(item["text"] for item in content.get("means_of_verification") or [])
    often = str(content.get("frequency") or "")
    return Partner(
        code=found.code,
        kind=found.kind,
        title=found.title,
        title_i18n=found.title_i18n,
        state=found.state,
        comments=found.comments,
        definition=found.summary,
        verified=", ".join(part for part in (verified.rstrip("."), often) if part) if benchmark else "",
        baseline_note=str((content.get("baseline") or {}).get("note") or "") if benchmark else "",
        figures=figures(content) if benchmark else None,
    )
