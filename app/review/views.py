"""What the moderators' room shows: a round with the texts in it, what each waits for, and what may be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.consultations.calendar import RoundStage
from app.consultations.models import Consultation, Round
from app.consultations.queries import Composition
from app.discussion.waiting import OpenComment
from app.drafting.models import ProposalState


@dataclass(frozen=True, slots=True)
class Text:
    """A proposal in the scope of a round. `waiting` counts its comments without a disposition, `waiting_here` those
    made in this round, `objected` the objections that nobody has addressed; `closed` says that only the members of its group may read it.

    Where amendments can be put to a ballot, `amended` has the codes of those that are decided before the text, in that order, and `older`
    those that were written on an older version; `frozen` says why the text stands still for others that are decided on."""

    id: int
    code: str
    kind: str
    title: str
    title_i18n: Mapping[str, str]
    state: str
    version: int
    roundtable: str
    group: str
    group_id: int
    visible: bool
    waiting: int = 0
    waiting_here: int = 0
    objected: int = 0
    closed: bool = False
    amended: tuple[str, ...] = ()
    older: tuple[str, ...] = ()
    frozen: str | None = None

    @property
    def drafted_only(self) -> bool:
        """Whether its group has not submitted it yet."""
        return self.state == ProposalState.DRAFT


@dataclass(frozen=True, slots=True)
class OnBallot:
    """The ballot of a round: how many proposals and delegations, and how many positions are not given yet.

    `declared` and `certified` say who stands by its result already; `counts` whether anybody has to: a ballot that is
    void has no result, and what was known from history counts as it was.
    """

    code: str
    proposals: int
    electorate: int
    missing: int
    published: bool
    declared: bool = False
    certified: bool = False
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Electorate:
    """The delegations that would give positions now, how many of them nobody speaks for, and the codes of their
    constituencies."""

    delegations: int
    silent: int
    constituencies: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Seats:
    """The rule of composition of a working group in the scope of a round, as it is filled today."""

    group: str
    visible: bool
    rule: Composition


@dataclass(frozen=True)
class Room:
    """A round with everything its rules look at, at one instant.

    `waiting` are the comments of this round without a disposition that the reader may see; `unseen_waiting` says whether
    others wait in groups that are closed to the reader. `seats` is there for a round of selection alone; `unconfirmed` for
    a silence: the texts on which it still runs, or was not broken and is not confirmed; `unaddressed` for a last call: its
    objections that are still open.
    """

    consultation: Consultation
    round: Round
    rounds: Sequence[Round]
    at: datetime
    stage: RoundStage
    moderated: bool
    texts: tuple[Text, ...]
    ballots: tuple[OnBallot, ...]
    waiting: tuple[OpenComment, ...] = ()
    unseen_waiting: bool = False
    seats: tuple[Seats, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    unaddressed: tuple[str, ...] = ()

    @property
    def seen(self) -> list[Text]:
        """The texts that the reader may see."""
        return [text for text in self.texts if text.visible]

    @property
    def undeclared(self) -> tuple[str, ...]:
        """The ballots whose result no moderator has declared."""
        return tuple(b.code for b in self.ballots if b.counts and not b.declared)

    @property
    def uncertified(self) -> tuple[str, ...]:
        """The ballots whose result is declared and not certified."""
        return tuple(b.code for b in self.ballots if b.counts and b.declared and not b.certified)

    @property
    def missing(self) -> int:
        """How many positions are not given yet."""
        return sum(ballot.missing for ballot in self.ballots)


@dataclass(frozen=True, slots=True)
class Done:
    """One act on a round, as its history tells it."""

    verb: str
    who: str
    at: datetime
    reason: str
    facts: Mapping[str, Any]
    seq: int

    @property
    def opens(self) -> datetime | None:
        """The beginning that the act set, where it set one."""
        return _instant(self.facts.get("opens"))

    @property
    def closes(self) -> datetime | None:
        """The deadline that the act set, where it set one."""
        return _instant(self.facts.get("closes"))


@dataclass(frozen=True, slots=True)
class Controls:
    """For each verb on a round None, or the sentence why it may not be done now by this reader."""

    change: str | None
    open: str | None
    extend: str | None
    close: str | None
    complete: str | None
    cancel: str | None


def _instant(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None
