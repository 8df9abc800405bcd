"""The vocabulary of the tables: each value with the name that programs know and the words that people read."""

from app.documents.sheets import Term
from app.kernel.i18n import gettext as _
from app.outcome.annexes import disposition_words


def position(name: str) -> Term:
    """A position in a ballot; `not_voted` where none was given."""
    words = {
        "support": _("Support"),
        "support_with_reservation": _("Support with reservation"),
        "abstain": _("Abstain"),
        "object": _("Object"),
        "not_voted": _("No position"),
    }
    return Term(name, words.get(name, name))


def ballot_outcome(name: str) -> Term:
    """What a ballot decided on a proposal."""
    words = {
        "consensus": _("Consensus"),
        "adopted": _("Adopted"),
        "not_adopted": _("Not adopted"),
        "no_quorum": _("No quorum"),
    }
    return Term(name, words.get(name, name))


def kind(name: str) -> Term:
    """Mechanism or benchmark."""
    return Term(name, _("Mechanism") if name == "mechanism" else _("Benchmark"))


def state(name: str) -> Term:
    """Where a proposal stands in its life."""
    words = {
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
    return Term(name, words.get(name, name))


def comment_type(name: str) -> Term:
    """What a comment is about: content, technique, wording."""
    words = {"general": _("General"), "technical": _("Technical"), "editorial": _("Editorial")}
    return Term(name, words.get(name, name))


def stance(name: str) -> Term:
    """How a comment stands to the text."""
    words = {"support": _("Support"), "concern": _("Concern"), "proposed_change": _("Proposed change")}
    return Term(name, words.get(name, name))


def severity(name: str) -> Term:
    """How much hangs on a comment."""
    words = {"blocking": _("Blocking"), "major": _("Major"), "minor": _("Minor")}
    return Term(name, words.get(name, name))


def disposition(name: str) -> Term:
    """What became of a comment."""
    return Term(name, disposition_words(name))


def yes_or_no(value: bool) -> Term:
    """Yes or no."""
    return Term("yes", _("yes")) if value else Term("no", _("no"))
