"""The desk's moves as the console asks for them: each a transaction of its own.

What a move does and refuses is said in `moves` and `passing_on`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from handlers.desk import closing, moves, passing_on
from handlers.desk.access import Signed
from handlers.desk.moves import Act
from handlers.services import Services


@contextmanager
def acting(services: Services, signed: Signed, at: datetime) -> Iterator[Act]:
    """Open the transaction of one move."""
    with services.database.transaction() as session:
        yield Act(services, session, signed, at)


def take(services: Services, signed: Signed, *, escalation_id: int, at: datetime) -> None:
    """Claim a question; see `moves.take`."""
    with acting(services, signed, at) as act:
        moves.take(act, escalation_id)


def release(
    services: Services, signed: Signed, *, escalation_id: int, at: datetime, reason: str = ""
) -> None:
    """Put a question back; see `moves.release`."""
    with acting(services, signed, at) as act:
        moves.release(act, escalation_id, reason=reason)


def answer(
    services: Services,
    signed: Signed,
    *,
    escalation_id: int,
    text: str,
    seen: int,
    at: datetime,
) -> None:
    """Send an answer written against version `seen`; see `moves.answer`."""
    with acting(services, signed, at) as act:
        moves.answer(act, escalation_id, text=text, version=seen)


def ask_back(
    services: Services,
    signed: Signed,
    *,
    escalation_id: int,
    text: str,
    seen: int,
    at: datetime,
) -> None:
    """Ask the person something; see `moves.ask_back`."""
    with acting(services, signed, at) as act:
        moves.ask_back(act, escalation_id, text=text, version=seen)


def transfer(
    services: Services,
    signed: Signed,
    *,
    escalation_id: int,
    to: str,
    reason: str,
    seen: int,
    at: datetime,
) -> None:
    """Pass a question on; see `passing_on.transfer`."""
    with acting(services, signed, at) as act:
        passing_on.transfer(act, escalation_id, to=to, reason=reason, version=seen)


def merge(
    services: Services, signed: Signed, *, escalation_id: int, into: int, seen: int, at: datetime
) -> None:
    """Join a question to another one of the same person; see `passing_on.merge`."""
    with acting(services, signed, at) as act:
        passing_on.merge(act, escalation_id, into=into, version=seen)


def close(
    services: Services,
    signed: Signed,
    *,
    escalation_id: int,
    at: datetime,
    outcome: str = "answered",
    seen: int = 0,
) -> None:
    """End a question; see `closing.close`."""
    with acting(services, signed, at) as act:
        closing.close(act, escalation_id, outcome=outcome, version=seen)


def reopen(services: Services, signed: Signed, *, escalation_id: int, at: datetime) -> None:
    """Take a closed question up again; see `closing.reopen`."""
    with acting(services, signed, at) as act:
        closing.reopen(act, escalation_id)


def note(
    services: Services, signed: Signed, *, escalation_id: int, text: str, at: datetime
) -> None:
    """Leave a note for colleagues; see `moves.note`."""
    with acting(services, signed, at) as act:
        moves.note(act, escalation_id, text=text)
