"""Whether two names may be one body's: in another order, with a letter more or less, in another language. Pure.

It only asks. Two bodies are never made one by it: nearly the same name is no proof.
"""

import re
from difflib import SequenceMatcher

from app.kernel.text.fold import fold

ALIKE = 0.8
# Words that say nothing about which body it is, in the languages that are written in Latin letters.
_LITTLE_WORDS = "the of for and de la le les du des d l el los las del y et"
_LITTLE = frozenset(_LITTLE_WORDS.split())


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name that tell it from others, in order of the alphabet, without signs and brackets."""
    bare = re.sub(r"\([^)]*\)", " ", fold(name)) if not name.strip().startswith("(") else fold(name)
    words = re.findall(r"[^\W_]+", bare)
    return tuple(sorted(word for word in words if word not in _LITTLE) or sorted(words))


def likeness(mine: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    """How alike two names are by their words: 1 for the same words, 0 for what is below `ALIKE` at first sight."""
    if mine == theirs:
        return 1.0
    compared = SequenceMatcher(None, " ".join(mine), " ".join(theirs), autojunk=False)
    return compared.ratio() if compared.real_quick_ratio() >= ALIKE else 0.0
