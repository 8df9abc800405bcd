"""Writes the paragraphs of one proposal, each with the field of the text that it comes from."""

from dataclasses import dataclass
from typing import Any

from app.documents.tree import Block, Letters, Paragraph, Run, Text, words
from app.drafting.content import Content
from app.outcome.footnotes import noted
from app.outcome.material import Material
from app.outcome.wording import Voices, closed, parts, prose


@dataclass(frozen=True)
class Pen:
    """Writes down `content`, the text of the proposal `code`. The origin of a paragraph is `CODE/field/paragraph-id`."""

    material: Material
    voices: Voices
    code: str
    content: Content

    def paragraph(self, field: str, *said: str | Run | Text, part: str = "") -> Paragraph:
        """A numbered paragraph."""
        origin = "/".join(filter(None, (self.code, field, part)))
        return Paragraph(words(*said), numbered=True, origin=origin)

    def lead(self, text: str) -> Run:
        """The words that open a paragraph and say what it is about."""
        run = self.voices.ours(text)
        return Run(run.text, italic=True, lang=run.lang, dir=run.dir)

    def prose(self, field: str, lead: str = "") -> list[Block]:
        """The paragraphs of a field, the first with its lead before it."""
        made: list[Block] = []
        for part, text in parts(self.content.get(field)):
            opening: Text = (self.lead(lead), Run(" ")) if lead and not made else ()
            made.append(self.paragraph(field, opening, self.voices.theirs(text), part=part))
        return made

    def letters(self, field: str, lead: str, items: list[Text]) -> list[Block]:
        """A numbered paragraph that opens a list, and the list; nothing where there is nothing to list."""
        return [self.paragraph(field, self.voices.ours(lead)), Letters(tuple(items))] if items else []

    def lettered(self, field: str, lead: str) -> list[Block]:
        """The items of a field as such a list."""
        items = [self.voices.theirs(closed(text)) for text in prose(self.content.get(field))]
        return self.letters(field, lead, items)

    def in_line(self, field: str, lead: str) -> list[Block]:
        """The items of a field in one paragraph, one after the other."""
        texts = prose(self.content.get(field))
        if not texts:
            return []
        text = closed("; ".join(text.rstrip(".;") for text in texts))
        return [self.paragraph(field, self.lead(lead), " ", self.voices.theirs(text))]

    def noted(self, text: Text, source: Any) -> Text:
        """A text with its source as a footnote."""
        return noted(text, source, self.material, self.voices)
