"""The declarations that are about the whole, or about a proposal that the document does not hold."""

from app.documents.tree import Block, Paragraph, Provisos
from app.kernel.i18n import gettext as _
from app.outcome.material import Material
from app.outcome.provisos import declaration
from app.outcome.wording import Voices


def declarations(material: Material, voices: Voices) -> tuple[Block, ...]:
    """Every declaration that stands beside no entry, word for word, in the order in which they were made."""
    held = {item.code for item in material.in_document}
    found = [declared for declared in material.declared if declared.proposal not in held]
    if not found:
        return ()
    said = _(
        "Delegations made these declarations in their own words. They are about the whole of the document, or about the proposal that each names. Declarations about an entry stand beside it."
    )
    items = tuple(declaration(voices, declared, on=declared.proposal or "") for declared in found)
    return (Paragraph((voices.ours(said),)), Provisos(items))
