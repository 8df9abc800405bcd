"""The sections of a progress report: the pilot, its light, milestones, values, reports and steps."""

from datetime import date

from app.consultations.models import Consultation
from app.documents.tree import (
    Align,
    Block,
    Figure,
    Letters,
    Note,
    Notes,
    Paragraph,
    Run,
    Section,
    Table,
    Text,
    words,
)
from app.drafting.models import Kind
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.outcome.wording import Voices
from app.pilots.figures import MeasuredFigures, Row, measured_figures
from app.pilots.reckoning import light_criteria
from app.pilots.views import Party, PilotPage, Report, ReportDue, Step, Tried
from app.pilots.wording import follow_up_name, light_name, stage_name, step_name
from app.web.charts import drawing
from app.web.render import written_date


class Sections:
    """The sections of one report; everything they say is in the language of the document."""

    def __init__(
        self, consultation: Consultation, page: PilotPage, language: str, today: date, base_url: str
    ) -> None:
        self.consultation = consultation
        self.page = page
        self.line = page.line
        self.language = language
        self.today = today
        self.home = f"{base_url}/{consultation.slug}" if base_url else ""
        self.voices = Voices(language, consultation.default_language)
        self.measured = [measured_figures(found) for found in page.benchmarks]

    def lights(self) -> list[str]:
        """The computed light and the reporter's own, and that they differ."""
        computed = _("By its figures and dates: %(light)s.") % {"light": light_name(self.page.light)}
        own = self.page.own_light
        if not own:
            return [computed]
        said = [computed, _("By its own report: %(light)s.") % {"light": light_name(own)}]
        return said if own == self.page.light else [*said, _("The two differ.")]

    def about(self) -> tuple[Block, ...]:
        line = self.line
        ends = written_date(line.ends) if line.ends else _("a day still to be set")
        blocks: list[Block] = [
            self._numbered(_("It runs from %(start)s to %(end)s.") % {"start": written_date(line.starts), "end": ends})
        ]  # fmt: skip
        for kind, lead in (
            (Kind.MECHANISM, _("It tries these recommended mechanisms:")),
            (Kind.BENCHMARK, _("It reports against these benchmarks:")),
        ):
            if found := [tried for tried in line.tries if tried.kind == kind]:
                blocks += [self._numbered(lead), Letters(tuple(self._tried(each) for each in found))]
        heads = (_("Delegation"), _("Part"), _("Since"), _("Until"))
        rows = tuple(self._party(party) for party in line.parties if not party.invited)
        if rows:
            blocks.append(self._table("parties", _("Who takes part"), heads, rows, (40, 20, 20, 20)))
        return tuple(blocks)

    def _party(self, party: Party) -> tuple[Text, ...]:
        until = written_date(party.left_on) if party.left_on else ""
        return (
            words(self.voices.named(party.name, party.name_i18n)),
            self.said(_("leads") if party.lead else _("partner")),
            self.said(written_date(party.joined_on) if party.joined_on else ""),
            words(self.said(until), ". " if until and party.reason else "", self.voices.exactly(party.reason)),
        )  # fmt: skip

    def light(self) -> tuple[Block, ...]:
        criteria = tuple(self.said(sentence) for _light, sentence in light_criteria())
        return (
            self._numbered(" ".join(self.lights())),
            self._numbered(_("The light of the figures is computed from dates and values alone, by these criteria:")),
            Letters(criteria),
        )  # fmt: skip

    def milestones(self) -> tuple[Block, ...]:
        if not self.line.steps:
            return (self._numbered(_("No milestone has been set.")),)
        heads = (_("Milestone"), _("Due"), _("State"), _("Remarks"))
        rows = tuple(self._milestone(step) for step in self.line.steps)
        return (self._table("milestone-table", _("Milestones by day"), heads, rows, (36, 18, 16, 30)),)

    def _milestone(self, step: Step) -> tuple[Text, ...]:
        said = []
        if step.completed:
            said.append(_("Met on %(day)s.") % {"day": written_date(step.completed)})
        if step.days_late:
            late = ngettext("%(n)s day late.", "%(n)s days late.", step.days_late)
            said.append(late % {"n": step.days_late})
        if step.moved_to:
            said.append(_("Moved to %(day)s.") % {"day": written_date(step.moved_to)})
        remarks = self.said(" ".join(said))
        return (
            self.voices.exactly(step.title),
            self.said(written_date(step.due)),
            self.said(stage_name(step.stage)),
            words(remarks, " " if remarks and step.note else "", self.voices.exactly(step.note or "")),
        )

    def values(self) -> tuple[Block, ...]:
        if not self.measured:
            return (self._numbered(_("This pilot reports against no benchmark.")),)
        legend = _(
            "In the drawings a filled mark is a value that another has verified, or that a published source gives; a hollow one is neither. The dashed line leads from the baseline (open diamond) to the target (filled diamond)."
        )
        return (self._numbered(legend), *[self._benchmark(each) for each in self.measured])

    def _benchmark(self, found: MeasuredFigures) -> Section:
        aims = " ".join(filter(None, (found.figures.words, found.figures.better, found.due)))
        blocks: list[Block] = [self._numbered(aims)]
        if found.chart is not None:
            caption = _("%(code)s, in %(unit)s") % {"code": found.code, "unit": found.unit}
            names = [
                (_("squares, %(where)s") if line.square else _("circles, %(where)s")) % {"where": line.name}
                for line in found.chart.lines
            ]
            blocks.append(
                Figure(
                    f"chart-{found.code}",
                    drawing(found.chart),
                    f"{found.title}. {found.chart.words}",
                    self.said("; ".join([caption, *names]) + "."),
                )
            )
        if found.rows:
            heads = (_("Period"), _("Value"), _("Where"), _("Source"), _("Reported and verified"))
            rows = tuple(self._value(row) for row in found.rows)
            caption = _("Values of %(code)s, in %(unit)s") % {"code": found.code, "unit": found.unit}
            aligned: tuple[Align, ...] = ("start", "end", "start", "start", "start")
            blocks.append(
                self._table(f"values-{found.code}", caption, heads, rows, (14, 12, 14, 22, 38), aligned)
            )
        else:
            blocks.append(self._numbered(_("Nothing has been measured yet.")))
        return Section(
            found.code, (self.voices.named(found.title, found.title_i18n),), found.code, tuple(blocks)
        )

    def _value(self, row: Row) -> tuple[Text, ...]:
        value = row.value
        source: Text = (Run(value.source, code=True, href=f"#source-{value.source}"),) if value.listed and value.source else ()  # fmt: skip
        if not source:
            kind = _("illustrative") if value.basis == "illustrative" else _("real")
            source = self.voices.exactly(value.source) if value.source else self.said(kind)
        corrected = "" if value.stands else _("This value no longer stands.")
        said = value.checked or value.asked
        remarks = [
            self.said(" ".join(filter(None, (corrected, row.correction)))),
            self.voices.exactly(value.reason or ""),
            self.said(row.reported),
            self.said(row.checked),
            self.voices.exactly(said.note if said else ""),
            self.said(row.timing),
            self.voices.exactly(value.note or ""),
        ]
        told: Text = ()
        for remark in filter(None, remarks):
            told = words(told, " " if told else "", remark)
        return (
            self.voices.exactly(value.period),
            self.said(row.shown),
            self.said(row.where),
            source,
            told,
        )

    def reports(self) -> tuple[Block, ...]:
        if not self.line.reports:
            return (self._numbered(_("No periods of reporting have been agreed.")),)
        heads = (_("Period"), _("Due"), _("State"))
        rows = tuple(self._due(each) for each in self.line.reports)
        table = self._table("report-table", _("Periods and reports"), heads, rows, (40, 25, 35))
        return (table, *[self._report(each) for each in self.page.reports])

    def _due(self, report: ReportDue) -> tuple[Text, ...]:
        state = stage_name(report.stage)
        if report.days_late:
            late = ngettext("%(n)s day late", "%(n)s days late", report.days_late)
            state = f"{state}, {late % {'n': report.days_late}}"
        return (self.said(self._period(report)), self.said(written_date(report.due)), self.said(state))

    def _report(self, report: Report) -> Section:
        parts = (
            (_("Progress."), report.narrative),
            (_("Risks and issues."), report.risks),
            (_("Steps to recover."), report.recovery),
            (_("Resources."), report.resources),
        )
        signed = _("Submitted on %(day)s by %(who)s, who sees the pilot so: %(light)s.") % {
            "day": written_date(report.at, self.consultation.timezone),
            "who": report.by,
            "light": light_name(report.light),
        }
        blocks: list[Block] = [self._numbered(signed)]
        for lead, text in parts:
            for n, piece in enumerate(filter(None, text.split("\n\n"))):
                head = words(Run(lead, italic=True), " ") if n == 0 else ()
                blocks.append(Paragraph(words(head, self.voices.theirs(piece)), numbered=True))
        return Section(
            f"report-{report.of.n}", self.said(self._period(report.of)), str(report.of.n), tuple(blocks)
        )

    def steps(self) -> Table:
        heads = (_("Day"), _("Step"), _("By"), _("Reason"))
        rows = []
        for step in self.page.taken:
            recommends = follow_up_name(step.follow_up)
            reason = words(
                self.voices.exactly(step.reason),
                " " if step.reason and step.lessons else "",
                self.voices.exactly(step.lessons),
            )
            if recommends:
                said = _("It recommends: %(what)s.") % {"what": recommends}
                reason = words(reason, " " if reason else "", self.said(said))
            day = written_date(step.at, self.consultation.timezone)
            by = step.by or _("the platform")
            rows.append((self.said(day), self.said(step_name(step.verb)), self.said(by), reason))
        return self._table("step-table", _("Steps by day"), heads, tuple(rows), (18, 20, 26, 36))

    def sources(self) -> Notes:
        return Notes(
            tuple(
                Note(
                    source.code,
                    words(
                        self.voices.exactly(source.title),
                        ". ",
                        ", ".join(filter(None, (source.publisher, str(source.year or "")))),
                        words(". ", Run(source.url, href=source.url)) if source.url else "",
                    ),
                    f"source-{source.code}",
                )
                for source in self.page.sources
            )
        )

    def _tried(self, tried: Tried) -> Text:
        href = f"{self.home}/{tried.code}" if self.home else None
        return words(
            Run(tried.code, code=True, href=href), " ", self.voices.named(tried.title, tried.title_i18n)
        )

    def names(self, parties: tuple[Party, ...]) -> str:
        return ", ".join(party.name_i18n.get(self.language) or party.name for party in parties)

    def _period(self, report: ReportDue) -> str:
        return _("%(first)s to %(last)s") % {
            "first": written_date(report.starts),
            "last": written_date(report.ends),
        }

    def said(self, text: str) -> Text:
        return (self.voices.ours(text),) if text else ()

    def _numbered(self, text: str) -> Paragraph:
        return Paragraph(self.said(text), numbered=True)

    def section(self, name: str, title: str, blocks: tuple[Block, ...]) -> Section:
        return Section(name, self.said(title), "", blocks)

    def _table(
        self, name: str, caption: str, heads: tuple[str, ...], rows: tuple[tuple[Text, ...], ...],
        widths: tuple[int, ...], align: tuple[Align, ...] = (),
    ) -> Table:  # fmt: skip
        return Table(name, self.said(caption), tuple(self.said(head) for head in heads), rows, widths, align)
