"""A delegation's sheet as a file to be filled in off line."""

from collections.abc import Mapping

from app.consultations.models import Consultation
from app.documents import sheets_xlsx
from app.documents.sheets import Column, Row, Workbook
from app.documents.sheets import Sheet as Table
from app.documents.tree import direction_of
from app.kernel.clock import local_day
from app.kernel.i18n import current_locale
from app.kernel.i18n import gettext as _
from app.voting.amendments.shown import Put
from app.voting.offline.words import column_words
from app.voting.queries import called
from app.voting.views import Sheet
from app.voting.words import called_position, willing_words

_WIDTHS = {"title": 50, "position": 22, "reason": 60, "willing": 28, "delegation": 16}


def write_sheet(
    consultation: Consultation, sheet: Sheet, amendments: Mapping[str, Put] | None = None
) -> bytes:
    """Every proposal with what the delegation has given, as XLSX in the reader's language; positions are chosen from a
    list. Of each of the `amendments` the words that it puts in the text."""
    view, locale = sheet.view, current_locale()
    puts = amendments or {}
    positions = tuple(word.label for _stance, word in view.options)
    would = dict(willing_words())
    choices = {"position": positions, "willing": tuple(would.values())}
    rows: list[Row] = []
    for row in sheet.rows:
        given = row.given
        rows.append(
            (
                row.line.code,
                puts[row.line.code].told
                if row.line.code in puts
                else called(row.line.title, row.line.title_i18n),
                row.line.version,
                called_position(given.position).label if given else "",
                (given.reason if given else "") or "",
                given.would if given else "",
                view.ballot.code,
                sheet.delegation,
                given.turn if given else 0,
            )
        )
    columns = tuple(
        Column(name, word, _WIDTHS.get(name, 12), choices.get(name, ()))
        for name, word in column_words().items()
    )
    reasoned = [word.label for stance, word in view.options if stance.reason_due]
    above = [
        f"{view.ballot.title} · {sheet.name}",
        _("Choose a position in each row and bring the file back to the voting sheet. Nothing is recorded before you confirm it there."),
    ]  # fmt: skip
    if reasoned:
        above.append(_("These need a reason: %(names)s.") % {"names": ", ".join(reasoned)})
    if reasoned and not view.rule.is_open:
        above.append(
            _(
                "Reasons are published word for word without your delegation's name: do not name yourselves in them."
            )
        )
    table = Table("sheet", view.ballot.code, columns, tuple(rows), above=tuple(above))
    return sheets_xlsx.write(
        Workbook(
            title=_("Voting sheet of %(name)s") % {"name": sheet.name},
            language=locale,
            direction=direction_of(locale),
            date=local_day(view.at, consultation.timezone),
            sheets=(table,),
        )
    )
