"""The stages of a consultation and the steps between them, in words."""

from app.consultations.models import ConsultationState
from app.kernel.i18n import gettext as _

S = ConsultationState


def stage_word(stage: str) -> str:
    """A stage as it is called."""
    return {
        S.DRAFT: _("Being set up"),
        S.OPEN: _("Open"),
        S.DELIBERATION: _("Deliberation"),
        S.CONSOLIDATION: _("Consolidation"),
        S.ADOPTED: _("Adopted"),
        S.SUMMARISED: _("Summarised"),
        S.PILOTING: _("Pilots"),
        S.CLOSED: _("Closed"),
        S.ARCHIVED: _("Archived"),
    }[ConsultationState(stage)]


def stage_sentence(stage: str) -> str:
    """What goes on at a stage."""
    return {
        S.DRAFT: _("Seen only by those with a seat."),
        S.OPEN: _("Everybody may read; groups draft."),
        S.DELIBERATION: _("Rounds of comments, revision and decision."),
        S.CONSOLIDATION: _("What was decided becomes one document."),
        S.ADOPTED: _("The document is adopted."),
        S.SUMMARISED: _("The chair has summed up."),
        S.PILOTING: _("States pilot and report."),
        S.CLOSED: _("The record stands as it is."),
        S.ARCHIVED: _("Nothing changes any more."),
    }[ConsultationState(stage)]


def step_word(to: str) -> str:
    """The button of the step to a stage."""
    return {
        S.DRAFT: _("Set it up anew"),
        S.OPEN: _("Open the consultation"),
        S.DELIBERATION: _("Begin the deliberation"),
        S.CONSOLIDATION: _("Begin the consolidation"),
        S.ADOPTED: _("Record that it is adopted"),
        S.SUMMARISED: _("Record the chair’s summary"),
        S.PILOTING: _("Begin the pilots"),
        S.CLOSED: _("Close the consultation"),
        S.ARCHIVED: _("Archive it for good"),
    }[ConsultationState(to)]


def step_sentence(to: str) -> str:
    """What the step to a stage brings."""
    return {
        S.DRAFT: _("It is hidden again from those without a seat."),
        S.OPEN: _("From then on everybody may read it, and the working groups draft."),
        S.DELIBERATION: _("The zero drafts are there, and the rounds of comments begin."),
        S.CONSOLIDATION: _("The rounds of comments are over, and what was decided becomes one document."),
        S.ADOPTED: _("The consolidated document was adopted."),
        S.SUMMARISED: _("The chair has summed up what was said. A summary is not adopted."),
        S.PILOTING: _("States confirm their pilots and report against the benchmarks."),
        S.CLOSED: _("Nothing is written any more. It can be moved back, with a reason."),
        S.ARCHIVED: _("It is kept as it is for good. It can never be moved back."),
    }[ConsultationState(to)]


def outcome_word(kind: str) -> str:
    """A kind of outcome as it is called."""
    return {
        "recommendations_paper": _("Recommendations and outcomes paper"),
        "negotiated_outcome": _("Negotiated outcome document"),
        "chair_summary": _("Chair’s summary"),
        "report": _("Report"),
    }[kind]
