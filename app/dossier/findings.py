"""What is wrong with a package: where, the offending value, and why; one line each."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.kernel.errors import FieldError, Invalid

Path = tuple[str | int, ...]

_SHOWN = 80
# Whatever a terminal or a log would take for the end of a line, or cannot print at all.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong."""

    path: Path
    value: str
    why: str

    @property
    def where(self) -> str:
        """The JSON path, such as `$.ballots[0].positions[12].organisation`."""
        return json_path(self.path)

    @property
    def line(self) -> str:
        """JSON path, value, reason: one line that no value can break."""
        return f"{self.where}: {self.value}: {self.why}"


@dataclass
class Findings:
    """Gathers everything that is wrong, so that nobody has to correct a file one error at a time."""

    found: list[Finding] = field(default_factory=list)

    def at(self, path: Sequence[str | int], value: Any, why: str) -> None:
        """Add one finding; `value` is shown as JSON, shortened."""
        self.found.append(Finding(tuple(path), shown(value), why))

    def missing(self, path: Sequence[str | int]) -> None:
        """Add a finding for something that has to be there and is not."""
        self.found.append(Finding(tuple(path), "nothing", "this has to be given"))

    def raise_any(self) -> None:
        """Raise Invalid with every finding, where there are any."""
        if self.found:
            raise invalid(*self.found)


def invalid(*findings: Finding) -> Invalid:
    """The error that carries these findings; its message is the first of their lines."""
    more = f" ({len(findings)} errors in all)" if len(findings) > 1 else ""
    return Invalid(
        findings[0].line + more, errors=tuple(FieldError(f.where, f"{f.value}: {f.why}") for f in findings)
    )


def json_path(path: Sequence[str | int]) -> str:
    """`$`, then `.name` or `[3]` for each step; a name that is no plain word stands in brackets and quotes."""
    steps = ["$"]
    for step in path:
        if isinstance(step, int):
            steps.append(f"[{step}]")
        elif re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", step):
            steps.append(f".{step}")
        else:
            steps.append(f"[{shown(step)}]")
    return "".join(steps)


def shown(value: Any) -> str:
    """A value as JSON on one line, with an ellipsis where it is long."""
    text = json.dumps(_shortened(value), ensure_ascii=False, default=_number)
    text = _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _shortened(value: Any, depth: int = 3) -> Any:
    # A large object is shown by its beginning, so it need not be written out whole first.
    if isinstance(value, str):
        return value[: _SHOWN + 1]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 10**_SHOWN:
        return "a whole number with very many digits"
    if isinstance(value, dict):
        some = list(value.items())[:5]
        return {str(k)[:_SHOWN]: _shortened(v, depth - 1) for k, v in some} if depth else {}
    if isinstance(value, list):
        return [_shortened(item, depth - 1) for item in value[:5]] if depth else []
    return value


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)
