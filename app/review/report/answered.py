"""What was said on each text and what was done: the part of the report with a line for everything that was said."""

from dataclasses import dataclass, replace

from app.discussion.models import DispositionCode
from app.discussion.views import CommentView
from app.documents.tree import Block, Paragraph, Run, Section, Table, Text, words
from app.documents.voices import Voices, closed, code
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.review.report.changed import Changes, runs_of
from app.review.report.material import Material, OnTable, OnText, Said
from app.review.report.words import disposition_words, silence_words, stance_words


@dataclass(frozen=True)
class Answers:
    """Writes the answers of one report. With `site` codes lead to their pages."""

    material: Material
    voices: Voices
    changes: Changes
    site: str = ""

    def table(self, table: OnTable) -> Section:
        """A roundtable: its texts one after the other; those on which nothing was said in one sentence."""
        silent = [text for text in table.texts if not text.said and not text.silence]
        blocks: list[Block] = [self._text(text) for text in table.texts if text.said or text.silence]
        if silent:
            codes = [part for text in silent for part in (", ", self._code(text.code))][1:]
            lead = self.voices.ours(_("Nothing was said on:"))
            blocks.append(Paragraph(words(lead, " ", *codes, ".")))
        name = self.voices.named(table.title, table.title_i18n)
        return Section(table.code, words(code(table.code), " ", name), "", tuple(blocks))

    def _text(self, text: OnText) -> Section:
        blocks: list[Block] = []
        if text.silence:
            blocks.append(Paragraph((self.voices.ours(silence_words(text.silence)),)))
        if text.said:
            many = ngettext("%(n)s comment.", "%(n)s comments.", text.count) % {"n": text.count}
            now = _("The text stands at version %(n)s.") % {"n": text.version}
            blocks.append(Paragraph((self.voices.ours(f"{many} {now}"),)))
            heads = (_("Comment"), _("You said"), _("We did"))
            blocks.append(
                Table(
                    id=f"said-{text.code}",
                    caption=words(
                        self.voices.ours(
                            _("What was said on %(code)s, and what was done") % {"code": text.code}
                        )
                    ),
                    header=tuple((self.voices.ours(head),) for head in heads),
                    rows=tuple(self._row(text, said) for said in text.said),
                    widths=(20, 38, 42),
                    row_headers=False,
                )
            )
        return Section(text.code, (self.voices.named(text.title, text.title_i18n),), text.code, tuple(blocks))

    def _row(self, text: OnText, said: Said) -> tuple[Text, ...]:
        return (self._who(said), self._what(said.comment), self._done(text, said.comment))

    def _who(self, said: Said) -> Text:
        first = said.comment
        about = _("in reply to %(code)s") % {"code": first.parent} if first.parent else first.anchor
        return words(
            self._place(first), "\n", first.speaker, "\n", self.voices.ours(about),
            *(part for other in said.alike for part in self._same(other)),
        )  # fmt: skip

    def _same(self, other: CommentView) -> Text:
        return words("\n", self.voices.ours(_("The same:")), " ", self._place(other), " ", other.speaker)

    def _what(self, comment: CommentView) -> Text:
        voices = self.voices
        stance = stance_words().get(comment.stance, comment.stance)
        text = words(replace(voices.ours(closed(stance)), italic=True), " ")
        if comment.exact:
            text = words(text, "“", voices.exactly(comment.exact), "” ")
        text = words(text, voices.theirs(comment.text, comment.language))
        if not comment.proposed_text:
            return text
        lead = replace(voices.ours(_("Proposed text:")), italic=True)
        return words(text, "\n", lead, " ", voices.theirs(comment.proposed_text, comment.language))

    def _done(self, text: OnText, comment: CommentView) -> Text:
        voices, answer = self.voices, comment.disposition
        if answer is None:
            return words(voices.ours(closed(disposition_words()[""])))
        label = disposition_words().get(answer.code, answer.code)
        done = words(replace(voices.ours(closed(label)), bold=True))
        if answer.reason:
            done = words(done, " ", voices.theirs(answer.reason))
        if answer.version is not None and answer.code != DispositionCode.WITHDRAWN:
            done = words(done, "\n", self._version(text.code, comment.version, answer.version))
            for pieces in self.changes.at(comment, self.material.contents, text.kind):
                done = words(done, "\n", self._marked(runs_of(pieces)))
        if answer.acknowledgement is not None and not answer.acknowledgement.satisfied:
            word = answer.acknowledgement.word
            said = _("The commenter is not satisfied:") if word else _("The commenter is not satisfied.")
            done = words(done, "\n", voices.ours(said), " " if word else "", voices.exactly(word))
        return done

    def _version(self, proposal: str, old: int, new: int) -> Run:
        """That a version resulted; it leads to the comparison of both."""
        said = self.voices.ours(_("Version %(n)s says so.") % {"n": new})
        if not self.site:
            return said
        here = f"{self.site}/{self.material.consultation.slug}/{proposal}"
        href = f"{here}/changes?from={old}&to={new}" if old != new else f"{here}/versions/{new}"
        return replace(said, href=href)

    def _marked(self, runs: Text) -> Text:
        """Words of the text in the language of the texts."""
        return tuple(
            replace(found, change=run.change) for run in runs for found in self.voices.exactly(run.text)
        )

    def _place(self, comment: CommentView) -> Run:
        """The code of a comment, which leads to it where it stands in the text."""
        found = self._code(comment.proposal)
        href = f"{found.href}#{comment.code}" if found.href else None
        return replace(code(comment.code), href=href, bold=True)

    def _code(self, text: str) -> Run:
        return replace(
            code(text), href=f"{self.site}/{self.material.consultation.slug}/{text}" if self.site else None
        )
