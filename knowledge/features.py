"""Measure candidates: what speaks for each entry, as named numbers the ranker has learnt to weigh."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from knowledge import index, near, text
from knowledge.aspects import shown
from knowledge.evidence import Evidence
from knowledge.index import Floats, Ints, Keys
from knowledge.profile import Left
from knowledge.vectors import Vectors

CANDIDATES = 16
# So many of them are found by the end of the question alone.
SEATS = 3
FEATURES = (
    "said",  # the share of the question's characters and pairs that the entry speaks
    "near",  # the same of words, met by themselves or by words that mean nearly the same
    "unmet",  # the share of words that nothing in the entry comes near to
    "characters",  # cosine to the wording most alike
    "contained",  # the share of a wording that the question contains, small talk aside
    "meaning",  # how near in meaning the nearest wording is
    "ratio",  # how few edits lie between the question, or its end, and a wording
    "domain",  # how likely its domain is asked about like this
    "aspect",  # how well what of the matter is asked, and by whom, fits the entry
)
# The rough order by which candidates are chosen: rough enough to be summed over all entries.
ROUGH = {
    "said": 1.0,
    "near": 1.0,
    "domain": 0.1,
}
UNMET_BELOW = 0.3
USUAL_LENGTH = 2.8


@dataclass(frozen=True)
class Question:
    """A question as the matcher sees it."""

    raw: str
    bare: str
    segments: tuple[str, ...]
    characters: Keys
    pairs: Keys
    words: Keys
    legal: tuple[tuple[str, str], ...]
    ends: tuple[str, ...]

    @property
    def length(self) -> float:
        """The logarithm of how much was said, 0 for a question of usual length."""
        return math.log1p(len(self.bare)) - USUAL_LENGTH


@dataclass(frozen=True)
class Measured:
    """Candidates' places, their features row by row, and each one's wording most alike.

    `length` is the question's: some features tell more of a long question than of a short one.
    """

    places: Ints
    values: Floats
    nearest: Ints
    length: float


NOTHING = Measured(
    np.empty(0, np.int64), np.empty((0, len(FEATURES)), np.float32), np.empty(0, np.int64), 0.0
)


@dataclass(frozen=True)
class Alike:
    """How alike the question and the wordings of some entries are: a row of wordings an entry.

    `grid` numbers the wordings, and `inside` says which cells there are.
    """

    places: Ints
    grid: Ints
    inside: NDArray[np.bool_]
    characters: Floats
    contained: Floats


@dataclass(frozen=True)
class Scored:
    """What was computed over all entries, and the meaning asked."""

    meaning: Floats
    said: Floats
    near: Floats
    unmet: Floats
    domain: Floats


class Measure:
    """Measures the entries of some evidence against questions."""

    def __init__(self, evidence: Evidence, bares: Sequence[str], vectors: Vectors) -> None:
        """Keep the indexes; `bares` are the wordings without punctuation."""
        self.evidence = evidence
        self._bares = bares
        self._vectors = vectors
        ends = np.append(evidence.starts[1:], len(bares))
        self._firsts, self._ends = evidence.starts, ends
        widest = int((ends - evidence.starts).max(initial=1))
        grid = evidence.starts[:, None] + np.arange(widest)
        self._inside = grid < ends[:, None]
        self._grid = np.minimum(grid, max(len(bares) - 1, 0))

    def owner(self, wording: int) -> int:
        """Return the entry a wording is of."""
        return int(np.searchsorted(self.evidence.starts, wording, side="right")) - 1

    def of(
        self, question: Question, *, without: int | None = None, hidden: int | None = None
    ) -> Measured:
        """Measure the entries that may answer.

        `without` leaves one indexed wording, which must be the question itself, out of
        everything; `hidden` leaves a whole entry out of the candidates.
        """
        scored = self._score(question, without)
        rough = (
            ROUGH["said"] * scored.said
            + ROUGH["near"] * scored.near
            + ROUGH["domain"] * scored.domain
        )
        chosen = [*self._like_the_end(question, without), *index.top(rough, CANDIDATES + 1)]
        found = [place for place in dict.fromkeys(chosen) if place != hidden][:CANDIDATES]
        places = np.array(found, dtype=np.int64)
        return self._candidates(question, scored, self._compare(question, places, without), without)

    def _like_the_end(self, question: Question, without: int | None) -> list[int]:
        """Return the entries that speak the end of a question, whatever was said before it."""
        if not question.ends:
            return []
        end = index.characters(min(question.ends, key=len))
        left = None if without is None else Left(self.owner(without), end)
        return index.top(self.evidence.said.scores(end, left), SEATS)

    def _compare(self, question: Question, places: Ints, without: int | None) -> Alike:
        """Compare the question with every wording of some entries, but the one left out."""
        grid, inside = self._grid[places], self._inside[places]
        characters, contained = (np.zeros(inside.shape, dtype=np.float32) for _ in range(2))
        characters[inside], contained[inside] = self.evidence.characters.compared(
            question.characters, self._firsts[places], self._ends[places]
        )
        if without is not None:
            left = grid == without
            characters[left] = contained[left] = 0.0
            inside = inside & ~left
        return Alike(places, grid, inside, characters, contained)

    def asked(self, question: Question) -> near.Asked:
        """Return the near words of the question's words, then of the sayings in it."""
        ev = self.evidence
        found = near.read(
            question.segments, question.words, ev.spoken, ev.vocabulary, ev.near, self._vectors
        )
        legal = near.legal(_meanings(question.legal), ev.spoken)
        return near.Asked(found.near.joined([legal]), found.meaning)

    def _score(self, question: Question, without: int | None) -> Scored:
        ev = self.evidence
        asked = self.asked(question)
        spoken_left = said_left = owner = None
        if without is not None:
            owner = self.owner(without)
            said_left = Left(owner, question.characters)
            spoken_left = Left(owner, question.words)
        rows = asked.near
        met = ev.spoken.met(rows.starts, rows.places, rows.alike, spoken_left)
        weight = rows.idf / np.float32(float(rows.idf.sum()) or 1.0)
        return Scored(
            asked.meaning,
            said=ev.said.scores(question.characters, said_left),
            near=np.einsum("q,qe->e", weight, met),
            unmet=np.einsum("q,qe->e", weight, (met < UNMET_BELOW).astype(np.float32)),
            domain=ev.chances.scores(question.pairs, owner),
        )

    def _candidates(
        self, question: Question, scored: Scored, alike: Alike, without: int | None
    ) -> Measured:
        places, grid, inside = alike.places, alike.grid, alike.inside
        ratios = np.zeros(inside.shape, dtype=np.float32)
        wordings = [self._bares[n] for n in grid[inside].tolist()]
        ratios[inside] = process.cdist(
            [question.bare, *question.ends], wordings, scorer=fuzz.ratio, dtype=np.float32
        ).max(axis=0, initial=0)
        meaning = self.evidence.meanings[grid] @ scored.meaning
        meaning[~inside] = 0.0
        rows = np.arange(len(places))
        nearest = grid[rows, (alike.characters + 0.01 * ratios).argmax(axis=1)]
        columns = [
            scored.said[places],
            scored.near[places],
            scored.unmet[places],
            alike.characters.max(axis=1),
            alike.contained.max(axis=1),
            meaning.max(axis=1),
            ratios.max(axis=1, initial=0) / 100,
            scored.domain[places],
            self.evidence.aspects.scores(
                shown(question.bare), places, None if without is None else self.owner(without)
            ),
        ]
        values = np.stack(columns, axis=1).astype(np.float32)
        return Measured(places, values, nearest, question.length)


def _meanings(legal: Sequence[tuple[str, str]]) -> list[Keys]:
    """Return, for each saying, the words of all it stands for."""
    cut: dict[str, list[str]] = {}
    for said, meant in legal:
        cut.setdefault(said, []).extend(text.words(meant))
    return [index.words(found) for found in cut.values()]
