"""What the bot may not answer with: an entry, a domain, a channel, or everything.

One switch a target; a lifted one stays to be read.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from storage import knowledge_revision
from storage.errors import NotFound
from storage.knowledge_tables import Switch
from storage.once import add_once


class Kind(StrEnum):
    """What a switch turns off."""

    ENTRY = "entry"
    DOMAIN = "domain"
    CHANNEL = "channel"
    BOT = "bot"


def turn_off(
    session: Session, *, kind: Kind, target: str, reason: str, by: str, at: datetime
) -> Switch | None:
    """Turn something off, or return None when it is off already."""
    switch = Switch(kind=kind, target=target, reason=reason, by=by, at=at)
    if not add_once(session, switch):
        return None
    knowledge_revision.count(session)
    return switch


def lift(session: Session, *, switch_id: int, reason: str, by: str, at: datetime) -> Switch:
    """Let it be answered again.

    Raises:
        NotFound: there is none with this id that is in force.
    """
    query = select(Switch).where(Switch.id == switch_id, col(Switch.lifted_at).is_(None))
    found = session.exec(query.with_for_update()).first()
    if found is None:
        raise NotFound(f"switch {switch_id}")
    found.lifted_by, found.lifted_reason, found.lifted_at = by, reason, at
    session.flush()
    knowledge_revision.count(session)
    return found


def in_force(session: Session) -> Sequence[Switch]:
    """Return what is off, the newest first."""
    query = select(Switch).where(col(Switch.lifted_at).is_(None))
    return session.exec(query.order_by(col(Switch.id).desc())).all()


def lifted(session: Session, *, limit: int) -> Sequence[Switch]:
    """Return what was off before, the newest first."""
    query = select(Switch).where(col(Switch.lifted_at).is_not(None))
    return session.exec(query.order_by(col(Switch.lifted_at).desc()).limit(limit)).all()
