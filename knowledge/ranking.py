"""Candidates in order. Ranked as arrays; one is made an object only when it is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from knowledge.features import FEATURES
from knowledge.index import Floats, Ints


@dataclass(frozen=True)
class Candidate:
    """One entry that may answer, why, and how well.

    `akin` says whether it rests on the same article as the first candidate.
    """

    entry_id: str
    score: float
    values: Floats
    phrasing: str
    akin: bool

    @property
    def features(self) -> dict[str, float]:
        """What speaks for the entry, by name."""
        return dict(zip(FEATURES, map(float, self.values), strict=True))


@dataclass(frozen=True, eq=False)
class Ranking(Sequence[Candidate]):
    """The candidates of a question, best first: a sequence of `Candidate`.

    `scores`, `values` (a row of features each) and `akin` are in that order too; `places`
    and `nearest` say which of all entries and wordings they are.
    """

    ids: Sequence[str]
    wordings: Sequence[str]
    places: Ints
    nearest: Ints
    scores: Floats
    values: Floats
    akin: NDArray[np.bool_]

    def __len__(self) -> int:
        """Return how many candidates there are."""
        return len(self.places)

    @overload
    def __getitem__(self, at: int) -> Candidate: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Candidate, ...]: ...

    def __getitem__(self, at: int | slice) -> Candidate | tuple[Candidate, ...]:
        """Return one candidate, or several."""
        if isinstance(at, slice):
            return tuple(self[n] for n in range(*at.indices(len(self))))
        return Candidate(
            self.ids[int(self.places[at])],
            float(self.scores[at]),
            self.values[at],
            self.wordings[int(self.nearest[at])],
            bool(self.akin[at]),
        )

    @property
    def entry_ids(self) -> tuple[str, ...]:
        """The candidates' entries, best first."""
        return tuple(self.ids[place] for place in self.places.tolist())
