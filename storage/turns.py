"""Messages we received. Each is recorded once, whatever the channel repeats."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from storage.once import add_once
from storage.sealing import sealer
from storage.tables import TurnRecord


def record(
    session: Session,
    *,
    channel: str,
    message_id: str,
    person_id: int,
    text: str,
    action: str,
    at: datetime,
) -> TurnRecord | None:
    """Record a message, or return None when this message id was recorded before."""
    turn = TurnRecord(
        channel=channel,
        message_id=message_id[:128],
        person_id=person_id,
        sealed_text=sealer(session).seal(text),
        action=action[:64],
        at=at,
    )
    return turn if add_once(session, turn) else None


def find(session: Session, *, channel: str, message_id: str) -> TurnRecord | None:
    """Return the record of a message id, if it was received."""
    query = select(TurnRecord).where(
        TurnRecord.channel == channel, TurnRecord.message_id == message_id[:128]
    )
    return session.exec(query).first()


def latest(
    session: Session, *, person_id: int, limit: int, before: int | None = None
) -> list[TurnRecord]:
    """Return a person's newest messages, oldest of them first."""
    query = select(TurnRecord).where(TurnRecord.person_id == person_id)
    if before is not None:
        query = query.where(col(TurnRecord.id) < before)
    rows = session.exec(query.order_by(col(TurnRecord.id).desc()).limit(limit)).all()
    return list(reversed(rows))


def after(session: Session, *, person_id: int, turn_id: int, limit: int) -> list[TurnRecord]:
    """Return a person's messages newer than one, oldest first."""
    query = select(TurnRecord).where(
        TurnRecord.person_id == person_id, col(TurnRecord.id) > turn_id
    )
    return list(session.exec(query.order_by(col(TurnRecord.id)).limit(limit)).all())


def of_ids(session: Session, *, ids: Collection[int | None]) -> list[TurnRecord]:
    """Return the records with these ids."""
    return list(session.exec(select(TurnRecord).where(col(TurnRecord.id).in_(ids))).all())


def text_of(session: Session, turn: TurnRecord) -> str:
    """Return what the person wrote."""
    return sealer(session).open(turn.sealed_text)
