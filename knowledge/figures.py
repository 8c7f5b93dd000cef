"""Read the figures of a sentence: money, days, months, multiples, percentages, ages, counts.

Chinese and Arabic numerals come out as the same value, so that an answer's 「5万元」
can be found in a statute's 「五万元」. Dates and article numbers are no figures.
"""

import re
from dataclasses import dataclass

_SPELLED = "零一二三四五六七八九"
_DIGITS = {c: n for n, c in enumerate(_SPELLED)} | {"〇": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_PLACES = ((1000, "千"), (100, "百"), (10, "十"), (1, ""))
_LARGE = {"万": 10_000, "亿": 100_000_000}
_WHOLES = {"百": 100, "千": 1000, "万": 10_000}
_NUMERAL = (
    r"(?:\d[\d,，]*(?:\.\d+)?|[零〇一二三四五六七八九两十百千]+(?:点[零一二三四五六七八九]+)?)"
)
_UNITS = {
    "元": "money",
    "工作日": "working days",
    "日": "days",
    "天": "days",
    "小时": "hours",
    "个月": "months",
    "月": "months",
    "周岁": "age",
    "岁": "age",
    "年": "years",
    "倍": "times",
    "%": "percent",
    "％": "percent",
    "人": "people",
    "名": "people",
    "次": "occasions",
    "米": "metres",
    "平方米": "square metres",
    "公里": "kilometres",
    "分": "points",
    "分钟": "minutes",
    "公斤": "kilograms",
    "千克": "kilograms",
    "吨": "tonnes",
}
_UNIT = "(?:" + "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True)) + ")"
_NOT_FIGURES = re.compile(
    r"第\s*[零〇一二三四五六七八九十百千\d]+\s*[条款项章节编]"
    r"|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?"
    r"|[二一]〇?[〇零一二三四五六七八九]{2,3}年"
    r"|(?<![\d个])\d{1,2}月\d{1,2}日|(?<![个])[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
    r"|\d{4}-\d{2}-\d{2}|〔\d{4}〕\d+号|(?<!\d)1[12]\d(?!\d|[万千百元日个米人])|12\d{3}(?!\d)"
)
_MEASURED = re.compile(
    rf"(?P<a>{_NUMERAL})(?P<as>[万亿]*)(?:{_UNIT})?(?:以上|以下)?(?:至|到|-|—|–|~|～)"
    rf"(?P<b>{_NUMERAL})(?P<bs>[万亿]*)\s*(?:个)?(?P<bu>{_UNIT})"
    rf"|(?P<n>{_NUMERAL})(?P<ns>[万亿]*)\s*(?:个)?(?P<u>{_UNIT})"
)
_FRACTION = re.compile(rf"(?P<whole>百|千|万|[二三四五六七八九十])分之(?P<part>{_NUMERAL})")


@dataclass(frozen=True, order=True)
class Figure:
    """One amount and what it counts; `money` is in yuan."""

    kind: str
    value: float

    def __str__(self) -> str:
        return f"{self.value:g} {self.kind}"


def number(text: str) -> float:
    """Return the value of one numeral, Arabic or Chinese, without its unit."""
    text = text.replace(",", "").replace("，", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text)
    whole, _, decimals = text.partition("点")
    if len(whole) > 1 and all(c in _DIGITS for c in whole):
        value = float("".join(str(_DIGITS[c]) for c in whole))
    else:
        value = _spelled(whole)
    return value + sum(_DIGITS[c] * 0.1**n for n, c in enumerate(decimals, 1))


def _spelled(text: str) -> float:
    total = digit = 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        else:
            total += (digit or 1) * _SMALL[c]
            digit = 0
    return float(total + digit)


def numeral(value: int) -> str:
    """Return a number in Chinese, e.g. 十一, 一百零一; in digits when it has more than four."""
    if not 0 < value < 10_000:
        return str(value)
    written = ""
    for place, unit in _PLACES:
        digit = value // place % 10
        if digit:
            written += _SPELLED[digit] + unit
        elif written and value % place and not written.endswith("零"):
            written += "零"
    return written[1:] if 10 <= value < 20 else written


def figures(text: str) -> frozenset[Figure]:
    """Return every figure of a text; a range gives both its ends."""
    text = _NOT_FIGURES.sub("　", text)
    found = {
        Figure("percent", number(m["part"]) * 100 / _WHOLES[m["whole"]])
        if m["whole"] in _WHOLES
        else Figure("parts of " + str(int(number(m["whole"]))), number(m["part"]))
        for m in _FRACTION.finditer(text)
    }
    for match in _MEASURED.finditer(_FRACTION.sub("　", text)):
        if match["n"]:
            found.add(_figure(_UNITS[match["u"]], match["n"], match["ns"]))
            continue
        kind = _UNITS[match["bu"]]
        found.add(_figure(kind, match["a"], match["as"] or match["bs"]))
        found.add(_figure(kind, match["b"], match["bs"]))
    return frozenset(found)


def _figure(kind: str, numeral: str, scale: str) -> Figure:
    value = number(numeral)
    for letter in scale:
        value *= _LARGE[letter]
    return Figure(kind, round(value, 6))


def unsupported(said: str, sources: str, *, days_are_working_days: bool = False) -> list[Figure]:
    """Return the figures of `said` that stand nowhere in `sources`.

    A year and twelve months are the same; so are days and working days where the
    cited law says that its days are working days.
    """
    known = set(figures(sources))
    for figure in list(known):
        if figure.kind == "years":
            known.add(Figure("months", figure.value * 12))
        if figure.kind == "months":
            known.add(Figure("years", figure.value / 12))
        if figure.kind == "days" and days_are_working_days:
            known.add(Figure("working days", figure.value))
    if "半年" in sources:
        known.add(Figure("months", 6.0))
    return sorted(figures(said) - known)
