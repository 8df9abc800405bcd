"""Where the bars of a small chart stand. Pure arithmetic; the drawing is `bars` in `templates/shared/charts.html`."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with its label below it and its figure above it. `look` is `dot` (full), `soft`, `ring` (hollow) or
    `gap` (dashed)."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    label: str
    shown: str
    look: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars ready to be drawn; `words` say the same as the drawing."""

    title: str
    words: str
    width: int
    height: int
    bottom: float
    bars: tuple[Bar, ...]


def bars(
    title: str,
    words: str,
    values: Sequence[tuple[str, float | None, str, str]],
    *,
    most: float | None = None,
) -> Bars:
    """The chart of some values: each a label, the value (None where there is none), the figure as it is read, its look.

    The highest bar is as high as the chart, or as `most` says.
    """
    width, top, bottom = 320, 22.0, 96.0
    highest = most or max((value for _label, value, _shown, _look in values if value is not None), default=0)
    step = (width - 8) / max(len(values), 1)
    room = min(step * 0.7, 34.0)
    drawn = []
    for place, (label, value, shown, look) in enumerate(values):
        height = round((value or 0) / highest * (bottom - top), 1) if highest else 0.0
        middle = round(4 + step * (place + 0.5), 1)
        drawn.append(
            Bar(
                x=round(middle - room / 2, 1),
                y=round(bottom - height, 1),
                width=round(room, 1),
                height=height,
                middle=middle,
                label=label,
                shown=shown,
                look=look,
            )
        )
    return Bars(title, words, width, 116, bottom, tuple(drawn))
