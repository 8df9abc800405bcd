"""How a proposal got here: its versions and its steps as one dated list, and what was merged into it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.consultations.models import Delegation
from app.drafting.course_views import step_words
from app.drafting.editorial.views import Challenge
from app.drafting.models import Proposal, Step, Version


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the history of a text."""

    n: int
    note: str
    author_title: str
    round_code: str | None
    at: datetime
    editorial: bool = False
    challenge: Challenge | None = None


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step in the history of a text; it has no number of its own to the reader."""

    words: str
    reason: str
    author_title: str
    round_code: str | None
    version: int
    at: datetime
    n: int = 0


@dataclass(frozen=True, slots=True)
class Kin:
    """Another text of the same course: one that was merged into this, or the one this was merged into."""

    code: str
    title: str
    title_i18n: dict[str, str]
    state: str


@dataclass(frozen=True, slots=True)
class History:
    """Everything that led here, newest first, with the texts merged into this one and the one that took it over."""

    lines: tuple[VersionLine | StepLine, ...]
    sources: tuple[Kin, ...]
    into: Kin | None


def history_of(
    proposal: Proposal,
    versions: Sequence[Version],
    steps: Sequence[Step],
    kin: Sequence[Proposal],
    challenges: Mapping[int, Challenge],
) -> History:
    """The history of a proposal from what was read of it; `kin` are the texts merged into it and what it was merged into,
    `challenges` those of editorial marks by the version."""
    found = {text.id: Kin(text.code, text.title, text.title_i18n, text.state) for text in kin}
    into = found.pop(proposal.merged_into_id, None)
    lines: list[VersionLine | StepLine] = [
        VersionLine(v.n, v.note, v.author_title, v.round_code, v.created_at, v.editorial, challenges.get(v.n))
        for v in versions
    ]
    lines += [
        StepLine(
            step_words(s.verb, into.code if into else ""),
            s.reason,
            s.author_title,
            s.round_code,
            s.version,
            s.taken_at,
        )
        for s in steps
    ]
    # At the same instant a text is written before a step is taken with it; the newest stands first.
    ordered = sorted(lines, key=lambda line: (line.at, isinstance(line, StepLine), line.n), reverse=True)
    return History(tuple(ordered), tuple(found.values()), into)


def sponsors_of(db: Session, proposal: Proposal, codes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The sponsors a text names, code and name, in its order; nothing is asked where it names none."""
    if not codes:
        return ()
    found = dict(
        db.exec(
            select(Delegation.code, Delegation.short_name).where(
                Delegation.consultation_id == proposal.consultation_id, col(Delegation.code).in_(codes)
            )
        ).all()
    )
    return tuple((code, found.get(code, code)) for code in codes)
