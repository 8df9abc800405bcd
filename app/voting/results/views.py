"""What the doors show of a result beside its counts: plain, frozen, worked out once for a page or a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from app.voting.counting import Counts
from app.voting.results.measures import (
    FEW,
    Agreed,
    Common,
    Divergence,
    Stand,
    Will,
    agreed_without_lead,
    common,
    divergence,
    furthest_first,
    stand_of,
)
from app.voting.views import ProposalResult, Tally
from app.voting.words import name_list

SHOWN_FIRST = 5


@dataclass(frozen=True, slots=True)
class Acting:
    """What one delegation would do for a pilot of a proposal: the proposal's number, the delegation, the word."""

    proposal_id: int
    delegation: str
    name: str
    constituency: str
    willing: str


@dataclass(frozen=True, slots=True)
class Apart:
    """A proposal on which constituencies differ, with what they are called."""

    found: ProposalResult
    divergence: Divergence | None

    @property
    def most(self) -> tuple[str, Stand] | None:
        """The constituency with the greatest share in favour, by its name."""
        return None if self.divergence is None else self._named(self.divergence.most)

    @property
    def least(self) -> tuple[str, Stand] | None:
        """The one with the smallest."""
        return None if self.divergence is None else self._named(self.divergence.least)

    def _named(self, stand: Stand) -> tuple[str, Stand]:
        return self.found.result.names.get(stand.code, stand.code), stand


@dataclass(frozen=True)
class Findings:
    """What follows from the tally of a ballot. `wills` is by the code of the proposal, only of those where anyone said
    what they would do."""

    tally: Tally
    wills: Mapping[str, Will]
    few: int = FEW

    @cached_property
    def apart(self) -> list[Apart]:
        """Every proposal, those first on which constituencies differ most."""
        pairs = [(found, divergence(found.result, self.few)) for found in self.tally.results]
        return [Apart(found, far) for found, far in furthest_first(pairs)]

    @property
    def furthest(self) -> list[Apart]:
        """The few that differ most, without those on which all stand alike."""
        return [each for each in self.apart if each.divergence and each.divergence.gap][:SHOWN_FIRST]

    @cached_property
    def groups(self) -> dict[Agreed, list[tuple[ProposalResult, Common]]]:
        """The proposals by what the constituencies made of them together, each group in the order of the ballot."""
        groups: dict[Agreed, list[tuple[ProposalResult, Common]]] = {group: [] for group in Agreed}
        for found in self.tally.results:
            together = common(found.result)
            groups[together.group].append((found, together))
        return groups

    @property
    def asked(self) -> bool:
        """Whether anyone said what they would do."""
        return bool(self.wills)

    @cached_property
    def no_lead(self) -> list[ProposalResult]:
        """What was carried and nobody would lead."""
        by_code = {found.line.code: found for found in self.tally.results}
        # An amendment is tried in no pilot; the text is that it entered.
        pairs = [(found.line.code, found.result) for found in self.tally.results if not found.line.amends]
        return [by_code[code] for code in agreed_without_lead(pairs, self.wills)]

    @cached_property
    def stands(self) -> list[tuple[ProposalResult, Stand, Will]]:
        """Each proposal with how everybody stands to it and who would act, in the order of the ballot."""
        return [
            (
                found,
                stand_of(found.result.rule, _everybody(found), found.line.code),
                self.wills.get(found.line.code, Will()),
            )
            for found in self.tally.results
            if not found.line.amends
        ]


def names_without(found: ProposalResult, together: Common) -> str:
    """The constituencies that did not carry it, as a list in words."""
    return name_list([found.result.names.get(code, code) for code in together.without])


def _everybody(found: ProposalResult) -> Counts:
    inside = list(found.result.inside.values())
    return sum(inside[1:], inside[0]) if inside else found.result.overall
