"""Fetch updates with long polling, and acknowledge a batch only when it is committed.

python-telegram-bot's own loop passes the next offset as soon as a batch is in memory,
where a crash would lose it. Here the next offset is asked for only when every turn of
the batch is in the database.
"""

import asyncio
from collections.abc import Sequence

import structlog
from telegram.error import TelegramError

from bot.telegram_channel import Bot
from bot.telegram_inbox import Inbox, NotTaken
from bot.telegram_updates import Incoming, id_of

log = structlog.get_logger()

SHORTEST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
FAREWELL_SECONDS = 3.0


class Polling:
    """One long poll after the other, until stopped."""

    def __init__(self, bot: Bot, inbox: Inbox) -> None:
        """Fetch with `bot`, hand over to `inbox`."""
        self._bot = bot
        self._inbox = inbox
        self._stopping = asyncio.Event()
        self._offset = 0
        self._taken: set[int] = set()
        self._pause = SHORTEST_PAUSE

    def stop(self) -> None:
        """Let `run` end after the batch in hand; what was not fetched stays with Telegram."""
        self._stopping.set()

    async def run(self) -> None:
        """Poll until stopped; trouble is waited out, a little longer each time."""
        while not self._stopping.is_set():
            try:
                batch = await self._fetch()
            except TelegramError as error:
                log.warning("telegram_poll_failed", reason=type(error).__name__)
                await self._rest()
                continue
            if not batch or await self._take(batch):
                self._pause = SHORTEST_PAUSE
            else:
                await self._rest()
        await self._acknowledge()

    async def _fetch(self) -> list[object]:
        """Return the next batch; nothing when we were told to stop first."""
        fetching = asyncio.ensure_future(self._bot.fetch(self._offset))
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({fetching, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return fetching.result() if fetching.done() else []
        finally:
            fetching.cancel()
            stopping.cancel()

    async def _take(self, batch: Sequence[object]) -> bool:
        """Handle a batch, chats side by side; return whether it may be acknowledged."""
        chats: dict[int, list[Incoming]] = {}
        for raw in batch:
            incoming = self._inbox.read(raw)
            if incoming is not None and incoming.update_id not in self._taken:
                chats.setdefault(incoming.chat, []).append(incoming)
        done = await asyncio.gather(*(self._take_in_order(chat) for chat in chats.values()))
        numbers = [number for number in map(id_of, batch) if number is not None]
        if not all(done) or not numbers:
            return False
        self._offset = max(numbers) + 1
        self._taken.clear()
        return True

    async def _take_in_order(self, updates: Sequence[Incoming]) -> bool:
        for incoming in updates:
            try:
                await self._inbox.take(incoming)
            except NotTaken:
                return False
            self._taken.add(incoming.update_id)
        return True

    async def _rest(self) -> None:
        pause, self._pause = self._pause, min(self._pause * 2, LONGEST_PAUSE)
        try:
            await asyncio.wait_for(self._stopping.wait(), pause)
        except TimeoutError:
            return

    async def _acknowledge(self) -> None:
        """Tell Telegram what the last batch settled, so that a restart doesn't see it again."""
        if not self._offset:
            return
        try:
            async with asyncio.timeout(FAREWELL_SECONDS):
                await self._bot.fetch(self._offset, wait=0, limit=1)
        except (TelegramError, TimeoutError) as error:
            log.info("telegram_farewell_failed", reason=type(error).__name__)
