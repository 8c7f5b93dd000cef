"""How likely an entry, and a whole domain, would be asked about in these words.

A language model of the base itself: the chance of each word of the question under the
entry's wordings, smoothed by its domain's and by everyone's. Words that everybody uses
(「罚多少」「最晚什么时候」) weigh nothing, words of one domain speak for the domain even
where no wording of the right entry has them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from knowledge.index import Floats, Ints, Keys, gather

ENTRY, DOMAIN, EVERYONE = 0.5, 0.35, 0.15


@dataclass(frozen=True)
class Counted:
    """How often each feature occurs in one entry's wordings."""

    keys: Keys
    counts: Ints


@dataclass(frozen=True)
class Likelihood:
    """Counts by entry and by domain, and the postings of what an entry adds to its domain."""

    keys: Keys
    everyone: Floats
    by_domain: Floats
    domains: Ints
    starts: Ints
    owners: NDArray[np.int32]
    counts: Floats
    entry_totals: Floats
    totals: Floats

    @classmethod
    def build(cls, entries: Sequence[Counted], domains: Sequence[int]) -> "Likelihood":
        """Count the features of each entry; `domains` says which domain each belongs to."""
        flat = np.concatenate([np.empty(0, np.uint64), *(one.keys for one in entries)])
        sizes = [len(one.keys) for one in entries]
        owner = np.repeat(np.arange(len(entries), dtype=np.int32), sizes)
        count = np.concatenate([np.empty(0, np.int64), *(one.counts for one in entries)])
        keys, places = np.unique(flat, return_inverse=True)
        of = np.asarray(domains, dtype=np.int64)
        by_domain = np.zeros((len(set(domains)), len(keys)), dtype=np.float32)
        np.add.at(by_domain, (of[owner], places), count)
        order = np.argsort(places, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(places, minlength=len(keys)))])
        return cls(
            keys,
            by_domain.sum(axis=0),
            by_domain,
            of,
            starts,
            owner[order],
            count[order].astype(np.float32),
            np.bincount(owner, count, len(entries)).astype(np.float32),
            by_domain.sum(axis=1),
        )

    def scores(
        self, features: Keys, left: tuple[int, Counted] | None = None
    ) -> tuple[Floats, Floats]:
        """Return for every entry what its domain and what itself speak for the question.

        Both are mean log ratios over the question's features. `left` takes one wording of
        one entry out of all counts, as if it had never been written.
        """
        places = self._known(features)
        by_domain, everyone, totals = self._without(places, left)
        seen = everyone > 0
        places, by_domain, everyone = places[seen], by_domain[:, seen], everyone[seen]
        general = EVERYONE * everyone / max(float(totals.sum()), 1.0)
        smooth = DOMAIN * by_domain / np.maximum(totals, 1.0)[:, None] + general
        length = max(len(features), 1)
        domain_part = np.log(smooth / general).sum(axis=1) / length
        entry_part = self._entries(places, smooth, left) / length
        return domain_part[self.domains].astype(np.float32), entry_part.astype(np.float32)

    def _known(self, features: Keys) -> Ints:
        if not len(self.keys):
            return np.empty(0, np.int64)
        places = np.minimum(np.searchsorted(self.keys, features), len(self.keys) - 1)
        known: Ints = places[self.keys[places] == features]
        return known

    def _without(
        self, places: Ints, left: tuple[int, Counted] | None
    ) -> tuple[Floats, Floats, Floats]:
        """Return the counts by domain, of everyone, and the domains' totals."""
        by_domain, everyone, totals = self.by_domain[:, places], self.everyone[places], self.totals
        if left is not None:
            owner, wording = left
            removed = _counts_of(wording, self.keys[places])
            by_domain[self.domains[owner]] -= removed
            everyone = everyone - removed
            totals = totals.copy()
            totals[self.domains[owner]] -= wording.counts.sum()
        return by_domain, everyone, totals

    def _entries(
        self, places: Ints, smooth: Floats, left: tuple[int, Counted] | None
    ) -> NDArray[np.float64]:
        at, row = gather(self.starts, places)
        owners, counts, totals = (
            self.owners[at],
            self.counts[at],
            self.entry_totals[self.owners[at]],
        )
        if left is not None:
            mine = owners == left[0]
            counts = counts - _counts_of(left[1], self.keys[places])[row] * mine
            totals = totals - left[1].counts.sum() * mine
        chance = ENTRY * counts / np.maximum(totals, 1.0)
        gained = np.log1p(chance / smooth[self.domains[owners], row])
        return np.bincount(owners, gained, len(self.domains)).astype(np.float64)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return everything to be written to disk."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @classmethod
    def opened(cls, stored: Mapping[str, NDArray[np.generic]]) -> "Likelihood":
        """Return what was written."""
        return cls(**{one.name: stored[one.name] for one in fields(cls)})  # type: ignore[arg-type]


def counted(features: Sequence[Keys]) -> Counted:
    """Count the features of an entry's wordings, each wording counting a feature once."""
    keys, counts = np.unique(
        np.concatenate([np.empty(0, np.uint64), *features]), return_counts=True
    )
    return Counted(keys, counts.astype(np.int64))


def _counts_of(one: Counted, keys: Keys) -> Floats:
    if not len(one.keys):
        return np.zeros(len(keys), dtype=np.float32)
    places = np.minimum(np.searchsorted(one.keys, keys), len(one.keys) - 1)
    return np.where(one.keys[places] == keys, one.counts[places], 0).astype(np.float32)
