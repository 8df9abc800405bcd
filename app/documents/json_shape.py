"""The name and version of the JSON shape of a document, and its published schema."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FORMAT = "commonspace-document"
VERSION = 2


@cache
def schema_text() -> str:
    """The JSON Schema (2020-12) of a document, as it is published."""
    return Path(__file__).with_name("document.schema.json").read_text("utf-8")


def schema() -> dict[str, Any]:
    """The JSON Schema of a document as data."""
    found: dict[str, Any] = json.loads(schema_text())
    return found
