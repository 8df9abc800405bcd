"""Verbs on a consultation as a whole: create it, set what it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, select

from app.consultations.actions.begin import Beginning, begin_empty
from app.consultations.actions.seats import give_seat
from app.consultations.course import outcomes_of
from app.consultations.events import ConsultationCreated, SettingsChanged
from app.consultations.models import Consultation, ConsultationState, Role, Round
from app.consultations.particulars import SETTINGS, check_settings, mark_of, values_of, why_not_slug
from app.consultations.queries import rounds_of
from app.consultations.rules import why_not_create, why_not_set_up
from app.kernel.actor import Actor
from app.kernel.clock import now, same_wall_time
from app.kernel.errors import Conflict, Invalid, NotFound, permit
from app.kernel.i18n import gettext as _
from app.kernel.ledger import lock_track, record
from app.people.models import Person

SITE = "site"


class StaleSettings(Conflict):
    """Somebody else saved other settings after this form was drawn; `row` is what is saved."""

    def __init__(self, message: str, row: Consultation) -> None:
        super().__init__(message)
        self.row = row


def create_consultation(
    db: Session, actor: Actor, *, slug: str, settings: Mapping[str, Any], beginning: Beginning | None = None
) -> Consultation:
    """A new consultation at the address `slug`, being set up, with a seat in its secretariat for whoever creates it.

    `settings` are those of `check_settings`; what is not given comes from `beginning`, which also brings the parts:
    empty, a blueprint, or an earlier consultation (see `begin.py`). Refused for all but the secretariat of the site;
    Invalid at each field that is wrong, the address among them.
    """
    lock_track(db, SITE)
    permit(why_not_create(actor))
    beginning = beginning or begin_empty()
    values = _settings_of_a_new_one(db, slug, settings, beginning)
    lock_track(db, slug)
    consultation = Consultation(
        slug=slug,
        state=ConsultationState.DRAFT,
        cloned_from=beginning.source if beginning.way == "clone" else None,
        created_at=now(db),
        **values,
    )
    db.add(consultation)
    db.flush()
    made = beginning.make(db, consultation)
    event = ConsultationCreated(slug, beginning.way, beginning.source)
    record(db, actor, event, track=slug, left=made)
    person = db.get(Person, actor.person_id) if actor.person_id is not None else None
    if person is not None:
        give_seat(db, actor, person, role=Role.SECRETARIAT, title=_("Secretariat"), consultation=consultation)
    return consultation


def _settings_of_a_new_one(
    db: Session, slug: str, settings: Mapping[str, Any], beginning: Beginning
) -> dict[str, Any]:
    """The settings, or Invalid with a sentence for each field that is wrong, the address first."""
    given = dict(settings)
    if given.get("languages") and "default_language" not in given:
        given["default_language"] = given["languages"][0]
    wrong = []
    if (why := why_not_slug(slug)) is not None:
        wrong.append(Invalid.at("slug", why))
    elif db.exec(select(Consultation.id).where(Consultation.slug == slug)).first() is not None:
        taken = _("There is a consultation at the address “%(slug)s” already. Choose another one.")
        wrong.append(Invalid.at("slug", taken % {"slug": slug}))
    values: dict[str, Any] = {}
    try:
        values = check_settings(given, {**BLANK, **beginning.settings})
        beginning.check(values)
    except Invalid as invalid:
        wrong.append(invalid)
    if wrong:
        errors = tuple(error for invalid in wrong for error in invalid.errors)
        raise Invalid(wrong[0].message, errors=errors)
    return values


BLANK: Mapping[str, Any] = {
    **dict.fromkeys(SETTINGS, ""),
    "title_i18n": {}, "slogan_i18n": {}, "masthead": {}, "outcome_kinds": [], "languages": ["en"],
    "default_language": "en", "timezone": "UTC", "notice_days": 0, "admits": False,
    "response_days": 84, "days_off": [],
    "start_date": None, "end_date": None, "dialogue_start": None, "dialogue_end": None,
}  # fmt: skip


def change_settings(
    db: Session,
    actor: Actor,
    consultation: Consultation,
    *,
    settings: Mapping[str, Any],
    drawn: str | None = None,
) -> Consultation:
    """Put `settings` over those that stand, and give the consultation as it is saved. The same again changes nothing.

    `drawn` is the mark (`mark_of`) of the settings the form was drawn from; StaleSettings where others were saved
    since. Invalid at each field that is wrong. With the zone, rounds that nobody has opened keep their days and hours
    on the wall; once a round was opened the zone stays, because its deadline would move.
    """
    lock_track(db, consultation.slug)
    row = stored(db, consultation)
    permit(why_not_set_up(actor, row))
    before = values_of(row)
    after = check_settings(settings, before)
    changed = [name for name in SETTINGS if after[name] != before[name]]
    if not changed:
        return row
    if drawn is not None and drawn != mark_of(row):
        message = _("Somebody of the secretariat saved other settings while you were writing.")
        raise StaleSettings(message, row)
    _hold_to_what_stands(row, after, changed)
    moved = _move_to_zone(rounds_of(db, row), row.timezone, after["timezone"])
    for name in changed:
        setattr(row, name, after[name])
    db.add_all([row, *moved])
    record(db, actor, SettingsChanged(row.slug, ", ".join(changed)), track=row.slug, left=moved)
    return row


def stored(db: Session, consultation: Consultation) -> Consultation:
    """The consultation as it is saved, read anew under the lock."""
    row = db.exec(select(Consultation).where(Consultation.id == consultation.id)).first()
    if row is None:
        raise NotFound(_("There is no consultation “%(slug)s” here.") % {"slug": consultation.slug})
    return row


def _hold_to_what_stands(row: Consultation, after: Mapping[str, Any], changed: Sequence[str]) -> None:
    """What can no longer be set freely at this stage: the main language, and the kind of an outcome that was reached."""
    if "default_language" in changed and row.state != ConsultationState.DRAFT:
        raise Invalid.at(
            "default_language",
            _("Its texts are in its main language, which stays once the consultation has opened."),
        )
    ended = row.state in (ConsultationState.ADOPTED, ConsultationState.SUMMARISED)
    if ended and "outcome_kinds" in changed:
        other = Consultation(**{**values_of(row), "outcome_kinds": after["outcome_kinds"]}, slug=row.slug)
        if row.state not in outcomes_of(other):
            raise Invalid.at(
                "outcome_kinds",
                _(
                    "It has reached its outcome. Move it back to consolidation before you change of which kind."
                ),
            )


def _move_to_zone(rounds: Sequence[Round], old: str, new: str) -> list[Round]:
    """The rounds that keep their days and hours in another zone; Invalid once one of them was opened."""
    if old == new:
        return []
    opened = next((round_ for round_ in rounds if round_.opening_given_at is not None), None)
    if opened is not None:
        raise Invalid.at(
            "timezone",
            _("The time zone stays: “%(round)s” was opened, and its deadline would move.")
            % {"round": opened.title},
        )
    moved = [round_ for round_ in rounds if round_.cancelled_at is None]
    for round_ in moved:
        round_.opens_at = same_wall_time(round_.opens_at, old, new)
        round_.closes_at = same_wall_time(round_.closes_at, old, new)
    return moved
