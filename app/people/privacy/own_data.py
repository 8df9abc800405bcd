"""Everything the site holds of one person, for that person alone.

No list of tables is kept here: whatever table points to persons, or holds an address for mail, is asked. So a feature
that comes later is in the file without a line in this one. Nothing of anybody else is in it (GDPR, article 15.4): where
a row is one's own act about somebody else, it is there without them. A table says itself what else it keeps back
(`KEPT_BACK`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.kernel.clock import now
from app.kernel.db import KEPT_BACK
from app.kernel.errors import NotFound
from app.kernel.i18n import gettext as _
from app.kernel.ledger import LedgerEntry, plain
from app.people.models import Organisation, Person

# Keys, and what opens something: none of it is given to anybody, its owner included.
SECRETS = frozenset({"token_hash", "secret_hash", "hash", "public_key", "credential_id", "held", "secret"})
# Columns that hold an address for mail; a row with the person's own is about the person.
ADDRESSES = ("email", "contact_email", "to")
# Columns that hold the public id of a person and are no foreign keys, by table.
IDS = {"work": ("asked_by",)}
# What a row that somebody made says of others: left out where its table holds addresses and this one is not theirs.
OF_OTHERS = frozenset({"email", "name", "title", "contact_name", "contact_email", "to"})
# Columns that may name others in a row of one's own: the rows of a spreadsheet, what long work said, the words of mail;
# the heads of a mail hold a link that opens something.
MAY_NAME_OTHERS = {"people_sheet": {"rows"}, "work": {"notice", "error"}, "outgoing": {"text", "headers"}}
# Where somebody else did something to the account: the machine that is noted is theirs.
MACHINE = frozenset({"address", "agent", "detail"})
DONE_BY_OTHERS = frozenset({"link_made", "link_handed", "sessions_ended", "erased"})
PUBLIC_ID = re.compile(r"p-[0-9a-z]+")
SHOWN = 100
"""How many rows of a part its page shows; the file has all."""
# What people call these; any other table goes by its own name.
NAMES = {
    "api_token": "tokens", "web_session": "sessions", "sign_in_link": "sign_in_links", "membership": "seats",
    "comment": "comments", "position": "positions", "personal_draft": "drafts", "version": "versions",
    "security_event": "security_log", "identity": "identities", "passkey": "passkeys", "outgoing": "mail",
    "show_of_support": "shows_of_support", "disposition": "dispositions", "invitation": "invitations",
}  # fmt: skip
# What a row is called in words, by the first of these that its table has.
_CODES = ("slug", "code", "public_id", "short_name")
LEDGER = "ledger"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the file: its name there, and how many rows it has."""

    name: str
    count: int


def own_data(db: Session, person: Person) -> dict[str, Any]:
    """The file about `person`: account, seats, sessions, tokens, texts, comments, drafts, positions, and the rows of
    the ledger in which the person acted or was acted upon. Numbers of rows are replaced by their codes."""
    body = db.get(Organisation, person.organisation_id) if person.organisation_id else None
    data: dict[str, Any] = {
        "made_at": plain(now(db)),
        "account": {
            "id": person.public_id,
            "name": person.name,
            "email": person.email,
            "organisation": body.name if body else None,
            "language": person.locale,
            "created_at": plain(person.created_at),
            "erased_at": plain(person.erased_at),
        },
    }
    found = {table: _rows(db, table, person) for table in personal_tables()}
    codes = _codes(db, found)
    for table, rows in found.items():
        data[part_name(table)] = [_told(table, row, codes, person) for row in rows]
    data[LEDGER] = _acts(db, person)
    return data


def parts_of(db: Session, person: Person) -> list[Part]:
    """What the file holds, part by part; one query."""
    counts = [
        sa.select(sa.literal(part_name(table)), sa.func.count())
        .select_from(table)
        .where(_about(table, person))
        for table in personal_tables()
    ]
    acts = sa.select(sa.literal(LEDGER), sa.func.count()).select_from(LedgerEntry).where(_acts_of(person))
    return [Part(name, count) for name, count in db.execute(sa.union_all(*counts, acts)) if count]


def rows_of_part(db: Session, person: Person, name: str) -> list[dict[str, Any]]:
    """The newest rows of one part, as they stand in the file. NotFound where there is no such part."""
    if name == LEDGER:
        return _acts(db, person, limit=SHOWN)
    table = next((table for table in personal_tables() if part_name(table) == name), None)
    if table is None:
        raise NotFound(_("There is no such part of your data."))
    rows = _rows(db, table, person, limit=SHOWN)
    codes = _codes(db, {table: rows})
    return [_told(table, row, codes, person) for row in rows]


def part_name(table: sa.Table) -> str:
    """What a table is called in the file."""
    return NAMES.get(table.name, table.name)


def personal_tables() -> list[sa.Table]:
    """The tables that may hold something of a person, but that of the persons."""
    return [
        table
        for name, table in sorted(SQLModel.metadata.tables.items())
        if name != "person" and (_pointing(table) or _addressed(table) or name in IDS)
    ]


def _pointing(table: sa.Table) -> list[sa.Column[Any]]:
    return [c for c in table.columns if any(key.target_fullname == "person.id" for key in c.foreign_keys)]


def _addressed(table: sa.Table) -> list[sa.Column[Any]]:
    return [c for c in table.columns if c.name in ADDRESSES]


def _about(table: sa.Table, person: Person) -> sa.ColumnElement[bool]:
    """The condition that a row of this table is about the person, or is their act."""
    own = [column == person.id for column in _pointing(table)]
    own += [sa.func.lower(column) == person.email for column in _addressed(table)]
    own += [table.c[name] == person.public_id for name in IDS.get(table.name, ())]
    return sa.or_(*own)


def _rows(db: Session, table: sa.Table, person: Person, limit: int | None = None) -> list[Mapping[str, Any]]:
    """All of them in their order; with a limit the newest, newest first."""
    key = [column.desc() if limit else column for column in table.primary_key.columns]
    columns = [column for column in table.columns if not isinstance(column.type, sa.LargeBinary)]
    hidden, condition = table.info.get(KEPT_BACK, ((), sa.false()))
    asked = sa.select(*columns, condition.label(KEPT_BACK)).where(_about(table, person))
    found: list[Mapping[str, Any]] = []
    for row in db.execute(asked.order_by(*key).limit(limit)).mappings():
        without = {KEPT_BACK, *(hidden if row[KEPT_BACK] else ())}
        found.append({name: value for name, value in row.items() if name not in without})
    return found


def _references(table: sa.Table) -> Iterable[tuple[str, sa.Table]]:
    for column in table.columns:
        for key in column.foreign_keys:
            yield column.name, key.column.table


def _codes(db: Session, found: Mapping[sa.Table, list[Mapping[str, Any]]]) -> dict[str, dict[int, str]]:
    """For each table that the rows point to: the code of each row that is meant; one query a table."""
    wanted: dict[sa.Table, set[int]] = defaultdict(set)
    for table, rows in found.items():
        for name, target in _references(table):
            wanted[target] |= {row[name] for row in rows if row[name] is not None}
    codes: dict[str, dict[int, str]] = {}
    for target, numbers in wanted.items():
        code = next((target.c[name] for name in _CODES if name in target.c), None)
        if code is not None and numbers:
            rows_of = db.execute(sa.select(target.c.id, code).where(target.c.id.in_(numbers)))
            codes[target.name] = {row[0]: row[1] for row in rows_of}
    return codes


def _told(
    table: sa.Table, row: Mapping[str, Any], codes: Mapping[str, Mapping[int, str]], person: Person
) -> dict[str, Any]:
    targets = dict(_references(table))
    left_out = SECRETS | MAY_NAME_OTHERS.get(table.name, set()) | _of_others(table, row, person)
    told: dict[str, Any] = {}
    for name, value in row.items():
        if name == "id" or name in left_out:
            continue
        if name not in targets:
            told[name] = plain(value)
        elif targets[name].name != "person":
            told[name.removesuffix("_id")] = codes.get(targets[name].name, {}).get(value)
        elif value == person.id:
            told[name.removesuffix("_id")] = person.public_id
    return told


def _of_others(table: sa.Table, row: Mapping[str, Any], person: Person) -> frozenset[str]:
    """The columns of a row that say something of somebody else."""
    addresses = [str(row[column.name]).lower() for column in _addressed(table)]
    if addresses and person.email not in addresses:
        return OF_OTHERS
    if table.name == "security_event" and row["kind"] in DONE_BY_OTHERS and row["detail"] != person.public_id:
        return MACHINE
    return frozenset()


def _acts_of(person: Person) -> sa.ColumnElement[bool]:
    return sa.or_(col(LedgerEntry.person) == person.public_id, col(LedgerEntry.subject) == person.public_id)


def _is_other(subject: str, person: Person) -> bool:
    """Whether an act was done to somebody else: that it was done is one's own, to whom is not."""
    return subject != person.public_id and PUBLIC_ID.fullmatch(subject) is not None


def _acts(db: Session, person: Person, limit: int | None = None) -> list[dict[str, Any]]:
    """The rows of the ledger, by chain and number; with a limit the newest, newest first."""
    order: Sequence[Any] = (col(LedgerEntry.track), col(LedgerEntry.seq))
    if limit:
        order = (col(LedgerEntry.recorded_at).desc(), col(LedgerEntry.track), col(LedgerEntry.seq).desc())
    rows = db.exec(select(LedgerEntry).where(_acts_of(person)).order_by(*order).limit(limit))
    return [
        {
            "chain": entry.track,
            "number": entry.seq,
            "verb": entry.verb,
            "subject": None if _is_other(entry.subject, person) else entry.subject,
            "own_act": entry.person == person.public_id,
            "capacity": entry.capacity if entry.person == person.public_id else None,
            "occurred_at": plain(entry.occurred_at),
            "reason": entry.reason,
        }
        for entry in rows
    ]
