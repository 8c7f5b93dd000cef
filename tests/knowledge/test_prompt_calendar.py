"""Prompts lie on the right working day, for the right people, and end when they are no use."""

from datetime import date
from typing import Any

import pytest

from knowledge.deadlines import load_calendar
from knowledge.prompt_calendar import Facts, Occurrence, applies, occurrences
from knowledge.prompt_schema import Prompt

CALENDAR = load_calendar()
START, END = date(2026, 11, 23), date(2028, 1, 1)


def rule(when: dict[str, Any], **who: object) -> Prompt:
    return Prompt.model_validate(
        {
            "id": "food/one", "title": "一件事", "who": who, "when": when, "text": "请按时办理。",
            "cites": [{"law": "中华人民共和国食品安全法", "article": 35}],
            "organ": "市场监管", "reviewed": date(2026, 11, 23),
        }
    )  # fmt: skip


def days(when: dict[str, Any], facts: Facts | None = None) -> list[Occurrence]:
    return occurrences(rule(when), facts or Facts(), START, END, CALENDAR)


def test_yearly_prompt_moves_off_a_weekend_and_stays_before_its_end() -> None:
    when = {"kind": "yearly", "from": "01-01", "until": "06-27", "at": ["01-10", "06-27"]}

    found = days(when)

    # 2027-01-10 and 2027-06-27 are Sundays: one moves on, the other would be past its end.
    assert [one.day for one in found] == [date(2027, 1, 11), date(2027, 6, 25)]
    assert {one.round for one in found} == {"2027"}
    assert {one.useful_until for one in found} == {date(2027, 6, 27)}


def test_season_over_the_new_year_belongs_to_the_year_it_begins_in() -> None:
    when = {"kind": "season", "from": "11-15", "until": "03-15", "at": ["11-15", "01-20"]}

    found = days(when)

    assert [(one.day, one.round) for one in found] == [
        (date(2027, 1, 20), "2026"),
        (date(2027, 11, 15), "2027"),
    ]


def test_count_down_moves_before_a_holiday_and_never_after() -> None:
    facts = Facts(dates={("lease_end", ""): date(2027, 10, 8)})
    when = {"kind": "before_date", "date": "lease_end", "days": [30, 7]}

    # 7 days before is the public holiday of 1 October; the last working day before is 30 September.
    assert [one.day for one in days(when, facts)] == [date(2027, 9, 8), date(2027, 9, 30)]


def test_law_is_told_before_and_on_its_day_and_for_a_month_after() -> None:
    when = {"kind": "law_takes_effect", "on": "2027-01-04", "days": [14, 0]}

    found = days(when)

    assert [one.day for one in found] == [date(2026, 12, 21), date(2027, 1, 4)]
    assert {one.useful_until for one in found} == {date(2027, 2, 3)}


@pytest.mark.parametrize(
    ("who", "fits"),
    [
        ({}, True),
        ({"industries": ["餐饮"]}, True),
        ({"industries": ["住宿"]}, False),
        ({"audience": "企业"}, False),
        ({"audience": "个体工商户"}, True),
        ({"licences": ["健康证"]}, False),
        ({"districts": ["涧西区"]}, True),
        ({"districts": ["西工区"]}, False),
    ],
)
def test_rule_is_for_those_it_names(who: dict[str, object], fits: bool) -> None:
    facts = Facts(industries=("餐饮",), audience="个体工商户", district="涧西区")
    when = {"kind": "yearly", "from": "01-01", "until": "06-30", "at": ["01-10"]}

    assert applies(rule(when, **who), facts) is fits


def test_what_is_settled_or_not_wanted_is_not_said() -> None:
    facts = Facts(dates={("lease_end", ""): date(2027, 10, 8)})
    when = {"kind": "before_date", "date": "lease_end", "days": [30]}
    settled = Facts(dates=facts.dates, done=frozenset({"food/one@2027-10-08"}))
    unwanted = Facts(dates=facts.dates, off=frozenset({"food/one"}))

    assert len(days(when, facts)) == 1
    assert days(when, settled) == []
    assert days(when, unwanted) == []
