"""A clamd of our own: takes INSTREAM as the real one does, and finds what a test says."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

EICAR = b"X5O!P%@AP"
LARGEST = 100 * 1024 * 1024


class Clamd:
    """Answers FOUND for content with `EICAR` in it, and remembers how much it was given."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.answer: bytes | None = None
        self.address = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one command, as clamd's protocol has it."""
        command = await reader.readuntil(b"\0")
        assert command == b"zINSTREAM\0"
        content = bytearray()
        while (size := struct.unpack("!I", await reader.readexactly(4))[0]) > 0:
            content += await reader.readexactly(size)
            assert len(content) <= LARGEST
        self.sizes.append(len(content))
        found = b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"
        writer.write((found if self.answer is None else self.answer) + b"\0")
        await writer.drain()
        writer.close()


@asynccontextmanager
async def clamd() -> AsyncIterator[Clamd]:
    """Serve on a loopback port."""
    fake = Clamd()
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    fake.address = f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield fake
