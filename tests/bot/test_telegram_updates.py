"""An update is read for what it asks of us, and for nothing else."""

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Update

from bot.telegram_updates import COMMANDS, Incoming, SentFile, id_of, read
from handlers import actions
from handlers.turn import Turn

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
PRIVATE = {"id": 7, "type": "private", "first_name": "P"}
GROUP = {"id": -100, "type": "supergroup", "title": "G"}
SOMEBODY = {"id": 7, "is_bot": False, "first_name": "P"}


def message(chat: dict[str, Any] | None = None, **content: Any) -> dict[str, Any]:
    return {"message_id": 5, "date": 0, "chat": chat or PRIVATE, "from": SOMEBODY, **content}


def reading(**content: Any) -> Incoming | None:
    update = Update.de_json({"update_id": 31, **content}, None)
    return read(update, NOON)


def test_text_becomes_a_turn_named_after_its_update() -> None:
    found = reading(message=message(text="摆摊要办证吗"))

    assert found == Incoming(
        31, 7, Turn("telegram", "7", "u31", NOON, text="摆摊要办证吗"), about=5
    )


@pytest.mark.parametrize(("command", "action"), COMMANDS.items())
def test_command_becomes_its_action(command: str, action: str) -> None:
    found = reading(message=message(text=f"/{command}@luowen_test_bot"))

    assert found is not None
    assert found.turn == Turn("telegram", "7", "u31", NOON, action=action)
    assert actions.read(action) is not None


def test_words_after_ask_are_the_question() -> None:
    found = reading(message=message(text="/ask  过期食品\n罚吗 "))

    assert found is not None
    assert found.turn == Turn("telegram", "7", "u31", NOON, text="过期食品\n罚吗")


@pytest.mark.parametrize("text", ["/nonsense", "/START@other x", "/start deep-link"])
def test_other_commands_never_fail(text: str) -> None:
    found = reading(message=message(text=text))

    assert found is not None
    assert found.turn is not None
    assert found.turn.action in ("help", "home")


def test_path_is_not_a_command() -> None:
    found = reading(message=message(text="/etc/passwd"))

    assert found is not None
    assert found.turn is not None
    assert found.turn.text == "/etc/passwd"


def test_edited_message_is_a_new_turn_with_a_note() -> None:
    found = reading(edited_message=message(text="改了", edit_date=1))

    assert found is not None
    assert found.turn == Turn("telegram", "7", "u31", NOON, text="改了")
    assert (found.note, found.about) == ("telegram.edited", 5)


def test_button_press_becomes_its_action_and_is_answered() -> None:
    press = {"id": "q1", "from": SOMEBODY, "chat_instance": "1", "data": "rate:1:5"}

    found = reading(callback_query={**press, "message": message(text="x")})

    assert found is not None
    assert found.turn == Turn("telegram", "7", "u31", NOON, action="rate:1:5")
    assert found.query_id == "q1"


@pytest.mark.parametrize("extra", [{}, {"message": {"message_id": 5, "date": 0, "chat": PRIVATE}}])
def test_press_on_a_message_too_old_to_be_sent_along_still_counts(extra: dict[str, Any]) -> None:
    press = {"id": "q1", "from": SOMEBODY, "chat_instance": "1", "data": "human", **extra}

    found = reading(callback_query=press)

    assert found is not None
    assert found.turn is not None
    assert found.turn.address == "7"


SMALL = {"file_id": "s", "file_unique_id": "t", "width": 1, "height": 1, "file_size": 9}
LARGE = {"file_id": "l", "file_unique_id": "m", "width": 9, "height": 9, "file_size": 99}
VOICE = {"file_id": "v", "file_unique_id": "w", "duration": 1, "file_size": 5}
PAPER = {"file_id": "p", "file_unique_id": "q", "file_name": "欠条.pdf", "file_size": 7}
PLACE = {"latitude": 34.6, "longitude": 112.4}


def test_message_that_is_neither_words_nor_a_file_asks_for_text() -> None:
    found = reading(message=message(location=PLACE))

    assert found == Incoming(31, 7, None, "telegram.needs_text", 5)


@pytest.mark.parametrize(
    ("content", "file"),
    [
        ({"photo": [SMALL, LARGE]}, SentFile("l", "", 99)),
        ({"voice": VOICE}, SentFile("v", "", 5)),
        ({"document": PAPER}, SentFile("p", "欠条.pdf", 7)),
    ],
)
def test_file_is_to_be_fetched_with_its_name_of_a_photo_the_largest(
    content: dict[str, Any], file: SentFile
) -> None:
    found = reading(message=message(**content))

    assert found is not None
    assert found.file == file


def test_words_under_a_picture_come_with_it() -> None:
    found = reading(message=message(photo=[SMALL], caption="这样摆行吗"))

    assert found is not None
    assert found.turn is not None
    assert found.file is not None
    assert (found.turn.text, found.note) == ("这样摆行吗", "")


@pytest.mark.parametrize(
    "content",
    [
        {"message": message(pinned_message=message(text="x"))},
        {"edited_message": message(location={"latitude": 1.0, "longitude": 2.0})},
        {"poll_answer": {"poll_id": "1", "option_ids": [], "option_persistent_ids": []}},
        {"message": message(GROUP, left_chat_member=SOMEBODY)},
        {},
    ],
)
def test_what_needs_no_answer_gets_none(content: dict[str, Any]) -> None:
    assert reading(**content) is None


def test_group_and_channel_are_left_and_make_no_turn() -> None:
    member = {"status": "member", "user": SOMEBODY}
    change = {"chat": GROUP, "from": SOMEBODY, "date": 0, "old_chat_member": member}
    channel = {"id": -200, "type": "channel", "title": "C"}
    press = {"id": "q", "from": SOMEBODY, "chat_instance": "1", "data": "human"}

    found = [
        reading(message=message(GROUP, text="/ask 你好")),
        reading(channel_post=message(channel, text="x")),
        reading(my_chat_member={**change, "new_chat_member": member}),
        reading(callback_query={**press, "message": message(GROUP, text="x")}),
    ]

    assert all(incoming and incoming.leave and incoming.turn is None for incoming in found)


@pytest.mark.parametrize(
    "raw", [None, [], "x", 1, {}, {"update_id": None}, {"update_id": "1"}, {"update_id": True}]
)
def test_what_is_no_update_has_no_id(raw: object) -> None:
    assert id_of(raw) is None


def test_link_to_the_bot_lets_an_invited_respondent_in_and_nothing_else_through() -> None:
    token = "a" * 32

    invited = reading(message=message(text=f"/start {token}"))
    usual = reading(message=message(text="/start hello"))

    assert invited is not None
    assert invited.turn is not None
    assert invited.turn.action == f"case_in:{token}"
    assert usual is not None
    assert usual.turn is not None
    assert usual.turn.action == "home"
