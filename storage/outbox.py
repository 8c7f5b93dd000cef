"""Everything that leaves: replies and notices, written in the turn that causes them.

A row is claimed with a lease, sent outside any transaction, then marked as sent.
Two workers never hold one row; a crashed worker's rows come back when their lease ends.
Delivery is at least once.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select, update

from storage.once import add_once
from storage.sealing import sealer
from storage.tables import Message, Person

Body = dict[str, Any]

RANK_REPLY = 0
RANK_CAN_WAIT = 1


def put(
    session: Session,
    *,
    person_id: int,
    channel: str,
    key: str,
    body: Body,
    at: datetime,
    author: str = "bot",
    turn_id: int | None = None,
    due_at: datetime | None = None,
    rank: int = RANK_REPLY,
    expires_at: datetime | None = None,
) -> Message | None:
    """Queue one message, or return None when `key` is queued already.

    `rank` says whether it can wait; what can is given up when `expires_at` has passed.
    """
    message = Message(
        person_id=person_id,
        turn_id=turn_id,
        channel=channel,
        key=key,
        author=author,
        sealed_body=sealer(session).seal(json.dumps(body, ensure_ascii=False)),
        created_at=at,
        due_at=due_at or at,
        rank=rank,
        expires_at=expires_at,
    )
    return message if add_once(session, message) else None


@dataclass(frozen=True)
class Outgoing:
    """A message that can wait, with a key nobody else uses."""

    person_id: int
    channel: str
    key: str
    body: Body
    expires_at: datetime | None = None
    author: str = "bot"


def put_all(session: Session, messages: Sequence[Outgoing], *, at: datetime) -> None:
    """Queue messages that can wait, many at once."""
    seal = sealer(session).seal
    session.add_all(
        Message(
            person_id=one.person_id,
            channel=one.channel,
            key=one.key,
            author=one.author,
            sealed_body=seal(json.dumps(one.body, ensure_ascii=False)),
            created_at=at,
            due_at=at,
            rank=RANK_CAN_WAIT,
            expires_at=one.expires_at,
        )
        for one in messages
    )
    session.flush()


def find(session: Session, *, key: str) -> Message | None:
    """Return the message queued with a key, sent or not."""
    return session.exec(select(Message).where(Message.key == key)).first()


def hold(session: Session, *, message_ids: Sequence[int], until: datetime) -> None:
    """Lease messages to the one who queued them, so that a worker leaves them alone."""
    for row in session.exec(select(Message).where(col(Message.id).in_(message_ids))).all():
        row.due_at = until
        row.attempts += 1
    session.flush()


def sent(session: Session, *, message_id: int, at: datetime) -> None:
    """Mark one message as delivered."""
    session.get_one(Message, message_id).sent_at = at
    session.flush()


def all_sent(session: Session, *, message_ids: Sequence[int], at: datetime) -> None:
    """Mark messages as delivered, in one statement."""
    session.exec(update(Message).where(col(Message.id).in_(message_ids)).values(sent_at=at))


def failed(session: Session, *, message_id: int, retry_at: datetime | None, at: datetime) -> None:
    """Try again later, or give up when `retry_at` is None."""
    row = session.get_one(Message, message_id)
    if retry_at is None:
        row.given_up_at = at
    else:
        row.due_at = retry_at
    session.flush()


def body_of(session: Session, message: Message) -> Body:
    """Return what a message says."""
    body = json.loads(sealer(session).open(message.sealed_body))
    assert isinstance(body, dict)  # noqa: S101  # only `put` writes it
    return body


def of_turn(session: Session, *, turn_id: int) -> list[Message]:
    """Return the replies to one message, in order."""
    query = select(Message).where(Message.turn_id == turn_id).order_by(col(Message.id))
    return list(session.exec(query).all())


def after(session: Session, *, person_id: int, message_id: int, limit: int = 100) -> list[Message]:
    """Return a person's messages newer than one they have seen, oldest first."""
    query = select(Message).where(Message.person_id == person_id, col(Message.id) > message_id)
    return list(session.exec(query.order_by(col(Message.id)).limit(limit)).all())


def latest(session: Session, *, person_id: int, limit: int) -> list[Message]:
    """Return a person's newest messages, oldest of them first."""
    query = select(Message).where(Message.person_id == person_id)
    rows = session.exec(query.order_by(col(Message.id).desc()).limit(limit)).all()
    return list(reversed(rows))


def sent_since(session: Session, *, person_id: int, since: datetime) -> list[Message]:
    """Return a person's messages delivered at or after a time, oldest first."""
    query = select(Message).where(Message.person_id == person_id, col(Message.sent_at) >= since)
    return list(session.exec(query.order_by(col(Message.id))).all())


def addresses_reached(session: Session, *, channel: str, since: datetime) -> list[str]:
    """Return whom a channel delivered anything to at or after a time."""
    query = (
        select(Person.address)
        .join(Message, col(Message.person_id) == col(Person.id))
        .where(Message.channel == channel, col(Message.sent_at) >= since)
        .distinct()
    )
    return list(session.exec(query).all())


def waiting(session: Session, *, at: datetime) -> dict[str, int]:
    """Return how many due messages each channel still has to deliver."""
    query = (
        select(Message.channel, func.count())
        .where(
            col(Message.sent_at).is_(None),
            col(Message.given_up_at).is_(None),
            Message.due_at <= at,
        )
        .group_by(Message.channel)
    )
    return dict(session.exec(query).all())
