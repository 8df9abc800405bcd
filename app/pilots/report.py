"""The progress report of a pilot as a document: what was planned, met and measured, and how it is seen."""

import re

from sqlmodel import Session

from app.consultations.models import Consultation
from app.documents.numbering import roman
from app.documents.tree import (
    Block,
    Cover,
    Document,
    Paragraph,
    Section,
    Text,
    Words,
    direction_of,
)
from app.kernel.actor import ANONYMOUS
from app.kernel.clock import local_day, now
from app.kernel.i18n import LANGUAGES, in_locale, ngettext
from app.kernel.i18n import gettext as _
from app.pilots.queries import visible_pilot
from app.pilots.report_parts import Sections
from app.pilots.rules import voluntary
from app.pilots.wording import state_name
from app.web.render import written_date


def progress_document(
    db: Session, consultation: Consultation, pilot: str, language: str | None = None, *, base_url: str = ""
) -> Document:
    """The progress report of the pilot of this code, as the clock and the records have it today.

    It holds what everybody may read, whoever asks. With `base_url` codes lead to their pages. NotFound for a pilot
    that is not there.
    """
    language = language or consultation.default_language
    with in_locale(language):
        page = visible_pilot(db, consultation, ANONYMOUS, pilot)
        today = local_day(now(db), consultation.timezone)
        return _Writer(consultation, page, language, today, base_url).document()


def file_name(consultation: Consultation, pilot: str, language: str, extension: str) -> str:
    """What the file is called: the symbol of the report, without slashes."""
    symbol = re.sub(r"[^A-Za-z0-9]+", "-", f"{consultation.code}-{pilot}-progress").strip("-")
    suffix = f".{language}" if language != consultation.default_language else ""
    return f"{symbol}{suffix}.{extension}"


class _Writer(Sections):
    """Puts one report together."""

    def document(self) -> Document:
        """Cover, summary and sections."""
        sections = [
            self.section("pilot", _("The pilot"), self.about()),
            self.section("light", _("How it stands"), self.light()),
            self.section("milestones", _("Milestones"), self.milestones()),
            self.section("measured", _("What was measured"), self.values()),
            self.section("reports", _("Progress reports by period"), self.reports()),
        ]
        if self.page.taken:
            sections.append(self.section("steps", _("Steps of the pilot"), (self.steps(),)))
        if self.page.sources:
            sections.append(self.section("sources", _("Sources"), (self.sources(),)))
        return Document(
            cover=self._cover(),
            language=self.language,
            direction=direction_of(self.language),
            date=self.today,
            summary=self._summary(),
            body=tuple(
                Section(each.id, each.title, f"{roman(n)}.", each.blocks)
                for n, each in enumerate(sections, 1)
            ),
            words=Words(
                summary=_("Summary"),
                contents=_("Contents"),
                annexes=_("Annexes"),
                paragraph=_("Paragraph"),
                paragraphs=_("Paragraphs"),
                page=_("Page"),
                page_of=_("Page {page} of {pages}"),
                skip=_("Skip to the text"),
            ),
        )

    def _cover(self) -> Cover:
        consultation, line = self.consultation, self.line
        original = LANGUAGES.get(consultation.default_language, consultation.default_language)
        asof = _("%(state)s. As it stood on %(day)s.") % {
            "state": state_name(line.state),
            "day": written_date(self.today),
        }
        facts: list[Text] = [self.said(_("Led by %(names)s.") % {"names": self.names(line.leads)})]
        if not line.leads:
            facts = [self.said(_("No State leads it at present."))]
        if line.partners:
            facts.append(self.said(_("With %(names)s.") % {"names": self.names(line.partners)}))
        notices = [self.said(voluntary())]
        if line.basis == "illustrative":
            notices.append(self.said(_("Composed for this demonstration; not a pilot of the States named.")))
        return Cover(
            organ=consultation.convenor or consultation.title,
            symbol=f"{consultation.code}/{line.code}",
            status=asof,
            title=self.voices.exactly(line.title),
            subtitle=self.said(_("Progress report of a pilot")),
            date_line=written_date(self.today),
            facts=tuple(facts),
            notices=tuple(notices),
            original=_("Original: %(language)s") % {"language": original},
        )

    def _summary(self) -> tuple[Block, ...]:
        line = self.line
        met = _("%(met)s of %(all)s milestones are met.") % {"met": line.met, "all": line.standing_steps}
        sentences = [met]
        if line.late:
            sentences.append(
                ngettext("%(n)s milestone is late.", "%(n)s milestones are late.", len(line.late))
                % {"n": len(line.late)}
            )
        if line.late_reports:
            sentences.append(
                ngettext(
                    "%(n)s progress report is late.",
                    "%(n)s progress reports are late.",
                    len(line.late_reports),
                )
                % {"n": len(line.late_reports)}
            )
        many = line.measurements
        sentences.append(
            ngettext("%(n)s value was measured.", "%(n)s values were measured.", many) % {"n": many}
        )
        return (
            *([Paragraph(self.voices.theirs(line.description))] if line.description else []),
            Paragraph(self.said(" ".join([*self.lights(), *sentences]))),
            Paragraph(self.said(voluntary())),
        )
