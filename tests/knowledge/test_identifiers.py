"""What identifies somebody is checked as it is typed, and refused with the reason."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import identifiers
from knowledge.identifiers import Wrong

TODAY = date(2026, 11, 23)


def an_id(said: str) -> str:
    return identifiers.id_number(said, today=TODAY)


def a_day(said: str) -> str:
    return identifiers.past_day(said, today=TODAY).isoformat()


@pytest.mark.parametrize(
    ("check", "typed", "kept"),
    [
        (an_id, "11010519491231002X", "11010519491231002X"),
        (an_id, " 110105 19491231 002ｘ ", "11010519491231002X"),
        (identifiers.credit_code, "91110000600037341l", "91110000600037341L"),
        (identifiers.phone, "138 0000 0000", "13800000000"),
        (identifiers.phone, "+86-13800000000", "13800000000"),
        (identifiers.phone, "（0379）6391-2345", "037963912345"),
        (identifiers.name, " 阿依古丽·买买提 ", "阿依古丽·买买提"),
        (identifiers.name, "洛阳华信（集团）有限公司", "洛阳华信（集团）有限公司"),
        (a_day, "11月3日", "2026-11-03"),
        (a_day, "去年12月5日", "2025-12-05"),
    ],
)
def test_right_value_is_kept_in_one_form(
    check: Callable[[str], str], typed: str, kept: str
) -> None:
    assert check(typed) == kept


@pytest.mark.parametrize(
    ("check", "typed", "reason"),
    [
        (an_id, "1101051949123100", "length"),
        (an_id, "110105194912310021", "checksum"),
        (an_id, "1101051949123100AB", "letters"),
        (identifiers.credit_code, "91110000600037341M", "checksum"),
        (identifiers.credit_code, "9111000060003734", "length"),
        (identifiers.phone, "12345", "length"),
        (identifiers.phone, "不方便说", "letters"),
        (identifiers.phone, "23800000000", "length"),
        (identifiers.name, "李", "length"),
        (identifiers.name, "12345", "letters"),
        (identifiers.name, "李四<script>", "letters"),
        (a_day, "2027年1月1日", "future"),
        (a_day, "1900年1月1日", "long_ago"),
        (a_day, "忘了", "day"),
    ],
)
def test_wrong_value_is_refused_with_its_reason(
    check: Callable[[str], str], typed: str, reason: str
) -> None:
    with pytest.raises(Wrong) as wrong:
        check(typed)

    assert wrong.value.reason == reason


@pytest.mark.parametrize(
    ("typed", "yuan"), [("8000", 8000), ("1万2", 12000), ("八千块", 8000), ("3.5万元", 35000)]
)
def test_money_is_read_with_and_without_its_unit(typed: str, yuan: float) -> None:
    assert identifiers.money(typed) == yuan


@given(st.text(max_size=40))
def test_nothing_typed_makes_a_check_fail_in_another_way(typed: str) -> None:
    for check in (
        an_id,
        identifiers.credit_code,
        identifiers.phone,
        identifiers.name,
        a_day,
        identifiers.money,
    ):
        try:
            check(typed)
        except Wrong:
            continue


def test_age_counts_birthdays_that_were() -> None:
    assert identifiers.age_in("11010519491231002X", today=date(2026, 12, 30)) == 76
    assert identifiers.age_in("11010519491231002X", today=date(2026, 12, 31)) == 77
