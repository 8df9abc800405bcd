"""What the consultation rests on: its mandate, its terms of reference, and those of its working groups (domain A49, A50)."""

from app.documents.tree import Block, Paragraph, Section, words
from app.kernel.i18n import gettext as _
from app.outcome.material import Annexed, Material
from app.outcome.wording import Voices, code, prose


def mandate(material: Material, annexed: Annexed, voices: Voices) -> tuple[Block, ...]:
    """The mandate, the terms of reference, and the working groups' own; nothing where nothing was written down."""
    consultation = material.consultation
    made: list[Block] = []
    for name, title, text in (
        ("mandate", _("Mandate"), consultation.mandate),
        ("terms-of-reference", _("Terms of reference"), consultation.terms_of_reference),
    ):
        if said := tuple(Paragraph(voices.theirs(part)) for part in prose(text)):
            made.append(Section(name, (voices.ours(title),), "", said))
    groups: list[Block] = [
        Paragraph(
            words(code(group.code), " ", voices.exactly(group.title), ". ", voices.theirs(group.mandate))
        )
        for group in annexed.groups
        if group.mandate.strip()
    ]
    if groups:
        made.append(
            Section(
                "groups", (voices.ours(_("Terms of reference of the working groups")),), "", tuple(groups)
            )
        )
    return tuple(made)
