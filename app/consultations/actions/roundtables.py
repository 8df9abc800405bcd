"""Verbs on roundtables: add one, change what stands with it, give it another title. Ending one looks at its proposals
and so stands on the floor of drafting."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, func, select

from app.consultations.events import RoundtableAdded, RoundtableChanged, RoundtableRetitled
from app.consultations.given import LINE, TABLE_CODE, Given
from app.consultations.models import Consultation, ConsultationState, Roundtable, RoundtableTitle
from app.consultations.particulars import read_line
from app.consultations.queries import visible_roundtable
from app.consultations.rules import why_not_set_up
from app.consultations.seating import capacity_of
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.errors import Invalid, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.kernel.search import put_entry
from app.kernel.text.fold import fold


def add_roundtable(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    *,
    code: str,
    number: int | str | None = None,
    title: str,
    short_title: str = "",
    title_i18n: Mapping[str, str] | None = None,
    description: str = "",
    guiding_questions: Sequence[str] = (),
) -> Roundtable:
    """Add a roundtable under a code that is never given again, not even after the roundtable has ended.

    Refused to all but the secretariat; Invalid with a sentence for each field that is wrong. The same again is the
    one there is, so that a double click does no harm.
    """
    lock_track(db, consultation.slug)
    permit(why_not_set_up(actor, consultation))
    given = Given()
    code = given.code(code, TABLE_CODE, "RT5", limit=12)
    main = given.line("title", title, _("Give it a title in the main language of the consultation."))
    values: dict[str, Any] = {
        "title": main,
        "short_title": given.line("short_title", short_title, limit=120) or main[:120],
        "title_i18n": given.names("title", title_i18n or {}, consultation, main),
        "description": given.text("description", description),
        "guiding_questions": given.lines("guiding_questions", guiding_questions),
    }
    place = given.number("number", number)
    given.done()
    known = db.exec(
        select(Roundtable).where(Roundtable.consultation_id == consultation.id, Roundtable.code == code)
    ).first()
    if known is not None:
        if known.ended_at is None and all(getattr(known, name) == value for name, value in values.items()):
            return known
        raise Invalid.at("code", _taken(known))
    last = db.exec(
        select(func.max(Roundtable.number)).where(Roundtable.consultation_id == consultation.id)
    ).one()
    table = Roundtable(
        consultation_id=consultation.id or 0,
        code=code,
        number=place if place is not None else 1 + (last or 0),
        **values,
    )
    db.add(table)
    make_findable(db, consultation, table)
    capacity = capacity_of(actor, consultation)
    record(db, actor, RoundtableAdded(code), track=consultation.slug, capacity=capacity)
    return table


def change_roundtable(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    code: str,
    *,
    number: int | str | None = None,
    description: str | None = None,
    guiding_questions: Sequence[str] | None = None,
    title: str | None = None,
    short_title: str | None = None,
    title_i18n: Mapping[str, str] | None = None,
    reason: str = "",
) -> Roundtable:
    """Change what stands with a roundtable; what is None stays, and its code never changes (domain A10).

    Another title needs a `reason`: the one before goes into the lineage with it, and papers of its time keep it. While
    the consultation is being set up it needs none; a translation that was missing is simply added. Refused to all but the secretariat and after the roundtable has
    ended; Invalid with a sentence for each field that is wrong.
    """
    lock_track(db, consultation.slug)
    at = now(db)
    permit(why_not_set_up(actor, consultation))
    table = visible_roundtable(db, consultation, code)
    permit(why_not_change_roundtable(table))
    given = Given()
    main = given.line(
        "title",
        table.title if title is None else title,
        _("Give it a title in the main language of the consultation."),
    )
    titles: dict[str, Any] = {
        "title": main,
        "short_title": given.line(
            "short_title", _short(table) if short_title is None else short_title, limit=120
        )
        or main[:120],
        "title_i18n": given.names(
            "title", table.title_i18n if title_i18n is None else title_i18n, consultation, main
        ),
    }
    other: dict[str, Any] = {
        "description": given.text("description", table.description if description is None else description),
        "guiding_questions": given.lines(
            "guiding_questions", table.guiding_questions if guiding_questions is None else guiding_questions
        ),
    }
    place = given.number("number", number)
    other["number"] = table.number if place is None else place
    retitled = is_retitled(consultation, table, titles)
    why = given.text(
        "reason",
        reason,
        _("Say why it gets another title: the reason stands in its lineage.") if retitled else "",
        2_000,
    )
    given.done()
    capacity = capacity_of(actor, consultation)
    if retitled:
        old = _keep_title(db, table, at, why)
        _put(table, titles)
        fact = RoundtableRetitled(table.code, old.n)
        record(db, actor, fact, track=consultation.slug, left=[old], capacity=capacity, reason=why)
    named = not retitled and any(given is not None for given in (title, short_title, title_i18n))
    changed = _put(table, {**other, **(titles if named else {})})
    if changed:
        fact_of_change = RoundtableChanged(table.code, ", ".join(changed))
        record(db, actor, fact_of_change, track=consultation.slug, capacity=capacity)
    if retitled or changed:
        db.add(table)
        make_findable(db, consultation, table)
        db.flush()
    return table


def why_not_change_roundtable(table: Roundtable) -> str | None:
    """A roundtable that has ended stands as it is."""
    if table.ended_at is not None:
        return _("%(code)s has ended, and its record stands as it is.") % {"code": table.code}
    return None


def is_retitled(consultation: Consultation, table: Roundtable, titles: Mapping[str, Any]) -> bool:
    """Whether these are other titles than those there are, and not only a translation more.

    While the consultation is being set up nothing has been published under a title, so that none is left behind.
    """
    if not fold(table.title) or consultation.state == ConsultationState.DRAFT:
        return False
    if not (_same(titles["title"], table.title) and _same(titles["short_title"], table.short_title)):
        return True
    known = {**table.title_i18n, consultation.default_language: table.title}
    return any(not _same(titles["title_i18n"].get(code, ""), words) for code, words in known.items() if words)


def _same(new: str, old: str) -> bool:
    """Whether a title is the one there is, which may have come with other spaces than a form gives back."""
    return new == read_line(old, len(old) + LINE)


def make_findable(db: Session, consultation: Consultation, table: Roundtable) -> None:
    """Bring the search up to what stands with a roundtable."""
    words = [
        table.short_title, *table.title_i18n.values(), table.description, *table.guiding_questions,
    ]  # fmt: skip
    put_entry(
        db,
        consultation_id=consultation.id or 0,
        kind="roundtable",
        key=table.code,
        url=f"/{consultation.slug}/{table.code}",
        title=table.title,
        body="\n".join(word for word in words if word),
    )


def _short(table: Roundtable) -> str:
    """The short title, unless it was only made from the title and so goes with it."""
    return "" if table.short_title == table.title[:120] else table.short_title


def _keep_title(db: Session, table: Roundtable, at: Any, reason: str) -> RoundtableTitle:
    count = db.exec(
        select(func.count()).select_from(RoundtableTitle).where(RoundtableTitle.roundtable_id == table.id)
    ).one()
    old = RoundtableTitle(
        consultation_id=table.consultation_id,
        roundtable_id=table.id or 0,
        n=count + 1,
        title=table.title,
        short_title=table.short_title,
        title_i18n=table.title_i18n,
        until=at,
        reason=reason,
    )
    db.add(old)
    return old


def _put(table: Roundtable, values: Mapping[str, Any]) -> list[str]:
    changed = [name for name, value in values.items() if getattr(table, name) != value]
    for name in changed:
        setattr(table, name, values[name])
    return changed


def _taken(known: Roundtable) -> str:
    if known.ended_at is not None:
        return _("%(code)s was a roundtable that has ended, and a code is never given again.") % {
            "code": known.code
        }
    return _("%(code)s is a roundtable here already: %(title)s.") % {
        "code": known.code,
        "title": known.short_title,
    }
