"""Who may use the desk: nobody, unless this module says so.

Owns sign-in, sessions and officers' accounts. Every function of the desk asks for a
`Signed`, and only `who` makes one. Signing in and changing a password take a third of
a second of CPU (see `passwords`): bot/ calls them in a thread.
"""

import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers.desk import brake, passwords
from handlers.desk.passwords import USUAL, Cost
from handlers.desk.refusals import (
    BadLogin,
    ForgedForm,
    LoginTaken,
    NoSuchOfficer,
    WrongPassword,
)
from handlers.services import Services
from storage import officers
from storage.database import Session
from storage.identity import id_of
from storage.tables import Officer

SESSION = timedelta(hours=8)
FIRST_LOGIN = "officer"
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_MADE_HERE = object()


@dataclass(frozen=True)
class Browser:
    """A signed-in browser: whose it is, and the token its forms carry. Made by `who`."""

    officer_id: int
    login: str
    form_token: str = field(repr=False)
    made_by: object = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse to be made elsewhere."""
        if self.made_by is not _MADE_HERE:
            raise PermissionError("only handlers.desk.access signs officers in")


class Signed(Browser):
    """An officer at the desk."""


class Newcomer(Browser):
    """Somebody with a one-time password; may only replace it."""


@dataclass(frozen=True)
class Ticket:
    """What a browser keeps to be recognised; storage keeps only its hash."""

    token: str = field(repr=False)
    must_change: bool


def who(services: Services, *, token: str, at: datetime) -> Signed | Newcomer | None:
    """Return whose browser this is; None for everybody we don't know or know no more."""
    if not token:
        return None
    with services.database.reading() as session:
        found = officers.signed_in(session, token=token, at=at)
        if found is None:
            return None
        officer, browser = found
        if officer.must_change:
            return Newcomer(id_of(officer), officer.login, browser.form_token, _MADE_HERE)
        return Signed(id_of(officer), officer.login, browser.form_token, _MADE_HERE)


def check_form(browser: Browser, form_token: str) -> None:
    """Let a form pass that a page of this session carried.

    Raises:
        ForgedForm: any other.
    """
    given = form_token.encode("utf-8", "replace")
    if not hmac.compare_digest(given, browser.form_token.encode()):
        raise ForgedForm


def sign_in(
    services: Services,
    *,
    login: str,
    password: str,
    client: str,
    at: datetime,
    cost: Cost = USUAL,
) -> Ticket:
    """Sign a browser in for `SESSION`.

    An unknown login takes as long and reads the same as a wrong password.

    Raises:
        TooManyTries: for this login, or from this client.
        WrongPassword: login and password don't belong together.
    """
    login = login.strip().lower()
    names = (brake.of_login(login), brake.of_client(client))
    attempts = brake.start_try(services, names, at=at)
    stored = _stored_hash(services, login)
    if not passwords.is_right(password, stored, cost):
        raise WrongPassword
    with services.database.transaction() as session:
        officer = officers.by_login(session, login=login)
        if officer is None or officer.password_hash != stored:  # reset while we were hashing
            raise WrongPassword
        brake.succeeded(session, attempts, login=login)
        return _let_in(session, officer, at)


def sign_out(services: Services, *, token: str) -> None:
    """Forget a browser."""
    with services.database.transaction() as session:
        officers.sign_out(session, token=token)


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
        officer = officers.by_login(session, login=browser.login)
        if officer is None or officer.password_hash != stored:  # reset while we were hashing
            raise WrongPassword
        officers.change_password(session, officer_id=browser.officer_id, password_hash=hashed)
        return _let_in(session, officer, at)


def ensure_first_officer(
    services: Services, *, password: str, at: datetime, cost: Cost = USUAL
) -> bool:
    """Add `FIRST_LOGIN` with a one-time password if there is no officer yet; say whether."""
    with services.database.reading() as session:
        if officers.exist(session):
            return False
    hashed = passwords.hashed(password, cost)
    with services.database.transaction() as session:
        if officers.exist(session):
            return False
        return officers.add(session, login=FIRST_LOGIN, password_hash=hashed, at=at) is not None


def add_officer(
    services: Services, *, login: str, password: str, at: datetime, cost: Cost = USUAL
) -> None:
    """Let somebody sign in with a one-time password.

    Raises:
        BadLogin: not 2 to 32 small letters, digits, dots and dashes.
        LoginTaken: an officer has it already.
    """
    if not _LOGIN.fullmatch(login):
        raise BadLogin(login=login[:32])
    hashed = passwords.hashed(password, cost)
    with services.database.transaction() as session:
        if officers.add(session, login=login, password_hash=hashed, at=at) is None:
            raise LoginTaken(login=login)


def reset_password(services: Services, *, login: str, password: str, cost: Cost = USUAL) -> None:
    """Give an officer a new one-time password, sign them out everywhere, end their waiting.

    Raises:
        NoSuchOfficer: nobody who may sign in has this login.
    """
    hashed = passwords.hashed(password, cost)
    with services.database.transaction() as session:
        officer = officers.by_login(session, login=login)
        if officer is None:
            raise NoSuchOfficer(login=login[:32])
        officers.change_password(
            session, officer_id=id_of(officer), password_hash=hashed, must_change=True
        )
        brake.succeeded(session, (), login=login)


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
    officers.sign_in(
        session,
        officer_id=id_of(officer),
        token=ticket.token,
        form_token=secrets.token_urlsafe(32),
        at=at,
        expires_at=at + SESSION,
    )
    return ticket


def _stored_hash(services: Services, login: str) -> str | None:
    if not _LOGIN.fullmatch(login):
        return None
    with services.database.reading() as session:
        officer = officers.by_login(session, login=login)
        return officer.password_hash if officer else None
