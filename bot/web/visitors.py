"""Who a visitor of the web chat is: whoever holds a random token, and nothing more.

The token lives in a cookie no script can read, or with a portal as a bearer token.
Only its hash leaves this module; it is the visitor's address everywhere else.
"""

import hashlib
import re
import secrets
from datetime import timedelta

from aiohttp import web

from bot.web.keys import SETTINGS
from bot.web.refusals import Refusal, Refused

COOKIE = "luowen_visitor"
KEPT = timedelta(days=180)
_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """Return 32 random bytes as text."""
    return secrets.token_urlsafe(32)


def address_of(token: str) -> str:
    """Return the address the visitor with this token has in storage."""
    return hashlib.sha256(token.encode("ascii")).hexdigest()


def find(request: web.Request) -> str | None:
    """Return the address of who is asking, or None for somebody new."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        token = request.cookies.get(COOKIE, "")
    return address_of(token) if _SHAPE.fullmatch(token) else None


def require(request: web.Request) -> str:
    """Return the address of who is asking.

    Raises:
        Refused: neither a cookie nor a bearer token of ours.
    """
    address = find(request)
    if address is None:
        raise Refused(Refusal.VISITOR_UNKNOWN, headers={"WWW-Authenticate": "Bearer"})
    return address


def welcome(request: web.Request, response: web.StreamResponse) -> None:
    """Give the browser its token, or lengthen the life of the one it has."""
    token = request.cookies.get(COOKIE, "")
    response.set_cookie(
        COOKIE,
        token if _SHAPE.fullmatch(token) else new_token(),
        max_age=int(KEPT.total_seconds()),
        path="/",
        httponly=True,
        samesite="Lax",
        secure=request.app[SETTINGS].public_url.startswith("https://"),
    )
