"""BM25 over any kind of feature, as flat arrays built by one sort and opened without work.

Two ways to ask: `scores` sums over all documents, `best` finds the same best ones and
looks at as few postings as it can (MaxScore): features are taken rarest first, and once
no document that has been missed can still be among the best, the common ones are only
looked up for the documents in question.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from knowledge.index import Floats, Ints, Keys, codes_of, located, rarity, word_key

K1, B = 1.2, 0.75
# A feature's number takes 42 bits and a document's 21, so that a posting is one number.
WIDEST_KEY = (1 << 42) - 11
MOST_DOCUMENTS = 1 << 21
SLOT = np.uint64(21)
_STOP = np.uint64(ord("。"))
# So many postings are added up in the time it takes to look one document up among them.
LOOKED_UP = 5


@dataclass(frozen=True)
class Flat:
    """Every occurrence of every feature, and the document each is in."""

    keys: Keys
    documents: NDArray[np.uint64]
    size: int

    def packed(self) -> Keys:
        """Return every occurrence as one number: the feature, then the document."""
        return (self.keys << SLOT) | self.documents


@dataclass(frozen=True)
class Postings:
    """BM25 weights of every feature's documents, features and documents in ascending order."""

    keys: Keys
    starts: Ints
    documents: NDArray[np.int32]
    weights: NDArray[np.float16]
    most: Floats
    size: NDArray[np.int64]
    # So few documents are summed up sooner than pruned.
    few: ClassVar[int] = 200_000

    @classmethod
    def build(
        cls, flat: Flat, worth_of: Keys | None = None, worth: Floats | None = None
    ) -> "Postings":
        """Index the occurrences; a feature that is in `worth_of` counts its `worth` times."""
        packed = np.sort(flat.packed())
        first = np.flatnonzero(np.concatenate([[True], packed[1:] != packed[:-1]])[: len(packed)])
        counts = np.diff(np.append(first, len(packed))).astype(np.float32)
        packed = packed[first]
        documents = (packed & np.uint64(MOST_DOCUMENTS - 1)).astype(np.int32)
        of_key = packed >> SLOT
        begins = np.flatnonzero(np.concatenate([[True], of_key[1:] != of_key[:-1]])[: len(of_key)])
        keys, starts = of_key[begins], np.append(begins, len(of_key)).astype(np.int64)
        seen = np.diff(starts)
        lengths = np.bincount(flat.documents.astype(np.int64), minlength=max(flat.size, 1))
        norms = K1 * (1 - B + B * lengths / max(float(lengths.mean()), 1e-9))
        weights = counts * np.float32(K1 + 1) / (counts + norms.astype(np.float32)[documents])
        amounts = rarity(flat.size, seen).astype(np.float32)
        if worth is not None and worth_of is not None:
            amounts *= looked_up(worth_of, worth, keys)
        weights *= np.repeat(amounts, seen)
        most = np.maximum.reduceat(weights, begins) if len(begins) else np.empty(0, np.float32)
        return cls(keys, starts, documents, weights.astype(np.float16), most, np.array([flat.size]))

    def scores(self, wanted: Keys) -> Floats:
        """Return the score of every document for distinct features."""
        spans = [slice(a, b) for a, b in zip(*self._ends(self._known(wanted)), strict=True)]
        if not spans:
            return np.zeros(int(self.size[0]), dtype=np.float32)
        documents = np.concatenate([self.documents[span] for span in spans])
        weights = np.concatenate([self.weights[span] for span in spans])
        return np.bincount(documents, weights, int(self.size[0])).astype(np.float32)

    def best(self, wanted: Keys, count: int) -> tuple[Ints, Floats]:
        """Return the documents of the highest scores, best first, with their scores."""
        if int(self.size[0]) <= self.few:
            scores = self.scores(wanted)
            some = np.flatnonzero(scores).astype(np.int32)
            return _highest(some, scores[some], count)
        places = self._known(wanted)
        places = places[np.argsort(self.starts[places + 1] - self.starts[places], kind="stable")]
        left = np.append(np.cumsum(self.most[places][::-1])[::-1], 0.0).tolist()
        totals = np.zeros(int(self.size[0]), dtype=np.float32)
        found: NDArray[np.int32] | None = None
        least = 0.0
        for n, (begin, end) in enumerate(zip(*self._ends(places), strict=True)):
            documents, weights = self.documents[begin:end], self.weights[begin:end]
            if found is None and least > left[n]:  # nothing without a score can still come near
                found = np.flatnonzero(totals >= least - left[n]).astype(np.int32)
            if found is None or len(documents) < LOOKED_UP * len(found):
                totals[documents] += weights
            else:
                at, are_there = located(documents, found)
                has = np.flatnonzero(are_there)
                totals[found[has]] += weights[at[has]]
            sums = totals[documents if found is None else found]
            if len(sums) >= count:  # each once, so their best are that many documents
                least = max(least, _lowest_of_best(sums, count))
            if found is not None:  # who can't catch up any more is dropped
                found = found[sums + np.float32(left[n + 1]) >= least]
        if found is None:
            found = np.flatnonzero(totals >= least if least else totals).astype(np.int32)
        return _highest(found, totals[found], count)

    def _ends(self, places: Ints) -> tuple[list[int], list[int]]:
        return self.starts[places].tolist(), self.starts[places + 1].tolist()

    def _known(self, wanted: Keys) -> Ints:
        places, are_there = located(self.keys, wanted)
        return places[are_there]

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return everything to be written to disk."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @classmethod
    def opened(cls, stored: Mapping[str, NDArray[np.generic]]) -> "Postings":
        """Return what was written."""
        return cls(**{one.name: stored[one.name] for one in fields(cls)})  # type: ignore[arg-type]


def characters_of(texts: Sequence[str]) -> Flat:
    """Return every character and pair of neighbours of bare texts; a full stop parts them."""
    codes = codes_of("。".join(texts)).astype(np.uint64)
    lengths = np.array([len(one) + 1 for one in texts], dtype=np.int64)
    owner = np.repeat(np.arange(len(texts), dtype=np.uint64), lengths)[: len(codes)]
    single = codes != _STOP
    pair = single[:-1] & single[1:]
    keys = np.concatenate([codes[single], ((codes[:-1] << SLOT) | codes[1:])[pair]])
    return Flat(keys, np.concatenate([owner[single], owner[:-1][pair]]), len(texts))


def words_of(cut: Sequence[Sequence[str]]) -> Flat:
    """Return every word of documents."""
    numbers: dict[str, int] = {}
    flat = [numbers.setdefault(word, len(numbers)) for words in cut for word in words]
    keys = np.array([word_key(word) % WIDEST_KEY for word in numbers], dtype=np.uint64)
    owner = np.repeat(np.arange(len(cut), dtype=np.uint64), [len(words) for words in cut])
    return Flat(keys[np.array(flat, dtype=np.int64)], owner, len(cut))


def looked_up(keys: Keys, values: Floats, wanted: Keys) -> Floats:
    """Return the values of wanted keys, 1 for those that have none; `keys` ascend."""
    found = np.ones(len(wanted), dtype=np.float32)
    places, are_there = located(keys, wanted)
    found[are_there] = values[places[are_there]]
    return found


def _lowest_of_best(amounts: Floats, count: int) -> float:
    return float(np.partition(amounts, -count)[-count])


def _highest(found: NDArray[np.int32], amounts: Floats, count: int) -> tuple[Ints, Floats]:
    if len(found) > count:
        chosen = np.argpartition(-amounts, count)[:count]
        found, amounts = found[chosen], amounts[chosen]
    order = np.lexsort((found, -amounts))
    return found[order].astype(np.int64), amounts[order]
