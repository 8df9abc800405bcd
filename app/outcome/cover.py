"""The cover of the outcome document: what it is, of whom, where it stands. A kind of outcome has its own words."""

from datetime import date

from app.consultations.calendar import RoundStage
from app.consultations.models import Consultation, OutcomeKind
from app.documents.tree import Cover, Text
from app.kernel.i18n import LANGUAGES, ngettext
from app.kernel.i18n import gettext as _
from app.outcome.material import Material, last_moment
from app.outcome.silent import latest
from app.outcome.wording import Voices
from app.web.render import written_date, written_deadline

OF_NOBODY = (OutcomeKind.CHAIR_SUMMARY, OutcomeKind.REPORT)
"""Kinds on which nobody decides: they tell, and never say of themselves that they were adopted (invariant 9)."""


def kind_of(consultation: Consultation) -> OutcomeKind:
    """The kind of document that the consultation ends in: the first of those its mandate allows."""
    return OutcomeKind(next(iter(consultation.outcome_kinds), OutcomeKind.RECOMMENDATIONS_PAPER))


def status_words(material: Material) -> str:
    """That it is a draft, and whether the decision is still to come; printed on every page."""
    draft = _("Working draft. Not issued.")
    # A secret ballot decides on no text, so that nothing in the document waits for it.
    waiting = [view for view in material.ballots if not view.counted and not view.rule.is_secret]
    if waiting and all(view.stage in (RoundStage.PLANNED, RoundStage.OVERDUE) for view in waiting):
        return " ".join([draft, _("The ballot has not opened yet.")])
    if waiting:
        moment = written_deadline(max(v.closes_at for v in waiting), material.consultation.timezone)
        return " ".join(
            [draft, _("The ballot has not closed; it closes at %(moment)s.") % {"moment": moment}]
        )
    if not material.decided:
        return " ".join([draft, _("Nothing has been decided yet.")])
    return draft


def subtitle_words(material: Material) -> str:
    """What the document holds, in one sentence."""
    n = len(material.in_document)
    if not material.decided:
        text = ngettext(
            "%(n)s mechanism or benchmark as it stands before the decision.",
            "%(n)s mechanisms and benchmarks as they stand before the decision.",
            n,
        )
        return text % {"n": n}
    if not material.on_texts:
        return _by_silence(material, n)
    tally = material.on_texts[-1]
    values = {
        "n": n,
        "of": len(material.items),
        "delegations": len(tally.electorate),
        "day": written_date(last_moment(tally.view.closes_at), material.consultation.timezone),
    }
    if kind_of(material.consultation) in OF_NOBODY:
        return (
            _(
                "What %(delegations)s delegations found on %(n)s of %(of)s proposed mechanisms and benchmarks, by %(day)s."
            )
            % values
        )
    return (
        _(
            "Mechanisms and benchmarks recommended for piloting by States: %(n)s of %(of)s proposals, as %(delegations)s delegations decided them on %(day)s."
        )
        % values
    )


def _by_silence(material: Material, n: int) -> str:
    """The same where there was no ballot, and what is recommended was adopted by silence procedure."""
    last = latest(item.silence for item in material.by_silence if item.silence)
    values = {
        "n": n,
        "of": len(material.items),
        "day": written_date(last, material.consultation.timezone) if last else "",
    }
    if kind_of(material.consultation) in OF_NOBODY:
        text = _(
            "%(n)s of %(of)s proposed mechanisms and benchmarks, to which no delegation objected by silence procedure, by %(day)s."
        )
    else:
        text = _(
            "Mechanisms and benchmarks recommended for piloting by States: %(n)s of %(of)s proposals, adopted by silence procedure by %(day)s."
        )
    return text % values


def cover_of(material: Material, voices: Voices, day: date) -> Cover:
    """The masthead and the first page, as the consultation has them set up; what it leaves empty is left out."""
    consultation = material.consultation
    masthead = consultation.masthead or {}
    original = LANGUAGES.get(consultation.default_language, consultation.default_language)
    distribution = masthead.get("distribution", "")
    return Cover(
        organ=masthead.get("organ") or consultation.convenor or consultation.title,
        symbol=f"{consultation.code}/OUT/draft",
        status=status_words(material),
        title=(voices.named(consultation.title, consultation.title_i18n),),
        subtitle=(voices.ours(subtitle_words(material)),),
        date_line=written_date(day),
        facts=_facts(consultation, voices),
        notices=tuple(voices.exactly(note) for note in consultation.notes[:3]),
        distribution=_("Distr.: %(distribution)s") % {"distribution": distribution} if distribution else "",
        original=_("Original: %(language)s") % {"language": original},
        session=masthead.get("session", ""),
        agenda_item=_agenda_item(masthead.get("agenda_item", "")),
    )


def _facts(consultation: Consultation, voices: Voices) -> tuple[Text, ...]:
    """What kind of document it is, and that it binds no State."""
    kinds = {
        OutcomeKind.CHAIR_SUMMARY: _(
            "This is the chair’s summary. Nobody decides on it; it tells what was proposed and said."
        ),
        OutcomeKind.REPORT: _(
            "This is a report. Nobody decides on it; it tells what was proposed and found."
        ),
    }
    binding = {
        OutcomeKind.CHAIR_SUMMARY: _("It binds no State."),
        OutcomeKind.REPORT: _("It binds no State."),
    }
    kind = kind_of(consultation)
    said = [kinds.get(kind, ""), binding.get(kind, _("It recommends, and binds no State."))]
    return tuple((voices.ours(text),) for text in said if text)


def _agenda_item(text: str) -> str:
    """The item of the agenda as it is printed; a bare number gets its word."""
    return _("Agenda item %(item)s") % {"item": text} if text[:1].isdecimal() else text
