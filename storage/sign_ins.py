"""Browsers that are signed in, and the brake on guessing passwords.

Tokens are hashed here: a copy of the database signs nobody in.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select, update

from storage.errors import NotFound
from storage.identity import id_of
from storage.tables import Officer, OfficerSession, SignInAttempt

# So often the time a browser was last seen is written down.
SEEN_EVERY = timedelta(minutes=1)


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
            created_at=at,
            seen_at=at,
            expires_at=expires_at,
        )
    )
    session.flush()


def signed_in(
    session: Session, *, token: str, at: datetime, idle: timedelta
) -> tuple[Officer, OfficerSession] | None:
    """Return who a browser's token belongs to, or None when it is unknown, too old or idle."""
    found = session.get(OfficerSession, _hash(token))
    if found is None or found.expires_at <= at or found.seen_at + idle <= at:
        return None
    officer = session.get_one(Officer, found.officer_id)
    return (officer, found) if officer.is_active else None


def is_stale(browser: OfficerSession, *, at: datetime) -> bool:
    """Whether it is time to write down that the browser was seen."""
    return browser.seen_at + SEEN_EVERY <= at


def seen(session: Session, *, token: str, at: datetime) -> None:
    """Write down that a browser was used; one that was signed out meanwhile stays out."""
    session.exec(
        update(OfficerSession)
        .where(col(OfficerSession.token_hash) == _hash(token))
        .values(seen_at=at)
    )


def open_ones(
    session: Session, *, at: datetime, idle: timedelta
) -> Sequence[tuple[OfficerSession, Officer]]:
    """Return the browsers that are signed in with their officers, the last used first."""
    query = (
        select(OfficerSession, Officer)
        .where(OfficerSession.officer_id == Officer.id)
        .where(col(OfficerSession.expires_at) > at, col(OfficerSession.seen_at) > at - idle)
        .order_by(col(OfficerSession.seen_at).desc())
    )
    return session.exec(query).all()


def handle_of(browser: OfficerSession) -> str:
    """Return what names a browser on a page; it signs nobody in."""
    return browser.token_hash[:16]


def revoke(session: Session, *, handle: str) -> int:
    """Sign the browser with this handle out and return whose it was.

    Raises:
        NotFound: there is none; it may have ended meanwhile.
    """
    query = select(OfficerSession).where(col(OfficerSession.token_hash).startswith(handle))
    found = session.exec(query).first() if len(handle) == 16 and handle.isalnum() else None
    if found is None:
        raise NotFound("officer session")
    session.delete(found)
    session.flush()
    return found.officer_id


def end_others(session: Session, *, officer_id: int, keep: str) -> None:
    """Sign every browser of an officer out but the one whose forms carry `keep`."""
    session.exec(
        delete(OfficerSession).where(
            col(OfficerSession.officer_id) == officer_id, col(OfficerSession.form_token) != keep
        )
    )
    session.flush()


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
