"""Who took part."""

from app.consultations.models import Delegation
from app.documents.tree import Block, Table, words
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.outcome.annexes.parts import heads
from app.outcome.material import Annexed
from app.outcome.wording import Voices


def participants(annexed: Annexed, voices: Voices) -> tuple[Block, ...]:
    """The delegations of each constituency, in alphabetical order of the document's language."""
    made: list[Block] = []
    for constituency, members in annexed.participants:
        called = [((d.name_i18n or {}).get(voices.language, d.name), d) for d in members]
        called.sort(key=lambda pair: (pair[0].casefold(), pair[0], pair[1].code))
        rows = tuple(
            (
                words(voices.named(delegation.name, delegation.name_i18n or {})),
                words(delegation.short_name),
                words(voices.ours(_part(delegation))),
            )
            for _name, delegation in called
        )
        made.append(
            Table(
                f"participants-{constituency.code}",
                words(
                    voices.named(constituency.name, constituency.name_i18n),
                    ", ",
                    voices.ours(
                        ngettext("%(n)s delegation", "%(n)s delegations", len(rows)) % {"n": len(rows)}
                    ),
                ),
                heads(voices, _("Delegation"), _("Short name"), _("Takes part with")),
                rows,
                (56, 26, 18),
            )
        )
    return tuple(made)


def _part(delegation: Delegation) -> str:
    """With what a delegation takes part; one that has left took part all the same, and stays in the list."""
    if delegation.ended_at is None:
        return _("One position") if delegation.voting else _("Observer")
    return _("One position; it has left") if delegation.voting else _("Observer; it has left")
