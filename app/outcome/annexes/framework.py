"""The results framework: all benchmarks of the document in one table."""

from app.documents.tree import Block, Table, Text, words
from app.kernel.i18n import gettext as _
from app.outcome.annexes.parts import heads, on_a_new_line
from app.outcome.material import Item, Material
from app.outcome.wording import Voices, aim_words, code, prose, start_words


def framework(material: Material, voices: Voices) -> tuple[Block, ...]:
    """Every benchmark that the document holds, with what it starts from and aims at."""
    benchmarks = [item for item in material.in_document if not item.is_mechanism]
    if not benchmarks:
        return ()
    rows = tuple(
        (
            words(code(item.code)),
            words(
                voices.named(item.title, item.title_i18n),
                on_a_new_line(voices, str(item.content.get("unit") or "")),
            ),
            _start(voices, item),
            words(voices.ours(aim_words(item.content))),
            voices.theirs("; ".join(prose(item.content.get("means_of_verification")))),
            voices.theirs(str(item.content.get("frequency") or "")),
            voices.theirs(str(item.content.get("responsible") or "")),
        )
        for item in benchmarks
    )
    titles = (
        _("Code"),
        _("Benchmark and unit"),
        _("Baseline"),
        _("Target"),
        _("Verified by"),
        _("How often"),
        _("Who measures"),
    )
    caption = (
        _("The benchmarks that are recommended, with what they start from and aim at")
        if material.decided
        else _("The benchmarks as they stand, with what they start from and aim at")
    )
    widths = (8, 21, 27, 8, 16, 9, 11)
    return (Table("framework", (voices.ours(caption),), heads(voices, *titles), rows, widths),)


def _start(voices: Voices, item: Item) -> Text:
    baseline = item.content.get("baseline") or {}
    start = (
        voices.ours(start_words(item.content))
        if baseline.get("value") is not None
        else voices.ours(_("To be set"))
    )
    return words(start, on_a_new_line(voices, str(baseline.get("note") or "")))
