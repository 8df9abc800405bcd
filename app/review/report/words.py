"""What the report calls things, in the language of the moment."""

from app.consultations.models import Promise
from app.discussion.models import CommentType, DispositionCode, Stance
from app.discussion.objections.models import ObjectionState
from app.kernel.i18n import gettext as _


def type_words() -> dict[str, str]:
    """The types of comments."""
    return {
        CommentType.GENERAL: _("General"),
        CommentType.TECHNICAL: _("Technical"),
        CommentType.EDITORIAL: _("Editorial"),
    }


def stance_words() -> dict[str, str]:
    """How comments stand to the text."""
    return {
        Stance.SUPPORT: _("Support"),
        Stance.CONCERN: _("Concern"),
        Stance.PROPOSED_CHANGE: _("Proposed change"),
    }


def disposition_words() -> dict[str, str]:
    """What became of comments; under nothing those without an answer."""
    return {
        DispositionCode.ACCEPTED: _("Accepted"),
        DispositionCode.ACCEPTED_IN_PRINCIPLE: _("Accepted in principle"),
        DispositionCode.PARTIALLY_ACCEPTED: _("Partially accepted"),
        DispositionCode.NOT_ACCEPTED: _("Not accepted"),
        DispositionCode.NOTED: _("Noted"),
        DispositionCode.ALREADY_COVERED: _("Already covered"),
        DispositionCode.OUT_OF_SCOPE: _("Out of scope"),
        DispositionCode.DEFERRED: _("Deferred"),
        DispositionCode.WITHDRAWN: _("Withdrawn by its author"),
        "": _("Not answered yet"),
    }


def promise_words(promise: str | None) -> str:
    """What was promised to those who took part; empty where nothing was."""
    said = {
        Promise.INFORM: _("What was promised: to be told what is decided, and why."),
        Promise.CONSULT: _("What was promised: to be heard, and to be told what became of what was said."),
        Promise.ENGAGE: _("What was promised: to write together what is decided."),
    }
    return said[Promise(promise)] if promise else ""


def objection_words(state: str) -> str:
    """Where an objection stands."""
    return {
        ObjectionState.OPEN: _("Not addressed yet."),
        ObjectionState.ADDRESSED: _("Addressed."),
        ObjectionState.WITHDRAWN: _("Withdrawn by who raised it."),
        ObjectionState.SUSTAINED: _("Sustained."),
        ObjectionState.OVERRULED: _("Overruled, with reasons."),
    }[ObjectionState(state)]


def silence_words(state: str) -> str:
    """What came of a text under silence."""
    return {
        "broken": _("The silence on it was broken."),
        "confirmed": _("Nobody broke the silence on it, and the chair has confirmed that."),
        "unbroken": _("Nobody broke the silence on it."),
    }[state]
