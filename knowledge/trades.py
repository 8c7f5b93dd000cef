"""Understand what somebody runs and holds: 「我在涧西开火锅店，食品证明年3月到期」.

Finds trades, kind of business, licences and their dates by the words of the lists in
`prompts/`. Decides nothing: what was understood is shown to the person, who confirms.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from knowledge import dates
from knowledge.dates import Said
from knowledge.prompt_calendar import DateKey
from knowledge.prompt_schema import SelfCheck
from knowledge.prompts import LICENCE_EXPIRY, PromptBook
from knowledge.selfcheck import SelfChecks
from knowledge.text import normalise

# Who tells more than this tells a story, and not what to be reminded of.
LONGEST_TOLD = 60
_ASKS = re.compile(
    r"吗|[??]|怎么|咋|如何|会不会|能不能|要不要|可不可以|需不需要|是否|多少|多久|什么|啥|哪[里个些儿]|为什么|罚"
)
_RUNS = re.compile(
    r"(我|俺|我们|家里|自己|爱人)?.{0,8}(开了?|经营|运营|干了?|做|办了?|有)(着|的是)?.{0,3}(一?[家个间])?"
)
_WANTS = re.compile(r"提醒|通知我|到时候(告诉|叫|说)|别忘|记得(告诉|喊)|订阅")
_STORY = re.compile(
    r"不给|不让|不退|不续|不签|拖|欠|赔|辞|开除|纠纷|投诉|举报|被|还能|可以|应该|处罚|检查|老板|房东"
)
_ENDS = re.compile(r"到期|有效期|截止|过期|失效|期满|届满|年检|年审|检验|审验|续")


@dataclass(frozen=True)
class Told:
    """What was understood from one message; `unclear` are things whose day must be asked."""

    industries: tuple[str, ...] = ()
    audience: str = ""
    licences: tuple[str, ...] = ()
    dates: tuple[tuple[DateKey, Said], ...] = ()

    def __bool__(self) -> bool:
        """Whether anything was understood at all."""
        return bool(self.industries or self.licences or self.dates)


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    kind: str
    name: str


def told(said: str, book: PromptBook, today: date) -> Told:
    """Return what a message tells about a business and its papers."""
    plain = normalise(said)
    hits = _longest(plain, book)
    papers = [hit for hit in hits if hit.kind in ("licence", "date")]
    pairs = tuple(_paired(papers, dates.read_all(plain, today)))
    audience = next((hit.name for hit in hits if hit.kind == "audience"), "")
    return Told(
        industries=tuple(dict.fromkeys(hit.name for hit in hits if hit.kind == "trade")),
        audience=audience,
        licences=tuple(dict.fromkeys(hit.name for hit in papers if hit.kind == "licence")),
        dates=pairs,
    )


def of_check(check: SelfCheck, book: PromptBook) -> tuple[str, ...]:
    """Return the trades a self-check is for, the one most of its words name first."""
    words = [normalise(said) for said in (check.industry, *check.says)]
    named = Counter(
        name
        for word, kind, name in book.words
        for said in words
        if kind == "trade" and word in said
    )
    return tuple(sorted(named, key=lambda name: (name not in check.industry, -named[name], name)))


def check_for(industry: str, checks: SelfChecks, book: PromptBook) -> SelfCheck | None:
    """Return the self-check of a trade, if there is one; one named like it comes first."""
    found = [one for one in checks.checks.values() if industry in of_check(one, book)]
    return min(found, key=lambda one: of_check(one, book).index(industry), default=None)


def is_question(said: str) -> bool:
    """Whether a message asks something, and doesn't tell."""
    return bool(_ASKS.search(normalise(said)))


def wants_reminders(said: str, book: PromptBook, today: date) -> bool:
    """Whether a message, unasked, tells what to be reminded of and is no question.

    A trade alone is not enough, nor a licence alone: people mention both when they ask
    about the law.
    """
    plain = normalise(said)
    if is_question(plain):
        return False
    if _WANTS.search(plain):
        return bool(told(plain, book, today))
    if not _ENDS.search(plain) or _STORY.search(plain) or len(plain) > LONGEST_TOLD:
        return False
    found = told(plain, book, today)
    return bool(found.dates and (found.licences or _RUNS.search(plain)))


def _longest(plain: str, book: PromptBook) -> list[_Hit]:
    """Return what is named, in order of the text; a word inside a longer one is not named."""
    every = [
        _Hit(start, start + len(word), kind, name)
        for word, kind, name in book.words
        if (start := plain.find(word)) >= 0
    ]
    every.sort(key=lambda hit: (hit.start - hit.end, hit.start, hit.kind))
    kept: list[_Hit] = []
    for hit in every:
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def _paired(papers: list[_Hit], days: list[Said]) -> Iterator[tuple[DateKey, Said]]:
    """Give every day to the papers named before it; one named first goes to what follows."""
    waiting: list[DateKey] = []
    carried: Said | None = None
    named: list[_Hit | Said] = [*papers, *days]
    for item in sorted(named, key=lambda one: one.start):
        if isinstance(item, Said):
            yield from ((key, item) for key in waiting)
            carried = None if waiting else item
            waiting = []
            continue
        key = (LICENCE_EXPIRY, item.name) if item.kind == "licence" else (item.name, "")
        if carried is not None:
            yield key, carried
            carried = None
        else:
            waiting.append(key)
