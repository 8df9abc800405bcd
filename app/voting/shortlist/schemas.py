"""What programs get of a balanced list."""

from typing import Literal

from pydantic import BaseModel

from app.voting.shortlist.views import Entry, Shortlist, Voter


class ListedOut(BaseModel):
    """A proposal of the plain ranking."""

    proposal: str
    supporters: int


class BalancedOut(ListedOut):
    """A proposal of the balanced list.

    `share` is an exact fraction: with `equal_shares` what those pay who pay most, of one place; with `completion` how much
    everybody had been given by then beyond the first budget; null with what nobody is for.
    """

    step: Literal["equal_shares", "completion", "order_of_the_ballot"]
    share: str | None

    @classmethod
    def of(cls, entry: Entry) -> "BalancedOut":
        """The same for programs."""
        assert entry.step is not None
        return cls(
            proposal=entry.line.code,
            supporters=entry.supporters,
            step=entry.step.value,
            share=None if entry.share is None else str(entry.share),
        )


class RepresentedOut(BaseModel):
    """How many a delegation is for: of what carried, of the balanced list, of the plain ranking.

    `members` are the codes of the related bodies that count as one, or the one delegation.
    """

    delegation: str
    members: list[str]
    constituency: str
    supported: int
    balanced: int
    ranking: int

    @classmethod
    def of(cls, voter: Voter) -> "RepresentedOut":
        """The same for programs."""
        return cls(
            delegation=voter.key,
            members=[each.code for each in voter.members],
            constituency=voter.members[0].constituency,
            supported=voter.supported,
            balanced=voter.balanced,
            ranking=voter.ranked,
        )


class ShortlistOut(BaseModel):
    """Both lists in their order, and what each has for whom. It decides nothing."""

    consultation: str
    ballot: str
    k: int
    kind: str
    carried: int
    balanced: list[BalancedOut]
    ranking: list[ListedOut]
    delegations: list[RepresentedOut]

    @classmethod
    def of(cls, slug: str, found: Shortlist) -> "ShortlistOut":
        """The same for programs."""
        return cls(
            consultation=slug,
            ballot=found.view.ballot.code,
            k=found.k,
            kind=found.kind,
            carried=found.carried,
            balanced=[BalancedOut.of(entry) for entry in found.balanced],
            ranking=[ListedOut(proposal=e.line.code, supporters=e.supporters) for e in found.ranked],
            delegations=[RepresentedOut.of(voter) for voter in found.voters],
        )
