"""What the console's pages read from a request, and how they send a browser on."""

from collections.abc import Mapping

from aiohttp import web

# The id in a path; fifteen digits fit every database's integer.
ID = "{id:[0-9]{1,15}}"
# A version or a row's id in a form never has more digits.
MOST_DIGITS = 9


def id_in(request: web.Request) -> int:
    """Return the id the path names."""
    return int(request.match_info["id"])


def whole(text: str, *, most_digits: int = MOST_DIGITS) -> int | None:
    """Return a field as a number; None for anything else, other scripts' digits too."""
    is_number = text.isascii() and text.isdigit() and len(text) <= most_digits
    return int(text) if is_number else None


def seen(fields: Mapping[str, str]) -> int:
    """Return the version the page showed; none that ever was when it is no number."""
    found = whole(fields.get("seen", ""))
    return -1 if found is None else found


def go(to: str) -> web.Response:
    """Send the browser on after a form."""
    return web.Response(status=303, headers={"Location": to})
