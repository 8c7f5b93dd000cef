"""Talking in a terminal: lines in, replies with numbered buttons out."""

from collections.abc import AsyncIterator

from bot.terminal_channel import chat
from handlers.services import Services


async def typed(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield line + "\n"


async def talk(services: Services, *lines: str) -> str:
    shown: list[str] = []
    await chat(services, typed(*lines), shown.append, address="somebody")
    return "\n".join(shown)


async def test_greeting_is_answered_with_numbered_buttons(services: Services) -> None:
    shown = await talk(services, "你好")

    say = services.wording.say
    assert shown.startswith(say("terminal.hello"))
    assert f"  [1] {say('home.by_topic')}" in shown
    assert shown.endswith(say("terminal.bye"))


async def test_number_presses_the_button(services: Services) -> None:
    shown = await talk(services, "你好", "1")

    assert services.wording.say("home.topics") in shown


async def test_number_of_no_button_is_said_as_it_is(services: Services) -> None:
    shown = await talk(services, "你好", "13800000000", "9" * 5000, "７")

    assert shown.count("\n") > 10


async def test_talk_ends_where_one_leaves(services: Services) -> None:
    shown = await talk(services, "/quit", "你好")

    assert services.wording.say("home.by_topic") not in shown


async def test_empty_and_broken_lines_are_survived(services: Services) -> None:
    shown = await talk(services, "", "\udcff\x1b[31m", "你好")

    assert "\x1b" not in shown
    assert services.wording.say("home.by_topic") in shown
