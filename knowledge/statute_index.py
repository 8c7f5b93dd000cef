"""Every article that holds on a day, indexed with its chapter, its law and how it is asked for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

import numpy as np
from numpy.typing import NDArray

from knowledge import text
from knowledge.curated import Asked, Name
from knowledge.index import Floats, Ints
from knowledge.mentions import Mentions
from knowledge.postings import Postings, characters_of, words_of
from knowledge.statutes import Article, Statutes
from knowledge.store import Stored, part_of

_HEADING = re.compile(r"第[一二三四五六七八九十百]+(?:分?[编章节])\s*")
_FIELDS = ("articles", "words", "chapters", "laws", "asked")
# What it adds to an article, which is itself worth 1 at best, that our entries cite its law,
# that courts' interpretations name its law, and that other rules name the article: each
# times the logarithm of how often.
CITED_LAW, NAMED_LAW, NAMED_ARTICLE = 0.09, 0.09, 0.045


@dataclass(frozen=True)
class Searchable:
    """The articles that hold on a day: by themselves, by chapter and by law, and asked for."""

    names: Sequence[Name]
    chapter_of: Ints
    law_of: Ints
    prior: Floats
    articles: Postings
    words: Postings
    chapters: Postings
    laws: Postings
    asked: Postings

    def stored(self) -> Stored:
        """Return everything to be written to disk."""
        found: dict[str, NDArray[np.generic]] = {}
        for one in fields(self):
            part = getattr(self, one.name)
            if isinstance(part, Postings):
                found |= {f"{one.name}.{key}": value for key, value in part.arrays().items()}
            elif isinstance(part, np.ndarray):
                found[one.name] = part
        return Stored(list(self.names), found)

    @classmethod
    def opened(cls, stored: Stored) -> "Searchable":
        """Return what was written."""
        arrays = stored.arrays
        names = [(title, number, suffix) for title, number, suffix in stored.facts]
        parts = {name: Postings.opened(part_of(arrays, name)) for name in _FIELDS}
        return cls(names, arrays["chapter_of"], arrays["law_of"], arrays["prior"], **parts)  # type: ignore[arg-type]


def build(statutes: Statutes, asked: Asked, mentions: Mentions, on: date) -> Searchable:
    """Index every article that holds on a day; some seconds."""
    found = list(statutes.everything(on))
    names = [(one.law.title, one.number, one.suffix) for one in found]
    headings = {law.title: statutes.headings(law) for law in statutes.register.current(on)}
    titles = [_plain(one.law.title.removeprefix("中华人民共和国")) for one in found]
    chapters = [_chapter(one, headings[one.law.title]) for one in found]
    parts = [
        (title, chapter, _plain(one.text))
        for title, chapter, one in zip(titles, chapters, found, strict=True)
    ]
    texts = ["。".join(part) for part in parts]
    chapter_of = _numbered(list(zip(titles, chapters, strict=True)))
    law_of = _numbered(titles)
    wordings = ["。".join(asked.wordings.get(name, ())) for name in names]
    return Searchable(
        names,
        chapter_of,
        law_of,
        _prior(names, asked, mentions),
        _characters(texts, asked),
        Postings.build(words_of([text.segments(one) for one in texts]), *asked.words),
        _characters(_joined(texts, chapter_of), asked),
        _characters(_joined(texts, law_of), asked),
        _characters(wordings, asked),
    )


def _characters(texts: Sequence[str], asked: Asked) -> Postings:
    return Postings.build(characters_of(texts), *asked.characters)


def _chapter(article: Article, headings: Mapping[str, str]) -> str:
    return _plain(_HEADING.sub("", headings.get(f"{article.number}{article.suffix}", "")))


def _plain(said: str) -> str:
    return text.bare(re.sub(r"\s", "", said).lower())


def _prior(names: Sequence[Name], asked: Asked, mentions: Mentions) -> Floats:
    cited = np.log1p([asked.citations.get(title, 0) for title, _, _ in names])
    named = np.log1p([mentions.laws.get(title, 0) for title, _, _ in names])
    article = np.log1p([mentions.of_article(*name) for name in names])
    total = CITED_LAW * cited + NAMED_LAW * named + NAMED_ARTICLE * article
    return np.asarray(total, dtype=np.float32)


def _numbered(names: Sequence[object]) -> Ints:
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.int64)


def _joined(texts: Sequence[str], group: Ints) -> list[str]:
    joined: dict[int, list[str]] = {}
    for one, number in zip(texts, group.tolist(), strict=True):
        joined.setdefault(number, []).append(one)
    return ["。".join(joined[number]) for number in sorted(joined)]
