"""Puts the outcome document together: cover, summary, body, annexes. Pure: the same material gives the same tree."""

from datetime import date

from app.consultations.calendar import RoundStage
from app.documents.tree import (
    Align,
    Block,
    Cover,
    Document,
    Paragraph,
    Run,
    Table,
    Words,
    direction_of,
    words,
)
from app.kernel.clock import local_day
from app.kernel.i18n import LANGUAGES, ngettext
from app.kernel.i18n import gettext as _
from app.outcome.annexes import annexes
from app.outcome.body import sections
from app.outcome.issued import Issued
from app.outcome.material import Annexed, Item, Material, last_moment, newest
from app.outcome.wording import Voices
from app.voting.counting import Outcome
from app.web.render import written_date, written_deadline


def compose(
    material: Material, annexed: Annexed | None, language: str, *, issued: Issued | None = None
) -> Document:
    """The document tree of a consultation as it stands: a working draft, and says so, unless it is `issued` as this.

    Without `annexed` it has no annexes: that is for the page of the site, which leads to each of them instead.
    """
    consultation = material.consultation
    voices = Voices(language, consultation.default_language)
    zone = consultation.timezone
    day = issued.day if issued else local_day(newest(material, annexed.comments if annexed else ()), zone)
    return Document(
        cover=_cover(material, voices, day, issued),
        language=language,
        direction=direction_of(language),
        date=day,
        summary=_summary(material, voices),
        body=sections(material, voices),
        annexes=annexes(material, annexed, voices) if annexed else (),
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


def status_words(material: Material) -> str:
    """That it is a draft, and whether the decision is still to come; printed on every page."""
    draft = _("Working draft. Not issued.")
    waiting = [view for view in material.ballots if not view.counted]
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
    recommended = [item for item in material.items if item.recommended]
    if not material.decided:
        n = len(material.in_document)
        text = ngettext(
            "%(n)s mechanism or benchmark as it stands before the decision.",
            "%(n)s mechanisms and benchmarks as they stand before the decision.",
            n,
        )
        return text % {"n": n}
    tally = material.tallies[-1]
    return _(
        "Mechanisms and benchmarks recommended for piloting by States: %(n)s of %(of)s proposals, as %(delegations)s delegations decided them on %(day)s."
    ) % {
        "n": len(recommended),
        "of": len(material.items),
        "delegations": len(tally.electorate),
        "day": written_date(last_moment(tally.view.closes_at), material.consultation.timezone),
    }


def _cover(material: Material, voices: Voices, day: date, issued: Issued | None) -> Cover:
    consultation = material.consultation
    standing = ((voices.ours(issued.standing),),) if issued and issued.standing else ()
    original = LANGUAGES.get(consultation.default_language, consultation.default_language)
    return Cover(
        organ=consultation.convenor or consultation.title,
        symbol=issued.symbol if issued else f"{consultation.code}/OUT/draft",
        status=issued.status if issued else status_words(material),
        title=(voices.named(consultation.title, consultation.title_i18n),),
        subtitle=(voices.ours(subtitle_words(material)),),
        date_line=written_date(day),
        facts=(
            (voices.ours(_("Original: %(language)s") % {"language": original}),),
            (voices.ours(_("It recommends, and binds no State.")),),
            *standing,
        ),
        notices=tuple(voices.exactly(note) for note in consultation.notes[:3]),
    )


def _summary(material: Material, voices: Voices) -> tuple[Block, ...]:
    if not material.decided:
        text = _(
            "This working draft holds every proposal as it stands. None of them is recommended yet: the delegations decide in a ballot, and what they recommend will bind no State."
        )
        return (Paragraph((voices.ours(text),)), _figures(material, voices))
    recommended = [item for item in material.items if item.recommended]
    mechanisms = sum(item.is_mechanism for item in recommended)
    sentences = [
        _(
            "The delegations recommend %(n)s of %(of)s proposals for piloting by States: %(mechanisms)s mechanisms and %(benchmarks)s benchmarks."
        )
        % {
            "n": len(recommended),
            "of": len(material.items),
            "mechanisms": mechanisms,
            "benchmarks": len(recommended) - mechanisms,
        },
        _given(material),
    ]
    ways = _ways(material)
    binding = _("A recommendation binds no State. A pilot begins only when a State itself confirms it.")
    provisos = _(
        "Reservations and objections stand beside the text that they are about, and all of them word for word in the annex with the voting record."
    )
    return (
        Paragraph((voices.ours(" ".join(sentences)),)),
        Paragraph((voices.ours(f"{ways} {provisos}"),)),
        Paragraph((voices.ours(binding),)),
        _figures(material, voices),
    )


def _given(material: Material) -> str:
    """How many of the delegations took part in the decision."""
    entitled = {seated.code for tally in material.tallies for seated in tally.electorate}
    positions = sum(r.result.overall.cast for tally in material.tallies for r in tally.results)
    return _(
        "%(entitled)s delegations could take part in the decision, and they gave %(positions)s positions."
    ) % {
        "entitled": len(entitled),
        "positions": f"{positions:,}",
    }


def _ways(material: Material) -> str:
    """How many by consensus, with reservations, with objections, and how many not."""

    def count(outcome: Outcome, reserved: bool | None = None) -> int:
        found = [
            i.decision.result for i in material.items if i.decision and i.decision.result.outcome is outcome
        ]
        if reserved is None:
            return len(found)
        return sum(bool(result.overall.support_with_reservation) is reserved for result in found)

    return _(
        "%(plain)s are recommended by consensus without a reservation, %(reserved)s by consensus with reservations, and %(objected)s were adopted with objections. %(not_adopted)s were not adopted, and %(no_quorum)s did not reach the quorum."
    ) % {
        "plain": count(Outcome.CONSENSUS, False),
        "reserved": count(Outcome.CONSENSUS, True),
        "objected": count(Outcome.ADOPTED),
        "not_adopted": count(Outcome.NOT_ADOPTED),
        "no_quorum": count(Outcome.NO_QUORUM),
    }


def _figures(material: Material, voices: Voices) -> Table:
    """What the document holds of each roundtable, in figures."""
    rows = []
    for roundtable in material.roundtables:
        items = material.of_roundtable(roundtable)
        title = voices.named(roundtable.short_title, {})
        rows.append((words(title), *(words(str(n)) for n in _row(items, material.decided))))
    total = (
        words(_bold(voices, _("All"))),
        *(words(Run(str(n), bold=True)) for n in _row(material.in_document, material.decided)),
    )
    heads = [_("Roundtable"), _("Mechanisms"), _("Benchmarks")]
    if material.decided:
        heads += [_("By consensus"), _("With reservations"), _("With objections")]
    return Table(
        "figures",
        (voices.ours(_("What the document holds")),),
        tuple((voices.ours(head),) for head in heads),
        (*rows, total),
        (30, *([14] * (len(heads) - 1))),
        _figure_columns(len(heads) - 1),
    )


def _figure_columns(n: int) -> tuple[Align, ...]:
    ends: list[Align] = ["end"] * n
    return ("start", *ends)


def _bold(voices: Voices, text: str) -> Run:
    run = voices.ours(text)
    return Run(run.text, bold=True, lang=run.lang, dir=run.dir)


def _row(items: list[Item], decided: bool) -> list[int]:
    mechanisms = sum(item.is_mechanism for item in items)
    row = [mechanisms, len(items) - mechanisms]
    if decided:
        results = [item.decision.result for item in items if item.decision]
        consensus = [r for r in results if r.outcome is Outcome.CONSENSUS]
        reserved = sum(bool(r.overall.support_with_reservation) for r in consensus)
        row += [len(consensus) - reserved, reserved, len(results) - len(consensus)]
    return row
