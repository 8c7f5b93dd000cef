"""Officers who may sign in, their sessions, and the brake on guessing passwords.

Passwords arrive here hashed and session tokens are hashed here: a copy of the
database signs nobody in.
"""

import hashlib
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, func, select

from storage.tables import Officer, OfficerSession, SignInAttempt


def exist(session: Session) -> bool:
    """Whether anybody may sign in yet."""
    return session.exec(select(Officer.id).limit(1)).first() is not None


def add(
    session: Session, *, login: str, password_hash: str, at: datetime, must_change: bool = True
) -> Officer:
    """Add an officer; `must_change` marks a password somebody else has seen."""
    officer = Officer(
        login=login, password_hash=password_hash, must_change=must_change, created_at=at
    )
    session.add(officer)
    session.flush()
    return officer


def by_login(session: Session, *, login: str) -> Officer | None:
    """Return the active officer with this login."""
    query = select(Officer).where(Officer.login == login, col(Officer.is_active).is_(True))
    return session.exec(query).first()


def change_password(session: Session, *, officer_id: int, password_hash: str) -> None:
    """Replace the password and sign every browser of the officer out."""
    officer = session.get_one(Officer, officer_id)
    officer.password_hash, officer.must_change = password_hash, False
    session.exec(delete(OfficerSession).where(col(OfficerSession.officer_id) == officer_id))
    session.flush()


def sign_in(
    session: Session, *, officer_id: int, token: str, form_token: str, expires_at: datetime
) -> None:
    """Remember a signed-in browser by the hash of its token."""
    session.add(
        OfficerSession(
            token_hash=_hash(token),
            officer_id=officer_id,
            form_token=form_token,
            expires_at=expires_at,
        )
    )
    session.flush()


def signed_in(
    session: Session, *, token: str, at: datetime
) -> tuple[Officer, OfficerSession] | None:
    """Return who a browser's token belongs to, or None when it is unknown or too old."""
    found = session.get(OfficerSession, _hash(token))
    if found is None or found.expires_at <= at:
        return None
    officer = session.get_one(Officer, found.officer_id)
    return (officer, found) if officer.is_active else None


def sign_out(session: Session, *, token: str) -> None:
    """Forget a browser; an unknown token is fine."""
    session.exec(delete(OfficerSession).where(col(OfficerSession.token_hash) == _hash(token)))
    session.flush()


def failures(session: Session, *, who: str, since: datetime) -> int:
    """Return how often somebody failed to sign in lately."""
    query = (
        select(func.count())
        .select_from(SignInAttempt)
        .where(SignInAttempt.who == _hash(who), SignInAttempt.at >= since)
    )
    return session.exec(query).one()


def failed(session: Session, *, who: str, at: datetime, keep: timedelta) -> None:
    """Record a failed sign-in and forget those older than `keep`."""
    session.exec(delete(SignInAttempt).where(col(SignInAttempt.at) < at - keep))
    session.add(SignInAttempt(who=_hash(who), at=at))
    session.flush()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
