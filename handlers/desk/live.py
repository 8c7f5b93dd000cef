"""Which questions changed since an officer's page last looked."""

from dataclasses import dataclass

from handlers.desk import access, queue
from handlers.desk.access import Signed
from handlers.services import Services
from storage import escalation_queue


@dataclass(frozen=True)
class Changes:
    """The newest event there is, and the questions that changed and are theirs to see."""

    last: int
    questions: tuple[int, ...]


def last(services: Services) -> int:
    """Return the number of the newest event."""
    with services.database.reading() as session:
        return escalation_queue.last_event(session)


def begin(services: Services, signed: Signed) -> int:
    """Return the newest event for a page that starts to watch.

    Raises:
        NotAllowed: the officer's roles have nothing to do with questions.
    """
    access.require(signed, *queue.SEES)
    return last(services)


def since(services: Services, signed: Signed, seen: int) -> Changes:
    """Return what changed since an event.

    Raises:
        NotAllowed: the officer's roles have nothing to do with questions.
    """
    access.require(signed, *queue.SEES)
    with services.database.reading() as session:
        newest = escalation_queue.last_event(session)
        if newest == seen:
            return Changes(seen, ())
        changed = escalation_queue.changed_since(session, queue.sight(signed), event_id=seen)
        return Changes(newest, tuple(changed))
