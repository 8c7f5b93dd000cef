"""The fake service's memory of updates: kept until acknowledged, pulled or pushed.

A polled update stays until a later offset passes it; a pushed one until the webhook
answered 2xx. Pushes go one at a time per chat and side by side across chats, and are
tried again for ever, as the real service does.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp

from tests.fakes.bot_api_checks import Refused


def chat_of(update: Any) -> int:
    """Return the chat an update belongs to; 0 for what belongs to none."""
    for content in update.values() if isinstance(update, dict) else ():
        if isinstance(content, dict):
            message = content.get("message") if "data" in content else content
            if isinstance(message, dict) and isinstance(message.get("chat"), dict):
                return int(message["chat"]["id"])
    return 0


class Updates:
    """What the bot has not acknowledged yet."""

    def __init__(self, *, retry_after: float = 0.05) -> None:
        self.pending: dict[int, Any] = {}
        self.pushes: list[tuple[int, int]] = []  # (update id, status; 0 when nobody answered)
        self.webhook = ""
        self.secret = ""
        self._next_id = 1000
        self._retry_after = retry_after
        self._news = asyncio.Condition()
        self._poll = 0
        self._pushers: dict[int, asyncio.Task[None]] = {}
        self._connections = asyncio.Semaphore(40)
        self.on_change: Callable[[], None] = lambda: None

    def add(self, content: dict[str, Any]) -> int:
        """Queue one update and return its id."""
        self._next_id += 1
        self.add_raw({"update_id": self._next_id, **content})
        return self._next_id

    def add_raw(self, update: Any) -> None:
        """Queue exactly this, however malformed or old it is."""
        known = isinstance(update, dict) and isinstance(update.get("update_id"), int)
        if not known:
            self._next_id += 1
        self.pending[update["update_id"] if known else self._next_id] = update
        self._push(chat_of(update))
        self._tell()

    def _tell(self) -> None:
        async def tell() -> None:
            async with self._news:
                self._news.notify_all()

        asyncio.get_running_loop().create_task(tell())
        self.on_change()

    async def pull(self, offset: int, limit: int, timeout: float) -> list[Any]:  # noqa: ASYNC109
        """Answer getUpdates: forget what `offset` passed, wait for news, hand out a batch."""
        if self.webhook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        self._poll += 1
        mine = self._poll
        self.forget_before(offset)
        self._tell()  # a second poller ends the first one
        async with self._news:
            try:
                await asyncio.wait_for(
                    self._news.wait_for(lambda: self.pending or self._poll != mine), timeout
                )
            except TimeoutError:
                return []
        if self._poll != mine:
            raise Refused(409, "Conflict: terminated by other getUpdates request")
        return [self.pending[key] for key in sorted(self.pending)][:limit]

    def forget_before(self, offset: int) -> None:
        """Drop what a later offset acknowledges."""
        for key in [key for key in self.pending if key < offset]:
            del self.pending[key]
        self.on_change()

    def listen(self, url: str, secret: str) -> None:
        """Push to this address from now on; an empty one ends pushing."""
        self.webhook, self.secret = url, secret
        for chat in {chat_of(update) for update in self.pending.values()}:
            self._push(chat)

    def _push(self, chat: int) -> None:
        if self.webhook and chat not in self._pushers:
            task = asyncio.get_running_loop().create_task(self._push_chat(chat))
            self._pushers[chat] = task
            task.add_done_callback(lambda _: self._pushers.pop(chat, None))

    async def _push_chat(self, chat: int) -> None:
        async with aiohttp.ClientSession() as client:
            while self.webhook:
                mine = [key for key in sorted(self.pending) if chat_of(self.pending[key]) == chat]
                if not mine:
                    return
                status = await self._post(client, mine[0])
                self.pushes.append((mine[0], status))
                if 200 <= status < 300:
                    self.pending.pop(mine[0], None)
                self.on_change()
                if not 200 <= status < 300:
                    await asyncio.sleep(self._retry_after)

    async def _post(self, client: aiohttp.ClientSession, key: int) -> int:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret} if self.secret else {}
        try:
            async with (
                self._connections,
                client.post(self.webhook, json=self.pending[key], headers=headers) as answer,
            ):
                return answer.status
        except aiohttp.ClientError:
            return 0

    async def stop(self) -> None:
        """End all pushing."""
        self.webhook = ""
        for task in list(self._pushers.values()):
            task.cancel()
        await asyncio.gather(*self._pushers.values(), return_exceptions=True)
