"""How well an entry as a whole speaks the question's words: BM25 over entries.

All wordings of an entry count together, so that a word in most of them weighs more than
a word in one; what its answer says counts a little less. A question's word may also be
met by a word that means nearly the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from knowledge.index import Floats, Ints, Keys, gather, located, rarity

SATURATION = 2.0
LENGTH = 0.3


@dataclass(frozen=True)
class Left:
    """One wording of one entry that is taken out, as if it had never been written."""

    owner: int
    features: Keys


@dataclass(frozen=True)
class Profile:
    """Postings of one kind of feature over whole entries."""

    keys: Keys
    idf: Floats
    starts: Ints
    owners: NDArray[np.int32]
    counts: Floats
    weights: Floats
    norms: Floats
    rare: float

    @classmethod
    def build(
        cls,
        lines: Sequence[Keys],
        owners: Sequence[int],
        size: int,
        importance: Callable[[Keys], Floats] | None = None,
    ) -> "Profile":
        """Count the distinct features of lines by entry.

        `importance` says of features how much more or less they tell than their rarity does.
        """
        lengths = [len(one) for one in lines]
        keys, places = np.unique(
            np.concatenate([np.empty(0, np.uint64), *lines]), return_inverse=True
        )
        owned = np.repeat(np.asarray(owners, dtype=np.int64), lengths)
        pairs, counts = np.unique(places.astype(np.int64) * size + owned, return_counts=True)
        of_key, of_owner = pairs // size, pairs % size
        seen = np.bincount(of_key, minlength=len(keys))
        total = np.bincount(of_owner, counts, size)
        norms = SATURATION * (1 - LENGTH + LENGTH * total / max(float(total.mean()), 1e-9))
        starts = np.concatenate([[0], np.cumsum(seen)]).astype(np.int64)
        idf = rarity(size, seen).astype(np.float32)
        return cls(
            keys,
            idf if importance is None else idf * importance(keys),
            starts,
            of_owner.astype(np.int32),
            counts.astype(np.float32),
            saturated(counts, norms[of_owner]).astype(np.float32),
            norms.astype(np.float32),
            float(rarity(size, np.array([1]))[0]),
        )

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return everything to be written to disk."""
        found = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "rare"}
        return {**found, "rare": np.array([self.rare])}

    @classmethod
    def opened(cls, stored: Mapping[str, NDArray[np.generic]]) -> "Profile":
        """Return what was written."""
        return cls(
            stored["keys"].astype(np.uint64, copy=False),
            stored["idf"].astype(np.float32, copy=False),
            stored["starts"].astype(np.int64, copy=False),
            stored["owners"].astype(np.int32, copy=False),
            stored["counts"].astype(np.float32, copy=False),
            stored["weights"].astype(np.float32, copy=False),
            stored["norms"].astype(np.float32, copy=False),
            float(stored["rare"][0]),
        )

    def known(self, features: Keys) -> tuple[Ints, int]:
        """Return the places of the features that are indexed, and how many are not."""
        places, are_there = located(self.keys, features)
        return places[are_there], int((~are_there).sum())

    def scores(self, features: Keys, left: Left | None = None) -> Floats:
        """Return for every entry the weighted share of the question it speaks, 0 to about 3."""
        places, unknown = self.known(features)
        total = float(self.idf[places].sum()) + unknown * self.rare or 1.0
        at, row = gather(self.starts, places)
        amounts = self.idf[places][row] * self.weights[at]
        found = np.bincount(self.owners[at], amounts, len(self.norms)).astype(np.float32)
        if left is not None:
            mine = self.owners[at] == left.owner
            kept = self._kept(at[mine], places[row[mine]], left)
            found[left.owner] = float(self.idf[places[row[mine]]] @ kept)
        return found / np.float32(total)

    def parts(self, features: Keys, owners: Ints, left: Left | None = None) -> tuple[Ints, Floats]:
        """Return the known features' places, and what each adds to each owner's score."""
        places, unknown = self.known(features)
        total = float(self.idf[places].sum()) + unknown * self.rare or 1.0
        at, row = gather(self.starts, places)
        worth = self.weights[at].copy()
        if left is not None:
            mine = np.flatnonzero(self.owners[at] == left.owner)
            worth[mine] = self._kept(at[mine], places[row[mine]], left)
        added = np.zeros((len(self.norms), len(places)), dtype=np.float32)
        added[self.owners[at], row] = worth * self.idf[places][row] / np.float32(total)
        return places, added[owners]

    def met(self, starts: Ints, places: Ints, alike: Floats, left: Left | None = None) -> Floats:
        """Return for every question word and entry how well the entry's nearest word meets it.

        `places` are the indexed words near to each question word, with how alike they are;
        `starts` says where each question word's begin.
        """
        who = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        at, row = gather(self.starts, places)
        amounts = alike[row] * self.weights[at]
        if left is not None:
            mine = np.flatnonzero(self.owners[at] == left.owner)
            amounts[mine] = alike[row[mine]] * self._kept(at[mine], places[row[mine]], left)
        best = np.zeros((len(starts) - 1, len(self.norms)), dtype=np.float32)
        np.maximum.at(best.reshape(-1), who[row] * len(self.norms) + self.owners[at], amounts)
        return best

    def _kept(self, at: Ints, places: Ints, left: Left) -> Floats:
        counts = self.counts[at] - np.isin(self.keys[places], left.features)
        norm = np.asarray(self.norms[left.owner])
        return saturated(np.maximum(counts, 0.0), norm).astype(np.float32)


def saturated(counts: NDArray[np.floating], norm: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return what counts are worth: the second mention says less than the first."""
    worth: NDArray[np.floating] = counts * (SATURATION + 1) / (counts + norm)
    return worth
