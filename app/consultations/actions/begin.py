"""What a new consultation begins with: nothing, a blueprint, or the frame of an earlier consultation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, col, select

from app.consultations.blueprints import Blueprint, blueprint_called, blueprints
from app.consultations.models import (
    Constituency,
    Consultation,
    Delegation,
    Round,
    Roundtable,
    WorkingGroup,
)
from app.consultations.preparation import untitled
from app.consultations.queries import constituencies_of, delegations_of, rounds_of, visible_consultation
from app.kernel.actor import Actor
from app.kernel.clock import day_begins, day_ends, local_day, same_wall_time
from app.kernel.db import insert_many
from app.kernel.errors import Invalid, NotFound
from app.kernel.i18n import gettext as _
from app.kernel.i18n import in_locale
from app.kernel.ids import new_id
from app.kernel.search import SearchEntry, entry_values
from app.web.render import written_date


@dataclass(frozen=True)
class Beginning:
    """The empty beginning, and what the others have in common: where they come from and the settings they bring."""

    way: str = "empty"
    source: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)

    def last_day(self, first: date) -> date | None:
        """The last day of the calendar it brings, for a consultation that begins on `first`."""
        return None

    def check(self, values: Mapping[str, Any]) -> None:
        """Invalid where the calendar it brings does not fit into the days of the consultation."""
        last = self.last_day(values["start_date"])
        if last is not None and last > values["end_date"]:
            sentence = _("Its calendar runs until %(day)s. Let the consultation end on that day or later.")
            raise Invalid.at("end_date", sentence % {"day": written_date(last)})

    def make(self, db: Session, consultation: Consultation) -> list[SQLModel]:
        """Add the parts it brings, and give those whose rows are sealed."""
        return []


def begin_empty() -> Beginning:
    """Nothing but the settings."""
    return Beginning()


@dataclass(frozen=True)
class FromBlueprint(Beginning):
    """Parts and calendar of a blueprint, in the main language of the new consultation."""

    days: int = 0

    def last_day(self, first: date) -> date | None:
        """The last day of its last round."""
        return first + timedelta(days=self.days - 1)

    def make(self, db: Session, consultation: Consultation) -> list[SQLModel]:
        """Constituencies with their names in each language, roundtables to be given titles, a group for each, rounds."""
        with in_locale(consultation.default_language):
            plan = _blueprint(self.source)
            group_title = _("Working group %(number)s")
        here = consultation.id or 0
        names = {language: _names_in(self.source, language) for language in consultation.languages}
        others = [code for code in consultation.languages if code != consultation.default_language]
        classes = [
            Constituency(
                consultation_id=here, code=code, name=name, place=place,
                name_i18n={language: names[language][code] for language in others},
            )
            for place, (code, name) in enumerate(plan.constituencies)
        ]  # fmt: skip
        _added(db, Constituency, classes)
        numbers = range(1, plan.roundtables + 1)
        tables = _added(db, Roundtable, [_untitled_table(consultation, number) for number in numbers])
        groups = [
            WorkingGroup(
                consultation_id=here, roundtable_id=table.id, public_id=new_id("wg"), code=f"WG-{table.number}",
                title=group_title % {"number": table.number},
            )
            for table in tables
        ]  # fmt: skip
        zone, first = consultation.timezone, consultation.start_date
        rounds = [
            Round(
                consultation_id=here, code=f"R{number}", number=number, title=planned.title, kind=planned.kind,
                opens_at=day_begins(first + timedelta(days=planned.first), zone),
                closes_at=day_ends(first + timedelta(days=planned.last), zone),
            )
            for number, planned in enumerate(plan.rounds, start=1)
        ]  # fmt: skip
        _make_findable(db, consultation, tables, groups)
        return [*_added(db, WorkingGroup, groups), *_added(db, Round, rounds)]


def begin_from_blueprint(key: str) -> FromBlueprint:
    """The beginning from a shipped blueprint; Invalid where there is none of this key."""
    plan = _blueprint(key)
    return FromBlueprint(
        "blueprint", key, {"outcome_kinds": [plan.outcome.value], "notice_days": plan.notice_days}, plan.days
    )


def _blueprint(key: str) -> Blueprint:
    found = blueprint_called(key)
    if found is None:
        keys = ", ".join(known.key for known in blueprints())
        raise Invalid.at(
            "blueprint",
            _("There is no template “%(key)s”; there are: %(keys)s.") % {"key": key[:60], "keys": keys},
        )
    return found


def _names_in(key: str, language: str) -> dict[str, str]:
    with in_locale(language):
        return dict(_blueprint(key).constituencies)


def _untitled_table(consultation: Consultation, number: int) -> Roundtable:
    title = untitled(number, consultation.default_language)
    return Roundtable(
        consultation_id=consultation.id or 0,
        code=f"RT{number}",
        number=number,
        title=title,
        short_title=title,
    )


# What a new round of consultations takes over from the one before: who convenes, under which terms, on which papers.
# The mandate is not among them, because each consultation rests on a decision of its own.
TAKEN_OVER = ("convenor", "terms_of_reference", "outcome_kinds", "masthead", "notice_days", "languages",
              "response_days", "holidays", "days_off", "default_language", "timezone")  # fmt: skip


@dataclass(frozen=True)
class CloneOf(Beginning):
    """The frame of an earlier consultation, its calendar moved by whole days; no people, no texts, no decisions."""

    original: Consultation | None = None
    constituencies: Sequence[Constituency] = ()
    roundtables: Sequence[Roundtable] = ()
    groups: Sequence[WorkingGroup] = ()
    delegations: Sequence[Delegation] = ()
    rounds: Sequence[Round] = ()

    @property
    def earlier(self) -> Consultation:
        """The consultation it was read from."""
        assert self.original is not None
        return self.original

    def last_day(self, first: date) -> date | None:
        """The last day of the calendar, moved as the first day moved."""
        moved = first - self.earlier.start_date
        ends = [
            local_day(r.closes_at - timedelta(microseconds=1), self.earlier.timezone) for r in self.rounds
        ]
        return max(ends) + moved if ends else None

    def make(self, db: Session, consultation: Consultation) -> list[SQLModel]:
        """Copies of its parts under the codes they had there."""
        here = consultation.id or 0
        classes = [
            Constituency(**_copied(c, "consultation_id"), consultation_id=here) for c in self.constituencies
        ]
        tables = _added(db, Roundtable, [self._table(table, here) for table in self.roundtables])
        new_class = {c.code: c.id or 0 for c in _added(db, Constituency, classes)}
        new_table = {table.code: table.id for table in tables}
        class_of = {old.id: new_class[old.code] for old in self.constituencies}
        table_of = {old.id: new_table[old.code] for old in self.roundtables}
        groups = [
            WorkingGroup(
                consultation_id=here, roundtable_id=table_of.get(group.roundtable_id), public_id=new_id("wg"),
                code=group.code, title=group.title, mandate=group.mandate,
            )
            for group in self.groups
        ]  # fmt: skip
        delegations = [
            Delegation(
                **_copied(body, "consultation_id", "constituency_id"), consultation_id=here,
                constituency_id=class_of[body.constituency_id],
            )
            for body in self.delegations
        ]  # fmt: skip
        _make_findable(db, consultation, tables, groups)
        return [
            *_added(db, WorkingGroup, groups),
            *_added(db, Delegation, delegations),
            *_added(db, Round, self._rounds(consultation)),
        ]

    def _table(self, table: Roundtable, here: int) -> Roundtable:
        came_from = {"consultation": self.earlier.slug, "code": table.code, "title": table.title}
        kept = _copied(table, "consultation_id", "lineage", "ended_at")
        return Roundtable(**kept, consultation_id=here, lineage=[*table.lineage, came_from])

    def _rounds(self, consultation: Consultation) -> list[Round]:
        days = (consultation.start_date - self.earlier.start_date).days

        def moved(instant: datetime) -> datetime:
            return same_wall_time(instant, self.earlier.timezone, consultation.timezone, days)

        codes = {table.code for table in self.roundtables}
        return [
            Round(
                consultation_id=consultation.id or 0, code=r.code, number=r.number, title=r.title, kind=r.kind,
                opens_at=moved(r.opens_at), closes_at=moved(r.closes_at), purpose=r.purpose,
                attribution=r.attribution,
                scope=[code for code in r.scope if code in codes],
            )
            for r in self.rounds
            if not r.scope or codes.intersection(r.scope)
        ]  # fmt: skip


def begin_as_clone(db: Session, actor: Actor, slug: str, *, delegations: bool = False) -> CloneOf:
    """The beginning from an earlier consultation that the actor may see; Invalid where there is none of this slug.

    What has ended there is left behind, and so are its closed groups: whom one admits is decided anew each time.
    With `delegations`, the accredited bodies come too, without the people in them.
    """
    try:
        source = visible_consultation(db, actor, slug)
    except NotFound as missing:
        raise Invalid.at("clone_of", missing.message) from None
    living = db.exec(
        select(Roundtable)
        .where(Roundtable.consultation_id == source.id, col(Roundtable.ended_at).is_(None))
        .order_by(col(Roundtable.number), col(Roundtable.code))
    ).all()
    groups = db.exec(
        select(WorkingGroup)
        .where(
            WorkingGroup.consultation_id == source.id,
            col(WorkingGroup.ended_at).is_(None),
            col(WorkingGroup.closed).is_(False),
        )
        .order_by(col(WorkingGroup.code))
    ).all()
    bodies = [body for body in delegations_of(db, source) if body.ended_at is None] if delegations else []
    return CloneOf(
        "clone",
        source.slug,
        {name: getattr(source, name) for name in TAKEN_OVER},
        source,
        constituencies=constituencies_of(db, source),
        roundtables=living,
        groups=groups,
        delegations=bodies,
        rounds=[round_ for round_ in rounds_of(db, source) if round_.cancelled_at is None],
    )


def beginning_of(
    db: Session, actor: Actor, *, blueprint: str | None, clone_of: str | None, delegations: bool = False
) -> Beginning:
    """The beginning that was asked for: from a blueprint by its key, as a clone by a slug, or empty. Invalid for both."""
    if blueprint and clone_of:
        raise Invalid.at("blueprint", _("Choose a template or an earlier consultation, not both."))
    if clone_of:
        return begin_as_clone(db, actor, clone_of, delegations=delegations)
    return begin_from_blueprint(blueprint) if blueprint else begin_empty()


Row = TypeVar("Row", Constituency, Roundtable, WorkingGroup, Delegation, Round)


def _added(db: Session, model: type[Row], rows: Sequence[Row]) -> list[Row]:
    """Write new rows of one table of a new consultation with two statements, however many; as they are saved."""
    if not rows:
        return []
    insert_many(db, model, [row.model_dump(exclude={"id"}) for row in rows])
    here = rows[0].consultation_id
    return list(
        db.exec(select(model).where(col(model.consultation_id) == here).order_by(col(model.id))).all()
    )


def _copied(row: SQLModel, *left_out: str) -> dict[str, Any]:
    """The columns of a row for a copy of it: without its number, and without those that are the copy's own."""
    return row.model_dump(exclude={"id", *left_out})


def _make_findable(
    db: Session, consultation: Consultation, tables: Sequence[Roundtable], groups: Sequence[WorkingGroup]
) -> None:
    here, base = consultation.id or 0, f"/{consultation.slug}"
    entries = [
        entry_values(
            consultation_id=here, kind="roundtable", key=table.code, url=f"{base}/{table.code}", title=table.title,
            body="\n".join([*table.title_i18n.values(), table.description, *table.guiding_questions]),
        )
        for table in tables
    ] + [
        entry_values(
            consultation_id=here, kind="group", key=group.code, url=f"{base}/groups/{group.code}",
            title=group.title, body=group.mandate,
        )
        for group in groups
    ]  # fmt: skip
    if entries:
        insert_many(db, SearchEntry, entries)
