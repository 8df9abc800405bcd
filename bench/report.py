"""What was measured, as a table: each figure beside its floor and its budget."""

import platform
import sys
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Line:
    """One thing that was measured. `held` says whether it keeps the budget; None where there is none."""

    what: str
    figure: str
    floor: str = ""
    budget: str = ""
    held: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """The columns of the table."""
        kept = {None: "", True: "kept", False: "**not kept**"}[self.held]
        return (self.what, self.figure, self.floor, self.budget, kept)


@dataclass
class Report:
    """Everything that was measured, in order; each line is printed as it comes."""

    lines: list[Line] = field(default_factory=list)

    def add(
        self, what: str, figure: str, *, floor: str = "", budget: str = "", held: bool | None = None
    ) -> None:
        """Note a line and print it."""
        line = Line(what, figure, floor, budget, held)
        self.lines.append(line)
        sys.stdout.write(f"{what:<52} {figure:>28}  {floor:>24}  {budget:<34} {line.cells[-1].strip('*')}\n")
        sys.stdout.flush()

    def markdown(self, on: date) -> str:
        """The page `docs/performance.md`."""
        head = ("What", "Measured", "Floor, same run", "Budget", "")
        rows = [head, ("---",) * len(head), *(line.cells for line in self.lines)]
        table = "".join(f"| {' | '.join(cells)} |\n" for cells in rows)
        return f"{HEAD}\nMeasured on {on.isoformat()}, {machine()}.\n\n{table}\n{WHY}"


HEAD = """# How fast it is

Written by `make bench`, which measures a real server with real requests on the machine it runs on, each figure beside
its floor: the least that a server on the same parts does for the same job without anybody's rights, record or words
(`bench/floor.py`). Trust the ratios, not the absolutes: a shared machine moves both.

A figure is the median of requests over four connections, one process, unless it says otherwise; p99 is the slowest of a
hundred. Nothing here is asserted in a test: tests count queries (`tests/ceilings`).
"""

WHY = """## What is not kept, and why

- **A proposal for whoever is signed in**: some fourteen statements and a page that is drawn for this person alone, with the
  forms they may use; the floor reads two tables and draws no form. Whoever is not signed in gets the page as it was kept
  while nothing happens, in a tenth of the time. What takes the time is building objects of rows, then drawing; the database
  itself takes a millisecond.
- **A comment, a position**: each is an act with its rights, its clock under the lock, its receipt and a row in the chain
  of hashes, all in one durable transaction; the floor writes one row. A position is given by people, one at a time: the
  slowest of a hundred, with four people giving without a pause, is what they notice.
- **Start**: reading the code is nearly all of it. **Memory**: the same code, and after the files of an edition what the
  writers of PDF and DOCX leave behind in the process that did the work; `commonspace worker` beside `serve` keeps it out
  of the process that answers.
- **XLSX**: reading a thousand proposals with all their comments takes longer than writing them. It is made in the
  background, as every long file is.
- **Growth**: a page of a list, a proposal and a position cost the same in a consultation of 19,600 proposals as in one of a
  thousand. A search looks through what is found before it shows the first fifty; a ballot is given whole, with a line for
  every text it decides on.
"""


def machine() -> str:
    """The machine in a few words."""
    from os import cpu_count

    return f"{cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
