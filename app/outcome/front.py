"""The front matter of the document: its parts in their order, and what stands above each (domain C1).

They come after the summary and before the first roundtable; their paragraphs have no numbers.
"""

from enum import StrEnum

from app.kernel.i18n import gettext as _

LONGEST = 200_000
"""The most characters that a part of the front matter may have."""


class Part(StrEnum):
    """A part of the front matter. Its place in this list is its place in the document."""

    FOREWORD = "foreword"
    INTRODUCTION = "introduction"
    METHOD = "method"
    THANKS = "thanks"


def part_title(part: str) -> str:
    """The heading of a part, in the language of the moment."""
    return {
        Part.FOREWORD: _("Foreword"),
        Part.INTRODUCTION: _("Introduction"),
        Part.METHOD: _("How this list was drawn up"),
        Part.THANKS: _("Acknowledgements"),
    }[Part(part)]


def part_hint(part: str) -> str:
    """What a part is for, for whoever writes it."""
    return {
        Part.FOREWORD: _("One page at most, signed by the chair or the host."),
        Part.INTRODUCTION: _("What the consultation was about, its mandate, and what the reader finds here."),
        Part.METHOD: _(
            "Who proposed, who commented, who decided, and how the representative group selected."
        ),
        Part.THANKS: _("Those without whom there would be no list."),
    }[Part(part)]


def word_count(text: str) -> int:
    """How many words a text has, as the page counts them: runs of characters between white space."""
    return len(text.split())
