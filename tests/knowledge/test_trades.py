"""What somebody runs and holds is understood from one sentence; a question is no order."""

from datetime import date

import pytest

from knowledge.prompts import LICENCE_EXPIRY
from knowledge.trades import told, wants_reminders
from tests.house import shipped_knowledge

TODAY = date(2026, 11, 23)
FOOD = (LICENCE_EXPIRY, "食品经营许可证")
HEALTH = (LICENCE_EXPIRY, "食品从业人员健康证明")


def test_trade_licence_and_date_are_understood_from_one_sentence() -> None:
    found = told("我在涧西开火锅店，食品证明年3月到期", shipped_knowledge().prompts, TODAY)

    assert found.industries == ("餐饮",)
    assert [(key, day.on, day.is_month_only) for key, day in found.dates] == [
        (FOOD, date(2027, 3, 1), True)
    ]


@pytest.mark.parametrize(
    ("said", "dates"),
    [
        ("食品证和健康证明年3月5号到期", {FOOD: date(2027, 3, 5), HEALTH: date(2027, 3, 5)}),
        (
            "健康证5月1号，食品证下个月15号到期",
            {HEALTH: date(2027, 5, 1), FOOD: date(2026, 12, 15)},
        ),
        ("2027年3月15日到期的食品证", {FOOD: date(2027, 3, 15)}),
        ("门面合同年底到期", {("lease_end", ""): date(2026, 12, 31)}),
    ],
)
def test_every_paper_gets_its_own_day(said: str, dates: dict[tuple[str, str], date]) -> None:
    found = told(said, shipped_knowledge().prompts, TODAY)

    assert {key: day.on for key, day in found.dates} == dates


@pytest.mark.parametrize(
    ("said", "wants"),
    [
        ("我在涧西开火锅店，食品证明年3月到期", True),
        ("提醒我食品证到期", True),
        ("我开宾馆，卫生证2月30日到期", True),
        ("食品证到期了怎么办", False),
        ("食品证明年3月到期，现在还能用吗", False),
        ("劳动合同3月到期老板不给续签", False),
        ("我开火锅店", False),
        ("今天天气不错", False),
    ],
)
def test_only_telling_is_taken_for_wanting_to_be_reminded(said: str, wants: bool) -> None:
    assert wants_reminders(said, shipped_knowledge().prompts, TODAY) is wants


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("别再提醒", "end"),
        ("别再提醒我了", "end"),
        ("不要再给我发提醒", "end"),
        ("退订", "end"),
        ("取消提醒", "end"),
        ("暂停提醒", "pause"),
        ("恢复提醒", "resume"),
        ("我的提醒", "show"),
        ("改提醒", "show"),
        ("提醒我", "start"),
        ("给饭店做个自查", "selfcheck"),
        ("我要自查", "selfcheck"),
        ("食品安全自查多久一次", None),
        ("别再打电话给我", None),
    ],
)
def test_short_wish_about_prompts_is_recognised(said: str, command: str | None) -> None:
    assert shipped_knowledge().prompts.command(said) == command
