"""What a package names, for finding out whether a reference resolves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.dossier.findings import Findings, Path
from app.dossier.parts import each, names_in

# The lists of a package and the field by which their items are referred to.
KEYS = {
    "constituencies": "code", "organisations": "id", "roundtables": "code", "working_groups": "id",
    "mechanisms": "code", "benchmarks": "code", "contributions": "id", "review_rounds": "id", "comments": "id",
    "ballots": "id", "pilots": "id", "sources": "id",
}  # fmt: skip
_ONE = {
    "constituencies": "constituency", "organisations": "organisation", "roundtables": "round table",
    "working_groups": "working group", "mechanisms": "mechanism", "benchmarks": "benchmark",
    "contributions": "contribution", "review_rounds": "round", "comments": "comment", "ballots": "ballot",
    "pilots": "pilot", "sources": "source",
}  # fmt: skip


@dataclass(frozen=True)
class Index:
    """The names in each list, what stands twice, which organisations are States, where proposals sit."""

    names: Mapping[str, frozenset[str]]
    repeated: tuple[tuple[Path, str], ...]
    states: frozenset[str]
    observers: frozenset[str]
    roundtable_of: Mapping[str, Any]

    @classmethod
    def of(cls, content: dict[str, Any]) -> "Index":
        """Read the names off a package, its broken items included."""
        names = {key: frozenset(name for _, name in names_in(content, key, by)) for key, by in KEYS.items()}
        twice: list[tuple[Path, str]] = []
        for key, by in (*KEYS.items(), ("working_groups", "code"), ("pilots", "code")):
            seen: set[str] = set()
            for path, name in names_in(content, key, by):
                if name in seen:
                    twice.append((path, name))
                seen.add(name)
        bodies = [(o["id"], o) for o in _dicts(content, "organisations") if isinstance(o.get("id"), str)]
        proposals = [*_dicts(content, "mechanisms"), *_dicts(content, "benchmarks")]
        return cls(
            names=names,
            repeated=tuple(twice),
            states=frozenset(name for name, body in bodies if body.get("iso3") is not None),
            observers=frozenset(name for name, body in bodies if body.get("voting") is False),
            roundtable_of={
                p["code"]: p.get("roundtable") for p in proposals if isinstance(p.get("code"), str)
            },
        )

    def refer(self, kind: str, item: dict[str, Any], name: str, path: Path, findings: Findings) -> None:
        """Add a finding where `item[name]` refers to nothing in the list `kind`; null refers to nothing by intent."""
        self._resolve(kind, item.get(name), (*path, name), findings)

    def refer_all(self, kind: str, item: dict[str, Any], name: str, path: Path, findings: Findings) -> None:
        """The same for each reference in a list."""
        for at, value in each(item, name, path):
            self._resolve(kind, value, at, findings)

    def source(self, item: dict[str, Any], name: str, path: Path, findings: Findings) -> None:
        """The same for a reference to a source."""
        self.refer("sources", item, name, path, findings)

    def _resolve(self, kind: str, value: Any, path: Path, findings: Findings) -> None:
        if value is not None and value not in self.names[kind]:
            findings.at(path, value, f"there is no {_ONE[kind]} of this {KEYS[kind]}")


def _dicts(content: dict[str, Any], name: str) -> list[dict[str, Any]]:
    items = content.get(name)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
