"""Read a story the way a clerk does: amounts, days, and what the other side is called.

Only proposes: everything read is shown to the person before it is used. Days are read
relative to the day the story was told, and amounts with Arabic or Chinese numerals.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_SPOKEN = str.maketrans({"俩": "两", "仨": "三", "廿": "二"})
_DIGITS = r"[\d零〇一二三四五六七八九十百千万亿两俩壹贰叁肆伍陆柒捌玖拾佰仟]"
_NUMERAL = rf"(?:\d[\d,，]*(?:\.\d+)?[万千百亿]?\d*|{_DIGITS}+(?:点{_DIGITS}+)?)"
_MONEY = re.compile(
    rf"(?P<about>大概|大约|差不多|约|近|将近)?(?P<n>{_NUMERAL})(?P<more>多|来|几|余)?"
    r"(?P<scale>万|千|百)?(?P<late>多)?(?P<unit>块钱|元整|元钱|圆|元|块|人民币|rmb|RMB|￥)"
)
_BARE_MONEY = re.compile(
    r"(?P<n>[\d零〇一二三四五六七八九十百千两俩]*[\d一二三四五六七八九两俩](?:万|千)"
    r"[\d一二三四五六七八九千百]*)(?P<more>多|来)?(?!(?:多|来)?[\d人家亩斤米度公个辆户平])"
)
_ORGANISED = (
    "有限责任公司|有限公司|公司|集团|工厂|医院|幼儿园|小学|中学|大学|学校|酒店|宾馆|超市|商场|"
    "俱乐部|健身房|健身中心|合作社|工作室|物业|旅行社|驾校|诊所|饭店|餐厅|火锅店|美容院|4S店|店"
)
_NAMED = re.compile(rf"(?P<name>[\u4e00-\u9fffA-Za-z0-9·（）()]{{2,24}}?)(?P<kind>{_ORGANISED})")
_QUOTED = re.compile(r"[「『“\"'《]([^」』”\"'》]{2,30})[」』”\"'》]")
# What stands before a name and is no part of it; a name read across it would be a sentence.
_BEFORE_NAME = re.compile(
    r".*(?:在|叫做|叫|是|去|到|被|给|跟|和|与|对|找|从|向|我们|我|俺|咱|他|她|的|了|着|过|把|让|买|"
    r"县|区|市|镇|路上|家|个|一|这|那|某)"
)
_ABSOLUTE = re.compile(
    r"(?:(?P<y>(?:19|20)\d\d|去年|今年|前年)[年\-./]?)?(?P<m>1[0-2]|0?[1-9])[月\-./](?P<d>3[01]|[12]\d|0?[1-9])[日号]?(?!\d)"
)
_IN_MONTH = re.compile(r"(?P<which>上个?月|这个?月|本月)(?P<d>3[01]|[12]\d|0?[1-9])[日号]")
_AGO = re.compile(
    r"(?P<n>\d{1,3}|[一二三四五六七八九十两半]{1,3})个?(?P<unit>天|周|星期|礼拜|月|年)(?:之|以)?前"
)
_NEAR_DAYS = {
    "大前天": 3,
    "前天": 2,
    "昨天": 1,
    "昨晚": 1,
    "昨日": 1,
    "今天": 0,
    "今早": 0,
    "刚才": 0,
}
_UNIT_DAYS = {"天": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30, "年": 365}


@dataclass(frozen=True)
class Amount:
    """Money in yuan; `is_about` when the person gave a round figure."""

    yuan: float
    is_about: bool = False


@dataclass(frozen=True)
class Told:
    """What a story gives away besides its category and district."""

    amount: Amount | None
    days: tuple[tuple[int, date], ...]
    other_party: str


def read_story(said: str, *, today: date) -> Told:
    """Return what can be read off a story."""
    return Told(amount(said), tuple(days(said, today=today)), other_party(said))


def number(text: str) -> float | None:
    """Return the value of a numeral as people write it, e.g. 1万2, 八千, 壹万贰仟; or None."""
    import cn2an  # slow to load, and most messages tell no amount

    plain = re.sub(r"[,，\s]", "", text).translate(_SPOKEN)
    try:
        return float(cn2an.cn2an(plain, "smart"))
    except (ValueError, KeyError, IndexError):
        return None


def amount(said: str) -> Amount | None:
    """Return the largest amount of money somebody named, or None."""
    found = [*_amounts(_MONEY, said)] or [*_amounts(_BARE_MONEY, said)]
    return max(found, key=lambda one: one.yuan, default=None)


def _amounts(pattern: re.Pattern[str], said: str) -> Iterator[Amount]:
    for match in pattern.finditer(said):
        groups = match.groupdict()
        value = number(match["n"] + (groups.get("scale") or ""))
        if value:
            vague = groups.get("about") or groups.get("more") or groups.get("late")
            yield Amount(value, bool(vague))


def days(said: str, *, today: date) -> Iterator[tuple[int, date]]:
    """Yield every day named, with where it stands in the text."""
    yield from _absolute(said, today)
    yield from _in_month(said, today)
    for word, back in _NEAR_DAYS.items():
        at = said.find(word)
        if at >= 0 and not (word == "前天" and said[at - 1 : at] == "大"):
            yield at, today - timedelta(days=back)


def _absolute(said: str, today: date) -> Iterator[tuple[int, date]]:
    named = {"去年": today.year - 1, "前年": today.year - 2, "今年": today.year}
    for match in _ABSOLUTE.finditer(said):
        told = match["y"] or ""
        year = int(told) if told.isdigit() else named.get(told, 0)
        found = _day(year or today.year, match["m"], match["d"])
        if found is not None and not year and found > today:  # without a year: the last such day
            found = _day(today.year - 1, match["m"], match["d"])
        if found is not None:
            yield match.start(), found


def _in_month(said: str, today: date) -> Iterator[tuple[int, date]]:
    first = today.replace(day=1)
    for match in _IN_MONTH.finditer(said):
        month = first - timedelta(days=1) if match["which"].startswith("上") else first
        found = _day(month.year, str(month.month), match["d"])
        if found is not None:
            yield match.start(), found


def _long_ago(said: str, today: date) -> Iterator[tuple[int, date]]:
    """Yield what was told as so long ago: good for counting a period, not for writing down."""
    for match in _AGO.finditer(said):
        count = 0.5 if match["n"] == "半" else number(match["n"])
        if count is not None:
            yield match.start(), today - timedelta(days=round(count * _UNIT_DAYS[match["unit"]]))


def _day(year: int, month: str, day: str) -> date | None:
    try:
        return date(year, int(month), int(day))
    except ValueError:
        return None


def day_near(said: str, near: str, *, today: date, within: int = 14) -> date | None:
    """Return the day that stands nearest to words matching `near`, or None.

    One in another clause counts only when it comes first: what follows is another matter.
    """
    found = [
        (distance, day)
        for hit in re.finditer(near, said)
        for at, day in (*days(said, today=today), *_long_ago(said, today))
        if (distance := _distance(said, at, hit)) <= within and day <= today
    ]
    return min(found)[1] if found else None


def _distance(said: str, at: int, hit: re.Match[str]) -> int:
    if at < hit.start():
        return hit.start() - at
    is_apart = re.search(r"[，。；,;\n]", said[hit.end() : at])
    return len(said) if is_apart else at - hit.end()


def other_party(said: str) -> str:
    """Return the name of an organisation the story names, or nothing when none is certain."""
    for quoted in _QUOTED.findall(said):
        if re.search(rf"(?:{_ORGANISED})$", quoted):
            return str(quoted)
    for match in _NAMED.finditer(said):
        name = _BEFORE_NAME.sub("", match["name"])
        if len(name) >= 2:
            return name + match["kind"]
    return ""
