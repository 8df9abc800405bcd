"""What an edition held, and what the representative group decided anew since: read from the decisions, which all stay.

An edition is put together under the same lock as every decision, so what was recorded up to its moment is what it held.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.consultations.models import Consultation
from app.drafting.models import Proposal
from app.outcome.models import Choice, Edition, Selection, Union


@dataclass(frozen=True)
class Decided:
    """One recorded decision on a proposal."""

    code: str
    choice: str
    reason: str
    decided_on: date | None
    at: datetime


@dataclass(frozen=True)
class Joined:
    """A proposal that stood in another's entry, and until when."""

    code: str
    into: str
    made_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Issue:
    """An edition, as far as it matters here."""

    n: int
    symbol: str
    at: datetime


@dataclass(frozen=True)
class LeftOut:
    """A proposal that an edition held and that the list does not hold any more.

    `was` held it last; `out` is the edition after, which leaves it out, or None while that is not issued.
    """

    code: str
    was: Issue
    out: Issue | None
    decided_on: date | None
    reason: str


@dataclass(frozen=True)
class Course:
    """Every decision and union of a consultation, with its editions."""

    decided: Sequence[Decided]
    joined: Sequence[Joined]
    issues: Sequence[Issue]

    def held_at(self, at: datetime | None = None) -> dict[str, str]:
        """What the list held at a moment, or holds now: each proposal with the one in whose entry it stood."""
        chosen = {each.code: each.choice for each in self.decided if at is None or each.at <= at}
        held = {code: code for code, choice in chosen.items() if choice == Choice.INCLUDE}
        for each in self.joined:
            made = at is None or each.made_at <= at
            over = each.ended_at is not None and (at is None or each.ended_at <= at)
            if made and not over and each.code in held and each.into in held:
                held[each.code] = each.into
        return held

    def changed_since(self, issue: Issue) -> frozenset[str]:
        """The proposals added to the list since, taken out of it, or put into another entry; and those entries."""
        then, now = self.held_at(issue.at), self.held_at()
        changed = {code for code in then.keys() | now.keys() if then.get(code) != now.get(code)}
        entries = {held[code] for held in (then, now) for code in changed if code in held}
        return frozenset(changed | entries)

    def left_out(self) -> dict[str, LeftOut]:
        """What some edition held and the list holds no more, by code."""
        now = self.held_at()
        held = [(issue, self.held_at(issue.at)) for issue in self.issues]
        found: dict[str, LeftOut] = {}
        for each in self.decided:
            if each.code in now or each.choice == Choice.INCLUDE:
                continue
            places = [place for place, (_issue, codes) in enumerate(held) if each.code in codes]
            if places:
                after = places[-1] + 1
                out = held[after][0] if after < len(held) else None
                found[each.code] = LeftOut(each.code, held[places[-1]][0], out, each.decided_on, each.reason)
        return found


def changed_since(db: Session, consultation: Consultation, issue: Issue) -> frozenset[str]:
    """The codes of what the representative group decided anew since an edition was issued. Two queries."""
    return Course(_decided(db, consultation), _joined(db, consultation), (issue,)).changed_since(issue)


def left_out(db: Session, consultation: Consultation, codes: Iterable[str]) -> Mapping[str, LeftOut]:
    """Which of these proposals an edition held that the list holds no more. Two queries, none where there are no codes."""
    wanted = list(codes)
    if not wanted:
        return {}
    issues = [
        Issue(*row)
        for row in db.exec(
            select(Edition.n, Edition.symbol, Edition.issued_at)
            .where(Edition.consultation_id == consultation.id)
            .order_by(col(Edition.n))
        )
    ]
    if not issues:
        return {}
    return Course(_decided(db, consultation, wanted), (), issues).left_out()


def _decided(
    db: Session, consultation: Consultation, codes: Sequence[str] | None = None
) -> tuple[Decided, ...]:
    statement = (
        sa.select(
            col(Proposal.code),
            col(Selection.choice),
            col(Selection.reason),
            col(Selection.decided_on),
            col(Selection.recorded_at),
        )
        .join_from(Selection, Proposal, col(Proposal.id) == Selection.proposal_id)
        .where(col(Selection.consultation_id) == consultation.id)
        .order_by(col(Selection.proposal_id), col(Selection.turn))
    )
    if codes is not None:
        statement = statement.where(col(Proposal.code).in_(codes))
    return tuple(Decided(*row) for row in db.execute(statement))


def _joined(db: Session, consultation: Consultation) -> tuple[Joined, ...]:
    other = aliased(Proposal)
    rows = db.execute(
        sa.select(col(Proposal.code), col(other.code), col(Union.made_at), col(Union.ended_at))
        .join_from(Union, Proposal, col(Proposal.id) == Union.proposal_id)
        .join(other, col(other.id) == Union.into_id)
        .where(col(Union.consultation_id) == consultation.id)
        .order_by(col(Union.id))
    )
    return tuple(Joined(*row) for row in rows)
