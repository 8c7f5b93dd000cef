"""Logs are JSON lines with ids; never a token, never what somebody wrote."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot import logs
from bot.telegram_channel import make_bot
from tests.fakes.bot_api import TOKEN, BotApi

SECRET_WORDS = "王小明的电话是13800000000"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    found = io.StringIO()
    logs.configure("DEBUG", found)
    yield found
    logs.configure("ERROR")


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_event_is_one_json_line_with_time_and_level(stream: io.StringIO) -> None:
    structlog.get_logger().info("turn_failed", message_id="u1")

    [line] = lines(stream)
    assert (line["event"], line["level"], line["message_id"]) == ("turn_failed", "info", "u1")
    assert line["timestamp"].endswith("Z")


def test_exception_names_its_chain_and_places_without_its_words(stream: io.StringIO) -> None:
    try:
        try:
            raise ValueError(SECRET_WORDS)
        except ValueError as error:
            raise RuntimeError(SECRET_WORDS) from error
    except RuntimeError:
        structlog.get_logger().exception("bug")
        logging.getLogger("anybody").exception("bug")

    assert len(lines(stream)) == 2
    for line in lines(stream):
        assert line["error"] == "builtins.RuntimeError"
        assert "builtins.ValueError" in line["trace"]
        assert any("test_logs.py" in place for place in line["trace"])
    assert "13800000000" not in stream.getvalue()


def test_error_of_the_system_keeps_its_reason(stream: io.StringIO) -> None:
    try:
        raise OSError(28, "No space left on device", "/somewhere")
    except OSError:
        structlog.get_logger().exception("disk")

    assert lines(stream)[0]["error"] == "builtins.OSError: No space left on device"


def test_token_is_hidden_wherever_it_is_written(stream: io.StringIO) -> None:
    logging.getLogger("anybody").warning("POST /bot%s/sendMessage", TOKEN)
    structlog.get_logger().warning("x", url=f"/bot{TOKEN}/getMe")

    assert TOKEN not in stream.getvalue()
    assert stream.getvalue().count("<token>") == 2


async def test_talking_to_telegram_logs_no_address(stream: io.StringIO) -> None:
    async with BotApi() as api:
        bot = make_bot(api.token, api.url)
        await bot.initialize()
        api.know(7)
        await bot.send_message(7, SECRET_WORDS)
        await bot.disconnect()

    assert TOKEN not in stream.getvalue()
    assert "13800000000" not in stream.getvalue()


def test_endless_chain_of_exceptions_is_cut() -> None:
    error: Exception = ValueError("0")
    for number in range(500):
        following = ValueError(str(number))
        following.__cause__ = error
        error = following

    assert len(logs.describe(error)) <= 101
