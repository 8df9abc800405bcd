"""One entry of the list: a mechanism with its benchmarks, or a benchmark on its own, and what stands united with it."""

from collections.abc import Iterable
from typing import Any

from app.documents.tree import Block, Paragraph, Section, Text, words
from app.drafting.content import Content
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.kernel.text.fold import fold
from app.outcome.further import further_of_benchmark, further_of_mechanism
from app.outcome.material import Item, Material
from app.outcome.pen import Pen
from app.outcome.provisos import beside
from app.outcome.sentences import standing_words
from app.outcome.wording import Voices, aim_words, closed, code, listed, prose, start_words, way_words


def mechanism_entry(material: Material, item: Item, voices: Voices) -> Section:
    """A mechanism and those united with it; then the benchmarks of all of them, then what is held against them."""
    members = material.members(item)
    made: list[Block] = []
    for pen in _pens(material, item, voices):
        made += _together(material, pen, item)
        made += _mechanism(pen)
    made += _measured(material, members, Pen(material, voices, item.code, item.content))
    made += beside(material, item, [*members, *material.measures(item)], voices)
    return _entry(material, item, voices, made)


def benchmark_entry(material: Material, item: Item, voices: Voices) -> Section:
    """A benchmark whose mechanism the document does not hold: it stands on its own and says so."""
    members = material.members(item)
    made: list[Block] = []
    for pen in _pens(material, item, voices):
        made += _together(material, pen, item)
        made += _benchmark(pen)
    pen = Pen(material, voices, item.code, item.content)
    made.append(pen.paragraph("mechanisms", voices.ours(_why_alone(material, item))))
    made += beside(material, item, members, voices)
    return _entry(material, item, voices, made)


def _pens(material: Material, lead: Item, voices: Voices) -> Iterable[Pen]:
    """The lead's own text, then of each other what the texts before it do not say already."""
    before: list[Content] = []
    for item in material.members(lead):
        yield Pen(material, voices, item.code, _own(item.content, before))
        before.append(item.content)


def _own(content: Content, before: list[Content]) -> Content:
    """A text without the paragraphs and items of its fields that one of the texts `before` it has as well."""
    own: Content = {}
    for name, value in content.items():
        said = {_key(part) for other in before for part in _list(other.get(name))}
        if isinstance(value, list):
            own[name] = [part for part in value if _key(part) not in said]
        elif name in ("timeframe", "markers") and said and _key(value) in said:
            own[name] = {}
        else:
            own[name] = value
    return own


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _key(part: Any) -> str:
    """What makes two items the same: their words, whatever their ids."""
    if isinstance(part, dict):
        return "\n".join(f"{name}={fold(str(value))}" for name, value in part.items() if name != "id")
    return fold(str(part))


def _together(material: Material, pen: Pen, lead: Item) -> list[Block]:
    """The words that open the text of a proposal united with the entry's own."""
    item = material.item(pen.code)
    if item is None or item is lead:
        return []
    opening = words(
        pen.voices.ours(_("Together with")),
        " ",
        code(item.code),
        ", ",
        pen.voices.named(item.title, item.title_i18n),
        ":",
    )
    standing = standing_words(item, material.consultation.timezone)
    return [
        pen.paragraph("title", opening),
        Paragraph((pen.voices.ours(standing),), tone="aside"),
    ]


def _entry(material: Material, item: Item, voices: Voices, blocks: Iterable[Block]) -> Section:
    standing = standing_words(item, material.consultation.timezone)
    return Section(
        item.code,
        (voices.named(item.title, item.title_i18n),),
        item.code,
        (Paragraph((voices.ours(standing),), tone="aside"), *blocks),
    )


def _mechanism(pen: Pen) -> list[Block]:
    content, voices = pen.content, pen.voices
    made = pen.prose("summary")
    made += pen.prose("problem", _("The problem."))
    made += pen.lettered("how_it_works", _("It works in these steps:"))
    made += pen.in_line("responsible", _("Who acts."))
    made += pen.in_line("beneficiaries", _("Who gains."))
    made += pen.lettered("prerequisites", _("It needs:"))
    evidence = [
        pen.noted(voices.theirs(closed(str(each.get("text") or ""))), each.get("source"))
        for each in content.get("evidence") or []
    ]
    made += pen.letters("evidence", _("The evidence:"), evidence)
    risks = [_risk(pen, each) for each in content.get("risks") or []]
    made += pen.letters("risks", _("Risks and safeguards of human rights:"), risks)
    label = (content.get("timeframe") or {}).get("label")
    if label:
        said = voices.theirs(closed(label))
        made.append(pen.paragraph("timeframe", pen.lead(_("Time frame.")), " ", said))
    return made + further_of_mechanism(pen)


def _risk(pen: Pen, risk: dict[str, Any]) -> Text:
    safeguard = risk.get("safeguard") or ""
    return words(
        pen.voices.theirs(closed(risk.get("risk") or "")),
        words(" ", pen.lead(_("Safeguard:")), " ", pen.voices.theirs(closed(safeguard))) if safeguard else "",
    )


def _measured(material: Material, members: list[Item], pen: Pen) -> list[Block]:
    """ "Success is measured by", and which measures the document does not hold."""
    measures = material.measures(members[0])
    made = pen.letters(
        "benchmarks", _("Success is measured by:"), [measure_words(material, pen, each) for each in measures]
    )
    shown = {each.code for each in measures}
    linked = dict.fromkeys(code for member in members for code in material.linked(member))
    missing = [c for c in linked if c not in shown and material.item(c) is not None]
    if missing:
        text = ngettext(
            "%(codes)s, proposed as a measure of it, is not recommended.",
            "%(codes)s, proposed as measures of it, are not recommended.",
            len(missing),
        )
        made.append(pen.paragraph("benchmarks", pen.voices.ours(text % {"codes": listed(missing)})))
    elif not measures:
        made.append(pen.paragraph("benchmarks", pen.voices.ours(_("No benchmark measures it yet."))))
    return made


def measure_words(material: Material, pen: Pen, item: Item) -> Text:
    """A benchmark as a measure of a mechanism: its title and code, from where to where, and how it is verified."""
    content, voices = item.content, pen.voices
    unit = str(content.get("unit") or "")
    verified = "; ".join(prose(content.get("means_of_verification")))
    lead = material.lead(item)
    said = words(
        voices.named(item.title, item.title_i18n),
        " (",
        code(item.code),
        words(", ", voices.ours(_("together with")), " ", code(lead.code)) if lead is not item else "",
        "), ",
        voices.ours(way_words(content)),
        words(" (", voices.theirs(unit), ")") if unit else "",
        ".",
    )
    said = pen.noted(said, (content.get("baseline") or {}).get("source"))
    if verified:
        said = words(said, " ", voices.ours(_("Verified by:")), " ", voices.theirs(closed(verified)))
    return said


def _benchmark(pen: Pen) -> list[Block]:
    content, voices = pen.content, pen.voices
    made = pen.prose("definition")
    unit = str(content.get("unit") or "")
    aim = _("The aim is to go from %(start)s to %(aim)s") % {
        "start": start_words(content),
        "aim": aim_words(content),
    }
    said = words(voices.ours(aim), words(" (", voices.theirs(unit), ")") if unit else "", ".")
    said = pen.noted(said, (content.get("baseline") or {}).get("source"))
    verified = "; ".join(prose(content.get("means_of_verification")))
    if verified:
        said = words(said, " ", voices.ours(_("Verified by:")), " ", voices.theirs(closed(verified)))
    made.append(pen.paragraph("target", said))
    return made + further_of_benchmark(pen)


def _why_alone(material: Material, item: Item) -> str:
    linked = dict.fromkeys(code for one in material.members(item) for code in material.linked(one))
    mechanisms = [c for c in linked if material.item(c) is not None]
    if not mechanisms:
        return _("The benchmark stands on its own: it is linked to no mechanism.")
    text = ngettext(
        "The benchmark is recommended; its mechanism, %(codes)s, is not.",
        "The benchmark is recommended; its mechanisms, %(codes)s, are not.",
        len(mechanisms),
    )
    return text % {"codes": listed(mechanisms)}
