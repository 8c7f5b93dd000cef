"""People as channels know them, and their consent to keep personal data."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from storage.errors import NotFound
from storage.once import add_once
from storage.tables import Person


def meet(session: Session, *, channel: str, address: str, at: datetime) -> Person:
    """Return the person behind a channel's address, remembering a new one."""
    person = find(session, channel=channel, address=address)
    if person is None:
        new = Person(channel=channel, address=address, first_seen_at=at, last_seen_at=at)
        person = new if add_once(session, new) else find(session, channel=channel, address=address)
    if person is None:
        raise NotFound(f"{channel} person")  # deleted by somebody between two statements
    person.last_seen_at = at
    session.flush()
    return person


def find(session: Session, *, channel: str, address: str) -> Person | None:
    """Return the person behind a channel's address, if they ever spoke."""
    query = select(Person).where(Person.channel == channel, Person.address == address)
    return session.exec(query).first()


def addresses(session: Session, *, person_ids: Collection[int]) -> dict[int, str]:
    """Return where each of these people is reached on their channel."""
    query = select(Person.id, Person.address).where(col(Person.id).in_(person_ids))
    return {person_id or 0: address for person_id, address in session.exec(query).all()}


def channels(session: Session, *, person_ids: Collection[int]) -> dict[int, str]:
    """Return on which channel each of these people writes to us."""
    query = select(Person.id, Person.channel).where(col(Person.id).in_(person_ids))
    return {person_id or 0: channel for person_id, channel in session.exec(query).all()}


def consent(session: Session, *, person_id: int, at: datetime) -> None:
    """Record that the person agreed to personal data being kept for a case (PIPL Art. 13)."""
    person = session.get_one(Person, person_id)
    person.consented_at = at
    session.flush()
