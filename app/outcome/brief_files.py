"""The State's cards for every door: which there are, and a card as a file."""

import re
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.consultations.models import Consultation
from app.consultations.queries import visible_consultation
from app.documents.formats import FORMATS, Format
from app.kernel.actor import SYSTEM
from app.kernel.db import Database
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.kernel.i18n import in_locale
from app.outcome.brief import brief
from app.outcome.files import the_format, the_language
from app.outcome.material import Item
from app.outcome.queries import outcome_material
from app.web.press import File, written_file

OFFERED = tuple(name for name in ("pdf", "docx", "html") if name in FORMATS)
"""The formats a card comes in."""
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True)
class Carded:
    """A recommended mechanism with a card, and those that stand in its entry."""

    item: Item
    together: tuple[str, ...]
    measures: tuple[str, ...]


def briefs_of(db: Session, consultation: Consultation) -> list[Carded]:
    """The mechanisms that have a card, in the order of the document. Queries: those of the material."""
    material = outcome_material(db, consultation)
    if not material.decided:
        return []
    leads = [
        item
        for roundtable in material.roundtables
        for item in material.of_roundtable(roundtable)
        if item.is_mechanism and material.lead(item) is item
    ]
    return [
        Carded(
            item,
            tuple(other.code for other in material.united(item)),
            tuple(other.code for other in material.measures(item)),
        )
        for item in leads
    ]


def brief_file(
    request: Request, db: Session, consultation: Consultation, code: str, name: str, language: str | None
) -> Response:
    """The card of a mechanism as a file, saved under its symbol.

    NotFound for a format or a language that is not there, and where there is no such card.
    """
    chosen = the_format(name)
    if not isinstance(chosen, Format) or name not in OFFERED:
        raise NotFound(
            _("A brief does not come as %(name)s; it comes as %(offered)s.")
            % {"name": name[:20], "offered": ", ".join(OFFERED)}
        )
    spoken = the_language(consultation, language)
    slug, site = consultation.slug, str(request.app.state.settings.base_url)

    def write(database: Database) -> File:
        with database.snapshot() as reading:
            found = visible_consultation(reading, SYSTEM, slug)
            document = brief(reading, found, code, language=spoken, site=site)
        stem = _NOT_IN_NAMES.sub("-", document.cover.symbol).strip("-")
        suffix = f".{spoken}" if spoken != found.default_language else ""
        with in_locale(spoken):
            return File(chosen.write(document), chosen.media_type, f"{stem}{suffix}.{chosen.extension}")

    return written_file(request, db, slug, ("brief", code, name, spoken), write)
