"""Search all articles by plain words: BM25 over characters and their pairs.

Characters beat words on statutes and need no dictionary. The index is a handful of
flat arrays, built by sorting and not by loops, so that it can be written to disk and
opened again without being rebuilt.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from knowledge.index import characters, codes_of
from knowledge.statutes import Article, Statutes
from knowledge.text import bare, normalise

_SLOTS = np.uint64(17)
K1, B = 1.2, 0.75


@dataclass(frozen=True)
class Postings:
    """BM25 weights of every feature's documents, features in ascending order."""

    keys: NDArray[np.uint64]
    starts: NDArray[np.int64]
    documents: NDArray[np.int32]
    weights: NDArray[np.float32]
    size: int

    @classmethod
    def build(cls, texts: Sequence[str]) -> "Postings":
        """Index bare texts; the cost is one sort over all their characters."""
        pairs = [(_occurrences(one) << _SLOTS) | np.uint64(n) for n, one in enumerate(texts)]
        lengths = np.array([max(len(pair), 1) for pair in pairs], dtype=np.float64)
        found, counts = np.unique(np.concatenate(pairs), return_counts=True)
        documents = (found & np.uint64((1 << 17) - 1)).astype(np.int32)
        keys, starts = np.unique(found >> _SLOTS, return_index=True)
        starts = np.append(starts, len(found)).astype(np.int64)
        seen = np.diff(starts)
        idf = np.log1p((len(texts) - seen + 0.5) / (seen + 0.5))
        norm = K1 * (1 - B + B * lengths[documents] / lengths.mean())
        weights = np.repeat(idf, seen) * counts * (K1 + 1) / (counts + norm)
        return cls(keys, starts, documents, weights.astype(np.float32), len(texts))

    def scores(self, said: str) -> NDArray[np.float32]:
        """Return the BM25 score of every document for bare text."""
        wanted = characters(said)
        places = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        known = places[self.keys[places] == wanted]
        if not len(known):
            return np.zeros(self.size, dtype=np.float32)
        spans = [slice(self.starts[p], self.starts[p + 1]) for p in known]
        documents = np.concatenate([self.documents[span] for span in spans])
        weights = np.concatenate([self.weights[span] for span in spans])
        return np.bincount(documents, weights, self.size).astype(np.float32)


def _occurrences(said: str) -> NDArray[np.uint64]:
    """Return a number for every occurrence of a character or pair, as `index.characters` has."""
    wide = codes_of(said).astype(np.uint64)
    return np.concatenate([wide, (wide[:-1] << np.uint64(21)) | wide[1:]])


class StatuteSearch:
    """Articles by what they say, in the versions that hold on a day."""

    def __init__(self, statutes: Statutes) -> None:
        """Keep the statutes; the index of a day is built when first asked for."""
        self._statutes = statutes
        self._built: tuple[date, list[Article], Postings] | None = None

    def find(self, said: str, *, on: date, limit: int = 10) -> list[Article]:
        """Return the articles that speak most of what was said, best first."""
        articles, postings = self._index(on)
        scores = postings.scores(bare(normalise(said))[:400])
        best = np.argsort(-scores, kind="stable")[:limit]
        return [articles[int(n)] for n in best if scores[n] > 0]

    def _index(self, on: date) -> tuple[list[Article], Postings]:
        if self._built is None or self._built[0] != on:
            articles = list(self._statutes.everything(on))
            texts = [bare(re.sub(r"\s", "", f"{a.law.title}{a.text}").lower()) for a in articles]
            self._built = (on, articles, Postings.build(texts))
        return self._built[1], self._built[2]
