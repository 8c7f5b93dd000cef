"""Compare wordings: the features of each as flat arrays, and the keys features are known by.

Features (characters, pairs, words) are numbers, so an index is built by sorting and can be
written to disk and opened without work. Candidates are found by `profile` and `near`, which
look at whole entries; a `Space` then compares the wordings of the few that are left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]
Numbers = NDArray[np.integer]

_PAIR = np.uint64(21)


@dataclass(frozen=True)
class Space:
    """The features of each document as places among `keys`, to compare some documents by cosine."""

    keys: Keys
    idf: Floats
    starts: Ints
    places: NDArray[np.int32]
    norms: Floats
    rare: float

    @classmethod
    def build(cls, features: Sequence[Keys], owners: Sequence[int]) -> "Space":
        """Take the distinct features of each document; features of many owners weigh less.

        A word in all ten wordings of one entry is telling, a word in one wording of
        each of ten entries is not: so frequency is counted by owner.
        """
        flat = np.concatenate([np.empty(0, np.uint64), *features])
        lengths = [len(one) for one in features]
        owned = np.repeat(np.asarray(owners, dtype=np.int64), lengths)
        keys, places = np.unique(flat, return_inverse=True)
        owner_count = len(set(owners)) or 1
        pairs = np.unique(places.astype(np.int64) * (max(owners, default=0) + 1) + owned)
        seen = np.bincount(pairs // (max(owners, default=0) + 1), minlength=len(keys))
        idf = rarity(owner_count, seen).astype(np.float32)
        starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        rare = float(rarity(owner_count, np.array([1]))[0])
        return cls(keys, idf, starts, places.astype(np.int32), norms(idf, places, lengths), rare)

    def known(self, features: Keys) -> tuple[Ints, int]:
        """Return the places of the features that are indexed, and how many are not."""
        places, are_there = located(self.keys, features)
        return places[are_there], int((~are_there).sum())

    def compared(self, features: Keys, first: Ints, end: Ints) -> tuple[Floats, Floats]:
        """Return how alike a question and some documents are, and how much of each it contains.

        The documents are runs of neighbours, each from its first to before its end. Both go from 0 to 1. An unknown feature counts as a rare one: it makes the question
        less alike to everything. Small talk around a wording does so too, but the question
        contains the wording all the same.
        """
        places, unknown = self.known(features)
        shared = np.zeros(len(self.keys) + 1, dtype=np.float32)
        shared[places] = self.idf[places] ** 2
        length = float(np.sqrt(float(shared.sum()) + unknown * self.rare**2)) or 1.0
        low, high = self.starts[first], self.starts[end]
        runs = [self.places[a:b] for a, b in zip(low.tolist(), high.tolist(), strict=True)]
        found = shared.take(np.concatenate([*runs, np.zeros(1, np.int32)]), mode="wrap")
        ahead = np.cumsum(high - low) - (high - low)
        counts = end - first
        documents = np.arange(counts.sum()) + np.repeat(end - np.cumsum(counts), counts)
        begins = self.starts[documents] + np.repeat(ahead - low, counts)
        common = np.add.reduceat(found, begins) if len(begins) else np.empty(0, np.float32)
        common[self.starts[documents + 1] == self.starts[documents]] = 0.0
        lengths = self.norms[documents]
        return common / (np.float32(length) * lengths), common / lengths**2

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return everything to be written to disk."""
        found = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "rare"}
        return {**found, "rare": np.array([self.rare], dtype=np.float64)}

    @classmethod
    def opened(cls, stored: Mapping[str, NDArray[np.generic]]) -> "Space":
        """Return what was written."""
        return cls(
            stored["keys"].astype(np.uint64, copy=False),
            stored["idf"].astype(np.float32, copy=False),
            stored["starts"].astype(np.int64, copy=False),
            stored["places"].astype(np.int32, copy=False),
            stored["norms"].astype(np.float32, copy=False),
            float(stored["rare"][0]),
        )


def norms(idf: Floats, places: Ints, lengths: Sequence[int]) -> Floats:
    """Return the length of each document as a vector, for features laid end to end."""
    of = np.repeat(np.arange(len(lengths)), lengths)
    squares = np.bincount(of, idf[places].astype(np.float64) ** 2, len(lengths))
    return np.sqrt(np.maximum(squares, 1e-9)).astype(np.float32)


def located(keys: Numbers, wanted: Numbers) -> tuple[Ints, NDArray[np.bool_]]:
    """Return where numbers stand among ascending keys, and which of them are there at all."""
    if not len(keys):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=bool)
    places: Ints = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return places, keys[places] == wanted


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


def top(scores: Floats, count: int) -> list[int]:
    """Return the places of the highest scores, best first; ties by place."""
    if len(scores) > count:
        chosen = np.argpartition(-scores, count)[:count]
    else:
        chosen = np.arange(len(scores))
    return [int(n) for n in chosen[np.lexsort((chosen, -scores[chosen]))]]
