"""Buttons become a keyboard Telegram accepts and a thumb can use."""

import pytest
from telegram import InlineKeyboardMarkup

from bot.telegram_keyboard import is_public, keyboard
from handlers.turn import Button, Role
from tests.fakes.bot_api_checks import check_keyboard


def labels(markup: InlineKeyboardMarkup | None) -> list[list[str]]:
    return [[key.text for key in row] for row in markup.inline_keyboard] if markup else []


def button(label: str, role: Role = Role.CHOICE, action: str = "home") -> Button:
    return Button(label=label, action=action, role=role)


def test_keyboard_groups_roles_and_ends_with_rating_and_officer() -> None:
    buttons = [
        button("转人工", Role.HUMAN),
        button("有用", Role.RATE),
        button("《行政处罚法》第三十三条", Role.ARTICLE),
        button("罚多少", Role.FOLLOW),
        button("哪个部门管", Role.FOLLOW),
        button("没用", Role.RATE),
    ]

    markup = keyboard(buttons)

    assert labels(markup) == [
        ["《行政处罚法》第三十三条"],
        ["罚多少", "哪个部门管"],
        ["有用", "没用", "转人工"],
    ]


def test_short_choices_stand_two_a_row_and_a_long_one_alone() -> None:
    markup = keyboard([button(x) for x in ("一", "二", "三", "一个相当长的选项的名字", "四")])

    assert labels(markup) == [["一", "二"], ["三"], ["一个相当长的选项的名字"], ["四"]]


def test_no_buttons_make_no_keyboard() -> None:
    assert keyboard([]) is None


def test_long_label_is_shortened_to_thirty_characters() -> None:
    [[label]] = labels(keyboard([button("字" * 31)]))

    assert label == "字" * 29 + "…"


def test_action_comes_back_unchanged() -> None:
    markup = keyboard([button("x", action="law:490c5fdf:124:0")])

    assert markup is not None
    assert markup.inline_keyboard[0][0].callback_data == "law:490c5fdf:124:0"


@pytest.mark.parametrize(
    "bad",
    [
        Button(label="no action"),
        Button(label="\x00 ", action="home"),
        Button(label="too long", action="x" * 65),
        Button(label="link", url="http://127.0.0.1:8080/chat"),
        Button(label="link", url="http://localhost/"),
        Button(label="link", url="javascript:alert(1)"),
        Button(label="link", url="http://[broken"),
    ],
)
def test_button_telegram_would_refuse_is_left_out(bad: Button) -> None:
    assert labels(keyboard([bad, button("good")])) == [["good"]]


def test_public_link_is_kept() -> None:
    markup = keyboard([Button(label="web", url="https://ask.example.cn/once/abc")])

    assert markup is not None
    assert markup.inline_keyboard[0][0].url == "https://ask.example.cn/once/abc"
    assert is_public("http://10.1.2.3/")


def test_endless_buttons_stay_within_what_telegram_takes() -> None:
    markup = keyboard([button(f"b{n}", role) for n in range(80) for role in Role])

    assert markup is not None
    check_keyboard(markup.to_dict())
