"""A database of an earlier release comes up to this one with everything in it as it was."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from app import tables
from app.kernel.db import Database, ExactDecimal, PackedText
from app.migrate import is_migrated, migrate, migration_config

RELEASES = [
    revision.revision for revision in ScriptDirectory.from_config(migration_config()).walk_revisions()
][1:]


@pytest.fixture
def bare(sites, backend: str):  # type: ignore[no-untyped-def]
    """A database without any table."""
    url = sites.bare(backend)
    database = Database(url)
    yield database
    database.dispose()
    sites.drop(url)


def sample(column: sa.Column[Any]) -> Any:
    """Something that fits into a column: every row refers to the first of the other table."""
    if column.foreign_keys or column.primary_key:
        return 1 if isinstance(column.type, sa.Integer) else "a"
    if isinstance(column.type, ExactDecimal):
        return Decimal("7.60")
    if isinstance(column.type, PackedText):
        return "a"
    by_type = (
        (sa.Boolean, False),
        (sa.LargeBinary, b"a"),
        (sa.Integer, 1),
        (sa.JSON, {"a": 1}),
        (sa.DateTime, datetime(2013, 6, 10, 12, tzinfo=UTC)),
        (sa.Date, date(2013, 6, 10)),
    )
    plain = getattr(column.type, "impl_instance", column.type)
    return next((value for kind, value in by_type if isinstance(plain, kind)), "a")


def as_known(table: sa.Table) -> sa.TableClause:
    """A reflected table with the types of the models, which know better what is JSON and what an instant."""
    known = tables.metadata.tables[table.name].columns
    return sa.table(
        table.name, *(sa.column(column.name, known[column.name].type) for column in table.columns)
    )


def everything(connection: sa.Connection, metadata: sa.MetaData) -> dict[str, list[dict[str, Any]]]:
    return {
        table.name: [dict(row) for row in connection.execute(sa.select(as_known(table))).mappings()]
        for table in metadata.sorted_tables
    }


def without_ledger(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return {table: kept for table, kept in rows.items() if table not in ("ledger", "ledger_head")}


@pytest.mark.parametrize("release", RELEASES)
def test_an_upgrade_keeps_every_row(bare: Database, release: str) -> None:
    config = migration_config()
    with bare.engine.execution_options(writes=True).connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, release)
        connection.commit()
    old = sa.MetaData()
    old.reflect(
        bare.engine,
        only=lambda name, _meta: not name.startswith("search_index") and name != "alembic_version",
    )
    with bare.engine.execution_options(writes=True).begin() as connection:
        for table in old.sorted_tables:
            known = tables.metadata.tables[table.name].columns
            values = {column.name: sample(known[column.name]) for column in table.columns}
            connection.execute(as_known(table).insert().values(**values))
        before = everything(connection, old)
    migrate(bare)
    assert is_migrated(bare)
    with bare.engine.connect() as connection:
        after = everything(connection, old)
        added = [event for event in after["ledger"] if event not in before["ledger"]]
        assert {event["verb"] for event in added} <= {"records_sealed"}, (
            "an upgrade only seals what was there"
        )
        assert [event for event in after["ledger"] if event not in added] == before["ledger"]
        assert [head["seq"] for head in after["ledger_head"]] == [len(after["ledger"])]
        assert without_ledger(after) == without_ledger(before)
        for table in tables.metadata.sorted_tables:
            connection.execute(sa.select(table)).all()
