"""A consultation as one file: read, cleaned, held against its schema, and checked beyond it."""

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path as File
from typing import Any

from app.dossier.checks import check_beyond_schema
from app.dossier.findings import Findings
from app.dossier.parts import sound_part
from app.dossier.reading import parse, read_bytes
from app.dossier.schema import check_schema


@dataclass(frozen=True)
class Package:
    """A package in which nothing is wrong. `content` is its JSON with cleaned texts; numbers keep their digits."""

    content: dict[str, Any]

    @property
    def id(self) -> str:
        """The id of the consultation, which is its slug unless it is replayed under another."""
        return str(self.content["consultation"]["id"])

    @property
    def zone(self) -> str:
        """The zone in which its days begin and end."""
        return str(self.content["consultation"].get("timezone", "UTC"))

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of what the package says, whatever the order of its names and its spaces."""
        text = json.dumps(
            self.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=json_number
        )
        return hashlib.sha256(text.encode()).hexdigest()


def read_package(file: File) -> Package:
    """Read and check the package in `file`. Raises Invalid with every error, each with its JSON path."""
    return check_package(read_bytes(file))


def check_package(data: bytes) -> Package:
    """Check the package in `data`. Raises Invalid with every error, each with its JSON path.

    Where the schema finds fault with some items, the other checks still look at all the rest.
    """
    content, findings = parse(data)
    broken = Findings()
    check_schema(content, broken)
    findings.found.extend(broken.found)
    if isinstance(content, dict):
        check_beyond_schema(content, sound_part(content, broken), findings)
    findings.raise_any()
    return Package(content)


def json_number(value: Any) -> int | float:
    """A decimal as JSON columns and hashes take it: 9.0 is a number like any other there."""
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} is not JSON")
    return int(value) if value == value.to_integral_value() else float(value)
