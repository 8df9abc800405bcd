"""Ways through a package that may still be broken in places."""

from collections.abc import Iterator
from typing import Any

from app.dossier.findings import Findings, Path


def sound_part(content: dict[str, Any], broken: Findings) -> dict[str, Any]:
    """A copy in which every list item, and every field of a top-level object, that breaks the schema is None.

    Places keep their numbers, so that paths still point to the same things in the file.
    """
    copy = _copy(content)
    for finding in broken.found:
        steps = finding.path
        places = [n for n, step in enumerate(steps) if isinstance(step, int)]
        cut = steps[: places[-1] + 1] if places else steps[:2]
        _blank(copy, cut)
    return copy


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copy(item) for name, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _blank(value: Any, path: Path) -> None:
    for step in path[:-1]:
        value = _step(value, step)
        if value is None:
            return
    if path and _step(value, path[-1]) is not None:
        value[path[-1]] = None


def _step(value: Any, step: str | int) -> Any:
    if isinstance(value, dict) and isinstance(step, str):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def each(holder: dict[str, Any] | None, name: str, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The sound items of the list `name` of `holder`, each with its path."""
    items = (holder or {}).get(name)
    for n, item in enumerate(items if isinstance(items, list) else ()):
        if item is not None:
            yield (*path, name, n), item


def names_in(content: dict[str, Any], name: str, key: str) -> list[tuple[Path, str]]:
    """What the items of a list call themselves, broken items included: a reference to one of those does resolve."""
    items = content.get(name)
    return [
        ((name, n, key), item[key])
        for n, item in enumerate(items if isinstance(items, list) else ())
        if isinstance(item, dict) and isinstance(item.get(key), str)
    ]
