"""The body of the outcome document: one section for each roundtable, and what was not recommended."""

from collections.abc import Iterable
from typing import Any

from app.documents.numbering import roman
from app.documents.tree import Block, Letters, Paragraph, Provisos, Run, Section, Table, Text, words
from app.drafting.models import Kind
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.outcome.further import further_of_benchmark, further_of_mechanism
from app.outcome.material import Item, Material
from app.outcome.sentences import outcome_words, standing_words, why_left_out
from app.outcome.wording import Voices, aim_words, closed, code, listed, prose, start_words, way_words
from app.voting.models import Choice


def sections(material: Material, voices: Voices) -> tuple[Block, ...]:
    """A section for each roundtable under its title, then what was not recommended and why."""
    made = [
        Section(
            roundtable.code,
            (voices.named(roundtable.title, roundtable.title_i18n),),
            f"{roman(n)}.",
            _roundtable(material, material.of_roundtable(roundtable), voices),
        )
        for n, roundtable in enumerate(material.roundtables, 1)
    ]
    if material.left_out:
        made.append(_left_out(material, voices, f"{roman(len(made) + 1)}."))
    return tuple(made)


def _roundtable(material: Material, items: list[Item], voices: Voices) -> tuple[Block, ...]:
    made: list[Block] = []
    for item in items:
        if item.is_mechanism:
            made.append(_mechanism(material, item, voices))
        elif material.alone(item):
            made.append(_benchmark(material, item, voices))
    if not made:
        text = (
            _("Nothing is recommended on this roundtable.")
            if material.decided
            else _("There is no proposal for this roundtable yet.")
        )
        made.append(Paragraph((voices.ours(text),), numbered=True))
    return tuple(made)


def _entry(material: Material, item: Item, voices: Voices, blocks: Iterable[Block]) -> Section:
    standing = standing_words(item, material.consultation.timezone)
    return Section(
        item.code,
        (voices.named(item.title, item.title_i18n),),
        item.code,
        (Paragraph((voices.ours(standing),), tone="aside"), *blocks),
    )


def _mechanism(material: Material, item: Item, voices: Voices) -> Section:
    content = item.content
    made: list[Block] = [_said(voices, text) for text in prose(content.get("summary"))]
    for n, text in enumerate(prose(content.get("problem"))):
        lead = () if n else (_lead(voices, _("The problem.")), Run(" "))
        made.append(Paragraph(words(lead, voices.theirs(text)), numbered=True))
    made += _lettered(voices, _("It works in these steps:"), content.get("how_it_works"))
    made += _in_line(voices, _("Who acts."), content.get("responsible"))
    made += _in_line(voices, _("Who gains."), content.get("beneficiaries"))
    made += _lettered(voices, _("It needs:"), content.get("prerequisites"))
    evidence = [_evidence(voices, each) for each in content.get("evidence") or []]
    made += _letters(voices, _("The evidence:"), evidence)
    risks = [_risk(voices, each) for each in content.get("risks") or []]
    made += _letters(voices, _("Risks and safeguards of human rights:"), risks)
    label = (content.get("timeframe") or {}).get("label")
    if label:
        lead = (_lead(voices, _("Time frame.")), Run(" "))
        made.append(Paragraph(words(lead, voices.theirs(closed(label))), numbered=True))
    made += further_of_mechanism(content, voices)
    made += _measured(material, item, voices)
    provisos = [proviso(voices, said.name, said.position, said.reason) for said in item.provisos]
    for measure in material.measures(item):
        provisos += [
            proviso(voices, said.name, said.position, said.reason, on=measure.code)
            for said in measure.provisos
        ]
    if provisos:
        made.append(Provisos(tuple(provisos)))
    return _entry(material, item, voices, made)


def _measured(material: Material, item: Item, voices: Voices) -> list[Block]:
    """ "Success is measured by", and which of its measures were not recommended."""
    measures = material.measures(item)
    made = _letters(voices, _("Success is measured by:"), [_measure(voices, each) for each in measures])
    shown = {each.code for each in measures}
    missing = [c for c in material.linked(item) if c not in shown and material.item(c) is not None]
    if missing:
        text = ngettext(
            "%(codes)s, proposed as a measure of it, is not recommended.",
            "%(codes)s, proposed as measures of it, are not recommended.",
            len(missing),
        )
        made.append(Paragraph((voices.ours(text % {"codes": listed(missing)}),), numbered=True))
    elif not measures:
        made.append(Paragraph((voices.ours(_("No benchmark measures it yet.")),), numbered=True))
    return made


def _measure(voices: Voices, item: Item) -> Text:
    content = item.content
    unit = str(content.get("unit") or "")
    verified = "; ".join(prose(content.get("means_of_verification")))
    return words(
        voices.named(item.title, item.title_i18n),
        " (",
        code(item.code),
        "), ",
        voices.ours(way_words(content)),
        words(" (", voices.theirs(unit), ")") if unit else "",
        ". ",
        words(voices.ours(_("Verified by:")), " ", voices.theirs(closed(verified))) if verified else "",
    )


def _benchmark(material: Material, item: Item, voices: Voices) -> Section:
    """A benchmark without its mechanism: it stands on its own and says so."""
    content = item.content
    made: list[Block] = [_said(voices, text) for text in prose(content.get("definition"))]
    unit = str(content.get("unit") or "")
    aim = _("The aim is to go from %(start)s to %(aim)s") % {
        "start": start_words(content),
        "aim": aim_words(content),
    }
    verified = "; ".join(prose(content.get("means_of_verification")))
    made.append(
        Paragraph(
            words(
                voices.ours(aim),
                words(" (", voices.theirs(unit), ")") if unit else "",
                ". ",
                words(voices.ours(_("Verified by:")), " ", voices.theirs(closed(verified)))
                if verified
                else "",
            ),
            numbered=True,
        )
    )
    made += further_of_benchmark(content, voices)
    made.append(Paragraph((voices.ours(_why_alone(material, item)),), numbered=True))
    if item.provisos:
        made.append(Provisos(tuple(proviso(voices, s.name, s.position, s.reason) for s in item.provisos)))
    return _entry(material, item, voices, made)


def _why_alone(material: Material, item: Item) -> str:
    mechanisms = [c for c in material.linked(item) if material.item(c) is not None]
    if not mechanisms:
        return _("The benchmark stands on its own: it is linked to no mechanism.")
    text = ngettext(
        "The benchmark is recommended; its mechanism, %(codes)s, is not.",
        "The benchmark is recommended; its mechanisms, %(codes)s, are not.",
        len(mechanisms),
    )
    return text % {"codes": listed(mechanisms)}


def proviso(voices: Voices, name: str, position: str, reason: str, *, on: str = "") -> Text:
    """A reservation or an objection as it stands beside the text, its reason word for word."""
    if on and position == Choice.OBJECT:
        verb = _("objects to %(code)s:") % {"code": on}
    elif on:
        verb = _("reserves its position on %(code)s:") % {"code": on}
    else:
        verb = _("objects:") if position == Choice.OBJECT else _("reserves its position:")
    return words(Run(name, bold=True), " ", voices.ours(verb), " ", voices.exactly(reason))


def _left_out(material: Material, voices: Voices, label: str) -> Section:
    items = material.left_out
    text = ngettext(
        "%(n)s of the %(of)s proposals is not recommended. Its text is on the site of the consultation, under its code.",
        "%(n)s of the %(of)s proposals are not recommended. Their texts are on the site of the consultation, under their codes.",
        len(items),
    ) % {"n": len(items), "of": len(material.items)}
    rows = tuple(
        (
            words(code(item.code)),
            words(voices.named(item.title, item.title_i18n)),
            words(voices.ours(_kind_words(item))),
            words(voices.ours(outcome_words(item) if item.decision else _("Not decided"))),
            words(voices.ours(why_left_out(item))),
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


def _kind_words(item: Item) -> str:
    return _("Mechanism") if item.kind == Kind.MECHANISM else _("Benchmark")


def _said(voices: Voices, text: str) -> Paragraph:
    return Paragraph(voices.theirs(text), numbered=True)


def _lead(voices: Voices, text: str) -> Run:
    run = voices.ours(text)
    return Run(run.text, italic=True, lang=run.lang, dir=run.dir)


def _lettered(voices: Voices, lead: str, items: Any) -> list[Block]:
    return _letters(voices, lead, [voices.theirs(closed(text)) for text in prose(items)])


def _letters(voices: Voices, lead: str, items: list[Text]) -> list[Block]:
    """A numbered paragraph that opens a list, and the list; nothing where there is nothing to list."""
    return [Paragraph((voices.ours(lead),), numbered=True), Letters(tuple(items))] if items else []


def _in_line(voices: Voices, lead: str, items: Any) -> list[Block]:
    texts = prose(items)
    if not texts:
        return []
    text = closed("; ".join(text.rstrip(".;") for text in texts))
    return [Paragraph(words(_lead(voices, lead), " ", voices.theirs(text)), numbered=True)]


def _evidence(voices: Voices, evidence: dict[str, Any]) -> Text:
    """A piece of evidence with the label of its source, which leads to the annex of sources."""
    text, source = str(evidence.get("text") or ""), evidence.get("source")
    if not source:
        return voices.theirs(closed(text))
    return words(
        voices.theirs(text.strip().removesuffix(".")),
        " (",
        Run(source, code=True, href=f"#source-{source}"),
        ").",
    )


def _risk(voices: Voices, risk: dict[str, Any]) -> Text:
    safeguard = risk.get("safeguard") or ""
    return words(
        voices.theirs(closed(risk.get("risk") or "")),
        words(" ", _lead(voices, _("Safeguard:")), " ", voices.theirs(closed(safeguard)))
        if safeguard
        else "",
    )
