"""One-time links: a secret that lets its holder do one thing once, kept only as a hash."""

import hashlib
import secrets
from datetime import datetime

from sqlmodel import Session, col, delete, select

from storage.case_tables import Link

# Fits a button's action and a deep link: 32 characters of A–Z a–z 0–9 _ and -.
_BYTES = 24


def make(
    session: Session,
    *,
    purpose: str,
    subject: str,
    expires_at: datetime,
    person_id: int | None = None,
) -> str:
    """Return a new secret for a purpose; `person_id` says that nobody else may use it."""
    token = secrets.token_urlsafe(_BYTES)
    session.add(
        Link(
            token_hash=_hash(token),
            purpose=purpose,
            subject=subject,
            person_id=person_id,
            expires_at=expires_at,
        )
    )
    session.flush()
    return token


def look(session: Session, *, token: str, purpose: str, at: datetime) -> Link | None:
    """Return what a secret would open, without spending it."""
    query = select(Link).where(Link.token_hash == _hash(token), Link.purpose == purpose)
    link = session.exec(query).first()
    return link if link is not None and link.expires_at > at else None


def use(
    session: Session, *, token: str, purpose: str, at: datetime, by: int | None = None
) -> Link | None:
    """Spend a secret and return what it opens, or None for every secret that opens nothing.

    The one who spent it may show it again: `by` is remembered, and nobody else gets in.
    """
    query = select(Link).where(Link.token_hash == _hash(token), Link.purpose == purpose)
    link = session.exec(query.with_for_update()).first()
    if link is None or link.expires_at <= at or link.person_id not in (None, by):
        return None
    if link.used_at is not None:
        return link if by is not None and link.used_by == by else None
    link.used_at, link.used_by = at, by
    session.flush()
    return link


def revoke(session: Session, *, purpose: str, subject: str) -> None:
    """Forget the unspent secrets for a subject: a newer one takes their place."""
    session.exec(
        delete(Link).where(
            col(Link.purpose) == purpose, col(Link.subject) == subject, col(Link.used_at).is_(None)
        )
    )
    session.flush()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
