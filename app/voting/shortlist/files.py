"""A balanced list as tables for spreadsheets and programs: what is on the lists, and what they leave to whom."""

from fastapi.responses import Response
from sqlmodel import Session

from app.consultations.models import Consultation
from app.documents import sheets_csv, sheets_xlsx
from app.documents.sheets import Column, Sheet, Workbook
from app.kernel.actor import Actor
from app.kernel.clock import local_day, now
from app.kernel.errors import NotFound
from app.kernel.i18n import current_locale, direction
from app.kernel.i18n import gettext as _
from app.voting.queries import visible_ballot
from app.voting.shortlist.queries import shortlist_of
from app.voting.shortlist.sentences import left_sentences, method_sentences
from app.voting.shortlist.views import Entry, Shortlist

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def shortlist_file(
    db: Session, actor: Actor, consultation: Consultation, ballot: str, name: str, *, k: str, kind: str
) -> Response:
    """Both lists as `csv` or `xlsx`; the spreadsheet also has the delegations. NotFound for another format; Refused while
    the ballot is open; Invalid as with `shortlist_of`."""
    if name not in MEDIA:
        raise NotFound(_("The lists are to be had as csv and as xlsx."))
    at = now(db)
    view = visible_ballot(db, consultation, ballot, at)
    found = shortlist_of(db, view, actor, k=k, kind=kind)
    if name == "csv":
        content = sheets_csv.write(lists_sheet(found))
    else:
        content = sheets_xlsx.write(
            Workbook(
                title=f"{consultation.code} · {view.ballot.code} {view.ballot.title}",
                language=current_locale(),
                direction="rtl" if direction(current_locale()) == "rtl" else "ltr",
                date=local_day(at, consultation.timezone),
                sheets=(lists_sheet(found), delegations_sheet(found)),
                status=_("Proposed list; it decides nothing"),
            )
        )
    saved = f"{consultation.slug}-{view.ballot.code}-shortlist-{found.k}.{name}"
    return Response(
        content,
        media_type=MEDIA[name],
        headers={"Content-Disposition": f'attachment; filename="{saved}"'},
    )


def lists_sheet(found: Shortlist) -> Sheet:
    """One row for each proposal on either list, those of the balanced list first, with its place on both."""
    ranked = {entry.line.code: entry for entry in found.ranked}
    balanced = {entry.line.code: entry for entry in found.balanced}
    columns = (
        Column("proposal", _("Proposal"), 12),
        Column("title", _("Title"), 48),
        Column("kind", _("Kind"), 12),
        Column("outcome", _("Result"), 14),
        Column("supporters", _("Delegations for it"), 12),
        Column("balanced_place", _("Place on the balanced list"), 12),
        Column("balanced_step", _("How it was taken"), 20),
        Column("balanced_share", _("Largest share paid"), 16),
        Column("ranking_place", _("Place in the plain ranking"), 12),
    )

    def row(entry: Entry) -> tuple[str | int | None, ...]:
        code = entry.line.code
        first, second = balanced.get(code), ranked.get(code)
        return (
            code,
            entry.line.title,
            entry.line.kind,
            str(entry.result.outcome),
            entry.supporters,
            first.place if first else None,
            str(first.step) if first and first.step else None,
            str(first.share) if first and first.share is not None else None,
            second.place if second else None,
        )

    rows = tuple(row(entry) for entry in (*found.balanced, *found.only_ranked))
    return Sheet("shortlist", _("The two lists"), columns, rows, above=tuple(method_sentences(found)))


def delegations_sheet(found: Shortlist) -> Sheet:
    """One row for each delegation: how many it is for of what carried, and of each list."""
    columns = (
        Column("delegation", _("Delegation"), 14),
        Column("name", _("Name"), 32),
        Column("constituency", _("Constituency"), 28),
        Column("supported", _("For, of what carried"), 12),
        Column("balanced", _("For, on the balanced list"), 12),
        Column("ranking", _("For, in the plain ranking"), 12),
    )
    rows = tuple(
        (voter.key, voter.name, voter.constituency, voter.supported, voter.balanced, voter.ranked)
        for voter in found.voters
    )
    return Sheet(
        "delegations", _("What each list has for whom"), columns, rows, above=tuple(left_sentences(found))
    )
