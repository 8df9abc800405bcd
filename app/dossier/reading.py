"""From bytes to clean JSON. What JSON allows and a package may not hold is found here, with its path."""

import json
import math
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path as File
from typing import Any

from app.dossier.findings import Finding, Findings, Path, invalid
from app.kernel.text.clean import clean

DEEPEST = 40


class Repeated(dict[str, Any]):
    """An object in which a name stands twice; which value was meant cannot be known."""

    names: tuple[str, ...] = ()


def read_bytes(file: File) -> bytes:
    """The bytes of a file. Raises Invalid in one sentence where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise whole(str(file), f"the file cannot be read ({error.strerror or 'unknown reason'})") from None


def parse(data: bytes) -> tuple[Any, Findings]:
    """The JSON value in `data` with every text cleaned, and what is wrong with it so far.

    Raises Invalid with one sentence where there is no JSON value at all: not UTF-8, not JSON, nested absurdly.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise whole(f"byte {error.start + 1}", "the file is not UTF-8") from None
    if text.startswith("\ufeff"):
        raise whole("byte 1", "the file begins with a byte order mark; save it as UTF-8 without one")
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise whole(f"line {error.lineno}, column {error.colno}", f"not JSON: {error.msg}") from None
    except RecursionError:
        raise whole("the file", "nested too deeply") from None
    except (ValueError, ArithmeticError):
        raise whole("the file", "a number in it has too many digits") from None
    if any(len(path) > DEEPEST for path, _ in _places(value, DEEPEST + 1)):
        raise whole("the file", f"nested more than {DEEPEST} levels deep")
    findings = Findings()
    _judge(value, findings)
    return _cleaned(value), findings


def whole(value: str, why: str) -> Exception:
    """The error about the file as a whole."""
    return invalid(Finding((), value, why))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    names = [name for name, _ in pairs]
    repeated = Repeated(found)
    repeated.names = tuple(name for name in found if names.count(name) > 1)
    return repeated


def _places(value: Any, deepest: int) -> Iterator[tuple[Path, Any]]:
    """Every value with its path, without recursion: the depth of the input is not ours to choose."""
    waiting: list[tuple[Path, Any]] = [((), value)]
    while waiting:
        path, found = waiting.pop()
        yield path, found
        if len(path) >= deepest:
            continue
        if isinstance(found, dict):
            waiting.extend(((*path, name), item) for name, item in reversed(found.items()))
        elif isinstance(found, list):
            waiting.extend(((*path, n), found[n]) for n in range(len(found) - 1, -1, -1))


def _judge(value: Any, findings: Findings) -> None:
    for path, found in _places(value, DEEPEST):
        if isinstance(found, str):
            try:
                clean(found, limit=None)
            except ValueError:
                findings.at(path, found, "half of a character (a lone surrogate)")
        elif isinstance(found, Repeated):
            for name in found.names:
                findings.at((*path, name), found[name], "this name stands more than once in its object")
        elif isinstance(found, float):
            findings.at(path, str(found), "not a number that JSON knows")
        elif isinstance(found, int | Decimal) and _too_large(found):
            findings.at(path, "a number", "too large")
        if isinstance(found, dict):
            for name in found:
                if any("\ud800" <= char <= "\udfff" for char in name):
                    findings.at((*path, name), name, "half of a character (a lone surrogate) in a name")


def _too_large(number: int | Decimal) -> bool:
    try:
        return math.isinf(float(number))
    except OverflowError:
        return True


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return clean(value, limit=None)
        except ValueError:
            return value
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {name: _cleaned(item) for name, item in value.items()}
    return value
