"""Amounts, days and names are read off a story as its teller meant them."""

from datetime import date

import pytest

from knowledge import narrative
from knowledge.narrative import Amount

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("老板欠俩月工资八千多不给", Amount(8000, is_about=True)),
        ("办了卡，三千块，店关门了", Amount(3000)),
        ("花了1,280.5元", Amount(1280.5)),
        ("赔我1万2", Amount(12000)),
        ("拖欠工程款 十二万五千元", Amount(125000)),
        ("修车大概两万元", Amount(20000, is_about=True)),
        ("三个月没发钱一共两万七", Amount(27000)),
        ("先给了500元，还差3.5万元", Amount(35000)),
        ("我家3亩地打了两千斤麦子", None),
        ("一千多人围观", None),
        ("对方不认账", None),
    ],
)
def test_amount_is_read_with_its_numerals(said: str, amount: Amount | None) -> None:
    assert narrative.amount(said) == amount


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1万2", 12000),
        ("八千", 8000),
        ("壹万贰仟", 12000),
        ("8,000", 8000),
        ("两万五", 25000),
        ("一千零五十", 1050),
        ("没数", None),
        ("", None),
    ],
)
def test_numeral_is_read_as_people_write_it(typed: str, value: float | None) -> None:
    assert narrative.number(typed) == value


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("11月3日在店里", date(2026, 11, 3)),
        ("2024年3月1号交的定金", date(2024, 3, 1)),
        ("去年12月5日", date(2025, 12, 5)),
        ("12月5日签的", date(2025, 12, 5)),  # not this year's: it hasn't come yet
        ("上个月5号买的", date(2026, 10, 5)),
        ("昨天晚上", date(2026, 11, 22)),
        ("大前天跟隔壁吵架", date(2026, 11, 20)),
        ("2月30日", None),
        ("我家3亩地", None),
    ],
)
def test_day_is_read_relative_to_the_telling(said: str, day: date | None) -> None:
    found = [found for _, found in narrative.days(said, today=TODAY)]

    assert found == ([day] if day else [])


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("在永辉超市买的牛奶", "永辉超市"),
        ("洛阳华信建筑有限公司拖欠工程款", "洛阳华信建筑有限公司"),
        ("交给「金色年华健身俱乐部」五万", "金色年华健身俱乐部"),
        ("我老公在饭店打工", ""),
        ("老城区的健身房关门了", ""),
        ("某某饭店不退钱", ""),
    ],
)
def test_other_side_is_named_only_when_the_story_names_it(said: str, name: str) -> None:
    assert narrative.other_party(said) == name


def test_day_near_words_is_the_nearest_one_and_never_to_come() -> None:
    said = "10月20日被追尾，10月30日收到认定书，12月30日要动手术"

    assert narrative.day_near(said, "认定书", today=TODAY) == date(2026, 10, 30)
    assert narrative.day_near("半年前辞职的", "辞职", today=TODAY) == date(2026, 5, 25)
    assert narrative.day_near(said, "判决", today=TODAY) is None
