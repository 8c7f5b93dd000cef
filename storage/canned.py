"""Replies officers send often: an organ's own, and those of everybody."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from storage.errors import NotFound
from storage.escalation_tables import CannedReply
from storage.once import add_once


def of_organ(session: Session, *, organ: str) -> Sequence[CannedReply]:
    """Return the replies an organ's officers may use, its own first."""
    query = select(CannedReply).where(col(CannedReply.organ).in_({organ, ""}))
    return session.exec(query.order_by(col(CannedReply.organ).desc(), col(CannedReply.id))).all()


def add(
    session: Session, *, organ: str, title: str, text: str, by: str, at: datetime
) -> CannedReply | None:
    """Add a reply, or return None when the organ has one of this title."""
    reply = CannedReply(organ=organ, title=title, text=text, by=by, at=at)
    return reply if add_once(session, reply) else None


def change(
    session: Session, *, reply_id: int, organ: str, text: str, by: str, at: datetime
) -> None:
    """Rewrite a reply of the organ.

    Raises:
        NotFound: the organ has none with this id.
    """
    found = _own(session, reply_id, organ)
    found.text, found.by, found.at = text, by, at
    session.flush()


def remove(session: Session, *, reply_id: int, organ: str) -> None:
    """Take a reply of the organ away.

    Raises:
        NotFound: the organ has none with this id.
    """
    session.delete(_own(session, reply_id, organ))
    session.flush()


def _own(session: Session, reply_id: int, organ: str) -> CannedReply:
    found = session.get(CannedReply, reply_id, with_for_update=True)
    if found is None or found.organ != organ:
        raise NotFound(f"canned reply {reply_id}")
    return found
