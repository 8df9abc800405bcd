"""Verbs on spreadsheets of people: keep one as it was read, say which body a name means, confirm it; and the long work
that invites. Before somebody confirms, nothing of it is written but the sheet itself."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.consultations.actions.delegations import NewBody, accredit
from app.consultations.admission.actions.inviting import Wish, invite
from app.consultations.admission.models import PeopleSheet
from app.consultations.admission.sheet.checking import Checked, Seating, checked_rows
from app.consultations.admission.sheet.known import known_to
from app.consultations.admission.sheet.reading import Read, SheetRow
from app.consultations.admission.sheet.spelling import SAME_AS_ROW
from app.consultations.admission.sheet.words import EMAIL, ORGANISATION, plain_word
from app.consultations.models import Consultation, Role
from app.consultations.parts import delegation_called
from app.consultations.queries import actor_found_by, visible_consultation, with_seats
from app.consultations.rules import why_not_set_up
from app.documents import sheets_csv
from app.documents.sheets import Column, Sheet
from app.kernel.actor import SYSTEM, Actor
from app.kernel.clock import now
from app.kernel.db import Database
from app.kernel.errors import Conflict, DomainError, Invalid, NotFound, Refused, permit
from app.kernel.i18n import gettext as _
from app.kernel.i18n import ngettext
from app.kernel.ids import new_secret
from app.kernel.ledger import lock_track
from app.kernel.work import Work
from app.kernel.works import Made, Progress, ask_work, works_of
from app.people.models import Organisation, Person
from app.people.organisations.actions import NONE_OF_THESE
from app.people.queries import KNOWN

INVITING_PEOPLE = "people_sheet"
KEPT = timedelta(days=1)
_AT_ONCE = 25
_OF_PERSON = with_seats(
    sa.select(*KNOWN, sa.cast(sa.null(), sa.Integer)).where(col(Person.public_id) == sa.bindparam("person"))
)


def keep_sheet(
    db: Session, actor: Actor, consultation: Consultation, *, filename: str, read: Read
) -> PeopleSheet:
    """Keep a sheet as it was read, for who sent it, until it is confirmed or its day is over. Refused to all but the
    secretariat. Nothing else is written."""
    permit(why_not_set_up(actor, consultation))
    sheet = PeopleSheet(
        public_id=new_secret(),
        consultation_id=consultation.id or 0,
        person_id=actor.person_id or 0,
        filename=filename[-120:],
        rows=[{"ignored": read.ignored}, *(row.stored() for row in read.rows)],
        read_at=now(db),
    )
    db.add(sheet)
    db.flush()
    return sheet


def visible_sheet(db: Session, actor: Actor, consultation: Consultation, public_id: str) -> PeopleSheet:
    """The sheet of this address. NotFound where there is none, it is another's, or its day is over."""
    found = db.exec(
        select(PeopleSheet).where(
            PeopleSheet.public_id == public_id,
            PeopleSheet.consultation_id == consultation.id,
            PeopleSheet.person_id == actor.person_id,
        )
    ).first()
    if found is None or found.read_at < now(db) - KEPT:
        raise NotFound(_("This sheet is not kept any more. Send it once more."))
    return found


def rows_of(sheet: PeopleSheet) -> list[SheetRow]:
    """The rows of a sheet, in their order."""
    return [SheetRow(**row) for row in sheet.rows[1:]]


def ignored_in(sheet: PeopleSheet) -> list[str]:
    """The headings of a sheet that are not known here."""
    return list(sheet.rows[0]["ignored"])


def check_sheet(db: Session, consultation: Consultation, sheet: PeopleSheet) -> list[Checked]:
    """Every row as it stands now against what is known now."""
    rows = rows_of(sheet)
    return checked_rows(known_to(db, consultation, (row.get(EMAIL) for row in rows)), rows)


def mark_of(rows: Iterable[Checked]) -> str:
    """A mark of what these rows would do: another one as soon as they would do anything else."""
    return hashlib.sha256(repr([_does(row) for row in rows]).encode()).hexdigest()


def _does(row: Checked) -> tuple[object, ...]:
    seating = row.seating
    if seating is None or row.there:
        return row.row.number, row.there
    body = seating.body
    said = replace(seating, body=None)
    delegation = body.delegation.code if body is not None and body.delegation is not None else ""
    return row.row.number, row.new_here, said, _body_of(seating), delegation


def say_which_body(
    db: Session, actor: Actor, consultation: Consultation, public_id: str, *, written: str, body: str
) -> PeopleSheet:
    """Say what the organisation that is `written` so means, in every row of the sheet: the known one of the id `body`,
    the one that a row further up names (`row:2`), or, where that is empty, another body that is not known yet. Invalid
    where there is no such organisation. A sheet that was confirmed stays as it is."""
    permit(why_not_set_up(actor, consultation))
    sheet = visible_sheet(db, actor, consultation, public_id)
    if sheet.confirmed_at is not None:
        raise Refused(_("This list was confirmed."))
    rows = rows_of(sheet)
    meant, kept = _meant(db, rows, body) if body else ("", True)
    changed = []
    for row in rows:
        if plain_word(row.get(ORGANISATION)) == plain_word(written):
            cells = {**row.cells, ORGANISATION: meant} if meant else row.cells
            row = replace(row, cells=cells, kept=kept)
        changed.append(row.stored())
    sheet.rows = [sheet.rows[0], *changed]
    db.add(sheet)
    db.flush()
    return sheet


def _meant(db: Session, rows: Sequence[SheetRow], body: str) -> tuple[str, bool]:
    """What stands for a body in the cells of a sheet, and whether it is meant so: its id, or what another row says."""
    if body.startswith(SAME_AS_ROW):
        for row in rows:
            if body == f"{SAME_AS_ROW}{row.number}" and row.get(ORGANISATION):
                return row.get(ORGANISATION), row.kept
    elif db.exec(select(Organisation.id).where(Organisation.public_id == body)).first() is not None:
        return body, False
    raise Invalid.at("body", _("Choose one of the organisations."))


def confirm_sheet(
    db: Session, actor: Actor, consultation: Consultation, public_id: str, *, seen: str, home: str
) -> Work:
    """Have everybody invited to the seat that a right row asks for; the wrong rows are left out, as the preview said.
    `seen` is the mark of that preview, `home` the address of this site, for the links in the mails.

    Confirming again gives the work there is. Refused to all but the secretariat, and where nothing is left to do;
    Conflict where the list would do something else by now than was seen.
    """
    lock_track(db, consultation.slug)
    permit(why_not_set_up(actor, consultation))
    sheet = visible_sheet(db, actor, consultation, public_id)
    if (work := work_of_sheet(db, consultation, sheet)) is not None:
        return work
    rows = check_sheet(db, consultation, sheet)
    if not any(row.seating is not None and not row.there for row in rows):
        raise Refused(_("No row of this sheet would change anything."))
    if seen != mark_of(rows):
        raise Conflict(
            _(
                "What is known here has changed since, and the list would do something else. Look at it once more."
            )
        )
    sheet.confirmed_at = now(db)
    db.add(sheet)
    return ask_work(
        db,
        actor,
        place=consultation.slug,
        kind=INVITING_PEOPLE,
        arguments={"sheet": sheet.public_id, "home": home},
    )


def work_of_sheet(db: Session, consultation: Consultation, sheet: PeopleSheet) -> Work | None:
    """The work that was asked for by confirming this sheet."""
    if sheet.confirmed_at is None:
        return None
    works = works_of(db, consultation.slug, INVITING_PEOPLE)
    return next((work for work in works if work.arguments.get("sheet") == sheet.public_id), None)


def invite_people(database: Database, work: Work, progress: Progress) -> Made:
    """The long work: sends the invitations of a confirmed sheet, some in each transaction, as whoever confirmed it.

    Done twice it changes nothing the second time. Who cannot be invited meanwhile is said in the file it makes, by the
    number of its row; it stops where whoever confirmed may not set up any more.
    """
    with database.reading() as db:
        consultation = visible_consultation(db, SYSTEM, work.place)
        sheet = db.exec(select(PeopleSheet).where(PeopleSheet.public_id == work.arguments["sheet"])).first()
        if sheet is None:
            raise NotFound(_("This sheet is not kept any more. Send it once more."))
        rows = check_sheet(db, consultation, sheet)
    right = [row for row in rows if row.seating is not None and not row.there]
    inviter = _Inviter(
        database, work, {_body_of(row.seating) for row in right if _needs_a_voice(row.seating)}
    )
    for start in range(0, len(right), _AT_ONCE):
        progress(_("Inviting the people"), start, len(right))
        inviter.invite(right[start : start + _AT_ONCE])
    progress(_("Inviting the people"), len(right), len(right))
    return _report(rows, inviter)


def clear_old_sheets(db: Session) -> int:
    """The tick: sheets whose day is over go, with the addresses in them. Gives how many there were."""
    gone = db.execute(sa.delete(PeopleSheet).where(col(PeopleSheet.read_at) < now(db) - KEPT))
    return int(gone.rowcount)  # type: ignore[attr-defined]


class _Inviter:
    """Invites row by row; `invited` and `failed` are what came of it, by the number of the row."""

    def __init__(self, database: Database, work: Work, voices: set[str]) -> None:
        self._database, self._work, self._voices = database, work, voices
        self._accredited: dict[str, str] = {}
        self.invited: set[int] = set()
        self.failed: dict[int, str] = {}

    def invite(self, rows: Sequence[Checked]) -> None:
        """These rows in one transaction; each in its own where one of them cannot be."""
        try:
            self._write(rows)
        except DomainError as error:
            if len(rows) == 1:
                self.failed[rows[0].row.number] = error.message
                return
            for row in rows:
                self.invite([row])

    def _write(self, rows: Sequence[Checked]) -> None:
        accredited = dict(self._accredited)
        with self._database.unit_of_work() as db:
            lock_track(db, "site")
            lock_track(db, self._work.place)
            consultation = visible_consultation(db, SYSTEM, self._work.place)
            at = now(db)
            actor = actor_found_by(db, _OF_PERSON, {"person": self._work.asked_by}, at)
            if actor is None:
                raise Refused(_("Whoever confirmed this sheet has no account here any more."))
            permit(why_not_set_up(actor, consultation))
            for row in rows:
                assert row.seating is not None
                self._seat(db, actor, consultation, row.seating, accredited)
        self._accredited = accredited
        self.invited |= {row.row.number for row in rows}

    def _seat(
        self,
        db: Session,
        actor: Actor,
        consultation: Consultation,
        seating: Seating,
        accredited: dict[str, str],
    ) -> None:
        body, delegation = seating.body, ""
        if seating.accredits:
            key = _body_of(seating)
            if key not in accredited:
                known = delegation_called(db, consultation, body.public_id) if body else None
                if known is None or known.ended_at is not None:
                    known = accredit(
                        db, actor, consultation,
                        organisation=body.public_id if body else "",
                        new=None if body else NewBody(name=seating.accredits, same=NONE_OF_THESE),
                        constituency=seating.constituency, voting=key in self._voices,
                    )  # fmt: skip
                    db.flush()
                accredited[key] = known.code
            delegation = accredited[key]
        elif body is not None and body.delegation is not None:
            delegation = body.delegation.code
        wish = Wish(
            email=seating.email, name=seating.name, role=seating.role, title=seating.title,
            group=seating.group, delegation=delegation, since=seating.since, until=seating.until,
            personal=seating.personal, language=seating.language,
        )  # fmt: skip
        invite(db, actor, consultation, wish, home=str(self._work.arguments["home"]))


def _needs_a_voice(seating: Seating | None) -> bool:
    return seating is not None and bool(seating.accredits) and seating.role != Role.OBSERVER


def _body_of(seating: Seating | None) -> str:
    if seating is None:
        return ""
    return seating.body.public_id if seating.body else plain_word(seating.accredits)


def _report(rows: Sequence[Checked], inviter: _Inviter) -> Made:
    """What came of each row, by its number: no names and no addresses, for whoever has the link may read it."""
    lines = []
    for row in rows:
        number = row.row.number
        if row.sentences:
            lines.append((number, "left out"))
        elif number in inviter.failed:
            lines.append((number, "failed"))
        else:
            lines.append((number, "invited" if number in inviter.invited else "unchanged"))
    columns = (Column("row", _("Row")), Column("result", _("What came of it")))
    table = Sheet("people", _("What came of each row"), columns, tuple(lines))
    notice = ngettext(
        "%(num)s invitation was sent.", "%(num)s invitations were sent.", len(inviter.invited)
    ) % {"num": len(inviter.invited)}
    for number, sentence in list(inviter.failed.items())[:5]:
        notice += " " + _("Row %(row)s: %(sentence)s") % {"row": number, "sentence": sentence}
    return Made(sheets_csv.write(table), "people-result.csv", "text/csv; charset=utf-8", notice)
