"""Build the services from the settings: the one place where everything meets."""

from pathlib import Path

from bot import key_ring
from bot.settings import Settings
from handlers.services import Services
from knowledge.base import load_base
from knowledge.wording import load_wording
from storage.database import Database


def build(settings: Settings, *, url: str | None = None, cache: Path | None = None) -> Services:
    """Return ready services with the schema up to date.

    `url` overrides the database, and `cache` the folder that compiled knowledge is kept in.

    Raises what the database driver raises when it can't be reached.
    """
    database = open_database(settings, url=url)
    cache = cache or settings.data_dir / "index"
    return Services(
        shipped=load_base(local_rules=settings.data_dir / "rules", cache=cache),
        wording=load_wording(cache=cache),
        database=database,
        web_url=settings.public_url or f"http://{settings.host}:{settings.port}",
        web_only=settings.personal_data_on_web_only,
        largest_file=settings.largest_file_mb * 1024 * 1024,
    )


def open_database(settings: Settings, *, url: str | None = None) -> Database:
    """Return the database with the schema up to date; raises as `build` does."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(url or settings.storage_url(), sealer=key_ring.sealer(settings))
    database.upgrade()
    return database
