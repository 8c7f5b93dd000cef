"""Build the services from the settings: the one place where everything meets."""

from bot.settings import Settings
from handlers.services import Services
from knowledge.base import load_base
from knowledge.wording import load_wording
from storage.database import Database
from storage.sealing import Sealer


def build(settings: Settings, *, url: str | None = None) -> Services:
    """Return ready services with the schema up to date; `url` overrides the database.

    Raises what the database driver raises when it can't be reached.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(url or settings.storage_url(), sealer=Sealer(settings.secret()))
    database.upgrade()
    return Services(
        knowledge=load_base(local_rules=settings.data_dir / "rules"),
        wording=load_wording(),
        database=database,
        web_url=settings.public_url or f"http://{settings.host}:{settings.port}",
    )
