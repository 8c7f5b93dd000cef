"""Files are checked by clamd in its own protocol; what can't be checked is not let through."""

import pytest

from bot.scanner import Scanner
from handlers.turn import Fault
from tests.fakes.clamd import EICAR, clamd


async def test_clean_file_passes_in_as_many_chunks_as_it_takes() -> None:
    async with clamd() as scanner:
        fault = await Scanner(scanner.address).check(bytes(200_000))

    assert fault is None
    assert scanner.sizes == [200_000]


async def test_infected_file_is_named() -> None:
    async with clamd() as scanner:
        assert await Scanner(scanner.address).check(b"x" + EICAR) is Fault.INFECTED


@pytest.mark.parametrize(
    "answer", [b"INSTREAM size limit exceeded. ERROR", b""], ids=["limit", "nothing"]
)
async def test_scanner_that_refuses_lets_nothing_through(answer: bytes) -> None:
    async with clamd() as scanner:
        scanner.answer = answer
        assert await Scanner(scanner.address).check(b"x") is Fault.UNCHECKED


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "unix:///nowhere/clamd.sock"])
async def test_scanner_out_of_reach_lets_nothing_through(address: str) -> None:
    assert await Scanner(address).check(b"x") is Fault.UNCHECKED
