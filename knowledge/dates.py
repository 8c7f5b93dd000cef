"""Read the days people name: 「明年3月底」, 「下个月15号」, 「大后天」, 「2027-03-15」.

Pure. A day that doesn't exist, a lunar date and 「明年开春」 are never guessed at: they
come back as what is wrong with them, so that the person can be asked. A month without a
day is its first day, marked as such, because a reminder may be early and never late.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from knowledge.figures import number
from knowledge.text import normalise


class Trouble(StrEnum):
    """Why a day can't be used as it was said."""

    LUNAR = "lunar"
    VAGUE = "vague"
    NO_SUCH_DAY = "no_such_day"
    PAST = "past"


@dataclass(frozen=True)
class Said:
    """A day somebody named: which, whether only its month was said, and where in the text."""

    words: str
    start: int
    end: int
    on: date | None = None
    is_month_only: bool = False
    trouble: Trouble | None = None


class _Bad(Exception):
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


_Day = tuple[date, bool]
_YEARS = {
    "前年": -2,
    "去年": -1,
    "今年": 0,
    "本年": 0,
    "明年": 1,
    "来年": 1,
    "后年": 2,
    "大后年": 3,
}
_DAYS = {"大前天": -3, "前天": -2, "昨天": -1, "今天": 0, "明天": 1, "后天": 2, "大后天": 3}
_SPOTS = {"初": 1, "上旬": 1, "中旬": 11, "下旬": 21}
_WEEK = {c: n for n, c in enumerate("一二三四五六日")} | {"天": 6}
_N = r"(?:\d{1,2}|[一二三四五六七八九十两]{1,3})"
_YEAR = r"(?:(?P<y>\d{4}|\d{2}|[二〇零一三四五六七八九]{4})年(?:的)?|(?P<yw>大后年|前年|去年|今年|本年|明年|来年|后年)(?:的)?)"
_SPOT = r"(?P<spot>初|上旬|中旬|下旬|月底|底|末)"
_AGO = r"(?P<n>\d{1,4}|[一二三四五六七八九十百两]{1,4}|半)个?"

_LUNAR = re.compile(
    r"(?:(?:明年|后年|今年)的?)?(?:农历|阴历|旧历|古历|腊月|正月|冬月|闰.{1,2}月|大年|除夕|春节|元宵|端午|中秋|重阳|初[一二三四五六七八九十]|廿)"
    r"[一二三四五六七八九十廿初月年底\d]*"
)
_VAGUE = re.compile(
    r"(?:(?:明年|后年|今年|来年)的?)?(?:开春|春天|春季|夏天|夏季|秋天|秋季|冬天|冬季|入冬|入夏|秋后|年后|年前|过完年|过了年|"
    r"上半年|下半年|过段时间|过一段时间|过几[天日]|过阵子|过两天|没几天|几个月后|月中|周末|不久)"
)


def read(said: str, today: date) -> Said | None:
    """Return the first day named in a text, or None when there is none."""
    found = read_all(said, today)
    return found[0] if found else None


def read_all(said: str, today: date) -> list[Said]:
    """Return every day named in a text, in order; overlaps go to the longer reading."""
    plain = normalise(said)
    found = [one for reading in _READINGS for one in _found(reading, plain, today)]
    found.sort(key=lambda one: (one.start - one.end, one.start))
    kept: list[Said] = []
    for one in found:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


Maker = Callable[[re.Match[str], date], _Day]
_Reading = tuple[re.Pattern[str], Maker]


def _found(reading: _Reading, plain: str, today: date) -> Iterator[Said]:
    pattern, make = reading
    for match in pattern.finditer(plain):
        words, start, end = match[0], match.start(), match.end()
        try:
            day, is_month_only = make(match, today)
        except _Bad as bad:
            yield Said(words, start, end, trouble=bad.trouble)
            continue
        last = day.replace(day=monthrange(day.year, day.month)[1]) if is_month_only else day
        trouble = Trouble.PAST if last < today else None
        yield Said(
            words, start, end, max(day, today) if not trouble else day, is_month_only, trouble
        )


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _Bad(Trouble.NO_SUCH_DAY) from None


def _int(text: str) -> int:
    return int(number(text))


def _year_of(match: re.Match[str], today: date) -> int | None:
    if match["yw"]:
        return today.year + _YEARS[match["yw"]]
    if not match["y"]:
        return None
    digits = "".join(str(_int(c)) for c in match["y"])
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _month_day(match: re.Match[str], today: date) -> _Day:
    """Read a month, with a year and a day if they were said."""
    year, month = _year_of(match, today), _int(match["m"])
    if year is not None:
        return _in_month(match, year, month)
    day, is_month_only = _in_month(match, today.year, month)
    last = monthrange(day.year, day.month)[1]
    if (day.replace(day=last) if is_month_only else day) < today:
        return _in_month(match, today.year + 1, month)
    return day, is_month_only


def _in_month(match: re.Match[str], year: int, month: int) -> _Day:
    groups = match.groupdict()
    spot, day = groups.get("spot"), groups.get("d")
    if not 1 <= month <= 12:
        raise _Bad(Trouble.NO_SUCH_DAY)
    if day:
        return _date(year, month, _int(day)), False
    if spot in _SPOTS:
        return _date(year, month, _SPOTS[spot]), False
    if spot:
        return date(year, month, monthrange(year, month)[1]), False
    return _date(year, month, 1), True


def _numbers(match: re.Match[str], _today: date) -> _Day:
    return _date(int(match["y"]), int(match["m"]), int(match["d"])), False


def _named_month(match: re.Match[str], today: date) -> _Day:
    """Read 本月, 下个月, 下下个月."""
    ahead = match["w"].count("下") - match["w"].count("上")
    month = today.month - 1 + ahead
    return _in_month(match, today.year + month // 12, month % 12 + 1)


def _year_end(match: re.Match[str], today: date) -> _Day:
    year = _year_of(match, today)
    return date(today.year if year is None else year, 12, 31), False


def _bare_year(_match: re.Match[str], _today: date) -> _Day:
    raise _Bad(Trouble.VAGUE)


def _day_word(match: re.Match[str], today: date) -> _Day:
    return today + timedelta(days=_DAYS[match[0]]), False


def _weekday(match: re.Match[str], today: date) -> _Day:
    weeks = match["w"].count("下") - match["w"].count("上")
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(weeks=weeks, days=_WEEK[match["d"]])
    is_bare = not re.search("[上下这本]", match["w"])
    return (day + timedelta(weeks=1) if is_bare and day < today else day), False


def _from_now(match: re.Match[str], today: date) -> _Day:
    """Read 「30天后」, 「三个月后」, 「半年后」."""
    half, unit = match["n"] == "半", match["u"]
    count = 0 if half else _int(match["n"])
    if unit in ("天", "日"):
        return today + timedelta(days=count), False
    if unit in ("周", "星期", "礼拜"):
        return today + timedelta(weeks=count), False
    if half and unit == "月":
        return today + timedelta(days=15), False
    months = today.month - 1 + (6 if half else count * (12 if unit == "年" else 1))
    year, month = today.year + months // 12, months % 12 + 1
    if year > today.year + 50:
        raise _Bad(Trouble.VAGUE)
    return date(year, month, min(today.day, monthrange(year, month)[1])), False


def _lunar(_match: re.Match[str], _today: date) -> _Day:
    raise _Bad(Trouble.LUNAR)


_READINGS: tuple[_Reading, ...] = (
    (_LUNAR, _lunar),
    (_VAGUE, _bare_year),
    (re.compile(r"(?<!\d)(?P<y>20\d{2})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"), _numbers),
    (re.compile(r"(?<!\d)(?P<y>20\d{2})(?P<m>\d{2})(?P<d>\d{2})(?!\d)"), _numbers),
    (
        re.compile(
            rf"{_YEAR}?(?<!\d)(?P<m>{_N})月份?(?:的)?(?:(?P<d>{_N})(?:日|号|(?![\d个年月天周倍])(?=\D|$))|{_SPOT})?"
        ),
        _month_day,
    ),
    (
        re.compile(r"(?<![\d/.-])(?P<y>)(?P<yw>)(?P<m>\d{1,2})[/](?P<d>\d{1,2})(?![\d/.-])"),
        _month_day,
    ),
    (
        re.compile(rf"(?P<w>下下个?|下个?|这个?|本|上个?)月(?:的)?(?:(?P<d>{_N})[日号]|{_SPOT})?"),
        _named_month,
    ),
    (
        re.compile(r"(?P<w>)(?<![\d一二三四五六七八九十个下这本上])月(?P<d>)(?P<spot>底|初|末)"),
        _named_month,
    ),
    (re.compile(rf"(?:{_YEAR}年?|年)(?:底|末)"), _year_end),
    (re.compile(r"大后年|明年|后年|来年|去年|前年|今年"), _bare_year),
    (re.compile(r"大前天|大后天|前天|昨天|今天|明天|后天"), _day_word),
    (
        re.compile(r"(?P<w>(?:下下|下|这|本|上)?个?(?:周|星期|礼拜))(?P<d>[一二三四五六日天])"),
        _weekday,
    ),
    (
        re.compile(rf"(?:再过|还有|过)?{_AGO}(?P<u>天|日|周|星期|礼拜|月|年)(?:之后|以后|后)"),
        _from_now,
    ),
    (re.compile(rf"(?:再过|还有|还剩){_AGO}(?P<u>天|日|周|星期|礼拜|月|年)"), _from_now),
)
