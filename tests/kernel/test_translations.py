"""The catalogues: six Arabic plurals in their order, no placeholder lost, English where a string is not there."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from app.kernel.i18n import gettext, in_locale, ngettext, use_catalogues

FOLDER = Path(__file__).parents[2] / "locales"
CATALOGUES = sorted(FOLDER.glob("*.po"))


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda p: p.stem)
def test_no_translation_loses_or_invents_a_placeholder(path: Path) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem)
    wrong = []
    for message in catalogue:
        if not message.id:
            continue
        if isinstance(message.id, str):
            if placeholders(message.id) != placeholders(str(message.string)):
                wrong.append(message.id)
        elif any(
            not form or not placeholders(form) <= placeholders(message.id[1]) for form in message.string
        ):
            wrong.append(message.id[0])
    assert not wrong


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "لا مقترحات"), (1, "مقترح واحد"), (2, "مقترحان"), (3, "3 مقترحات"), (10, "10 مقترحات"),
        (11, "11 مقترحًا"), (99, "99 مقترحًا"), (100, "100 مقترح"), (102, "102 مقترح"), (111, "111 مقترحًا"),
    ],
)  # fmt: skip
def test_arabic_counts_in_six_forms(n: int, words: str) -> None:
    use_catalogues(FOLDER)
    with in_locale("ar"):
        assert ngettext("%(num)s proposal", "%(num)s proposals", n) % {"num": n} == words


def test_a_string_that_is_not_translated_is_english() -> None:
    use_catalogues(FOLDER)
    with in_locale("ar"):
        assert gettext("Nobody has translated this.") == "Nobody has translated this."
