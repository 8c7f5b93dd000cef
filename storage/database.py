"""Open the database: one engine, a transaction that writes, a session that only reads.

On SQLite every writing transaction starts with BEGIN IMMEDIATE, or two writers would
lose each other's updates; readers start with a plain BEGIN and never wait for them.
On PostgreSQL the same code relies on row locks (`with_for_update`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from sqlalchemy import Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session as Session

from storage import audit
from storage.sealing import Sealer

# What drivers raise when the fault lies with the server, the disk or the way to them.
OUTAGES = (OperationalError, InterfaceError, PoolTimeout)

# A writer that waited this long tries anyway; the database then decides.
LONGEST_LINE = 10.0

MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """The service's memory. One per process; safe to share between threads."""

    def __init__(self, url: str, *, sealer: Sealer) -> None:
        """Prepare the engine; nothing is opened until the first session."""
        self.url = _with_driver(url)
        self._sealer = sealer
        self.engine = _engine(self.url)
        self._writers = RLock() if self.url.startswith("sqlite") else None
        self._reader = self.engine.execution_options(readonly=True)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Yield a session whose work is committed at the end, or wholly undone on error."""
        with self._in_line(), self._session(self.engine) as session, session.begin():
            yield session
            audit.chain(session)

    @contextmanager
    def _in_line(self) -> Iterator[None]:
        """Let this process's writers stand in line on SQLite, which would make them poll."""
        in_line = self._writers is not None and self._writers.acquire(timeout=LONGEST_LINE)
        try:
            yield
        finally:
            if self._writers is not None and in_line:
                self._writers.release()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session for queries; nothing it does is kept."""
        with self._session(self._reader) as session:
            yield session
            session.rollback()

    def _session(self, engine: Engine) -> Session:
        return Session(engine, expire_on_commit=False, info={"sealer": self._sealer})

    def upgrade(self) -> None:
        """Bring the schema to the newest revision; does nothing when it is there."""
        if self.is_current():
            return
        from storage import schema  # slow to load, and almost every start finds nothing to do

        schema.upgrade(self.engine)

    def is_current(self) -> bool:
        """Whether the schema is the one this code was written for."""
        with self._reader.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return False
            found = connection.execute(text("select version_num from alembic_version"))
            return found.scalars().all() == [revisions()[-1].stem.partition("_")[0]]

    def ping(self) -> None:
        """Ask the database for a sign of life; raises what the driver raises."""
        with self._reader.connect() as connection:
            connection.execute(text("select 1"))

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def revisions() -> list[Path]:
    """Return the files of the schema's revisions, oldest first; a name begins with the number."""
    return sorted((MIGRATIONS / "versions").glob("[0-9]*.py"))


def is_outage(error: BaseException) -> bool:
    """Whether an error says that the database is away, full or busy, and not that we erred."""
    return isinstance(error, OUTAGES)


def _with_driver(url: str) -> str:
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=20, max_overflow=10, pool_pre_ping=True)
    engine = create_engine(
        url, pool_size=20, max_overflow=0, connect_args={"check_same_thread": False}
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we send BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "busy_timeout=10000",
        "synchronous=NORMAL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    readonly = connection.get_execution_options().get("readonly")
    connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")
