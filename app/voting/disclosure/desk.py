"""The sheet of a secret ballot: what is chosen, looked at once more, and handed in; how, is drawn on no page afterwards.

Nothing of it is kept by a browser or anybody in between (`no-store`): the answers say what was chosen, and the keys.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.datastructures import FormData

from app.consultations.models import Consultation
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import FieldError, Invalid, Refused, permit
from app.kernel.i18n import gettext as _
from app.voting.actions.casting import Wish, cast_positions, check_wishes
from app.voting.desk import CODE, Desk, desk_of
from app.voting.disclosure.rules import why_not_vote_again
from app.voting.queries import visible_ballot
from app.voting.views import BallotView, Line, Recorded, Row
from app.voting.words import Called, called_position
from app.web.doors import text_of
from app.web.render import render


@dataclass(frozen=True)
class PaperForm:
    """One row as it stands on the screen: whether it was voted on and by whom, and what is chosen."""

    line: Line
    voted_by: str | None
    position: str = ""
    error: str = ""

    @property
    def called(self) -> Called:
        """What is chosen, in words."""
        return called_position(self.position)


def secret_sheet(
    request: Request,
    consultation: Consultation,
    desk: Desk,
    rows: Sequence[PaperForm] | None = None,
    *,
    show: str = "",
    status: int = 200,
    alert: str = "",
    live: str | None = None,
) -> HTMLResponse:
    """The sheet with these rows; what was voted on is marked, and nothing says how."""
    drawn = [PaperForm(row.line, row.voted_by) for row in desk.sheet.rows] if rows is None else list(rows)
    tables: dict[str, list[PaperForm]] = {}
    for row in drawn:
        if show != "missing" or row.voted_by is None:
            tables.setdefault(row.line.roundtable, []).append(row)
    whole = {table: [r for r in desk.sheet.rows if r.line.roundtable == table] for table in tables}
    return _not_kept(
        render(
            request,
            "voting/disclosure/sheet.html",
            status,
            consultation=consultation,
            here="ballots",
            view=desk.view,
            desk=desk,
            sheet=desk.sheet,
            roundtables=[
                (found[0].line, found, sum(r.done for r in whole[table]), len(whole[table]))
                for table, found in tables.items()
            ],
            show=show if show == "missing" else "",
            errors={row.line.code: f"{row.line.code}: {row.error}" for row in drawn if row.error},
            alert=alert,
            kept=any(row.position for row in drawn) and not desk.why_not,
            live=live,
        )
    )


def hand_in(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    view: BallotView,
    form: FormData,
) -> HTMLResponse:
    """What was sent from the sheet is looked at once more, and handed in where that was confirmed (`do`).

    Answers with the papers to be confirmed; with their keys, this once; or with the sheet, what is wrong, and all that
    was chosen. Refused where the reader gives no positions here, or none of the delegation whose sheet was sent.
    """
    delegation, do = text_of(form, "delegation")[:CODE], text_of(form, "do")
    desk = _desk_of_sheet(db, consultation, actor, view, delegation)
    wishes = _wishes(form, desk.sheet.rows)
    chosen = {wish.proposal: wish.position for wish in wishes}
    if do == "back":
        return secret_sheet(request, consultation, desk, _rows(desk, _unmarked(form, desk) | chosen))
    if not wishes and not desk.why_not:
        alert = _("Choose a position in at least one row.")
        rows = _rows(desk, _unmarked(form, desk))
        return secret_sheet(request, consultation, desk, rows, status=422, alert=alert)
    errors: tuple[FieldError, ...] = ()
    try:
        if do != "hand_in":
            voted = [row.line.code for row in desk.sheet.rows if row.done and row.line.code in chosen]
            permit(desk.why_not or why_not_vote_again(voted, member=view.by_members))
            check_wishes(view.rule, wishes)
            return _look_again(request, consultation, desk, _rows(desk, chosen))
        recorded = cast_positions(
            db, actor, consultation, view.ballot.code, wishes, delegation=delegation or None
        )
        return _handed_in(request, consultation, desk, recorded)
    except Invalid as invalid:
        errors, alert, status = invalid.errors, "", 422
    except Refused as refused:
        alert, status = refused.message, 403
    fresh = visible_ballot(db, consultation, view.ballot.code, now(db))
    desk = _desk_of_sheet(db, consultation, actor, fresh, delegation)
    rows = _rows(desk, chosen, errors)
    return secret_sheet(request, consultation, desk, rows, status=status, alert=alert)


def _desk_of_sheet(
    db: Session, consultation: Consultation, actor: Actor, view: BallotView, delegation: str
) -> Desk:
    """The desk of the delegation whose sheet was sent. Refused where the seat in it or its proxy has ended meanwhile: what
    was chosen for one delegation is neither shown nor cast as that of another, and a paper cannot be taken back."""
    desk = desk_of(db, consultation, actor, view, delegation)
    if delegation and desk.sheet.delegation != delegation:
        raise Refused(
            _("You do not give the positions of the delegation that these papers were chosen for, or no longer do: a seat or a proxy has ended. Nothing was handed in.")
        )  # fmt: skip
    return desk


def _look_again(
    request: Request, consultation: Consultation, desk: Desk, rows: Sequence[PaperForm]
) -> HTMLResponse:
    """The papers as they would be handed in, to be confirmed or changed."""
    return _not_kept(
        render(
            request,
            "voting/disclosure/confirm.html",
            consultation=consultation,
            here="ballots",
            view=desk.view,
            desk=desk,
            papers=[row for row in rows if row.position],
            left=sum(row.voted_by is None and not row.position for row in rows),
        )
    )


def _handed_in(request: Request, consultation: Consultation, desk: Desk, recorded: Recorded) -> HTMLResponse:
    """The keys of the papers, told this once."""
    return _not_kept(
        render(
            request,
            "voting/disclosure/handed_in.html",
            consultation=consultation,
            here="ballots",
            view=desk.view,
            several=len(desk.mandates) > 1,
            mandate=recorded.mandate,
            papers=recorded.rows,
        )
    )


def _wishes(form: FormData, rows: Sequence[Row]) -> list[Wish]:
    """The papers of a form: `CODE` the position, `CODE-version` the version that was read. What is not on this ballot is
    not asked for."""
    found = []
    for row in rows:
        code = row.line.code
        version = text_of(form, f"{code}-version")
        if position := text_of(form, code):
            read = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else None
            found.append(Wish(code, position, version=read))
    return found


def _unmarked(form: FormData, desk: Desk) -> dict[str, str]:
    """What stood on the page that asks once more, also where its mark was taken away (`CODE-chosen`)."""
    stood = {row.line.code: text_of(form, f"{row.line.code}-chosen") for row in desk.sheet.rows}
    return {code: position for code, position in stood.items() if position}


def _rows(desk: Desk, chosen: dict[str, str], errors: Sequence[FieldError] = ()) -> list[PaperForm]:
    sentences = {error.field: error.message for error in errors}
    rows = [
        PaperForm(
            row.line,
            row.voted_by,
            chosen.get(row.line.code, "") if not row.done else "",
            sentences.get(row.line.code, ""),
        )
        for row in desk.sheet.rows
    ]
    # As they stand on the sheet: by roundtable.
    tables = list(dict.fromkeys(row.line.roundtable for row in rows))
    return sorted(rows, key=lambda row: tables.index(row.line.roundtable))


def _not_kept(page: HTMLResponse) -> HTMLResponse:
    page.headers["Cache-Control"] = "no-store"
    return page
