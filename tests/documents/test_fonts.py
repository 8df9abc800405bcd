"""The fonts of documents: those of the dependencies, those of an operator, and what none of them has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.documents import fonts

NOTO, AMIRI, CJK = fonts._PACKAGES


@pytest.fixture
def only_latin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A site on which only one of the packages is installed."""
    monkeypatch.setattr(fonts, "_PACKAGES", (NOTO, ("fontpkg_that_is_not_there", "files")))
    fonts.forget_fonts()
    yield
    monkeypatch.undo()
    fonts.use_fonts("")
    fonts.forget_fonts()


def test_the_packages_show_every_official_language():
    assert fonts.missing_scripts() == ()
    assert [path.suffix for path in fonts.font_files()] == [".ttf"] * 6 + [".otf"]
    assert {ord("A"), ord("ж"), ord("ش"), ord("民"), 0x20021} & fonts.characters() == {
        ord("A"), ord("ж"), ord("ش"), ord("民"), 0x20021,
    }  # fmt: skip
    assert not {ord("ก"), 0x1F600, 0xE000} & fonts.characters()


def test_a_script_without_a_font_is_named(only_latin):
    assert fonts.missing_scripts() == ("Arabic", "Chinese")
    assert fonts.missing(["ا", "A", "ا民"]) == ("ا", "民")


def test_the_folder_of_the_operator_adds_fonts(only_latin):
    fonts.use_fonts(str(Path(fonts.find_spec(AMIRI[0]).origin).parent / AMIRI[1]))
    assert fonts.missing_scripts() == ("Chinese",)
    assert "Amiri" in fonts.book().families()


def test_fonts_of_the_machine_are_never_used():
    assert fonts.book().families() == ["Amiri", "Noto Sans CJK TC", "Noto Serif"]


def test_a_character_is_named_by_code_point_and_name():
    assert fonts.name_of("ก") == "U+0E01 THAI CHARACTER KO KAI"
    assert fonts.name_of("\ue000") == "U+E000"
    assert fonts.missing(["a\u200d\u2067\ufe0f\u00ad\u0000"]) == ()
