"""The steps of a course: which rounds follow each other, how long each takes, how long it waits. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.consultations.models import Promise, RoundKind
from app.kernel.i18n import gettext as _
from app.kernel.i18n import in_locale

MOST_TIMES = 3
MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the kind of round, its title, how many days it takes and how many lie before it, how many times it comes.

    Steps beside each other that come several times are gone through together: comment and revision twice are comment,
    revision, comment, revision.
    """

    kind: str
    title: str
    length: int
    gap: int = 0
    times: int = 1
    promise: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One round of a course: of which step it is, counted from nought, and its title."""

    index: int
    step: Step
    title: str


def usual(language: str = "en") -> tuple[Step, ...]:
    """The usual course, in working days (domain D3 and the ladder of the field): zero draft, comment, revision, last
    call, silence, ballot. Titles are in the language of the consultation, whoever plans it."""
    with in_locale(language):
        return (
            Step(RoundKind.DRAFTING, _("Zero draft"), 20, promise=Promise.ENGAGE),
            Step(RoundKind.COMMENT, _("Comments"), 20, promise=Promise.CONSULT),
            Step(RoundKind.REVISION, _("Revision"), 15, promise=Promise.CONSULT),
            Step(RoundKind.LAST_CALL, _("Last call"), 10, promise=Promise.CONSULT),
            Step(RoundKind.SILENCE, _("Silence"), 4, gap=5, promise=Promise.INFORM),
            Step(RoundKind.BALLOT, _("Ballot"), 5, gap=5, promise=Promise.INFORM),
        )


def unfolded(steps: Sequence[Step], language: str = "en") -> list[Turn]:
    """The rounds of a course in their order. Titles of rounds that come several times say which time it is."""
    with in_locale(language):
        return _unfolded(steps)


def _unfolded(steps: Sequence[Step]) -> list[Turn]:
    turns: list[Turn] = []
    block: list[tuple[int, Step]] = []
    for index, step in [*enumerate(steps), (len(steps), Step("", "", 0, times=0))]:
        if block and (step.times < 2 or step.times != block[0][1].times):
            turns += _repeated(block)
            block = []
        if step.times > 1:
            block.append((index, step))
        elif step.times == 1:
            turns.append(Turn(index, step, step.title))
    return turns


def _repeated(block: Sequence[tuple[int, Step]]) -> list[Turn]:
    return [
        Turn(index, replace(step), _("%(title)s, turn %(n)s") % {"title": step.title, "n": turn})
        for turn in range(1, block[0][1].times + 1)
        for index, step in block
    ]
