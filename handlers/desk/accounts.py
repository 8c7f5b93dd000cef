"""Officers' accounts as an operator at the machine makes them; see `admin` for the pages."""

import re
from collections.abc import Collection
from datetime import datetime

from handlers.desk import brake, passwords
from handlers.desk.passwords import USUAL, Cost
from handlers.desk.refusals import BadLogin, LoginTaken, NoSuchOfficer
from handlers.services import Services
from storage import audit, officers
from storage.database import Session
from storage.identity import id_of
from storage.lifecycle import Role
from storage.officers import Post

FIRST_LOGIN = "officer"
LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
USUAL_ROLES = frozenset({Role.OFFICER, Role.MEDIATOR})


def ensure_first_officer(
    services: Services, *, password: str, at: datetime, cost: Cost = USUAL
) -> bool:
    """Add `FIRST_LOGIN` with a one-time password if there is no officer yet; say whether.

    The first officer has every role, so that the desk works out of the box.
    """
    with services.database.reading() as session:
        if officers.exist(session):
            return False
    hashed = passwords.hashed(password, cost)
    with services.database.transaction() as session:
        if officers.exist(session):
            return False
        post = Post(roles=frozenset(Role))
        return add(session, FIRST_LOGIN, hashed, post, by=audit.SYSTEM, at=at) is not None


def add_officer(
    services: Services,
    *,
    login: str,
    password: str,
    at: datetime,
    roles: Collection[Role] = USUAL_ROLES,
    organ: str = "",
    by: str = audit.SYSTEM,
    cost: Cost = USUAL,
) -> int:
    """Let somebody sign in with a one-time password, and return their id.

    Raises:
        BadLogin: not 2 to 32 small letters, digits, dots and dashes.
        LoginTaken: an officer has it already.
    """
    check_login(login)
    hashed = passwords.hashed(password, cost)
    with services.database.transaction() as session:
        found = add(session, login, hashed, Post(roles=frozenset(roles), organ=organ), by=by, at=at)
        if found is None:
            raise LoginTaken(login=login)
        return found


def add(
    session: Session, login: str, hashed: str, post: Post, *, by: str, at: datetime
) -> int | None:
    """Add an officer in a transaction that is open; None when the login is taken."""
    officer = officers.add(session, login=login, password_hash=hashed, at=at, post=post)
    if officer is None:
        return None
    subject = f"officer:{id_of(officer)}"
    detail = {"login": login, "roles": sorted(post.roles), "organ": post.organ}
    audit.record(session, actor=by, action="account.added", subject=subject, at=at, detail=detail)
    return id_of(officer)


def check_login(login: str) -> None:
    """Let a login pass that has the right shape.

    Raises:
        BadLogin: not 2 to 32 small letters, digits, dots and dashes.
    """
    if not LOGIN.fullmatch(login):
        raise BadLogin(login=login[:32])


def reset_password(
    services: Services,
    *,
    login: str,
    password: str,
    at: datetime,
    by: str = audit.SYSTEM,
    cost: Cost = USUAL,
) -> None:
    """Give an officer a new one-time password, sign them out everywhere, end their waiting.

    The second factor goes too: who lost the password has often lost the phone.

    Raises:
        NoSuchOfficer: nobody who may sign in has this login.
    """
    hashed = passwords.hashed(password, cost)
    with services.database.transaction() as session:
        officer = officers.by_login(session, login=login)
        if officer is None:
            raise NoSuchOfficer(login=login[:32])
        number = id_of(officer)
        officers.change_password(session, officer_id=number, password_hash=hashed, must_change=True)
        officer.sealed_totp = ""
        brake.succeeded(session, (), login=login)
        mark = f"officer:{number}"
        audit.record(session, actor=by, action="password.reset", subject=mark, at=at)
