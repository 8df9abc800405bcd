"""Blueprints: what a new consultation can begin with, as data. Days count from its first day, which is day 0."""

from dataclasses import dataclass, field

from app.consultations.models import OutcomeKind, RoundKind
from app.kernel.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class PlannedRound:
    """A round of a blueprint: from the beginning of its first day to the end of its last."""

    title: str
    kind: RoundKind
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Blueprint:
    """Constituencies (code and name), how many roundtables with a working group each, and a calendar."""

    key: str
    title: str
    words: str
    constituencies: tuple[tuple[str, str], ...]
    roundtables: int
    rounds: tuple[PlannedRound, ...]
    outcome: OutcomeKind
    notice_days: int
    days: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", max(round_.last for round_ in self.rounds) + 1)


def constituencies() -> tuple[tuple[str, str], ...]:
    """The constituencies of the field (domain D1) in the language of the moment; each consultation changes them as it likes."""
    return (
        ("STATES", _("States")),
        ("CIVSOC", _("Civil society")),
        ("UNIO", _("UN system and international organisations")),
        ("DIASPORA", _("Diaspora and migrant associations")),
        ("PRIVATE", _("Private sector")),
        ("UNIONS", _("Trade unions")),
        ("ACADEMIA", _("Academia")),
        ("LOCAL", _("Local and regional authorities")),
    )


def blueprints() -> tuple[Blueprint, ...]:
    """The blueprints that are shipped, in the language of the moment."""
    return (_dialogue(), _short(), _report())


def blueprint_called(key: str) -> Blueprint | None:
    """The blueprint of this key, if there is one."""
    return next((found for found in blueprints() if found.key == key), None)


def _dialogue() -> Blueprint:
    return Blueprint(
        key="dialogue",
        title=_("Dialogue with roundtables, six months"),
        words=_(
            "Four roundtables with a working group each draft a zero draft, take comments for six weeks, revise, and put"
            " what is ready before the delegations."
        ),
        constituencies=constituencies(),
        roundtables=4,
        rounds=(
            PlannedRound(_("Zero draft"), RoundKind.DRAFTING, 0, 41),
            PlannedRound(_("Comments on the zero draft"), RoundKind.COMMENT, 49, 90),
            PlannedRound(_("Revision"), RoundKind.REVISION, 91, 118),
            PlannedRound(_("Last call"), RoundKind.LAST_CALL, 126, 146),
            PlannedRound(_("Ballot"), RoundKind.BALLOT, 154, 174),
        ),
        outcome=OutcomeKind.RECOMMENDATIONS_PAPER,
        notice_days=7,
    )


def _short() -> Blueprint:
    return Blueprint(
        key="short",
        title=_("Short consultation, six weeks"),
        words=_(
            "One roundtable drafts for a week, takes comments for three, revises, and puts it to a ballot."
        ),
        constituencies=constituencies(),
        roundtables=1,
        rounds=(
            PlannedRound(_("Zero draft"), RoundKind.DRAFTING, 0, 6),
            PlannedRound(_("Comments"), RoundKind.COMMENT, 7, 27),
            PlannedRound(_("Revision"), RoundKind.REVISION, 28, 33),
            PlannedRound(_("Ballot"), RoundKind.BALLOT, 35, 41),
        ),
        outcome=OutcomeKind.RECOMMENDATIONS_PAPER,
        notice_days=2,
    )


def _report() -> Blueprint:
    return Blueprint(
        key="report",
        title=_("Comments on a draft, twelve weeks, and a chair’s summary"),
        words=_("One roundtable, twelve weeks of comments, no ballot: the chair sums up what was said."),
        constituencies=constituencies(),
        roundtables=1,
        rounds=(
            PlannedRound(_("Draft"), RoundKind.DRAFTING, 0, 13),
            PlannedRound(_("Comments"), RoundKind.COMMENT, 21, 104),
        ),
        outcome=OutcomeKind.CHAIR_SUMMARY,
        notice_days=7,
    )
