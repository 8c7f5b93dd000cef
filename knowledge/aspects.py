"""What of a matter is asked (the penalty, how to apply, how long) and who seems to ask.

Two entries about one matter differ in this more than in their words. How often each
aspect shows in an entry's wordings, against all wordings, is counted when an index is built.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from knowledge.files import LEXICON, read_yaml
from knowledge.index import Floats, Ints

# An entry's wordings are few, so as many more are imagined that are like everybody's.
IMAGINED = 2.0


@cache
def signs() -> tuple[re.Pattern[str], ...]:
    """Return what shows each aspect."""
    return tuple(re.compile(one) for one in read_yaml(LEXICON / "aspects.yaml").values())


def shown(bare: str) -> Floats:
    """Return a one for each aspect that a bare text shows."""
    return np.array([sign.search(bare) is not None for sign in signs()], dtype=np.float32)


@dataclass(frozen=True)
class Aspects:
    """How many wordings of each entry show each aspect, of how many."""

    counts: Floats
    totals: Floats

    @classmethod
    def build(cls, wordings: Sequence[Sequence[str]]) -> "Aspects":
        """Count over the bare wordings of each entry."""
        counts = np.zeros((len(wordings), len(signs())), dtype=np.float32)
        for place, lines in enumerate(wordings):
            for line in lines:
                counts[place] += shown(line)
        return cls(counts, np.array([len(lines) for lines in wordings], dtype=np.float32))

    def joined(self, others: "Aspects") -> "Aspects":
        """Return these entries followed by the others."""
        return Aspects(
            np.concatenate([self.counts, others.counts]),
            np.concatenate([self.totals, others.totals]),
        )

    def scores(self, asked: Floats, places: Ints, left_of: int | None = None) -> Floats:
        """Return the log ratio that speaks for entries, over the aspects shown and not shown.

        `left_of` is the entry whose wording is asked, if that wording is to be left out.
        """
        missing, gain = self._ratios
        found: Floats = missing[places] + gain[places] @ asked
        if left_of is not None:
            mine = places == left_of
            fewer = self.counts[left_of] - asked, self.totals[left_of] - 1
            nothing, more = _ratios(*fewer, self._base)
            found[mine] = nothing + more @ asked
        return found

    @cached_property
    def _base(self) -> Floats:
        """How often each aspect shows in all wordings."""
        share: Floats = self.counts.sum(axis=0) / max(float(self.totals.sum()), 1.0)
        return np.clip(share, 0.001, 0.999)

    @cached_property
    def _ratios(self) -> tuple[Floats, Floats]:
        return _ratios(self.counts, self.totals, self._base)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return everything to be written to disk."""
        return {"counts": self.counts, "totals": self.totals}

    @classmethod
    def opened(cls, stored: Mapping[str, NDArray[np.generic]]) -> "Aspects":
        """Return what was written."""
        return cls(
            stored["counts"].astype(np.float32, copy=False),
            stored["totals"].astype(np.float32, copy=False),
        )


def _ratios(counts: Floats, totals: Floats, base: Floats) -> tuple[Floats, Floats]:
    """Return what speaks for an entry when no aspect shows, and what each adds that does."""
    share = (counts + IMAGINED * base) / (totals + IMAGINED)[..., None]
    absent = np.log((1 - share) / (1 - base))
    gain = (np.log(share / base) - absent).astype(np.float32)
    return absent.sum(axis=-1).astype(np.float32), gain
