"""Note what was delivered: whoever waits is noted together, in one transaction.

While one transaction is under way the next deliveries gather for the one after, so a
thousand a second need no thousand transactions, and nobody is kept in doubt for longer
than two of them take.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence


class Ledger:
    """Deliveries waiting to be noted."""

    def __init__(self, write: Callable[[Sequence[int]], Awaitable[None]]) -> None:
        """Note through `write`, which is given the ids of messages."""
        self._write = write
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._writing: asyncio.Task[None] | None = None

    async def note(self, message_id: int) -> None:
        """Return when the message is noted as delivered; raises what the database raises."""
        noted = self._waiting.get(message_id)
        if noted is None:
            noted = asyncio.get_running_loop().create_future()
            self._waiting[message_id] = noted
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())
        await noted

    async def _write_all(self) -> None:
        while self._waiting:
            together, self._waiting = self._waiting, {}
            try:
                await self._write(list(together))
            except Exception as error:  # noqa: BLE001  # told to everybody who waits
                for noted in together.values():
                    if not noted.done():
                        noted.set_exception(error)
            else:
                for noted in together.values():
                    if not noted.done():
                        noted.set_result(None)
