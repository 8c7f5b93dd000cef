"""Prompts officers send to a group: drafted by one, approved by another, sent in batches.

`move` is the only writer of a status; every move is in the audit chain.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from storage import audit
from storage.errors import IllegalMove, NotFound
from storage.guidance_tables import Broadcast
from storage.identity import id_of
from storage.lifecycle import BROADCAST_MOVES, BroadcastStatus, may_move

ENDS = (BroadcastStatus.REJECTED, BroadcastStatus.STOPPED, BroadcastStatus.SENT)


def draft(
    session: Session,
    *,
    organ: str,
    industry: str,
    district: str,
    title: str,
    text: str,
    basis: str,
    author_id: int,
    previewed: int,
    at: datetime,
) -> Broadcast:
    """Write a prompt to a group, to be approved by somebody else."""
    row = Broadcast(
        status=BroadcastStatus.DRAFTED, organ=organ, industry=industry, district=district,
        title=title, text=text, basis=basis, author_id=author_id, previewed=previewed,
        created_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _note(session, row, "drafted", author_id, at)
    return row


def get(session: Session, *, broadcast_id: int) -> Broadcast:
    """Return one, locked until the transaction ends.

    Raises:
        NotFound: no broadcast has this id.
    """
    row = session.get(Broadcast, broadcast_id, with_for_update=True)
    if row is None:
        raise NotFound(f"broadcast {broadcast_id}")
    return row


def move(
    session: Session, row: Broadcast, *, to: BroadcastStatus, by: int | None, at: datetime
) -> None:
    """Move a broadcast; `by` is the officer, or None for the service itself.

    Raises:
        IllegalMove: the lifecycle has no such arrow; nothing was changed.
    """
    start = BroadcastStatus(row.status)
    if not may_move(BROADCAST_MOVES, start, to):
        raise IllegalMove(f"broadcast {row.id}: {start} -> {to}")
    row.status = to
    if to is BroadcastStatus.APPROVED:
        row.approver_id, row.approved_at = by, at
    if to in ENDS:
        row.ended_at = at
    session.flush()
    _note(session, row, to, by, at)


def reached(session: Session, row: Broadcast, *, person_id: int) -> None:
    """Note how far sending has come."""
    row.last_person_id = person_id
    session.flush()


def latest(session: Session, *, limit: int, organ: str = "") -> Sequence[Broadcast]:
    """Return the newest broadcasts, of one organ or of all."""
    query = select(Broadcast)
    if organ:
        query = query.where(Broadcast.organ == organ)
    return session.exec(query.order_by(col(Broadcast.id).desc()).limit(limit)).all()


def _note(session: Session, row: Broadcast, what: str, by: int | None, at: datetime) -> None:
    actor = f"officer:{by}" if by is not None else audit.SYSTEM
    subject = f"broadcast:{id_of(row)}"
    audit.record(session, actor=actor, action=f"broadcast.{what}", subject=subject, at=at)
