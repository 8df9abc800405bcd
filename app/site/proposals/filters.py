"""The filters of a list of proposals, as they stand in the address."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query

from app.drafting.models import Kind, ProposalState


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader asked for; an empty string asks for nothing in particular."""

    q: str = ""
    kind: str = ""
    roundtable: str = ""
    state: str = ""
    after: str = ""

    def address(self, **changes: str) -> str:
        """The query part of an address with these filters and `changes`, such as `?kind=mechanism`."""
        values = {
            "q": self.q,
            "kind": self.kind,
            "roundtable": self.roundtable,
            "state": self.state,
        } | changes
        return "?" + urlencode({name: value for name, value in values.items() if value})

    @property
    def any(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.q or self.kind or self.roundtable or self.state)


def filters_of(
    q: Annotated[str, Query(max_length=200)] = "",
    kind: Annotated[str, Query(max_length=20)] = "",
    roundtable: Annotated[str, Query(max_length=100)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[str, Query(max_length=100)] = "",
) -> Filters:
    """The filters from the address; a kind or a state that there is not asks for nothing."""
    return Filters(
        q=q.strip(),
        kind=kind if kind in list(Kind) else "",
        roundtable=roundtable,
        state=state if state in list(ProposalState) else "",
        after=after,
    )
