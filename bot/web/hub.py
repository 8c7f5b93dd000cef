"""Tell open streams that their visitor has something new, and the channel that does so.

The hub carries no content: a stream that is woken reads storage. So nothing is lost when
nobody listens, and a visitor served by another process is merely told a little later.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.web.refusals import Refusal, Refused
from handlers.turn import Reply

# A person has a few tabs open, not dozens.
MOST_STREAMS = 8


class Hub:
    """The open streams of this process, by visitor."""

    def __init__(self) -> None:
        """Start with nobody listening."""
        self._listeners: dict[str, set[asyncio.Event]] = {}
        self.is_closing = False

    @contextmanager
    def listen(self, address: str) -> Iterator[asyncio.Event]:
        """Yield an event that is set whenever the visitor may have something new.

        Raises:
            Refused: the visitor has too many streams open.
        """
        events = self._listeners.setdefault(address, set())
        if len(events) >= MOST_STREAMS:
            raise Refused(Refusal.TOO_FAST, headers={"Retry-After": "10"})
        event = asyncio.Event()
        events.add(event)
        try:
            yield event
        finally:
            events.discard(event)
            if not events:
                self._listeners.pop(address, None)

    def signal(self, address: str) -> None:
        """Wake the visitor's streams."""
        for event in self._listeners.get(address, ()):
            event.set()

    def signal_all(self) -> None:
        """Wake every stream."""
        for address in list(self._listeners):
            self.signal(address)

    def is_idle(self) -> bool:
        """Whether nobody listens."""
        return not self._listeners

    def close(self) -> None:
        """End every stream: the process is stopping."""
        self.is_closing = True
        for address in list(self._listeners):
            self.signal(address)


class WebChannel:
    """The web chat as a channel: what it delivers is in storage, so it only says so."""

    name = "web"

    def __init__(self, hub: Hub | None = None) -> None:
        """Deliver to the streams of a hub; a new one unless given."""
        self.hub = hub or Hub()

    async def deliver(self, address: str, message_id: int, reply: Reply) -> None:  # noqa: ARG002
        """Wake the visitor's streams; who isn't there finds the message in the history."""
        self.hub.signal(address)
