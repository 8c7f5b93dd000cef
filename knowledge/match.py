"""Rank entries for a question: candidates from the indexes, features, one learned score.

The weights are data (`lexicon/ranker.json`, made by `train`), and so is the reading of
scores as confidence, which `policy` does.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from knowledge import index, text
from knowledge.evidence import Evidence, build
from knowledge.features import FEATURES, NOTHING, Measure, Measured, Question
from knowledge.importance import Importance, load_importance
from knowledge.index import Ints
from knowledge.ranking import Candidate, Ranking
from knowledge.schema import Entry
from knowledge.vectors import Vectors, load_vectors

__all__ = ["FEATURES", "WEIGHED", "Candidate", "Matcher", "Question", "Ranking"]

# Every feature has a weight, and another by which it weighs more the longer the question is.
WEIGHED = (*FEATURES, *(f"{name}_by_length" for name in FEATURES))


class Matcher:
    """The indexed wordings of a set of entries."""

    def __init__(
        self,
        entries: Sequence[Entry],
        synonyms: Mapping[str, tuple[str, ...]],
        weights: Mapping[str, float],
        *,
        evidence: Evidence | None = None,
        bares: Sequence[str] | None = None,
        importance: Importance | None = None,
        vectors: Vectors | None = None,
    ) -> None:
        """Index the entries, or take the evidence and bare wordings that were made before."""
        self.entries = entries
        self.synonyms = synonyms
        self.vectors = vectors or load_vectors()
        if evidence is None:
            evidence = build(entries, self.vectors, importance or load_importance())
        self.evidence = evidence
        self.wordings = [said for entry in entries for said in (entry.title, *entry.phrasings)]
        self.bares = _bares(self.wordings) if bares is None else bares
        self.measure = Measure(evidence, self.bares, self.vectors)
        self._ids = [entry.id for entry in entries]
        self._cites = [[(c.law, c.article, c.suffix) for c in e.cites] for e in entries]
        self._lengths = sorted({len(said) for said in synonyms})
        self.reweigh(weights)

    def reweigh(self, weights: Mapping[str, float]) -> None:
        """Score with other weights from now on."""
        self._weights = np.array([weights.get(name, 0.0) for name in WEIGHED], dtype=np.float32)

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each entry stands."""
        return {entry.id: n for n, entry in enumerate(self.entries)}

    def span(self, place: int) -> range:
        """The wordings of one entry; the first is its title."""
        starts = self.evidence.starts
        end = starts[place + 1] if place + 1 < len(starts) else len(self.wordings)
        return range(int(starts[place]), int(end))

    def akin(self, one: int, two: int) -> bool:
        """Whether the main article of either entry is cited by the other."""
        mine, others = self._cites[one], self._cites[two]
        return mine[0] in others or others[0] in mine

    def read(self, raw: str) -> Question:
        """Understand a question: normalised, cut, with the legal words it stands for."""
        plain = text.normalise(raw)[: text.LONGEST]
        bare = text.bare(plain)
        cut = text.words(plain)
        return Question(
            raw,
            bare,
            tuple(cut),
            index.characters(bare),
            index.pairs(bare),
            index.words(cut),
            self._legal(bare),
            text.ends(plain),
        )

    def _legal(self, bare: str) -> tuple[tuple[str, str], ...]:
        """Return what colloquial words stand for, in one pass; a longer saying hides a shorter."""
        found: list[tuple[str, str]] = []
        at = 0
        while at < len(bare):
            parts = (bare[at : at + length] for length in reversed(self._lengths))
            said = next((part for part in parts if part in self.synonyms), None)
            if said is not None:
                found += [(said, meant) for meant in self.synonyms[said]]
            at += len(said) if said else 1
        return tuple(dict.fromkeys(found))

    def rank(
        self, question: Question, *, without: int | None = None, hidden: int | None = None
    ) -> Ranking:
        """Return the candidates, best first.

        `without` leaves one indexed wording out and `hidden` one entry: what training
        uses to ask for a wording as if it had never been seen.
        """
        if not question.bare or not self.entries:
            return self.ranked(NOTHING)
        return self.ranked(self.measure.of(question, without=without, hidden=hidden))

    def ranked(self, measured: Measured) -> Ranking:
        """Return measured candidates, best first."""
        plain, longer = self._weights.reshape(2, -1)
        scores = measured.values @ (plain + np.float32(measured.length) * longer)
        order = np.lexsort((measured.places, -scores))
        places = measured.places[order]
        return Ranking(
            self._ids,
            self.wordings,
            places,
            measured.nearest[order],
            scores[order],
            measured.values[order],
            self._akin(places),
        )

    def _akin(self, places: Ints) -> NDArray[np.bool_]:
        if not len(places):
            return np.zeros(0, dtype=bool)
        first = int(places[0])
        return np.array([self.akin(first, place) for place in places.tolist()], dtype=bool)


def _bares(wordings: Sequence[str]) -> list[str]:
    return [text.bare(text.normalise(wording)) for wording in wordings]
