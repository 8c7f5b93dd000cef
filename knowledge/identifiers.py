"""Check what identifies somebody, as it is typed: names, numbers with check digits, phones.

Each check returns the value in its one written form, or raises `Wrong` with the name of
the reason; the words for it are in the wording.
"""

import re
from datetime import date

from stdnum.cn import ric, uscc
from stdnum.exceptions import (
    InvalidChecksum,
    InvalidComponent,
    InvalidFormat,
    InvalidLength,
    ValidationError,
)

from knowledge import narrative
from knowledge.text import normalise

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}\d{7,8}|[2-8]\d{6,7}|(?:400|800)\d{7}")
_NAME = re.compile(r"[\w\u3400-\u9fff·. ()（）、，,]+")
_REASONS = (
    (InvalidLength, "length"),
    (InvalidFormat, "letters"),
    (InvalidChecksum, "checksum"),
    (InvalidComponent, "component"),
)
OLDEST_YEAR = 1949


class Wrong(ValueError):
    """What was typed can't be right; `reason` names why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def compact(said: str) -> str:
    """Return what was typed without spaces and hyphens, in half width and upper case."""
    return re.sub(r"[\s\-—_.·]", "", normalise(said)).upper()


def id_number(said: str, *, today: date) -> str:
    """Return a resident's identity number.

    Raises:
        Wrong: length, letters, checksum, component (no such place or day of birth), future.
    """
    plain = compact(said)
    try:
        found = str(ric.validate(plain))
        born: date = ric.get_birth_date(found)
    except ValidationError as error:
        raise Wrong(_reason(error)) from error
    if born > today:
        raise Wrong("future")
    return found


def age_in(found: str, *, today: date) -> int:
    """Return how old the holder of a checked identity number is."""
    born: date = ric.get_birth_date(found)
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def credit_code(said: str) -> str:
    """Return a unified social credit code.

    Raises:
        Wrong: length, letters, checksum or component.
    """
    try:
        return str(uscc.validate(compact(said)))
    except ValidationError as error:
        raise Wrong(_reason(error)) from error


def _reason(error: ValidationError) -> str:
    return next((name for kind, name in _REASONS if isinstance(error, kind)), "letters")


def phone(said: str) -> str:
    """Return a Chinese telephone number, a landline with its area code set off.

    Raises:
        Wrong: length or letters.
    """
    plain = re.sub(r"[()（）]", "", compact(said)).removeprefix("+86")
    if plain.startswith("86") and len(plain) == 13:
        plain = plain[2:]
    if _MOBILE.fullmatch(plain) or _LANDLINE.fullmatch(plain):
        return plain
    raise Wrong("length" if plain.isdigit() else "letters")


def name(said: str, *, most: int = 60) -> str:
    """Return the name of a person or an organisation.

    Raises:
        Wrong: length, or letters when it is a number or holds signs no name has.
    """
    plain = " ".join("".join(c for c in said if c.isprintable() or c.isspace()).split())
    if not 2 <= len(plain) <= most:
        raise Wrong("length")
    if not _NAME.fullmatch(plain) or not re.search(r"[^\W\d_]", plain):
        raise Wrong("letters")
    return plain


def past_day(said: str, *, today: date) -> date:
    """Return the day somebody named.

    Raises:
        Wrong: day when none is named, future, or long_ago.
    """
    found = [day for _, day in narrative.days(normalise(said), today=today)]
    if not found:
        raise Wrong("day")
    if found[0] > today:
        raise Wrong("future")
    if found[0].year < OLDEST_YEAR:
        raise Wrong("long_ago")
    return found[0]


def money(said: str) -> float:
    """Return an amount in yuan, whether its unit was written or not.

    Raises:
        Wrong: amount when there is none, or one nobody could mean.
    """
    plain = normalise(said).strip()
    named = narrative.amount(plain)
    value = named.yuan if named else narrative.number(plain)
    if value is None or not 0 < value < 1e12:
        raise Wrong("amount")
    return round(value, 2)
