"""Input is cleaned once, here, so that both databases store the same characters."""

import re
import unicodedata

from app.kernel.i18n import gettext as _

# Every control character (C0, DEL, C1) but tab and line feed.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LINE_ENDS = re.compile("\r\n|\r|\u2028|\u2029")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str, *, limit: int | None) -> str:
    """Return `text` as it will be stored.

    Line ends become line feeds, other control characters but tab disappear, the characters are composed (NFC).
    Raises ValueError with one sentence for the reader when the text holds half a character (a lone surrogate,
    which neither database can store) or is longer than `limit` characters.
    """
    if _SURROGATES.search(text):
        raise ValueError(_("This text contains a damaged character. Please type or paste it again."))
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    text = unicodedata.normalize("NFC", text)
    if limit is not None and len(text) > limit:
        raise ValueError(
            _("This text has %(length)s characters; at most %(limit)s fit here.")
            % {"length": len(text), "limit": limit}
        )
    return text


def clean_line(text: str, *, limit: int | None) -> str:
    """Like `clean`, for a value of one line: every run of white space becomes one space, the ends are trimmed."""
    return clean(" ".join(clean(text, limit=None).split()), limit=limit)
