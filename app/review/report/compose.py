"""The response report as a document: you said, we did. Pure: the same material gives the same tree."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from app.consultations.calendar import closes
from app.documents.numbering import roman
from app.documents.tree import (
    Align,
    Block,
    Cover,
    Document,
    Paragraph,
    Section,
    Table,
    Text,
    direction_of,
    words,
)
from app.documents.voices import Voices, code, document_words
from app.kernel.clock import local_day
from app.kernel.i18n import LANGUAGES, ngettext
from app.kernel.i18n import gettext as _
from app.review.report.answered import Answers
from app.review.report.changed import Changes
from app.review.report.material import Material, Raised, Voice
from app.review.report.words import (
    disposition_words,
    objection_words,
    promise_words,
    stance_words,
    type_words,
)
from app.web.render import written_date, written_deadline


@dataclass(frozen=True)
class Front:
    """What stands before what is counted: the words of people, in the language they wrote in, and who they are.

    `n` is the number of the report; without a moment it is a preview.
    """

    n: int = 1
    foreword: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Composer:
    """Puts one report together in the language of the moment. `site` is where the site can be reached."""

    material: Material
    language: str
    front: Front
    today: datetime
    site: str = ""
    changes: Changes = field(default_factory=Changes)

    @property
    def voices(self) -> Voices:
        """The two voices of the document."""
        return Voices(self.language, self.material.consultation.default_language)

    @property
    def zone(self) -> str:
        """Where the consultation's days are counted."""
        return self.material.consultation.timezone

    def document(self) -> Document:
        """Cover, summary and sections."""
        material = self.material
        answers = Answers(material, self.voices, self.changes, self.site)
        sections = [
            self._section("foreword", _("Foreword"), self._foreword()),
            self._section("asked", _("What was asked"), self._asked()),
            self._section("who", _("Who took part"), self._who()),
            self._section("figures", _("What was said and done, in figures"), self._figures()),
            *(answers.table(table) for table in material.tables),
            self._section("objections", _("Objections"), self._objections()),
            self._section("statement", _("The chair’s statement of consensus"), self._statement()),
        ]
        day = local_day(self.front.at or self.today, self.zone)
        return Document(
            cover=self._cover(),
            language=self.language,
            direction=direction_of(self.language),
            date=day,
            summary=tuple(self._said(sentence) for sentence in self._in_short()),
            body=tuple(
                replace(section, label=f"{roman(n)}.")
                for n, section in enumerate((each for each in sections if each.blocks), 1)
            ),
            words=document_words(),
        )

    def _section(self, name: str, title: str, blocks: tuple[Block, ...]) -> Section:
        return Section(name, (self.voices.ours(title),), "", blocks)

    def _said(self, sentence: str) -> Paragraph:
        return Paragraph((self.voices.ours(sentence),))

    def _aside(self, sentence: str) -> Paragraph:
        return Paragraph((self.voices.ours(sentence),), tone="aside")

    def _cover(self) -> Cover:
        consultation, round_, front = self.material.consultation, self.material.round, self.front
        masthead = consultation.masthead or {}
        original = LANGUAGES.get(consultation.default_language, consultation.default_language)
        distribution = masthead.get("distribution", "")
        status = _("Preview. Not published.")
        if front.at is not None:
            status = _("Published on %(day)s.") % {"day": written_date(front.at, self.zone)}
        facts: list[Text] = [(self.voices.ours(self._period()),)]
        if front.n > 1:
            facts.append((self.voices.ours(_("It takes the place of the response published before it.")),))
        suffix = f"/{front.n}" if front.n > 1 else ""
        return Cover(
            organ=masthead.get("organ") or consultation.convenor or consultation.title,
            symbol=f"{consultation.code}/{round_.code}/RESPONSE{suffix}",
            status=status,
            title=words(self.voices.exactly(round_.title)),
            subtitle=(self.voices.ours(_("Response to the round: what you said, and what was done")),),
            date_line=written_date(front.at or self.today, self.zone),
            facts=tuple(facts),
            notices=(
                (
                    self.voices.ours(
                        _("Every comment of the round is in it once, with the answer it was given.")
                    ),
                ),
            ),
            distribution=_("Distr.: %(distribution)s") % {"distribution": distribution}
            if distribution
            else "",
            original=_("Original: %(language)s") % {"language": original},
            session=masthead.get("session", ""),
        )

    def _period(self) -> str:
        round_ = self.material.round
        return _("Open from %(first)s until %(last)s.") % {
            "first": written_date(round_.opens_at, self.zone),
            "last": written_deadline(closes(round_), self.zone),
        }

    def _in_short(self) -> list[str]:
        material = self.material
        many = len(material.comments)
        said = [
            ngettext(
                "%(n)s comment was made on the texts of this round.",
                "%(n)s comments were made on the texts of this round.",
                many,
            )
            % {"n": many}
        ]
        if many and material.attributed:
            said[0] += " " + ngettext(
                "%(n)s delegation spoke.", "%(n)s delegations spoke.", material.delegations
            ) % {"n": material.delegations}
        done = material.counted("disposition")
        listed = [
            _("%(what)s: %(n)s") % {"what": label, "n": done[name]}
            for name, label in disposition_words().items()
            if done[name]
        ]
        if listed:
            said.append("; ".join(listed) + ".")
        return [" ".join(said)]

    def _foreword(self) -> tuple[Block, ...]:
        front = self.front
        if not front.foreword:
            return ()
        blocks: list[Block] = [
            Paragraph(self.voices.theirs(part))
            for part in front.foreword.split("\n\n")
            if part.strip()
        ]  # fmt: skip
        if front.by:
            blocks.append(Paragraph(self.voices.exactly(front.by), tone="aside"))
        return tuple(blocks)

    def _asked(self) -> tuple[Block, ...]:
        round_ = self.material.round
        blocks: list[Block] = []
        if round_.purpose:
            blocks.append(Paragraph(self.voices.theirs(round_.purpose)))
        if promise := promise_words(round_.promise):
            blocks.append(self._said(promise))
        texts = self.material.texts
        about = ngettext("It was about %(n)s text.", "It was about %(n)s texts.", texts) % {"n": texts}
        blocks.append(self._said(f"{self._period()} {about}"))
        return tuple(blocks)

    def _who(self) -> tuple[Block, ...]:
        material = self.material
        if not material.attributed:
            return (
                self._said(
                    _(
                        "The round was not for attribution: nobody who spoke is shown, and it is not counted for whom they spoke."
                    )
                ),
            )
        if not material.comments:
            return (self._said(_("Nobody commented.")),)
        caveat = _(
            "Whoever took part chose to. The figures say how much was said and by how many; they do not say how many others agree."
        )
        heads = (_("Constituency"), _("Delegations"), _("Commented"), _("Comments"))
        rows = [self._voice(voice) for voice in material.voices]
        if material.beside:
            none = self.voices.ours(_("For no delegation"))
            rows.append((words(none), (), (), words(str(material.beside))))
        table = self._table(
            "voices", _("Who commented, by constituency"), heads, tuple(rows), (46, 18, 18, 18), numbers=True
        )
        return (table, self._aside(caveat))

    def _voice(self, voice: Voice) -> tuple[Text, ...]:
        figures = (voice.delegations, voice.spoke, voice.comments)
        return (words(self.voices.named(voice.name, voice.name_i18n)), *(words(str(n)) for n in figures))

    def _figures(self) -> tuple[Block, ...]:
        if not self.material.comments:
            return ()
        kinds = (
            ("type", _("By type"), _("Type"), type_words()),
            ("stance", _("By stance"), _("Stance"), stance_words()),
            ("disposition", _("What became of them"), _("Answer"), disposition_words()),
        )
        tables = []
        for name, title, head, labels in kinds:
            counted = self.material.counted(name)
            rows = tuple(
                ((self.voices.ours(label),), words(str(counted[key])))
                for key, label in labels.items()
                if counted[key] or (name != "disposition")
            )
            tables.append(
                self._table(f"by-{name}", title, (head, _("Comments")), rows, (80, 20), numbers=True)
            )
        return tuple(tables)

    def _objections(self) -> tuple[Block, ...]:
        if not self.material.raised:
            return ()
        heads = (
            _("Objection"),
            _("What cannot be accepted, and what would remove it"),
            _("What became of it"),
        )
        rows = tuple(self._objection(raised) for raised in self.material.raised)
        return (self._table("objected", _("Every objection of the round"), heads, rows, (20, 42, 38)),)

    def _objection(self, raised: Raised) -> tuple[Text, ...]:
        voices = self.voices
        where = _("%(part)s, version %(n)s") % {"part": raised.anchor, "n": raised.version}
        steps = [part for step in raised.steps for part in (words("\n"), voices.theirs(step))]
        return (
            words(code(raised.code), "\n", code(raised.proposal), "\n", voices.ours(where), "\n",
                  self._name(raised.author.speaker)),
            words(voices.theirs(raised.reason, raised.language), "\n",
                  replace(voices.ours(_("It would be removed by:")), italic=True), " ",
                  voices.theirs(raised.removal, raised.language)),
            words(replace(voices.ours(objection_words(raised.state)), bold=True), *steps),
        )  # fmt: skip

    def _name(self, name: str) -> Text:
        return words(name)

    def _statement(self) -> tuple[Block, ...]:
        statement = self.material.statement
        if statement is None:
            return ()
        parts = [part for part in statement.words.split("\n\n") if part.strip()]
        by = ", ".join(filter(None, (statement.by, written_date(statement.issued_at, self.zone))))
        blocks: list[Block] = [Paragraph(self.voices.theirs(part)) for part in parts]
        if statement.listed:
            heads = (_("Objection"), _("Where it stood"), _("How it was addressed"))
            rows = tuple(
                (
                    words(code(one.objection), "\n", code(one.proposal)),
                    (self.voices.ours(objection_words(one.state)),),
                    words(self.voices.theirs(one.addressed)),
                )
                for one in statement.listed
            )
            caption = _("The objections and how each was addressed")
            blocks.append(self._table("stated", caption, heads, rows, (20, 20, 60)))
        return (*blocks, Paragraph(words(self.voices.exactly(by)), tone="aside"))

    def _table(
        self, name: str, caption: str, heads: tuple[str, ...], rows: tuple[tuple[Text, ...], ...],
        widths: tuple[int, ...], *, numbers: bool = False,
    ) -> Table:  # fmt: skip
        align: tuple[Align, ...] = ()
        if numbers:
            align = tuple("end" if n else "start" for n in range(len(heads)))
        return Table(
            id=name,
            caption=(self.voices.ours(caption),),
            header=tuple((self.voices.ours(head),) for head in heads),
            rows=rows,
            widths=widths,
            align=align,
        )
