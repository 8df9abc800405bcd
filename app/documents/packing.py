"""Zip files that depend on nothing but their contents."""

from __future__ import annotations

import io
import zipfile

_FIRST = "[Content_Types].xml"


def repack(packed: bytes, replaced: dict[str, bytes] | None = None) -> bytes:
    """The same zip with its entries in a fixed order, with one fixed time and one way of compressing.

    Entries named in `replaced` get that content instead.

    Two exports of one document are then the same bytes, on whatever day and machine they were made.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != _FIRST, name)):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            content = (replaced or {}).get(name) or old.read(name)
            new.writestr(entry, content, compresslevel=6)
    return out.getvalue()
