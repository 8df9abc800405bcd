"""The template sheet: the headings in the reader's language, and what may stand below them."""

from sqlmodel import Session

from app.consultations.admission.sheet.checking import GIVEN
from app.consultations.admission.sheet.words import FIELDS, NEEDED, PERSONAL, ROLE, SINCE, UNTIL, field_word
from app.consultations.models import Consultation
from app.consultations.queries import constituencies_of, delegations_of
from app.consultations.seating import role_word
from app.documents import sheets_xlsx
from app.documents.sheets import Column, Sheet, Workbook
from app.documents.tree import direction_of
from app.kernel.clock import local_day, now
from app.kernel.i18n import LANGUAGES, current_locale
from app.kernel.i18n import gettext as _


def template_sheet(db: Session, consultation: Consultation, groups: list[tuple[str, str]]) -> bytes:
    """The template as XLSX, with a second sheet of the words that fit here: roles, `groups`, constituencies and
    delegations."""
    people = Sheet("people", _("People"), tuple(Column(name, field_word(name), 22) for name in FIELDS), ())
    words: list[tuple[str, str]] = [(field_word(ROLE), role_word(role)) for role in GIVEN]
    words += [(_("Working group"), f"{code} ({title})") for code, title in groups]
    words += [(_("Constituency"), part.name) for part in constituencies_of(db, consultation)]
    words += [
        (_("Organisation"), body.name) for body in delegations_of(db, consultation) if body.ended_at is None
    ]
    words += [(_("Language"), f"{code} ({name})") for code, name in LANGUAGES.items()]
    words += [(field_word(SINCE), "2027-03-01"), (field_word(UNTIL), "2027-12-31")]
    words += [(field_word(PERSONAL), _("yes or no"))]
    words += [(_("Always needed"), field_word(name)) for name in NEEDED]
    help_ = Sheet(
        "words", _("What may stand here"), (Column("column", _("Column"), 24), Column("word", _("Words"), 60)),
        tuple(words),
    )  # fmt: skip
    locale = current_locale()
    book = Workbook(
        title=_("People for %(code)s") % {"code": consultation.code},
        language=locale,
        direction=direction_of(locale),
        date=local_day(now(db), consultation.timezone),
        sheets=(people, help_),
    )
    return sheets_xlsx.write(book)
