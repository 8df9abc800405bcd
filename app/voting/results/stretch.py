"""A stretch of the results of a long ballot: so many texts on a page, found by the code of the last one seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.voting.results.views import Apart
from app.voting.views import Line, ProposalResult

ON_A_PAGE = 100
Each = TypeVar("Each", ProposalResult, Apart)


@dataclass(frozen=True)
class Stretch(Generic[Each]):
    """The results of one page in their order. `after` is the code to ask for the next one with, empty at the end."""

    results: Sequence[Each]
    after: str = ""


def stretch(
    results: Sequence[Each], *, outcome: str = "", after: str = "", limit: int = ON_A_PAGE
) -> Stretch[Each]:
    """Up to `limit` of `results` that came to this outcome (all, where it is none), from behind the text `after`.

    A code that is not among them, or behind which there are none, begins at the beginning.
    """
    shown = [each for each in results if outcome in ("", _of(each).result.outcome)]
    codes = [_of(each).line.code for each in shown]
    first = codes.index(after) + 1 if after in codes[:-1] else 0
    here = shown[first : first + limit]
    return Stretch(here, codes[first + limit - 1] if first + limit < len(shown) else "")


def by_roundtable(results: Sequence[ProposalResult]) -> list[tuple[Line, list[ProposalResult]]]:
    """Results by roundtable; the first line of each stands for its roundtable."""
    tables: dict[str, list[ProposalResult]] = {}
    for found in results:
        tables.setdefault(found.line.roundtable, []).append(found)
    return [(some[0].line, some) for some in tables.values()]


def _of(each: ProposalResult | Apart) -> ProposalResult:
    return each.found if isinstance(each, Apart) else each
