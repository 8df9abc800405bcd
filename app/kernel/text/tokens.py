"""Text as words: what comparing and merging work on."""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

# Scripts written without spaces between words: there every character is a word of its own.
_SINGLE = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303b\u3041-\u30ff\u3100-\u312f\u3190-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\u0e01-\u0e3a\u0e40-\u0e4e\u0e80-\u0eff\u1000-\u109f"
    "\u1780-\u17ff\U00020000-\U0003ffff"
)


class Token(NamedTuple):
    """A word or a sign, with the white space that follows it. The first token of a text may be white space alone."""

    word: str
    space: str


@cache
def _pattern() -> re.Pattern[str]:
    """Words (numbers, codes such as RT1-M1, apostrophes and combining marks included), single characters, signs; then white space."""
    # Python's \w leaves combining marks out, which would cut Hindi and pointed Arabic words to pieces.
    marks = "".join(
        chr(c) for c in range(0x300, 0xFFFF) if unicodedata.category(chr(c)) in ("Mn", "Mc", "Me", "Cf")
    )
    letter = rf"(?:(?![{_SINGLE}])[\w{re.escape(marks)}])"
    word = rf"\d+(?:[.,-]\d+)*(?![\w-])|{letter}+(?:['’‑-]{letter}+)*|[{_SINGLE}]|\S"
    return re.compile(rf"({word})(\s*)", re.UNICODE)


def tokens(text: str) -> list[Token]:
    """`text` cut into tokens; joined again, word and space by turns, they are exactly `text`."""
    found = [Token(match[1], match[2]) for match in _pattern().finditer(text)]
    lead = text[: len(text) - len(text.lstrip())]
    return [Token("", lead), *found] if lead else found


def join(parts: list[Token]) -> str:
    """The text the tokens came from."""
    return "".join(word + space for word, space in parts)
