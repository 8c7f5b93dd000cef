"""Take one Telegram update to its end: its turn committed, its replies drawn.

Polling and webhook share it. When `take` returns, the update may be acknowledged;
when it raises `NotTaken`, the service must send it again.
"""

from dataclasses import replace
from datetime import UTC, datetime

import structlog
from telegram import Update

from bot.dispatch import Dispatch
from bot.lanes import Lanes
from bot.telegram_channel import TelegramChannel
from bot.telegram_updates import Incoming, id_of, read
from bot.worker import Worker
from handlers.router import Receipt
from storage.database import is_outage

log = structlog.get_logger()

# An update that fails this often, with the database in reach, is given up.
MOST_TRIES = 3


class NotTaken(Exception):
    """The update's turn is not committed: it must come again."""


class Inbox:
    """Where updates arrive, in order within a chat."""

    def __init__(self, channel: TelegramChannel, dispatch: Dispatch, worker: Worker) -> None:
        """Receive through `dispatch`, answer through `worker` and `channel`."""
        self._channel = channel
        self._dispatch = dispatch
        self._worker = worker
        self._lanes = Lanes()
        self._tries: dict[int, int] = {}

    def read(self, raw: object) -> Incoming | None:
        """Return what a raw update asks of us; None when it needs nothing or can't be read."""
        try:
            update = Update.de_json(raw, self._channel.bot)  # type: ignore[arg-type]
            return read(update, datetime.now(UTC))
        except Exception:
            # Not ours to repair, and asking for it again would bring it again.
            log.exception("update_unreadable", update_id=id_of(raw))
            return None

    async def take(self, incoming: Incoming) -> None:
        """Do all that one update asks; updates of one chat wait for each other.

        Raises:
            NotTaken: the database is away, or a bug met the update and it may be tried again.

        """
        async with self._lanes.hold(incoming.chat):
            if incoming.query_id:
                await self._channel.answer_query(incoming.query_id)
            if incoming.leave:
                await self._channel.leave(incoming.chat)
            elif incoming.turn is not None:
                await self._receive(incoming)
            elif incoming.note:
                await self._channel.tell(incoming.chat, incoming.note, incoming.about)

    async def _receive(self, incoming: Incoming) -> None:
        assert incoming.turn is not None  # noqa: S101  # the caller looked
        try:
            turn = incoming.turn
            if incoming.file is not None:
                turn = replace(turn, file=await self._channel.fetch(incoming.file))
            receipt = await self._dispatch.receive(turn)
        except Exception as error:
            if self._is_hopeless(incoming.update_id, error):
                await self._channel.tell(incoming.chat, "telegram.broken", incoming.about)
                return
            raise NotTaken(f"update {incoming.update_id}") from error
        self._tries.pop(incoming.update_id, None)
        await self._answer(incoming, receipt)

    def _is_hopeless(self, update_id: int, error: Exception) -> bool:
        if is_outage(error):
            log.warning("update_waits_for_database", update_id=update_id)
            return False
        tries = self._tries.pop(update_id, 0) + 1
        if tries < MOST_TRIES:
            self._tries[update_id] = tries
            return False
        log.exception("update_given_up", update_id=update_id)
        return True

    async def _answer(self, incoming: Incoming, receipt: Receipt) -> None:
        try:
            if incoming.note and not receipt.is_repeat:
                await self._channel.tell(incoming.chat, incoming.note, incoming.about)
            await self._worker.deliver_now([message_id for message_id, _ in receipt.replies])
        except Exception:
            # The turn is committed and its replies are in the outbox: the worker goes on.
            log.exception("drawing_failed", update_id=incoming.update_id)
