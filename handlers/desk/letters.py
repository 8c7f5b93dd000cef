"""What officers write to people: its length, and its way into the outbox, once."""

from datetime import datetime

from handlers.desk.refusals import BadLength, ChangedMeanwhile
from handlers.turn import Part, Reply, Style
from storage import outbox
from storage.database import Session
from storage.tables import Person


def checked(text: str, *, most: int) -> str:
    """Return an officer's text without space around it and with plain line ends.

    Raises:
        BadLength: nothing is left, or more than `most` characters.
    """
    said = text.replace("\r\n", "\n").strip()
    if not 1 <= len(said) <= most:
        raise BadLength(most=most)
    return said


def paragraphs(text: str) -> tuple[Part, ...]:
    """Return each line that says something as a part of a reply."""
    return tuple(
        Part(style=Style.TEXT, text=line.strip()) for line in text.split("\n") if line.strip()
    )


def is_sent(session: Session, *, key: str, reply: Reply) -> bool:
    """Whether this very message is queued already: its form came twice.

    Raises:
        ChangedMeanwhile: another message has taken its place.
    """
    earlier = outbox.find(session, key=key)
    if earlier is None:
        return False
    if outbox.body_of(session, earlier) != reply.model_dump(mode="json"):
        raise ChangedMeanwhile
    return True


def send(session: Session, *, person_id: int, key: str, reply: Reply, at: datetime) -> None:
    """Queue an officer's message for the channel the person writes on."""
    outbox.put(
        session,
        person_id=person_id,
        channel=session.get_one(Person, person_id).channel,
        key=key,
        body=reply.model_dump(mode="json"),
        at=at,
        author="officer",
    )
