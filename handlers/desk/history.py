"""Who moved a record and when, with officers by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handlers.desk.access import Signed
from storage import officers
from storage.database import Session

_OFFICER = "officer:"


class _Event(Protocol):
    to: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Step:
    """One move. `by` is an officer's login, or empty for the person themselves."""

    to: str
    by: str
    at: datetime
    note: str = ""


def mark(signed: Signed) -> str:
    """Return how an officer is named in event rows."""
    return f"{_OFFICER}{signed.officer_id}"


def steps(
    session: Session, events: Sequence[_Event], *, notes: Iterable[str] = ()
) -> tuple[Step, ...]:
    """Return the moves with logins for numbers; `notes` go along one by one."""
    numbers = {_officer_of(event) for event in events} - {0}
    logins = officers.logins(session, officer_ids=numbers)
    texts = [*notes, *[""] * len(events)]
    return tuple(
        Step(event.to, logins.get(_officer_of(event), ""), event.at, note)
        for event, note in zip(events, texts, strict=False)
    )


def _officer_of(event: _Event) -> int:
    number = event.by.removeprefix(_OFFICER)
    return int(number) if number.isdigit() else 0
