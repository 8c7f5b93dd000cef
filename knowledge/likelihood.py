"""How likely an entry, and a whole domain, would be asked about in these words.

A language model of the base itself: the chance of each word of the question under the
entry's wordings, smoothed by its domain's and by everyone's. Words that everybody uses
(「罚多少」「最晚什么时候」) weigh nothing, words of one domain speak for the domain even
where no wording of the right entry has them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.index import Floats, Ints, Keys

ENTRY, DOMAIN, EVERYONE = 0.5, 0.35, 0.15


@dataclass(frozen=True)
class Counted:
    """How often each feature occurs in one entry's wordings."""

    keys: Keys
    counts: Ints


@dataclass
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
    domain_totals: Floats

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
        self, features: Keys, left_out: tuple[int, Counted] | None = None
    ) -> tuple[Floats, Floats]:
        """Return for every entry what its domain and what itself speak for the question.

        Both are mean log ratios over the question's features. `left_out` takes one
        wording of one entry out of all counts, as if it had never been written.
        """
        places = np.minimum(np.searchsorted(self.keys, features), len(self.keys) - 1)
        places = places[self.keys[places] == features]
        by_domain, everyone = self.by_domain[:, places], self.everyone[places]
        entry_totals, domain_totals = self.entry_totals, self.domain_totals
        removed = np.zeros(len(places), dtype=np.float32)
        if left_out is not None:
            owner, wording = left_out
            removed = _counts_of(wording, self.keys[places])
            by_domain = by_domain.copy()
            by_domain[self.domains[owner]] -= removed
            everyone = everyone - removed
            domain_totals = domain_totals.copy()
            domain_totals[self.domains[owner]] -= wording.counts.sum()
        known = everyone > 0
        places, by_domain, everyone, removed = (
            places[known],
            by_domain[:, known],
            everyone[known],
            removed[known],
        )
        general = EVERYONE * everyone / domain_totals.sum()
        smooth = DOMAIN * by_domain / domain_totals[:, None] + general
        length = max(len(features), 1)
        domain_part = np.log(smooth / general).sum(axis=1) / length
        entry_part = np.zeros(len(self.domains), dtype=np.float64)
        for n, place in enumerate(places):
            span = slice(self.starts[place], self.starts[place + 1])
            owners, counts, totals = (
                self.owners[span],
                self.counts[span],
                entry_totals[self.owners[span]],
            )
            if left_out is not None:
                mine = owners == left_out[0]
                counts = counts - removed[n] * mine
                totals = totals - left_out[1].counts.sum() * mine
            chance = ENTRY * counts / np.maximum(totals, 1.0)
            entry_part[owners] += np.log1p(chance / smooth[self.domains[owners], n])
        return domain_part[self.domains].astype(np.float32), (entry_part / length).astype(
            np.float32
        )


def counted(features: Sequence[Keys]) -> Counted:
    """Count the features of an entry's wordings, each wording counting a feature once."""
    keys, counts = np.unique(
        np.concatenate([np.empty(0, np.uint64), *features]), return_counts=True
    )
    return Counted(keys, counts.astype(np.int64))


def _counts_of(one: Counted, keys: Keys) -> Floats:
    places = np.minimum(np.searchsorted(one.keys, keys), max(len(one.keys) - 1, 0))
    return np.where(one.keys[places] == keys, one.counts[places], 0).astype(np.float32)
