"""Puts the outcome document together: cover, summary, body, annexes. Pure: the same material gives the same tree."""

from dataclasses import replace

from app.documents.numbering import texts
from app.documents.tree import Document, Section, direction_of
from app.documents.voices import document_words
from app.kernel.clock import local_day
from app.kernel.i18n import gettext as _
from app.outcome.annexes import annexes, numbered
from app.outcome.annexes.terms import glossary
from app.outcome.body import sections
from app.outcome.cover import cover_of
from app.outcome.material import Annexed, Material, newest
from app.outcome.summary import summary_of
from app.outcome.wording import Voices


def compose(material: Material, annexed: Annexed | None, language: str) -> Document:
    """The document tree of a consultation as it stands. While nothing is issued it is a working draft and says so.

    Without `annexed` it has no annexes: that is for the page of the site, which leads to each of them instead.
    """
    consultation = material.consultation
    voices = Voices(language, consultation.default_language)
    held = newest(material, annexed.comments, annexed.explanations) if annexed else newest(material, ())
    day = local_day(held, consultation.timezone)
    found = annexes(material, annexed, voices) if annexed else []
    document = Document(
        cover=cover_of(material, voices, day),
        language=language,
        direction=direction_of(language),
        date=day,
        summary=summary_of(material, voices),
        body=sections(material, voices),
        annexes=tuple(found),
        words=document_words(),
    )
    if annexed is None:
        return document
    used = glossary(said_in(document), voices)
    if used:
        found.append(Section("annex-terms", (voices.ours(_("Terms and acronyms")),), "", used))
    return replace(document, annexes=numbered(found))


def said_in(document: Document) -> str:
    """All words of a document below its cover, footnotes included, one text on each line."""
    return "\n".join(
        "".join(run.text for run in text) + "".join(" " + noted.text for run in text for noted in run.note)
        for text in texts(document)
    )


def word_count(document: Document) -> int:
    """How many words the summary and the body have, as the guide of the United Nations counts: without annexes.

    The guide is 8,500 words for a report of a secretariat and 10,700 for others (domain C1). A sign of Chinese or
    Japanese counts as a word.
    """
    return _words_in(said_in(replace(document, annexes=())))


def _words_in(text: str) -> int:
    signs = sum("\u3040" <= sign <= "\u9fff" for sign in text)
    spaced = "".join(" " if "\u3040" <= sign <= "\u9fff" else sign for sign in text)
    return signs + len([word for word in spaced.split() if any(sign.isalnum() for sign in word)])
