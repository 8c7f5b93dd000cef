"""Seal everything anew with the present key: batch by batch, while the service runs.

Finds the columns in the database itself, every one named `sealed_*`, so that none can
be forgotten. What is sealed with the present key is left alone: whoever is interrupted
starts again and goes on. Rows another transaction holds are passed over until the next
pass, so nobody waits for us.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, MetaData, Table, func, select, tuple_
from sqlalchemy import types as kinds
from sqlmodel import Session

from storage.database import Database
from storage.errors import CannotOpen
from storage.sealing import MARK, sealer

BATCH = 200


@dataclass(frozen=True)
class Place:
    """A column of sealed texts."""

    table: Table
    column: Column[Any]

    def __str__(self) -> str:
        """Return how it is called in SQL."""
        return f"{self.table.name}.{self.column.name}"


@dataclass(frozen=True)
class Done:
    """What one pass did to a column; `broken` texts open with no key we have."""

    place: str
    sealed: int
    broken: int


def places(database: Database) -> tuple[Place, ...]:
    """Return every column of sealed texts."""
    found = MetaData()
    found.reflect(database.engine)
    return tuple(
        Place(table, column)
        for table in found.sorted_tables
        for column in table.columns
        if column.name.startswith("sealed_")
    )


def left(database: Database) -> int:
    """Return how many texts are not sealed with the present key yet."""
    with database.reading() as session:
        return sum(
            int(
                session.execute(
                    select(func.count()).select_from(place.table).where(_is_old(session, place))
                ).scalar_one()
            )
            for place in places(database)
        )


def reseal(database: Database, *, batch: int = BATCH) -> Iterator[Done]:
    """Go through every column once; each batch is one transaction."""
    for place in places(database):
        sealed = broken = 0
        after: tuple[Any, ...] | None = None
        while True:
            with database.transaction() as session:
                rows = _next_rows(session, place, after, batch)
                good = sum(_reseal_row(session, place, row) for row in rows)
            if not rows:
                break
            sealed, broken = sealed + good, broken + len(rows) - good
            after = tuple(rows[-1][:-1])
        yield Done(str(place), sealed, broken)


def _next_rows(
    session: Session, place: Place, after: tuple[Any, ...] | None, batch: int
) -> list[tuple[Any, ...]]:
    keys = list(place.table.primary_key.columns)
    query = select(*keys, place.column).where(_is_old(session, place)).order_by(*keys)
    if after is not None:
        query = query.where(tuple_(*keys) > after)
    found = session.execute(query.limit(batch).with_for_update(skip_locked=True)).all()
    return [tuple(row) for row in found]


def _reseal_row(session: Session, place: Place, row: tuple[Any, ...]) -> bool:
    box, sealed = sealer(session), row[-1]
    try:
        new: str | bytes = (
            box.seal_bytes(box.open_bytes(sealed))
            if isinstance(sealed, bytes)
            else box.seal(box.open(sealed))
        )
    except CannotOpen:
        return False
    change = place.table.update().values({place.column.name: new})
    for key, value in zip(place.table.primary_key.columns, row, strict=False):
        change = change.where(key == value)
    session.execute(change)
    return True


def _is_old(session: Session, place: Place) -> ColumnElement[bool]:
    mark: str | bytes = f"{sealer(session).key_id}{MARK}"
    empty: str | bytes = ""
    if isinstance(place.column.type, kinds.LargeBinary):
        mark, empty = str(mark).encode(), b""
    begins = func.substr(place.column, 1, len(mark))
    return (place.column != empty) & (begins != mark)
