"""Telegram as a channel: draw a reply with inline buttons, say what went wrong.

Holds no conversation. The one thing it remembers is how many pieces of a long message
have arrived, so that a later try goes on where the last one was stopped.
"""

import asyncio
import os
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import structlog
from telegram import InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.channel import TryLater, Undeliverable
from bot.pace import Pace
from bot.telegram_files import TelegramFiles
from bot.telegram_keyboard import keyboard
from bot.telegram_text import Piece, draw
from bot.telegram_updates import CHANNEL, KINDS, SentFile
from handlers.turn import Attachment, Reply
from knowledge.wording import Wording
from storage.errors import NotFound

log = structlog.get_logger()

WHEN_UNREACHABLE = 5.0
WHEN_REFUSED = 300.0
# How Telegram says that there is nobody at an address any more.
NOBODY = ("chat not found", "user is deactivated", "peer_id_invalid", "user_is_deactivated")
POLL_SECONDS = 50
# Telegram's 30 a second, in small helpings: what is being sent when the process is killed
# may be sent again, so it should never be much.
PACE_MESSAGES, PACE_SECONDS = 6, 0.2
# The same rate for what the worker delivers, shared by all processes.
PACE = Pace(per_second=PACE_MESSAGES / PACE_SECONDS, at_once=PACE_MESSAGES)
BATCH = 100


class Bot(ExtBot[int]):
    """python-telegram-bot's client, which also hands out updates as they came.

    Its own `get_updates` parses a whole batch at once, logs it in full when one update
    can't be parsed, and then never gets past it.
    """

    async def fetch(
        self, offset: int, *, wait: float = POLL_SECONDS, limit: int = BATCH
    ) -> list[object]:
        """Return raw updates from `offset` on, which acknowledges all before it."""
        data = {"offset": offset, "timeout": int(wait), "limit": limit, "allowed_updates": KINDS}
        found: Any = await self._post("getUpdates", data, read_timeout=wait + 10)
        return found if isinstance(found, list) else []

    async def disconnect(self) -> None:
        """Give the connections back, also when the server was never reached."""
        await asyncio.gather(*(request.shutdown() for request in self._request))


def make_bot(token: str, base_url: str = "") -> Bot:
    """Return a client for the official Bot API, or for the server at `base_url`."""
    # Durations as timedelta: the other form warns that it will go, on every 429.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    base = base_url.rstrip("/") or "https://api.telegram.org"
    return Bot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=HTTPXRequest(connection_pool_size=64, pool_timeout=10),
        get_updates_request=HTTPXRequest(connection_pool_size=2, pool_timeout=10),
        rate_limiter=AIORateLimiter(PACE_MESSAGES, PACE_SECONDS),
    )


class TelegramChannel:
    """Delivers replies and the few sentences only Telegram needs."""

    name = CHANNEL

    def __init__(self, bot: Bot, wording: Wording, files: TelegramFiles) -> None:
        """Speak through `bot`; nothing is sent before the first message."""
        self.bot = bot
        self._wording = wording
        self._files = files
        self._arrived: dict[int, int] = {}

    async def deliver(self, address: str, message_id: int, reply: Reply) -> None:
        """Show a reply, in several messages if it is long; the buttons hang on the last.

        Raises:
            Undeliverable: the person blocked the bot or is gone.
            TryLater: Telegram is busy or can't be reached.

        """
        pieces = draw(reply)
        markup = keyboard(reply.buttons)
        for n, piece in enumerate(pieces):
            if n < self._arrived.get(message_id, 0):
                continue
            with _translated():
                await self._send(address, piece, markup if n == len(pieces) - 1 else None)
            self._arrived[message_id] = n + 1
        await self._send_files(address, message_id, reply, after=len(pieces))
        self._arrived.pop(message_id, None)

    async def _send_files(self, address: str, message_id: int, reply: Reply, *, after: int) -> None:
        """Send the person's own files below the text; one that is gone by now is left out."""
        for n, ref in enumerate(reply.files, after):
            if n < self._arrived.get(message_id, 0):
                continue
            try:
                document = await asyncio.to_thread(self._files.own, address, ref.id)
            except NotFound:
                log.info("telegram_file_gone", file=ref.id)
                continue
            with _translated():
                await self.bot.send_document(chat_id=int(address), document=document)
            self._arrived[message_id] = n + 1

    async def fetch(self, sent: SentFile) -> Attachment:
        """Return a file somebody sent."""
        return await self._files.fetch(self.bot, sent)

    async def _send(self, address: str, piece: Piece, markup: InlineKeyboardMarkup | None) -> None:
        try:
            await self.bot.send_message(
                chat_id=int(address),
                text=piece.html,
                parse_mode=ParseMode.HTML,
                reply_markup=markup,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except BadRequest as error:
            if _is_nobody(error):
                raise
            # Our drawing was refused: a plain answer without buttons beats none.
            log.error("telegram_drawing_refused", reason=error.message)
            await self.bot.send_message(chat_id=int(address), text=piece.text)

    async def tell(self, chat: int, key: str, about: int | None = None) -> None:
        """Say one sentence that belongs to no turn; whoever can't hear it doesn't."""
        reply_to = (
            ReplyParameters(about, allow_sending_without_reply=True) if about is not None else None
        )
        await self._attempt(
            "telegram_note_failed",
            self.bot.send_message(
                chat_id=chat, text=self._wording.say(key), reply_parameters=reply_to
            ),
        )

    async def answer_query(self, query_id: str) -> None:
        """Stop the waiting sign on a pressed button; an old press can't be answered."""
        await self._attempt("telegram_query_failed", self.bot.answer_callback_query(query_id))

    async def leave(self, chat: int) -> None:
        """Tell a group or channel that we serve private chats only, and leave it."""
        await self.tell(chat, "telegram.private_only")
        await self._attempt("telegram_leave_failed", self.bot.leave_chat(chat))

    def command_words(self) -> dict[str, str]:
        """Return what each command is for, as Telegram's menu shows it."""
        return self._wording.below("telegram.commands.")

    async def _attempt(self, event: str, call: Awaitable[object]) -> None:
        try:
            with _translated():
                await call
        except (Undeliverable, TryLater, BadRequest) as error:
            log.info(event, reason=type(error).__name__)


@contextmanager
def _translated() -> Iterator[None]:
    """Turn Telegram's errors into what every channel may say."""
    try:
        yield
    except RetryAfter as error:
        wait = error.retry_after
        raise TryLater(wait.total_seconds() if isinstance(wait, timedelta) else wait) from error
    except (Forbidden, ChatMigrated) as error:
        raise Undeliverable from error
    except InvalidToken as error:
        raise TryLater(WHEN_REFUSED) from error
    except BadRequest as error:
        if _is_nobody(error):
            raise Undeliverable from error
        raise
    except NetworkError as error:
        raise TryLater(WHEN_UNREACHABLE) from error


def _is_nobody(error: BadRequest) -> bool:
    return any(words in error.message.lower() for words in NOBODY)
