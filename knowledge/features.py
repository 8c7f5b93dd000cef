"""Measure candidates: what speaks for each entry, as named numbers the ranker has learnt to weigh."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from knowledge import index, near
from knowledge.evidence import Evidence
from knowledge.index import Floats, Ints, Keys
from knowledge.likelihood import counted
from knowledge.profile import Left
from knowledge.vectors import Vectors

CANDIDATES = 30
FEATURES = (
    "said",  # the share of the question's characters and pairs that the entry speaks
    "heard",  # the same of syllables, so that homophones count
    "near",  # the same of words, met by themselves or by words that mean nearly the same
    "unmet",  # the share of words that nothing in the entry comes near to
    "legal",  # the best match of the legal words that colloquial ones stand for
    "characters",  # cosine to the wording most alike
    "contained",  # the share of a wording that the question contains, small talk aside
    "meaning",  # how near in meaning the nearest wording is, and the three nearest
    "meaning_3",
    "ratio",  # how few edits lie between the question and a wording
    "title_ratio",
    "title_meaning",
    "domain_pairs",  # how likely the domain, and the entry in it, is asked about like this
    "entry_pairs",
    "domain_words",
    "entry_words",
)
# The rough order by which candidates are chosen: rough enough to be summed over all entries.
ROUGH = {
    "said": 1.0,
    "near": 1.0,
    "characters": 0.5,
    "contained": 0.3,
    "meaning": 0.3,
    "legal": 0.3,
    "domain": 0.1,
}
UNMET_BELOW = 0.3


@dataclass(frozen=True)
class Question:
    """A question as the matcher sees it."""

    raw: str
    bare: str
    segments: tuple[str, ...]
    characters: Keys
    pairs: Keys
    words: Keys
    sounds: Keys
    legal: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Measured:
    """Candidates' places, their features row by row, and each one's wording most alike."""

    places: Ints
    values: Floats
    nearest: Ints


@dataclass(frozen=True)
class Scored:
    """What was computed over all wordings (the first three) and all entries."""

    characters: Floats
    contained: Floats
    meaning: Floats
    said: Floats
    heard: Floats
    near: Floats
    unmet: Floats
    legal: Floats
    pairs: tuple[Floats, Floats]
    words: tuple[Floats, Floats]


class Measure:
    """Measures the entries of some evidence against questions."""

    def __init__(self, evidence: Evidence, bares: Sequence[str], vectors: Vectors) -> None:
        """Keep the indexes; `bares` are the wordings without punctuation."""
        self.evidence = evidence
        self._bares = bares
        self._vectors = vectors
        ends = np.append(evidence.starts[1:], len(bares))
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
        starts = self.evidence.starts
        rough = (
            ROUGH["said"] * scored.said
            + ROUGH["near"] * scored.near
            + ROUGH["characters"] * index.best_per_owner(scored.characters, starts)
            + ROUGH["contained"] * index.best_per_owner(scored.contained, starts)
            + ROUGH["meaning"] * index.best_per_owner(scored.meaning, starts)
            + ROUGH["legal"] * scored.legal
            + ROUGH["domain"] * (scored.pairs[0] + scored.pairs[1])
        )
        chosen = index.top(rough, CANDIDATES + (hidden is not None))
        places = np.array([p for p in chosen if p != hidden][:CANDIDATES], dtype=np.int64)
        return self._candidates(question, scored, places, without)

    def _score(self, question: Question, without: int | None) -> Scored:
        ev = self.evidence
        asked = near.read(
            question.segments, question.words, ev.spoken, ev.vocabulary, ev.near, self._vectors
        )
        characters, contained = ev.characters.compared(question.characters)
        meaning = ev.meanings @ asked.meaning
        owner = -1 if without is None else self.owner(without)
        if without is not None:
            characters[without] = contained[without] = meaning[without] = 0.0
        outs = [
            Left(owner, keys) if without is not None else None
            for keys in (question.characters, question.sounds, question.words)
        ]
        met = ev.spoken.met(asked.near.starts, asked.near.places, asked.near.alike, outs[2])
        weight = asked.near.idf / np.float32(float(asked.near.idf.sum()) or 1.0)
        pairs_out = (owner, counted([question.pairs])) if without is not None else None
        words_out = (owner, counted([question.words])) if without is not None else None
        return Scored(
            characters,
            contained,
            meaning,
            said=ev.said.scores(question.characters, outs[0]),
            heard=ev.heard.scores(question.sounds, outs[1]),
            near=(weight @ met).astype(np.float32),
            unmet=(weight @ (met < UNMET_BELOW)).astype(np.float32),
            legal=self._legal(question),
            pairs=ev.pair_chances.scores(question.pairs, pairs_out),
            words=ev.word_chances.scores(question.words, words_out),
        )

    def _legal(self, question: Question) -> Floats:
        """Return how well each entry speaks the legal words, the best of each saying's."""
        best: dict[str, Floats] = {}
        for said, meant in question.legal:
            scores = self.evidence.said.scores(index.characters(meant))
            best[said] = np.maximum(best[said], scores) if said in best else scores
        if not best:
            return np.zeros(len(self.evidence.starts), dtype=np.float32)
        mean: Floats = np.mean(list(best.values()), axis=0, dtype=np.float32)
        return mean

    def _candidates(
        self, question: Question, scored: Scored, places: Ints, without: int | None
    ) -> Measured:
        grid, inside = self._grid[places], self._inside[places]
        if without is not None:
            inside = inside & (grid != without)
        ratios = np.zeros(inside.shape, dtype=np.float32)
        wordings = [self._bares[n] for n in grid[inside].tolist()]
        ratios[inside] = process.cdist(
            [question.bare], wordings, scorer=fuzz.ratio, dtype=np.float32
        )[0]
        characters = np.where(inside, scored.characters[grid], 0.0)
        meaning = np.where(inside, scored.meaning[grid], 0.0)
        titles = self.evidence.starts[places]
        rows = np.arange(len(places))
        nearest = grid[rows, (characters + 0.01 * ratios).argmax(axis=1)]
        columns = [
            *(one[places] for one in (scored.said, scored.heard, scored.near, scored.unmet)),
            scored.legal[places],
            characters.max(axis=1),
            np.where(inside, scored.contained[grid], 0.0).max(axis=1),
            *_best(meaning),
            ratios.max(axis=1, initial=0) / 100,
            ratios[:, 0] / 100,
            scored.meaning[titles],
            *(one[places] for one in (*scored.pairs, *scored.words)),
        ]
        return Measured(places, np.stack(columns, axis=1).astype(np.float32), nearest)


def _best(scores: Floats) -> tuple[Floats, Floats]:
    """Return the best of each row, and the mean of its three best."""
    three = np.sort(scores, axis=1)[:, ::-1][:, :3]
    return three[:, 0], three.mean(axis=1)
