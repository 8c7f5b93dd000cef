"""How often laws and their articles are referred to by other rules.

Courts' interpretations name the laws that people quarrel about, and any rule names the
articles it carries out: both say which law is likely meant, before a word of a question
is read. The counts are data (`rules/mentions.json`), made by `luowen laws register`.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.figures import number
from knowledge.files import RULES
from knowledge.register import Register
from knowledge.register_build import read_rows
from knowledge.statutes import NATIONAL, Statutes

_NUMERAL = r"[零〇一二三四五六七八九十百千\d]+"
_PLACE = rf"第{_NUMERAL}条(?:之[一二三四五六七八九十])?(?:第{_NUMERAL}款)?(?:第?[（(]?{_NUMERAL}[)）]?项)?"
_NAMED = re.compile(rf"《?([^《》，。；、\s]{{2,18}}?法典?)》?((?:{_PLACE}[、和及或以至]*)+)")
_ARTICLE = re.compile(rf"第({_NUMERAL})条(之[一二三四五六七八九十])?")
_TITLE = re.compile("《([^》]{2,30})》")


@dataclass(frozen=True)
class Mentions:
    """How many mentions each law has in courts' interpretations, and each article anywhere."""

    laws: Mapping[str, int]
    articles: Mapping[str, int]

    def of_article(self, title: str, number: int, suffix: str) -> int:
        """Return how often an article is named."""
        return self.articles.get(article_key(title, number, suffix), 0)


def article_key(title: str, number: int, suffix: str) -> str:
    """Return how an article is written in the data."""
    return f"{title}#{number}{suffix}"


def count(texts: Iterable[tuple[str, str]], register: Register) -> Mentions:
    """Count the mentions in texts, each given with the kind of the rule it is from."""
    laws: Counter[str] = Counter()
    articles: Counter[str] = Counter()
    for kind, text in texts:
        compact = re.sub(r"\s", "", text)
        if kind == "司法解释":
            titles = (register.resolve(name) for name in _TITLE.findall(compact))
            laws.update(title for title in titles if title)
        articles.update(_articles(compact, register))
    return Mentions(laws, articles)


def count_all(rules: Path, statutes: Statutes, on: date) -> Mentions:
    """Count the mentions in a file of rules and in the national laws that hold on a day."""
    texts = [(row["level"], row["text"]) for row in read_rows(rules)]
    articles = statutes.everything(on)
    texts += [(one.law.kind, one.text) for one in articles if one.law.kind in NATIONAL]
    return count(texts, statutes.register)


def _articles(text: str, register: Register) -> Iterator[str]:
    for named, places in _NAMED.findall(text):
        endings = (register.resolve(named[start:]) for start in range(len(named) - 1))
        title = next(filter(None, endings), None)
        if title:
            for numeral, suffix in _ARTICLE.findall(places):
                yield article_key(title, int(number(numeral)), suffix)


def load_mentions(folder: Path = RULES) -> Mentions:
    """Read the counts as they are shipped."""
    rows = json.loads((folder / "mentions.json").read_text(encoding="utf-8"))
    return Mentions(rows["laws"], rows["articles"])


def as_json(mentions: Mentions) -> str:
    """Return the counts as they are shipped, the same for the same counts."""
    rows = {
        name: dict(sorted(counts.items()))
        for name, counts in (("laws", mentions.laws), ("articles", mentions.articles))
    }
    return json.dumps(rows, ensure_ascii=False, indent=0) + "\n"
