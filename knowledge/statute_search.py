"""Search all articles by plain words: what the article, its chapter and its law speak of.

Characters find most and words help them. What our own entries know helps too: what people
say in every question counts less, articles that entries cite for such a question count
more, and an article is also found by the wordings of the entries that rest on it. Nothing
is learnt from any questions but our own wordings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from knowledge import compiled, curated, index, statute_index
from knowledge.curated import Curated, Name
from knowledge.index import Floats
from knowledge.mentions import load_mentions
from knowledge.postings import WIDEST_KEY
from knowledge.statute_index import Searchable
from knowledge.statutes import Article, Statutes
from knowledge.store import Store
from knowledge.text import LONGEST, bare, normalise, words

# What the parts add up to an article's score with; characters are worth 1 at best.
WORDS, CHAPTER, LAW, ASKED, CITED = 0.5, 0.2, 0.15, 0.3, 0.6


@dataclass(frozen=True)
class Opened:
    """The index of a day, and where each article stands."""

    on: date
    searchable: Searchable
    place_of: Mapping[Name, int]


class StatuteSearch:
    """Articles by what they say, in the versions that hold on a day."""

    def __init__(self, statutes: Statutes, entries: Curated, store: Store | None = None) -> None:
        """Keep the statutes; the index of a day is built, or opened, when first asked for."""
        self._statutes = statutes
        self._curated = entries
        self._store = store
        self._opened: Opened | None = None

    def find(self, said: str, *, on: date, limit: int = 10) -> list[Article]:
        """Return the articles that speak most of what was said, best first."""
        opened, scores = self.opened(on), self.scores(said, on)
        names = [opened.searchable.names[n] for n in index.top(scores, limit) if scores[n] > 0]
        found = (self._statutes.article(*name, on=on) for name in names)
        return [article for article in found if article is not None]

    def scores(self, said: str, on: date) -> Floats:
        """Return how well each article speaks of what was said; zeros when none has a word of it."""
        opened = self.opened(on)
        one, plain = opened.searchable, normalise(said)[:LONGEST]
        wanted = index.characters(bare(plain))
        total = _share(one.articles.scores(wanted))
        if not total.any():
            return total
        cut = np.unique(index.words(words(plain)) % np.uint64(WIDEST_KEY))
        total += np.float32(WORDS) * _share(one.words.scores(cut))
        total += np.float32(CHAPTER) * _share(one.chapters.scores(wanted))[one.chapter_of]
        total += np.float32(LAW) * _share(one.laws.scores(wanted))[one.law_of]
        total += np.float32(ASKED) * _share(one.asked.scores(wanted)) + one.prior
        for name, chance in self._curated.cited(said, opened.on).items():
            if (place := opened.place_of.get(name)) is not None:
                total[place] += np.float32(CITED * chance)
        return total

    def opened(self, on: date) -> Opened:
        """Return the index of a day."""
        if self._opened is None or self._opened.on != on:
            searchable = self._searchable(on)
            places = {name: place for place, name in enumerate(searchable.names)}
            self._opened = Opened(on, searchable, places)
        return self._opened

    def _searchable(self, on: date) -> Searchable:
        key = compiled.fingerprint_of(self._statutes.fingerprint(on), self._curated.made_from)
        kept = self._store.read("statutes", key) if self._store else None
        if kept is not None:
            return Searchable.opened(kept)
        asked = curated.asked(self._curated.entries(on))
        made = statute_index.build(self._statutes, asked, load_mentions(), on)
        if self._store:
            self._store.write("statutes", key, made.stored())
        return made


def _share(scores: Floats) -> Floats:
    best = float(scores.max(initial=0.0))
    return scores / np.float32(best) if best > 0 else scores
