"""The summary that stands first: the figures of the decision in sentences and in one table."""

from app.documents.tree import Align, Block, Paragraph, Run, Table, words
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.outcome.cover import OF_NOBODY, kind_of
from app.outcome.material import Item, Material
from app.outcome.wording import Voices
from app.voting.conditions import CAST, OBJECTIONS, Outcome
from app.voting.counting import Result


def summary_of(material: Material, voices: Voices) -> tuple[Block, ...]:
    """What was decided, in figures, and what it means; before the decision, that there is none."""
    if not material.decided:
        text = _(
            "This working draft holds every proposal as it stands. None of them is recommended yet: the delegations decide in a ballot, and what they recommend will bind no State."
        )
        return (Paragraph((voices.ours(text),)), _figures(material, voices))
    recommended = material.in_document
    mechanisms = sum(item.is_mechanism for item in recommended)
    told = kind_of(material.consultation) in OF_NOBODY
    sentences = [
        (
            _(
                "%(n)s of %(of)s proposals found the support of the delegations: %(mechanisms)s mechanisms and %(benchmarks)s benchmarks."
            )
            if told
            else _(
                "The delegations recommend %(n)s of %(of)s proposals for piloting by States: %(mechanisms)s mechanisms and %(benchmarks)s benchmarks."
            )
        )
        % {
            "n": len(recommended),
            "of": len(material.items),
            "mechanisms": mechanisms,
            "benchmarks": len(recommended) - mechanisms,
        },
        *_given(material),
        *_silent(material),
        *_selected(material),
    ]
    ways = _ways(material) if material.on_texts else ""
    binding = _("A recommendation binds no State. A pilot begins only when a State itself confirms it.")
    provisos = _(
        "Reservations and objections stand beside the text that they are about, and all of them word for word in the annex with the voting record."
    )
    if told:
        ways = _ways_told(material) if material.on_texts else ""
        binding = _("Nothing in it binds a State. A pilot begins only when a State itself confirms it.")
    return (
        Paragraph((voices.ours(" ".join(sentences)),)),
        Paragraph((voices.ours(f"{ways} {provisos}".strip()),)),
        Paragraph((voices.ours(binding),)),
        _figures(material, voices),
    )


def _given(material: Material) -> list[str]:
    """How many of the delegations took part in the decision, where there was a ballot."""
    if not material.on_texts:
        return []
    entitled = {seated.code for tally in material.on_texts for seated in tally.electorate}
    positions = sum(
        r.result.count(CAST) for tally in material.on_texts for r in tally.results if not r.line.amends
    )
    text = _(
        "%(entitled)s delegations could take part in the decision, and they gave %(positions)s positions."
    )
    return [text % {"entitled": len(entitled), "positions": f"{positions:,}"}]


def _silent(material: Material) -> list[str]:
    """How many were adopted by silence procedure."""
    n = len(material.by_silence)
    if not n:
        return []
    text = ngettext(
        "%(n)s was adopted by silence procedure: no delegation objected until the deadline, and the chair confirmed it.",
        "%(n)s were adopted by silence procedure: no delegation objected until the deadline, and the chair confirmed it.",
        n,
    )
    return [text % {"n": n}]


def _selected(material: Material) -> list[str]:
    """What the representative group made of what the delegations adopted, once it has begun to select."""
    if not material.listing.begun:
        return []
    chosen = [found for item in material.items if (found := material.selected(item)) is not None]
    excluded = sum(not each.included for each in chosen)
    said = []
    if excluded:
        text = ngettext(
            "The representative group did not include %(n)s that they had decided for; it stands with the reason among what is not recommended.",
            "The representative group did not include %(n)s that they had decided for; they stand with the reasons among what is not recommended.",
            excluded,
        )
        said.append(text % {"n": excluded})
    if waiting := len(material.undecided):
        text = ngettext(
            "%(n)s more still waits for the representative group.",
            "%(n)s more still wait for the representative group.",
            waiting,
        )
        said.append(text % {"n": waiting})
    return said


def _ways(material: Material) -> str:
    """How many by consensus, with reservations, with objections, and how many not."""
    counted = _counted(material)
    text = _(
        "%(plain)s are recommended by consensus without a reservation, %(reserved)s by consensus with reservations, and %(objected)s were adopted with objections. %(not_adopted)s were not adopted, and %(no_quorum)s did not reach the quorum."
    )
    return f"{text % counted} {_by_vote(counted['voted'])}".strip()


def by_vote(result: Result) -> bool:
    """Whether it was adopted without being a consensus, and without an objection: by the count of a vote."""
    return result.outcome is Outcome.ADOPTED and not result.count(OBJECTIONS)


def _by_vote(n: int) -> str:
    if not n:
        return ""
    return ngettext("%(n)s was adopted by a vote.", "%(n)s were adopted by a vote.", n) % {"n": n}


def _ways_told(material: Material) -> str:
    """The same of a document on which nobody decides."""
    counted = _counted(material)
    text = _(
        "%(plain)s found consensus without a reservation, %(reserved)s consensus with reservations, and %(objected)s enough support over objections. %(not_adopted)s found too little support, and %(no_quorum)s did not reach the quorum."
    )
    return f"{text % counted} {_by_vote(counted['voted'])}".strip()


def _counted(material: Material) -> dict[str, int]:
    """The decisions of the delegations by their manner; what the representative group left out is counted with them."""

    def count(outcome: Outcome, reserved: bool | None = None) -> int:
        found = [
            i.decision.result for i in material.items if i.decision and i.decision.result.outcome is outcome
        ]
        if reserved is None:
            return len(found)
        return sum(bool(result.overall["support_with_reservation"]) is reserved for result in found)

    voted = sum(
        by_vote(i.decision.result)
        for i in material.items
        if i.decision and i.decision.result.outcome is Outcome.ADOPTED
    )
    return {
        "plain": count(Outcome.CONSENSUS, False),
        "reserved": count(Outcome.CONSENSUS, True),
        "objected": count(Outcome.ADOPTED) - voted,
        "voted": voted,
        "not_adopted": count(Outcome.NOT_ADOPTED),
        "no_quorum": count(Outcome.NO_QUORUM),
    }


def _figures(material: Material, voices: Voices) -> Table:
    """What the document holds of each roundtable, in figures."""
    rows = []
    for roundtable in material.roundtables:
        items = material.of_roundtable(roundtable)
        title = voices.named(roundtable.short_title, {})
        rows.append((words(title), *(words(str(n)) for n in _row(material, items))))
    total = (
        words(_bold(voices, _("All"))),
        *(words(Run(str(n), bold=True)) for n in _row(material, material.in_document)),
    )
    heads = [_("Roundtable"), _("Mechanisms"), _("Benchmarks")]
    if material.decided:
        heads += [_("By consensus"), _("With reservations"), _("With objections")]
        heads += [_("By a vote")] if _any_by_vote(material) else []
    if material.by_silence:
        heads += [_("By silence")]
    return Table(
        "figures",
        (voices.ours(_("What the document holds")),),
        tuple((voices.ours(head),) for head in heads),
        (*rows, total),
        (30, *([14] * (len(heads) - 1))),
        _figure_columns(len(heads) - 1),
    )


def _any_by_vote(material: Material) -> bool:
    return any(by_vote(i.decision.result) for i in material.in_document if i.decision)


def _figure_columns(n: int) -> tuple[Align, ...]:
    ends: list[Align] = ["end"] * n
    return ("start", *ends)


def _bold(voices: Voices, text: str) -> Run:
    run = voices.ours(text)
    return Run(run.text, bold=True, lang=run.lang, dir=run.dir)


def _row(material: Material, items: list[Item]) -> list[int]:
    mechanisms = sum(item.is_mechanism for item in items)
    row = [mechanisms, len(items) - mechanisms]
    if material.decided:
        results = [item.decision.result for item in items if item.decision]
        consensus = [r for r in results if r.outcome is Outcome.CONSENSUS]
        reserved = sum(bool(r.overall["support_with_reservation"]) for r in consensus)
        voted = sum(by_vote(r) for r in results)
        row += [len(consensus) - reserved, reserved, len(results) - len(consensus) - voted]
        row += [voted] if _any_by_vote(material) else []
    if material.by_silence:
        row.append(sum(item.silence is not None for item in items))
    return row
