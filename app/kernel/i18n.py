"""The interface in the reader's language: GNU gettext catalogues, plain functions, one context for each request."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = {
    "en": "English",
    "fr": "français",
    "es": "español",
    "ar": "العربية",
    "zh": "中文",
    "ru": "русский",
}
DEFAULT = "en"

_locale: ContextVar[str] = ContextVar("locale", default=DEFAULT)
_folder: list[Path] = []


def use_catalogues(folder: Path) -> None:
    """Say once at the start where the catalogues are: `<folder>/<language>.po`."""
    # Each command says it: in one process the same catalogues, a second to read, are not read for each.
    if _folder != [folder]:
        _folder[:] = [folder]
        catalogue.cache_clear()


@cache
def catalogue(locale: str) -> NullTranslations:
    """The translations of one language; English, and a language without a catalogue, are the strings themselves."""
    path = _folder[0] / f"{locale}.po" if _folder else None
    if path is None or not path.is_file():
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=locale))
    compiled.seek(0)
    return GNUTranslations(compiled)


def current_locale() -> str:
    """The language of this request."""
    return _locale.get()


@contextmanager
def in_locale(locale: str) -> Iterator[None]:
    """Speak `locale` within the block."""
    token = _locale.set(locale)
    try:
        yield
    finally:
        _locale.reset(token)


def gettext(message: str) -> str:
    """`message` in the language of this request."""
    return catalogue(_locale.get()).gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The right plural for `n` in the language of this request."""
    return catalogue(_locale.get()).ngettext(one, many, n)


@cache
def direction(locale: str) -> str:
    """`rtl` or `ltr`."""
    return Locale.parse(locale).text_direction


def best_language(accept: str, offered: tuple[str, ...] = tuple(LANGUAGES)) -> str | None:
    """The first language of an Accept-Language header that is offered, by its weights (RFC 9110, 12.5.4)."""
    wishes = []
    for place, part in enumerate(accept.split(",")):
        name, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        wishes.append((-weight, place, name.strip().lower().split("-")[0]))
    return next((name for _, _, name in sorted(wishes) if name in offered), None)
