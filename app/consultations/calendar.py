"""What may be done now. The stage is computed from the calendar and the clock; nothing opens or closes by a scheduler."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.consultations.models import Consultation, ConsultationState, Round, RoundKind
from app.kernel.i18n import gettext as _


class Act(StrEnum):
    """The acts that the kind of round permits or not."""

    DRAFT = "draft"
    SUGGEST = "suggest"
    COMMENT = "comment"
    DISPOSE = "dispose"
    SUPPORT = "support"
    DECIDE = "decide"


class Who(StrEnum):
    """Who may, where a kind of round permits an act at all."""

    WRITERS = "writers"
    ADMITTED = "admitted"
    VOTERS = "voters"
    NOBODY = "nobody"


class RoundStage(StrEnum):
    """Where a round stands by the clock."""

    PLANNED = "planned"
    OVERDUE = "overdue"
    OPEN = "open"
    CLOSED = "closed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


ENDED = (ConsultationState.CLOSED, ConsultationState.ARCHIVED)
W, A, V, N = Who.WRITERS, Who.ADMITTED, Who.VOTERS, Who.NOBODY

# What each kind of round permits: draft, suggest, comment, dispose, show support, decide.
PERMITS: dict[RoundKind, tuple[Who, Who, Who, Who, Who, Who]] = {
    RoundKind.CALL_FOR_INPUT: (N, N, A, N, N, N),
    RoundKind.DRAFTING: (W, A, W, N, W, N),
    RoundKind.COMMENT: (W, A, A, W, W, N),
    RoundKind.REVISION: (W, A, N, W, W, N),
    RoundKind.RATING: (N, N, A, N, A, N),
    RoundKind.SENSE_CHECK: (N, N, A, N, A, N),
    RoundKind.LAST_CALL: (N, A, A, W, N, N),
    RoundKind.SILENCE: (N, N, N, N, N, V),
    RoundKind.BALLOT: (N, N, N, N, N, V),
    RoundKind.SELECTION: (N, N, A, N, N, V),
}

# Outside any round the group drafts freely and shows support; comments wait for a round.
OUTSIDE: dict[Act, Who] = {
    Act.DRAFT: W,
    Act.SUGGEST: N,
    Act.COMMENT: N,
    Act.DISPOSE: W,
    Act.SUPPORT: W,
    Act.DECIDE: N,
}


@dataclass(frozen=True)
class Stage:
    """The moment for one roundtable: the instant, the round that is open on it, and the one that comes next.

    `closed` is the code of a consultation that has ended, whose record stands as it is; `unopened` of one that is
    still being set up. `late` is the round that has closed, is not completed and still takes comments, as late ones.
    """

    at: datetime
    round: Round | None = None
    next: Round | None = None
    closed: str | None = None
    unopened: str | None = None
    late: Round | None = None

    def who_may(self, act: Act) -> Who:
        """Who may do `act` now."""
        if self.closed is not None or self.unopened is not None:
            return Who.NOBODY
        if self.round is None:
            return OUTSIDE[act]
        return PERMITS[RoundKind(self.round.kind)][list(Act).index(act)]

    @property
    def commented(self) -> Round | None:
        """The round that a comment made now belongs to: the one that takes comments, else the one that takes late ones."""
        return self.late if self.takes_only_late else self.round

    @property
    def takes_only_late(self) -> bool:
        """Whether nobody comments in time now, and a round that has closed takes late comments."""
        return self.late is not None and self.who_may(Act.COMMENT) is Who.NOBODY


def takes_late(round_: Round) -> bool:
    """Whether comments on the round are taken after its deadline, and flagged as late; fixed with the opening."""
    return bool((round_.terms or {}).get("late"))


def closes(round_: Round) -> datetime:
    """The first instant outside the round: its deadline, or the moment a moderator closed it before."""
    return min(filter(None, (round_.closes_at, round_.closed_early_at)))


def round_stage(round_: Round, at: datetime) -> RoundStage:
    """Planned, overdue (its time has come and no moderator opened it), open, closed, completed or cancelled.

    What was never opened never closes: it stays overdue until it is opened, planned anew or cancelled.
    """
    if round_.cancelled_at is not None and at >= round_.cancelled_at:
        return RoundStage.CANCELLED
    if round_.completed_at is not None and at >= round_.completed_at:
        return RoundStage.COMPLETED
    if at < round_.opens_at:
        return RoundStage.PLANNED
    if round_.opening_given_at is None:
        return RoundStage.OVERDUE
    return RoundStage.OPEN if at < closes(round_) else RoundStage.CLOSED


def covers(round_: Round, roundtable: str) -> bool:
    """Whether the round is about this roundtable; an empty scope is about all of them."""
    return not round_.scope or roundtable in round_.scope


def overlapping(
    rounds: Sequence[Round],
    *,
    opens: datetime,
    closes_at: datetime,
    scope: Sequence[str],
    besides: int | None,
) -> Round | None:
    """The first other round that shares a roundtable and a moment with this stretch; a cancelled one shares nothing.

    `besides` is the round the stretch belongs to, None where it is a new one.
    """
    for other in rounds:
        if other.id == besides or other.cancelled_at is not None:
            continue
        shared = not scope or not other.scope or bool(set(scope) & set(other.scope))
        if shared and opens < closes(other) and other.opens_at < closes_at:
            return other
    return None


def stage_of(consultation: Consultation, rounds: Sequence[Round], roundtable: str, at: datetime) -> Stage:
    """The stage of one roundtable. Where two rounds overlap on it, the one that opened last is the one that counts."""
    mine = [round_ for round_ in rounds if covers(round_, roundtable)]
    open_now = [round_ for round_ in mine if round_stage(round_, at) is RoundStage.OPEN]
    coming = [round_ for round_ in mine if round_stage(round_, at) is RoundStage.PLANNED]
    ended = consultation.state in ENDED or consultation.state == ConsultationState.DRAFT
    return Stage(
        at=at,
        round=max(open_now, key=lambda r: (r.opens_at, r.number), default=None),
        next=min(coming, key=lambda r: (r.opens_at, r.number), default=None),
        late=None if ended else _taking_late(mine, at),
        closed=consultation.code if consultation.state in ENDED else None,
        unopened=consultation.code if consultation.state == ConsultationState.DRAFT else None,
    )


def _taking_late(rounds: Sequence[Round], at: datetime) -> Round | None:
    """Of the rounds that have closed and still take comments the one that closed last."""
    taking = [r for r in rounds if takes_late(r) and round_stage(r, at) is RoundStage.CLOSED]
    return max(taking, key=lambda r: (closes(r), r.number), default=None)


def why_not_now(act: Act, stage: Stage) -> str | None:
    """The sentence where the calendar lets nobody do `act` now; None where it lets somebody."""
    if stage.who_may(act) is not Who.NOBODY:
        return None
    if stage.closed is not None:
        return _("%(code)s is closed, and its record stands as it is.") % {"code": stage.closed}
    if stage.unopened is not None:
        return _("%(code)s is still being set up. Work begins when its secretariat opens it.") % {
            "code": stage.unopened
        }
    if stage.round is not None:
        reasons = {
            Act.DRAFT: _("Texts stand still while “%(round)s” is open."),
            Act.SUGGEST: _("No changes are suggested while “%(round)s” is open."),
            Act.COMMENT: _("Comments are not taken while “%(round)s” is open."),
            Act.DISPOSE: _("Comments are not answered while “%(round)s” is open."),
            Act.SUPPORT: _("Support is not shown while “%(round)s” is open."),
            Act.DECIDE: _("Nothing is decided in “%(round)s”."),
        }
        return reasons[act] % {"round": stage.round.title}
    if act is Act.COMMENT:
        if stage.next is not None:
            return _("Comments wait for a round: “%(round)s” has not opened yet.") % {
                "round": stage.next.title
            }
        return _("Comments wait for a round, and none is open or planned.")
    return _("No round is open in which this is done.")
