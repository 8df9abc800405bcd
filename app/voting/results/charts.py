"""The map of agreement and willingness to act: where its dots stand, and the words that say the same. Pure arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.kernel.i18n import gettext as _
from app.voting.results.measures import CARRIED, Stand, Will
from app.voting.views import ProposalResult

WIDTH, HEIGHT = 560, 320
LEFT, RIGHT, TOP, BOTTOM = 44, 540, 18, 270


@dataclass(frozen=True, slots=True)
class Dot:
    """The proposals that stand at one place of the map: hollow where one of them was agreed and nobody would lead it."""

    x: int
    y: int
    radius: int
    codes: tuple[str, ...]
    hollow: bool

    @property
    def shown(self) -> str:
        """What is written beside it: its code where there is one, else how many there are."""
        return self.codes[0] if len(self.codes) == 1 else str(len(self.codes))

    @property
    def named(self) -> str:
        """All of its codes."""
        return ", ".join(self.codes)


@dataclass(frozen=True, slots=True)
class Map:
    """The map ready to be drawn: to the right the greater the share in favour, upwards the more would act."""

    words: str
    dots: tuple[Dot, ...]
    rungs: tuple[tuple[int, int], ...]
    most: int
    from_half: bool = False


def map_of(stands: Sequence[tuple[ProposalResult, Stand, Will]]) -> Map:
    """The map of some proposals; one on which nobody decided is in the table and not on the map."""
    placed = [each for each in stands if each[1].of]
    # Where nobody is below half, the half that is empty is left out.
    low = int(bool(placed) and all(2 * stand.n >= stand.of for _found, stand, _will in placed))
    most = max((will.willing for _found, _stand, will in placed), default=0) or 1
    cells: dict[tuple[int, int], list[tuple[ProposalResult, Will]]] = {}
    for found, stand, will in placed:
        x = LEFT + (RIGHT - LEFT) * ((1 + low) * stand.n - low * stand.of) // stand.of
        y = BOTTOM - (BOTTOM - TOP) * will.willing // most
        cells.setdefault((x, y), []).append((found, will))
    dots = tuple(
        Dot(
            x,
            y,
            3 + min(len(some), 5),
            tuple(found.line.code for found, _will in some),
            any(found.result.outcome in CARRIED and not will.lead for found, will in some),
        )
        for (x, y), some in sorted(cells.items(), key=lambda cell: (-len(cell[1]), cell[0]))
    )
    step = -(-most // 5)
    rungs = tuple((n, BOTTOM - (BOTTOM - TOP) * n // most) for n in range(0, most + 1, step))
    said = _(
        "%(n)s proposals by the share in favour, from none to all, and by how many delegations would act, from none to %(most)s. The table below says the same."
    ) % {"n": len(placed), "most": most}
    return Map(said, dots, rungs, most, from_half=bool(low))
