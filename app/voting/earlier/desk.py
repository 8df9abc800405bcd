"""What was given in an earlier ballot is given again from the sheet, beside what is still being typed there."""

from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.consultations.models import Consultation
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Conflict, FieldError, Invalid, Refused
from app.voting.desk import CODE, desk_of, sheet_page
from app.voting.earlier.actions import EVERY, give_again
from app.voting.forms import clashes_of, is_still_typed, kept_row, row_form, typed_in
from app.voting.queries import visible_ballot
from app.voting.views import Given, Row
from app.web.doors import text_of


def record_again(
    request: Request,
    db: Session,
    consultation: Consultation,
    actor: Actor,
    ballot: str,
    form: FormData,
) -> Response:
    """Give the one pressed again, or all of them; whatever else was typed is neither recorded nor lost."""
    again, show, delegation = (text_of(form, name)[:CODE] for name in ("earlier", "show", "delegation"))
    typed = typed_in(form)
    stood: dict[str, Given] = {}
    count = 0
    errors: tuple[FieldError, ...] = ()
    clashes: dict[str, Given] = {}
    why, status = "", 200
    try:
        rows = give_again(db, actor, consultation, ballot, again, delegation=delegation).rows
        stood = {row.line.code: row.given for row in rows if row.given}
        count = len(rows)
    except Invalid as invalid:
        errors, status = invalid.errors, 422
    except Conflict as conflict:
        clashes, why, status = clashes_of(conflict), conflict.message, 409
    except Refused as refused:
        why, status = refused.message, 403

    def is_kept(row: Row) -> bool:
        given = stood.get(row.line.code)
        if given is None:
            return is_still_typed(row, typed)
        # All were meant but the one where something else was chosen.
        return again == EVERY and typed.positions.get(row.line.code, given.position) != given.position

    view = visible_ballot(db, consultation, ballot, now(db))
    desk = desk_of(db, consultation, actor, view, delegation)
    kept = {row.line.code for row in desk.sheet.rows if is_kept(row)}
    if status == 200 and not kept:
        asked = {"delegation": delegation, "show": show, "recorded": str(count)}
        query = urlencode({name: value for name, value in asked.items() if value})
        place = f"#{again}" if again != EVERY else ""
        return RedirectResponse(f"/{consultation.slug}/ballots/{ballot}/sheet?{query}{place}", 303)
    if status == 403 and delegation and desk.sheet.delegation != delegation:
        raise Refused(why)
    forms = [
        kept_row(row, typed, errors, clashes.get(row.line.code))
        if row.line.code in kept or row.line.code not in stood
        else row_form(row, recorded=True)
        for row in desk.sheet.rows
    ]
    recorded = str(count) if status == 200 else ""
    return sheet_page(
        request,
        consultation,
        desk,
        forms,
        show="",
        recorded=recorded,
        status=status,
        alert=why,
        kept=len(kept) if status == 200 else 0,
    )
