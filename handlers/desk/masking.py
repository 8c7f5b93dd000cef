"""Show as little of a person as the work needs, and write down who asked for the whole.

Masked is the default on every page of the desk; the whole is an answer to `reveal`,
which leaves an audit event before it gives anything out.
"""

import re
from datetime import datetime

from handlers.desk.access import Signed, must_see
from handlers.services import Services
from storage import audit

_DOT = "*"
_ID = re.compile(r"(?<![0-9A-Za-z])(\d{6})\d{8}(\d{3}[0-9Xx])(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3}[- ]?)\d{4,5}(\d{3})(?!\d)")
_CARD = re.compile(r"(?<!\d)(\d{4})\d{8,11}(\d{4})(?!\d)")


def name(text: str) -> str:
    """Return a name with everything after its first character hidden; two signs of a long one."""
    said = text.strip()
    if len(said) < 2:
        return _DOT if said else ""
    return said[0] + _DOT * min(len(said) - 1, 2)


def phone(text: str) -> str:
    """Return a number with its middle hidden."""
    digits = text.strip()
    if len(digits) < 7:
        return _DOT * len(digits)
    shown = 4 if len(digits) > 8 else 2
    return digits[: shown - 1] + _DOT * 4 + digits[-shown:]


def identity(text: str) -> str:
    """Return an identity or credit number with all but its ends hidden."""
    said = text.strip()
    if len(said) < 9:
        return _DOT * len(said)
    return f"{said[:3]}{_DOT * (len(said) - 7)}{said[-4:]}"


def numbers(text: str) -> str:
    """Return a free text with the numbers in it hidden that name a person."""
    text = _ID.sub(lambda found: found[1][:3] + _DOT * 11 + found[2], text)
    text = _MOBILE.sub(lambda found: found[1] + _DOT * 4 + found[2], text)
    text = _CARD.sub(lambda found: found[1] + _DOT * 8 + found[2], text)
    return _LANDLINE.sub(lambda found: found[1] + _DOT * 4 + found[2], text)


def reveal(
    services: Services,
    signed: Signed,
    *,
    subject: str,
    what: str,
    organ: str,
    district: str = "",
    at: datetime,
) -> None:
    """Write down that an officer asks to see a personal field whole; the caller then shows it.

    `subject` is `case:12` or `question:7`, `what` the name of the field, never its words.

    Raises:
        NotFound: it is not this officer's to see.
    """
    must_see(signed, organ, district)
    saw(services, signed, subject=subject, action="personal.revealed", at=at, what=what)


def saw(
    services: Services,
    signed: Signed,
    *,
    subject: str,
    at: datetime,
    action: str = "personal.read",
    what: str = "",
) -> None:
    """Write down that an officer was shown what a person wrote."""
    with services.database.transaction() as session:
        audit.record(
            session,
            actor=f"officer:{signed.officer_id}",
            action=action,
            subject=subject,
            at=at,
            detail={"what": what} if what else None,
        )
