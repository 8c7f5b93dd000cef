"""Days are read as people say them; what can't be meant is asked back, never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.dates import Trouble, read, read_all

TODAY = date(2026, 11, 23)  # a Monday


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2027-03-15", date(2027, 3, 15)),
        ("2027.3.15到期", date(2027, 3, 15)),
        ("20270315", date(2027, 3, 15)),
        ("2027年3月15日", date(2027, 3, 15)),
        ("27年3月15号", date(2027, 3, 15)),
        ("二〇二七年三月十五日", date(2027, 3, 15)),
        ("明年3月15号", date(2027, 3, 15)),
        ("明年三月十五", date(2027, 3, 15)),
        ("3月15日", date(2027, 3, 15)),
        ("12月5号", date(2026, 12, 5)),
        ("11月23日", date(2026, 11, 23)),
        ("3/15", date(2027, 3, 15)),
        ("3月底", date(2027, 3, 31)),
        ("明年2月底", date(2027, 2, 28)),
        ("后年6月中旬", date(2028, 6, 11)),
        ("大后年2月1日", date(2029, 2, 1)),
        ("月底", date(2026, 11, 30)),
        ("下个月15号", date(2026, 12, 15)),
        ("下下个月3号", date(2027, 1, 3)),
        ("本月25号", date(2026, 11, 25)),
        ("年底", date(2026, 12, 31)),
        ("明年年底", date(2027, 12, 31)),
        ("今天", TODAY),
        ("明天", date(2026, 11, 24)),
        ("大后天", date(2026, 11, 26)),
        ("周三", date(2026, 11, 25)),
        ("下周五", date(2026, 12, 4)),
        ("还有30天", date(2026, 12, 23)),
        ("三个月后", date(2027, 2, 23)),
        ("半年后", date(2027, 5, 23)),
        ("两年后", date(2028, 11, 23)),
    ],
)
def test_day_is_read_as_it_is_said(said: str, day: date) -> None:
    found = read(said, TODAY)

    assert found is not None
    assert (found.on, found.trouble, found.is_month_only) == (day, None, False)


@pytest.mark.parametrize(
    ("said", "day"),
    [("明年3月", date(2027, 3, 1)), ("12月份", date(2026, 12, 1)), ("11月", TODAY)],
)
def test_month_without_a_day_is_its_first_day_and_says_so(said: str, day: date) -> None:
    found = read(said, TODAY)

    assert found is not None
    assert (found.on, found.is_month_only) == (day, True)


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ("2月30日", Trouble.NO_SUCH_DAY),
        ("4月31号", Trouble.NO_SUCH_DAY),
        ("13月5日", Trouble.NO_SUCH_DAY),
        ("2027年2月29日", Trouble.NO_SUCH_DAY),
        ("农历八月十五", Trouble.LUNAR),
        ("腊月二十三", Trouble.LUNAR),
        ("明年春节", Trouble.LUNAR),
        ("明年开春", Trouble.VAGUE),
        ("过几天", Trouble.VAGUE),
        ("年后", Trouble.VAGUE),
        ("明年", Trouble.VAGUE),
        ("去年5月", Trouble.PAST),
        ("今年3月", Trouble.PAST),
        ("2026-11-22", Trouble.PAST),
        ("上个月15号", Trouble.PAST),
        ("昨天", Trouble.PAST),
    ],
)
def test_day_that_cannot_be_meant_is_never_guessed(said: str, trouble: Trouble) -> None:
    found = read(said, TODAY)

    assert found is not None
    assert found.trouble is trouble


@pytest.mark.parametrize(
    "said", ["", "我家店100平米开了3年", "罚3倍", "有效期满前九十日内", "五一"]
)
def test_what_names_no_day_is_no_day(said: str) -> None:
    assert read(said, TODAY) is None


def test_several_days_come_in_the_order_they_are_said() -> None:
    found = read_all("健康证12月5号，执照后年6月30日到期", TODAY)

    assert [one.on for one in found] == [date(2026, 12, 5), date(2028, 6, 30)]


@given(st.dates(min_value=TODAY, max_value=date(2079, 12, 31)))
def test_every_day_written_in_full_is_read_back(day: date) -> None:
    for said in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日"):
        found = read(said, TODAY)
        assert found is not None
        assert found.on == day


@given(
    st.text(
        alphabet="年月日号底初上下个周天明后去今大前农历0123456789一二三十半后内/.-", max_size=14
    )
)
def test_no_text_breaks_the_reader(said: str) -> None:
    for one in read_all(said, TODAY):
        assert (one.on is None) == (one.trouble not in (None, Trouble.PAST))
