"""Take what is due out of the outbox: in order, with a lease, at the channel's pace.

Two workers never hold one row. Replies and letters go before what can wait, so that a
hundred thousand prompts keep nobody's answer waiting.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update

from storage import lanes
from storage.outbox import RANK_CAN_WAIT, RANK_REPLY
from storage.tables import Message

# What can wait comes to one person once in this time.
A_CHAT_RESTS = timedelta(seconds=1)


def claim(
    session: Session,
    *,
    channel: str,
    at: datetime,
    limit: int,
    lease: timedelta,
    gap: timedelta | None = None,
    is_quiet: bool = False,
) -> list[Message]:
    """Take the due messages of a channel; nobody else gets them until the lease ends.

    Replies and letters come before what can wait; the latter rests in quiet hours, is
    given up when its time has passed, and comes to one person once a second at most. With
    a `gap` the rows are given slots that far apart: `due_at` less the lease is the slot.
    """
    lane = None
    if gap is not None:
        if not _has_due(session, channel, at):
            return []
        lane = lanes.locked(session, name=channel, at=at)
        limit = min(limit, lanes.room(lane, at=at, gap=gap))
    rows = _due(session, channel, RANK_REPLY, at, limit)
    if not is_quiet and len(rows) < limit:
        waiting = _due(session, channel, RANK_CAN_WAIT, at, limit - len(rows))
        rows += _one_each(session, _in_time(waiting, at), at, is_paced=gap is not None)
    for row in rows:
        slot = at if lane is None or gap is None else lanes.take(lane, at=at, gap=gap)
        row.due_at = slot + lease
        row.attempts += 1
    session.flush()
    return rows


def _has_due(session: Session, channel: str, at: datetime) -> bool:
    query = select(Message.id).where(*_pending(channel), Message.due_at <= at).limit(1)
    return session.exec(query).first() is not None


def _pending(channel: str) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Message.channel) == channel,
        col(Message.sent_at).is_(None),
        col(Message.given_up_at).is_(None),
    )


def _due(session: Session, channel: str, rank: int, at: datetime, limit: int) -> list[Message]:
    query = (
        select(Message)
        .where(*_pending(channel), Message.rank == rank, Message.due_at <= at)
        .order_by(col(Message.due_at), col(Message.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(session.exec(query).all())


def _in_time(rows: Sequence[Message], at: datetime) -> list[Message]:
    """Give up what is not useful any more, and return the rest."""
    for row in rows:
        if row.expires_at is not None and row.expires_at <= at:
            row.given_up_at = at
    return [row for row in rows if row.given_up_at is None]


def _one_each(
    session: Session, rows: Sequence[Message], at: datetime, *, is_paced: bool
) -> list[Message]:
    """Return each person's first message, and let their others rest for a moment."""
    if not is_paced or not rows:
        return list(rows)
    first = {row.person_id: row for row in reversed(rows)}
    taken = [row for row in rows if first[row.person_id] is row]
    session.exec(
        update(Message)
        .where(
            col(Message.person_id).in_(first),
            col(Message.id).not_in([row.id for row in taken]),
            col(Message.sent_at).is_(None),
            col(Message.given_up_at).is_(None),
            col(Message.rank) == RANK_CAN_WAIT,
            col(Message.due_at) < at + A_CHAT_RESTS,
        )
        .values(due_at=at + A_CHAT_RESTS)
    )
    return taken


def claim_fresh(
    session: Session,
    *,
    message_id: int,
    at: datetime,
    lease: timedelta,
    gap: timedelta | None = None,
) -> Message | None:
    """Take one message nobody has tried to deliver yet, or return None.

    With a `gap` it is given the next slot: `due_at` less the lease.
    """
    query = select(Message).where(
        Message.id == message_id,
        Message.attempts == 0,
        col(Message.sent_at).is_(None),
        col(Message.given_up_at).is_(None),
    )
    row = session.exec(query.with_for_update()).first()
    if row is not None:
        slot = at
        if gap is not None:
            slot = lanes.take(lanes.locked(session, name=row.channel, at=at), at=at, gap=gap)
        row.due_at = slot + lease
        row.attempts += 1
        session.flush()
    return row
