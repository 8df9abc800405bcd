"""The fonts of documents: which files they are, and which characters they have.

They come with the Python packages of the lock file, so that a document looks the same on every machine; the fonts
of the machine are never used. An operator may add a folder of further fonts (COMMONSPACE_FONT_DIR).
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst

_PACKAGES = (
    ("fontpkg_noto_serif", "files"),
    ("fontpkg_amiri", "files"),
    ("cvttf_NotoSansCJK_Regular", ""),
)
_EXTENSIONS = frozenset({".ttf", ".otf", ".ttc", ".otc"})

SCRIPTS = {
    "Latin": "AaÉéÑñŒœ’“”–",
    "Cyrillic": "АаЖжЁёЫы",
    "Greek": "ΑαΩωΆά",
    "Arabic": "ابتةىپچ؟،",
    "Chinese": "国际移民發展中人的。，",
}
"""The scripts of the six official languages, and Greek, each by some characters that a font of it must have."""

_further: list[Path] = []


def use_fonts(folder: str) -> None:
    """Say at the start where further fonts are; nothing says that there are none."""
    named = [Path(folder)] if folder else []
    if named == _further:
        return
    _further[:] = named
    forget_fonts()


def forget_fonts() -> None:
    """Look for the fonts anew when they are next wanted."""
    font_files.cache_clear()
    book.cache_clear()
    characters.cache_clear()


@cache
def font_files() -> tuple[Path, ...]:
    """Every font file that documents may use, in one order on every machine."""
    found: list[Path] = []
    for folder in font_folders():
        found += sorted(path for path in folder.rglob("*") if path.suffix.lower() in _EXTENSIONS)
    return tuple(found)


def font_folders() -> Iterator[Path]:
    """The folders of these files, first those that come with the dependencies."""
    for package, inside in _PACKAGES:
        spec = find_spec(package)
        if spec is not None and spec.origin is not None:
            yield Path(spec.origin).parent / inside
    yield from (folder for folder in _further if folder.is_dir())


@cache
def book() -> typst.Fonts:
    """The same fonts, as the typesetter wants them; read once in a process."""
    import typst  # large, and wanted for drawings alone

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in font_folders()],
    )


@cache
def characters() -> frozenset[int]:
    """Every code point that one of the fonts has a glyph for."""
    found: set[int] = set()
    for path in font_files():
        found |= _characters_of(path.read_bytes())
    return frozenset(found)


def missing(text: Iterable[str]) -> tuple[str, ...]:
    """The characters for which no font has a glyph, each once, by code point. What is never drawn is not missing."""
    used = {ord(character) for character in set().union(*text)}
    lacking = (chr(point) for point in sorted(used - characters()))
    return tuple(character for character in lacking if not _is_silent(character))


def missing_scripts() -> tuple[str, ...]:
    """The scripts of the six official languages for which no font is found, in English."""
    return tuple(name for name, sample in SCRIPTS.items() if missing([sample]))


def name_of(character: str) -> str:
    """A character as people look it up: `U+0E01 THAI CHARACTER KO KAI`."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()


def _is_silent(character: str) -> bool:
    """Whether nothing is drawn for it: controls, marks of direction, joiners, selectors of a variant."""
    if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp"):
        return True
    point = ord(character)
    return (
        0xFE00 <= point <= 0xFE0F
        or 0xE0100 <= point <= 0xE01EF
        or point in (0x34F, 0x115F, 0x1160, 0x3164, 0xFFA0)
    )


def _characters_of(data: bytes) -> set[int]:
    """The code points in the `cmap` tables of a font file or collection (OpenType 1.9, formats 4 and 12)."""
    found: set[int] = set()
    for start in struct.unpack_from(f">{_u32(data, 8)}I", data, 12) if data[:4] == b"ttcf" else (0,):
        for n in range(_u16(data, start + 4)):
            record = start + 12 + 16 * n
            if data[record : record + 4] == b"cmap":
                found |= _mapped(data, _u32(data, record + 8))
    return found


def _mapped(data: bytes, cmap: int) -> set[int]:
    """What one `cmap` maps. A table of format 12 has all that one of format 4 has."""
    tables = {cmap + _u32(data, cmap + 8 + 8 * n) for n in range(_u16(data, cmap + 2))}
    found: set[int] = set()
    for table in tables:
        if _u16(data, table) == 12:
            for group in range(_u32(data, table + 12)):
                first, last, glyph = struct.unpack_from(">III", data, table + 16 + 12 * group)
                found.update(range(first + (glyph == 0), last + 1))
    if found:
        return found
    return found.union(*(_segments(data, table) for table in tables if _u16(data, table) == 4))


def _segments(data: bytes, table: int) -> set[int]:
    """Format 4: runs of code points, each with a shift to its glyphs or an offset to a list of them."""
    twice = _u16(data, table + 6)
    count = twice // 2
    lasts, firsts, shifts, offsets = (
        struct.unpack_from(f">{count}H", data, table + 14 + place)
        for place in (0, twice + 2, 2 * twice + 2, 3 * twice + 2)
    )
    found: set[int] = set()
    for n, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
        for point in range(first, min(last, 0xFFFE) + 1):
            glyph = point
            if offsets[n]:
                glyph = _u16(data, table + 16 + 3 * twice + 2 * n + offsets[n] + 2 * (point - first))
            if (glyph or not offsets[n]) and (glyph + shifts[n]) & 0xFFFF:
                found.add(point)
    return found


def _u16(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "big")


def _u32(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "big")
