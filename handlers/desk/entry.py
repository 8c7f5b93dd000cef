"""Sign in, sign out, replace one's own password: what leads to the desk's door.

Signing in and changing a password take a third of a second of CPU (see `passwords`):
bot/ calls them in a thread.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from handlers.desk import brake, passwords, second_factor
from handlers.desk.access import SESSION, Browser, Newcomer
from handlers.desk.accounts import LOGIN
from handlers.desk.passwords import USUAL, Cost
from handlers.desk.refusals import CodeNeeded, WrongCode, WrongPassword
from handlers.services import Services
from storage import audit, officers, sign_ins
from storage.database import Session
from storage.identity import id_of
from storage.tables import Officer


@dataclass(frozen=True)
class Ticket:
    """What a browser keeps to be recognised; storage keeps only its hash."""

    token: str = field(repr=False)
    must_change: bool


def sign_in(
    services: Services,
    *,
    login: str,
    password: str,
    client: str,
    at: datetime,
    code: str = "",
    cost: Cost = USUAL,
) -> Ticket:
    """Sign a browser in for `SESSION`.

    An unknown login takes as long and reads the same as a wrong password. The second
    factor's code is asked for only when the password was right.

    Raises:
        TooManyTries: for this login, or from this client.
        WrongPassword: login and password don't belong together.
        CodeNeeded: the officer has a second factor and no code came along.
        WrongCode: the code is wrong, or was used before.
    """
    login = login.strip().lower()
    names = (brake.of_login(login), brake.of_client(client))
    attempts = brake.start_try(services, names, at=at)
    stored = _stored_hash(services, login)
    if not passwords.is_right(password, stored, cost):
        raise WrongPassword
    with services.database.transaction() as session:
        officer = _unchanged(session, login, stored)
        if second_factor.opens(session, officer, code, at=at):
            brake.succeeded(session, attempts, login=login)
            return _let_in(session, officer, at)
        if not code:
            brake.take_back(session, attempts)
    raise WrongCode if code else CodeNeeded


def sign_out(services: Services, *, token: str) -> None:
    """Forget a browser."""
    with services.database.transaction() as session:
        sign_ins.sign_out(session, token=token)


def change_password(
    services: Services,
    browser: Browser,
    *,
    old: str,
    new: str,
    at: datetime,
    cost: Cost = USUAL,
) -> Ticket:
    """Replace the officer's own password; every browser but this one is signed out.

    A newcomer has just typed the one-time password and is not asked for it again.

    Raises:
        TooManyTries: `old` was wrong too often.
        WrongPassword: `old` is not the password.
        WeakPassword: `new` is too short or long, the old one, or the login.
    """
    stored = _stored_hash(services, browser.login)
    if not isinstance(browser, Newcomer):
        _prove(services, browser, old, stored, at=at, cost=cost)
    passwords.check_new(new, login=browser.login, stored=stored, cost=cost)
    hashed = passwords.hashed(new, cost)
    with services.database.transaction() as session:
        officer = _unchanged(session, browser.login, stored)
        officers.change_password(session, officer_id=browser.officer_id, password_hash=hashed)
        mark = f"officer:{browser.officer_id}"
        audit.record(session, actor=mark, action="password.changed", subject=mark, at=at)
        return _let_in(session, officer, at)


def _unchanged(session: Session, login: str, stored: str | None) -> Officer:
    officer = officers.by_login(session, login=login)
    if officer is None or officer.password_hash != stored:  # reset while we were hashing
        raise WrongPassword
    return officer


def _prove(
    services: Services, browser: Browser, old: str, stored: str | None, *, at: datetime, cost: Cost
) -> None:
    attempts = brake.start_try(services, (brake.of_login(browser.login),), at=at)
    if not passwords.is_right(old, stored, cost):
        raise WrongPassword
    with services.database.transaction() as session:
        brake.succeeded(session, attempts, login=browser.login)


def _let_in(session: Session, officer: Officer, at: datetime) -> Ticket:
    ticket = Ticket(secrets.token_urlsafe(32), officer.must_change)
    mark = f"officer:{id_of(officer)}"
    audit.record(session, actor=mark, action="session.opened", subject=mark, at=at)
    sign_ins.sign_in(
        session,
        officer_id=id_of(officer),
        token=ticket.token,
        form_token=secrets.token_urlsafe(32),
        at=at,
        expires_at=at + SESSION,
    )
    return ticket


def _stored_hash(services: Services, login: str) -> str | None:
    if not LOGIN.fullmatch(login):
        return None
    with services.database.reading() as session:
        officer = officers.by_login(session, login=login)
        return officer.password_hash if officer else None
