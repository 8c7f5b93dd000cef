"""Bring a database to the newest revision of the schema: alembic's one home beside the revisions.

Slow to load and rarely needed, so `Database` asks for it only when there is something to do.
"""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from storage.database import MIGRATIONS


def upgrade(engine: Engine) -> None:
    """Run the revisions the database lacks."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    command.upgrade(config, "head")
