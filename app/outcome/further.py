"""What a text says beyond what every text must say: good practice, resources, milestones, limits. Nothing where empty."""

from typing import Any

from app.documents.tree import Block, Letters, Paragraph, Run, Text, words
from app.drafting.content import Content
from app.drafting.shapes import MARKERS, Shape, part_word
from app.kernel.i18n import gettext as _
from app.outcome.wording import Voices, closed, figure, prose


def further_of_mechanism(content: Content, voices: Voices) -> list[Block]:
    """Resources, good practice, what it takes elsewhere, readiness for a pilot, concerns served, instruments."""
    practices = [_practice(voices, item) for item in content.get("good_practice") or []]
    return [
        *_listed(voices, _("What it costs and who pays:"), _closed(voices, content, "resources")),
        *_listed(voices, _("Where it has worked:"), practices),
        *_led(voices, _("What it takes elsewhere."), content.get("transferability")),
        *_led(voices, _("Readiness for a pilot."), content.get("pilot_readiness")),
        *_of_both(content, voices),
    ]


def further_of_benchmark(content: Content, voices: Voices) -> list[Block]:
    """How it is computed, its milestones, its limitations, concerns served, instruments."""
    milestones = [_milestone(voices, item, content) for item in content.get("milestones") or []]
    return [
        *_led(voices, _("How it is computed."), content.get("computation")),
        *_listed(voices, _("On the way:"), milestones),
        *_led(voices, _("Limitations."), content.get("limitations")),
        *_of_both(content, voices),
    ]


def _of_both(content: Content, voices: Voices) -> list[Block]:
    markers = content.get("markers") or {}
    served = [
        words(_lead(voices, part_word(Shape.MARKERS, name) + "."), " ", voices.theirs(closed(markers[name])))
        for name in MARKERS
        if name in markers
    ]
    return [
        *_listed(voices, _("Whom it serves above all:"), served),
        *_listed(
            voices, _("Instruments and commitments it serves:"), _closed(voices, content, "instruments")
        ),
    ]


def _practice(voices: Voices, item: dict[str, Any]) -> Text:
    where = ", ".join(part for part in (item["place"], item["years"]) if part)
    text = item["text"].strip().removesuffix(".")
    return words(
        voices.theirs(f"{text} ({where})." if where else closed(text)),
        words(" ", voices.theirs(closed(item["results"]))) if item["results"] else "",
    )


def _milestone(voices: Voices, item: dict[str, Any], content: Content) -> Text:
    names = {"year": item["year"], "value": ""}
    if item["value"] is None:
        said = _("By %(year)s.") % names
    else:
        names["value"] = figure(item["value"], content.get("decimals"))
        said = _("%(value)s by %(year)s") % names + "."
    return words(voices.ours(said), words(" ", voices.theirs(closed(item["note"]))) if item["note"] else "")


def _closed(voices: Voices, content: Content, name: str) -> list[Text]:
    return [voices.theirs(closed(text)) for text in prose(content.get(name))]


def _listed(voices: Voices, lead: str, items: list[Text]) -> list[Block]:
    return [Paragraph((voices.ours(lead),), numbered=True), Letters(tuple(items))] if items else []


def _led(voices: Voices, lead: str, items: Any) -> list[Block]:
    """The paragraphs of a field, the first with its name before it."""
    return [
        Paragraph(words(() if n else (_lead(voices, lead), Run(" ")), voices.theirs(text)), numbered=True)
        for n, text in enumerate(prose(items))
    ]


def _lead(voices: Voices, text: str) -> Run:
    run = voices.ours(text)
    return Run(run.text, italic=True, lang=run.lang, dir=run.dir)
