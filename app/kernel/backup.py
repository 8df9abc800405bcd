"""The whole database as one file and back, the same for SQLite and PostgreSQL.

A zip with one part for each table and a manifest with the SHA-256 of each part. The first line of a part names the
columns; each further line is a row, in the order of the primary key. What a JSON column holds is boxed in a list, so
that an empty column and the word `null` stay apart. Bytes are base64. All is read in one snapshot and written in one transaction, in
chunks, so that its size does not matter. What is `fleeting` (sessions) stays out.
"""

import base64
import codecs
import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, cast

import sqlalchemy as sa
from sqlmodel import Session

from app.kernel.clock import now
from app.kernel.errors import Invalid, Refused
from app.kernel.i18n import gettext as _
from app.kernel.ledger import plain

FORMAT = 1
CHUNK = 500
MANIFEST = "manifest.json"
DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, StopIteration, LookupError, TypeError, ArithmeticError, ValueError,
    AttributeError, RuntimeError, sa.exc.StatementError,
)  # fmt: skip
# Every part says the same date, so that the same content gives the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass
class _Pipe:
    """Takes what the zip writer writes and gives it on; it cannot go back, so nothing is held."""

    parts: list[bytes] = field(default_factory=list)

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def drain(self) -> bytes:
        data = b"".join(self.parts)
        self.parts.clear()
        return data


def kept_tables(metadata: sa.MetaData) -> list[sa.Table]:
    """The tables of a back-up, each after those it refers to."""
    return [table for table in metadata.sorted_tables if not table.info.get("fleeting")]


def revision_of(db: Session) -> str:
    """The migration the database stands at; empty where it has no tables."""
    if not sa.inspect(db.connection()).has_table("alembic_version"):
        return ""
    return str(db.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() or "")


def backup(db: Session, metadata: sa.MetaData) -> Iterator[bytes]:
    """The back-up, piece by piece. `db` is a snapshot, so that all of it is of one moment whoever writes meanwhile."""
    pipe = _Pipe()
    parts: list[dict[str, Any]] = []
    manifest: dict[str, Any] = {
        "format": FORMAT, "revision": revision_of(db), "made_at": plain(now(db)), "parts": parts,
    }  # fmt: skip
    with zipfile.ZipFile(cast(IO[bytes], pipe), "w", zipfile.ZIP_DEFLATED) as archive:
        for table in kept_tables(metadata):
            part = f"{table.name}.jsonl"
            sums, rows = hashlib.sha256(), 0
            with archive.open(_entry(part), "w", force_zip64=True) as file:
                for chunk, many in _lines(db, table):
                    sums.update(chunk)
                    file.write(chunk)
                    rows += many
                    yield pipe.drain()
            parts.append({"name": part, "rows": rows, "sha256": sums.hexdigest()})
        archive.writestr(_entry(MANIFEST), json.dumps(manifest, indent=1) + "\n")
    yield pipe.drain()


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def _lines(db: Session, table: sa.Table) -> Iterator[tuple[bytes, int]]:
    columns = list(table.columns)
    yield _line([column.name for column in columns]), 0
    # JSON is asked for as text: an empty column and the word `null` in it are not the same.
    asked = [_asked(column) for column in columns]
    boxed = [_is_json(column) for column in columns]
    statement = sa.select(*asked).order_by(*table.primary_key.columns).execution_options(yield_per=CHUNK)
    for rows in db.execute(statement).partitions():
        yield (
            b"".join(_line([_kept(v, b) for v, b in zip(row, boxed, strict=True)]) for row in rows),
            len(rows),
        )


def _asked(column: sa.Column[Any]) -> Any:
    """A column as it is kept; one that points to what stays out is empty in the back-up."""
    if any(key.column.table.info.get("fleeting") for key in column.foreign_keys):
        return sa.cast(sa.null(), column.type)
    return sa.cast(column, sa.Text) if _is_json(column) else column


def _is_json(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, sa.JSON)


def _kept(value: Any, boxed: bool) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode("ascii")
    return [json.loads(value)] if boxed and value is not None else plain(value)


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def has_rows(db: Session, metadata: sa.MetaData) -> bool:
    """Whether anything at all is kept in this database."""
    return any(db.execute(sa.select(table).limit(1)).first() is not None for table in metadata.sorted_tables)


def restore(db: Session, metadata: sa.MetaData, path: Path) -> int:
    """Fill an empty database of the same release with a back-up, in the transaction of `db`. Gives the number of rows.

    Refused where the database holds anything; Invalid where the file is no back-up, of another release, or damaged.
    The search index follows its table by itself, and PostgreSQL counts on from the largest number of each table.
    """
    if has_rows(db, metadata):
        raise Refused(_("This database is not empty. A back-up is restored into an empty one only."))
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(archive)
            revision = revision_of(db)
            if manifest["revision"] != revision:
                raise Invalid.at(
                    str(path),
                    _("This back-up is of another release (%(theirs)s; here is %(ours)s). Restore it with that release, then migrate.")
                    % {"theirs": manifest["revision"], "ours": revision},
                )  # fmt: skip
            tables = {f"{table.name}.jsonl": table for table in kept_tables(metadata)}
            if [part["name"] for part in manifest["parts"]] != list(tables):
                raise Invalid.at(str(path), _("This back-up does not hold the tables of this release."))
            total = sum(_fill(db, archive, part, tables[part["name"]]) for part in manifest["parts"])
    except OSError as error:
        raise Invalid.at(
            str(path), _("“%(file)s” cannot be read: %(reason)s.") % {"file": path, "reason": error.strerror or error}
        ) from None  # fmt: skip
    except sa.exc.OperationalError:
        raise
    except DAMAGE:
        raise Invalid.at(
            str(path), _("“%(file)s” is not a back-up, or it is damaged. Nothing was restored.") % {"file": path}
        ) from None  # fmt: skip
    _count_on(db, metadata)
    return total


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if manifest["format"] != FORMAT:
        raise ValueError("another format")
    return manifest


def _fill(db: Session, archive: zipfile.ZipFile, part: dict[str, Any], table: sa.Table) -> int:
    """Write one part into its table. What a row says of a later row of the same table is written when all are there."""
    own = [key.parent for key in table.foreign_keys if key.column.table is table]
    later: list[dict[str, Any]] = []
    rows = 0
    with archive.open(part["name"]) as file:
        sums = hashlib.sha256()
        lines = _summed(file, sums)
        columns = [table.columns[name] for name in json.loads(next(lines))]
        target = sa.table(table.name, *(sa.column(c.name, _plain_type(c)) for c in columns))
        chunk: list[dict[str, Any]] = []
        for line in lines:
            row = {c.name: _value(c, v) for c, v in zip(columns, json.loads(line), strict=True)}
            for column in own:
                if row[column.name] is not None:
                    later.append({"of": row["id"], "is": row[column.name], "in": column.name})
                    row[column.name] = None
            chunk.append(row)
            rows += 1
            if len(chunk) == CHUNK:
                db.execute(sa.insert(target), chunk)
                chunk = []
        if chunk:
            db.execute(sa.insert(target), chunk)
        if (sums.hexdigest(), rows) != (part["sha256"], part["rows"]):
            raise ValueError("a part is not as the manifest says")
    for column in own:
        mine = [{"of": x["of"], "is": x["is"]} for x in later if x["in"] == column.name]
        if mine:
            statement = sa.update(table).where(table.c.id == sa.bindparam("of"))
            db.connection().execute(statement.values({column: sa.bindparam("is")}), mine)
    return rows


def _plain_type(column: sa.Column[Any]) -> sa.types.TypeEngine[Any]:
    return sa.JSON(none_as_null=True) if _is_json(column) else column.type


def _summed(file: IO[bytes], sums: Any) -> Iterator[str]:
    decode = codecs.getdecoder("utf-8")
    for line in file:
        sums.update(line)
        yield decode(line)[0]


def _value(column: sa.Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if _is_json(column):
        return sa.JSON.NULL if value == [None] else value[0]
    if isinstance(column.type, sa.LargeBinary):
        return base64.b64decode(value, validate=True)
    kind = column.type.impl_instance if isinstance(column.type, sa.types.TypeDecorator) else column.type
    if isinstance(kind, sa.DateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, sa.Date) else value


def _count_on(db: Session, metadata: sa.MetaData) -> None:
    """PostgreSQL numbers new rows from a sequence, which knows nothing of rows that brought their numbers along."""
    if db.get_bind().dialect.name != "postgresql":
        return
    for table in kept_tables(metadata):
        for column in table.primary_key.columns:
            name = db.execute(sa.select(sa.func.pg_get_serial_sequence(table.name, column.name))).scalar()
            if name is not None:
                largest = sa.select(sa.func.max(column)).scalar_subquery()
                db.execute(
                    sa.select(sa.func.setval(name, sa.func.coalesce(largest, 1), largest.is_not(None)))
                )
