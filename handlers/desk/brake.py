"""Slow down who guesses passwords: five failures in a quarter of an hour, then wait.

A try is written down as failed before the password is looked at, and taken back when it
was right, so that guesses made at the same time count too.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers.desk.refusals import TooManyTries
from handlers.services import Services
from storage import sign_ins
from storage.database import Session

WINDOW = timedelta(minutes=15)
MOST_FAILURES = 5


def of_login(login: str) -> str:
    """Return the name a login's failures are counted under, whether it exists or not."""
    return f"login:{login}"


def of_client(client: str) -> str:
    """Return the name a network address' failures are counted under."""
    return f"client:{client}"


def start_try(services: Services, names: Sequence[str], *, at: datetime) -> list[int]:
    """Write a try down under each name and return what `succeeded` takes back.

    Raises:
        TooManyTries: a name has used up its failures; nothing was written.
    """
    with services.database.transaction() as session:
        for name in names:
            recent = sign_ins.failures(session, who=name, since=at - WINDOW)
            if len(recent) >= MOST_FAILURES:
                raise TooManyTries(recent[-MOST_FAILURES] + WINDOW - at)
        return [sign_ins.failed(session, who=name, at=at, keep=WINDOW) for name in names]


def succeeded(session: Session, attempts: Sequence[int], *, login: str) -> None:
    """Take a try back; the login's earlier failures go too, the client's stay.

    Or somebody with an account could guess other people's passwords without end.
    """
    sign_ins.forgive_all(session, who=of_login(login))
    take_back(session, attempts)


def take_back(session: Session, attempts: Sequence[int]) -> None:
    """Count a try as none."""
    for attempt in attempts:
        sign_ins.forgive(session, attempt_id=attempt)
