"""What the sheet shows of an earlier ballot, and of marks that were challenged while this one is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.drafting.editorial.views import Challenge
from app.voting.views import Given
from app.voting.words import Called, called_position


@dataclass(frozen=True)
class Earlier:
    """The position that counted for a delegation on a text in the last ballot before this one, on the version it was
    given on; `now` is the version that is decided on today. `void` says that nothing was decided by that ballot.

    `unmarked` says that a version between the two has no editorial mark, `challenges` whose mark was challenged.
    """

    proposal: str
    ballot: str
    void: bool
    version: int
    now: int
    position: str
    reason: str | None
    willing: str | None
    cast_at: datetime
    unmarked: bool = False
    challenges: tuple[Challenge, ...] = ()
    why_not: str | None = None

    @property
    def called(self) -> Called:
        """The position in words."""
        return called_position(self.position)

    @property
    def changed(self) -> bool:
        """Whether the text has changed in substance since: by a version without the mark, or whose mark was challenged."""
        return self.version != self.now and (self.unmarked or bool(self.challenges))

    @property
    def edited(self) -> bool:
        """Whether there have been only editorial changes since."""
        return self.version != self.now and not self.changed

    def relied_on(self, given: Given | None) -> Challenge | None:
        """The challenge that came after the delegation had `given` its position in this ballot while every change since the
        earlier one was marked; None where its position did not stand on a mark."""
        if given is None or self.unmarked or any(c.at <= given.cast_at for c in self.challenges):
            return None
        return min(self.challenges, key=lambda c: (c.at, c.n), default=None)


@dataclass(frozen=True)
class Before:
    """By the code of the proposal: what the delegation gave before, and the challenges of marks since the ballot opened."""

    given: Mapping[str, Earlier]
    challenges: Mapping[str, tuple[Challenge, ...]]
