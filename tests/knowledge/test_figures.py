"""Figures mean the same in Chinese and Arabic, and what isn't in the law is found."""

import cn2an
import pytest

from knowledge.figures import Figure, figures, number, numeral, unsupported


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("处五万元以上十万元以下罚款", {("money", 50_000), ("money", 100_000)}),
        ("5万元以上10万元以下", {("money", 50_000), ("money", 100_000)}),
        ("5至10万元", {("money", 50_000), ("money", 100_000)}),
        ("一百二十五万元", {("money", 1_250_000)}),
        ("2,000元", {("money", 2_000)}),
        ("货值金额十倍以上二十倍以下", {("times", 10), ("times", 20)}),
        ("七个工作日内", {("working days", 7)}),
        ("百分之零点五", {("percent", 0.5)}),
        ("每日按罚款数额的百分之三", {("percent", 3)}),
        ("千分之五", {("percent", 0.5)}),
        ("不满十四周岁", {("age", 14)}),
        ("十二个月，二年", {("months", 12), ("years", 2)}),
        ("三分之二以上", {("parts of 3", 2)}),
        ("拨打110，或12315", set()),
        ("第一百二十四条第一款第五项", set()),
        ("自2026年1月1日起施行", set()),
    ],
)
def test_figures_are_read_with_what_they_count(text: str, expected: set[tuple[str, float]]) -> None:
    assert {(one.kind, one.value) for one in figures(text)} == expected


def test_figure_that_no_source_has_is_reported() -> None:
    assert unsupported("处5万元以上20万元以下", "处五万元以上十万元以下") == [
        Figure("money", 200_000)
    ]


def test_year_and_twelve_months_support_each_other() -> None:
    assert unsupported("12个月", "一年内") == []
    assert unsupported("1年", "十二个月") == []


def test_days_are_working_days_only_where_the_law_says_so() -> None:
    assert unsupported("5个工作日", "五日内") == [Figure("working days", 5)]
    assert unsupported("5个工作日", "五日内", days_are_working_days=True) == []


def test_numbers_are_written_as_the_library_that_reads_amounts_writes_them() -> None:
    numbers = range(1, 10_000)

    assert [numeral(n) for n in numbers] == [cn2an.an2cn(str(n), "low") for n in numbers]
    assert [number(numeral(n)) for n in numbers] == [*numbers]


@pytest.mark.parametrize("value", [0, 10_000, 10**20])
def test_number_of_no_article_stays_in_digits(value: int) -> None:
    assert numeral(value) == str(value)
