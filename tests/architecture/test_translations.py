"""Every string of the interface is gathered, and what is translated keeps its places for names and numbers."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from app.kernel.i18n import LANGUAGES
from app.translations import PLURALS, gather, written

LOCALES = Path(__file__).parents[2] / "locales"
OTHERS = [language for language in LANGUAGES if language != "en"]
PLACES = re.compile(r"%\(\w+\)s|%\(\w+\)d|%s|%d")


def test_the_strings_are_gathered() -> None:
    assert (LOCALES / "messages.pot").read_bytes() == written(gather()), "run `make translations`"


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_keeps_the_places_of_its_original(language: str) -> None:
    with (LOCALES / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    for message in catalogue:
        if not message.id or not message.string:
            continue
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        known = {place for original in originals for place in PLACES.findall(original)}
        for string in filter(None, strings):
            assert set(PLACES.findall(string)) <= known, f"{language}: {string}"
            if not isinstance(message.id, tuple):
                assert set(PLACES.findall(string)) == known, f"{language}: {string}"


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_has_the_plural_forms_of_its_language(language: str) -> None:
    with (LOCALES / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    assert catalogue.num_plurals == PLURALS[language][0]
    for message in catalogue:
        if isinstance(message.string, tuple) and any(message.string):
            assert len(message.string) == PLURALS[language][0]
            assert all(message.string), f"{language}: {message.id}"
