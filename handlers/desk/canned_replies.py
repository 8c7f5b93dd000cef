"""Replies officers send often: those of their organ to be edited, and the city's for everybody."""

from dataclasses import dataclass
from datetime import datetime

from handlers.desk import access, history, letters
from handlers.desk.access import Signed
from handlers.desk.moves import WORKS
from handlers.desk.refusals import TitleTaken
from handlers.services import Services
from storage import audit, canned
from storage.database import Session
from storage.identity import id_of

LONGEST_TITLE = 40
LONGEST_TEXT = 1000


@dataclass(frozen=True)
class Canned:
    """A reply as officers use it; an empty organ means everybody's."""

    id: int
    organ: str
    title: str
    text: str


def listing(services: Services, signed: Signed) -> tuple[Canned, ...]:
    """Return what this officer may use, their own organ's first.

    Raises:
        NotAllowed: the officer doesn't answer questions.
    """
    access.require(signed, *WORKS)
    with services.database.reading() as session:
        return usable(session, signed)


def usable(session: Session, signed: Signed) -> tuple[Canned, ...]:
    """Return the replies of an officer's organ and everybody's."""
    rows = canned.of_organ(session, organ=signed.organ)
    return tuple(Canned(id_of(row), row.organ, row.title, row.text) for row in rows)


def add(services: Services, signed: Signed, *, title: str, text: str, at: datetime) -> None:
    """Add a reply for the officer's organ.

    Raises:
        NotAllowed: the officer doesn't answer questions.
        BadLength: title or text are empty or too long.
        TitleTaken: the organ has one of this title.
    """
    access.require(signed, *WORKS)
    said = letters.checked(text, most=LONGEST_TEXT)
    called = letters.checked(" ".join(title.split()), most=LONGEST_TITLE)
    by = history.mark(signed)
    with services.database.transaction() as session:
        new = canned.add(session, organ=signed.organ, title=called, text=said, by=by, at=at)
        if new is None:
            raise TitleTaken(title=called)
        subject = f"canned:{id_of(new)}"
        audit.record(session, actor=by, action="canned.added", subject=subject, at=at)


def change(services: Services, signed: Signed, *, reply_id: int, text: str, at: datetime) -> None:
    """Rewrite a reply of the officer's organ.

    Raises:
        NotAllowed: the officer doesn't answer questions.
        NotFound: the organ has none with this id.
        BadLength: the text is empty or too long.
    """
    access.require(signed, *WORKS)
    said = letters.checked(text, most=LONGEST_TEXT)
    by = history.mark(signed)
    with services.database.transaction() as session:
        canned.change(session, reply_id=reply_id, organ=signed.organ, text=said, by=by, at=at)
        subject = f"canned:{reply_id}"
        audit.record(session, actor=by, action="canned.changed", subject=subject, at=at)


def remove(services: Services, signed: Signed, *, reply_id: int, at: datetime) -> None:
    """Take a reply of the officer's organ away.

    Raises:
        NotAllowed: the officer doesn't answer questions.
        NotFound: the organ has none with this id.
    """
    access.require(signed, *WORKS)
    by = history.mark(signed)
    with services.database.transaction() as session:
        canned.remove(session, reply_id=reply_id, organ=signed.organ)
        subject = f"canned:{reply_id}"
        audit.record(session, actor=by, action="canned.removed", subject=subject, at=at)
