"""The documents as their readers see them: commands, links, addresses, headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
DOCUMENTS = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md")))
SHELL = ("", "sh", "bash", "shell")


@dataclass(frozen=True)
class Command:
    """A command as it stands in a code block; `answers` is the status that its comment announces."""

    text: str
    answers: int | None = None


def name_of(document: Path) -> str:
    """The document's path as a reader of the project knows it."""
    return document.relative_to(ROOT).as_posix()


def tokens(document: Path) -> list[Token]:
    """The document as a flat list of Markdown tokens."""
    return MarkdownIt("commonmark").enable("table").parse(document.read_text())


def inline(document: Path) -> Iterator[Token]:
    """What stands within the lines: text, code, links, images."""
    for token in tokens(document):
        yield from token.children or ()


def commands(document: Path) -> list[Command]:
    """Every command of the document's code blocks, in order; a line that ends in a backslash goes on in the next."""
    found: list[Command] = []
    for token in tokens(document):
        if token.type == "code_block" or (token.type == "fence" and token.info.strip() in SHELL):
            answers = None
            for line in token.content.replace("\\\n", " ").splitlines():
                words = line.strip()
                if announced := re.fullmatch(r"# answers (\d{3})", words):
                    answers = int(announced[1])
                elif words and not words.startswith("#"):
                    found.append(Command(words, answers))
                    answers = None
    return found


def code_words(document: Path) -> list[str]:
    """What stands between backticks."""
    return [token.content for token in inline(document) if token.type == "code_inline"]


def links(document: Path) -> list[str]:
    """Where its links lead and its images are."""
    targets = [(token.attrGet("href") or token.attrGet("src")) for token in inline(document)]
    return [str(target) for target in targets if target]


def anchors(document: Path) -> set[str]:
    """The anchors of its headings, as forges make them."""
    parts = tokens(document)
    return {
        re.sub(r"[^\w\- ]", "", parts[place + 1].content.lower()).replace(" ", "-")
        for place, token in enumerate(parts)
        if token.type == "heading_open"
    }
