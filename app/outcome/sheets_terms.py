"""The vocabulary of the tables: each value with the name that programs know and the words that people read."""

from collections.abc import Callable
from functools import lru_cache

from app.documents.sheets import Term
from app.kernel.i18n import current_locale
from app.kernel.i18n import gettext as _
from app.voting.presets import NAMES
from app.voting.words import called_position


def position(name: str) -> Term:
    """A position in a ballot; `not_voted` where none was given."""
    return _term(_positions, name)


def ballot_outcome(name: str) -> Term:
    """What a ballot decided on a proposal."""
    return _term(_outcomes, name)


def kind(name: str) -> Term:
    """Mechanism or benchmark."""
    return _term(_kinds, name)


def state(name: str) -> Term:
    """Where a proposal stands in its life."""
    return _term(_states, name)


def comment_type(name: str) -> Term:
    """What a comment is about: content, technique, wording."""
    return _term(_types, name)


def stance(name: str) -> Term:
    """How a comment stands to the text."""
    return _term(_stances, name)


def severity(name: str) -> Term:
    """How much hangs on a comment."""
    return _term(_severities, name)


def disposition(name: str) -> Term:
    """What became of a comment."""
    return _term(_dispositions, name)


def yes_or_no(value: bool) -> Term:
    """Yes or no."""
    return _term(_answers, "yes" if value else "no")


Words = Callable[[], dict[str, str]]


def _term(words: Words, name: str) -> Term:
    return _terms(words, current_locale()).get(name) or Term(name, name)


@lru_cache(maxsize=128)
def _terms(words: Words, locale: str) -> dict[str, Term]:
    """A vocabulary in the language of the moment, put together once: tables hold it a hundred thousand times."""
    return {name: Term(name, label) for name, label in words().items()}


def _positions() -> dict[str, str]:
    return {
        **{name: called_position(name).label for name in NAMES},
        "support_with_reservation": _("Support with reservation"),
        "not_voted": _("No position"),
    }


def _outcomes() -> dict[str, str]:
    return {
        "consensus": _("Consensus"),
        "adopted": _("Adopted"),
        "not_adopted": _("Not adopted"),
        "no_quorum": _("No quorum"),
        "silence": _("Adopted by silence procedure"),
        "asked_in_secret": _("Asked in secret"),
    }


def _kinds() -> dict[str, str]:
    return {"mechanism": _("Mechanism"), "benchmark": _("Benchmark")}


def _states() -> dict[str, str]:
    return {
        "draft": _("Draft"),
        "submitted": _("Submitted"),
        "under_review": _("Under review"),
        "revised": _("Revised"),
        "ready": _("Ready for decision"),
        "under_decision": _("Under decision"),
        "adopted": _("Adopted"),
        "not_adopted": _("Not adopted"),
        "consolidated": _("Consolidated"),
        "withdrawn": _("Withdrawn"),
        "merged": _("Merged"),
        "superseded": _("Superseded"),
    }


def _types() -> dict[str, str]:
    return {"general": _("General"), "technical": _("Technical"), "editorial": _("Editorial")}


def _stances() -> dict[str, str]:
    return {"support": _("Support"), "concern": _("Concern"), "proposed_change": _("Proposed change")}


def _severities() -> dict[str, str]:
    return {"blocking": _("Blocking"), "major": _("Major"), "minor": _("Minor")}


def _dispositions() -> dict[str, str]:
    return {
        "accepted": _("Accepted"),
        "accepted_in_principle": _("Accepted in principle"),
        "partially_accepted": _("Partially accepted"),
        "not_accepted": _("Not accepted"),
        "noted": _("Noted"),
        "already_covered": _("Already covered"),
        "out_of_scope": _("Out of scope"),
        "deferred": _("Deferred"),
        "withdrawn": _("Withdrawn by its author"),
    }


def _answers() -> dict[str, str]:
    return {"yes": _("yes"), "no": _("no")}
