"""The refusals of the web: a key, a status, and words from the wording.

Refused
└── raised anywhere below a request; `guards` turns it into an answer, never a traceback.

Below `/api/` the answer is `{"error": key, "message": words}`, elsewhere plain text.
"""

from collections.abc import Mapping
from enum import StrEnum

from aiohttp import web

from handlers.services import Services


class Refusal(StrEnum):
    """Why a request is not served; the value is the `error` a client reads."""

    HOST_REFUSED = "host_refused"
    ORIGIN_REFUSED = "origin_refused"
    NOT_JSON = "not_json"
    TOO_LARGE = "too_large"
    BAD_JSON = "bad_json"
    BAD_FIELDS = "bad_fields"
    BAD_TEXT = "bad_text"
    TEXT_TOO_LONG = "text_too_long"
    VISITOR_UNKNOWN = "visitor_unknown"
    TOO_FAST = "too_fast"
    NOT_FOUND = "not_found"
    METHOD_REFUSED = "method_refused"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"
    BUG = "bug"


STATUSES: Mapping[Refusal, int] = {
    Refusal.HOST_REFUSED: 421,
    Refusal.ORIGIN_REFUSED: 403,
    Refusal.NOT_JSON: 415,
    Refusal.TOO_LARGE: 413,
    Refusal.BAD_JSON: 400,
    Refusal.BAD_FIELDS: 400,
    Refusal.BAD_TEXT: 400,
    Refusal.TEXT_TOO_LONG: 400,
    Refusal.VISITOR_UNKNOWN: 401,
    Refusal.TOO_FAST: 429,
    Refusal.NOT_FOUND: 404,
    Refusal.METHOD_REFUSED: 405,
    Refusal.REFUSED: 400,
    Refusal.UNAVAILABLE: 503,
    Refusal.BUG: 500,
}

# aiohttp's own errors that have words of ours.
_BY_STATUS = {404: Refusal.NOT_FOUND, 405: Refusal.METHOD_REFUSED, 413: Refusal.TOO_LARGE}


class Refused(Exception):
    """This request is not served, for a reason a person can be told."""

    def __init__(self, why: Refusal, *, headers: Mapping[str, str] | None = None) -> None:
        """Say why; `headers` go along with the answer."""
        super().__init__(why.value)
        self.why = why
        self.headers = dict(headers or {})


def answer(
    request: web.Request,
    services: Services,
    why: Refusal,
    *,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    """Return the answer to a refused request, in the form its path promises."""
    words = services.wording.say(f"web.refusal.{why.value}")
    status = status or STATUSES[why]
    if request.path.startswith("/api/"):
        body = {"error": why.value, "message": words}
        return web.json_response(body, status=status, headers=headers)
    return web.Response(text=words + "\n", status=status, headers=headers)


def of_http_error(error: web.HTTPException) -> Refusal:
    """Return our refusal for an error aiohttp raised itself."""
    return _BY_STATUS.get(error.status, Refusal.BUG if error.status >= 500 else Refusal.REFUSED)
