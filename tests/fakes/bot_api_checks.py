"""What the Bot API refuses: the field and length rules our fake server enforces.

Written after the published Bot API reference, not after our own client, so that the
two can disagree.
"""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any
from urllib.parse import urlsplit

LONGEST_TEXT = 4096
LONGEST_DATA = 64
MOST_BUTTONS = 100
WIDEST_ROW = 8
TAGS = {
    "b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a", "blockquote",
    "tg-spoiler", "span",
}  # fmt: skip
ENTITIES = {"&lt;", "&gt;", "&amp;", "&quot;"}
_TOKEN = re.compile(r"<(/?)([a-z-]+)((?:\s[^<>]*)?)>|(&[a-zA-Z]+;|&#\d+;|&#x[0-9a-fA-F]+;)|([<>])")


class Refused(Exception):
    """The service answers with an error status instead of a result."""

    def __init__(self, code: int, description: str, **parameters: object) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, object]:
        """Return the answer the service gives."""
        body: dict[str, object] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        return body | ({"parameters": self.parameters} if self.parameters else {})


def utf16_length(text: str) -> int:
    """Return the length the service counts: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def plain_text(source: str) -> str:
    """Return what a person sees of an HTML message.

    Raises:
        Refused: unknown tag or entity, a tag left open, or a bare angle bracket.
    """
    seen: list[str] = []
    opened: list[str] = []
    at = 0
    for token in _TOKEN.finditer(source):
        seen.append(source[at : token.start()])
        at = token.end()
        closing, tag, _, entity, bare = token.groups()
        if bare:
            raise _unparsable(f"unexpected {bare!r}")
        if entity:
            seen.append(_entity(entity))
        elif tag not in TAGS:
            raise _unparsable(f'unsupported start tag "{tag}"')
        elif not closing:
            opened.append(tag)
        elif not opened or opened.pop() != tag:
            raise _unparsable(f'unexpected end tag "{tag}"')
    if opened:
        raise _unparsable(f'can\'t find end tag corresponding to start tag "{opened[-1]}"')
    return "".join([*seen, source[at:]])


def _entity(entity: str) -> str:
    if entity.startswith("&#") or entity in ENTITIES:
        return unescape(entity)
    return entity  # the service leaves names it doesn't know as they are


def _unparsable(why: str) -> Refused:
    return Refused(400, f"Bad Request: can't parse entities: {why}")


def checked_text(params: Mapping[str, Any], most: int = LONGEST_TEXT) -> str:
    """Return a message's visible text, or refuse it."""
    source = str(params.get("text", ""))
    mode = params.get("parse_mode")
    if mode not in (None, "HTML"):
        raise Refused(400, "Bad Request: unsupported parse_mode")
    text = plain_text(source) if mode == "HTML" else source
    if not text.strip():
        raise Refused(400, "Bad Request: message text is empty")
    if utf16_length(text) > most:
        raise Refused(400, "Bad Request: message is too long")
    return text


def check_keyboard(markup: Mapping[str, Any] | None) -> None:
    """Refuse an inline keyboard the service would refuse."""
    rows = (markup or {}).get("inline_keyboard", [])
    if sum(len(row) for row in rows) > MOST_BUTTONS or any(len(row) > WIDEST_ROW for row in rows):
        raise Refused(400, "Bad Request: reply markup is too long")
    for button in (button for row in rows for button in row):
        _check_button(button)


def _check_button(button: Mapping[str, Any]) -> None:
    if not str(button.get("text", "")).strip():
        raise Refused(400, "Bad Request: button text must be non-empty")
    if ("url" in button) == ("callback_data" in button):
        raise Refused(400, "Bad Request: text buttons are unallowed in the inline keyboard")
    if "url" in button:
        address = urlsplit(str(button["url"]))
        if address.scheme not in ("http", "https", "tg") or "." not in (address.hostname or ""):
            raise Refused(
                400, f"Bad Request: inline keyboard button URL '{button['url']}' is invalid"
            )
    elif not 1 <= len(str(button["callback_data"]).encode()) <= LONGEST_DATA:
        raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")


def check_commands(commands: object) -> None:
    """Refuse a command list the service would refuse."""
    if not isinstance(commands, list) or len(commands) > 100:
        raise Refused(400, "Bad Request: can't parse commands list")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command", ""))):
            raise Refused(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise Refused(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")


def check_secret(secret: str) -> None:
    """Refuse a webhook secret token the service would refuse."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise Refused(400, "Bad Request: secret token contains unallowed characters")
