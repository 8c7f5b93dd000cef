"""The id of a stored record, as a number and not as number-or-nothing."""

from typing import Protocol


class _Record(Protocol):
    id: int | None


def id_of(record: _Record) -> int:
    """Return the record's id.

    Raises:
        LookupError: it was never flushed: a bug.
    """
    if record.id is None:
        raise LookupError(f"{type(record).__name__} has no id yet")
    return record.id
