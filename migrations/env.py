"""Alembic's door. `commonspace migrate` calls it with a connection; the command line of alembic works too."""

from typing import Any

from alembic import context

import app.tables
from app.kernel.db import Database
from app.settings import load_settings

IGNORED = ("search_index",)


def _ours(_object: Any, name: str | None, kind: str, _reflected: bool, _compared: Any) -> bool:
    # SQLite keeps a full-text index in shadow tables; PostgreSQL's has no counterpart in the models.
    return not (name or "").startswith(IGNORED) and name != "ix_search_entry_folded_trigrams"


def _run(connection: Any) -> None:
    context.configure(
        connection=connection,
        target_metadata=app.tables.metadata,
        render_as_batch=True,
        include_object=_ours,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    with Database(load_settings().database_url).engine.connect() as connection:
        _run(connection)
        connection.commit()
