"""Have files checked for viruses by clamd, where one is set: its INSTREAM command.

A scanner that is set and can't be reached lets nothing through: the sender is asked to
try again. Without one, files are only limited in kind and size.
"""

import asyncio
import struct
from urllib.parse import urlsplit

import structlog

from handlers.turn import Fault

log = structlog.get_logger()

CHUNK = 64 * 1024
PATIENCE = 30.0
_CLEAN, _FOUND = b"OK", b"FOUND"


class Scanner:
    """One clamd, by `tcp://host:port` or `unix:///path`."""

    def __init__(self, address: str) -> None:
        """Remember where clamd listens; nothing is opened before the first file."""
        self._address = urlsplit(address)

    async def check(self, content: bytes) -> Fault | None:
        """Return what is wrong with a file, or None when clamd finds it clean."""
        try:
            async with asyncio.timeout(PATIENCE):
                verdict = await self._ask(content)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            log.error("scanner_unreachable", error=type(error).__name__)
            return Fault.UNCHECKED
        if verdict.endswith(_CLEAN):
            return None
        if verdict.endswith(_FOUND):
            log.warning("file_infected")
            return Fault.INFECTED
        log.error("scanner_refused", verdict=verdict[:80].decode("ascii", "replace"))
        return Fault.UNCHECKED

    async def _ask(self, content: bytes) -> bytes:
        reader, writer = await self._open()
        try:
            writer.write(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                writer.write(struct.pack("!I", len(chunk)) + chunk)
                await writer.drain()
            writer.write(struct.pack("!I", 0))
            await writer.drain()
            return (await reader.readuntil(b"\0"))[:-1].strip()
        finally:
            writer.close()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._address.scheme == "unix":
            return await asyncio.open_unix_connection(self._address.path)
        return await asyncio.open_connection(self._address.hostname, self._address.port or 3310)
