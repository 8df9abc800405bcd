"""The terms and acronyms that occur in the document, with what they mean."""

import re

from app.documents.tree import Block, Table, Text, words
from app.kernel.i18n import gettext as _
from app.outcome.annexes.parts import heads
from app.outcome.glossary import acronyms, terms
from app.outcome.wording import Voices


def glossary(said: str, voices: Voices) -> tuple[Block, ...]:
    """Those of the shipped lists that occur in `said`, all the words of the document: first terms, then acronyms."""
    folded = said.casefold()
    used = [(term, meaning) for term, meaning in terms() if term.casefold() in folded]
    short = [pair for pair in acronyms() if re.search(rf"\b{re.escape(pair[0])}s?\b", said)]
    made: list[Block] = []
    for name, caption, first, second, found in (
        ("terms", _("Terms as this document uses them"), _("Term"), _("Meaning"), used),
        ("acronyms", _("Acronyms"), _("Acronym"), _("Written out"), short),
    ):
        if found:
            rows: tuple[tuple[Text, ...], ...] = tuple(
                (words(voices.ours(term)), words(voices.ours(meaning))) for term, meaning in found
            )
            made.append(Table(name, (voices.ours(caption),), heads(voices, first, second), rows, (24, 76)))
    return tuple(made)
