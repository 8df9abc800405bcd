"""Brings a database up to the tables of this release.

Alembic is large and is imported where tables are changed: a server only asks whether they are those of this release.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.dossier.loading import seal_older_records
from app.kernel.actor import SYSTEM
from app.kernel.db import Database
from app.kernel.search import mend_search_index
from app.kernel.shipped import shipped

if TYPE_CHECKING:
    from alembic.config import Config

_WRITTEN = re.compile(r'^(down_revision|revision) = (?:"(\w+)"|None)$', re.MULTILINE)


def migration_config() -> Config:
    """Alembic's configuration: where the scripts are and how new ones are named."""
    from alembic.config import Config

    config = Config()
    folder = shipped("migrations")
    config.set_main_option("script_location", str(folder))
    config.set_main_option("version_locations", str(folder / "versions"))
    config.set_main_option("path_separator", "os")
    config.set_main_option(
        "file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s"
    )
    return config


def migrate(database: Database) -> None:
    """Create or upgrade the tables, in one transaction, and build the search index where it is missing.

    What an earlier release had not sealed yet is sealed after an upgrade.
    """
    from alembic import command

    config, older = migration_config(), not is_migrated(database)
    with database.engine.execution_options(writes=True).connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        mend_search_index(connection)
        connection.commit()
    if older:
        with database.unit_of_work() as db:
            seal_older_records(db, SYSTEM)


def is_migrated(database: Database) -> bool:
    """Whether the tables are those of this release."""
    version = sa.table("alembic_version", sa.column("version_num"))
    with database.engine.connect() as connection:
        if not sa.inspect(connection).has_table(version.name):
            return False
        return list(connection.scalars(sa.select(version.c.version_num))) == [newest_revision()]


@cache
def newest_revision() -> str:
    """The last of the migrations of this release: the one that no other follows."""
    written = [
        dict(_WRITTEN.findall(script.read_text()))
        for script in (shipped("migrations") / "versions").glob("*.py")
    ]
    (newest,) = {each["revision"] for each in written} - {each["down_revision"] for each in written}
    return newest
