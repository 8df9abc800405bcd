"""What the columns of the file and what stands in them are called, in the reader's language and in the others."""

from functools import lru_cache

from app.kernel.i18n import LANGUAGES, current_locale, in_locale
from app.kernel.i18n import gettext as _
from app.kernel.text.fold import fold
from app.voting.conditions import Rule
from app.voting.words import called_position, willing_words

NEEDED = ("ballot", "delegation", "code", "version", "position")


def column_words() -> dict[str, str]:
    """The columns of the file in their order, each with its heading."""
    return {
        "code": _("Code"),
        "title": _("Title"),
        "version": _("Version"),
        "position": _("Position"),
        "reason": _("Reason"),
        "willing": _("In a pilot"),
        "ballot": _("Ballot"),
        "delegation": _("Delegation"),
        "turn": _("Turn"),
    }


def headings() -> dict[str, str]:
    """The column of each heading, folded: as it is called here, in the other languages and for programs."""
    found: dict[str, str] = {}
    for locale in dict.fromkeys((current_locale(), *LANGUAGES)):
        for word, name in _headings(locale).items():
            found.setdefault(word, name)
    return found


@lru_cache(maxsize=32)
def _headings(locale: str) -> dict[str, str]:
    with in_locale(locale):
        words = column_words()
    return {fold(name): name for name in words} | {fold(word): name for name, word in words.items()}


def position_words(rule: Rule) -> dict[str, str]:
    """The position of each word, folded: the name it has for programs, and what it is called in any of the languages."""
    found = {fold(stance.name): stance.name for stance in rule.offered}
    for locale in dict.fromkeys((current_locale(), *LANGUAGES)):
        with in_locale(locale):
            for stance in rule.offered:
                found.setdefault(fold(called_position(stance.name).label), stance.name)
    return found


def would_words() -> dict[str, str]:
    """What a delegation would do for a pilot, by each word for it, folded."""
    found: dict[str, str] = {}
    for locale in dict.fromkeys((current_locale(), *LANGUAGES)):
        with in_locale(locale):
            for name, word in willing_words():
                found.setdefault(fold(name), str(name))
                found.setdefault(fold(word), str(name))
    return found
