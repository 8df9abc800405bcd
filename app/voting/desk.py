"""Somebody before the sheet of one of their delegations, and the page that shows it: for every door that ends there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from app.consultations.models import Consultation
from app.drafting.editorial.views import Challenge
from app.kernel.actor import Actor
from app.kernel.errors import Refused, permit
from app.voting.amendments.shown import Put, put_on
from app.voting.earlier.queries import before_of
from app.voting.earlier.views import Earlier
from app.voting.forms import RowForm
from app.voting.members.rules import by_members, why_no_member, why_not_a_member
from app.voting.proxy.queries import Standing, held_of, speakers_in, standing_in
from app.voting.rules import why_not_cast, why_not_give
from app.voting.sheets import sheet_of
from app.voting.views import BallotView, Mandate, Sheet
from app.voting.words import willing_words
from app.web.render import render

CODE = 60  # characters of the longest code there is


@dataclass(frozen=True)
class Desk:
    """A person before the sheet of one of the delegations whose positions are theirs to give.

    `proxy` is who speaks for it, where another delegation does; `speakers` names, by their number, those that gave a
    position on it by proxy. `amendments` has what each amendment on the sheet changes, by its code.
    """

    view: BallotView
    sheet: Sheet
    mandate: Mandate
    mandates: list[Mandate]
    why_not: str | None
    earlier: Mapping[str, Earlier]
    proxy: Standing | None = None
    speakers: dict[int, str] = field(default_factory=dict)
    challenges: Mapping[str, tuple[Challenge, ...]] = field(default_factory=dict)
    amendments: Mapping[str, Put] = field(default_factory=dict)

    @property
    def changed_since(self) -> list[str]:
        """The codes of what is still to give on another version than the delegation gave its position on."""
        missing = [row.line.code for row in self.sheet.missing]
        return [code for code in missing if code in self.earlier and self.earlier[code].changed]

    @property
    def to_give_again(self) -> list[str]:
        """The codes of what is still to give and can be given as it was."""
        missing = [row.line.code for row in self.sheet.missing]
        return [code for code in missing if code in self.earlier and self.earlier[code].why_not is None]

    @property
    def asked_again(self) -> list[str]:
        """The codes of what was given on the strength of an editorial mark that was challenged since."""
        return [
            row.line.code
            for row in self.sheet.rows
            if row.line.code in self.earlier and self.earlier[row.line.code].relied_on(row.given)
        ]

    @property
    def next_missing(self) -> str | None:
        """The code of the first proposal without a position."""
        return self.sheet.missing[0].line.code if self.sheet.missing else None


def desk_of(db: Session, consultation: Consultation, actor: Actor, view: BallotView, delegation: str) -> Desk:
    """The reader before the sheet of one of their delegations. Refused where they give no positions here."""
    members = by_members(view.rule)
    permit(why_no_member(actor, consultation) if members else why_not_give(actor, consultation))
    held = held_of(db, consultation, actor, view)
    if not held:
        raise Refused(why_not_a_member(actor, consultation))
    mine = [mandate for mandate in held if mandate.in_electorate]
    first = next((m for m in mine if m.spoken and m.holder_id is None), (mine or held)[0])
    chosen = next((m for m in held if m.code == delegation), first)
    why = why_not_cast(
        actor,
        consultation,
        view.ballot,
        view.round,
        delegation_id=chosen.delegation_id,
        electors=[m.delegation_id for m in mine],
        elsewhere=chosen.elsewhere,
        at=view.at,
        recused=chosen.recused,
        holder_id=chosen.holder_id,
        left=chosen.left,
        by_members=members,
    )
    if not chosen.in_electorate:
        permit(why)
    sheet = sheet_of(db, view, actor, chosen)
    # What a delegation gave in other ballots is its own, and nothing that its proxy gives again, nor one of its members.
    own = chosen.holder_id is None and not members
    before = before_of(db, view, chosen.delegation_id, [row.line for row in sheet.rows], own=own)
    proxy = next((each for each in standing_in(db, view) if each.delegation == chosen.code), None)
    given_by = {row.given.given_by_id for row in sheet.rows if row.given and row.given.given_by_id}
    speakers = speakers_in(db, given_by)
    amendments = put_on(db, [row.line for row in sheet.rows])
    return Desk(view, sheet, chosen, mine, why, before.given, proxy, speakers, before.challenges, amendments)


def sheet_page(
    request: Request,
    consultation: Consultation,
    desk: Desk,
    rows: list[RowForm],
    *,
    show: str,
    recorded: str = "",
    status: int = 200,
    alert: str = "",
    live: str | None = None,
    brought: object = None,
    file_error: str = "",
    kept: int = 0,
) -> HTMLResponse:
    """The sheet with these rows; `kept` of them say what is not recorded, `brought` is what a file says, where they come from one, `file_error` why it says nothing."""
    shown = [row for row in rows if show not in ("missing", "reasons") or _belongs(row, show)]
    tables: dict[str, list[RowForm]] = {}
    for row in shown:
        tables.setdefault(row.line.roundtable, []).append(row)
    whole = {table: [r for r in desk.sheet.rows if r.line.roundtable == table] for table in tables}
    return render(
        request,
        "voting/sheet.html",
        status,
        consultation=consultation,
        here="ballots",
        view=desk.view,
        desk=desk,
        sheet=desk.sheet,
        roundtables=[
            (found[0].line, found, sum(r.given is not None for r in whole[table]), len(whole[table]))
            for table, found in tables.items()
        ],
        show=show if show in ("missing", "reasons") else "",
        recorded=int(recorded) if recorded.isascii() and recorded.isdigit() else None,
        errors=_summary(rows),
        alert=alert,
        live=live,
        brought=brought,
        file_error=file_error,
        kept=kept,
        willing=willing_words(),
    )


def _belongs(row: RowForm, show: str) -> bool:
    return row.given is None if show == "missing" else bool(row.given and row.given.reason)


def _summary(rows: list[RowForm]) -> dict[str, str]:
    found = {}
    for row in rows:
        if row.error:
            found[row.line.code] = f"{row.line.code}: {row.error}"
        if row.reason_error:
            found[f"{row.line.code}-reason"] = f"{row.line.code}: {row.reason_error}"
        if row.willing_error:
            found[f"{row.line.code}-willing"] = f"{row.line.code}: {row.willing_error}"
    return found
