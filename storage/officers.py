"""Officers who may sign in, their sessions, and the brake on guessing passwords.

Passwords arrive here hashed and session tokens are hashed here: a copy of the
database signs nobody in.
"""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from storage.identity import id_of
from storage.once import add_once
from storage.tables import Officer, OfficerSession, SignInAttempt


def exist(session: Session) -> bool:
    """Whether anybody may sign in yet."""
    return session.exec(select(Officer.id).limit(1)).first() is not None


def add(
    session: Session, *, login: str, password_hash: str, at: datetime, must_change: bool = True
) -> Officer | None:
    """Add an officer, or return None when the login is taken.

    `must_change` marks a password somebody else has seen.
    """
    officer = Officer(
        login=login, password_hash=password_hash, must_change=must_change, created_at=at
    )
    return officer if add_once(session, officer) else None


def by_login(session: Session, *, login: str) -> Officer | None:
    """Return the active officer with this login."""
    query = select(Officer).where(Officer.login == login, col(Officer.is_active).is_(True))
    return session.exec(query).first()


def logins(session: Session, *, officer_ids: Collection[int]) -> dict[int, str]:
    """Return the logins of officers by their ids, also of those who may not sign in any more."""
    query = select(Officer.id, Officer.login).where(col(Officer.id).in_(officer_ids))
    return {number: login for number, login in session.exec(query).all() if number is not None}


def change_password(
    session: Session, *, officer_id: int, password_hash: str, must_change: bool = False
) -> None:
    """Replace the password and sign every browser of the officer out.

    `must_change` marks a password somebody else has seen.
    """
    officer = session.get_one(Officer, officer_id, with_for_update=True)
    officer.password_hash, officer.must_change = password_hash, must_change
    session.exec(delete(OfficerSession).where(col(OfficerSession.officer_id) == officer_id))
    session.flush()


def sign_in(
    session: Session,
    *,
    officer_id: int,
    token: str,
    form_token: str,
    at: datetime,
    expires_at: datetime,
) -> None:
    """Remember a signed-in browser by the hash of its token, and forget those of the past."""
    session.exec(delete(OfficerSession).where(col(OfficerSession.expires_at) <= at))
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


def failures(session: Session, *, who: str, since: datetime) -> list[datetime]:
    """Return when somebody failed to sign in lately, oldest first."""
    query = select(SignInAttempt.at).where(
        SignInAttempt.who == _hash(who), SignInAttempt.at >= since
    )
    return list(session.exec(query.order_by(col(SignInAttempt.at))).all())


def failed(session: Session, *, who: str, at: datetime, keep: timedelta) -> int:
    """Record a failed sign-in, forget those older than `keep`, and return the record's id."""
    session.exec(delete(SignInAttempt).where(col(SignInAttempt.at) < at - keep))
    attempt = SignInAttempt(who=_hash(who), at=at)
    session.add(attempt)
    session.flush()
    return id_of(attempt)


def forgive(session: Session, *, attempt_id: int) -> None:
    """Take back one record: the sign-in it was made for succeeded."""
    session.exec(delete(SignInAttempt).where(col(SignInAttempt.id) == attempt_id))
    session.flush()


def forgive_all(session: Session, *, who: str) -> None:
    """Forget every failure of somebody who has proved who they are."""
    session.exec(delete(SignInAttempt).where(col(SignInAttempt.who) == _hash(who)))
    session.flush()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
