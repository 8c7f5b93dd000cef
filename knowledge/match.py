"""Rank entries for a question: candidates from the indexes, features, one learned score.

Everything that is compared is computed here as named features; the weights are data
(`lexicon/ranker.json`, made by `train`), and so is the reading of scores as confidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from rapidfuzz import fuzz, process

from knowledge import text
from knowledge.index import Floats, Ints, Space, best_per_owner, top
from knowledge.schema import Entry

CANDIDATES = 24
FEATURES = (
    "characters",
    "words",
    "sounds",
    "support",
    "ratio",
    "partial",
    "covered_characters",
    "covered_words",
    "tags",
    "synonyms",
    "title",
)


@dataclass(frozen=True)
class Question:
    """A question as the matcher sees it."""

    raw: str
    plain: str
    bare: str
    words: tuple[str, ...]
    grams: tuple[str, ...]
    sounds: tuple[str, ...]
    legal: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Candidate:
    """One entry that may answer, why, and how well."""

    entry_id: str
    score: float
    features: Mapping[str, float]
    phrasing: str


@dataclass
class Matcher:
    """The indexed wordings of a set of entries."""

    entries: Sequence[Entry]
    synonyms: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, float]
    wordings: list[str] = field(init=False)
    bares: list[str] = field(init=False)
    starts: Ints = field(init=False)

    def __post_init__(self) -> None:
        """Index every entry; about a second per thousand entries."""
        self.wordings, starts = [], []
        for entry in self.entries:
            starts.append(len(self.wordings))
            self.wordings += [entry.title, *entry.phrasings]
        self.starts = np.array(starts, dtype=np.int32)
        plain = [text.normalise(wording) for wording in self.wordings]
        self.bares = [text.bare(one) for one in plain]
        self._sounds_of = text.syllables()
        self._characters = Space.build([text.grams(one) for one in plain])
        self._words = Space.build([text.words(one) for one in plain])
        self._sounds = Space.build([text.sounds(one, self._sounds_of) for one in plain])
        self._all_texts = [text.normalise(_everything(entry)) for entry in self.entries]
        self._all_grams = Space.build([_long_grams(one) for one in self._all_texts])
        self._all_words = Space.build([text.words(piece) for piece in self._all_texts])
        self._tags = [tuple(text.bare(text.normalise(tag)) for tag in e.tags) for e in self.entries]
        self._weights = np.array([self.weights[name] for name in FEATURES], dtype=np.float64)

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each entry stands."""
        return {entry.id: n for n, entry in enumerate(self.entries)}

    def read(self, raw: str) -> Question:
        """Understand a question: normalised, cut, with the legal words it stands for."""
        plain = text.normalise(raw)[: text.LONGEST]
        bare = text.bare(plain)
        legal = tuple(
            (said, meant)
            for said, meanings in self.synonyms.items()
            if said in bare
            for meant in meanings
        )
        return Question(
            raw,
            plain,
            bare,
            tuple(text.words(plain)),
            tuple(text.grams(plain)),
            tuple(text.sounds(plain, self._sounds_of)),
            legal,
        )

    def rank(
        self, question: Question, *, without: int | None = None, hidden: int | None = None
    ) -> list[Candidate]:
        """Return the candidates, best first.

        `without` leaves one indexed wording out and `hidden` one entry: what training
        uses to ask for a wording as if it had never been seen.
        """
        if not question.bare or not self.entries:
            return []
        spaces = self._similarities(question)
        if without is not None:
            for scores in spaces:
                scores[without] = 0.0
        per_entry = [best_per_owner(scores, self.starts) for scores in spaces]
        covered = self._all_grams.coverage(g for g in question.grams if len(g) > 1)
        rough = 0.45 * per_entry[0] + 0.25 * per_entry[1] + 0.15 * per_entry[2] + 0.3 * covered
        if hidden is not None:
            rough[hidden] = -1.0
        chosen = top(rough, CANDIDATES)
        if (
            without is not None
            and (owner := self._owner(without)) not in chosen
            and owner != hidden
        ):
            chosen.append(owner)
        covered_words = self._all_words.coverage(question.words)
        rows, phrasings = [], []
        for place in chosen:
            values, phrasing = self._features(question, place, spaces, without)
            values[6], values[7] = float(covered[place]), float(covered_words[place])
            rows.append(values)
            phrasings.append(phrasing)
        totals = np.array(rows) @ self._weights
        order = sorted(range(len(chosen)), key=lambda n: (-totals[n], chosen[n]))
        return [
            Candidate(
                self.entries[chosen[n]].id,
                float(totals[n]),
                dict(zip(FEATURES, rows[n], strict=True)),
                phrasings[n],
            )
            for n in order
            if chosen[n] != hidden
        ]

    def _similarities(self, question: Question) -> tuple[Floats, Floats, Floats]:
        return (
            self._characters.cosine(question.grams),
            self._words.cosine(question.words),
            self._sounds.cosine(question.sounds),
        )

    def _owner(self, wording: int) -> int:
        return int(np.searchsorted(self.starts, wording, side="right")) - 1

    def span(self, place: int) -> range:
        """The wordings of one entry; the first is its title."""
        end = self.starts[place + 1] if place + 1 < len(self.starts) else len(self.wordings)
        return range(int(self.starts[place]), int(end))

    def _features(
        self,
        question: Question,
        place: int,
        spaces: tuple[Floats, Floats, Floats],
        without: int | None,
    ) -> tuple[list[float], str]:
        span = [n for n in self.span(place) if n != without]
        characters, words, sounds = (scores[span] for scores in spaces)
        best = np.sort(characters)[::-1]
        nearest = int(np.argmax(characters))
        bares = [self.bares[n] for n in span]
        ratio = max(process.cdist([question.bare], bares, scorer=fuzz.ratio)[0]) / 100
        partial = fuzz.partial_ratio(question.bare, bares[nearest]) / 100
        tags = [tag for tag in self._tags[place] if tag and tag in question.bare]
        meant = [legal for _, legal in question.legal]
        known = sum(legal in self._all_texts[place] for legal in meant)
        values = [
            float(best[0]),
            float(words.max()),
            float(sounds.max()),
            float(best[:3].mean()),
            float(ratio),
            float(partial),
            0.0,
            0.0,
            min(sum(map(len, tags)) / max(len(question.bare), 1), 1.0),
            known / len(meant) if meant else 0.0,
            fuzz.ratio(question.bare, self.bares[self.span(place)[0]]) / 100,
        ]
        return values, self.wordings[span[nearest]]


def _everything(entry: Entry) -> str:
    parts = [entry.title, *entry.tags, *entry.phrasings, *(said for _, said in entry.texts())]
    parts += [up.ask for up in entry.follow_ups]
    return "\n".join(parts)


def _long_grams(said: str) -> list[str]:
    grams: list[str] = []
    for line in said.split("\n"):
        plain = text.bare(line)
        grams += [plain[n : n + 2] for n in range(len(plain) - 1)]
    return grams
