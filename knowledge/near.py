"""Which indexed words mean nearly what a question's word means, so that either finds the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from knowledge import index
from knowledge.index import Floats, Ints, Keys, gather
from knowledge.profile import Profile
from knowledge.vectors import Vectors

NEIGHBOURS = 32
# A cosine from which on two words may stand for each other, and what the nearest is worth
# beside the word itself. Chosen on wordings left out of the index.
ALIKE_FROM = 0.4
ALIKE_AT_MOST = 0.8
LEGAL = 0.9
_AT_ONCE = 512


@dataclass(frozen=True)
class Near:
    """Rows of words: the places of each one's neighbours, itself first, and how alike they are."""

    starts: Ints
    places: Ints
    alike: Floats
    idf: Floats

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return everything to be written to disk."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @classmethod
    def opened(cls, stored: Mapping[str, NDArray[np.generic]]) -> "Near":
        """Return what was written."""
        return cls(
            stored["starts"].astype(np.int64, copy=False),
            stored["places"].astype(np.int64, copy=False),
            stored["alike"].astype(np.float32, copy=False),
            stored["idf"].astype(np.float32, copy=False),
        )

    def rows(self, wanted: Ints) -> "Near":
        """Return some of the rows."""
        at, _ = gather(self.starts, wanted)
        counts = self.starts[wanted + 1] - self.starts[wanted]
        return Near(_starts(counts), self.places[at], self.alike[at], self.idf[wanted])

    def joined(self, others: Sequence["Near"]) -> "Near":
        """Return these rows followed by the others'."""
        parts = [self, *others]
        return Near(
            _starts(np.concatenate([np.diff(part.starts) for part in parts])),
            np.concatenate([part.places for part in parts]),
            np.concatenate([part.alike for part in parts]),
            np.concatenate([part.idf for part in parts]),
        )


def _starts(counts: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def neighbours(cosines: Floats, itself: Ints, idf: Floats, rare: float) -> Near:
    """Return the near words for rows of cosines to all indexed words.

    `itself` is the place of each row's own word, or -1: then the word is worth what its
    neighbours are worth, and if it has none, as much as a rare one.
    """
    places, alike, weights = [], [], []
    for n, cosine in enumerate(cosines):
        close = np.flatnonzero(cosine > ALIKE_FROM)
        if len(close) > NEIGHBOURS:
            close = close[np.argpartition(-cosine[close], NEIGHBOURS)[:NEIGHBOURS]]
        close = close[close != itself[n]]
        worth = ALIKE_AT_MOST * (cosine[close] - ALIKE_FROM) / (1 - ALIKE_FROM)
        if itself[n] >= 0:
            close, worth = np.append(itself[n], close), np.append(1.0, worth)
            weights.append(float(idf[itself[n]]))
        else:
            total = float(worth.sum())
            weights.append(float(worth @ idf[close]) / total if total > 0 else rare)
        places.append(close)
        alike.append(worth)
    return Near(
        _starts(np.array([len(one) for one in places], dtype=np.int64)),
        np.concatenate([np.empty(0, np.int64), *places]),
        np.concatenate([np.empty(0, np.float32), *alike]).astype(np.float32),
        np.array(weights, dtype=np.float32),
    )


def all_near(vocabulary: Floats, idf: Floats, rare: float) -> Near:
    """Return the near words of every indexed word."""
    parts = []
    for first in range(0, max(len(vocabulary), 1), _AT_ONCE):
        some = vocabulary[first : first + _AT_ONCE]
        itself = np.arange(first, first + len(some))
        parts.append(neighbours(some @ vocabulary.T, itself, idf, rare))
    return parts[0].joined(parts[1:])


@dataclass(frozen=True)
class Asked:
    """The distinct words of a question: their near words and what they mean together."""

    near: Near
    meaning: Floats


def legal(meanings: Sequence[Keys], spoken: Profile) -> Near:
    """Return rows for sayings: the words the law uses for each, as near as words can be."""
    found = [spoken.known(keys)[0] for keys in meanings]
    found = [places for places in found if len(places)]
    places = np.concatenate([np.empty(0, np.int64), *found])
    return Near(
        _starts(np.array([len(one) for one in found], dtype=np.int64)),
        places,
        np.full(len(places), LEGAL, dtype=np.float32),
        np.array([spoken.idf[one].max() for one in found], dtype=np.float32),
    )


def read(
    words: Sequence[str],
    keys: Keys,
    spoken: Profile,
    vocabulary: Floats,
    near: Near,
    vectors: Vectors,
) -> Asked:
    """Understand the words of a question; `keys` are their numbers, distinct and ascending."""
    places, unknown = spoken.known(keys)
    found = near.rows(places)
    total = spoken.idf[places] @ vocabulary[places]
    if unknown:
        fresh = ~np.isin(keys, spoken.keys[places])
        names = {index.word_key(word): word for word in words}
        rows = vectors.of([names[int(key)] for key in keys[fresh]])
        cosines = rows @ vocabulary.T
        new = neighbours(cosines, np.full(unknown, -1), spoken.idf, spoken.rare)
        order = np.argsort(np.concatenate([np.flatnonzero(~fresh), np.flatnonzero(fresh)]))
        found = found.joined([new]).rows(order)
        total = total + new.idf @ rows
    return Asked(found, total / np.float32(np.sqrt(float(total @ total)) or 1.0))
