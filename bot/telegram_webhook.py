"""Receive updates pushed by Telegram: who sent them is checked, and 200 means committed."""

import hmac
import json
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import web

from bot.telegram_inbox import Inbox, NotTaken
from bot.telegram_updates import id_of

PATH = "/telegram/webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
RETRY_SECONDS = "5"
# A full message that quotes a full message, escaped, is larger than what the web chat takes.
LARGEST_BODY = 1024 * 1024


class Webhook:
    """The one address Telegram posts to."""

    def __init__(self, inbox: Inbox, secret: str) -> None:
        """Accept only requests that carry `secret`."""
        self._inbox = inbox
        self._secret = secret.encode()

    def add_routes(self, app: web.Application) -> None:
        """Serve the webhook in a web application."""
        app.router.add_post(PATH, self.receive)

    async def receive(self, request: web.Request) -> web.Response:
        """Answer 200 when the update's turn is committed, and 503 to have it sent again."""
        shown = request.headers.get(HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(shown, self._secret):
            return web.Response(status=HTTPStatus.FORBIDDEN)
        raw = _parsed(await request.clone(client_max_size=LARGEST_BODY).read())
        if id_of(raw) is None:
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        incoming = self._inbox.read(raw)
        try:
            if incoming is not None:
                await self._inbox.take(incoming)
        except NotTaken:
            headers = {"Retry-After": RETRY_SECONDS}
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)
        return web.Response()


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def public_address(url: str) -> str:
    """Return the address to register: the one set, with our path when it names none."""
    return url if urlsplit(url).path not in ("", "/") else url.rstrip("/") + PATH
