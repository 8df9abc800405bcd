"""What the doors show of who stands by a result, and of a receipt that was looked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.voting.recount.models import BallotStep, StepKind
from app.voting.views import BallotView
from app.voting.words import Called, called_position


@dataclass(frozen=True)
class Footing:
    """What the rules look at. `agrees` says whether the positions counted again give what was kept, `settled` whether a
    proposal of the ballot has gone into an issued document since, `moderated` whether anybody holds a moderator's seat.
    `later` is a text that amendments of the ballot have entered and that is decided on since."""

    view: BallotView
    steps: Mapping[str, BallotStep] = field(default_factory=dict)
    agrees: bool = True
    settled: bool = False
    moderated: bool = True
    later: str = ""

    @property
    def declared(self) -> BallotStep | None:
        """The moderator's step."""
        return self.steps.get(StepKind.DECLARED)

    @property
    def certified(self) -> BallotStep | None:
        """The secretariat's step."""
        return self.steps.get(StepKind.CERTIFIED)

    @property
    def voided(self) -> BallotStep | None:
        """The step that made it void."""
        return self.steps.get(StepKind.VOID)


@dataclass(frozen=True)
class Standing:
    """Who stands by a result, with what the reader may do, each None or a sentence.

    `sha256` is that of the register as this reader gets it; empty where it is too long to be made for a page. `at_close` is
    that of the register which everybody got at the close, where it was kept: in ballots that do not name delegations.
    """

    footing: Footing
    why_not_declare: str | None
    why_not_certify: str | None
    why_not_void: str | None
    sha256: str
    at_close: str = ""


@dataclass(frozen=True)
class Receipt:
    """A position that was found by its receipt. Of an earlier turn it is said that it was, and not what it was. `by` is who
    gave it by proxy."""

    proposal: str
    title: str
    title_i18n: Mapping[str, str]
    delegation: str
    name: str
    version: int
    turn: int
    cast_at: datetime
    receipt: str
    current: bool
    position: str
    reason: str | None
    by: str = ""

    @property
    def called(self) -> Called:
        """The position in words."""
        return called_position(self.position)
