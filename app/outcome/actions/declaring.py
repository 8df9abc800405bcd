"""Verbs on declarations, all of them the delegations' own: make, reword, withdraw, join, leave.

There is none for the secretariat: whoever edits the document can neither change nor drop what a delegation declares.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, SQLModel, col, select

from app.consultations.given import Given
from app.consultations.models import Consultation
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Conflict, Invalid, Refused, permit
from app.kernel.i18n import LANGUAGES
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.outcome.declaring import (
    LONGEST,
    Declared,
    Lapsed,
    Moment,
    Speaker,
    book_of,
    called,
    moment_of,
    mouths_of,
    subjects_of,
    visible_declaration,
    why_not_change,
    why_not_declare,
    why_not_declare_on,
    why_not_join,
    why_not_leave,
    why_not_touch,
)
from app.outcome.events import (
    DeclarationLeft,
    DeclarationMade,
    DeclarationReworded,
    DeclarationSigned,
    DeclarationWithdrawn,
)
from app.outcome.models import Declaration, DeclarationJoined, DeclarationKind


@dataclass(frozen=True)
class _Desk:
    """The declarations as they stand under the lock, and the delegations for which the actor speaks."""

    at: datetime
    moment: Moment
    found: tuple[Declared, ...]
    given: int
    mouths: list[Speaker]


def declare(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    *,
    kind: str,
    text: str,
    about: str = "",
    delegation: str = "",
    language: str = "",
) -> Declared:
    """Declare something for a delegation: of the proposal `about`, or without one of the whole. Gives it as it stands.

    `delegation` may be left out by whoever speaks for one only, `language` where it is the consultation's own. Refused
    with the sentence of `why_not_declare`; Invalid with a sentence for each field that is wrong. The same again is the
    one there is.
    """
    desk = _desk(db, actor, consultation)
    permit(why_not_declare(actor, consultation, desk.moment))
    mouth = _mouth(desk, delegation)
    given = Given()
    if kind not in list(DeclarationKind):
        given.wrong("kind", _("Choose whether this is a minority view or a proviso."))
    subject = None
    if about:
        subject = next(iter(subjects_of(db, consultation, about)), None)
    if about and subject is None:
        given.wrong(
            "about",
            _("Choose the whole document, or a proposal that was decided on and that everybody can read."),
        )
    elif (why := why_not_declare_on(desk.moment, about)) is not None:
        given.wrong("about", why)
    said = _text(given, text)
    spoken = _language(given, consultation, language)
    given.done()
    for old in desk.found:
        if (old.by.id, old.kind, old.proposal or "", old.text) == (mouth.id, kind, about, said):
            return old
    code = f"D-{desk.given + 1}"
    row = Declaration(
        consultation_id=consultation.id or 0,
        code=code,
        n=1,
        kind=kind,
        proposal_id=subject.id if subject else None,
        delegation_id=mouth.id,
        language=spoken,
        text=said,
        person_id=actor.person_id,
        by_title=_capacity(actor, mouth),
        made_at=desk.at,
    )
    db.add(row)
    _record(db, actor, consultation, DeclarationMade(code, kind, about or None), mouth, [row])
    return Declared(
        code=code,
        n=row.n,
        kind=kind,
        proposal=about or None,
        proposal_title=called(subject.title, subject.title_i18n) if subject else "",
        by=mouth,
        joined=(),
        language=spoken,
        text=said,
        by_title=row.by_title,
        made_at=desk.at,
    )


def reword_declaration(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    n: int,
    text: str,
    kind: str = "",
    language: str = "",
) -> Declared:
    """Put a declaration of the own delegation into other words; `n` is the wording that the form was drawn from.

    The old wording stays in the record. The names of others come off, because they joined other words; they may join
    again. NotFound; Refused; Invalid; Conflict where somebody else of the delegation was faster. The same words again
    change nothing.
    """
    desk = _desk(db, actor, consultation)
    declared = visible_declaration(desk.found, code)
    permit(why_not_change(actor, consultation, desk.moment, declared))
    given = Given()
    said = _text(given, text)
    spoken = _language(given, consultation, language or declared.language)
    chosen = kind or declared.kind
    if chosen not in list(DeclarationKind):
        given.wrong("kind", _("Choose whether this is a minority view or a proviso."))
    given.done()
    if (said, chosen, spoken) == (declared.text, declared.kind, declared.language):
        return declared
    if n != declared.n:
        raise Conflict(
            _(
                "Somebody else of your delegation has reworded this declaration since. Read it, and write again what is missing."
            ),
            details=declared,
        )
    old = _row(db, consultation, declared)
    row = Declaration(
        consultation_id=old.consultation_id,
        code=code,
        n=declared.n + 1,
        kind=chosen,
        proposal_id=old.proposal_id,
        delegation_id=old.delegation_id,
        language=spoken,
        text=said,
        person_id=actor.person_id,
        by_title=_capacity(actor, declared.by),
        made_at=desk.at,
    )
    db.add(row)
    others = _names(db, consultation, code)
    for joined in others:
        joined.left_at = desk.at
        db.add(joined)
    fact = DeclarationReworded(code, row.n)
    _record(db, actor, consultation, fact, declared.by, [row, *others])
    return replace(
        declared,
        n=row.n,
        kind=chosen,
        language=spoken,
        text=said,
        joined=(),
        by_title=row.by_title,
        made_at=desk.at,
        lapsed=(*declared.lapsed, *(Lapsed(speaker, declared.n) for speaker in declared.joined)),
    )


def withdraw_declaration(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, reason: str = ""
) -> None:
    """Take a declaration of the own delegation back; it stays in the record and is printed no more.

    NotFound where there is none that stands, Refused with the sentence of `why_not_change`, Invalid at `reason`.
    """
    desk = _desk(db, actor, consultation)
    declared = visible_declaration(desk.found, code)
    permit(why_not_change(actor, consultation, desk.moment, declared))
    given = Given()
    why = given.text("reason", reason, limit=2_000)
    given.done()
    row = _row(db, consultation, declared)
    row.withdrawn_at = desk.at
    db.add(row)
    _record(db, actor, consultation, DeclarationWithdrawn(code), declared.by, [row], why or None)


def join_declaration(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, n: int, delegation: str = ""
) -> Declared:
    """Put the name of the own delegation to another's declaration; `n` is the wording that was read.

    Once more changes nothing. NotFound; Refused with the sentence of `why_not_join`; Invalid at `delegation`; Conflict,
    with the declaration as it stands, where it was reworded since: nobody stands under words that they have not read.
    """
    desk = _desk(db, actor, consultation)
    declared = visible_declaration(desk.found, code)
    permit(why_not_declare(actor, consultation, desk.moment) or why_not_touch(desk.moment, declared))
    mouth = _mouth(desk, delegation)
    permit(why_not_join(actor, consultation, desk.moment, declared, mouth))
    if any(joined.id == mouth.id for joined in declared.joined):
        return declared
    if n != declared.n:
        raise Conflict(
            _(
                "%(name)s has reworded %(code)s since you read it, and your delegation has not joined. Read the new words, and join them if you want to."
            )
            % {"name": declared.by.name, "code": code},
            details=declared,
        )
    row = DeclarationJoined(
        consultation_id=consultation.id or 0,
        declaration=code,
        delegation_id=mouth.id,
        person_id=actor.person_id,
        joined_at=desk.at,
    )
    db.add(row)
    _record(db, actor, consultation, DeclarationSigned(code, mouth.code, declared.n), mouth, [row])
    lapsed = tuple(one for one in declared.lapsed if one.speaker.id != mouth.id)
    return replace(declared, joined=(*declared.joined, mouth), lapsed=lapsed)


def leave_declaration(
    db: Session, actor: Actor, consultation: Consultation, code: str, *, delegation: str = ""
) -> Declared:
    """Take the name of the own delegation off another's declaration.

    NotFound; Refused with the sentence of `why_not_leave`; Invalid at `delegation`.
    """
    desk = _desk(db, actor, consultation)
    declared = visible_declaration(desk.found, code)
    permit(why_not_declare(actor, consultation, desk.moment) or why_not_touch(desk.moment, declared))
    mouth = _mouth(desk, delegation)
    permit(why_not_leave(actor, consultation, desk.moment, declared, mouth))
    rows = [row for row in _names(db, consultation, code) if row.delegation_id == mouth.id]
    for row in rows:
        row.left_at = desk.at
        db.add(row)
    _record(db, actor, consultation, DeclarationLeft(code, mouth.code), mouth, rows)
    return replace(declared, joined=tuple(one for one in declared.joined if one.id != mouth.id))


def _desk(db: Session, actor: Actor, consultation: Consultation) -> _Desk:
    lock_track(db, consultation.slug)
    at = now(db)
    moment = moment_of(db, consultation)
    book = book_of(db, consultation)
    return _Desk(at, moment, book.standing, book.given, mouths_of(db, consultation, actor))


def _mouth(desk: _Desk, delegation: str) -> Speaker:
    """The delegation the actor speaks for here: the one named, or the only one."""
    if not desk.mouths:
        raise Refused(
            _("Your delegation observes. Declarations are made by the delegations that give positions.")
        )
    if not delegation and len(desk.mouths) == 1:
        return desk.mouths[0]
    for mouth in desk.mouths:
        if mouth.code == delegation:
            return mouth
    raise Invalid.at("delegation", _("Choose one of the delegations for which you speak."))


def _text(given: Given, text: str) -> str:
    return given.text(
        "text", text, _("Write the declaration, in the words in which it will be printed."), LONGEST
    )


def _language(given: Given, consultation: Consultation, language: str) -> str:
    chosen = language or consultation.default_language
    if chosen != consultation.default_language and (
        chosen not in consultation.languages or chosen not in LANGUAGES
    ):
        given.wrong("language", _("Choose one of the languages of this consultation."))
    return chosen


def _capacity(actor: Actor, mouth: Speaker) -> str:
    seat = actor.in_delegation(mouth.id, "head", "alternate")
    return seat.title if seat else ""


def _row(db: Session, consultation: Consultation, declared: Declared) -> Declaration:
    return db.exec(
        select(Declaration).where(
            Declaration.consultation_id == consultation.id,
            Declaration.code == declared.code,
            Declaration.n == declared.n,
        )
    ).one()


def _names(db: Session, consultation: Consultation, code: str) -> list[DeclarationJoined]:
    return list(
        db.exec(
            select(DeclarationJoined)
            .where(
                DeclarationJoined.consultation_id == consultation.id,
                DeclarationJoined.declaration == code,
                col(DeclarationJoined.left_at).is_(None),
            )
            .order_by(col(DeclarationJoined.id))
        ).all()
    )


def _record(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    fact: DeclarationMade | DeclarationReworded | DeclarationWithdrawn | DeclarationSigned | DeclarationLeft,
    mouth: Speaker,
    left: Iterable[SQLModel],
    reason: str | None = None,
) -> None:
    """One entry of the ledger, in the name of the delegation."""
    record(
        db,
        actor,
        fact,
        track=consultation.slug,
        left=left,
        capacity=_capacity(actor, mouth) or None,
        delegation=mouth.code,
        reason=reason,
    )
