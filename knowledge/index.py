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
        idf = rarity(owner_count, seen).astype(np.float32)
        squares = np.bincount(documents, idf[places].astype(np.float64) ** 2, len(features))
        order = np.argsort(places, kind="stable")
        norms = np.sqrt(np.maximum(squares, 1e-9))
        weights = (idf[places] / norms[documents]).astype(np.float32)
        starts = np.concatenate([[0], np.cumsum(np.bincount(places, minlength=len(keys)))])
        rare = float(rarity(owner_count, np.array([1]))[0])
        return cls(keys, idf, starts, documents[order], weights[order], len(features), rare)

    def known(self, features: Keys) -> tuple[Ints, int]:
        """Return the places of the features that are indexed, and how many are not."""
        if not len(self.keys):
            return np.empty(0, np.int64), len(features)
        places = np.minimum(np.searchsorted(self.keys, features), len(self.keys) - 1)
        found = places[self.keys[places] == features]
        return found, len(features) - len(found)

    def compared(self, features: Keys) -> tuple[Floats, Floats]:
        """Return how alike a question and every document are, and how much of each it contains.

        Both go from 0 to 1. An unknown feature counts as a rare one: it makes the question
        less alike to everything. Small talk around a wording does so too, but the question
        contains the wording all the same.
        """
        places, unknown = self.known(features)
        idf = self.idf[places]
        length = float(np.sqrt(float(idf @ idf) + unknown * self.rare**2)) or 1.0
        amounts = idf / np.float32(length)
        at, row = gather(self.starts, places)
        documents, weights = self.documents[at], self.weights[at]
        alike = np.bincount(documents, amounts[row] * weights, self.size)
        contained = np.bincount(documents, weights * weights, self.size)
        return alike.astype(np.float32), contained.astype(np.float32)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return everything to be written to disk."""
        return {
            "keys": self.keys,
            "idf": self.idf,
            "starts": self.starts,
            "documents": self.documents,
            "weights": self.weights,
            "numbers": np.array([self.size, self.rare], dtype=np.float64),
        }

    @classmethod
    def opened(cls, stored: Mapping[str, NDArray[np.generic]]) -> "Space":
        """Return what was written."""
        numbers = stored["numbers"]
        return cls(
            stored["keys"].astype(np.uint64, copy=False),
            stored["idf"].astype(np.float32, copy=False),
            stored["starts"].astype(np.int64, copy=False),
            stored["documents"].astype(np.int32, copy=False),
            stored["weights"].astype(np.float32, copy=False),
            int(numbers[0]),
            float(numbers[1]),
        )


def rarity(size: int, seen: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return what a feature is worth that so many of all documents have."""
    return np.log1p((size - seen + 0.5) / (seen + 0.5))


def gather(starts: Ints, places: Ints) -> tuple[Ints, Ints]:
    """Return where the postings of some places lie, and for each posting which place it is of."""
    counts = starts[places + 1] - starts[places]
    row = np.repeat(np.arange(len(places)), counts)
    shift = starts[places] - np.concatenate([[0], np.cumsum(counts)[:-1]])
    return np.arange(len(row)) + shift[row], row


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


def words(cut: Sequence[str]) -> Keys:
    """Return a number for each distinct word: exact up to three characters, hashed beyond."""
    return np.unique(np.array([word_key(word) for word in cut], dtype=np.uint64))


def word_key(word: str) -> int:
    """Return the number of a word."""
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
