"""The figures in a text: every number with its sign, and the signs of money and of shares."""

import unicodedata

_SIGNS = "-−+±<>≤≥≈~"
_INSIDE = ".,:/'’\u00a0\u202f\u2009"
_SHARES = "%‰"


def figures_in(text: str) -> list[str]:
    """Every figure of a text in its order, as it is written. Digits of any script count, fractions and raised ones too."""
    found: list[str] = []
    run = ""
    for place, char in enumerate(text):
        if _is_digit(char):
            run = run or _sign_before(text, place)
            run += char
        elif run and char in _INSIDE and place + 1 < len(text) and _is_digit(text[place + 1]):
            run += char
        else:
            if run:
                found.append(run)
                run = ""
            if char in _SHARES or unicodedata.category(char) == "Sc":
                found.append(char)
    return [*found, run] if run else found


def _is_digit(char: str) -> bool:
    return char.isdigit() if char.isascii() else unicodedata.category(char).startswith("N")


def _sign_before(text: str, place: int) -> str:
    """The sign of a number; a dash between two figures or within a word is none."""
    if not place or text[place - 1] not in _SIGNS:
        return ""
    before = text[place - 2] if place > 1 else " "
    return "" if before.isalnum() else text[place - 1]
