"""An officer's second factor: codes of an app on their phone, optional or asked by role."""

from datetime import datetime

from handlers.desk import brake, totp
from handlers.desk.access import Browser, Newcomer
from handlers.desk.refusals import NotAllowed, WrongCode
from handlers.services import Services
from storage import audit, officers, sign_ins
from storage.database import Session
from storage.sealing import sealer
from storage.tables import Officer


def opens(session: Session, officer: Officer, code: str, *, at: datetime) -> bool:
    """Whether a code lets the officer in, and use it up; who has no second factor needs none."""
    if not officer.sealed_totp:
        return True
    secret = sealer(session).open(officer.sealed_totp)
    step = totp.step_of(secret, code, at=at, after=officer.totp_step)
    if step is None:
        return False
    officer.totp_step = step
    session.flush()
    return True


def is_set(services: Services, browser: Browser) -> bool:
    """Whether the officer has a second factor."""
    with services.database.reading() as session:
        return bool(session.get_one(Officer, browser.officer_id).sealed_totp)


def set_up(services: Services, browser: Browser, *, secret: str, code: str, at: datetime) -> None:
    """Take a secret the officer's app has just shown a code of; other browsers are signed out.

    Raises:
        NotAllowed: the own password comes first, or a second factor is set up already.
        WrongCode: the code is not the secret's.
    """
    step = totp.step_of(secret, code, at=at, after=0) if totp.is_secret(secret) else None
    if step is None:
        raise WrongCode
    with services.database.transaction() as session:
        officer = officers.get(session, officer_id=browser.officer_id)
        if isinstance(browser, Newcomer) or officer.sealed_totp:
            raise NotAllowed
        officer.sealed_totp, officer.totp_step = sealer(session).seal(secret), step
        sign_ins.end_others(session, officer_id=browser.officer_id, keep=browser.form_token)
        _note(session, browser, "second_factor.set", at)


def take_away(services: Services, browser: Browser, *, code: str, at: datetime) -> None:
    """Remove the officer's second factor with a code of it; where a role asks for one, set up anew.

    Raises:
        TooManyTries: the code was wrong too often.
        WrongCode: it is wrong, or was used before.
    """
    attempts = brake.start_try(services, (brake.of_login(browser.login),), at=at)
    with services.database.transaction() as session:
        officer = officers.get(session, officer_id=browser.officer_id)
        if opens(session, officer, code, at=at):
            officer.sealed_totp = ""
            brake.succeeded(session, attempts, login=browser.login)
            _note(session, browser, "second_factor.removed", at)
            return
    raise WrongCode


def _note(session: Session, browser: Browser, action: str, at: datetime) -> None:
    mark = f"officer:{browser.officer_id}"
    audit.record(session, actor=mark, action=action, subject=mark, at=at)
