"""What a proposal still needs, in one line that is true in every state: what is missing, what comes next and who does it.

Pure: everything is given, nothing is asked of the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.consultations.calendar import Act, RoundStage, Stage, Who, closes, covers, round_stage
from app.consultations.models import Round, RoundKind
from app.drafting.models import Kind, ProposalState
from app.drafting.rules import OPEN_STATES, Need
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.review.reviewing.views import ReviewCounts
from app.web.render import written_date, written_deadline

GONE = frozenset({ProposalState.WITHDRAWN, ProposalState.MERGED, ProposalState.SUPERSEDED})
REVIEWING = (RoundKind.COMMENT, RoundKind.LAST_CALL)
TO_BE_READ = (ProposalState.SUBMITTED, ProposalState.UNDER_REVIEW, ProposalState.REVISED)


@dataclass(frozen=True, slots=True)
class Situation:
    """What the line is made of: the text and its group, the calendar, and what was said and decided so far.

    `unanswered` counts the comments without a disposition, `first_unanswered` is the code of the first; `unknown` are
    the linked benchmarks without a baseline; `reviewed` whether the open round is about a version of it. `objections`
    and `reservations` were made in its ballot; `against` counts the objections of rounds that stand against it, and
    `unaddressed` those of them that nobody has addressed. `amended_in` is the ballot that decides on amendments to the text.
    """

    code: str
    kind: str
    state: str
    group: str
    zone: str
    stage: Stage
    rounds: Sequence[Round]
    roundtable: str
    needs: Sequence[Need] = ()
    unanswered: int = 0
    first_unanswered: str = ""
    unknown: Sequence[str] = ()
    reservations: int = 0
    objections: int = 0
    against: int = 0
    unaddressed: int = 0
    decided: bool = False
    piloted: bool = False
    reviewed: bool = True
    into: str = ""
    reviews: ReviewCounts = field(default_factory=ReviewCounts)
    amended_in: str = ""


@dataclass(frozen=True, slots=True)
class StillNeeds:
    """The line: what is missing, each with the place where it is mended; what stands beside the decision; and the one
    next step with who takes it. `nothing` where nothing is missing."""

    wants: tuple[tuple[str, str], ...]
    beside: tuple[tuple[str, str], ...]
    next: str
    href: str = ""
    gone: bool = False

    @property
    def nothing(self) -> bool:
        """Whether nothing is missing."""
        return not self.wants


def still_needs(s: Situation) -> StillNeeds:
    """The line for a text in this situation."""
    next_, href = _next(s)
    gone = ProposalState(s.state) in GONE
    return StillNeeds(tuple(_wants(s)), tuple(_beside(s)), next_, href, gone)


def _wants(s: Situation) -> list[tuple[str, str]]:
    state = ProposalState(s.state)
    if state in GONE:
        return []
    found = []
    if s.unanswered:
        words = ngettext(
            "a disposition for %(num)s comment", "dispositions for %(num)s comments", s.unanswered
        ) % {"num": s.unanswered}
        found.append((words, f"#{s.first_unanswered}"))
    if s.reviews.negative and state in OPEN_STATES:
        words = ngettext(
            "a version that resolves what %(num)s review found",
            "a version that resolves what %(num)s reviews found",
            s.reviews.negative,
        ) % {"num": s.reviews.negative}
        found.append((words, f"reviews/{s.reviews.first}"))
    if s.unaddressed:
        words = ngettext(
            "%(num)s objection to be addressed", "%(num)s objections to be addressed", s.unaddressed
        ) % {"num": s.unaddressed}
        found.append((words, "#objections"))
    found += [(_("a baseline for %(code)s") % {"code": code}, f"#{code}") for code in s.unknown]
    if _no_pilot(s):
        found.append((_("a State to lead a pilot"), "#pilots"))
    return found


def _no_pilot(s: Situation) -> bool:
    decided = s.state in (ProposalState.ADOPTED, ProposalState.CONSOLIDATED)
    return s.kind == Kind.MECHANISM and decided and not s.piloted


def _beside(s: Situation) -> list[tuple[str, str]]:
    """Reservations and objections: the text needs nothing for them, and nobody should overlook them."""
    against = s.against - s.unaddressed
    raised = ngettext("%(num)s objection that stands", "%(num)s objections that stand", against)
    own = [(raised % {"num": against}, "#objections")] if against else []
    if not s.decided:
        return own
    told = [
        (s.objections, ngettext("%(num)s objection", "%(num)s objections", s.objections)),
        (s.reservations, ngettext("%(num)s reservation", "%(num)s reservations", s.reservations)),
    ]
    return [(words % {"num": n}, "#positions") for n, words in told if n] + own


def _next(s: Situation) -> tuple[str, str]:
    """The one next step and who takes it, with a place to go to where there is one."""
    state = ProposalState(s.state)
    names = {"group": s.group, "code": s.code, "into": s.into}
    if state is ProposalState.MERGED and s.into:
        return _("It goes on in %(into)s.") % names, s.into
    if state is ProposalState.MERGED:
        return _("It was merged into another text, which goes on."), ""
    if state is ProposalState.SUPERSEDED:
        return _("A later decision replaced it."), ""
    if s.stage.closed is not None:
        if _no_pilot(s):
            return _("Next: a State offers to lead a pilot of it."), "#pilots"
        return _("The consultation is closed, and its record stands as it is."), ""
    if s.stage.unopened is not None:
        return _("Next: the secretariat opens the consultation."), ""
    return {
        ProposalState.DRAFT: _next_of_draft,
        ProposalState.SUBMITTED: _next_of_review,
        ProposalState.UNDER_REVIEW: _next_of_review,
        ProposalState.REVISED: _next_of_review,
        ProposalState.READY: _next_of_ready,
        ProposalState.UNDER_DECISION: _next_under_decision,
        ProposalState.ADOPTED: lambda _s: _("Next: the secretariat takes it into the outcome document."),
        ProposalState.NOT_ADOPTED: lambda _s: (
            _("It goes no further, unless the convenor of %(group)s refers it back.") % names
        ),
        ProposalState.CONSOLIDATED: _next_of_consolidated,
        ProposalState.WITHDRAWN: lambda _s: (
            _("It was withdrawn. A writer of %(group)s can take it up again, with a reason.") % names
        ),
    }[state](s), _place_of_next(s)


def _place_of_next(s: Situation) -> str:
    """Where the next step is taken, where it is not on this page: on that of the round that is over, or of all rounds."""
    state = ProposalState(s.state)
    if s.amended_in and state is ProposalState.READY:
        return f"ballots/{s.amended_in}"
    if s.unanswered or s.stage.round is not None:
        return ""
    if state in (ProposalState.UNDER_REVIEW, ProposalState.REVISED):
        over = [
            r
            for r in s.rounds
            if r.kind in REVIEWING
            and covers(r, s.roundtable)
            and round_stage(r, s.stage.at) in (RoundStage.CLOSED, RoundStage.COMPLETED)
        ]
        last = max(over, key=lambda r: (r.closes_at, r.number), default=None)
        return f"rounds/{last.code}" if last is not None else "rounds"
    return "rounds" if state in (ProposalState.SUBMITTED, ProposalState.READY) else ""


def _next_of_draft(s: Situation) -> str:
    if any(need.blocks for need in s.needs):
        return _("Next: a writer of %(group)s fills in what is missing and submits it.") % {"group": s.group}
    return _("Next: a writer of %(group)s submits it.") % {"group": s.group}


def _next_of_review(s: Situation) -> str:
    """Comments first, then dispositions, then the convenor's word; a text of no round waits for the next."""
    round_ = s.stage.round
    if round_ is not None and s.stage.who_may(Act.COMMENT) is Who.ADMITTED and s.reviewed:
        return _("Next: everybody with a seat comments in “%(round)s”, until %(deadline)s.") % {
            "round": round_.title,
            "deadline": written_deadline(closes(round_), s.zone),
        }
    if s.unanswered:
        return _(
            "Next: the rapporteur of %(group)s drafts the dispositions and the convenor issues them."
        ) % {"group": s.group}
    coming = _coming(s, REVIEWING)
    if s.state != ProposalState.UNDER_REVIEW and coming is not None:
        return _opens(s, coming, _("Next: “%(round)s” takes it up; it opens on %(day)s."))
    if s.state == ProposalState.SUBMITTED:
        return _("Next: a moderator plans a round of comments on it.")
    return _("Next: the convenor of %(group)s declares it ready for decision.") % {"group": s.group}


def _next_of_ready(s: Situation) -> str:
    if s.amended_in:
        return _(
            "Amendments to it are decided on in %(ballot)s first; what is adopted of them enters it when that result is certified."
        ) % {"ballot": s.amended_in}
    coming = _coming(s, (RoundKind.BALLOT, RoundKind.SILENCE))
    if coming is not None and coming.kind == RoundKind.SILENCE:
        return _opens(s, coming, _("Next: it goes under silence in “%(round)s”, which opens on %(day)s."))
    if coming is not None:
        return _opens(s, coming, _("Next: delegations decide in “%(round)s”, which opens on %(day)s."))
    return _("Next: a moderator plans a ballot.")


def _next_under_decision(s: Situation) -> str:
    round_ = s.stage.round
    if round_ is not None and round_.kind == RoundKind.SILENCE:
        return _(
            "Next: it is adopted if no delegation objects until %(deadline)s and the chair confirms it."
        ) % {"deadline": written_deadline(closes(round_), s.zone)}
    if round_ is not None and s.stage.who_may(Act.DECIDE) is not Who.NOBODY:
        return _("Next: delegations give their positions, until %(deadline)s.") % {
            "deadline": written_deadline(closes(round_), s.zone)
        }
    coming = _coming(s, (RoundKind.BALLOT,))
    if coming is not None and not s.decided:
        return _opens(s, coming, _("Next: delegations decide in “%(round)s”, which opens on %(day)s."))
    return _("Next: a moderator completes the round, and the result takes effect.")


def _next_of_consolidated(s: Situation) -> str:
    if _no_pilot(s):
        return _("Next: a State offers to lead a pilot of it.")
    return _("Next: pilots report what comes of it.")


def _coming(s: Situation, kinds: Sequence[RoundKind]) -> Round | None:
    """The next planned round of these kinds on its roundtable."""
    found = [
        r
        for r in s.rounds
        if r.kind in kinds and covers(r, s.roundtable) and round_stage(r, s.stage.at) is RoundStage.PLANNED
    ]
    return min(found, key=lambda r: (r.opens_at, r.number), default=None)


def _opens(s: Situation, round_: Round, sentence: str) -> str:
    return sentence % {"round": round_.title, "day": written_date(round_.opens_at, s.zone)}
