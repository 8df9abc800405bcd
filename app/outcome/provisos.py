"""What stands beside an entry and can be dropped by nobody: reservations, objections, declarations, word for word."""

from app.documents.tree import Block, Provisos, Run, Text, words
from app.kernel.i18n import gettext as _
from app.outcome.declaring import Declared
from app.outcome.material import Item, Material
from app.outcome.models import DeclarationKind
from app.outcome.wording import Voices, listed
from app.voting.presets import OBJECTIONS_BY_NAME


def beside(material: Material, lead: Item, about: list[Item], voices: Voices) -> list[Block]:
    """The reservations, the objections, then the declarations about the proposals of an entry and its benchmarks.

    What is not about `lead` itself names the proposal that it is about.
    """
    items: list[Text] = []
    for item in about:
        on = "" if item is lead else item.code
        items += [proviso(voices, said.name, said.position, said.reason, on=on) for said in item.provisos]
    for item in about:
        on = "" if item is lead else item.code
        items += [declaration(voices, declared, on=on) for declared in material.declarations(item)]
    return [Provisos(tuple(items))] if items else []


def proviso(voices: Voices, name: str, position: str, reason: str, *, on: str = "") -> Text:
    """A reservation or an objection as it stands beside the text, its reason word for word; without a name where its
    ballot publishes totals only."""
    head = Run(name, bold=True) if name else voices.ours(_("A delegation"))
    if on and position in OBJECTIONS_BY_NAME:
        verb = _("objects to %(code)s:") % {"code": on}
    elif on:
        verb = _("reserves its position on %(code)s:") % {"code": on}
    else:
        verb = _("objects:") if position in OBJECTIONS_BY_NAME else _("reserves its position:")
    return words(head, " ", voices.ours(verb), " ", voices.exactly(reason))


def declaration(voices: Voices, declared: Declared, *, on: str = "") -> Text:
    """A declaration under the names of those who make it, word for word and in its own language."""
    if declared.kind == DeclarationKind.MINORITY_VIEW:
        kind = _("in a minority view on %(code)s:") % {"code": on} if on else _("in a minority view:")
    else:
        kind = _("under a proviso on %(code)s:") % {"code": on} if on else _("under a proviso:")
    names = listed([speaker.name for speaker in declared.speakers])
    said = voices.exactly(declared.text, declared.language)
    return words(Run(names, bold=True), " ", voices.ours(kind), " ", said)
