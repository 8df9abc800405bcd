"""The results of a ballot as a document. Pure: the same material gives the same tree."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.documents.numbering import roman
from app.documents.tree import (
    Align,
    Block,
    Cover,
    Document,
    Letters,
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
from app.voting.asked import rule_sentences
from app.voting.counting import NOT_VOTED, Counts
from app.voting.explanations.views import Explained
from app.voting.results.material import Material
from app.voting.results.measures import Will
from app.voting.results.views import Acting, names_without
from app.voting.results.words import agreed_words, apart_words, few_words, willing_heads
from app.voting.views import ProposalResult, Said
from app.voting.words import called_position
from app.web.render import written_date, written_deadline


@dataclass(frozen=True)
class Paper:
    """Puts the results of one ballot together in the language of the moment."""

    material: Material
    language: str

    @property
    def voices(self) -> Voices:
        """The two voices of the document."""
        return Voices(self.language, self.material.consultation.default_language)

    def document(self) -> Document:
        """Cover, what came out in short, and the sections."""
        tally = self.material.findings.tally
        sections = [
            self._section("rule", _("The rule"), self._rule()),
            self._section("electorate", _("The electorate"), self._electorate()),
            self._section("apart", _("Where constituencies differ most"), self._apart()),
            self._section("agreed", _("What the constituencies agree on"), self._agreed()),
            self._section("acting", _("Agreed, no lead"), self._no_lead()),
            self._section("results", _("What each proposal came to"), [self._result(r) for r in tally.results]),
            self._section("explanations", _("Explanations of position on the whole ballot"), self._explained(None)),
        ]  # fmt: skip
        kept = [each for each in sections if each.blocks]
        return Document(
            cover=self._cover(),
            language=self.language,
            direction=direction_of(self.language),
            date=local_day(self.material.closed_at, self.material.consultation.timezone),
            summary=tuple(self._said(sentence) for sentence in self._in_short()),
            body=tuple(
                Section(each.id, each.title, f"{roman(n)}.", each.blocks) for n, each in enumerate(kept, 1)
            ),
            words=document_words(),
        )

    def _section(self, name: str, title: str, blocks: Sequence[Block]) -> Section:
        return Section(name, (self.voices.ours(title),), "", tuple(blocks))

    def _said(self, sentence: str) -> Paragraph:
        return Paragraph((self.voices.ours(sentence),))

    def _heads(self, *titles: str) -> tuple[Text, ...]:
        return tuple((self.voices.ours(title),) for title in titles)

    def _cover(self) -> Cover:
        consultation, view = self.material.consultation, self.material.view
        masthead, ballot = consultation.masthead or {}, view.ballot
        original = LANGUAGES.get(consultation.default_language, consultation.default_language)
        closed = _("Closed at %(when)s.") % {"when": written_deadline(view.closes_at, consultation.timezone)}
        binding = _("What was adopted is a recommendation to pilot and binds no State.")
        if view.rule.is_secret:
            binding = _("A secret ballot adopts no text.")
        elif self.material.findings.tally.on_amendments:
            binding = _(
                "What was adopted of amendments enters its text, which is decided on afterwards; nothing binds a State."
            )
        notices: list[Text] = [(self.voices.ours(binding),)]
        if ballot.notes:
            notices.append(self.voices.exactly(ballot.notes))
        return Cover(
            organ=masthead.get("organ") or consultation.convenor or consultation.title,
            symbol=f"{consultation.code}/{ballot.code}/RESULTS",
            status=_("Declared void.") if view.void else closed,
            title=words(self.voices.exactly(ballot.title)),
            subtitle=(self.voices.ours(_("Results of the ballot")),),
            date_line=written_date(self.material.closed_at, consultation.timezone),
            facts=((self.voices.ours(closed),),) if view.void else (),
            notices=tuple(notices),
            original=_("Original: %(language)s") % {"language": original},
            session=masthead.get("session", ""),
        )

    def _members_asked(self) -> str:
        tally = self.material.findings.tally
        if tally.on_amendments:
            return ngettext(
                "%(n)s member was asked for a position on %(of)s texts and amendments.",
                "%(n)s members were asked for their positions on %(of)s texts and amendments.",
                len(tally.electorate),
            )
        return ngettext(
            "%(n)s member was asked for a position on %(of)s proposals.",
            "%(n)s members were asked for their positions on %(of)s proposals.",
            len(tally.electorate),
        )

    def _in_short(self) -> Iterable[str]:
        tally = self.material.findings.tally
        asked = ngettext(
            "%(n)s delegation was asked for its position on %(of)s proposals.",
            "%(n)s delegations were asked for their positions on %(of)s proposals.",
            len(tally.electorate),
        )
        if tally.on_amendments:
            asked = ngettext(
                "%(n)s delegation was asked for its position on %(of)s texts and amendments.",
                "%(n)s delegations were asked for their positions on %(of)s texts and amendments.",
                len(tally.electorate),
            )
        if self.material.view.by_members:
            asked = self._members_asked()
        yield asked % {"n": len(tally.electorate), "of": len(tally.results)}
        if self.material.view.rule.is_secret:
            sums = tally.outcomes()
            carried = sums["consensus"] + sums["adopted"]
            yield (
                _("%(carried)s carried, %(not_adopted)s not carried, %(no_quorum)s without a quorum.")
                % {**sums, "carried": carried}
            )
            yield from self.material.told
            return
        yield (
            _(
                "%(consensus)s by consensus, %(adopted)s adopted by a vote, %(not_adopted)s not adopted, %(no_quorum)s without a quorum."
            )
            % tally.outcomes()
        )
        yield from self.material.told

    def _rule(self) -> list[Block]:
        sentences = rule_sentences(self.material.view.rule)
        return [self._said(_("This was fixed before the first position.")), Letters(tuple((self.voices.ours(s),) for s in sentences))]  # fmt: skip

    def _electorate(self) -> list[Block]:
        rows = tuple(
            (words(name), words(str(len(seats))), words(", ".join(seated.name for seated in seats)))
            for name, seats in self.material.classes.items()
        )
        heads = self._heads(_("Constituency"), _("Number"), _("Delegations"))
        caption = (self.voices.ours(_("Who could give a position")),)
        return [Table("electorate-table", caption, heads, rows, (22, 10, 68), ("start", "end", "start"))]

    def _apart(self) -> list[Block]:
        findings = self.material.findings
        rows = tuple(
            (
                words(code(each.found.line.code)),
                self._title(each.found),
                (self.voices.ours(apart_words(each)),),
            )
            for each in findings.furthest
        )
        if not rows:
            return []
        caption = (self.voices.ours(_("The proposals on which two constituencies lie furthest apart")),)
        heads = self._heads(_("Proposal"), _("Title"), _("How they stand"))
        return [self._said(few_words(findings.few)), Table("apart-table", caption, heads, rows, (12, 40, 48))]

    def _agreed(self) -> list[Block]:
        made: list[Block] = []
        for group, some in self.material.findings.groups.items():
            if not some:
                continue
            named = [
                words(
                    code(found.line.code), f" ({names_without(found, together)})" if together.without else ""
                )
                for found, together in some
            ]
            head = self.voices.ours(f"{agreed_words(group)} ({len(some)}): ")
            made.append(Paragraph(words(head, _listed(named))))
        return made

    def _no_lead(self) -> list[Block]:
        findings = self.material.findings
        if not findings.asked:
            return []
        if not findings.no_lead:
            return [self._said(_("Each proposal that was adopted has a delegation that would lead a pilot."))]
        said = ngettext(
            "%(num)s proposal was adopted that no delegation would lead in a pilot:",
            "%(num)s proposals were adopted that no delegation would lead in a pilot:",
            len(findings.no_lead),
        ) % {"num": len(findings.no_lead)}
        codes = [words(code(found.line.code)) for found in findings.no_lead]
        return [Paragraph(words(self.voices.ours(f"{said} "), _listed(codes)))]

    def _result(self, found: ProposalResult) -> Section:
        line, result = found.line, found.result
        acting = self.material.acting_by_proposal.get(line.proposal_id, [])
        blocks: list[Block] = [
            *self._change(found),
            self._said(" ".join(result.why)),
            self._counts(found),
        ]
        blocks += [self._word(said) for said in (*found.objections, *found.reservations)]
        will = self.material.findings.wills.get(line.code)
        in_pilot = self._acting(acting) if acting else ()
        if will is not None and not self.material.view.rule.is_open:
            in_pilot = self._willing(will)
        if in_pilot:
            blocks.append(Paragraph(words(self.voices.ours(_("In a pilot.") + " "), in_pilot)))
        blocks += self._explained(line.proposal_id)
        return Section(f"result-{line.code}", self._title(found), line.code, tuple(blocks))

    def _change(self, found: ProposalResult) -> list[Block]:
        """The words that an amendment would put into its text, in the place of those that stood there."""
        put = self.material.amendments.get(found.line.code)
        if put is None:
            return []
        heads = ((_("It says:"), put.amendment.old), (_("It would say:"), put.amendment.new))
        told = [(head, words) for head, words in heads if words]
        if not put.amendment.new:
            told.append((_("It would be taken out."), ""))
        return [Paragraph((self.voices.ours(f"{head} "), *self.voices.exactly(said))) for head, said in told]

    def _acting(self, acting: Sequence[Acting]) -> Text:
        told = []
        for name, head in willing_heads().items():
            names = [each.name for each in acting if each.willing == name]
            if names:
                told.append(words(self.voices.ours(f"{head} ({len(names)}): "), ", ".join(names)))
        return _listed(told)

    def _willing(self, will: Will) -> Text:
        """How many would act, where nobody is named."""
        heads = willing_heads()
        return _listed([words(self.voices.ours(f"{heads[name]}: {n}")) for name, n in will.counted if n])

    def _counts(self, found: ProposalResult) -> Table:
        result = found.result
        names = [*(stance.name for stance in result.rule.stances), NOT_VOTED]
        titles = [
            *(called_position(stance.name).label for stance in result.rule.stances),
            _("No position"),
        ]

        def row(name: str, counts: Counts) -> tuple[Text, ...]:
            figures = counts.as_dict()
            return (words(name), *(words(str(figures.get(position, 0))) for position in names))

        rows = [row(result.names[key], counts) for key, counts in result.by_constituency.items()]
        ends: list[Align] = ["end"] * len(names)
        return Table(
            f"counts-{found.line.code}",
            (self.voices.ours(_("Positions on %(code)s") % {"code": found.line.code}),),
            self._heads(_("Constituency"), *titles),
            (row(_("All"), result.overall), *rows),
            (28, *(72 // len(names) or 1 for _name in names)),
            ("start", *ends),
        )

    def _word(self, said: Said) -> Paragraph:
        who = f"{said.name} ({said.constituency})" if said.name else _("One delegation")
        head = f"{who}, {called_position(said.position).told}: "
        answer: Text = ()
        if said.overruled:
            told = _("Overruled by %(who)s:") % {"who": said.overruled_by or _("the chair")}
            answer = (self.voices.ours(f" {told} "), *self.voices.exactly(said.overruled))
        return Paragraph(
            (self.voices.ours(head), *(self.voices.exactly(said.reason) or self._none()), *answer)
        )

    def _none(self) -> Text:
        return (self.voices.ours(_("No reason was recorded.")),)

    def _explained(self, proposal_id: int | None) -> list[Block]:
        return [self._explanation(each) for each in self.material.explained_by_proposal.get(proposal_id, [])]

    def _explanation(self, each: Explained) -> Paragraph:
        zone = self.material.consultation.timezone
        head = _("Explanation of %(name)s (%(constituency)s), %(moment)s, %(day)s") % {
            "name": each.name,
            "constituency": each.constituency,
            "moment": each.moment_words,
            "day": written_date(each.given_at, zone),
        }
        if each.withdrawn_at is not None:
            gone = _("taken back on %(day)s") % {"day": written_date(each.withdrawn_at, zone)}
            head = f"{head}, {gone}"
        return Paragraph((self.voices.ours(f"{head}: "), *self.voices.exactly(each.text, each.language)))

    def _title(self, found: ProposalResult) -> Text:
        if found.line.code in self.material.amendments:
            return (self.voices.ours(self.material.amendments[found.line.code].called),)
        return (self.voices.named(found.line.title, found.line.title_i18n),)


def _listed(parts: Sequence[Text]) -> Text:
    """Several texts one after the other, with a full stop at the end."""
    return words(*(words("; " if n else "", part) for n, part in enumerate(parts)), ".")
