"""The body of the outcome document: front matter, a section for each roundtable, and what it does not recommend."""

from app.documents.numbering import roman
from app.documents.tree import Block, Paragraph, Section, Table, Text, words
from app.drafting.models import Kind
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.outcome.entries import benchmark_entry, mechanism_entry
from app.outcome.front import Part, part_title
from app.outcome.material import Item, Material
from app.outcome.sentences import outcome_words, selection_words, why_left_out
from app.outcome.wording import Voices, code, prose


def sections(material: Material, voices: Voices) -> tuple[Block, ...]:
    """The front matter; each roundtable under its title; what is still to be selected; what is not recommended, and why."""
    made = [
        Section(
            roundtable.code,
            (voices.named(roundtable.title, roundtable.title_i18n),),
            f"{roman(n)}.",
            _roundtable(material, material.of_roundtable(roundtable), voices),
        )
        for n, roundtable in enumerate(material.roundtables, 1)
    ]
    if material.undecided:
        made.append(_undecided(material, voices, f"{roman(len(made) + 1)}."))
    if material.left_out:
        made.append(_left_out(material, voices, f"{roman(len(made) + 1)}."))
    return (*_front(material, voices), *made)


def _front(material: Material, voices: Voices) -> list[Section]:
    """The parts of the front matter that somebody wrote; where one is not in the document's language, in the original.

    Their paragraphs carry no numbers.
    """
    made = []
    for part in Part:
        found = material.listing.words(part, voices.language) or material.listing.words(part, voices.original)
        if found is not None:
            said = tuple(Paragraph(voices.theirs(text, found.language)) for text in prose(found.text))
            made.append(Section(f"front-{part}", (voices.ours(part_title(part)),), "", said))
    return made


def _roundtable(material: Material, items: list[Item], voices: Voices) -> tuple[Block, ...]:
    made: list[Block] = []
    for item in items:
        if material.lead(item) is not item:
            continue
        if item.is_mechanism:
            made.append(mechanism_entry(material, item, voices))
        elif material.alone(item):
            made.append(benchmark_entry(material, item, voices))
    if not made:
        if not material.decided:
            text = _("There is no proposal for this roundtable yet.")
        elif items:
            text = _("What is recommended on this roundtable stands in the entries of others.")
        else:
            text = _("Nothing is recommended on this roundtable.")
        made.append(Paragraph((voices.ours(text),), numbered=True))
    return tuple(made)


def _undecided(material: Material, voices: Voices, label: str) -> Section:
    """What the delegations adopted and the representative group has not come to; only a draft has it."""
    items = material.undecided
    text = ngettext(
        "%(n)s proposal that the delegations adopted still waits for the representative group to select it or not.",
        "%(n)s proposals that the delegations adopted still wait for the representative group to select them or not.",
        len(items),
    ) % {"n": len(items)}
    rows = tuple((*_named(item, voices), words(voices.ours(outcome_words(item)))) for item in items)
    table = Table(
        "waiting-table",
        (voices.ours(_("Proposals that are still to be selected")),),
        tuple((voices.ours(head),) for head in (_("Code"), _("Proposal"), _("Kind"), _("Outcome"))),
        rows,
        (12, 48, 16, 24),
    )
    blocks: tuple[Block, ...] = (Paragraph((voices.ours(text),), numbered=True), table)
    return Section("waiting", (voices.ours(_("What is still to be selected")),), label, blocks)


def _left_out(material: Material, voices: Voices, label: str) -> Section:
    items = material.left_out
    text = ngettext(
        "%(n)s of the %(of)s proposals is not recommended. Its text is on the site of the consultation, under its code.",
        "%(n)s of the %(of)s proposals are not recommended. Their texts are on the site of the consultation, under their codes.",
        len(items),
    ) % {"n": len(items), "of": len(material.items)}
    rows = tuple(
        (
            *_named(item, voices),
            words(voices.ours(outcome_words(item) if item.decided else _("Not decided"))),
            _why(material, item, voices),
        )
        for item in items
    )
    heads = (_("Code"), _("Proposal"), _("Kind"), _("Outcome"), _("Why"))
    table = Table(
        id="left-out-table",
        caption=(voices.ours(_("Proposals that are not recommended")),),
        header=tuple((voices.ours(head),) for head in heads),
        rows=rows,
        widths=(9, 25, 12, 12, 42),
    )
    blocks: tuple[Block, ...] = (Paragraph((voices.ours(text),), numbered=True), table)
    return Section("left-out", (voices.ours(_("What is not recommended, and why")),), label, blocks)


def _why(material: Material, item: Item, voices: Voices) -> Text:
    excluded = material.listing.excluded(item.code)
    if excluded is None or material.selected(item) is None:
        return words(voices.ours(why_left_out(item)))
    why = words(voices.ours(selection_words(excluded)), " ", voices.exactly(excluded.reason))
    dropped = material.dropped.get(item.code)
    if dropped is None:
        return why
    return (*why, *words(" ", voices.ours(_("It stood in %(symbol)s.") % {"symbol": dropped.was.symbol})))


def _named(item: Item, voices: Voices) -> tuple[Text, Text, Text]:
    return (
        words(code(item.code)),
        words(voices.named(item.title, item.title_i18n)),
        words(voices.ours(_("Mechanism") if item.kind == Kind.MECHANISM else _("Benchmark"))),
    )
