"""Brings a database up to the tables of this release."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.kernel.db import Database
from app.kernel.search import mend_search_index
from app.kernel.shipped import shipped


def migration_config() -> Config:
    """Alembic's configuration: where the scripts are and how new ones are named."""
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
    """Create or upgrade the tables, in one transaction, and build the search index where it is missing."""
    config = migration_config()
    with database.engine.execution_options(writes=True).connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        mend_search_index(connection)
        connection.commit()


def is_migrated(database: Database) -> bool:
    """Whether the tables are those of this release."""
    newest = ScriptDirectory.from_config(migration_config()).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest
