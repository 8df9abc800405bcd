"""The buttons and sentences that the guides quote are those of the product."""

import re
from pathlib import Path

import pytest

from tests.docs.reading import ROOT, inline, name_of

GUIDES = [ROOT / "docs" / f"{name}.md" for name in ("members", "moderators", "secretariat")]
WORDS = " ".join(
    re.sub(r"%\(\w+\)s", "", path.read_text())
    for folder, ending in (("templates", "html"), ("app", "py"))
    for path in sorted((ROOT / folder).rglob(f"*.{ending}"))
)


def labels(document: Path) -> list[str]:
    """What stands in italics: a button, a link or a heading, without the dots for what differs."""
    found, inside = [], False
    for token in inline(document):
        if inside and token.type == "text":
            found.append(token.content.removesuffix("…").strip())
        inside = token.type == "em_open" or (inside and token.type != "em_close")
    return found


def sentences(document: Path) -> list[str]:
    """What is quoted whole: a sentence of the product, without the codes in it."""
    text = " ".join("".join(token.content or " " for token in inline(document)).split())
    return [re.sub(r"\bRT\d-\w\d+\b", "", quoted).strip() for quoted in re.findall(r"“([^”]+\.)”", text)]


@pytest.mark.parametrize("guide", GUIDES, ids=name_of)
def test_what_a_guide_quotes_stands_in_the_product(guide: Path) -> None:
    quoted = labels(guide) + sentences(guide)
    assert quoted
    assert not [words for words in quoted if words not in WORDS]


def test_a_label_that_does_not_exist_would_be_found() -> None:
    assert "Record this one" in WORDS
    assert "Record that one" not in WORDS
