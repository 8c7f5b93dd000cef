"""How likely a whole domain would be asked about in these words.

A language model of the base itself: the chance of each pair of characters under a
domain's wordings against its chance under everyone's. Pairs that everybody uses
(「罚多少」) weigh nothing; pairs of one domain speak for it even where no wording of the
right entry has them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.index import Floats, Ints, Keys, located

# How much a pair's chance owes to the domain, and how much to everyone.
DOMAIN, EVERYONE = 0.7, 0.3


@dataclass(frozen=True)
class Likelihood:
    """How often each feature occurs in each domain's wordings: a row per feature.

    `totals` are over all, `more` was counted afterwards and is never written to disk.
    """

    keys: Keys
    counts: Floats
    totals: Floats
    domains: Ints
    more: "Likelihood | None" = None

    @classmethod
    def build(
        cls, lines: Sequence[Keys], owners: Sequence[int], domains: Sequence[int], *, size: int
    ) -> "Likelihood":
        """Count distinct features of lines; `domains` says which of so many each owner is of."""
        keys, places = np.unique(
            np.concatenate([np.empty(0, np.uint64), *lines]), return_inverse=True
        )
        of = np.asarray(domains, dtype=np.int64)
        owned = np.repeat(np.asarray(owners, dtype=np.int64), [len(one) for one in lines])
        flat = np.bincount(places * size + of[owned], minlength=size * len(keys))
        counts = flat.reshape(len(keys), size).astype(np.float32)
        return cls(keys, counts, counts.sum(axis=0), of)

    def grown(self, more: "Likelihood") -> "Likelihood":
        """Return this with more counted: further entries' lines, over the same domains."""
        domains = np.concatenate([self.domains, more.domains])
        return replace(self, totals=self.totals + more.totals, domains=domains, more=more)

    def scores(self, features: Keys, left_of: int | None = None) -> Floats:
        """Return for every entry the mean log ratio that speaks for its domain.

        `left_of` is the entry whose wording these features are, if that wording is to be
        left out, as if it had never been written.
        """
        counts, totals = self._rows(features), self.totals
        everyone = counts.sum(axis=1)
        if left_of is not None:
            counts[:, self.domains[left_of]] -= 1
            everyone = everyone - 1
            totals = totals.copy()
            totals[self.domains[left_of]] -= len(features)
        seen = everyone > 0
        general = everyone[seen] / max(float(totals.sum()), 1.0)
        special = counts[seen] / np.maximum(totals, 1.0)
        ratios = np.log(EVERYONE + DOMAIN * special / general[:, None]).sum(axis=0)
        found: Floats = (ratios / max(len(features), 1)).astype(np.float32)[self.domains]
        return found

    def _rows(self, features: Keys) -> Floats:
        """Return a row of counts for each feature, of zeros where it was never said."""
        rows = np.zeros((len(features), len(self.totals)), dtype=np.float32)
        places, are_there = located(self.keys, features)
        rows[are_there] = self.counts[places[are_there]]
        if self.more is not None:
            rows += self.more._rows(features)
        return rows

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return everything to be written to disk."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name != "more"}

    @classmethod
    def opened(cls, stored: Mapping[str, NDArray[np.generic]]) -> "Likelihood":
        """Return what was written."""
        return cls(
            stored["keys"].astype(np.uint64, copy=False),
            stored["counts"].astype(np.float32, copy=False),
            stored["totals"].astype(np.float32, copy=False),
            stored["domains"].astype(np.int64, copy=False),
        )
