"""Somebody on the other side of the Bot API: writes, edits, taps buttons and reads."""

import itertools
import time
from typing import Any

from tests.fakes.bot_api import BOT, BotApi, Sent


class Chatter:
    """Somebody who talks to the bot in the private chat of this number."""

    def __init__(self, api: BotApi, number: int = 7001) -> None:
        self.number = number
        self._api = api
        self._chat = api.know(number)
        self._from = {"id": number, "is_bot": False, "first_name": "P", "language_code": "zh-hans"}
        self._heard = 0
        self._last = 0
        self._ids = itertools.count(1)

    def message(self, **content: Any) -> dict[str, Any]:
        """Return a message of theirs as updates carry it."""
        return {"message_id": next(self._ids), "date": int(time.time()), "chat": self._chat,
                "from": self._from, **content}  # fmt: skip

    def says(self, text: str) -> int:
        """Write something; return the update's id."""
        message = self.message(text=text)
        self._last = message["message_id"]
        return self._api.updates.add({"message": message})

    def replies_to(self, sent: Sent, text: str) -> int:
        """Answer one of the bot's messages."""
        ours = {"message_id": sent.message_id, "date": int(time.time()), "chat": self._chat,
                "from": BOT, "text": sent.text}  # fmt: skip
        return self._api.updates.add({"message": self.message(text=text, reply_to_message=ours)})

    def edits(self, text: str) -> int:
        """Change the newest message."""
        edited = self.message(text=text, edit_date=int(time.time())) | {"message_id": self._last}
        return self._api.updates.add({"edited_message": edited})

    def sends(self, **content: Any) -> int:
        """Send something that is not text."""
        return self._api.updates.add({"message": self.message(**content)})

    def presses(self, data: str, query: str = "") -> int:
        """Press a button that carries `data`, whether the bot ever sent it or not."""
        query = query or f"q{self.number}-{next(self._ids)}"
        shown = self.message(text="x") | {"from": BOT}
        return self._api.query({"id": query, "from": self._from, "chat_instance": "1",
                                "data": data, "message": shown})  # fmt: skip

    def taps(self, label: str) -> int:
        """Press the newest button whose words contain `label`."""
        for sent in reversed(self._api.to(self.number)):
            for button in (button for row in sent.buttons for button in row):
                if label in button["text"] and "callback_data" in button:
                    return self.presses(button["callback_data"])
        raise AssertionError(f"nobody offered {label!r}")

    async def hears(self, messages: int = 1, within: float = 15) -> list[Sent]:
        """Wait for so many new messages and return them."""
        wanted = self._heard + messages
        await self._api.until(lambda: len(self._api.to(self.number)) >= wanted, within)
        new = self._api.to(self.number)[self._heard :]
        self._heard += len(new)
        return new
