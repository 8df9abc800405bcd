"""What the doors show of a balanced list: the two lists, and what each leaves to whom."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from app.voting.counting import Result
from app.voting.shortlist.rules import Step
from app.voting.views import BallotView, Line, Seated


@dataclass(frozen=True)
class Entry:
    """A proposal on a list: its place there, who is for it, and how it came onto the list.

    `share` is that of `Taken`. `other` says whether the other list has it too.
    """

    place: int
    line: Line
    result: Result
    supporters: int
    step: Step | None
    share: Fraction | None
    other: bool


@dataclass(frozen=True)
class Voter:
    """A delegation, or the related ones that count as one: how many they are for of all that may be on the list, of the
    balanced list, and of the plain ranking."""

    members: tuple[Seated, ...]
    supported: int
    balanced: int
    ranked: int

    @property
    def key(self) -> str:
        """Its code; of related bodies that of the first."""
        return self.members[0].code

    @property
    def name(self) -> str:
        """Its name; of related bodies all of them."""
        return ", ".join(each.name for each in self.members)

    @property
    def constituency(self) -> str:
        """The name of the constituency it counts in."""
        return self.members[0].constituency_name


@dataclass(frozen=True)
class Part:
    """A constituency: how many of its delegations a list leaves with nothing, and what its delegations find on it."""

    code: str
    name: str
    voters: tuple[Voter, ...]

    @property
    def wishing(self) -> list[Voter]:
        """Those that are for something which may be on a list: the others no list can leave with anything."""
        return [voter for voter in self.voters if voter.supported]

    def nothing(self, of: Callable[[Voter], int]) -> int:
        """How many of them find nothing on a list."""
        return sum(of(voter) == 0 for voter in self.wishing)

    def ends(self, of: Callable[[Voter], int]) -> tuple[int, int]:
        """The fewest and the most proposals that one of them is for on a list."""
        found = [of(voter) for voter in self.wishing] or [0]
        return min(found), max(found)


@dataclass(frozen=True)
class Shortlist:
    """A proposed list of `k`, beside the plain ranking; it decides nothing.

    `carried` is how many may be on it, of `of` proposals of this kind on the ballot.
    """

    view: BallotView
    k: int
    kind: str
    carried: int
    of: int
    balanced: tuple[Entry, ...]
    ranked: tuple[Entry, ...]
    voters: tuple[Voter, ...]

    @property
    def only_balanced(self) -> list[Entry]:
        """What the balanced list has and the plain ranking has not."""
        return [entry for entry in self.balanced if not entry.other]

    @property
    def only_ranked(self) -> list[Entry]:
        """What the plain ranking has and the balanced list has not."""
        return [entry for entry in self.ranked if not entry.other]

    @property
    def without_balanced(self) -> list[Voter]:
        """Who is for something that carried, and for nothing on the balanced list."""
        return [voter for voter in self.voters if voter.supported and not voter.balanced]

    @property
    def without_ranked(self) -> list[Voter]:
        """Who is for something that carried, and for nothing of the plain ranking."""
        return [voter for voter in self.voters if voter.supported and not voter.ranked]

    @property
    def without_wish(self) -> list[Voter]:
        """Who is for nothing that carried."""
        return [voter for voter in self.voters if not voter.supported]

    @property
    def parts(self) -> list[Part]:
        """The constituencies in their order."""
        found: dict[str, list[Voter]] = {}
        for voter in self.voters:
            found.setdefault(voter.members[0].constituency, []).append(voter)
        return [Part(code, voters[0].constituency, tuple(voters)) for code, voters in found.items()]
