"""What the curated entries know that helps to search the statutes.

Which articles the likely entries cite, which laws our answers rest on, what people ask
about an article in their own words, and which words say nothing about what is asked.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from knowledge import text
from knowledge.index import Floats, Keys, rarity
from knowledge.match import Matcher
from knowledge.policy import Policy
from knowledge.postings import SLOT, Flat, characters_of, words_of
from knowledge.schema import Entry

# An article's name: the law's title, the number, the suffix.
Name = tuple[str, int, str]
# A feature that so few of our entries have tells as much as one that none has.
TELLING_FROM = 5.0
NOT_THE_MAIN = 0.6
# An entry's first citations are what it is about.
ABOUT = 2


@dataclass(frozen=True)
class Curated:
    """The entries of a day and how sure their policy is."""

    matcher: Callable[[date], Matcher]
    policy: Policy
    made_from: str = ""

    def cited(self, said: str, on: date) -> Mapping[Name, float]:
        """Return the articles that the likely entries cite, with how likely each is meant."""
        matcher = self.matcher(on)
        question = matcher.read(said)
        seen = matcher.rank(question)
        if not seen:
            return {}
        sure = self.policy.confidence(question, seen)
        chances = [math.exp(one.score - seen[0].score) for one in seen]
        whole = sum(chances)
        found: dict[Name, float] = {}
        for one, chance in zip(seen, chances, strict=True):
            entry = matcher.entries[matcher.places[one.entry_id]]
            for n, cite in enumerate(entry.cites):
                name = (cite.law, cite.article, cite.suffix)
                share = sure * chance / whole * (NOT_THE_MAIN if n else 1.0)
                found[name] = found.get(name, 0.0) + share
        return found

    def entries(self, on: date) -> Sequence[Entry]:
        """Return the entries that hold on a day."""
        return self.matcher(on).entries


@dataclass(frozen=True)
class Asked:
    """What people say, as far as our entries' wordings show it."""

    wordings: Mapping[Name, Sequence[str]]
    citations: Mapping[str, int]
    characters: tuple[Keys, Floats]
    words: tuple[Keys, Floats]


def asked(entries: Sequence[Entry]) -> Asked:
    """Return what the entries' wordings say of articles, laws and features."""
    plain = [[text.normalise(said) for said in (e.title, *e.phrasings)] for e in entries]
    wordings: dict[Name, list[str]] = {}
    for entry, lines in zip(entries, plain, strict=True):
        for cite in entry.cites[:ABOUT]:
            name = (cite.law, cite.article, cite.suffix)
            wordings.setdefault(name, []).extend(map(text.bare, lines))
    return Asked(
        wordings,
        Counter(cite.law for entry in entries for cite in entry.cites),
        _telling(characters_of(["。".join(map(text.bare, lines)) for lines in plain])),
        _telling(words_of([[w for line in lines for w in text.words(line)] for lines in plain])),
    )


def _telling(flat: Flat) -> tuple[Keys, Floats]:
    """Return how much features tell: less, the more of our entries have them."""
    keys, seen = np.unique(np.unique(flat.packed()) >> SLOT, return_counts=True)
    worth = np.minimum(rarity(flat.size, seen), TELLING_FROM) / TELLING_FROM
    return keys, worth.astype(np.float32)
