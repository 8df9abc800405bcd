"""Migrations make the very tables the models name, on both databases, and keep what the models do not know."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app import tables
from app.kernel.db import Database
from app.migrate import is_migrated


def _models_only(_object: object, name: str | None, _kind: str, _reflected: bool, _compared: object) -> bool:
    return not (name or "").startswith("search_index") and name != "ix_search_entry_folded_trigrams"


def test_models_and_migrations_agree(empty_url: str) -> None:
    database = Database(empty_url)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": _models_only, "compare_type": True}
        )
        assert compare_metadata(context, tables.metadata) == []
    assert is_migrated(database)
    database.dispose()


def test_search_index_and_its_triggers_are_there(empty_url: str) -> None:
    database = Database(empty_url)
    if database.is_sqlite:
        with database.engine.connect() as connection:
            names = {row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master")}
        assert {"search_index", "search_entry_insert", "search_entry_update", "search_entry_delete"} <= names
    else:
        with database.engine.connect() as connection:
            known = connection.exec_driver_sql(
                "SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'"
            ).first()
            made = connection.exec_driver_sql(
                "SELECT 1 FROM pg_indexes WHERE indexname = 'ix_search_entry_folded_trigrams'"
            ).first()
        assert bool(known) == bool(made)
    database.dispose()
