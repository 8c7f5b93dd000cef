"""What a channel must be able to do; everything else about it is its own business."""

from typing import Protocol

from handlers.turn import Reply


class Undeliverable(Exception):
    """This person can't be reached on this channel any more; don't try again."""


class TryLater(Exception):
    """The channel is busy or away; try again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"try again in {seconds:g} s")
        self.seconds = seconds


class Channel(Protocol):
    """A way to reach people. `name` is what `Turn.channel` says."""

    @property
    def name(self) -> str:
        """The channel's name in storage."""

    async def deliver(self, address: str, message_id: int, reply: Reply) -> None:
        """Show one message to the person at `address`.

        Raises:
            Undeliverable: the address is gone; the message is given up.
            TryLater: the message is tried again after the delay.
        """
