"""One-time codes by the clock (RFC 6238): six digits, half a minute, SHA-1 as every app does."""

import base64
import binascii
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote

STEP = 30
DIGITS = 6
# Clocks of phones are some seconds off: the code before and the one after pass too.
_NEAR = (0, -1, 1)
_SECRET_BYTES = 20


def new_secret() -> str:
    """Return a new secret as people type it into an app."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode("ascii")


def is_secret(text: str) -> bool:
    """Whether the text is a secret as `new_secret` makes them."""
    try:
        return len(base64.b32decode(text.encode("ascii", "replace"))) == _SECRET_BYTES
    except binascii.Error:
        return False


def code_at(secret: str, step: int) -> str:
    """Return the code of one half-minute."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """Return the half-minute a code belongs to; None when it is wrong or not after `after`."""
    now = int(at.timestamp()) // STEP
    given = "".join(code.split()).encode("utf-8", "replace")
    for step in (now + near for near in _NEAR):
        if step > after and hmac.compare_digest(code_at(secret, step).encode(), given):
            return step
    return None


def address(secret: str, *, login: str, service: str) -> str:
    """Return what an app reads from the square."""
    label = quote(f"{service}:{login}")
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(service)}"
