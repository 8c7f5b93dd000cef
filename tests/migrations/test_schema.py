"""Upgrading from empty gives exactly the tables the code was written for, on both databases."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from storage.database import MIGRATIONS, Database, revisions
from storage.sealing import Sealer


def test_migrations_and_tables_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, SQLModel.metadata)

    assert differences == []


def test_upgrading_twice_does_nothing(database: Database) -> None:
    database.upgrade()

    assert database.is_current()


def test_file_names_tell_the_order_of_the_revisions() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    known = [one.revision for one in ScriptDirectory.from_config(config).walk_revisions()]

    assert [path.stem.partition("_")[0] for path in revisions()] == known[::-1]


def test_database_without_tables_is_not_current(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/new.db", sealer=Sealer("seals nothing"))
    is_current = database.is_current()
    database.close()

    assert not is_current
