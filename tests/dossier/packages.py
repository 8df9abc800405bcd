"""The real package, and ways to spoil it."""

import copy
import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.dossier.package import Package, check_package
from app.kernel.errors import Invalid
from app.kernel.shipped import shipped

FILE = shipped("data") / "hld-2013.json"
Spoil = Callable[[dict[str, Any]], object]


@functools.cache
def _text() -> bytes:
    return FILE.read_bytes()


@functools.cache
def _content() -> dict[str, Any]:
    found = json.loads(_text())
    found["ballots"][0]["positions"] = found["ballots"][0]["positions"][:100]
    return found  # type: ignore[no-any-return]


@functools.cache
def real() -> Package:
    return check_package(_text())


def content() -> dict[str, Any]:
    """The package as plain JSON with its first hundred positions, for a test to do with as it likes."""
    return copy.deepcopy(_content())


def spoiled(spoil: Spoil) -> bytes:
    given = content()
    spoil(given)
    return json.dumps(given).encode()


@functools.cache
def small() -> Package:
    """The package as `content` gives it, read and checked."""
    return check_package(json.dumps(_content()).encode())


def written(folder: Path, data: bytes) -> Path:
    file = folder / "package.json"
    file.write_bytes(data)
    return file


def errors_of(data: bytes) -> list[str]:
    """Every error as the line the command prints."""
    try:
        check_package(data)
    except Invalid as error:
        return [f"{e.field}: {e.message}" for e in error.errors]
    return []
