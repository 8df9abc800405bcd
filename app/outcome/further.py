"""What a text says beyond what every text must say: good practice, resources, milestones, limits. Nothing where empty."""

from typing import Any

from app.documents.tree import Block, Text, words
from app.drafting.shapes import MARKERS, Shape, part_word
from app.kernel.i18n import gettext as _
from app.outcome.pen import Pen
from app.outcome.wording import closed, figure


def further_of_mechanism(pen: Pen) -> list[Block]:
    """Resources, good practice, what it takes elsewhere, readiness for a pilot, concerns served, instruments."""
    practices = [_practice(pen, item) for item in pen.content.get("good_practice") or []]
    return [
        *pen.lettered("resources", _("What it costs and who pays:")),
        *pen.letters("good_practice", _("Where it has worked:"), practices),
        *pen.prose("transferability", _("What it takes elsewhere.")),
        *pen.prose("pilot_readiness", _("Readiness for a pilot.")),
        *_of_both(pen),
    ]


def further_of_benchmark(pen: Pen) -> list[Block]:
    """How it is computed, its milestones, its limitations, concerns served, instruments."""
    milestones = [_milestone(pen, item) for item in pen.content.get("milestones") or []]
    return [
        *pen.prose("computation", _("How it is computed.")),
        *pen.letters("milestones", _("On the way:"), milestones),
        *pen.prose("limitations", _("Limitations.")),
        *_of_both(pen),
    ]


def _of_both(pen: Pen) -> list[Block]:
    markers = pen.content.get("markers") or {}
    served = [
        words(pen.lead(part_word(Shape.MARKERS, name) + "."), " ", pen.voices.theirs(closed(markers[name])))
        for name in MARKERS
        if name in markers
    ]
    return [
        *pen.letters("markers", _("Whom it serves above all:"), served),
        *pen.lettered("instruments", _("Instruments and commitments it serves:")),
    ]


def _practice(pen: Pen, item: dict[str, Any]) -> Text:
    where = ", ".join(part for part in (item["place"], item["years"]) if part)
    text = item["text"].strip().removesuffix(".")
    return words(
        pen.voices.theirs(f"{text} ({where})." if where else closed(text)),
        words(" ", pen.voices.theirs(closed(item["results"]))) if item["results"] else "",
    )


def _milestone(pen: Pen, item: dict[str, Any]) -> Text:
    names = {"year": item["year"], "value": ""}
    if item["value"] is None:
        said = _("By %(year)s.") % names
    else:
        names["value"] = figure(item["value"], pen.content.get("decimals"))
        said = _("%(value)s by %(year)s") % names + "."
    return words(
        pen.voices.ours(said), words(" ", pen.voices.theirs(closed(item["note"]))) if item["note"] else ""
    )
