"""Telegram in this process: set up once it can be reached, then polling or webhook."""

import asyncio

import structlog
from aiohttp import web
from telegram import BotCommand
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.dispatch import Dispatch
from bot.scanner import Scanner
from bot.settings import BadSettings, Settings
from bot.telegram_channel import Bot, TelegramChannel, make_bot
from bot.telegram_files import TelegramFiles
from bot.telegram_inbox import Inbox
from bot.telegram_polling import Polling
from bot.telegram_updates import COMMANDS, KINDS
from bot.telegram_webhook import Webhook, public_address
from bot.worker import Worker
from handlers.services import Services

log = structlog.get_logger()

SHORTEST_PAUSE = 1.0
LONGEST_PAUSE = 60.0


def open_channel(settings: Settings, services: Services) -> TelegramChannel | None:
    """Return the channel, or None when no token is set."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        return None
    files = TelegramFiles(services, Scanner(settings.clamd) if settings.clamd else None)
    bot = make_bot(token, settings.telegram_api_base_url)
    return TelegramChannel(bot, services.wording, files)


class TelegramService:
    """Receives updates for a channel, in the mode the settings ask for."""

    def __init__(
        self, settings: Settings, channel: TelegramChannel, *, dispatch: Dispatch, worker: Worker
    ) -> None:
        """Prepare; nothing is sent before `run`."""
        self._settings = settings
        self._channel = channel
        self._stopping = asyncio.Event()
        inbox = Inbox(channel, dispatch, worker)
        self._polling = Polling(channel.bot, inbox)
        self._webhook = Webhook(inbox, settings.telegram_webhook_secret.get_secret_value())

    def add_routes(self, app: web.Application) -> None:
        """Serve the webhook in our web application when one is set."""
        if self._settings.telegram_webhook_url:
            self._webhook.add_routes(app)

    def stop(self) -> None:
        """Let `run` end after the batch in hand."""
        self._stopping.set()
        self._polling.stop()

    async def run(self) -> None:
        """Serve until stopped.

        Raises:
            BadSettings: the Bot API server refuses the token or the webhook's address.

        """
        if not await self._set_up():
            return
        if self._settings.telegram_webhook_url:
            await self._stopping.wait()
        else:
            await self._polling.run()

    async def close(self) -> None:
        """Give the connections back."""
        await self._channel.bot.disconnect()

    async def _set_up(self) -> bool:
        """Introduce ourselves to the Bot API server, waiting until it can be reached."""
        pause = SHORTEST_PAUSE
        while not self._stopping.is_set():
            try:
                await self._introduce(self._channel.bot)
            except InvalidToken:
                # Its message holds the token: neither logged nor chained.
                raise BadSettings("TELEGRAM_TOKEN: the Bot API server refuses it") from None
            except BadRequest as error:
                raise BadSettings(f"TELEGRAM_WEBHOOK_URL: {error.message}") from None
            except TelegramError as error:
                log.warning("telegram_unreachable", reason=type(error).__name__, again_in=pause)
                await self._rest(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                mode = "webhook" if self._settings.telegram_webhook_url else "polling"
                log.info("telegram_ready", mode=mode)
                return True
        return False

    async def _introduce(self, bot: Bot) -> None:
        await bot.initialize()
        words = self._channel.command_words()
        await bot.set_my_commands([BotCommand(name, words[name]) for name in COMMANDS])
        url = self._settings.telegram_webhook_url
        if url:
            secret = self._settings.telegram_webhook_secret.get_secret_value()
            await bot.set_webhook(
                public_address(url), secret_token=secret, allowed_updates=list(KINDS)
            )
        else:
            await bot.delete_webhook()

    async def _rest(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return
