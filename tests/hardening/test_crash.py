"""Kill the process at random moments: no update is lost and none is answered twice."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.telegram_text import draw
from handlers.turn import Reply
from storage import outbox
from storage.database import Session
from storage.escalation_tables import Escalation
from storage.tables import Message, Person, TurnRecord
from tests.fakes.bot_api import BotApi
from tests.fakes.chatter import Chatter
from tests.fakes.telegram_house import KEY, SECRET, free_port, services_in

ROOT = Path(__file__).parents[2]
CHATS, EACH, KILLS = 50, 4, 4
Received = Counter[tuple[int, str]]
SAYS = ("/start", "你好", "过期食品没卖出去也罚吗", "转人工")


class Nursery:
    """Starts serving processes, one at a time, and ends them."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.serving"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._line() == "waiting"
        self._pid = 0

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the process ended before it was ready"
        return line.strip()

    def start(self, values: Mapping[str, str]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(dict(values)) + "\n")
        self._process.stdin.flush()
        lines = {self._line(), self._line()}  # its number and its address
        self._pid = next(int(line) for line in lines if line.isdigit())

    def end(self, number: signal.Signals) -> str:
        os.kill(self._pid, number)
        self._pid = 0
        return self._line()

    def close(self) -> None:
        if self._pid:
            self.end(signal.SIGKILL)
        self._process.communicate()


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    found = Nursery()
    yield found
    found.close()


def settings_for(folder: Path, api: BotApi, *, webhook: bool) -> dict[str, str]:
    port = free_port()
    return {
        "LUOWEN_DATA_DIR": str(folder),
        "LUOWEN_PORT": str(port),
        "LUOWEN_SECRET_KEY": KEY,
        "LUOWEN_LOG_LEVEL": "ERROR",
        "TELEGRAM_TOKEN": api.token,
        "TELEGRAM_API_BASE_URL": api.url,
        "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}" if webhook else "",
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
    }


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_killed_process_loses_no_update_and_answers_none_twice(
    tmp_path: Path, webhook: bool, nursery: Nursery, record_property: Callable[[str, object], None]
) -> None:
    chance = random.Random()  # noqa: S311
    in_flight: Received = Counter()
    async with BotApi() as api:
        settings = settings_for(tmp_path, api, webhook=webhook)
        await asyncio.to_thread(nursery.start, settings)
        for said in SAYS:
            for number in range(CHATS):
                Chatter(api, 8000 + number).says(said)

        for _ in range(KILLS):
            await asyncio.sleep(chance.uniform(0.1, 1.5))
            assert await asyncio.to_thread(nursery.end, signal.SIGKILL) == "ended -9"
            in_flight += await asyncio.to_thread(unmarked, tmp_path)
            await asyncio.to_thread(nursery.start, settings)
        await api.until(lambda: not api.updates.pending, within=30)
        await asyncio.to_thread(wait_for_empty_outbox, tmp_path)
        assert await asyncio.to_thread(nursery.end, signal.SIGTERM) == "ended 0"

        twice = check(tmp_path, api)
        record_property("messages_sent_twice", twice.total())
        assert not twice - in_flight, "sent twice, though its delivery had been noted"


def unmarked(folder: Path) -> Received:
    """Return the messages a killed process had in hand: their delivery is in doubt."""
    services = services_in(folder)
    with services.database.reading() as session:
        claimed = select(Message).where(Message.attempts > 0, col(Message.sent_at).is_(None))
        found = shown(session, session.exec(claimed).all())
    services.database.close()
    return found


def shown(session: Session, messages: Sequence[Message]) -> Received:
    """Return these messages as people receive them."""
    return Counter(
        (int(session.get_one(Person, message.person_id).address), piece.text)
        for message in messages
        for piece in draw(Reply.model_validate(outbox.body_of(session, message)))
    )


def wait_for_empty_outbox(folder: Path) -> None:
    """Return when everything is delivered; the test's own timeout is the limit."""
    services = services_in(folder)
    pause = threading.Event()
    for _ in range(200):
        with services.database.reading() as session:
            if not session.exec(select(Message).where(col(Message.sent_at).is_(None))).first():
                break
        pause.wait(0.1)
    services.database.close()


def check(folder: Path, api: BotApi) -> Received:
    """Compare what people got with what was recorded; return what came more than once."""
    services = services_in(folder)
    with services.database.reading() as session:
        turns = session.exec(select(TurnRecord)).all()
        messages = session.exec(select(Message)).all()
        answers = Counter(message.turn_id for message in messages)

        assert len(turns) == len({turn.message_id for turn in turns}) == CHATS * EACH
        assert set(answers) == {turn.id for turn in turns}, "a turn without replies"
        assert all(message.sent_at and not message.given_up_at for message in messages)
        assert len(session.exec(select(Escalation)).all()) == CHATS, "one officer's task each"
        expected = shown(session, messages)
    services.database.close()
    received = Counter((sent.chat, sent.text) for sent in api.sent)
    assert set(received) == set(expected)
    assert not expected - received, "an answer that nobody got"
    return received - expected
