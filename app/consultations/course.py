"""The course of a consultation: its stages in order, and which step is possible from where (domain D3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.consultations.calendar import RoundStage, round_stage
from app.consultations.models import Consultation, ConsultationState, OutcomeKind, Round, RoundKind
from app.consultations.rules import why_not_of_the_secretariat
from app.kernel.actor import Actor
from app.kernel.i18n import gettext as _

S = ConsultationState

# The stages in order; a consultation ends its consolidation in one of two ways, which stand side by side.
ORDER: tuple[tuple[ConsultationState, ...], ...] = (
    (S.DRAFT,),
    (S.OPEN,),
    (S.DELIBERATION,),
    (S.CONSOLIDATION,),
    (S.ADOPTED, S.SUMMARISED),
    (S.PILOTING,),
    (S.CLOSED,),
    (S.ARCHIVED,),
)
OVER = (RoundStage.CLOSED, RoundStage.COMPLETED, RoundStage.CANCELLED)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the guards of the course look at: what the checklist misses, the calendar now, whether texts came in."""

    missing: int
    rounds: Sequence[Round]
    written: bool
    at: datetime


def place_of(state: str) -> int:
    """How far along the course a stage is, from 0."""
    return next(place for place, stages in enumerate(ORDER) if state in stages)


def outcomes_of(consultation: Consultation) -> tuple[ConsultationState, ...]:
    """The ways in which this consultation may end its consolidation: a chair's summary is never adopted, anything
    else is. Where its mandate names no kind of outcome, both are open."""
    kinds = set(consultation.outcome_kinds)
    adopted = (S.ADOPTED,) if kinds - {OutcomeKind.CHAIR_SUMMARY} or not kinds else ()
    summarised = (S.SUMMARISED,) if OutcomeKind.CHAIR_SUMMARY in kinds or not kinds else ()
    return adopted + summarised


def next_stages(consultation: Consultation) -> tuple[ConsultationState, ...]:
    """The stage that comes next; two of them where the consultation may end in either way, none after the archive."""
    place = place_of(consultation.state) + 1
    if place == len(ORDER):
        return ()
    return outcomes_of(consultation) if S.ADOPTED in ORDER[place] else ORDER[place]


def earlier_stages(consultation: Consultation) -> tuple[ConsultationState, ...]:
    """The stages it can go back to with a reason, the nearest first; none from the archive."""
    if consultation.state == S.ARCHIVED:
        return ()
    place, ways = place_of(consultation.state), outcomes_of(consultation)
    passed = [stage for stages in ORDER[:place] for stage in stages]
    return tuple(
        stage for stage in reversed(passed) if place_of(stage) != place_of(S.ADOPTED) or stage in ways
    )


def why_not_move(
    actor: Actor, consultation: Consultation, to: ConsultationState, standing: Standing
) -> str | None:
    """Why `actor` may not take the consultation to the stage `to` now, or None.

    One step forward, each with its guard; back to any earlier stage, for which the caller also needs a reason; never
    out of the archive (domain D3).
    """
    if (why := why_not_of_the_secretariat(actor, consultation)) is not None:
        return why
    if consultation.state == S.ARCHIVED:
        return _("This consultation is archived: it is kept as it was, and nothing in it changes any more.")
    if to == consultation.state:
        return _("The consultation is at this stage already.")
    if to in earlier_stages(consultation):
        return _why_not_back(to, standing)
    if to not in next_stages(consultation):
        return _why_not_skip(consultation, to)
    if to == S.OPEN and standing.missing:
        return _("It can be opened when nothing on the checklist is missing any more.")
    if to == S.CONSOLIDATION:
        return _why_not_consolidate(standing)
    if to in (S.ADOPTED, S.SUMMARISED, S.PILOTING, S.CLOSED):
        return _why_not_while_running(standing)
    return None


def goes_back(consultation: Consultation, to: ConsultationState) -> bool:
    """Whether the step to `to` leads back, so that it needs a reason."""
    return place_of(to) < place_of(consultation.state)


def _why_not_back(to: ConsultationState, standing: Standing) -> str | None:
    if to == S.DRAFT and standing.written:
        return _(
            "It cannot be set up anew: something was written in it already. It can go back to the stage “open” at most."
        )
    return None


def _why_not_skip(consultation: Consultation, to: ConsultationState) -> str:
    if place_of(to) == place_of(S.ADOPTED) and to not in outcomes_of(consultation):
        if to == S.ADOPTED:
            return _("By its settings this consultation ends in a chair’s summary, which is never adopted.")
        return _("By its settings this consultation does not end in a chair’s summary.")
    return _("A consultation goes forward one stage at a time, and this is not the next one.")


def _why_not_consolidate(standing: Standing) -> str | None:
    asks = (RoundKind.COMMENT, RoundKind.LAST_CALL)
    left = [r for r in standing.rounds if r.kind in asks and round_stage(r, standing.at) not in OVER]
    if not left:
        return None
    return _(
        "“%(round)s” is not over. Consolidation begins when every round of comments has closed or was cancelled."
    ) % {"round": left[0].title}


def _why_not_while_running(standing: Standing) -> str | None:
    running = [
        r
        for r in standing.rounds
        if r.opening_given_at is not None and round_stage(r, standing.at) not in OVER
    ]
    if not running:
        return None
    return _(
        "“%(round)s” is not over. This stage begins when every round that was opened has closed or was cancelled."
    ) % {"round": running[0].title}
