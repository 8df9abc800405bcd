"""Everything the site holds of one person, for that person alone.

No list of tables is kept here: whatever table points to persons, or holds an address for mail, is asked. So a feature
that comes later is in the file without a line in this one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.kernel.clock import now
from app.kernel.ledger import LedgerEntry, plain
from app.people.models import Organisation, Person

# Keys, and what opens something: none of it is given to anybody, its owner included.
SECRETS = frozenset({"token_hash", "secret_hash", "hash", "public_key", "credential_id", "held", "secret"})
# Columns that hold an address for mail; a row with the person's own is about the person.
ADDRESSES = ("email", "contact_email", "to")
# Where a row is the person's own act but names somebody else, the other's particulars are left out.
OF_OTHERS = frozenset({"email", "name", "contact_name", "contact_email", "to", "rows"})
# What people call these; any other table goes by its own name.
NAMES = {
    "api_token": "tokens", "web_session": "sessions", "sign_in_link": "sign_in_links", "membership": "seats",
    "comment": "comments", "position": "positions", "personal_draft": "drafts", "version": "versions",
    "security_event": "security_log", "identity": "identities", "passkey": "passkeys", "outgoing": "mail",
    "show_of_support": "shows_of_support", "disposition": "dispositions", "invitation": "invitations",
}  # fmt: skip
# What a row is called in words, by the first of these that its table has.
_CODES = ("slug", "code", "public_id", "short_name")


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
        data[NAMES.get(table.name, table.name)] = [_told(table, row, codes, person) for row in rows]
    data["ledger"] = _acts(db, person)
    return data


def personal_tables() -> list[sa.Table]:
    """The tables that may hold something of a person, but that of the persons."""
    return [
        table
        for name, table in sorted(SQLModel.metadata.tables.items())
        if name != "person" and (_pointing(table) or _addressed(table))
    ]


def _pointing(table: sa.Table) -> list[sa.Column[Any]]:
    return [c for c in table.columns if any(key.target_fullname == "person.id" for key in c.foreign_keys)]


def _addressed(table: sa.Table) -> list[sa.Column[Any]]:
    return [c for c in table.columns if c.name in ADDRESSES]


def _rows(db: Session, table: sa.Table, person: Person) -> list[Mapping[str, Any]]:
    own = [column == person.id for column in _pointing(table)]
    own += [sa.func.lower(column) == person.email for column in _addressed(table)]
    rows = db.execute(sa.select(table).where(sa.or_(*own)).order_by(*table.primary_key.columns))
    return [dict(row) for row in rows.mappings()]


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
    addressed = any(str(row[c.name]).lower() == person.email for c in _addressed(table))
    told: dict[str, Any] = {}
    for name, value in row.items():
        hidden = name in SECRETS or isinstance(value, bytes) or (table.name == "outgoing" and name == "text")
        if name == "id" or hidden or (name in OF_OTHERS and not addressed):
            continue
        if name in targets:
            told[name.removesuffix("_id")] = codes.get(targets[name].name, {}).get(value)
        else:
            told[name] = plain(value)
    return told


def _acts(db: Session, person: Person) -> list[dict[str, Any]]:
    rows = db.exec(
        select(LedgerEntry)
        .where(
            sa.or_(col(LedgerEntry.person) == person.public_id, col(LedgerEntry.subject) == person.public_id)
        )
        .order_by(col(LedgerEntry.track), col(LedgerEntry.seq))
    )
    return [
        {
            "chain": entry.track,
            "number": entry.seq,
            "verb": entry.verb,
            "subject": entry.subject,
            "own_act": entry.person == person.public_id,
            "capacity": entry.capacity if entry.person == person.public_id else None,
            "occurred_at": plain(entry.occurred_at),
            "reason": entry.reason,
        }
        for entry in rows
    ]
