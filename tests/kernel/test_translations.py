"""The catalogues speak: six Arabic plurals in their order, English where a string is not there."""

from pathlib import Path

import pytest

from app.kernel.i18n import gettext, in_locale, ngettext, use_catalogues

FOLDER = Path(__file__).parents[2] / "locales"


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
