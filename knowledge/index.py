"""Find candidates: inverted indexes over every wording of every entry.

A `Space` compares one kind of feature (words, characters, sounds) by cosine over all
indexed wordings; an entry's score is that of its best wording. `Evidence` asks how
much of the question stands anywhere in an entry. Both cost only the postings of the
question's own features.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Tokenise = Callable[[str], list[str]]


@dataclass(frozen=True)
class Space:
    """Postings of one kind of feature over documents, weighted to unit length."""

    vocabulary: Mapping[str, int]
    idf: Floats
    starts: Ints
    documents: Ints
    weights: Floats
    size: int

    @classmethod
    def build(cls, texts: Sequence[Iterable[str]]) -> "Space":
        """Index the tokens of each document; frequent features weigh less."""
        counts = [Counter(tokens) for tokens in texts]
        seen = Counter(token for count in counts for token in count)
        vocabulary = {token: n for n, token in enumerate(seen)}
        idf = np.array([_idf(len(texts), seen[token]) for token in vocabulary], dtype=np.float32)
        postings: list[list[tuple[int, float]]] = [[] for _ in vocabulary]
        for document, count in enumerate(counts):
            length = float(np.sqrt(sum(float(idf[vocabulary[t]]) ** 2 for t in count))) or 1.0
            for token in count:
                place = vocabulary[token]
                postings[place].append((document, float(idf[place]) / length))
        starts = np.cumsum([0, *map(len, postings)], dtype=np.int32)
        flat = [pair for row in postings for pair in row]
        return cls(
            vocabulary,
            idf,
            starts,
            np.array([document for document, _ in flat], dtype=np.int32),
            np.array([weight for _, weight in flat], dtype=np.float32),
            len(texts),
        )

    def weigh(self, tokens: Iterable[str]) -> tuple[list[int], Floats]:
        """Return the known features of a question with their weights, at unit length.

        An unknown feature counts as a rare one: it makes everything known weigh less.
        """
        distinct = dict.fromkeys(tokens)
        places = [self.vocabulary[token] for token in distinct if token in self.vocabulary]
        unknown = len(distinct) - len(places)
        weights = self.idf[places]
        rare = _idf(self.size, 1)
        length = float(np.sqrt(float(weights @ weights) + unknown * rare**2)) or 1.0
        return places, weights / np.float32(length)

    def cosine(self, tokens: Iterable[str]) -> Floats:
        """Return the similarity of a question to every document, from 0 to 1."""
        places, weights = self.weigh(tokens)
        if not places:
            return np.zeros(self.size, dtype=np.float32)
        spans = [(self.starts[place], self.starts[place + 1]) for place in places]
        documents = np.concatenate([self.documents[a:b] for a, b in spans])
        scaled = np.concatenate(
            [self.weights[a:b] * weight for (a, b), weight in zip(spans, weights, strict=True)]
        )
        return np.bincount(documents, weights=scaled, minlength=self.size).astype(np.float32)

    def coverage(self, tokens: Iterable[str]) -> Floats:
        """Return, for every document, the weighted share of the question's features it has."""
        distinct = list(dict.fromkeys(tokens))
        places, _ = self.weigh(distinct)
        if not places:
            return np.zeros(self.size, dtype=np.float32)
        idf = self.idf[places]
        total = float(idf.sum()) + (len(distinct) - len(places)) * _idf(self.size, 1)
        spans = [(self.starts[place], self.starts[place + 1]) for place in places]
        documents = np.concatenate([self.documents[a:b] for a, b in spans])
        shares = np.concatenate(
            [
                np.full(b - a, weight / total, dtype=np.float32)
                for (a, b), weight in zip(spans, idf, strict=True)
            ]
        )
        return np.bincount(documents, weights=shares, minlength=self.size).astype(np.float32)


def _idf(size: int, seen: int) -> float:
    return float(np.log(1.0 + (size - seen + 0.5) / (seen + 0.5)))


def best_per_owner(scores: Floats, starts: Ints) -> Floats:
    """Return the best score among each owner's documents, which lie side by side."""
    return np.maximum.reduceat(scores, starts)


def top(scores: Floats, count: int) -> list[int]:
    """Return the places of the highest scores, best first; ties by place."""
    if len(scores) <= count:
        chosen: Any = np.arange(len(scores))
    else:
        chosen = np.argpartition(-scores, count)[:count]
    return [int(n) for n in sorted(chosen, key=lambda n: (-scores[n], n))]
