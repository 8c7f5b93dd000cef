"""The service in a terminal, for developers: type a line, or the number of a button.

The person is the account that runs it, so what an officer answers later is shown the
next time too.
"""

import asyncio
import getpass
import sys
import threading
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TextIO

from bot.cleaning import clean
from bot.dispatch import Dispatch
from bot.worker import Worker
from handlers.services import Services
from handlers.turn import Button, Part, Reply, Style, Turn

CHANNEL = "terminal"
LEAVE = ("/quit", "/exit")

Show = Callable[[str], None]


class TerminalChannel:
    """Prints replies and remembers which number stands for which button."""

    name = CHANNEL

    def __init__(self, show: Show, *, bold: bool = False) -> None:
        """Print through `show`; `bold` for screens that understand it."""
        self._show = show
        self._bold = bold
        self._actions: list[str] = []

    async def deliver(self, address: str, message_id: int, reply: Reply) -> None:  # noqa: ARG002
        """Print a reply, its buttons numbered on from those above."""
        lines, step = [], 0
        for part in reply.parts:
            step = step + 1 if part.style is Style.STEP else 0
            lines += self._lines(part, step)
        lines += [f"  + {clean(file.name)}" for file in reply.files]
        lines += [self._offer(button) for button in reply.buttons]
        self._show("\n".join(lines) + "\n")

    def _lines(self, part: Part, step: int) -> list[str]:
        text = clean(part.text)
        if part.style is Style.STEP:
            return [f"  {step}. {text}"]
        if part.style is Style.QUOTE:
            return [f"  | {line}" for line in text.split("\n")]
        return [f"\033[1m{text}\033[0m" if self._bold and part.style is Style.LEAD else text]

    def _offer(self, button: Button) -> str:
        if button.url:
            return f"  - {clean(button.label)} {button.url}"
        self._actions.append(button.action)
        return f"  [{len(self._actions)}] {clean(button.label)}"

    def turn(self, line: str, *, address: str, message_id: str, at: datetime) -> Turn:
        """Return what a typed line means; its buttons are used up then."""
        number = int(line) if line.isdecimal() and len(line) <= 3 else 0
        chosen = self._actions[number - 1] if 1 <= number <= len(self._actions) else ""
        self._actions.clear()
        text = "" if chosen else line
        return Turn(CHANNEL, address, message_id, at, text, chosen)


async def chat(
    services: Services, lines: AsyncIterator[str], show: Show, *, address: str, bold: bool = False
) -> None:
    """Talk until the lines end or one says to leave."""
    channel = TerminalChannel(show, bold=bold)
    dispatch = Dispatch(services)
    worker = Worker(services, {CHANNEL: channel})
    delivering = asyncio.create_task(worker.run())
    show(services.wording.say("terminal.hello") + "\n")
    try:
        async for line in lines:
            if line.strip().lower() in LEAVE:
                break
            turn = channel.turn(
                line.strip(), address=address, message_id=uuid.uuid4().hex, at=datetime.now(UTC)
            )
            receipt = await dispatch.receive(turn)
            await worker.deliver_now([message_id for message_id, _ in receipt.replies])
    finally:
        worker.stop()
        await delivering
    show(services.wording.say("terminal.bye"))


def run(services: Services) -> None:
    """Talk on this terminal until Ctrl-C, the end of input, or `/quit`."""
    with suppress(KeyboardInterrupt):
        asyncio.run(
            chat(
                services,
                _typed(sys.stdin),
                print,
                address=getpass.getuser(),
                bold=sys.stdout.isatty(),
            )
        )


async def _typed(source: TextIO) -> AsyncIterator[str]:
    """Yield lines as they are typed; the reading thread never keeps the process alive."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody listens any more
            for line in source:
                loop.call_soon_threadsafe(queue.put_nowait, line)
            loop.call_soon_threadsafe(queue.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while (line := await queue.get()) is not None:
        yield line
