"""Find candidates: inverted indexes over every wording of every entry, as flat arrays.

A `Space` compares one kind of feature (words, characters, sounds) by cosine over all
indexed wordings; an entry's score is that of its best wording. Features are numbers,
so an index is built by sorting and can be written to disk and opened without work.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]

_PAIR = np.uint64(21)


@dataclass(frozen=True)
class Space:
    """Postings of one kind of feature over documents, weighted to unit length."""

    keys: Keys
    idf: Floats
    starts: Ints
    documents: NDArray[np.int32]
    weights: Floats
    size: int
    rare: float

    @classmethod
    def build(cls, features: Sequence[Keys], owners: Sequence[int]) -> "Space":
        """Index the distinct features of each document; features of many owners weigh less.

        A word in all ten wordings of one entry is telling, a word in one wording of
        each of ten entries is not: so frequency is counted by owner.
        """
        flat = np.concatenate([np.empty(0, np.uint64), *features])
        lengths = [len(one) for one in features]
        documents = np.repeat(np.arange(len(features), dtype=np.int32), lengths)
        owned = np.repeat(np.asarray(owners, dtype=np.int64), lengths)
        keys, places = np.unique(flat, return_inverse=True)
        owner_count = len(set(owners)) or 1
        pairs = np.unique(places.astype(np.int64) * (max(owners, default=0) + 1) + owned)
        seen = np.bincount(pairs // (max(owners, default=0) + 1), minlength=len(keys))
        idf = _idf(owner_count, seen).astype(np.float32)
        squares = np.bincount(documents, idf[places].astype(np.float64) ** 2, len(features))
        order = np.argsort(places, kind="stable")
        norms = np.sqrt(np.maximum(squares, 1e-9))
        weights = (idf[places] / norms[documents]).astype(np.float32)
        starts = np.concatenate([[0], np.cumsum(np.bincount(places, minlength=len(keys)))])
        rare = float(_idf(owner_count, np.array([1]))[0])
        return cls(keys, idf, starts, documents[order], weights[order], len(features), rare)

    def known(self, features: Keys) -> tuple[Ints, int]:
        """Return the places of the features that are indexed, and how many are not."""
        if not len(self.keys):
            return np.empty(0, np.int64), len(features)
        places = np.minimum(np.searchsorted(self.keys, features), len(self.keys) - 1)
        found = places[self.keys[places] == features]
        return found, len(features) - len(found)

    def cosine(self, features: Keys) -> Floats:
        """Return the similarity of a question to every document, from 0 to 1.

        An unknown feature counts as a rare one: it makes everything known weigh less.
        """
        places, unknown = self.known(features)
        idf = self.idf[places]
        length = float(np.sqrt(float(idf @ idf) + unknown * self.rare**2)) or 1.0
        return self._sum(places, idf / np.float32(length), self.weights)

    def coverage(self, features: Keys) -> Floats:
        """Return, for every document, the weighted share of the question's features it has."""
        places, unknown = self.known(features)
        total = float(self.idf[places].sum()) + unknown * self.rare
        return self._sum(places, self.idf[places] / np.float32(total or 1.0), None)

    def share(self, features: Keys, present: Keys) -> float:
        """Return the weighted share of a question's features that is among those given."""
        places, unknown = self.known(features)
        total = float(self.idf[places].sum()) + unknown * self.rare
        there = np.isin(self.keys[places], present)
        return float(self.idf[places][there].sum()) / (total or 1.0)

    def _sum(self, places: Ints, amounts: Floats, weights: Floats | None) -> Floats:
        if not len(places):
            return np.zeros(self.size, dtype=np.float32)
        spans = [slice(self.starts[place], self.starts[place + 1]) for place in places]
        documents = np.concatenate([self.documents[span] for span in spans])
        scaled = np.repeat(amounts, [span.stop - span.start for span in spans])
        if weights is not None:
            scaled = scaled * np.concatenate([weights[span] for span in spans])
        return np.bincount(documents, scaled, self.size).astype(np.float32)

    def arrays(self, name: str) -> dict[str, NDArray[np.generic]]:
        """Return everything to be written to disk, under names that start with `name`."""
        numbers = np.array([self.size, self.rare], dtype=np.float64)
        return {
            f"{name}.keys": self.keys,
            f"{name}.idf": self.idf,
            f"{name}.starts": self.starts,
            f"{name}.documents": self.documents,
            f"{name}.weights": self.weights,
            f"{name}.numbers": numbers,
        }

    @classmethod
    def opened(cls, name: str, stored: Mapping[str, NDArray[np.generic]]) -> "Space":
        """Return the space that was written under a name."""
        numbers = stored[f"{name}.numbers"]
        return cls(
            stored[f"{name}.keys"].astype(np.uint64, copy=False),
            stored[f"{name}.idf"].astype(np.float32, copy=False),
            stored[f"{name}.starts"].astype(np.int64, copy=False),
            stored[f"{name}.documents"].astype(np.int32, copy=False),
            stored[f"{name}.weights"].astype(np.float32, copy=False),
            int(numbers[0]),
            float(numbers[1]),
        )


def _idf(size: int, seen: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.log1p((size - seen + 0.5) / (seen + 0.5))


def codes_of(said: str) -> NDArray[np.uint32]:
    """Return the code points of a text."""
    return np.frombuffer(said.encode("utf-32-le", "replace"), dtype=np.uint32)


def characters(said: str) -> Keys:
    """Return the distinct characters and pairs of neighbours of bare text."""
    wide = codes_of(said).astype(np.uint64)
    return np.unique(np.concatenate([wide, (wide[:-1] << _PAIR) | wide[1:]]))


def pairs(said: str) -> Keys:
    """Return the distinct pairs of neighbouring characters; a line break parts them."""
    wide = codes_of(said).astype(np.uint64)
    broken = (wide[:-1] == 10) | (wide[1:] == 10)
    return np.unique(((wide[:-1] << _PAIR) | wide[1:])[~broken])


def sounds(said: str, syllables: NDArray[np.uint16]) -> Keys:
    """Return the distinct pairs of neighbouring syllables, so that homophones look alike."""
    codes = codes_of(said)
    plane = np.minimum(codes, np.uint32(len(syllables) - 1))
    read = np.where(syllables[plane] > 0, syllables[plane], codes + np.uint32(4096)).astype(
        np.uint64
    )
    return np.unique((read[:-1] << _PAIR) | read[1:])


def words(cut: Sequence[str]) -> Keys:
    """Return a number for each distinct word: exact up to three characters, hashed beyond."""
    return np.unique(np.array([_word_key(word) for word in cut], dtype=np.uint64))


def _word_key(word: str) -> int:
    key = 0
    for character in word:
        key = (key * 2_097_169 + ord(character)) & 0xFFFF_FFFF_FFFF_FFFF
    return key


def best_per_owner(scores: Floats, starts: Ints) -> Floats:
    """Return the best score among each owner's documents, which lie side by side."""
    best: Floats = np.maximum.reduceat(scores, starts)
    return best


def top(scores: Floats, count: int) -> list[int]:
    """Return the places of the highest scores, best first; ties by place."""
    if len(scores) > count:
        chosen = np.argpartition(-scores, count)[:count]
    else:
        chosen = np.arange(len(scores))
    return [int(n) for n in chosen[np.lexsort((chosen, -scores[chosen]))]]
